/*
 * A few values are first looked for one by one: mostly none stands anywhere
 * else. Otherwise one pass over every field: a table of 4096 chains is keyed
 * by a hash of the first four bytes of the values, so a byte of text costs one
 * multiplication and one look-up however many values there are.
 */
#include "govern/occurrence.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"

enum { BUCKETS = 4096, NONE = -1, FEW = 8 };

struct finder {
	struct arena *arena;
	struct assessment *a;
	const struct sv *texts;	/* of the values; empty: not looked for */
	int32_t *heads;			/* BUCKETS of them */
	int32_t *next;			/* by value */
	struct assess_span *found;
	size_t nfound, cap;
};

static uint32_t
bucket_of(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
	return (x * UINT32_C(2654435761)) >> 20;
}

static bool
is_word(char c)
{
	return ascii_is_word(c) || ascii_is_digit(c) || c == '_';
}

/* False if a word or number goes on over the edges of [start, end). */
static bool
is_whole(struct sv text, size_t start, size_t end)
{
	if (start > 0 && is_word(text.ptr[start - 1]) &&
	    is_word(text.ptr[start]))
		return false;
	return end == text.len || !is_word(text.ptr[end]) ||
	    !is_word(text.ptr[end - 1]);
}

static bool
wants_rewriting(const struct assess_value *v)
{
	return v->action == ACTION_TOKENISE || v->action == ACTION_REDACT;
}

static int
prepare(struct finder *f, size_t count)
{
	f->heads = arena_alloc(f->arena, BUCKETS * sizeof(*f->heads));
	f->next = arena_zalloc(f->arena, count + 1, sizeof(*f->next));
	if (f->heads == NULL || f->next == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < BUCKETS; i++)
		f->heads[i] = NONE;
	for (size_t i = 0; i < count; i++) {
		uint32_t b;

		if (f->texts[i].len < OCCURRENCE_MIN_BYTES)
			continue;
		b = bucket_of(f->texts[i].ptr);
		f->next[i] = f->heads[b];
		f->heads[b] = (int32_t)i;
	}
	return 0;
}

/* What is looked for: the texts of the values that are rewritten. */
static const struct sv *
rewritten_texts(struct arena *arena, const struct assessment *a)
{
	struct sv *texts = arena_zalloc(arena, a->nvalues, sizeof(*texts));

	for (size_t i = 0; texts != NULL && i < a->nvalues; i++)
		if (wants_rewriting(&a->values[i]))
			texts[i] = a->values[i].text;
	return texts;
}

/* The longest value that stands whole at `at`, or NONE. */
static int32_t
value_at(const struct finder *f, struct sv text, size_t at)
{
	int32_t best = NONE, i = f->heads[bucket_of(text.ptr + at)];
	size_t best_len = 0;

	for (; i != NONE; i = f->next[i]) {
		struct sv v = f->texts[i];

		if (v.len > best_len && v.len <= text.len - at &&
		    memcmp(v.ptr, text.ptr + at, v.len) == 0 &&
		    is_whole(text, at, at + v.len)) {
			best = i;
			best_len = v.len;
		}
	}
	return best;
}

static int
note(struct finder *f, uint32_t field, size_t start, int32_t value)
{
	struct assess_value *v = &f->a->values[value];
	int rc = arena_vec_room(f->arena, (void **)&f->found, f->nfound,
	    &f->cap, sizeof(*f->found));

	if (rc != 0)
		return rc;
	f->found[f->nfound++] = (struct assess_span){ .field = field,
		.start = (uint32_t)start,
		.end = (uint32_t)(start + v->text.len),
		.value = (uint32_t)value };
	v->places++;
	return 0;
}

/* Search one field, stepping over the `n` spans of it that are known. */
static int
search(struct finder *f, uint32_t field, struct sv text,
    const struct assess_span *known, size_t n)
{
	size_t at = 0, k = 0;

	while (at + OCCURRENCE_MIN_BYTES <= text.len) {
		size_t limit = k < n ? known[k].start : text.len;
		int32_t value;

		if (k < n && at >= limit) {
			at = known[k++].end;
			continue;
		}
		value = f->heads[bucket_of(text.ptr + at)] == NONE ? NONE :
		    value_at(f, text, at);
		if (value == NONE ||
		    f->a->values[value].text.len > limit - at) {
			at++;
			continue;
		}
		if (note(f, field, at, value) != 0)
			return ERR_NOMEM;
		at += f->a->values[value].text.len;
	}
	return 0;
}

static bool
is_before(const struct assess_span *x, const struct assess_span *y)
{
	return x->field != y->field ? x->field < y->field :
	    x->start < y->start;
}

/* Join the known and the found spans, both sorted. */
static int
merge(struct finder *f)
{
	struct assessment *a = f->a;
	size_t total = a->nspans + f->nfound, i = 0, j = 0;
	struct assess_span *all;

	if (f->nfound == 0)
		return 0;
	all = arena_zalloc(f->arena, total, sizeof(*all));
	if (all == NULL)
		return ERR_NOMEM;
	for (size_t n = 0; n < total; n++) {
		bool known = j == f->nfound || (i < a->nspans &&
		    is_before(&a->spans[i], &f->found[j]));

		all[n] = known ? a->spans[i++] : f->found[j++];
	}
	a->spans = all;
	a->nspans = total;
	return 0;
}

static bool
has_text(const struct finder *f, struct sv gap)
{
	for (size_t i = 0; i < f->a->nvalues; i++) {
		struct sv text = f->texts[i];

		if (text.len >= OCCURRENCE_MIN_BYTES && text.len <= gap.len &&
		    sv_find(gap, text) >= 0)
			return true;
	}
	return false;
}

/* Does any of the values stand, whole or not, between the known spans? */
static bool
may_recur(const struct finder *f, const struct field *fields, size_t nfields)
{
	const struct assessment *a = f->a;
	size_t at = 0;

	if (a->nvalues > FEW)
		return true;
	for (size_t i = 0; i < nfields; i++) {
		struct sv text = fields[i].text;
		size_t done = 0;

		for (; at < a->nspans && a->spans[at].field == i; at++) {
			if (has_text(f, sv_slice(text, done,
			    a->spans[at].start)))
				return true;
			done = a->spans[at].end;
		}
		if (has_text(f, sv_slice(text, done, text.len)))
			return true;
	}
	return false;
}

int
occurrence_add(struct arena *arena, const struct field *fields, size_t nfields,
    struct assessment *a)
{
	struct finder f = { .arena = arena, .a = a };
	size_t at = 0;
	int rc;

	if (assess_count(a, ACTION_TOKENISE) + assess_count(a,
	    ACTION_REDACT) == 0)
		return 0;
	f.texts = rewritten_texts(arena, a);
	if (f.texts != NULL && !may_recur(&f, fields, nfields))
		return 0;
	rc = f.texts == NULL ? ERR_NOMEM : prepare(&f, a->nvalues);
	for (size_t i = 0; rc == 0 && i < nfields; i++) {
		size_t first = at;

		while (at < a->nspans && a->spans[at].field == i)
			at++;
		rc = search(&f, (uint32_t)i, fields[i].text,
		    a->spans + first, at - first);
	}
	return rc != 0 ? rc : merge(&f);
}

/* What every place between two spans of a field is searched for. */
struct lookout {
	struct finder finder;
	bool *hit;
	size_t count;
};

/* Note the texts that stand anywhere in `text`, whole or not. */
static void
note_texts(struct lookout *l, struct sv text)
{
	const struct finder *f = &l->finder;

	for (size_t at = 0; at + OCCURRENCE_MIN_BYTES <= text.len; at++) {
		int32_t i = f->heads[bucket_of(text.ptr + at)];

		for (; i != NONE; i = f->next[i]) {
			if (l->hit[i] || !sv_starts(sv_slice(text, at,
			    text.len), f->texts[i]))
				continue;
			l->hit[i] = true;
			l->count++;
		}
	}
}

int
occurrence_lookalikes(struct arena *arena, const struct document *doc,
    const struct assessment *a, const struct occurrence_texts *texts,
    size_t *ret_count)
{
	struct lookout l = { .finder = { .arena = arena,
		.texts = texts->items }, .hit = texts->hit };
	int rc = prepare(&l.finder, texts->count);
	size_t span = 0;

	for (size_t i = 0; rc == 0 && i < doc->nfields; i++) {
		struct sv text = doc->fields[i].text;
		size_t done = 0;

		for (; span < a->nspans && a->spans[span].field == i; span++) {
			const struct assess_span *s = &a->spans[span];

			if (!wants_rewriting(&a->values[s->value]))
				continue;
			note_texts(&l, sv_slice(text, done, s->start));
			done = s->end;
		}
		note_texts(&l, sv_slice(text, done, text.len));
	}
	if (rc == 0)
		*ret_count = l.count;
	return rc;
}
