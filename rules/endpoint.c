/*
 * Grammar of the columns `processing` and `storage`:
 *
 *	rule	= place *( ";" request )
 *	place	= "none" / "const:" places / "host:{region}"
 *	request	= "model:geo" / "path:locations/{region}" /
 *		  "body:inference_geo"
 *
 * `storage` has no request and may be empty: as the place of `processing`.
 */
#include "rules/endpoint.h"

#include "rules/table.h"

enum { ENDPOINTS_MAX = 20000 };

enum endpoint_column {
	E_PATTERN, E_PATH, E_PROVIDER, E_OPERATOR, E_CONTROL, E_CLOUD,
	E_PROCESSING, E_STORAGE, E_DIALECT, E_CATEGORY, E_NOTE, E_FROM, E_TO,
	E_SOURCE, E_VERIFIED, E_COLUMNS
};

static const char *const endpoint_columns[] = { "pattern", "path",
	"provider", "operator", "control", "cloud", "processing", "storage",
	"dialect", "category", "note", "valid_from", "valid_to", "source",
	"verified_at", NULL };

enum domain_column {
	D_PATTERN, D_LIST, D_CATEGORY, D_NOTE, D_FROM, D_TO, D_SOURCE,
	D_VERIFIED, D_COLUMNS
};

static const char *const domain_columns[] = { "pattern", "list", "category",
	"note", "valid_from", "valid_to", "source", "verified_at", NULL };

static int
parse_request(struct sv s, enum request_rule *ret)
{
	if (sv_eq(s, SV("model:geo")))
		*ret = REQUEST_MODEL;
	else if (sv_eq(s, SV("path:locations/{region}")))
		*ret = REQUEST_PATH;
	else if (sv_eq(s, SV("body:inference_geo")))
		*ret = REQUEST_BODY;
	else
		return ERR_SYNTAX;
	return 0;
}

static int
parse_place(const struct law *law, struct sv s, enum place_rule *ret,
    struct places *places)
{
	if (sv_eq(s, SV("none")))
		*ret = PLACE_NONE;
	else if (sv_eq(s, SV("host:{region}")))
		*ret = PLACE_HOST;
	else if (sv_starts(s, SV("const:"))) {
		*ret = PLACE_CONST;
		return law_parse_places(law, sv_slice(s, 6, s.len), places);
	} else
		return ERR_SYNTAX;
	return 0;
}

static int
parse_rules(const struct law *law, const struct sv *v, struct endpoint *e)
{
	struct sv processing = v[E_PROCESSING];
	int rc = parse_place(law, sv_cut(&processing, ';'), &e->processing,
	    &e->processing_places);

	if (rc == 0 && processing.ptr != NULL)
		rc = parse_request(processing, &e->request);
	e->storage = PLACE_SAME;
	if (rc == 0 && v[E_STORAGE].len > 0)
		rc = parse_place(law, v[E_STORAGE], &e->storage,
		    &e->storage_places);
	if (rc == 0 && (e->processing == PLACE_HOST ||
	    e->storage == PLACE_HOST) &&
	    (v[E_CLOUD].len == 0 ||
	    sv_find(v[E_PATTERN], SV("{region}")) < 0))
		rc = ERR_SYNTAX;
	return rc;
}

static int
take_dates(struct table *t, size_t from, const struct sv *v,
    struct endpoint *e)
{
	if (law_date(v[from], INT64_MIN, false, &e->from_ns) == 0 &&
	    law_date(v[from + 1], INT64_MAX, true, &e->to_ns) == 0)
		return 0;
	return table_fail(t, from, ERR_SYNTAX,
	    "a date such as 2026-12-31 is wanted");
}

static int
take_endpoint(struct catalogue *c, struct table *t, const struct sv *v,
    struct endpoint *e)
{
	*e = (struct endpoint){ .provider = v[E_PROVIDER],
		.operator = v[E_OPERATOR], .cloud = v[E_CLOUD],
		.dialect = v[E_DIALECT], .category = v[E_CATEGORY],
		.source = v[E_SOURCE] };
	if (v[E_CONTROL].len == 0)
		e->control.open = true;
	else if (law_parse_places(&c->law, v[E_CONTROL], &e->control) != 0)
		return table_fail(t, E_CONTROL, ERR_NOTFOUND,
		    "codes or groups joined by '+' are wanted");
	if (parse_rules(&c->law, v, e) != 0)
		return table_fail(t, E_PROCESSING, ERR_SYNTAX,
		    "none, const:XX+YY or host:{region} is wanted, then "
		    "perhaps ;model:geo, ;path:locations/{region} or "
		    ";body:inference_geo");
	return take_dates(t, E_FROM, v, e);
}

static int
take_domain(struct table *t, const struct sv *v, struct endpoint *e)
{
	*e = (struct endpoint){ .provider = v[D_LIST],
		.category = SV("ai-domain"), .source = v[D_SOURCE],
		.processing = PLACE_NONE, .storage = PLACE_SAME,
		.control = { .open = true } };
	return take_dates(t, D_FROM, v, e);
}

/* Rows and their patterns, growing together. */
struct rows {
	struct endpoint *items;
	struct hosts_pattern *patterns;
	size_t n, cap_items, cap_patterns;
};

static int
add_row(struct table *t, struct rows *r, const struct endpoint *e,
    struct sv pattern, struct sv path)
{
	struct hosts_pattern p;
	int rc;

	if (r->n == ENDPOINTS_MAX)
		return table_fail(t, 0, ERR_LIMIT, "too many rows");
	if (hosts_parse(pattern, path, &p) != 0)
		return table_fail(t, 0, ERR_SYNTAX,
		    "\"%.*s\" is no host pattern", SV_ARG(pattern));
	rc = arena_vec_room(t->arena, (void **)&r->items, r->n, &r->cap_items,
	    sizeof(*e));
	if (rc == 0)
		rc = arena_vec_room(t->arena, (void **)&r->patterns, r->n,
		    &r->cap_patterns, sizeof(p));
	if (rc != 0)
		return table_fail(t, 0, rc, "out of memory");
	p.value = (uint32_t)r->n;
	r->items[r->n] = *e;
	r->patterns[r->n++] = p;
	return 0;
}

static int
build(struct table *t, struct hosts *h, const struct rows *r)
{
	size_t at = 0;
	int rc = hosts_build(h, r->patterns, r->n, t->arena, &at);

	if (rc == ERR_CONFLICT)
		return table_fail(t, TABLE_COLUMNS, rc,
		    "pattern \"%.*s\" stands here twice",
		    SV_ARG(r->patterns[at].text));
	return rc;
}

int
endpoint_read(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	struct sv v[E_COLUMNS];
	struct rows rows = { .n = 0 };
	struct endpoint e;
	struct table t;
	int rc = table_open(&t, text, file, endpoint_columns, &c->arena, ei);

	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		rc = take_endpoint(c, &t, v, &e);
		if (rc == 0)
			rc = add_row(&t, &rows, &e, v[E_PATTERN], v[E_PATH]);
		if (rc != 0)
			return rc;
	}
	c->endpoints = rows.items;
	c->nendpoints = rows.n;
	return rc != 0 ? rc : build(&t, &c->hosts, &rows);
}

int
endpoint_read_domains(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	struct sv v[D_COLUMNS];
	struct rows rows = { .n = 0 };
	struct endpoint e;
	struct table t;
	int rc = table_open(&t, text, file, domain_columns, &c->arena, ei);

	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		rc = take_domain(&t, v, &e);
		if (rc == 0)
			rc = add_row(&t, &rows, &e, v[D_PATTERN], SV(""));
		if (rc != 0)
			return rc;
	}
	c->domain_rows = rows.items;
	c->ndomains = rows.n;
	return rc != 0 ? rc : build(&t, &c->domains, &rows);
}
