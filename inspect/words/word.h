/*
 * Words of a text, folded so that one spelling stands for all: lower case,
 * without accents (é as e, ß as ss, ё as е), combining marks and invisible
 * characters dropped. Context words, month names and labels are compared in
 * this form, always as whole words.
 *
 * A word is a run of letters; digits, punctuation and `_` end it. At a change
 * of case inside (birthDate, IBANNumber) it is given in parts that touch.
 */
#ifndef INSPECT_WORDS_WORD_H
#define INSPECT_WORDS_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/sv.h"

enum { WORD_MAX = 48 };		/* folded bytes kept of one word */

struct word {
	size_t start, end;	/* bytes in the text */
	uint8_t len;		/* of `folded`; longer words are cut */
	char folded[WORD_MAX];
};

struct word_reader {
	struct sv text;
	size_t at;
};

/* The next word, or word part, that begins before `until`; false at the end. */
bool word_next(struct word_reader *r, size_t until, struct word *ret);

/* Is the word one of the `count` folded words of `list`? For short lists. */
bool word_is_one_of(const struct word *w, const char *const *list,
    size_t count);

/* Is there a letter, of any script, right before or right after byte `at`? */
bool word_letter_before(struct sv text, size_t at);
bool word_letter_after(struct sv text, size_t at);

enum { WORD_KEY = 8 };	/* bytes of a key */

/* Eight bytes, the first as lowest. */
static inline uint64_t
word_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline void
word_store(char *p, uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	memcpy(p, &v, sizeof(v));
}

/* How many of eight bytes are from `first` to `last`, before another. */
static inline size_t
word_count_range(uint64_t v, unsigned char first, unsigned char last)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t low = v & ~high;
	uint64_t other = (v | ~(low + ones * (0x80u - first)) |
	    (low + ones * (0x80u - last - 1))) & high;

	return other == 0 ? 8 : (size_t)__builtin_ctzll(other) / 8;
}

/* a bit of small letters */
#define WORD_CASE	UINT64_C(0x2020202020202020)

/* The lowest `n` < 8 bytes. */
static inline uint64_t
word_lowest(uint64_t v, size_t n)
{
	return v & ((UINT64_C(1) << 8 * n) - 1);
}

/*
 * Is there at `at` a word of up to 15 letters of ASCII, small but for the first
 * one or all capitals, and no letter behind it? Then how many, folded in
 * `folded`, with zeros behind; otherwise, or too near to the end of the text,
 * 0.
 */
static inline size_t
word_plain(struct sv text, size_t at, uint64_t folded[2])
{
	uint64_t first, more, capitals;
	size_t n, m;

	if (text.len - at <= 2 * WORD_KEY)
		return 0;
	first = word_load(text.ptr + at);
	n = word_count_range(first | WORD_CASE, 'a', 'z');
	folded[0] = first | WORD_CASE;
	folded[1] = 0;
	if (n < WORD_KEY) {
		folded[0] = word_lowest(folded[0], n);
		capitals = word_lowest(first, n) ^ folded[0];
		return (capitals > UINT8_MAX &&
		    capitals != word_lowest(WORD_CASE, n)) ||
		    (unsigned char)text.ptr[at + n] >= 0x80 ? 0 : n;
	}
	capitals = first ^ folded[0];
	more = word_load(text.ptr + at + n);
	m = capitals == WORD_CASE ? word_count_range(more, 'A', 'Z') :
	    word_count_range(more, 'a', 'z');
	if ((capitals > UINT8_MAX && capitals != WORD_CASE) || m == WORD_KEY ||
	    (unsigned char)(text.ptr[at + n + m] | 0x20) >= 'a')
		return 0;
	folded[1] = word_lowest(more | WORD_CASE, m);
	return n + m;
}

/* The first folded bytes of a word, zeros behind. */
static inline uint64_t
word_key(const struct word *w)
{
	uint64_t key = word_load(w->folded);

	return w->len >= WORD_KEY ? key : word_lowest(key, w->len);
}

/*
 * Hash folded bytes, going on from `hash` (WORD_HASH to begin): the hash of a
 * whole is the hash of its parts in turn (FNV-1a, 64 bits).
 */
#define WORD_HASH	UINT64_C(0xcbf29ce484222325)

static inline uint64_t
word_hash(uint64_t hash, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)p[i]) *
		    UINT64_C(0x100000001b3);
	return hash;
}

#endif
