#include "rules/decide.h"

#include <string.h>

#include "base/err.h"
#include "rules/book.h"
#include "rules/match.h"

static const char *const action_names[] = {
	[ACTION_ALLOW] = "allow",
	[ACTION_TOKENISE] = "tokenise",
	[ACTION_REDACT] = "redact",
	[ACTION_HOLD] = "hold",
	[ACTION_BLOCK] = "block",
};

static const char *const cause_names[] = {
	[FAIL_LEDGER] = "ledger",
	[FAIL_KEEPER] = "keeper",
	[FAIL_DETECTOR] = "detector",
	[FAIL_LINEAGE] = "lineage",
};

const char *
decide_action_name(enum action action)
{
	return action_names[action];
}

const char *
decide_cause_name(enum fail_cause cause)
{
	return cause_names[cause];
}

/* One decision in the making. */
struct work {
	const struct policy *policy;
	struct match_facts facts;
	struct arena *arena;
	struct decision *d;
	size_t cap_waivers, cap_weak;
};

static enum action
stricter(enum action a, enum action b)
{
	return a > b ? a : b;
}

/* The waivers of `r` that hold now for this flow, as bits of their order. */
static const struct waiver *
next_waiver(const struct work *w, const struct rule *r, size_t *at)
{
	int64_t now = w->facts.facts->now_ns;

	while (*at < r->nwaivers) {
		const struct waiver *x = r->waivers[(*at)++];

		if (now >= x->from_ns && now < x->until_ns &&
		    match_flow(&x->match, &w->facts, MATCH_EXEMPTS))
			return x;
	}
	return NULL;
}

/* The waiver that exempts `class` (any class if it is empty), or NULL. */
static const struct waiver *
find_waiver(const struct work *w, const struct rule *r, struct sv class)
{
	const struct waiver *x;
	size_t at = 0;

	while ((x = next_waiver(w, r, &at)) != NULL) {
		if ((x->match.has & COND_DATA) == 0 ||
		    (class.len > 0 && match_class(&x->match, class)))
			return x;
	}
	return NULL;
}

/* Put `x` among the decision's waivers, once. */
static int
note_waiver(struct work *w, const struct waiver *x)
{
	struct decision *d = w->d;
	int rc;

	for (size_t i = 0; i < d->nwaivers; i++) {
		if (d->waivers[i].source == x)
			return 0;
	}
	rc = arena_vec_room(w->arena, (void **)&d->waivers, d->nwaivers,
	    &w->cap_waivers, sizeof(*d->waivers));
	if (rc != 0)
		return rc;
	d->waivers[d->nwaivers++] = (struct decision_waiver){
		.rule = x->rule, .approved_by = x->approved_by,
		.because = x->because, .until_ns = x->until_ns, .source = x };
	return 0;
}

static struct decision_rule *
add_rule(struct work *w, const struct rule *r)
{
	struct decision_rule *q = &w->d->rules[w->d->nrules++];

	*q = (struct decision_rule){ .name = r->name, .because = r->because,
		.action = r->action };
	return q;
}

enum action
decide_finding(const struct decision_class *c, unsigned score)
{
	for (int a = ACTIONS - 1; a > ACTION_ALLOW; a--) {
		if (c->from[a] <= score)
			return (enum action)a;
	}
	return ACTION_ALLOW;
}

/* Does the rule name the class, and no exception takes it out? */
static bool
is_about(const struct rule *r, bool exempt, const struct class_count *c)
{
	return match_class(&r->when, c->name) &&
	    !(exempt && match_class(&r->unless, c->name));
}

/* How many findings have the score; one that is not known is enough. */
static uint32_t
count_strong(const struct class_count *c, unsigned min_score)
{
	uint32_t n = 0;

	if (min_score == 0 || c->scores == NULL)
		return c->count;
	for (uint32_t i = 0; i < c->count; i++)
		n += c->scores[i] >= min_score;
	return n;
}

/* The best score below `min_score`. */
static uint8_t
best_weak(const struct class_count *c, unsigned min_score)
{
	uint8_t best = 0;

	for (uint32_t i = 0; i < c->count; i++) {
		if (c->scores[i] < min_score && c->scores[i] > best)
			best = c->scores[i];
	}
	return best;
}

/* Which classes a rule asks about, less those that `unless` takes out. */
static size_t
find_classes(const struct work *w, const struct rule *r, bool exempt,
    uint32_t *out)
{
	const struct facts *f = w->facts.facts;
	uint64_t findings = 0;
	size_t n = 0;

	for (size_t i = 0; i < f->nclasses; i++) {
		uint32_t strong;

		if (!is_about(r, exempt, &f->classes[i]))
			continue;
		strong = count_strong(&f->classes[i], r->when.min_score);
		if (strong > 0)
			out[n++] = (uint32_t)i;
		findings += strong;
	}
	return findings >= r->when.count ? n : 0;
}

static int
add_weak(struct work *w, const struct rule *r, size_t class)
{
	const struct class_count *c = &w->facts.facts->classes[class];
	unsigned least = r->when.min_score;
	struct decision *d = w->d;
	int rc = arena_vec_room(w->arena, (void **)&d->weak, d->nweak,
	    &w->cap_weak, sizeof(*d->weak));

	if (rc == 0)
		d->weak[d->nweak++] = (struct decision_weak){ .rule = r->name,
			.class = (uint32_t)class, .min_score = (uint8_t)least,
			.count = c->count - count_strong(c, least),
			.score = best_weak(c, least) };
	return rc;
}

/* Note what the rule would have asked for, had it not wanted a score. */
static int
note_weak(struct work *w, const struct rule *r, bool exempt)
{
	const struct facts *f = w->facts.facts;
	uint64_t findings = 0;
	int rc = 0;

	for (size_t i = 0; i < f->nclasses; i++) {
		if (is_about(r, exempt, &f->classes[i]))
			findings += f->classes[i].count;
	}
	for (size_t i = 0; i < f->nclasses && rc == 0 &&
	    findings >= r->when.count; i++) {
		const struct class_count *c = &f->classes[i];

		if (is_about(r, exempt, c) &&
		    count_strong(c, r->when.min_score) < c->count &&
		    find_waiver(w, r, c->name) == NULL)
			rc = add_weak(w, r, i);
	}
	return rc;
}

/* Leave only the classes that no waiver takes out; note those waivers. */
static int
drop_waived(struct work *w, const struct rule *r, uint32_t *classes,
    size_t *n)
{
	const struct waiver *x;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; i < *n && rc == 0; i++) {
		x = find_waiver(w, r,
		    w->facts.facts->classes[classes[i]].name);
		if (x == NULL)
			classes[kept++] = classes[i];
		else
			rc = note_waiver(w, x);
	}
	*n = kept;
	return rc;
}

/* A rule with `data`: it asks for classes. */
static int
apply_to_classes(struct work *w, const struct rule *r, bool exempt)
{
	struct decision_rule *q;
	uint32_t *classes;
	size_t n, all;
	int rc = 0;

	classes = arena_alloc(w->arena,
	    (w->facts.facts->nclasses + 1) * sizeof(*classes));
	if (classes == NULL)
		return ERR_NOMEM;
	n = all = find_classes(w, r, exempt, classes);
	if (r->when.min_score > 0)
		rc = note_weak(w, r, exempt);
	if (n == 0 || rc != 0)
		return rc;
	if (r->nwaivers > 0)
		rc = drop_waived(w, r, classes, &n);
	q = add_rule(w, r);
	q->waived = n == 0;
	q->partly_waived = n > 0 && n < all;
	q->classes = classes;
	q->nclasses = n;
	for (size_t i = 0; i < n; i++) {
		struct decision_class *c = &w->d->classes[classes[i]];

		c->action = stricter(c->action, r->action);
		if (c->from[r->action] > r->when.min_score)
			c->from[r->action] = (uint8_t)r->when.min_score;
	}
	return rc;
}

/* A rule without `data`: it asks for the flow as a whole. */
static int
apply_to_flow(struct work *w, const struct rule *r)
{
	const struct waiver *x = find_waiver(w, r, SV(""));
	struct decision_rule *q = add_rule(w, r);

	q->whole_flow = true;
	if (x != NULL) {
		q->waived = true;
		return note_waiver(w, x);
	}
	w->d->flow = stricter(w->d->flow, r->action);
	return 0;
}

static int
apply_rule(struct work *w, const struct rule *r)
{
	bool exempt = false;

	if (w->facts.facts->stage == FACTS_NAME &&
	    (match_needs_content(&r->when, &w->facts) ||
	    (r->has_unless && match_needs_content(&r->unless, &w->facts))))
		return 0;
	if (!match_flow(&r->when, &w->facts, MATCH_RESTRICTS))
		return 0;
	if (r->has_unless)
		exempt = match_flow(&r->unless, &w->facts, MATCH_EXEMPTS);
	if (exempt && (r->unless.has & COND_DATA) == 0)
		return 0;
	if ((r->when.has & COND_DATA) != 0)
		return apply_to_classes(w, r, exempt);
	return apply_to_flow(w, r);
}

/* Failures that need no look at what the rules said. */
static void
apply_failures(struct work *w)
{
	static const enum fail_cause causes[] = { FAIL_LEDGER, FAIL_DETECTOR,
		FAIL_LINEAGE };
	unsigned failed = w->facts.facts->failed;

	for (size_t i = 0; i < NELEMS(causes); i++) {
		enum fail_cause c = causes[i];

		if (((failed >> c) & 1) == 0)
			continue;
		if (w->policy->fail[c] != FAIL_CLOSED)
			continue;
		add_rule(w, &w->policy->builtin[c])->whole_flow = true;
		w->d->flow = ACTION_BLOCK;
	}
}

static int
apply_uncovered(struct work *w)
{
	const struct policy *p = w->policy;

	if (w->facts.facts->stage == FACTS_NAME ||
	    w->facts.facts->coverage == FACTS_COVERED ||
	    w->facts.facts->destination->zone <= p->uncovered.outside ||
	    p->uncovered.action == ACTION_ALLOW)
		return 0;
	return apply_to_flow(w, &p->builtin[BUILTIN_UNCOVERED]);
}

/* Is there a finding that gets a token? */
static bool
wants_tokens(const struct class_count *k, const struct decision_class *c)
{
	bool wanted = false;

	if (k->scores == NULL || c->from[ACTION_TOKENISE] == DECIDE_NEVER)
		return c->action == ACTION_TOKENISE;
	for (uint32_t i = 0; i < k->count && !wanted; i++)
		wanted = decide_finding(c, k->scores[i]) == ACTION_TOKENISE;
	return wanted;
}

static void
redact_for_tokens(struct decision_class *c)
{
	if (c->action == ACTION_TOKENISE)
		c->action = ACTION_REDACT;
	if (c->from[ACTION_REDACT] > c->from[ACTION_TOKENISE])
		c->from[ACTION_REDACT] = c->from[ACTION_TOKENISE];
	c->from[ACTION_TOKENISE] = DECIDE_NEVER;
}

/* Without a keeper there are no tokens: redact, or stop. */
static void
apply_keeper(struct work *w)
{
	struct decision *d = w->d;
	struct decision_rule *q;
	bool wanted = d->flow == ACTION_TOKENISE && d->nclasses > 0;

	if (((w->facts.facts->failed >> FAIL_KEEPER) & 1) == 0)
		return;
	for (size_t i = 0; i < d->nclasses; i++)
		wanted = wanted || wants_tokens(
		    &w->facts.facts->classes[i], &d->classes[i]);
	if (!wanted)
		return;
	q = add_rule(w, &w->policy->builtin[FAIL_KEEPER]);
	q->whole_flow = true;
	if (w->policy->fail[FAIL_KEEPER] == FAIL_CLOSED) {
		d->flow = ACTION_BLOCK;
		return;
	}
	q->action = ACTION_REDACT;
	if (d->flow == ACTION_TOKENISE)
		d->flow = ACTION_REDACT;
	for (size_t i = 0; i < d->nclasses; i++)
		redact_for_tokens(&d->classes[i]);
}

/* What was asked for the flow holds for each class, and the other way. */
static void
conclude(struct decision *d)
{
	d->action = d->flow >= ACTION_HOLD ? d->flow : ACTION_ALLOW;
	for (size_t i = 0; i < d->nclasses; i++) {
		d->classes[i].action = stricter(d->classes[i].action,
		    d->flow);
		d->classes[i].from[d->flow] = 0;
		d->action = stricter(d->action, d->classes[i].action);
	}
}

static int
begin(struct work *w)
{
	const struct facts *f = w->facts.facts;
	struct decision *d = w->d;

	*d = (struct decision){ .nclasses = f->nclasses };
	d->classes = arena_zalloc(w->arena, f->nclasses + 1,
	    sizeof(*d->classes));
	d->rules = arena_zalloc(w->arena, w->policy->nrules +
	    NELEMS(w->policy->builtin), sizeof(*d->rules));
	if (d->classes == NULL || d->rules == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < f->nclasses; i++) {
		d->classes[i].name = f->classes[i].name;
		d->classes[i].count = f->classes[i].count;
		memset(d->classes[i].from, DECIDE_NEVER,
		    sizeof(d->classes[i].from));
		d->classes[i].from[ACTION_ALLOW] = 0;
	}
	return 0;
}

int
decide_flow(const struct policy *policy, const struct facts *facts,
    struct arena *arena, struct decision *ret)
{
	struct facts known = *facts;
	struct work w = { .policy = policy, .facts = { .facts = &known },
		.arena = arena, .d = ret };
	char host[HOSTS_NAME_BYTES];
	int rc;

	if ((facts->failed >> FAIL_DETECTOR) & 1)
		known.coverage = FACTS_UNCOVERED;
	if (hosts_normalise(facts->host, host, &w.facts.host) != 0)
		w.facts.host = SV("");
	rc = begin(&w);
	for (size_t i = 0; i < policy->nrules && rc == 0; i++)
		rc = apply_rule(&w, &policy->rules[i]);
	if (rc != 0)
		return rc;
	apply_failures(&w);
	rc = apply_uncovered(&w);
	apply_keeper(&w);
	conclude(ret);
	return rc;
}
