#include "inspect/match/shape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "inspect/engine.h"
#include "inspect/match/standing.h"

enum {
	FILTER_BITS = 1 << 16,
	BEGUN_BITS = 1 << 14,
	FORMS_MAX = 1 << 16,
	STRICT_MOST = 4		/* detectors of a list that is strict */
};

struct form {
	uint64_t hash;
	uint16_t detector;
};

struct slot {
	uint64_t hash;
	struct shape_list list;	/* of `detectors` and `able`; count 0: free */
};

struct shape_table {
	struct form *forms;		/* while it is being made */
	size_t nforms, cap_forms;
	uint16_t *detectors, *able;
	struct slot *slots;
	size_t mask;
	uint64_t filter[FILTER_BITS / 64];	/* hashes that are there */
	uint64_t begun[BEGUN_BITS / 64];	/* of shapes' first runs */
	const struct shape_list *runs[SHAPE_MAX_RUN + 1];	/* of digits */
};

/* A run as written: of `least` to `most` characters. */
struct run {
	char separator;
	enum shape_kind kind;
	unsigned least, most;
	unsigned now;		/* while the forms are counted through */
};

struct parser {
	struct sv rest;
	struct run runs[SHAPE_MAX_ITEMS];
	size_t count;
	int err;
};

int
shape_new(struct shape_table **ret)
{
	struct shape_table *t = mem_calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	*ret = t;
	return 0;
}

void
shape_free(struct shape_table *t)
{
	if (t == NULL)
		return;
	mem_free(t->forms);
	mem_free(t->detectors);
	mem_free(t->able);
	mem_free(t->slots);
	mem_free(t);
}

static char
peek(const struct parser *p)
{
	return p->rest.len > 0 ? p->rest.ptr[0] : '\0';
}

static char
take(struct parser *p)
{
	char c = peek(p);

	if (p->rest.len > 0)
		p->rest = sv_slice(p->rest, 1, p->rest.len);
	return c;
}

static unsigned
take_number(struct parser *p)
{
	unsigned n = 0;

	if (peek(p) < '0' || peek(p) > '9')
		p->err = ERR_SYNTAX;
	while (peek(p) >= '0' && peek(p) <= '9' && n < 1000)
		n = n * 10 + (unsigned)(take(p) - '0');
	return n;
}

/* `{n}` or `{n,m}` after an atom, or nothing for 1. */
static void
take_count(struct parser *p, unsigned *least, unsigned *most)
{
	*least = *most = 1;
	if (peek(p) != '{')
		return;
	(void)take(p);
	*least = *most = take_number(p);
	if (peek(p) == ',') {
		(void)take(p);
		*most = take_number(p);
	}
	if (take(p) != '}' || *least == 0 || *most < *least)
		p->err = ERR_SYNTAX;
}

/* What an atom stands for; 0: nothing. */
static enum shape_kind
kind_of(char atom)
{
	switch (atom) {
	case '9':
		return SHAPE_DIGITS;
	case 'A':
		return SHAPE_LETTERS;
	case '#':
		return SHAPE_GROUPED;
	case 'X':
		return SHAPE_WORD;
	default:
		return 0;
	}
}

/*
 * One atom: joined to the run before it if it is of the same kind. What spans
 * runs stands alone.
 */
static void
take_atom(struct parser *p, char separator)
{
	char c = take(p);
	enum shape_kind kind = kind_of(c);
	struct run *last = p->count > 0 ? &p->runs[p->count - 1] : NULL;
	unsigned least, most;

	if (kind == 0 || (kind > SHAPE_LETTERS &&
	    (separator != 0 || last != NULL)) ||
	    (last != NULL && last->kind > SHAPE_LETTERS)) {
		p->err = ERR_SYNTAX;
		return;
	}
	take_count(p, &least, &most);
	if (separator == 0 && last != NULL && last->kind == kind) {
		last->least += least;
		last->most += most;
	} else if (p->count == SHAPE_MAX_ITEMS) {
		p->err = ERR_LIMIT;
		return;
	} else {
		last = &p->runs[p->count++];
		*last = (struct run){ separator, kind, least, most, 0 };
	}
	if (last->most > SHAPE_MAX_RUN)
		p->err = ERR_LIMIT;
}

static int
parse(struct parser *p)
{
	char separator = 0;

	while (p->rest.len > 0 && p->err == 0) {
		bool is_separator = memchr(" -./+", peek(p), 5) != NULL;

		if (is_separator && (separator != 0 || p->count == 0))
			return ERR_SYNTAX;
		if (is_separator) {
			separator = take(p);
			continue;
		}
		take_atom(p, separator);
		separator = 0;
	}
	if (p->err == 0 && (separator != 0 || p->count == 0))
		return ERR_SYNTAX;
	return p->err;
}

static int
add_form(struct shape_table *t, const struct parser *p, uint16_t detector)
{
	size_t cap = t->cap_forms == 0 ? 256 : t->cap_forms * 2;
	uint64_t hash = SHAPE_HASH;
	struct form *more;

	if (t->nforms == t->cap_forms) {
		if (cap > FORMS_MAX)
			return ERR_LIMIT;
		more = mem_calloc(cap, sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		if (t->nforms > 0)
			memcpy(more, t->forms, t->nforms * sizeof(*more));
		mem_free(t->forms);
		t->forms = more;
		t->cap_forms = cap;
	}
	for (size_t i = 0; i < p->count; i++) {
		if (i > 0)
			t->begun[hash % BEGUN_BITS / 64] |= UINT64_C(1) <<
			    (hash % 64);
		hash = shape_step(hash, p->runs[i].separator, p->runs[i].kind,
		    p->runs[i].now);
	}
	t->forms[t->nforms++] = (struct form){ hash, detector };
	return 0;
}

/* Go on to the next lengths, like an odometer; false after the last. */
static bool
next_form(struct parser *p)
{
	for (size_t i = 0; i < p->count; i++) {
		if (p->runs[i].now < p->runs[i].most) {
			p->runs[i].now++;
			return true;
		}
		p->runs[i].now = p->runs[i].least;
	}
	return false;
}

int
shape_add(struct shape_table *t, struct sv shape, uint16_t detector)
{
	struct parser p = { .rest = shape };
	unsigned forms = 1;
	int err = parse(&p);

	for (size_t i = 0; i < p.count && err == 0; i++) {
		p.runs[i].now = p.runs[i].least;
		forms *= p.runs[i].most - p.runs[i].least + 1;
		if (forms > SHAPE_MAX_FORMS)
			err = ERR_LIMIT;
	}
	if (err != 0)
		return err;
	do
		err = add_form(t, &p, detector);
	while (err == 0 && next_form(&p));
	return err;
}

static int
compare(const void *left, const void *right)
{
	const struct form *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->detector > b->detector) - (a->detector < b->detector);
}

static struct slot *
slot_of(const struct shape_table *t, uint64_t hash)
{
	size_t at = (size_t)(hash >> 32) & t->mask;

	while (t->slots[at].list.count != 0 && t->slots[at].hash != hash)
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

int
shape_ready(struct shape_table *t)
{
	size_t size = 64;
	uint32_t count = 0;

	while (size < t->nforms * 2)
		size *= 2;
	t->mask = size - 1;
	t->slots = mem_calloc(size, sizeof(*t->slots));
	t->detectors = mem_calloc(t->nforms, sizeof(*t->detectors));
	t->able = mem_calloc(t->nforms, sizeof(*t->able));
	if (t->slots == NULL || t->detectors == NULL || t->able == NULL)
		return ERR_NOMEM;
	if (t->nforms > 0)
		qsort(t->forms, t->nforms, sizeof(*t->forms), compare);
	for (size_t i = 0; i < t->nforms; i++) {
		const struct form *f = &t->forms[i];
		struct slot *s = slot_of(t, f->hash);

		if (i > 0 && compare(f, f - 1) == 0)
			continue;
		if (s->list.count == 0)
			*s = (struct slot){ f->hash, {
				.detectors = t->detectors + count,
				.able = t->able + count,
				.words = UINT64_MAX } };
		s->list.count++;
		t->detectors[count++] = f->detector;
		t->filter[f->hash % FILTER_BITS / 64] |=
		    UINT64_C(1) << (f->hash % 64);
	}
	mem_free(t->forms);
	t->forms = NULL;
	for (size_t len = 1; len <= SHAPE_MAX_RUN; len++)
		t->runs[len] = shape_find(t, shape_step(SHAPE_HASH, 0,
		    SHAPE_DIGITS, len));
	return 0;
}

static uint16_t
larger(uint16_t a, uint16_t b)
{
	return a > b ? a : b;
}

/* What a list looks for that has one more: a few words, or nothing. */
static enum sought_set
sought_with(const struct shape_list *list, const struct standing *st)
{
	if (st->sought == SOUGHT_SHORT || (st->checked &&
	    st->sought != SOUGHT_FIVE))
		return list->sought;
	return st->sought == SOUGHT_FIVE && list->sought != SOUGHT_NONE ?
	    SOUGHT_FIVE : SOUGHT_NONE;
}

static void
part(struct shape_list *list, uint16_t *able, const struct standing *standings)
{
	*list = (struct shape_list){ .detectors = list->detectors,
		.able = able, .count = list->count, .sought = SOUGHT_SHORT,
		.checked = true };
	for (uint32_t i = 0; i < list->count; i++) {
		const struct standing *st = &standings[list->detectors[i]];

		list->words |= st->words;
		list->reach.before = larger(list->reach.before,
		    st->reach.before);
		list->reach.after = larger(list->reach.after,
		    st->reach.after);
		list->sought = sought_with(list, st);
		list->strict |= st->sought != SOUGHT_SHORT &&
		    st->sought != SOUGHT_FIVE;
		list->checked &= st->checked;
		if (st->alone)
			able[list->nable++] = list->detectors[i];
	}
	list->nalone = list->nable;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct standing *st = &standings[list->detectors[i]];

		if (!st->alone && st->agrees != AGREES_NEVER)
			able[list->nable++] = list->detectors[i];
	}
	/* To ask the validators of many costs more than to read words. */
	if (list->checked || (list->strict && list->count > STRICT_MOST))
		list->sought = SOUGHT_NONE;
}

void
shape_part(struct shape_table *t, const struct standing *standings)
{
	for (struct slot *s = t->slots; s <= t->slots + t->mask; s++)
		if (s->list.count > 0)
			part(&s->list, t->able + (s->list.detectors -
			    t->detectors), standings);
}

const struct shape_list *
shape_find(const struct shape_table *t, uint64_t hash)
{
	const struct slot *s;

	if ((t->filter[hash % FILTER_BITS / 64] >> (hash % 64) & 1) == 0)
		return NULL;
	s = slot_of(t, hash);
	return s->list.count > 0 ? &s->list : NULL;
}

bool
shape_goes_on(const struct shape_table *t, uint64_t hash)
{
	return (t->begun[hash % BEGUN_BITS / 64] >> (hash % 64) & 1) != 0;
}

const struct shape_list *
shape_find_run(const struct shape_table *t, size_t len)
{
	return len <= SHAPE_MAX_RUN ? t->runs[len] : NULL;
}
