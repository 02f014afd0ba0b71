/*
 * Facts are gathered from the fields and from what was found in them: a field
 * that says a country or a language, an identifier beyond doubt or an IBAN, an
 * address, a telephone number in international form. Each stands for a set of
 * countries; one of several countries is worth little.
 *
 * 1. A fact *reaches* the object, row or part that it stands in and, where that
 *    is a member of an object, this object too: {"address": {"country": "PL"},
 *    "tax": "..."}. What a field says is *near* to all that is inside of what
 *    it reaches, unless a nearer one says another country; what was found is
 *    near to what is inside, but not to elements of lists there, which are
 *    about somebody else.
 * 2. A fact that is not near is *far*. Far ones count only as long as nothing
 *    in the body speaks for another country: a list of customers of many
 *    countries says nothing about the next one.
 * 3. Each kind of fact counts once, near or far; the sum of the points is what
 *    raises. It gains a finding a little, so that it wins over those of other
 *    countries. Of a candidate it makes a finding, never one beyond
 *    CONSENSUS_RAISED_MAX.
 * 4. An identifier is no fact for itself, nor for what overlaps it; and nothing
 *    in a text is one for a candidate of this very text: there the words are.
 * 5. A cell of a table inside a text is a field, its row a record.
 * 6. All is made from places, classes and scores: with history or without, the
 *    same findings and candidates lead to the same result.
 *
 * Work is linear in fields and findings, but for those whose field is a fact
 * itself, which cost the depth of the body; fields are looked at only if there
 * is something to be raised.
 */
#include "inspect/consensus.h"

#include <string.h>

#include "base/err.h"
#include "inspect/grid/consensus_rows.h"
#include "inspect/country.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/body/layers.h"
#include "inspect/scan.h"
#include "inspect/scan_judge.h"

enum {
	BEYOND_DOUBT = 94,	/* score of an identifier that is a fact */
	GAIN_NEAR = 3,		/* of a finding that agrees */
	GAIN_FAR = 2,
	GAIN_LEAST = 2,		/* points it takes */
	RAISE_LEAST = 2,	/* points that make a candidate a finding */
	RAISE_MORE = 3,		/* in prose, and if its check is weak */
	RAISED_BASE = 45,	/* its score, and what each point adds */
	RAISED_POINT = 5,
	SOME_POINTS = 1		/* of a fact of several countries */
};

/* Points by kind. */
static const struct { uint8_t near, far; } worth[GROUNDS] = {
	[GROUND_SAID] = { 3, 2 },
	[GROUND_ID] = { 3, 2 },
	[GROUND_ADDRESS] = { 3, 2 },
	[GROUND_PHONE] = { 2, 1 },
	[GROUND_LANGUAGE] = { 2, 1 },
};

struct fact {
	uint32_t field;
	uint32_t countries;		/* a set */
	uint32_t min_end, max_start;	/* of all alike in the field */
	enum explain_ground kind;
};

/* The facts that reach a step. */
struct reach {
	uint32_t one[GROUNDS];		/* countries, of facts of one */
	uint32_t more[GROUNDS];		/* the same, of two fields or more */
	uint32_t some[GROUNDS];		/* of facts of several */
};

/* The facts that are near to what stands right in a step. */
struct sight {
	uint32_t one[GROUNDS], some[GROUNDS];
};

struct consensus {
	struct scan *s;
	const struct consensus_body *body;
	struct fact *facts;		/* by field */
	size_t nfacts, cap;
	struct reach *steps, all;
	struct sight *sights;		/* by step, as `steps` are */
	uint32_t agreed;		/* what no fact but languages denies */
};

/* What speaks for a country, as seen from one place. */
struct case_for {
	unsigned points;
	unsigned near, far;		/* bits of kinds */
};

static bool
is_member(const struct consensus *c, uint32_t step)
{
	const struct step *s = &c->body->doc->steps[step];

	return s->parent != STEP_NONE && s->index == FIELD_MEMBER;
}

/* The step that a fact of this field reaches. */
static uint32_t
reach_of(const struct consensus *c, uint32_t field)
{
	uint32_t step;

	if (c->body->doc == NULL)
		return 0;
	step = c->body->fields[field].step;
	return is_member(c, step) ? c->body->doc->steps[step].parent : step;
}

/* The step above, or STEP_NONE. */
static uint32_t
above(const struct consensus *c, uint32_t step)
{
	return c->body->doc == NULL ? STEP_NONE :
	    c->body->doc->steps[step].parent;
}

static uint32_t
first_step(const struct consensus *c, uint32_t field)
{
	return c->body->doc == NULL ? 0 : c->body->fields[field].step;
}

/* Add a fact; `first` is the first one of its field. */
static void
add_fact(struct consensus *c, size_t first, const struct fact *fact)
{
	void *facts = c->facts;

	for (size_t i = first; i < c->nfacts; i++) {
		struct fact *f = &c->facts[i];

		if (f->kind != fact->kind || f->countries != fact->countries)
			continue;
		if (fact->min_end < f->min_end)
			f->min_end = fact->min_end;
		if (fact->max_start > f->max_start)
			f->max_start = fact->max_start;
		return;
	}
	c->s->err = arena_vec_room(c->s->arena, &facts, c->nfacts, &c->cap,
	    sizeof(*fact));
	if (c->s->err != 0)
		return;
	c->facts = facts;
	c->facts[c->nfacts++] = *fact;
}

/* What a finding says, if anything. */
static uint32_t
countries_of(const struct consensus *c, const struct finding *f,
    enum explain_ground *ret)
{
	const struct engine_class *class =
	    &c->s->engine->classes[f->class_id];
	struct sv text = sv_slice(c->body->fields[f->field].text, f->start,
	    f->end);

	switch ((enum engine_speaks)class->speaks) {
	case SPEAKS_NOT:
		break;
	case SPEAKS_CLASS:
		*ret = GROUND_ID;
		return f->score < BEYOND_DOUBT ? 0 :
		    country_bit(class->country);
	case SPEAKS_IBAN:
		*ret = GROUND_ID;
		return f->score < BEYOND_DOUBT ? 0 : country_bit(
		    country_of_code(sv_slice(text, 0, 2)));
	case SPEAKS_PHONE:
		*ret = GROUND_PHONE;
		return country_of_phone(text);
	case SPEAKS_ADDRESS:
		*ret = GROUND_ADDRESS;
		return country_of_address(text);
	}
	return 0;
}

static void
add_said(struct consensus *c, uint32_t field)
{
	const struct field *f = &c->body->fields[field];
	enum country_saying saying = COUNTRY_SAID;
	struct fact fact = { .field = field };

	if (f->role == FIELD_KEY || f->place == PLACE_HEADER ||
	    f->place == PLACE_TRAILER)
		return;
	fact.countries = country_said(f->label, f->text, &saying);
	fact.kind = saying == COUNTRY_SAID ? GROUND_SAID : GROUND_LANGUAGE;
	if (fact.countries != 0)
		add_fact(c, c->nfacts, &fact);
}

static void
gather(struct consensus *c, size_t nitems)
{
	const struct finding *f = c->s->items, *end = f + nitems;

	for (uint32_t i = 0; i < c->body->nfields && c->s->err == 0; i++) {
		size_t first = c->nfacts;

		add_said(c, i);
		for (; f < end && f->field == i && c->s->err == 0; f++) {
			struct fact fact = { .field = i, .min_end = f->end,
				.max_start = f->start };

			fact.countries = countries_of(c, f, &fact.kind);
			if (fact.countries != 0)
				add_fact(c, first, &fact);
		}
	}
}

static void
note(struct reach *r, const struct fact *f)
{
	if (!country_is_one(f->countries)) {
		r->some[f->kind] |= f->countries;
		return;
	}
	r->more[f->kind] |= r->one[f->kind] & f->countries;
	r->one[f->kind] |= f->countries;
}

/* Does a fact of this kind count for elements of a list inside, too? */
static bool
is_said(enum explain_ground kind)
{
	return kind == GROUND_SAID || kind == GROUND_LANGUAGE;
}

/* Let each step, behind the one above it, see what that one sees. */
static void
look_up(struct consensus *c, size_t nsteps)
{
	for (uint32_t i = 0; i < nsteps; i++) {
		const struct reach *r = &c->steps[i];
		struct sight *s = &c->sights[i];
		uint32_t up = above(c, i), said = r->one[GROUND_SAID];
		const struct sight *from = up == STEP_NONE ? NULL :
		    &c->sights[up];

		ASSERT(up == STEP_NONE || up < i);
		for (unsigned k = 0; k < GROUNDS; k++) {
			s->one[k] = r->one[k];
			s->some[k] = r->some[k];
			if (from == NULL || !(is_said(k) || is_member(c, i)))
				continue;
			s->one[k] |= from->one[k] & (said != 0 ? said :
			    UINT32_MAX);
			s->some[k] |= from->some[k] & (said != 0 ? said :
			    UINT32_MAX);
		}
	}
}

static void
spread(struct consensus *c)
{
	size_t nsteps = c->body->doc == NULL ? 1 : c->body->doc->nsteps;

	c->steps = arena_zalloc(c->s->arena, nsteps, sizeof(*c->steps));
	c->sights = arena_alloc(c->s->arena, nsteps * sizeof(*c->sights));
	if (c->steps == NULL || c->sights == NULL) {
		c->s->err = ERR_NOMEM;
		return;
	}
	c->agreed = UINT32_MAX;
	for (size_t i = 0; i < c->nfacts; i++) {
		const struct fact *f = &c->facts[i];

		note(&c->steps[reach_of(c, f->field)], f);
		note(&c->all, f);
		if (f->kind != GROUND_LANGUAGE)
			c->agreed &= f->countries;
	}
	look_up(c, nsteps);
}

/* The first fact of this or a later field. */
static size_t
first_fact(const struct consensus *c, uint32_t field)
{
	size_t low = 0, high = c->nfacts;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->facts[middle].field < field)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Do identifiers of the field stand apart from `f`? */
static bool
is_apart(const struct fact *own, const struct finding *f)
{
	return own->min_end <= f->start || own->max_start >= f->end;
}

/* What is looked for: facts for the country of `f` that are not its own. */
struct wanted {
	const struct finding *f;
	uint32_t country;
	bool raise;		/* no fact of its field counts */
	unsigned own;		/* kinds of which its field has such facts */
	uint32_t from;		/* which reach this step */
};

static bool
is_own(const struct wanted *w, const struct fact *fact)
{
	return fact->field == w->f->field &&
	    (fact->countries & w->country) != 0 && (w->raise ||
	    (fact->kind == GROUND_ID && !is_apart(fact, w->f)));
}

static struct wanted
want(const struct consensus *c, const struct finding *f, bool raise)
{
	struct wanted w = { .f = f, .country = country_bit(
	    c->s->engine->classes[f->class_id].country), .raise = raise,
	    .from = reach_of(c, f->field) };

	for (size_t i = first_fact(c, f->field); i < c->nfacts &&
	    c->facts[i].field == f->field; i++)
		if (is_own(&w, &c->facts[i]))
			w.own |= 1U << c->facts[i].kind;
	return w;
}

/* Has `r` facts of this kind; with `own`, of other fields? */
static bool
has_one(const struct reach *r, const struct wanted *w,
    enum explain_ground kind, bool own)
{
	uint32_t have = own && (w->own & 1U << kind) != 0 ? r->more[kind] :
	    r->one[kind];

	return (have & w->country) != 0;
}

static bool
has_some(const struct reach *r, const struct wanted *w,
    enum explain_ground kind, bool own)
{
	return (!own || (w->own & 1U << kind) == 0) &&
	    (r->some[kind] & w->country) != 0;
}

/* The way up from a field, step by step. */
struct climb {
	uint32_t step;
	bool left;		/* an element of a list, or a row */
};

static bool
climb(const struct consensus *c, struct climb *at, uint32_t country)
{
	uint32_t said = c->steps[at->step].one[GROUND_SAID];

	if (said != 0 && (said & country) == 0)
		return false;
	at->left = at->left || (c->body->doc != NULL &&
	    !is_member(c, at->step));
	at->step = above(c, at->step);
	return at->step != STEP_NONE;
}

/* Does this kind of fact count where `at` has come to? */
static bool
counts_at(const struct climb *at, enum explain_ground kind)
{
	return !at->left || is_said(kind);
}

/* What is near, where the field has no such facts of its own. */
static unsigned
see(const struct consensus *c, const struct wanted *w, struct case_for *ret)
{
	const struct sight *s = &c->sights[first_step(c, w->f->field)];
	unsigned some = 0;

	for (unsigned k = 0; k < GROUNDS; k++) {
		if ((s->one[k] & w->country) != 0)
			ret->near |= 1U << k;
		if ((s->some[k] & w->country) != 0)
			some |= 1U << k;
	}
	return some;
}

/* The same step by step, leaving out its own. */
static unsigned
see_others(const struct consensus *c, const struct wanted *w,
    struct case_for *ret)
{
	struct climb at = { first_step(c, w->f->field), false };
	unsigned some = 0;

	do {
		const struct reach *r = &c->steps[at.step];
		bool own = at.step == w->from;

		for (unsigned k = 0; k < GROUNDS; k++) {
			if (!counts_at(&at, k))
				continue;
			if (has_one(r, w, k, own))
				ret->near |= 1U << k;
			if (has_some(r, w, k, own))
				some |= 1U << k;
		}
	} while (climb(c, &at, w->country));
	return some;
}

static void
count_near(const struct consensus *c, const struct wanted *w,
    struct case_for *ret)
{
	unsigned some = w->own == 0 ? see(c, w, ret) :
	    see_others(c, w, ret);

	for (unsigned k = 0; k < GROUNDS; k++) {
		if ((ret->near & 1U << k) != 0)
			ret->points += worth[k].near;
		else if ((some & 1U << k) != 0)
			ret->points += SOME_POINTS;
	}
	ret->near |= some;
}

static void
count_far(const struct consensus *c, const struct wanted *w,
    struct case_for *ret)
{
	if ((c->agreed & w->country) == 0)
		return;
	for (unsigned k = 0; k < GROUNDS; k++) {
		if ((ret->near & 1U << k) != 0 ||
		    !has_one(&c->all, w, k, true))
			continue;
		ret->far |= 1U << k;
		ret->points += worth[k].far;
	}
}

static struct case_for
weigh(const struct consensus *c, const struct wanted *w)
{
	struct case_for ret = { 0, 0, 0 };

	count_near(c, w, &ret);
	count_far(c, w, &ret);
	return ret;
}

/* Is fact number `i` one of `kind`, near or far as wanted? */
static bool
is_ground(const struct consensus *c, size_t i, enum explain_ground kind,
    const struct wanted *w, bool near)
{
	const struct fact *fact = &c->facts[i];
	struct climb at = { first_step(c, w->f->field), false };
	uint32_t reach = reach_of(c, fact->field);

	if (fact->kind != kind || (fact->countries & w->country) == 0 ||
	    is_own(w, fact))
		return false;
	while (near && at.step != reach)
		if (!climb(c, &at, w->country))
			return false;
	return !near || counts_at(&at, kind);
}

/* The field of the fact that is the next one to that of `w`. */
static uint32_t
ground_of(const struct consensus *c, enum explain_ground kind,
    const struct wanted *w, bool near)
{
	uint32_t field = w->f->field;
	size_t up = first_fact(c, field), down = up;

	while (down > 0 || up < c->nfacts) {
		uint32_t before = down > 0 ? field -
		    c->facts[down - 1].field : UINT32_MAX;
		uint32_t behind = up < c->nfacts ? c->facts[up].field -
		    field : UINT32_MAX;
		size_t i = before <= behind ? --down : up++;

		if (is_ground(c, i, kind, w, near))
			return c->facts[i].field;
	}
	return field;
}

/* Say why `w->f` has its score; with a grade it was a candidate. */
static void
tell(const struct consensus *c, const struct wanted *w, unsigned before,
    const struct case_for *why, enum validate_grade grade)
{
	struct explain_raise r = { .finding = *w->f,
		.before = (uint8_t)before, .near = (uint8_t)why->near,
		.far = (uint8_t)why->far };

	if (c->s->explain == NULL)
		return;
	r.country = country_code(
	    c->s->engine->classes[w->f->class_id].country);
	for (unsigned k = 0; k < GROUNDS; k++)
		if (((why->near | why->far) & 1U << k) != 0)
			r.fields[k] = ground_of(c, k, w,
			    (why->near & 1U << k) != 0);
	explain_raised(c->s, &r, grade);
}

/* Findings whose country agrees gain over those of others. */
static void
gain(const struct consensus *c, struct finding *f)
{
	struct wanted w;
	struct case_for why;
	unsigned before = f->score;

	if (c->s->engine->classes[f->class_id].speaks != SPEAKS_CLASS)
		return;
	w = want(c, f, false);
	why = weigh(c, &w);
	if (why.points < GAIN_LEAST || before >= CONSENSUS_SCORE_MAX)
		return;
	f->score += why.near != 0 ? GAIN_NEAR : GAIN_FAR;
	if (f->score > CONSENSUS_SCORE_MAX)
		f->score = CONSENSUS_SCORE_MAX;
	tell(c, &w, before, &why, GRADE_NONE);
}

/* 15 to 19 hundred million seconds, or as many thousandths: a moment. */
static bool
is_moment(struct sv value)
{
	if (value.len != 10 && value.len != 13)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < '0' || value.ptr[i] > '9')
			return false;
	return value.ptr[0] == '1' && value.ptr[1] >= '5';
}

/* Is that enough for a candidate which its detector finds `agrees`? */
static bool
is_enough(const struct case_for *why, enum engine_agrees agrees, bool whole)
{
	return why->points >= (agrees == AGREES_ANYWHERE && whole ?
	    RAISE_LEAST : RAISE_MORE);
}

/* Does the label say what the number is, or that it only names a row? */
static bool
is_labelled_otherwise(struct sv label, enum engine_agrees agrees)
{
	return country_is_other_number(label) ||
	    (agrees == AGREES_VALUE && country_is_row_number(label));
}

/* Make a finding of a candidate, if enough speaks for it. */
static void
raise(struct consensus *c, const struct finding *weak)
{
	const struct scan *s = c->s;
	const struct detector *d = &s->engine->detectors[weak->detector];
	const struct field *field = &c->body->fields[weak->field];
	enum validate_grade grade = (enum validate_grade)weak->score;
	struct scan_span span = { weak->start, weak->end };
	struct finding f = *weak;
	const struct wanted w = want(c, &f, true);
	struct case_for why = weigh(c, &w);
	unsigned score = RAISED_BASE + RAISED_POINT * why.points;

	if (!is_enough(&why, (enum engine_agrees)d->agrees,
	    scan_is_whole(field->text, span)) ||
	    is_labelled_otherwise(field->label,
	    (enum engine_agrees)d->agrees) ||
	    is_moment(sv_slice(field->text, f.start, f.end)))
		return;
	f.score = (uint8_t)(score < CONSENSUS_RAISED_MAX ? score :
	    CONSENSUS_RAISED_MAX);
	if (f.score < s->engine->min_score)
		return;
	c->s->text = field->text;
	c->s->field = f.field;
	scan_keep(c->s, f.detector, span, f.score);
	if (c->s->err == 0)
		tell(c, &w, scan_score(d, grade, false), &why, grade);
}

static bool
is_of_interest(const struct scan *s)
{
	if (s->nweak > 0)
		return true;
	for (size_t i = 0; i < s->count; i++)
		if (s->engine->classes[s->items[i].class_id].speaks ==
		    SPEAKS_CLASS)
			return true;
	return false;
}

static void
apply(struct scan *s, const struct consensus_body *body)
{
	struct consensus c = { .s = s, .body = body };
	size_t nitems = s->count;

	gather(&c, nitems);
	if (c.nfacts == 0 || s->err != 0)
		return;
	spread(&c);
	for (size_t i = 0; i < nitems && s->err == 0; i++)
		gain(&c, &s->items[i]);
	for (size_t i = 0; i < s->nweak && s->err == 0; i++)
		raise(&c, &s->weak[i]);
}

void
consensus_apply(struct scan *s, const struct consensus_body *body)
{
	struct consensus_rows rows;

	if (s->err != 0 || !is_of_interest(s))
		return;
	if (s->ntabled == 0) {
		apply(s, body);
		return;
	}
	if (consensus_rows_open(&rows, s, body) != 0)
		return;
	apply(s, &rows.body);
	consensus_rows_close(&rows, s);
}
