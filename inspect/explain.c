#include "inspect/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "inspect/engine.h"
#include "inspect/match/cluster.h"
#include "inspect/scan_judge.h"

enum {
	HASH_LEAST = 24,	/* hexadecimal digits in a row */
	DIGITS_LEAST = 9,	/* of a part of a run in a digest */
	DIGITS_MOST = 32,	/* of the run */
	UUID_BYTES = 36,
	LOOK_BACK = 512		/* bytes of a URL before a candidate */
};

const char *
explain_cause_name(enum explain_cause cause)
{
	switch (cause) {
	case EXPLAIN_FOUND:
		return "found";
	case EXPLAIN_VALIDATOR:
		return "validator";
	case EXPLAIN_CONTEXT:
		return "context";
	case EXPLAIN_AGAINST:
		return "against";
	case EXPLAIN_PLACE:
		return "place";
	case EXPLAIN_OVERLAP:
		return "overlap";
	}
	return "";
}

const char *
explain_place_name(enum explain_place place)
{
	switch (place) {
	case EXPLAIN_WORD:
		return "word";
	case EXPLAIN_UUID:
		return "uuid";
	case EXPLAIN_HASH:
		return "hash";
	case EXPLAIN_BASE64:
		return "base64";
	case EXPLAIN_URL:
		return "url";
	case EXPLAIN_DECIMAL:
		return "decimal";
	}
	return "";
}

const char *
explain_grade_name(enum validate_grade grade)
{
	switch (grade) {
	case GRADE_NONE:
		return "none";
	case GRADE_WEAK:
		return "weak";
	case GRADE_FAIR:
		return "fair";
	case GRADE_STRONG:
		return "strong";
	}
	return "";
}

const char *
explain_ground_name(enum explain_ground ground)
{
	switch (ground) {
	case GROUND_SAID:
		return "country";
	case GROUND_ID:
		return "identifier";
	case GROUND_ADDRESS:
		return "address";
	case GROUND_PHONE:
		return "phone";
	case GROUND_LANGUAGE:
		return "language";
	case GROUNDS:
		break;
	}
	return "";
}

static void
add(struct scan *s, const struct explain_entry *entry)
{
	struct explain *x = s->explain;
	void *items = x->items;

	if (entry->cause != EXPLAIN_FOUND && x->count >= EXPLAIN_MAX) {
		x->dropped++;
		return;
	}
	s->err = arena_vec_room(s->arena, &items, x->count, &x->cap,
	    sizeof(*x->items));
	if (s->err != 0)
		return;
	x->items = items;
	x->items[x->count++] = *entry;
}

/* The entry of a candidate, with the words that were looked at. */
static struct explain_entry
describe(struct scan *s, uint16_t detector, struct scan_span span,
    const struct scan_verdict *v)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct context_query against = d->against;
	struct explain_entry e = { .finding = { s->field,
		(uint32_t)span.start, (uint32_t)span.end, d->class_id,
		detector, (uint8_t)v->score }, .label = s->context.label };

	e.has_word = v->near != CONTEXT_NONE && context_find(&s->context,
	    &d->context, span.start, span.end, &e.word);
	against.after = v->behind;
	e.has_against = v->against != CONTEXT_NONE && context_find(
	    &s->context, &against, span.start, span.end, &e.against);
	return e;
}

/* What kept a candidate of `grade` out; EXPLAIN_FOUND: more than one thing. */
static enum explain_cause
cause_of(const struct scan *s, const struct detector *d,
    const struct scan_verdict *v, enum validate_grade grade)
{
	unsigned least = s->engine->min_score;

	if (v->opposed &&
	    scan_score(d, grade, v->near != CONTEXT_NONE) >= least)
		return EXPLAIN_AGAINST;
	if (v->near == CONTEXT_NONE && d->context.count > 0 &&
	    scan_score(d, grade, true) >= least)
		return EXPLAIN_CONTEXT;
	return EXPLAIN_FOUND;
}

void
explain_kept(struct scan *s, uint16_t detector, struct scan_span span,
    unsigned score)
{
	struct scan_verdict v = { .score = score,
		.near = CONTEXT_NONE, .against = CONTEXT_NONE };
	struct explain_entry e;

	if (score < s->engine->min_score)
		return;
	e = describe(s, detector, span, &v);
	e.cause = EXPLAIN_FOUND;
	e.grade = GRADE_STRONG;
	e.alone = (uint8_t)score;
	add(s, &e);
}

void
explain_keyed(struct scan *s, const struct finding *f,
    const struct context_word *word)
{
	const struct explain_entry e = { .finding = *f,
		.cause = EXPLAIN_FOUND, .grade = GRADE_STRONG,
		.has_word = true, .word = *word };

	add(s, &e);
}

void
explain_raised(struct scan *s, const struct explain_raise *r,
    enum validate_grade grade)
{
	struct explain *x = s->explain;
	const struct explain_entry e = { .finding = r->finding,
		.cause = EXPLAIN_FOUND, .grade = grade, .alone = r->before };
	void *raises = x->raises;

	if (grade != GRADE_NONE)
		add(s, &e);
	s->err = s->err != 0 ? s->err : arena_vec_room(s->arena, &raises,
	    x->nraises, &x->cap_raises, sizeof(*x->raises));
	if (s->err != 0)
		return;
	x->raises = raises;
	x->raises[x->nraises++] = *r;
}

/* It would be a finding, had not `cause` spoken. */
static void
add_if_near(struct scan *s, uint16_t detector, struct scan_span span,
    const struct explain_entry *like)
{
	const struct detector *d = &s->engine->detectors[detector];
	enum validate_grade grade = like->cause == EXPLAIN_VALIDATOR ?
	    GRADE_STRONG : like->grade;
	struct scan_verdict v;
	struct explain_entry e;

	if (!s->explain->near || s->err != 0)
		return;
	v = scan_judge(s, d, span, grade);
	if (v.score < s->engine->min_score)
		return;
	e = describe(s, detector, span, &v);
	e.cause = like->cause;
	e.place = like->place;
	e.grade = like->grade;
	e.finding.score = 0;
	add(s, &e);
}

void
explain_refused(struct scan *s, uint16_t detector, struct scan_span span)
{
	const struct explain_entry like = { .cause = EXPLAIN_VALIDATOR };

	add_if_near(s, detector, span, &like);
}

static bool
is_base64(char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/' || c == '_' ||
	    c == '-' || c == '=';
}

static bool
is_hex(char c)
{
	return ascii_is_hex(c);
}

static bool
is_hex_or_stroke(char c)
{
	return ascii_is_hex(c) || c == '-';
}

/* The run of characters of a kind around a candidate. */
static struct sv
run_around(struct sv text, struct scan_span span, bool (*is)(char))
{
	while (span.start > 0 && is(text.ptr[span.start - 1]))
		span.start--;
	while (span.end < text.len && is(text.ptr[span.end]))
		span.end++;
	return sv_slice(text, span.start, span.end);
}

static bool
is_digit_or_dot(char c)
{
	return ascii_is_digit(c) || c == '.';
}

/* A number with a fraction: digits, one dot, digits. */
static bool
is_decimal(struct sv run)
{
	ptrdiff_t dot = sv_find_char(run, '.');

	return dot > 0 && (size_t)dot + 1 < run.len &&
	    sv_find_char(sv_slice(run, (size_t)dot + 1, run.len), '.') < 0;
}

/* 8-4-4-4-12 hexadecimal digits (RFC 9562) */
static bool
is_uuid(struct sv run)
{
	if (run.len != UUID_BYTES)
		return false;
	for (size_t i = 0; i < run.len; i++)
		if ((run.ptr[i] == '-') !=
		    (i == 8 || i == 13 || i == 18 || i == 23))
			return false;
	return true;
}

static bool
is_in_url(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < LOOK_BACK &&
	    (unsigned char)text.ptr[from - 1] > ' ' &&
	    text.ptr[from - 1] != '"' && text.ptr[from - 1] != '<')
		from--;
	return sv_find(sv_slice(text, from, at), SV("://")) > 0;
}

static enum explain_place
place_of(struct sv text, struct scan_span span)
{
	struct sv hex;

	if (is_in_url(text, span.start))
		return EXPLAIN_URL;
	if (is_uuid(run_around(text, span, is_hex_or_stroke)))
		return EXPLAIN_UUID;
	hex = run_around(text, span, is_hex);
	if (hex.len >= HASH_LEAST && hex.len > span.end - span.start)
		return EXPLAIN_HASH;
	if (run_around(text, span, is_base64).len >= CLUSTER_BLOB)
		return EXPLAIN_BASE64;
	if (is_decimal(run_around(text, span, is_digit_or_dot)))
		return EXPLAIN_DECIMAL;
	return EXPLAIN_WORD;
}

static void
out_of_place(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	const struct explain_entry like = { .cause = EXPLAIN_PLACE,
		.place = place_of(s->text, span), .grade = grade };

	add_if_near(s, detector, span, &like);
}

void
explain_shape(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	s->explain->shaped = grade != GRADE_NONE;
	s->explain->shape = grade;
	if (grade == GRADE_NONE)
		explain_refused(s, detector, span);
}

void
explain_emit(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct explain *x = s->explain;
	bool shaped = x->shaped;
	struct explain_entry e;
	struct scan_verdict v;

	x->shaped = false;
	if (grade == GRADE_NONE) {
		if (shaped)
			out_of_place(s, detector, span, x->shape);
		else
			explain_refused(s, detector, span);
		return;
	}
	v = scan_judge(s, d, span, grade);
	e = describe(s, detector, span, &v);
	e.grade = shaped ? x->shape : grade;
	e.alone = (uint8_t)scan_score(d, grade, false);
	if (v.score < s->engine->min_score) {
		e.cause = cause_of(s, d, &v, grade);
		if (!x->near || e.cause == EXPLAIN_FOUND)
			return;
	}
	add(s, &e);
}

static void
try_window(struct scan *s, uint64_t hash, struct scan_span span)
{
	const struct shape_list *list = shape_find(s->engine->shapes, hash);

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		enum validate_grade grade = scan_validate(
		    &s->engine->detectors[list->detectors[i]],
		    sv_slice(s->text, span.start, span.end));

		if (grade != GRADE_NONE)
			out_of_place(s, list->detectors[i], span, grade);
	}
}

/* The windows that begin with run `first` and that the scan does not try. */
static void
try_windows(struct scan *s, const struct cluster *c, size_t first)
{
	bool begins = !c->blob && cluster_may_begin(c, first);
	uint64_t hash = SHAPE_HASH;

	for (size_t i = first; i < c->count && i < first + SHAPE_MAX_ITEMS;
	    i++) {
		const struct cluster_item *item = &c->items[i];

		hash = shape_step(hash, i == first ? 0 : item->separator,
		    (enum shape_kind)item->kind, item->len);
		if (!begins || !cluster_may_end(c, i))
			try_window(s, hash, (struct scan_span){
			    c->items[first].start, item->start + item->len });
	}
}

static enum shape_kind
kind_at(struct sv text, size_t at)
{
	char c = text.ptr[at];

	if (ascii_is_digit(c))
		return SHAPE_DIGITS;
	return ascii_is_letter(c) ? SHAPE_LETTERS : 0;
}

/* The next runs of a blob, from `at` on; where to go on, or its end. */
static size_t
read_runs(struct sv text, size_t at, size_t end, struct cluster *ret)
{
	char separator = 0;

	ret->blob = true;
	ret->count = 0;
	while (at < end && ret->count < CLUSTER_MAX_ITEMS) {
		enum shape_kind kind = kind_at(text, at);
		size_t from = at;

		if (kind == 0) {
			separator = text.ptr[at++];
			continue;
		}
		while (at < end && kind_at(text, at) == kind &&
		    at - from < UINT8_MAX)
			at++;
		ret->items[ret->count++] = (struct cluster_item){ from,
			(uint8_t)(at - from), (uint8_t)kind, separator };
		separator = 0;
	}
	return at;
}

/* What the digits of a digest from byte `at` on begin with. */
static void
try_digits(struct scan *s, size_t at, size_t end)
{
	for (size_t len = DIGITS_LEAST; len <= end - at; len++) {
		struct scan_span span = { at, at + len };
		const struct shape_list *list = shape_find_run(
		    s->engine->shapes, len);

		for (size_t i = 0; list != NULL && i < list->count; i++) {
			uint16_t detector = list->detectors[i];

			if (scan_validate(&s->engine->detectors[detector],
			    sv_slice(s->text, at, at + len)) == GRADE_STRONG)
				out_of_place(s, detector, span, GRADE_STRONG);
		}
	}
}

/* Digits touch there that are of no value: any part of a run may be one. */
static void
try_parts(struct scan *s, const struct cluster *runs)
{
	for (size_t i = 0; i < runs->count; i++) {
		size_t from = runs->items[i].start;
		size_t end = from + runs->items[i].len;

		if (runs->items[i].kind != SHAPE_DIGITS ||
		    end - from > DIGITS_MOST)
			continue;
		for (size_t at = from; at + DIGITS_LEAST <= end; at++)
			try_digits(s, at, at == from ? end - 1 : end);
	}
}

void
explain_cluster(struct scan *s, const struct cluster *c)
{
	struct cluster runs;
	size_t at = c->start;

	if (!s->explain->near)
		return;
	for (size_t i = 0; !c->blob && i < c->count; i++)
		try_windows(s, c, i);
	while (c->blob && at < c->end) {
		at = read_runs(s->text, at, c->end, &runs);
		for (size_t i = 0; i < runs.count; i++)
			try_windows(s, &runs, i);
		try_parts(s, &runs);
	}
}

static int
compare(const void *left, const void *right)
{
	const struct finding *a = &((const struct explain_entry *)left)
	    ->finding, *b = &((const struct explain_entry *)right)->finding;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (a->detector > b->detector) - (a->detector < b->detector);
}

/* The finding that has bytes of `f`, or NULL. */
static const struct finding *
find_holder(const struct findings *all, const struct finding *f)
{
	size_t low = 0, high = all->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct finding *m = &all->items[middle];

		if (m->field < f->field ||
		    (m->field == f->field && m->end <= f->start))
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->count && all->items[low].field == f->field &&
	    all->items[low].start < f->end ? &all->items[low] : NULL;
}

/*
 * Is `e` to be kept? Those that lost to another are near misses; one that is
 * gone without a winner was judged once more after the scan.
 */
static bool
settle(const struct explain *x, struct explain_entry *e,
    const struct findings *all)
{
	const struct finding *holder = find_holder(all, &e->finding);

	if (holder != NULL && holder->start == e->finding.start &&
	    holder->end == e->finding.end &&
	    holder->detector == e->finding.detector)
		return e->cause == EXPLAIN_FOUND;
	if (holder == NULL || e->cause != EXPLAIN_FOUND)
		return holder == NULL && e->cause != EXPLAIN_FOUND;
	e->cause = EXPLAIN_OVERLAP;
	e->winner = holder->detector;
	return x->near;
}

static int
compare_raises(const void *left, const void *right)
{
	const struct explain_entry a = { .finding =
	    ((const struct explain_raise *)left)->finding }, b = { .finding =
	    ((const struct explain_raise *)right)->finding };

	return compare(&a, &b);
}

void
explain_settle(struct explain *x, const struct findings *f)
{
	size_t kept = 0;

	if (x->nraises > 0)
		qsort(x->raises, x->nraises, sizeof(*x->raises),
		    compare_raises);
	if (x->count > 0)
		qsort(x->items, x->count, sizeof(*x->items), compare);
	for (size_t i = 0; i < x->count; i++) {
		if (i > 0 && compare(&x->items[i - 1], &x->items[i]) == 0 &&
		    x->items[i - 1].cause == x->items[i].cause)
			continue;
		if (settle(x, &x->items[i], f))
			x->items[kept++] = x->items[i];
	}
	x->count = kept;
}

const struct explain_entry *
explain_of(const struct explain *x, const struct finding *f)
{
	struct explain_entry key = { .finding = *f };
	const struct explain_entry *e;

	if (x->count == 0)
		return NULL;
	e = bsearch(&key, x->items, x->count, sizeof(*x->items), compare);
	return e != NULL && e->cause == EXPLAIN_FOUND ? e : NULL;
}

const struct explain_raise *
explain_raise_of(const struct explain *x, const struct finding *f)
{
	const struct explain_raise key = { .finding = *f };

	return x->nraises == 0 ? NULL : bsearch(&key, x->raises, x->nraises,
	    sizeof(*x->raises), compare_raises);
}
