#include "base/ascii.h"
#include "rules/model.h"

#include "rules/table.h"

struct model_geo_row {
	struct sv cloud, prefix;
	struct places places;	/* may compute; open: anywhere */
	struct places from;	/* regions it may be asked from */
};

struct model_row {
	struct sv prefix;
	struct places provenance;
	int64_t from_ns, to_ns;
};

enum geo_column {
	G_CLOUD, G_PREFIX, G_PLACES, G_FROM, G_NOTE, G_VALID_FROM,
	G_VALID_TO, G_SOURCE, G_VERIFIED, G_COLUMNS
};

static const char *const geo_columns[] = { "cloud", "prefix", "places",
	"from", "note", "valid_from", "valid_to", "source", "verified_at", NULL };

enum name_column {
	N_PREFIX, N_PROVENANCE, N_NOTE, N_FROM, N_TO, N_SOURCE, N_VERIFIED,
	N_COLUMNS
};

static const char *const name_columns[] = { "prefix", "provenance", "note",
	"valid_from", "valid_to", "source", "verified_at", NULL };

int
model_read_geo(struct models *m, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei)
{
	struct sv v[G_COLUMNS];
	struct table t;
	size_t cap = 0;
	int rc = table_open(&t, text, file, geo_columns, arena, ei);

	while (rc == 0 && (rc = table_next(&t, v)) == 1) {
		struct model_geo_row g = { .cloud = v[G_CLOUD],
			.prefix = v[G_PREFIX] };

		if (law_parse_places(law, v[G_PLACES], &g.places) != 0 ||
		    law_parse_places(law, v[G_FROM], &g.from) != 0)
			return table_fail(&t, G_PLACES, ERR_NOTFOUND,
			    "codes or groups joined by '+' are wanted");
		rc = arena_vec_room(arena, (void **)&m->geo, m->ngeo, &cap,
		    sizeof(g));
		if (rc != 0)
			return table_fail(&t, 0, rc, "out of memory");
		m->geo[m->ngeo++] = g;
	}
	return rc;
}

static bool
goes_before(const struct model_row *a, const struct model_row *b)
{
	unsigned char x = ascii_to_lower(a->prefix.ptr[0]);
	unsigned char y = ascii_to_lower(b->prefix.ptr[0]);

	return x != y ? x < y : a->prefix.len > b->prefix.len;
}

/* Insert in order: by first byte, then longest first. */
static int
add_name(struct models *m, struct arena *arena, size_t *cap,
    struct model_row row)
{
	size_t i;
	int rc = arena_vec_room(arena, (void **)&m->rows, m->nrows, cap,
	    sizeof(row));

	if (rc != 0)
		return rc;
	for (i = m->nrows++; i > 0 && goes_before(&row, &m->rows[i - 1]); i--)
		m->rows[i] = m->rows[i - 1];
	m->rows[i] = row;
	return 0;
}

int
model_read_names(struct models *m, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei)
{
	struct sv v[N_COLUMNS];
	struct table t;
	size_t cap = 0;
	int rc = table_open(&t, text, file, name_columns, arena,
	    ei);

	while (rc == 0 && (rc = table_next(&t, v)) == 1) {
		struct model_row row = { .prefix = v[N_PREFIX] };

		if (row.prefix.len == 0 || law_parse_places(law,
		    v[N_PROVENANCE], &row.provenance) != 0)
			return table_fail(&t, N_PROVENANCE, ERR_NOTFOUND,
			    "a prefix and codes joined by '+' are wanted");
		if (law_date(v[N_FROM], INT64_MIN, false, &row.from_ns) != 0 ||
		    law_date(v[N_TO], INT64_MAX, true, &row.to_ns) != 0)
			return table_fail(&t, N_FROM, ERR_SYNTAX,
			    "a date such as 2026-12-31 is wanted");
		rc = add_name(m, arena, &cap, row);
		if (rc != 0)
			return table_fail(&t, 0, rc, "out of memory");
	}
	for (size_t c = 0; c < NELEMS(m->first); c++)
		m->first[c] = (uint32_t)m->nrows;
	for (size_t i = m->nrows; i > 0; i--)
		m->first[ascii_to_lower(m->rows[i - 1].prefix.ptr[0])] =
		    (uint32_t)i - 1;
	return rc;
}

static const struct model_row *
find_name(const struct models *m, struct sv model, int64_t now_ns)
{
	unsigned char c;

	if (model.len == 0)
		return NULL;
	c = ascii_to_lower(model.ptr[0]);
	for (size_t i = m->first[c]; i < m->nrows; i++) {
		const struct model_row *row = &m->rows[i];

		if (ascii_to_lower(row->prefix.ptr[0]) != c)
			break;
		if (sv_starts_nocase(model, row->prefix) &&
		    now_ns >= row->from_ns && now_ns < row->to_ns)
			return row;
	}
	return NULL;
}

static const struct model_geo_row *
find_geo(const struct models *m, struct sv cloud, struct sv prefix)
{
	for (size_t i = 0; i < m->ngeo; i++) {
		if (sv_eq(m->geo[i].prefix, prefix) &&
		    (cloud.len == 0 || sv_eq(m->geo[i].cloud, cloud)))
			return &m->geo[i];
	}
	return NULL;
}

/* The parts of an ARN of Bedrock that matter here. */
struct arn {
	struct sv region, type, id;
};

/*
 * arn:partition:bedrock:region:account:type/id[/...]; false if `s` does not
 * even begin like one.
 */
static bool
parse_arn(struct sv s, struct arn *ret)
{
	struct sv rest = s;

	if (!sv_starts(s, SV("arn:")))
		return false;
	for (unsigned i = 0; i < 3; i++)
		(void)sv_cut(&rest, ':');
	ret->region = rest.ptr == NULL ? SV("") : sv_cut(&rest, ':');
	if (rest.ptr != NULL)
		(void)sv_cut(&rest, ':');
	ret->type = rest.ptr == NULL ? SV("") : sv_cut(&rest, '/');
	ret->id = rest.ptr == NULL ? SV("") : rest;
	return true;
}

/* A plain id or one with a prefix, by its first label. */
static enum model_route
route_of_id(const struct models *m, struct sv cloud,
    const struct places *places, struct sv id, struct places *ret)
{
	struct sv rest = id, first = sv_cut(&rest, '.');
	const struct model_geo_row *g = find_geo(m, cloud, first);

	if (g == NULL) {
		/* Not a prefix only if it is a maker's name. */
		if (rest.ptr == NULL || find_name(m,
		    sv_make(first.ptr, first.len + 1), 0) == NULL)
			return MODEL_UNKNOWN;
		return MODEL_IN_REGION;
	}
	if (g->places.open)
		return MODEL_ANYWHERE;
	if (places->open || places_is_empty(places) ||
	    !places_within(places, &g->from))
		return MODEL_CONFLICT;
	places_join(ret, &g->places);
	return MODEL_IN_PLACES;
}

enum model_route
model_find_route(const struct models *m, struct sv cloud, struct sv region,
    const struct places *places, struct sv model, struct places *ret)
{
	enum model_route route;
	struct arn arn;

	if (!parse_arn(model, &arn))
		return route_of_id(m, cloud, places, model, ret);
	if (region.len > 0 && !sv_eq(arn.region, region))
		return MODEL_CONFLICT;
	if (sv_eq(arn.type, SV("foundation-model")) ||
	    sv_eq(arn.type, SV("inference-profile"))) {
		route = route_of_id(m, cloud, places, arn.id, ret);
		/* A profile without a prefix may be anything. */
		return route == MODEL_IN_REGION &&
		    sv_eq(arn.type, SV("inference-profile")) ? MODEL_UNKNOWN
		    : route;
	}
	if (sv_eq(arn.type, SV("provisioned-model")) ||
	    sv_eq(arn.type, SV("custom-model")) ||
	    sv_eq(arn.type, SV("imported-model")))
		return MODEL_IN_REGION;
	return MODEL_UNKNOWN;
}

void
model_provenance(const struct models *m, struct sv model, int64_t now_ns,
    struct places *ret)
{
	const struct model_row *row;
	struct sv rest;
	struct arn arn;

	if (parse_arn(model, &arn))
		model = arn.id;
	row = find_name(m, model, now_ns);
	if (row == NULL) {
		/* "eu.anthropic.claude": what comes after the prefix. */
		rest = model;
		if (find_geo(m, SV(""), sv_cut(&rest, '.')) != NULL &&
		    rest.ptr != NULL)
			row = find_name(m, rest, now_ns);
	}
	if (row == NULL)
		ret->open = true;
	else
		places_join(ret, &row->provenance);
}
