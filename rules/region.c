#include "rules/region.h"

#include <string.h>

#include "rules/table.h"

enum { KEY_BYTES = 96 };

enum region_column {
	R_CLOUD, R_REGION, R_PLACES, R_CONTROL, R_NOTE, R_FROM, R_TO,
	R_SOURCE, R_VERIFIED, R_COLUMNS
};

static const char *const columns[] = { "cloud", "region", "places",
	"control", "note", "valid_from", "valid_to", "source",
	"verified_at", NULL };

static int
make_key(struct sv cloud, struct sv name, char out[KEY_BYTES],
    struct sv *ret)
{
	if (cloud.len == 0 || name.len == 0 ||
	    cloud.len + name.len + 1 >= KEY_BYTES)
		return ERR_LIMIT;
	memcpy(out, cloud.ptr, cloud.len);
	out[cloud.len] = '/';
	memcpy(out + cloud.len + 1, name.ptr, name.len);
	*ret = sv_make(out, cloud.len + name.len + 1);
	return 0;
}

static int
take_row(struct regions *r, const struct law *law, struct table *t,
    const struct sv *v)
{
	char key_text[KEY_BYTES];
	struct region *g = arena_zalloc(t->arena, 1, sizeof(*g));
	struct sv key;
	int rc;

	if (g == NULL)
		return table_fail(t, 0, ERR_NOMEM, "out of memory");
	if (make_key(v[R_CLOUD], v[R_REGION], key_text, &key) != 0)
		return table_fail(t, R_REGION, ERR_LIMIT,
		    "cloud and region are needed, 94 bytes at most");
	if (law_parse_places(law, v[R_PLACES], &g->places) != 0 ||
	    law_parse_places(law, v[R_CONTROL], &g->control) != 0)
		return table_fail(t, R_PLACES, ERR_NOTFOUND,
		    "codes or groups joined by '+' are wanted");
	if (law_date(v[R_FROM], INT64_MIN, false, &g->from_ns) != 0 ||
	    law_date(v[R_TO], INT64_MAX, true, &g->to_ns) != 0)
		return table_fail(t, R_FROM, ERR_SYNTAX,
		    "a date such as 2026-12-31 is wanted");
	key = arena_dup(t->arena, key);
	rc = key.ptr == NULL ? ERR_NOMEM : map_put(&r->index, key, g);
	if (rc == ERR_EXISTS)
		return table_fail(t, R_REGION, ERR_CONFLICT,
		    "region \"%.*s\" stands here twice", SV_ARG(v[R_REGION]));
	return rc == 0 ? 0 : table_fail(t, 0, rc, "out of memory");
}

int
region_read(struct regions *r, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei)
{
	struct sv v[R_COLUMNS];
	struct table t;
	int rc;

	map_init(&r->index);
	rc = table_open(&t, text, file, columns, arena, ei);
	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		rc = take_row(r, law, &t, v);
		if (rc != 0)
			break;
	}
	return rc;
}

void
region_done(struct regions *r)
{
	map_done(&r->index);
}

const struct region *
region_find(const struct regions *r, struct sv cloud, struct sv name,
    int64_t now_ns)
{
	char key_text[KEY_BYTES];
	const struct region *g;
	struct sv key;

	if (make_key(cloud, name, key_text, &key) != 0)
		return NULL;
	g = map_get(&r->index, key);
	if (g == NULL || now_ns < g->from_ns || now_ns >= g->to_ns)
		return NULL;
	return g;
}
