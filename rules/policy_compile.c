/* Compiling a policy: conditions, rules, waivers, classes, settings. */
#include <string.h>

#include "base/suggest.h"
#include "rules/policy_raw.h"
#include "rules/policy_recognisers.h"
#include "rules/tables.h"

static const char *const evidence_words[] = {
	[EVIDENCE_NONE] = "none",
	[EVIDENCE_ASSERTED] = "asserted",
	[EVIDENCE_OBSERVED] = "observed",
	[EVIDENCE_STRUCTURAL] = "structural",
	[EVIDENCE_DECLARED] = "declared",
	NULL
};

static const char *const coverage_words[] = {
	[FACTS_COVERED] = "full",
	[FACTS_COVERED_PARTLY] = "partial",
	[FACTS_UNCOVERED] = "none",
	NULL
};

static int
out_of_memory(struct compiler *c)
{
	return errinfo_set(c->ei, ERR_NOMEM, "out of memory");
}

static int
note_data(struct policy *p, struct sv prefix, const struct yaml_mark *mark)
{
	int rc = arena_vec_room(&p->arena, (void **)&p->data, p->ndata,
	    &p->cap_data, sizeof(*p->data));

	if (rc == 0)
		p->data[p->ndata++] = (struct policy_data){ prefix,
			mark->file, mark->line, mark->column };
	return rc;
}

/* `personal.*` and `personal` are the same, `*` is every class. */
int
policy_compile_data(struct compiler *c, const struct schema_text *t,
    struct sv *ret_prefix)
{
	struct sv s = t->text;

	if (sv_eq(s, SV("*")))
		s.len = 0;
	else if (sv_ends(s, SV(".*")))
		s.len -= 2;
	if (s.len > 0 && !schema_is_name(s))
		return yaml_fail(c->ei, &t->mark, ERR_SYNTAX, "\"%.*s\" is no "
		    "class; one such as personal or personal.contact.* is "
		    "wanted", SV_ARG(t->text));
	*ret_prefix = s;
	return note_data(c->policy, s, &t->mark) != 0 ? out_of_memory(c) : 0;
}

/* Keep it for who knows what scores the classes can have. */
static int
note_score(struct compiler *c, const struct match *m,
    const struct yaml_mark *mark)
{
	struct policy *p = c->policy;

	if (arena_vec_room(&p->arena, (void **)&p->scores, p->nscores,
	    &p->cap_scores, sizeof(*p->scores)) != 0)
		return out_of_memory(c);
	p->scores[p->nscores++] = (struct policy_score){ m->data.items,
		m->data.n, m->min_score, mark->file, mark->line,
		mark->column };
	return 0;
}

static int
compile_data(struct compiler *c, const struct raw_match *raw,
    struct match *ret)
{
	struct sv *items;
	int rc = 0;

	items = arena_zalloc(&c->policy->arena, raw->data.count + 1,
	    sizeof(*items));
	if (items == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < raw->data.count && rc == 0; i++)
		rc = policy_compile_data(c, &raw->data.items[i], &items[i]);
	ret->data = (struct texts){ items, raw->data.count };
	return rc != 0 || ret->min_score == 0 ? rc :
	    note_score(c, ret, &raw->min_score.mark);
}

/* One entry of `zone`: of the law, or of the user's own. */
static int
compile_zone_entry(struct compiler *c, const struct schema_text *t,
    bool exempts, struct match *ret)
{
	enum zone zone;
	int rc;

	for (size_t i = 0; i < c->nzones; i++) {
		if (sv_eq(c->zones[i].name, t->text)) {
			places_join(&ret->named, &c->zones[i].members);
			ret->has_named = true;
			return 0;
		}
	}
	rc = policy_compile_zone(c, t, &zone);
	if (rc != 0)
		return rc;
	if (exempts && zone == ZONE_UNKNOWN)
		return yaml_fail(c->ei, &t->mark, ERR_CONFLICT, "no exception "
		    "can rest on an unknown destination; declare it instead");
	ret->zones |= 1u << zone;
	return 0;
}

static int
compile_word(struct compiler *c, const struct schema_text *t,
    const char *const *words, unsigned *bits)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, t->text);
	for (unsigned i = 0; words[i] != NULL; i++) {
		suggest_offer(&s, sv_cstr(words[i]));
		if (sv_eq(t->text, sv_cstr(words[i]))) {
			*bits |= 1u << i;
			return 0;
		}
	}
	return yaml_fail(c->ei, &t->mark, ERR_SYNTAX,
	    "\"%.*s\" is not one of the known words%s", SV_ARG(t->text),
	    suggest_text(&s, hint));
}

static int
compile_places(struct compiler *c, const struct raw_match *raw, bool exempts,
    struct match *ret)
{
	int rc = 0;

	for (size_t i = 0; i < raw->zone.count && rc == 0; i++)
		rc = compile_zone_entry(c, &raw->zone.items[i], exempts, ret);
	if (rc == 0 && raw->outside.text.len > 0)
		rc = policy_compile_zone(c, &raw->outside, &ret->outside);
	for (unsigned a = 0; a < AXES; a++) {
		for (size_t i = 0; i < raw->axis[a].count && rc == 0; i++)
			rc = policy_compile_place(c, &raw->axis[a].items[i],
			    &ret->axis[a]);
		if (raw->axis[a].count > 0)
			ret->has |= (unsigned)COND_AXIS << a;
	}
	for (size_t i = 0; i < raw->evidence.count && rc == 0; i++) {
		rc = compile_word(c, &raw->evidence.items[i], evidence_words,
		    &ret->evidence);
		if (rc == 0 && exempts &&
		    (ret->evidence & (1u << EVIDENCE_NONE)) != 0)
			rc = yaml_fail(c->ei, &raw->evidence.items[i].mark,
			    ERR_CONFLICT, "no exception can rest on evidence "
			    "that is not there");
	}
	for (size_t i = 0; i < raw->coverage.count && rc == 0; i++)
		rc = compile_word(c, &raw->coverage.items[i], coverage_words,
		    &ret->coverage);
	return rc;
}

static int
compile_hosts(struct compiler *c, const struct raw_match *raw,
    struct match *ret)
{
	struct hosts_pattern *to;
	int rc = 0;

	to = arena_zalloc(&c->policy->arena, raw->to.count + 1, sizeof(*to));
	if (to == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < raw->to.count && rc == 0; i++)
		rc = policy_compile_host(c, &raw->to.items[i], &to[i]);
	ret->to = to;
	ret->nto = raw->to.count;
	return rc;
}

static int
compile_lists(struct compiler *c, const struct raw_match *raw,
    struct match *ret)
{
	const struct {
		const struct schema_texts *in;
		struct texts *out;
		unsigned condition;
	} lists[] = {
		{ &raw->certified, &ret->certified, COND_CERTIFIED },
		{ &raw->client, &ret->client, COND_CLIENT },
		{ &raw->team, &ret->team, COND_TEAM },
		{ &raw->purpose, &ret->purpose, COND_PURPOSE },
		{ &raw->activity, &ret->activity, COND_ACTIVITY },
		{ &raw->method, &ret->method, COND_METHOD },
		{ &raw->model, &ret->model, COND_MODEL },
	};
	int rc = 0;

	for (size_t i = 0; i < NELEMS(lists) && rc == 0; i++) {
		if (lists[i].in->count == 0)
			continue;
		ret->has |= lists[i].condition;
		rc = policy_compile_texts(c, lists[i].in, lists[i].out);
	}
	return rc;
}

/* A score is asked of classes, by who asks for an action. */
static int
check_score(struct compiler *c, const struct raw_match *raw, bool exempts)
{
	if (raw->min_score.mark.file == NULL)
		return 0;
	if (exempts)
		return yaml_fail(c->ei, &raw->min_score.mark, ERR_CONFLICT,
		    "an exception is no matter of scores; \"min_score\" stands "
		    "in a \"when\", beside \"data\"");
	if (raw->data.count == 0)
		return yaml_fail(c->ei, &raw->min_score.mark, ERR_CONFLICT,
		    "\"min_score\" is the score of findings of \"data\", "
		    "which this \"when\" does not name");
	return 0;
}

static int
check_match(struct compiler *c, const struct raw_match *raw, bool exempts)
{
	const struct schema_texts *lists[] = { &raw->data, &raw->zone,
		&raw->to, &raw->axis[0], &raw->axis[1], &raw->axis[2],
		&raw->axis[3], &raw->evidence, &raw->certified, &raw->client,
		&raw->team, &raw->purpose, &raw->activity, &raw->method,
		&raw->model, &raw->coverage };

	for (size_t i = 0; i < NELEMS(lists); i++) {
		if (lists[i]->items != NULL && lists[i]->count == 0)
			return yaml_fail(c->ei, &raw->mark, ERR_RANGE,
			    "an empty list matches nothing; leave the key "
			    "out, or name something");
	}
	if (raw->has_size && raw->size.over == 0 && raw->size.under == 0)
		return yaml_fail(c->ei, &raw->mark, ERR_NOTFOUND,
		    "size needs \"over\" or \"under\"");
	if (raw->count > 0 && (raw->data.count == 0 || exempts))
		return yaml_fail(c->ei, &raw->mark, ERR_CONFLICT,
		    "\"count\" counts the findings of \"data\" of a \"when\"");
	return check_score(c, raw, exempts);
}

int
policy_compile_match(struct compiler *c, const struct raw_match *raw,
    bool exempts, struct match *ret)
{
	int rc = check_match(c, raw, exempts);

	*ret = (struct match){ .size_over = raw->size.over,
		.size_under = raw->size.under > 0 ? raw->size.under
		: UINT64_MAX, .count = raw->count,
		.min_score = raw->min_score.value };
	ret->has = (raw->data.count > 0 ? COND_DATA : 0u) |
	    (raw->zone.count > 0 ? COND_ZONE : 0u) |
	    (raw->outside.text.len > 0 ? COND_OUTSIDE : 0u) |
	    (raw->to.count > 0 ? COND_TO : 0u) |
	    (raw->evidence.count > 0 ? COND_EVIDENCE : 0u) |
	    (raw->coverage.count > 0 ? COND_COVERAGE : 0u) |
	    (raw->has_size ? COND_SIZE : 0u) |
	    (raw->count > 0 ? COND_COUNT : 0u);
	if (rc == 0)
		rc = compile_data(c, raw, ret);
	if (rc == 0)
		rc = compile_places(c, raw, exempts, ret);
	if (rc == 0)
		rc = compile_hosts(c, raw, ret);
	if (rc == 0)
		rc = compile_lists(c, raw, ret);
	return rc;
}

static const struct rule *
find_rule(const struct policy *p, struct sv name)
{
	for (size_t i = 0; i < p->nrules; i++) {
		if (sv_eq(p->rules[i].name, name))
			return &p->rules[i];
	}
	for (size_t i = 0; i < NELEMS(p->builtin); i++) {
		if (sv_eq(p->builtin[i].name, name))
			return &p->builtin[i];
	}
	return NULL;
}

static int
compile_rule(struct compiler *c, const struct raw_rule *raw, struct rule *r)
{
	int rc;

	if (find_rule(c->policy, raw->name) != NULL)
		return yaml_fail(c->ei, &raw->mark, ERR_CONFLICT,
		    "there is another rule called \"%.*s\", or one that every "
		    "policy has", SV_ARG(raw->name));
	*r = (struct rule){ .name = raw->name, .because = raw->because,
		.action = (enum action)raw->action,
		.has_unless = raw->has_unless };
	rc = policy_compile_match(c, &raw->when, false, &r->when);
	if (rc == 0 && raw->has_unless)
		rc = policy_compile_match(c, &raw->unless, true, &r->unless);
	if (rc == 0 && raw->has_unless && r->unless.has == 0)
		rc = yaml_fail(c->ei, &raw->unless.mark, ERR_RANGE,
		    "an empty \"unless\" would always hold; leave it out");
	if (rc == 0 && (r->unless.has & COND_DATA) != 0 &&
	    (r->when.has & COND_DATA) == 0)
		rc = yaml_fail(c->ei, &raw->unless.mark, ERR_CONFLICT,
		    "\"data\" in an \"unless\" needs \"data\" in the \"when\"");
	return rc;
}

static int
compile_rules(struct compiler *c)
{
	struct policy *p = c->policy;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles; i++)
		n += c->files[i].rules.count;
	p->rules = arena_zalloc(&p->arena, n + 1, sizeof(*p->rules));
	if (p->rules == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles; i++) {
		const struct raw_rule *raw = c->files[i].rules.items;

		for (size_t k = 0; k < c->files[i].rules.count; k++) {
			rc = compile_rule(c, &raw[k], &p->rules[p->nrules]);
			if (rc != 0)
				return rc;
			p->nrules++;
		}
	}
	return 0;
}

static int
fail_no_rule(struct compiler *c, const struct schema_text *name)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, name->text);
	for (size_t i = 0; i < c->policy->nrules; i++)
		suggest_offer(&s, c->policy->rules[i].name);
	return yaml_fail(c->ei, &name->mark, ERR_NOTFOUND,
	    "there is no rule called \"%.*s\"%s", SV_ARG(name->text),
	    suggest_text(&s, hint));
}

static int
compile_waiver(struct compiler *c, const struct raw_waiver *raw,
    struct waiver *w)
{
	const struct rule *r = find_rule(c->policy, raw->rule.text);
	int rc;

	if (r == NULL)
		return fail_no_rule(c, &raw->rule);
	if (r >= c->policy->builtin && r < c->policy->builtin + FAIL_CAUSES)
		return yaml_fail(c->ei, &raw->rule.mark, ERR_CONFLICT,
		    "a failure of our own cannot be waived; see \"fail\"");
	*w = (struct waiver){ .rule = r->name, .because = raw->because,
		.approved_by = raw->approved_by,
		.from_ns = raw->has_from ? raw->from_ns : INT64_MIN };
	if (law_date(raw->until.text, 0, true, &w->until_ns) != 0)
		return yaml_fail(c->ei, &raw->until.mark, ERR_SYNTAX,
		    "\"%.*s\" is no date; one such as 2026-12-31 is wanted",
		    SV_ARG(raw->until.text));
	rc = policy_compile_match(c, &raw->match, true, &w->match);
	if (rc == 0 && w->match.has == 0)
		rc = yaml_fail(c->ei, &raw->match.mark, ERR_RANGE,
		    "a waiver must say what it is for");
	return rc;
}

/* Give `r` the list of the waivers that name it. */
static int
link_waivers(struct compiler *c, struct rule *r)
{
	const struct policy *p = c->policy;
	const struct waiver **list;

	list = arena_zalloc(&c->policy->arena, p->nwaivers + 1,
	    sizeof(*list));
	if (list == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < p->nwaivers; i++) {
		if (sv_eq(p->waivers[i].rule, r->name))
			list[r->nwaivers++] = &p->waivers[i];
	}
	r->waivers = list;
	return 0;
}

static int
compile_waivers(struct compiler *c)
{
	struct policy *p = c->policy;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles; i++)
		n += c->files[i].waivers.count;
	p->waivers = arena_zalloc(&p->arena, n + 1, sizeof(*p->waivers));
	if (p->waivers == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles && rc == 0; i++) {
		const struct raw_waiver *raw = c->files[i].waivers.items;

		for (size_t k = 0; k < c->files[i].waivers.count && rc == 0;
		    k++)
			rc = compile_waiver(c, &raw[k],
			    &p->waivers[p->nwaivers++]);
	}
	for (size_t i = 0; n > 0 && i < p->nrules && rc == 0; i++)
		rc = link_waivers(c, &p->rules[i]);
	if (rc == 0)
		rc = link_waivers(c, &p->builtin[BUILTIN_UNCOVERED]);
	return rc;
}

/* A setting that only one of the files may have. */
static int
only_once(struct compiler *c, bool *seen, const char *key,
    const struct yaml_mark *mark)
{
	if (*seen)
		return yaml_fail(c->ei, mark, ERR_CONFLICT,
		    "\"%s\" stands in another file of this policy too", key);
	*seen = true;
	return 0;
}

static int
compile_home(struct compiler *c, const struct schema_text *home)
{
	struct places p = { .open = false };
	int rc = policy_compile_place(c, home, &p);

	if (rc != 0)
		return rc;
	c->policy->home = places_next(&p, 0);
	if (!p.open && places_next(&p, c->policy->home + 1) < 0)
		return 0;
	return yaml_fail(c->ei, &home->mark, ERR_RANGE,
	    "\"home\" is one country, such as DE");
}

static int
compile_fail(struct compiler *c, const struct raw_fail *raw)
{
	static const enum action actions[] = { [RAW_ALLOW] = ACTION_ALLOW,
		[RAW_HOLD] = ACTION_HOLD, [RAW_BLOCK] = ACTION_BLOCK };
	struct policy *p = c->policy;

	p->fail[FAIL_KEEPER] = raw->keeper == 1 ? FAIL_REDACT : FAIL_CLOSED;
	p->fail[FAIL_DETECTOR] = raw->detector == 1 ? FAIL_OPEN : FAIL_CLOSED;
	p->fail[FAIL_LINEAGE] = raw->lineage == 1 ? FAIL_OPEN : FAIL_CLOSED;
	p->uncovered.action = actions[raw->uncovered.action];
	if (raw->uncovered.outside.text.len == 0)
		return 0;
	return policy_compile_zone(c, &raw->uncovered.outside,
	    &p->uncovered.outside);
}

/*
 * A group of classes would grow with each new detector, so classes are named
 * one by one. Whether each can have surrogates is not for this room to say.
 */
static int
compile_surrogates(struct compiler *c, const struct schema_texts *raw)
{
	struct policy *p = c->policy;

	p->surrogates = arena_zalloc(&p->arena, raw->count + 1,
	    sizeof(*p->surrogates));
	if (p->surrogates == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < raw->count; i++) {
		const struct schema_text *t = &raw->items[i];

		if (!schema_is_name(t->text))
			return yaml_fail(c->ei, &t->mark, ERR_SYNTAX,
			    "\"%.*s\" is no class; one such as "
			    "financial.iban is wanted, and no group of them",
			    SV_ARG(t->text));
		for (size_t k = 0; k < i; k++)
			if (sv_eq(p->surrogates[k].prefix, t->text))
				return yaml_fail(c->ei, &t->mark,
				    ERR_CONFLICT, "\"%.*s\" stands here "
				    "twice", SV_ARG(t->text));
		p->surrogates[i] = (struct policy_data){ t->text,
			t->mark.file, t->mark.line, t->mark.column };
	}
	p->nsurrogates = raw->count;
	return 0;
}

static int
compile_settings(struct compiler *c)
{
	struct policy *p = c->policy;
	bool home = false, law = false, tokens = false, fail = false;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles && rc == 0; i++) {
		const struct raw_policy *f = &c->files[i];

		if (f->home.text.len > 0)
			rc = only_once(c, &home, "home", &f->home.mark);
		if (rc == 0 && f->home.text.len > 0)
			rc = compile_home(c, &f->home);
		if (rc == 0 && f->has_law) {
			rc = only_once(c, &law, "law", &f->law.mark);
			p->dpf_suspended = f->law.dpf == 1;
		}
		if (rc == 0 && f->has_tokens) {
			rc = only_once(c, &tokens, "tokens", &f->tokens.mark);
			p->scope = (enum token_scope)f->tokens.scope;
			p->restore_in_urls = f->tokens.restore_in_urls;
			rc = rc != 0 ? rc :
			    compile_surrogates(c, &f->tokens.surrogates);
		}
		if (rc == 0 && f->has_fail) {
			rc = only_once(c, &fail, "fail", &f->fail.mark);
			rc = rc != 0 ? rc : compile_fail(c, &f->fail);
		}
	}
	return rc;
}

static void
make_builtin(struct policy *p)
{
	static const struct sv names[] = {
		[FAIL_LEDGER] = SV_INIT("fail-ledger"),
		[FAIL_KEEPER] = SV_INIT("fail-keeper"),
		[FAIL_DETECTOR] = SV_INIT("fail-detector"),
		[FAIL_LINEAGE] = SV_INIT("fail-lineage"),
		[BUILTIN_UNCOVERED] = SV_INIT("uncovered"),
	};

	for (size_t i = 0; i < NELEMS(names); i++)
		p->builtin[i] = (struct rule){ .name = names[i],
			.action = ACTION_BLOCK };
	p->builtin[BUILTIN_UNCOVERED].because =
	    SV("content that was not understood");
	p->builtin[FAIL_LEDGER].because = SV("no evidence, no egress");
	p->builtin[FAIL_KEEPER].because = SV("values cannot be tokenised");
	p->builtin[FAIL_DETECTOR].because = SV("content was not inspected");
	p->builtin[FAIL_LINEAGE].because = SV("origin could not be looked up");
}

int
policy_compile(struct compiler *c)
{
	struct policy *p = c->policy;
	int rc;

	p->home = LAW_NONE;
	p->uncovered = (struct uncovered){ ZONE_EEA, ACTION_BLOCK };
	make_builtin(p);
	rc = compile_settings(c);
	p->builtin[BUILTIN_UNCOVERED].action = p->uncovered.action;
	if (rc == 0)
		rc = policy_compile_zones(c);
	if (rc == 0)
		rc = policy_compile_destinations(c);
	if (rc == 0)
		rc = policy_compile_classes(c);
	if (rc == 0)
		rc = policy_compile_allow(c);
	if (rc == 0)
		rc = policy_compile_recognisers(c);
	if (rc == 0)
		rc = compile_rules(c);
	if (rc == 0)
		rc = compile_waivers(c);
	return rc;
}
