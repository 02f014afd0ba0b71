/*
 * What stands right before or behind a number, told by two loads: prose has a
 * number in every line, and mostly a word in small letters beside it that says
 * nothing of addresses. For the readers of streets (inspect/address/address.h)
 * only.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_GLANCE_H
#define INSPECT_ADDRESS_ADDRESS_GLANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/address/address.h"

/* How many of eight bytes are letters of ASCII, from the last one back. */
static inline size_t
address_glance_count(uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t low = (v | WORD_CASE) & ~high;
	uint64_t other = (v | ~(low + ones * (0x80u - 'a')) |
	    (low + ones * (0x80u - 'z' - 1))) & high;

	return other == 0 ? WORD_KEY : (size_t)__builtin_clzll(other) / 8;
}

/* A word of so many letters of ASCII, the first and the last eight of them. */
struct address_letters {
	uint64_t head, tail;	/* the same if there are no more */
	uint64_t small;		/* WORD_CASE of those in `head` */
	size_t len;
};

/*
 * Read the word of letters of ASCII that ends right before `end`; false if none
 * does or it has 16 or more, a letter beyond ASCII may stand before it, or the
 * text begins too near.
 */
static inline bool
address_glance_before(struct sv text, size_t end, struct address_letters *ret)
{
	uint64_t v, more;
	size_t n, m;

	if (end <= 2 * WORD_KEY)
		return false;
	v = word_load(text.ptr + end - WORD_KEY);
	n = address_glance_count(v);
	if (n == 0)
		return false;
	if (n < WORD_KEY) {
		ret->len = n;
		ret->head = ret->tail = v >> 8 * (WORD_KEY - n);
		ret->small = WORD_CASE >> 8 * (WORD_KEY - n);
		return (v >> (8 * (WORD_KEY - n) - 1) & 1) == 0;
	}
	more = word_load(text.ptr + end - 2 * WORD_KEY);
	m = address_glance_count(more);
	ret->tail = v;
	ret->head = word_load(text.ptr + end - n - m);
	ret->small = WORD_CASE;
	ret->len = n + m;
	return m < WORD_KEY && (more >> (8 * (WORD_KEY - m) - 1) & 1) == 0;
}

static inline bool
address_glance_is_small(const struct address_letters *l)
{
	return (l->head & l->tail & l->small) == l->small;
}

/* How the letters are written. */
enum address_letters_case {
	LETTERS_SMALL,		/* all of them */
	LETTERS_NAME,		/* all but for the first one */
	LETTERS_CAPITAL,	/* none */
	LETTERS_MIXED
};

static inline enum address_letters_case
address_glance_how(const struct address_letters *l)
{
	uint64_t capitals = ~l->head & l->small;
	uint64_t behind = l->len > WORD_KEY ? ~l->tail & WORD_CASE : 0;

	if ((capitals | behind) == 0)
		return LETTERS_SMALL;
	if (capitals == 0x20 && behind == 0)
		return LETTERS_NAME;
	return capitals == l->small && (l->len <= WORD_KEY ||
	    behind == WORD_CASE) ? LETTERS_CAPITAL : LETTERS_MIXED;
}

/* The last three letters, folded; of a shorter word all, zeros behind. */
static inline uint64_t
address_glance_tail(const struct address_letters *l)
{
	size_t last = l->len < WORD_KEY ? l->len : WORD_KEY;
	uint64_t tail = l->tail | l->small;

	return last > ADDRESS_TAIL ? tail >> 8 * (last - ADDRESS_TAIL) : tail;
}

/* May a word of these letters be in one of the `lists`? */
static inline bool
address_glance_may_be(const struct address_hints *hints,
    const struct address_letters *l, unsigned lists)
{
	return address_hints_may_be(hints, l->head | l->small, l->len, lists);
}

/*
 * Is what stands before the blank before byte `at` a word in small letters that
 * is in none of the `lists`? False if that takes more to tell.
 */
static inline bool
address_glance_is_plain(const struct address_hints *hints, struct sv text,
    size_t at, unsigned lists)
{
	struct address_letters l;

	return at > 0 && text.ptr[at - 1] == ' ' &&
	    address_glance_before(text, at - 1, &l) &&
	    address_glance_is_small(&l) &&
	    !address_glance_may_be(hints, &l, lists);
}

/* May it stand between two words of a street? */
static inline bool
address_glance_is_mark(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '\'' || c == '"' ||
	    c == '/' || c == '-';
}

enum { ADDRESS_GAP = 8 };	/* bytes between two words of a street */

#endif
