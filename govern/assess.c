#include "govern/assess.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/suggest.h"
#include "base/mem.h"
#include "govern/form.h"
#include "govern/occurrence.h"
#include "inspect/reach.h"

enum { CANONICAL_MAX = 64 * 1024 };

static const uint32_t no_class = UINT32_MAX;

/* What one assessment works with. */
struct work {
	const struct assess_engine *engine;
	struct arena *arena;
	const struct assess_input *in;
	struct assessment *a;
	uint32_t *position;	/* class id -> index in facts.classes */
};

static enum facts_coverage
coverage_fact(const struct document *doc)
{
	switch (coverage_state(&doc->coverage)) {
	case COVERAGE_FULL:
		return FACTS_COVERED;
	case COVERAGE_PARTIAL:
		return FACTS_COVERED_PARTLY;
	case COVERAGE_NONE:
		break;
	}
	return FACTS_UNCOVERED;
}

static void
resolve(struct work *w, bool body_pending)
{
	const struct document *doc = w->in->doc;
	struct facts *f = &w->a->facts;
	struct destination_query q = {
		.host = f->host, .port = f->port, .path = w->in->path,
		.now_ns = f->now_ns, .body_pending = body_pending,
		.model = doc == NULL ? (struct sv){ NULL, 0 } : doc->model,
		.region_hint = doc == NULL || doc->region.len == 0 ?
		    (struct sv){ NULL, 0 } : doc->region,
	};

	destination_resolve(w->engine->policy, &q, &w->a->destination);
	f->model = q.model;
	f->destination = &w->a->destination;
}

/* The scores of each class's findings, one class after the other. */
static int
list_scores(struct work *w, struct class_count *classes, size_t nclasses)
{
	const struct findings *found = &w->a->findings;
	uint8_t **next = arena_alloc(w->arena, nclasses * sizeof(*next));
	uint8_t *scores = arena_alloc(w->arena, found->count);

	if (next == NULL || scores == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < nclasses; i++) {
		classes[i].scores = next[i] = scores;
		scores += classes[i].count;
	}
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->items[i];

		*next[w->position[f->class_id]]++ = f->score;
	}
	return 0;
}

/* Count the findings of each class; fills facts.classes and `position`. */
static int
count_classes(struct work *w)
{
	size_t n = detect_class_count(w->engine->detect), used = 0;
	size_t most = w->a->findings.count < n ? w->a->findings.count : n;
	struct class_count *classes;

	w->position = arena_alloc(w->arena, n * sizeof(*w->position));
	classes = arena_zalloc(w->arena, most, sizeof(*classes));
	if (w->position == NULL || classes == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		w->position[i] = no_class;
	for (size_t i = 0; i < w->a->findings.count; i++) {
		uint16_t id = w->a->findings.items[i].class_id;

		if (w->position[id] == no_class) {
			w->position[id] = (uint32_t)used;
			classes[used++].name =
			    detect_class_name(w->engine->detect, id);
		}
		classes[w->position[id]].count++;
	}
	w->a->facts.classes = classes;
	w->a->facts.nclasses = used;
	return used == 0 ? 0 : list_scores(w, classes, used);
}

static int
canonical_of(struct work *w, struct assess_value *v)
{
	struct buf b;
	int rc;

	buf_init(&b, CANONICAL_MAX);
	detect_canonical(w->engine->detect, v->class_id, v->text, &b);
	rc = buf_err(&b);
	if (rc == ERR_LIMIT) {
		/* No identifier is that long: it stands for itself. */
		v->canonical = v->text;
		rc = 0;
	} else if (rc == 0) {
		v->canonical = arena_dup(w->arena, buf_sv(&b));
		rc = v->canonical.ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return rc;
}

bool
assess_has_surrogates(const struct policy *policy, struct sv class)
{
	size_t n;
	const struct policy_data *d = policy_surrogates(policy, &n);

	for (size_t i = 0; i < n; i++)
		if (sv_eq(d[i].prefix, class))
			return true;
	return false;
}

/* What the decision wants for `f`, of all places of `v` the strictest. */
static void
demand(struct work *w, struct assess_value *v, const struct finding *f)
{
	const struct decision *d = &w->a->decision;
	enum action action = decide_finding(
	    &d->classes[w->position[f->class_id]], f->score);

	if (action < d->flow)
		action = d->flow;
	if (action < v->action)
		return;
	v->action = action;
	v->wants_surrogate = action == ACTION_TOKENISE &&
	    assess_has_surrogates(w->engine->policy,
	    detect_class_name(w->engine->detect, f->class_id));
}

static int
add_value(struct work *w, const struct finding *f, struct sv text)
{
	struct assessment *a = w->a;
	struct assess_value *v = &a->values[a->nvalues];
	struct sv class = detect_class_name(w->engine->detect, f->class_id);

	*v = (struct assess_value){ .text = text, .class_id = f->class_id,
		.is_subject = !sv_has_dotted_prefix(class, SV("secret")) };
	demand(w, v, f);
	a->nvalues++;
	return canonical_of(w, v);
}

/* The number of the value of class and text `key`, made if it is new. */
static int
value_of(struct work *w, struct map *index, const struct finding *f,
    uint32_t *ret)
{
	struct sv text = sv_slice(w->in->doc->fields[f->field].text, f->start,
	    f->end);
	char *key = arena_alloc(w->arena, text.len + sizeof(f->class_id));
	void *known;
	int rc;

	if (key == NULL)
		return ERR_NOMEM;
	memcpy(key, &f->class_id, sizeof(f->class_id));
	memcpy(key + sizeof(f->class_id), text.ptr, text.len);
	known = map_get(index, sv_make(key, text.len + sizeof(f->class_id)));
	if (known != NULL) {
		demand(w, known, f);
		*ret = (uint32_t)((struct assess_value *)known -
		    w->a->values);
		return 0;
	}
	*ret = (uint32_t)w->a->nvalues;
	rc = add_value(w, f, text);
	return rc != 0 ? rc : map_put(index,
	    sv_make(key, text.len + sizeof(f->class_id)),
	    &w->a->values[*ret]);
}

static int
collect_values(struct work *w)
{
	struct assessment *a = w->a;
	size_t n = a->findings.count;
	struct map index;
	int rc = 0;

	a->values = arena_alloc(w->arena, n * sizeof(*a->values));
	a->spans = arena_alloc(w->arena, n * sizeof(*a->spans));
	if (a->values == NULL || a->spans == NULL)
		return ERR_NOMEM;
	map_init(&index);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct finding *f = &a->findings.items[i];
		struct assess_span *s = &a->spans[i];

		*s = (struct assess_span){ .field = f->field,
			.start = f->start, .end = f->end };
		rc = value_of(w, &index, f, &s->value);
		if (rc == 0)
			a->values[s->value].places++;
	}
	a->nspans = n;
	map_done(&index);
	return rc;
}

void
assess_failed(struct assessment *a)
{
	a->facts.failed |= 1u << FAIL_DETECTOR;
	a->facts.coverage = FACTS_UNCOVERED;
}

static int
detect(struct work *w)
{
	struct detect_stops *stops = &w->a->stops;
	struct document *doc = w->in->doc;
	int rc = detect_document(w->engine->detect, w->arena, doc,
	    &w->a->findings, NULL, stops);

	for (size_t i = 0; rc == 0 && i < stops->count; i++)
		coverage_note(&doc->coverage, COVERAGE_PATTERN);
	if (rc == ERR_LIMIT)
		w->a->findings = (struct findings){ NULL, 0 };
	if (rc == ERR_LIMIT || stops->count > 0) {
		assess_failed(w->a);
		rc = 0;
	}
	return rc;
}

int
assess_detect(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret)
{
	struct work w = { .engine = engine, .arena = arena, .in = in,
		.a = ret };

	*ret = (struct assessment){ .facts = in->facts };
	ret->facts.stage = FACTS_CONTENT;
	ret->facts.coverage = coverage_fact(in->doc);
	resolve(&w, false);
	return detect(&w);
}

int
assess_decide(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret)
{
	struct work w = { .engine = engine, .arena = arena, .in = in,
		.a = ret };
	int rc;

	rc = count_classes(&w);
	if (rc == 0)
		rc = decide_flow(engine->policy, &ret->facts, arena,
		    &ret->decision);
	if (rc == 0 && ret->findings.count > 0)
		rc = collect_values(&w);
	if (rc == 0)
		rc = occurrence_add(arena, in->doc->fields, in->doc->nfields,
		    ret);
	return rc;
}

int
assess_flow(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret)
{
	int rc = assess_detect(engine, arena, in, ret);

	return rc != 0 ? rc : assess_decide(engine, arena, in, ret);
}

int
assess_name(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret)
{
	struct work w = { .engine = engine, .arena = arena, .in = in,
		.a = ret };

	*ret = (struct assessment){ .facts = in->facts };
	ret->facts.stage = FACTS_NAME;
	resolve(&w, true);
	return decide_flow(engine->policy, &ret->facts, arena,
	    &ret->decision);
}

size_t
assess_count(const struct assessment *a, enum action action)
{
	size_t n = 0;

	for (size_t i = 0; i < a->nvalues; i++)
		n += a->values[i].action == action;
	return n;
}

static struct detect_class
class_for_detection(const struct policy_class *c)
{
	static const enum dictionary_boundary boundaries[] = {
		[POLICY_WORD] = DICTIONARY_WORDS,
		[POLICY_BEGINNING] = DICTIONARY_BEGINNINGS,
		[POLICY_ANYWHERE] = DICTIONARY_ANYWHERE,
	};

	return (struct detect_class){ .name = c->name,
		.disabled = !c->enabled, .pattern = c->pattern,
		.dictionary = c->dictionary, .dictionary_digest = c->digest,
		.rules = { boundaries[c->boundary], c->exact_case },
		.validator = c->validator,
		.context_required = c->context_required,
		.context = c->context, .ncontext = c->ncontext,
		.file = c->file, .line = c->line, .column = c->column };
}

static struct detect_allow
allow_for_detection(const struct policy_allow *a)
{
	return (struct detect_allow){ .classes = a->classes,
		.nclasses = a->nclasses, .values = a->values,
		.nvalues = a->nvalues, .patterns = a->patterns,
		.npatterns = a->npatterns, .dictionary = a->dictionary,
		.file = a->file, .line = a->line, .column = a->column };
}

int
assess_config(const struct policy *policy, struct detect_config *config)
{
	size_t nclasses, nallow;
	const struct policy_class *c = policy_classes(policy, &nclasses);
	const struct policy_allow *a = policy_allow(policy, &nallow);
	struct detect_class *classes = mem_calloc(nclasses + 1,
	    sizeof(*classes));
	struct detect_allow *allow = mem_calloc(nallow + 1, sizeof(*allow));

	if (classes == NULL || allow == NULL) {
		mem_free(classes);
		mem_free(allow);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < nclasses; i++)
		classes[i] = class_for_detection(&c[i]);
	for (size_t i = 0; i < nallow; i++)
		allow[i] = allow_for_detection(&a[i]);
	config->classes = classes;
	config->nclasses = nclasses;
	config->allow = allow;
	config->nallow = nallow;
	return 0;
}

void
assess_config_done(struct detect_config *config)
{
	mem_free((void *)(uintptr_t)config->classes);
	mem_free((void *)(uintptr_t)config->allow);
	config->classes = NULL;
	config->allow = NULL;
}

static bool
class_exists(const struct assess_engine *engine, struct sv prefix)
{
	size_t n = detect_class_count(engine->detect);

	/* The default policy names them, whatever packs there are. */
	if (prefix.len == 0 || sv_eq(prefix, SV("special")))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (sv_has_dotted_prefix(detect_class_name(engine->detect,
		    (uint16_t)i), prefix))
			return true;
	}
	return false;
}

static int
fail_class(const struct assess_engine *engine, const struct policy_data *d,
    struct errinfo *ei)
{
	size_t n = detect_class_count(engine->detect);
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, d->prefix);
	for (size_t i = 0; i < n; i++) {
		struct sv name = detect_class_name(engine->detect,
		    (uint16_t)i);

		/* Its prefixes, the shortest first, then the name. */
		for (size_t k = 0; k <= name.len; k++) {
			if (k == name.len || name.ptr[k] == '.')
				suggest_offer(&s, sv_slice(name, 0, k));
		}
	}
	errinfo_at(ei, d->file, d->line, d->column);
	return errinfo_set(ei, ERR_NOTFOUND,
	    "no detector finds the class \"%.*s\"%s", SV_ARG(d->prefix),
	    suggest_text(&s, hint));
}

/* There is no form for this class; say for which there are. */
static int
fail_form(const struct policy_data *d, struct errinfo *ei)
{
	struct buf list;
	int rc;

	buf_init(&list, sizeof(ei->text));
	for (size_t i = 0; form_name(i).ptr != NULL; i++)
		buf_addf(&list, "%s%.*s", i == 0 ? "" : ", ",
		    SV_ARG(form_name(i)));
	rc = errinfo_set(ei, ERR_NOTFOUND, "\"%.*s\" has no structure that "
	    "a surrogate could keep; these have: %.*s", SV_ARG(d->prefix),
	    SV_ARG(buf_sv(&list)));
	buf_done(&list);
	return rc;
}

/* Can the values of this class have surrogates? */
static int
check_surrogate(const struct assess_engine *engine,
    const struct policy_data *d, struct errinfo *ei)
{
	uint16_t id;
	int rc;

	if (!class_exists(engine, d->prefix))
		return fail_class(engine, d, ei);
	errinfo_at(ei, d->file, d->line, d->column);
	if (detect_class_find(engine->detect, d->prefix, &id) != 0)
		return errinfo_set(ei, ERR_RANGE, "\"%.*s\" is a group; "
		    "surrogates are wanted class by class",
		    SV_ARG(d->prefix));
	rc = form_check(d->prefix);
	if (rc == ERR_RANGE)
		return errinfo_set(ei, rc, "\"%.*s\" has fewer than a "
		    "million values, so a surrogate could be tried out; its "
		    "values get tokens", SV_ARG(d->prefix));
	return rc == 0 ? 0 : fail_form(d, ei);
}

/* A score that nothing reaches would be a rule that never applies. */
static int
check_score(const struct assess_engine *engine, const struct policy_score *s,
    struct errinfo *ei)
{
	for (size_t i = 0; i < s->nprefixes; i++) {
		struct sv prefix = s->prefixes[i];
		unsigned most = reach_of(engine->detect, prefix);

		if (most == 0 || most >= s->min_score)
			continue;
		errinfo_at(ei, s->file, s->line, s->column);
		return errinfo_set(ei, ERR_RANGE, "nothing that is found of "
		    "\"%.*s\" can have a score of %u; the highest is %u",
		    SV_ARG(prefix.len > 0 ? prefix : SV("*")), s->min_score,
		    most);
	}
	return 0;
}

int
assess_check(const struct assess_engine *engine, struct errinfo *ei)
{
	size_t n;
	const struct policy_data *d = policy_data(engine->policy, &n);
	const struct policy_score *scores;

	for (size_t i = 0; i < n; i++) {
		if (!class_exists(engine, d[i].prefix))
			return fail_class(engine, &d[i], ei);
	}
	scores = policy_scores(engine->policy, &n);
	for (size_t i = 0; i < n; i++) {
		int rc = check_score(engine, &scores[i], ei);

		if (rc != 0)
			return rc;
	}
	d = policy_surrogates(engine->policy, &n);
	for (size_t i = 0; i < n; i++) {
		int rc = check_surrogate(engine, &d[i], ei);

		if (rc != 0)
			return rc;
	}
	return 0;
}
