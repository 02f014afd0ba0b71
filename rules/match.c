#include "rules/match.h"

#include "base/err.h"

enum answer { NO, YES, DOUBT };

/* A fact that is one text; empty is unknown. */
static enum answer
ask_text(const struct texts *wanted, struct sv fact)
{
	if (fact.len == 0)
		return DOUBT;
	for (size_t i = 0; i < wanted->n; i++) {
		if (sv_eq(wanted->items[i], fact))
			return YES;
	}
	return NO;
}

static enum answer
ask_method(const struct texts *wanted, struct sv fact)
{
	for (size_t i = 0; i < wanted->n; i++) {
		if (sv_eq_nocase(wanted->items[i], fact))
			return YES;
	}
	return NO;
}

/* `gpt-4*` is every id that begins so. No model at all is known to be none. */
static enum answer
ask_model(const struct texts *wanted, struct sv fact)
{
	for (size_t i = 0; i < wanted->n && fact.len > 0; i++) {
		struct sv w = wanted->items[i];

		if (w.len > 0 && w.ptr[w.len - 1] == '*') {
			w.len--;
			if (sv_starts_nocase(fact, w))
				return YES;
		} else if (sv_eq_nocase(fact, w)) {
			return YES;
		}
	}
	return NO;
}

/* Only a declaration says that something is certified. */
static enum answer
ask_certified(const struct texts *wanted, const struct destination *d)
{
	for (size_t i = 0; i < wanted->n; i++) {
		for (size_t k = 0; k < d->ncertified; k++) {
			if (sv_eq_nocase(wanted->items[i], d->certified[k]))
				return YES;
		}
	}
	return DOUBT;
}

/* Some of `places` in `wanted`, all of it, or nobody can say. */
static enum answer
ask_places(const struct places *wanted, const struct places *places)
{
	if (places->open)
		return DOUBT;
	if (!places_intersect(places, wanted))
		return NO;
	return places_within(places, wanted) ? YES : DOUBT;
}

/* Where the content is, processed or stored. */
static struct places
whereabouts(const struct destination *d)
{
	struct places p = d->axis[AXIS_PROCESSING].places;

	places_join(&p, &d->axis[AXIS_STORAGE].places);
	if (places_is_empty(&p) && d->zone == ZONE_UNKNOWN)
		p.open = true;
	return p;
}

static enum answer
ask_zone(const struct match *m, const struct destination *d)
{
	const unsigned possible = ~(1u << ZONE_PERIMETER);
	struct places p;
	enum answer named = NO;

	if ((m->zones >> d->zone) & 1)
		return YES;
	if (m->has_named && d->zone != ZONE_PERIMETER) {
		p = whereabouts(d);
		named = ask_places(&m->named, &p);
	}
	/* An unknown place is anywhere but inside: that must be declared. */
	if (d->zone == ZONE_UNKNOWN && (m->zones & possible) != 0)
		return DOUBT;
	return named;
}

static enum answer
ask_outside(const struct match *m, const struct destination *d)
{
	if (d->zone == ZONE_UNKNOWN)
		return m->outside == ZONE_UNKNOWN ? NO : DOUBT;
	return d->zone > m->outside ? YES : NO;
}

static enum answer
ask_evidence(const struct match *m, const struct destination *d)
{
	enum evidence e = d->axis[AXIS_PROCESSING].evidence;

	if ((m->evidence >> e) & 1)
		return YES;
	return e == EVIDENCE_NONE ? DOUBT : NO;
}

static enum answer
ask_to(const struct match *m, const struct match_facts *f)
{
	if (f->host.len == 0)
		return DOUBT;
	for (size_t i = 0; i < m->nto; i++) {
		if (hosts_match(&m->to[i], f->host, f->facts->port, SV(""),
		    NULL))
			return YES;
	}
	return NO;
}

static enum answer
ask_size(const struct match *m, const struct facts *f)
{
	return f->size > m->size_over && f->size < m->size_under ? YES : NO;
}

static enum answer
ask(const struct match *m, unsigned condition, const struct match_facts *mf)
{
	const struct facts *f = mf->facts;
	const struct destination *d = f->destination;

	switch (condition) {
	case COND_ZONE:
		return ask_zone(m, d);
	case COND_OUTSIDE:
		return ask_outside(m, d);
	case COND_TO:
		return ask_to(m, mf);
	case COND_AXIS << AXIS_PROCESSING:
	case COND_AXIS << AXIS_STORAGE:
	case COND_AXIS << AXIS_CONTROL:
	case COND_AXIS << AXIS_PROVENANCE: {
		unsigned a = (unsigned)__builtin_ctz(condition / COND_AXIS);

		return ask_places(&m->axis[a], &d->axis[a].places);
	}
	case COND_EVIDENCE:
		return ask_evidence(m, d);
	case COND_CERTIFIED:
		return ask_certified(&m->certified, d);
	case COND_CLIENT:
		return ask_text(&m->client, f->client);
	case COND_TEAM:
		return ask_text(&m->team, f->team);
	case COND_PURPOSE:
		return ask_text(&m->purpose, f->purpose);
	case COND_ACTIVITY:
		return ask_text(&m->activity, f->activity);
	case COND_METHOD:
		return ask_method(&m->method, f->method);
	case COND_MODEL:
		return ask_model(&m->model, f->model);
	case COND_SIZE:
		return ask_size(m, f);
	case COND_COVERAGE:
		return (m->coverage >> f->coverage) & 1 ? YES : NO;
	}
	ASSERT(false);
	return DOUBT;
}

bool
match_flow(const struct match *m, const struct match_facts *f,
    enum match_use use)
{
	unsigned left = m->has & ~(unsigned)(COND_DATA | COND_COUNT);
	enum answer a;

	while (left != 0) {
		a = ask(m, left & -left, f);
		if (a == NO || (a == DOUBT && use == MATCH_EXEMPTS))
			return false;
		left &= left - 1;
	}
	return true;
}

bool
match_class(const struct match *m, struct sv class)
{
	if ((m->has & COND_DATA) == 0)
		return true;
	for (size_t i = 0; i < m->data.n; i++) {
		if (m->data.items[i].len == 0 ||
		    sv_has_dotted_prefix(class, m->data.items[i]))
			return true;
	}
	return false;
}

bool
match_needs_content(const struct match *m, const struct match_facts *f)
{
	const unsigned content = COND_DATA | COND_COUNT | COND_SIZE |
	    COND_MODEL | COND_COVERAGE;
	const unsigned places = COND_ZONE | COND_OUTSIDE | COND_EVIDENCE |
	    COND_AXIS << AXIS_PROCESSING | COND_AXIS << AXIS_STORAGE;
	const unsigned model = COND_AXIS << AXIS_PROVENANCE;
	const struct destination *d = f->facts->destination;

	return (m->has & content) != 0 ||
	    ((m->has & places) != 0 && d->pending) ||
	    ((m->has & model) != 0 && d->model_pending);
}
