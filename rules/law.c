#include "rules/law.h"

#include "base/clock.h"
#include "rules/table.h"

static const int64_t day_ns = INT64_C(86400) * 1000000000;

int
law_date(struct sv text, int64_t if_empty, bool end, int64_t *ret_ns)
{
	int64_t ns;

	if (text.len == 0) {
		*ret_ns = if_empty;
		return 0;
	}
	if (clock_parse(text, &ns) != 0)
		return ERR_SYNTAX;
	*ret_ns = end && text.len == 10 ? ns + day_ns : ns;
	return 0;
}

int
law_country(const struct law *law, struct sv code)
{
	int i = places_index(code);

	if (i < 0 || !law->countries[i].known)
		return LAW_NONE;
	return law->countries[i].alias_of != LAW_NONE
	    ? law->countries[i].alias_of : i;
}

int
law_parse_places(const struct law *law, struct sv text, struct places *places)
{
	const struct law_group *g;
	struct sv one;
	int country;

	while (text.ptr != NULL) {
		one = sv_cut(&text, '+');
		for (g = law->groups; g != NULL; g = g->next) {
			if (sv_eq(g->name, one))
				break;
		}
		country = law_country(law, one);
		if (sv_eq(one, SV("*")))
			places->open = true;
		else if (g != NULL)
			places_join(places, &g->members);
		else if (country != LAW_NONE)
			places_add(places, country);
		else
			return ERR_NOTFOUND;
	}
	return 0;
}

static bool
holds(int64_t now, int64_t from, int64_t to)
{
	return now >= from && now < to;
}

/* A tool of `kind` in force, or NULL; an expired one is noted. */
static const struct law_tool *
find_tool(const struct law_case *c, enum tool_kind from, enum tool_kind to,
    unsigned *notes)
{
	unsigned expired = 0;

	for (size_t i = 0; i < c->ntools; i++) {
		const struct law_tool *t = &c->tools[i];

		if (t->kind < from || t->kind > to)
			continue;
		if (holds(c->now_ns, t->from_ns, t->to_ns))
			return t;
		expired = NOTE_TOOL_EXPIRED;
	}
	*notes |= expired;
	return NULL;
}

/* What the adequacy decisions say; true if one settles it. */
static bool
judge_adequacy(const struct law_case *c, const struct law_adequacy *a,
    bool efta_exporter, struct law_finding *f)
{
	for (; a != NULL; a = a->next) {
		if (!holds(c->now_ns, a->from_ns, a->to_ns) ||
		    (a->eu_only && efta_exporter))
			continue;
		f->kind = TOOL_ADEQUACY;
		f->zone = ZONE_ADEQUATE;
		if (a->scope == LAW_FULL)
			return true;
		if (a->scope == LAW_SCOPED) {
			f->tool = find_tool(c, TOOL_ADEQUACY, TOOL_ADEQUACY,
			    &f->notes);
			if (f->tool == NULL)
				f->zone = ZONE_SCOPED;
			return true;
		}
		f->kind = TOOL_DPF;
		f->zone = ZONE_DPF;
		f->tool = find_tool(c, TOOL_DPF, TOOL_DPF, &f->notes);
		if (f->tool != NULL && !c->dpf_suspended)
			return true;
		if (f->tool != NULL)
			f->notes |= NOTE_TOOL_SUSPENDED;
		f->tool = NULL;
	}
	f->kind = TOOL_NONE;
	return false;
}

struct law_finding
law_judge_country(const struct law *law, const struct law_case *c, int country)
{
	const struct law_country *k = &law->countries[country];
	struct law_finding f = { .zone = k->zone };

	if (!holds(c->now_ns, k->from_ns, k->to_ns))
		f.zone = ZONE_UNKNOWN;
	else if (c->home == country)
		f.zone = ZONE_HOME;
	if (f.zone == ZONE_UNKNOWN)
		return f;
	if (f.zone <= ZONE_EEA || judge_adequacy(c, k->adequacy,
	    c->home != LAW_NONE && law->countries[c->home].efta, &f))
		return f;
	f.zone = k->zone;
	f.tool = find_tool(c, TOOL_SCC, TOOL_ADHOC, &f.notes);
	if (f.tool != NULL) {
		f.zone = ZONE_ART46;
		f.kind = f.tool->kind;
	}
	return f;
}

struct law_finding
law_judge(const struct law *law, const struct law_case *c,
    const struct places *places)
{
	struct law_finding worst = { .zone = ZONE_PERIMETER }, f;
	unsigned notes = 0;
	int i;

	if (places->open || places_is_empty(places))
		return (struct law_finding){ .zone = ZONE_UNKNOWN };
	for (i = places_next(places, 0); i >= 0;
	    i = places_next(places, i + 1)) {
		f = law_judge_country(law, c, i);
		notes |= f.notes;
		if (f.zone > worst.zone)
			worst = f;
	}
	worst.notes = notes;
	return worst;
}

static int
fail_place(struct table *t, size_t column, struct sv code)
{
	return table_fail(t, column, ERR_NOTFOUND,
	    "\"%.*s\" is no country code or group of the tables",
	    SV_ARG(code));
}

enum jurisdiction_column {
	J_CODE, J_NAME, J_CLASS, J_ALIAS, J_ZONE, J_GDPR, J_NOTE, J_FROM,
	J_TO, J_SOURCE, J_VERIFIED, J_COLUMNS
};

static const char *const jurisdiction_columns[] = { "code", "name", "class",
	"alias_of", "zone", "gdpr_applies", "note", "valid_from", "valid_to",
	"source", "verified_at", NULL };

static int
take_jurisdiction(struct law *law, struct table *t, const struct sv *v)
{
	int i = places_index(v[J_CODE]), alias = LAW_NONE;
	struct law_country *c;
	enum zone zone = ZONE_UNKNOWN;

	if (i < 0)
		return fail_place(t, J_CODE, v[J_CODE]);
	c = &law->countries[i];
	if (c->known)
		return table_fail(t, J_CODE, ERR_CONFLICT,
		    "\"%.*s\" stands here twice", SV_ARG(v[J_CODE]));
	if (v[J_ALIAS].len > 0) {
		alias = places_index(v[J_ALIAS]);
		if (alias < 0)
			return fail_place(t, J_ALIAS, v[J_ALIAS]);
	} else if (zone_parse(v[J_ZONE], &zone) != 0 ||
	    (zone != ZONE_EEA && zone != ZONE_REVIEW && zone != ZONE_THIRD)) {
		return table_fail(t, J_ZONE, ERR_SYNTAX, "eea, review or "
		    "third is wanted, not \"%.*s\"", SV_ARG(v[J_ZONE]));
	}
	*c = (struct law_country){ .name = v[J_NAME], .known = true,
		.alias_of = (int16_t)alias, .zone = zone,
		.efta = sv_eq(v[J_CLASS], SV("eea_efta")) };
	if (law_date(v[J_FROM], INT64_MIN, false, &c->from_ns) != 0 ||
	    law_date(v[J_TO], INT64_MAX, true, &c->to_ns) != 0)
		return table_fail(t, J_FROM, ERR_SYNTAX,
		    "a date such as 2026-12-31 is wanted");
	return 0;
}

int
law_read_jurisdictions(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei)
{
	struct sv v[J_COLUMNS];
	struct table t;
	int rc = table_open(&t, text, file, jurisdiction_columns, arena, ei);

	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		rc = take_jurisdiction(law, &t, v);
		if (rc != 0)
			break;
	}
	law->countries[PLACES_EPO] = (struct law_country){
		.name = SV("European Patent Organisation"), .known = true,
		.alias_of = LAW_NONE, .zone = ZONE_THIRD,
		.from_ns = INT64_MIN, .to_ns = INT64_MAX };
	return rc;
}

enum adequacy_column {
	A_CODE, A_NAME, A_SCOPE, A_EXPORTERS, A_DECISION, A_CELEX,
	A_CONDITIONS, A_NOTE, A_FROM, A_TO, A_SOURCE, A_VERIFIED, A_COLUMNS
};

static const char *const adequacy_columns[] = { "code", "name", "scope",
	"exporters", "decision", "celex", "conditions", "note", "valid_from",
	"valid_to", "source", "verified_at", NULL };

static int
parse_scope(struct sv s, enum law_scope *ret)
{
	static const struct sv names[] = { [LAW_FULL] = SV_INIT("full"),
		[LAW_SCOPED] = SV_INIT("scoped"), [LAW_DPF] = SV_INIT("dpf") };

	for (size_t i = 0; i < NELEMS(names); i++) {
		if (sv_eq(s, names[i])) {
			*ret = (enum law_scope)i;
			return 0;
		}
	}
	return ERR_SYNTAX;
}

static int
take_adequacy(struct law *law, struct table *t, const struct sv *v)
{
	struct law_adequacy *a = arena_zalloc(t->arena, 1, sizeof(*a));

	if (a == NULL)
		return table_fail(t, 0, ERR_NOMEM, "out of memory");
	a->country = law_country(law, v[A_CODE]);
	if (a->country == LAW_NONE)
		return fail_place(t, A_CODE, v[A_CODE]);
	if (parse_scope(v[A_SCOPE], &a->scope) != 0)
		return table_fail(t, A_SCOPE, ERR_SYNTAX,
		    "full, scoped or dpf is wanted, not \"%.*s\"",
		    SV_ARG(v[A_SCOPE]));
	a->eu_only = sv_eq(v[A_EXPORTERS], SV("EU"));
	if (!a->eu_only && !sv_eq(v[A_EXPORTERS], SV("EEA")))
		return table_fail(t, A_EXPORTERS, ERR_SYNTAX,
		    "EU or EEA is wanted, not \"%.*s\"",
		    SV_ARG(v[A_EXPORTERS]));
	if (law_date(v[A_FROM], INT64_MIN, false, &a->from_ns) != 0 ||
	    law_date(v[A_TO], INT64_MAX, true, &a->to_ns) != 0)
		return table_fail(t, A_FROM, ERR_SYNTAX,
		    "a date such as 2026-12-31 is wanted");
	a->next = law->countries[a->country].adequacy;
	law->countries[a->country].adequacy = a;
	return 0;
}

int
law_read_adequacy(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei)
{
	struct sv v[A_COLUMNS];
	struct table t;
	int rc = table_open(&t, text, file, adequacy_columns, arena,
	    ei);

	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		rc = take_adequacy(law, &t, v);
		if (rc != 0)
			break;
	}
	return rc;
}

enum group_column {
	G_NAME, G_MEMBERS, G_NOTE, G_SOURCE, G_VERIFIED, G_COLUMNS
};

static const char *const group_columns[] = { "name", "members", "note",
	"source", "verified_at", NULL };

int
law_read_groups(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei)
{
	struct sv v[G_COLUMNS];
	struct law_group *g;
	struct table t;
	int rc = table_open(&t, text, file, group_columns, arena,
	    ei);

	if (rc != 0)
		return rc;
	while ((rc = table_next(&t, v)) == 1) {
		g = arena_zalloc(arena, 1, sizeof(*g));
		if (g == NULL)
			return table_fail(&t, 0, ERR_NOMEM, "out of memory");
		g->name = v[G_NAME];
		if (law_parse_places(law, v[G_MEMBERS], &g->members) != 0)
			return fail_place(&t, G_MEMBERS, v[G_MEMBERS]);
		g->next = law->groups;
		law->groups = g;
	}
	return rc;
}
