/*
 * A filter in front of words that are looked up by their hashes: most words of
 * a text are told to be none of them by their first eight letters and their
 * length, or if they may go on, by how they begin. A few too many pass.
 */
#ifndef INSPECT_WORDS_WORD_FILTER_H
#define INSPECT_WORDS_WORD_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/words/word.h"

enum {
	WORD_FILTER_WHOLE = 1 << 17,	/* bits */
	WORD_FILTER_STEMS = 1 << 13,
	WORD_FILTER_STEM = 3		/* letters at least before a `*` */
};

struct word_filter {
	uint64_t whole[WORD_FILTER_WHOLE / 64];
	uint64_t stems[WORD_FILTER_STEMS / 64];
};

#define WORD_FILTER_MIX	UINT64_C(0x9e3779b97f4a7c15)

/* Two bits of one number say that a word is there: `*ret_at` is which one. */
static inline uint64_t
word_filter_whole(uint64_t key, size_t len, size_t *ret_at)
{
	uint64_t hash = (key ^ (uint64_t)len << 59) * WORD_FILTER_MIX;

	*ret_at = (size_t)(hash >> 32) % (WORD_FILTER_WHOLE / 64);
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63);
}

static inline size_t
word_filter_stem(uint64_t key)
{
	return (size_t)((key & 0xffffff) * WORD_FILTER_MIX >> 32) %
	    WORD_FILTER_STEMS;
}

/* Let `w` pass, or with `wild` all words that begin with it. */
static inline void
word_filter_add(struct word_filter *f, const struct word *w, bool wild)
{
	size_t stem = word_filter_stem(word_key(w)), at;
	uint64_t bits = word_filter_whole(word_key(w), w->len, &at);

	if (wild)
		f->stems[stem / 64] |= UINT64_C(1) << stem % 64;
	else
		f->whole[at] |= bits;
}

/* May `w` begin with a word that was added as `wild`? */
static inline bool
word_filter_passes_wild(const struct word_filter *f, const struct word *w)
{
	size_t stem = word_filter_stem(word_key(w));

	return (f->stems[stem / 64] >> stem % 64 & 1) != 0;
}

/* May `w` be a word that was added as a whole? */
static inline bool
word_filter_passes_whole(const struct word_filter *f, const struct word *w)
{
	size_t at;
	uint64_t bits = word_filter_whole(word_key(w), w->len, &at);

	return (f->whole[at] & bits) == bits;
}

/* The same as both, for a word of this word_key() and length. */
static inline bool
word_filter_passes_key(const struct word_filter *f, uint64_t key, size_t len)
{
	size_t stem = word_filter_stem(key), at;
	uint64_t bits = word_filter_whole(key, len, &at);

	return (f->whole[at] & bits) == bits ||
	    (f->stems[stem / 64] >> stem % 64 & 1) != 0;
}

/* May `w` be one that was added, or begin with one added as `wild`? */
static inline bool
word_filter_passes(const struct word_filter *f, const struct word *w)
{
	return word_filter_passes_key(f, word_key(w), w->len);
}

#endif
