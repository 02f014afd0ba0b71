/*
 * The field's own text has been scanned and places were noted. From there on a
 * queue: the places of a text make forms of it, each form is scanned, the
 * places noted there make forms of the form. So depth costs no stack.
 *
 * 1. A form covers a window around its places. What is found too near to a
 *    cut is not believed, so what a finding depends on lies inside.
 * 2. In a form of words a finding has all of a joined value or nothing of it,
 *    and at least one: what merely stands near is none.
 *    Nothing is made of such a form: escapes are taken back before it.
 * 3. What is found in an encoded run is traced back to the whole run. Several
 *    classes in one run share it, each a piece: none is lost, and all of the
 *    run is rewritten.
 * 4. What the plain text surely holds as one (a JSON Web Token) stays one.
 */
#include "inspect/unfold/unfold.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/engine.h"
#include "inspect/overlap.h"
#include "inspect/scan.h"

enum {
	WORDS_LOSS = 10,	/* digits joined over gaps may be two numbers */
	RUN_CLASSES = 8,	/* that one run is shared by */
	LABEL_MOST = 48,	/* bytes before a run that are its label */
	SURE = 90		/* score of what is surely one, such as a JWT */
};

/* A finding inside of an encoded run, at bytes of what the run decodes to. */
struct nested {
	struct finding finding;
	const struct normal_form *run;	/* the outermost around it */
	uint32_t start, end;		/* of the run in the field */
};

struct work {
	struct scan *s;
	struct sv label;
	size_t first, plain;	/* findings of the field; in its plain text */
	struct normal_form **queue;
	size_t count, cap;
	size_t bytes, max_bytes;
	struct nested *nested;
	size_t nnested, cap_nested;
};

static int
by_place(const void *a, const void *b)
{
	const struct unfold_site *x = a, *y = b;

	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	return (x->start > y->start) - (x->start < y->start);
}

static size_t
window_start(struct sv text, size_t at)
{
	size_t from = at < UNFOLD_BEFORE ? 0 : at - UNFOLD_BEFORE;

	while (from > 0 && ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
		from--;
	return from;
}

static size_t
window_end(struct sv text, const struct unfold_site *site)
{
	size_t at = site->end, to, after = site->kind ==
	    NORMAL_FORM_CHARACTERS || site->kind == NORMAL_FORM_WEDGES ?
	    UNFOLD_AFTER : UNFOLD_BEFORE;

	to = text.len - at < after ? text.len : at + after;

	while (to < text.len && ((unsigned char)text.ptr[to] & 0xc0) == 0x80)
		to++;
	return to;
}

/*
 * What stands before an encoded run on its line is the label of what it says:
 * "PESEL: MDEyMzQ1Njc4OTA=". Without any, that of the text around it.
 */
static void
label_run(struct normal_form *f)
{
	struct sv text = f->source;
	size_t at = f->from, from = f->from, end = f->from;

	while (from > 0 && at - from < LABEL_MOST &&
	    text.ptr[from - 1] != '\n')
		from--;
	/* A word that is cut says something else. */
	if (at - from == LABEL_MOST)
		while (from < at && ascii_is_word(text.ptr[from]))
			from++;
	while (end > from && !ascii_is_word(text.ptr[end - 1]))
		end--;
	if (end > from)
		f->label = sv_slice(text, from, end);
}

/* Make the form `f` of bytes [from, to) of `text` and queue it. */
static void
add_form(struct work *w, const struct normal_form *parent, struct sv text,
    const struct unfold_site *window)
{
	struct scan *s = w->s;
	struct normal_form *f = arena_zalloc(s->arena, 1, sizeof(*f));
	void *items = w->queue;

	if (f == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	f->parent = parent;
	f->kind = (enum normal_form_kind)window->kind;
	f->depth = (uint8_t)(parent == NULL ? 1 : parent->depth + 1);
	f->label = parent == NULL ? w->label : parent->label;
	if (!normal_make(f, s->arena, text, window->start, window->end)) {
		s->err = f->err;
		return;
	}
	w->bytes += f->text.len;
	s->err = w->bytes > w->max_bytes ? ERR_LIMIT :
	    arena_vec_room(s->arena, &items, w->count, &w->cap,
	    sizeof(*w->queue));
	if (s->err != 0)
		return;
	w->queue = items;
	w->queue[w->count++] = f;
	if (f->kind == NORMAL_FORM_RUN)
		label_run(f);
}

/* Forms around all places noted in `text`. */
static void
add_forms(struct work *w, const struct normal_form *parent, struct sv text)
{
	struct unfold_site *sites = w->s->unfold.sites;
	size_t count = w->s->unfold.count, next;

	if (count > 1)
		qsort(sites, count, sizeof(*sites), by_place);
	for (size_t i = 0; i < count && w->s->err == 0; i = next) {
		struct unfold_site window = sites[i];

		next = i + 1;
		if (window.kind != NORMAL_FORM_RUN) {
			window.start = (uint32_t)window_start(text,
			    sites[i].start);
			window.end = (uint32_t)window_end(text, &sites[i]);
		}
		for (; next < count && window.kind != NORMAL_FORM_RUN &&
		    sites[next].kind == window.kind &&
		    sites[next].start <= window.end; next++)
			window.end = (uint32_t)window_end(text,
			    &sites[next]);
		add_form(w, parent, text, &window);
	}
}

/* Is [start, end) of the form far enough from where it was cut? */
static bool
is_inside(const struct normal_form *f, size_t start, size_t end)
{
	if (f->kind == NORMAL_FORM_RUN)
		return true;
	return (f->from == 0 || start >= UNFOLD_GUARD) &&
	    (f->to == f->source.len || f->text.len - end >= UNFOLD_GUARD);
}

/*
 * Trace `x`, found in `f`, back to the field, and to the outermost run if it is
 * in one; false: do not believe it.
 */
static bool
trace(const struct normal_form *f, struct finding *x, struct nested *ret)
{
	size_t start = x->start, end = x->end;
	unsigned loss = 0;

	ret->run = NULL;
	for (; f != NULL; f = f->parent) {
		if (!is_inside(f, start, end))
			return false;
		if (f->kind == NORMAL_FORM_WORDS ||
		    f->kind == NORMAL_FORM_SPELLED) {
			if (!normal_agrees(f, start, end))
				return false;
			loss = WORDS_LOSS;
		}
		if (f->kind == NORMAL_FORM_RUN) {
			ret->run = f;
			ret->finding = *x;
			ret->finding.start = (uint32_t)start;
			ret->finding.end = (uint32_t)end;
		}
		normal_back(f, &start, &end);
	}
	x->start = (uint32_t)start;
	x->end = (uint32_t)end;
	x->score = (uint8_t)(x->score > loss ? x->score - loss : 0);
	ret->finding.score = x->score;
	ret->start = x->start;
	ret->end = x->end;
	return true;
}

static void
add_nested(struct work *w, const struct nested *x)
{
	void *items = w->nested;

	if (w->s->err != 0)
		return;
	w->s->err = arena_vec_room(w->s->arena, &items, w->nnested,
	    &w->cap_nested, sizeof(*w->nested));
	if (w->s->err != 0)
		return;
	w->nested = items;
	w->nested[w->nnested++] = *x;
}

/* Keep what was found in `f`, all from number `from` on, as of the field. */
static void
keep(struct work *w, const struct normal_form *f, size_t from)
{
	struct scan *s = w->s;
	size_t kept = from;
	struct nested nested;

	for (size_t i = from; i < s->count; i++) {
		struct finding x = s->items[i];

		if (!trace(f, &x, &nested) || x.score < s->engine->min_score)
			continue;
		if (nested.run != NULL)
			add_nested(w, &nested);
		else
			s->items[kept++] = x;
	}
	s->count = kept;
}

static void
scan_form(struct work *w, const struct normal_form *f)
{
	struct scan *s = w->s;
	size_t from = s->count;

	s->unfold = (struct unfold){ .off = f->depth >= UNFOLD_DEPTH ||
	    f->kind == NORMAL_FORM_WORDS || f->kind == NORMAL_FORM_SPELLED };
	scan_derived(s, f->text, f->label);
	if (s->err != 0)
		return;
	keep(w, f, from);
	add_forms(w, f, f->text);
}

static int
by_run(const void *a, const void *b)
{
	const struct nested *x = a, *y = b;

	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->end < y->end) - (x->end > y->end);
}

static int
by_start(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int
by_class(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->class_id != y->class_id)
		return (x->class_id > y->class_id) -
		    (x->class_id < y->class_id);
	return (x->score < y->score) - (x->score > y->score);
}

/* Divide bytes [start, end) among the classes of what was found there. */
static void
divide(struct scan *s, struct sv text, struct finding *found, size_t count,
    const struct nested *run)
{
	size_t start = run->start, end = run->end, from = start, to;
	size_t n = 0, last = 0;

	qsort(found, count, sizeof(*found), by_class);
	for (size_t i = 0; i < count; i++)
		n += i == 0 || found[i].class_id != found[i - 1].class_id;
	if (n > RUN_CLASSES)
		n = RUN_CLASSES;
	for (size_t i = 0; i < count && last < n && s->err == 0; i++) {
		struct finding x = found[i];

		if (i > 0 && x.class_id == found[i - 1].class_id)
			continue;
		last++;
		to = last == n ? end : start + (end - start) / n * last;
		while (!utf8_is_boundary(text, to))
			to--;
		x.start = (uint32_t)from;
		x.end = (uint32_t)to;
		if (from < to)
			scan_add(s, x);
		from = to;
	}
}

/* The `count` findings of one run: the best of them have it. */
static void
share(struct scan *s, struct sv text, const struct nested *nested,
    size_t count)
{
	struct finding *found = arena_alloc(s->arena, count * sizeof(*found));

	if (found == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < count; i++)
		found[i] = nested[i].finding;
	s->err = overlap_resolve(s->arena, found, &count);
	if (s->err == 0)
		divide(s, text, found, count, nested);
}

/* The findings of runs, but for those inside a finding of the plain text. */
static void
settle_nested(struct work *w, struct sv text)
{
	struct scan *s = w->s;
	size_t nplain = w->plain - w->first, kept = 0, at = 0;
	size_t reach = 0, next;
	struct finding *plain = arena_alloc(s->arena, nplain *
	    sizeof(*plain));

	if (plain == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	/* What is less sure has to stand up to what is found inside. */
	for (size_t i = w->first; i < w->plain; i++)
		if (s->items[i].score >= SURE)
			plain[kept++] = s->items[i];
	nplain = kept;
	if (nplain > 1)
		qsort(plain, nplain, sizeof(*plain), by_start);
	qsort(w->nested, w->nnested, sizeof(*w->nested), by_run);
	for (size_t i = 0; i < w->nnested && s->err == 0; i = next) {
		const struct nested *x = &w->nested[i];

		next = i + 1;
		while (next < w->nnested && w->nested[next].start == x->start &&
		    w->nested[next].end == x->end)
			next++;
		for (; at < nplain && plain[at].start <= x->start; at++)
			reach = plain[at].end > reach ? plain[at].end : reach;
		if (reach < x->end)
			share(s, text, x, next - i);
	}
}

void
unfold_field(struct scan *s, struct sv text, struct sv label, size_t first)
{
	struct work w = { .s = s, .label = label, .first = first,
		.plain = s->count };

	w.max_bytes = text.len > (SIZE_MAX - UNFOLD_SPARE) / UNFOLD_TIMES ?
	    SIZE_MAX : text.len * UNFOLD_TIMES + UNFOLD_SPARE;
	add_forms(&w, NULL, text);
	for (size_t i = 0; i < w.count && s->err == 0; i++)
		scan_form(&w, w.queue[i]);
	if (w.nnested > 0 && s->err == 0)
		settle_nested(&w, text);
}
