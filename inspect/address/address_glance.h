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

/* How many of the eight bytes before `end` are letters of ASCII, without gap. */
static inline size_t
address_glance_eight(struct sv text, size_t end)
{
	return word_count_range(__builtin_bswap64(word_load(text.ptr + end -
	    WORD_KEY) | WORD_CASE), 'a', 'z');
}

/*
 * How many ASCII letters stand right before `end`; 0 if there are 16 or more, a
 * letter beyond ASCII may stand before them, or the text begins too near.
 */
static inline size_t
address_glance_letters(struct sv text, size_t end)
{
	size_t n;

	if (end <= 2 * WORD_KEY)
		return 0;
	n = address_glance_eight(text, end);
	if (n == WORD_KEY)
		n += address_glance_eight(text, end - WORD_KEY);
	return n == 2 * WORD_KEY ||
	    (unsigned char)text.ptr[end - n - 1] >= 0x80 ? 0 : n;
}

/* A word of so many letters, the first and the last eight of them. */
struct address_letters {
	uint64_t head, tail;	/* the same if there are no more */
	size_t len;
};

/* Read a word of those before `end`; false if there is none. */
static inline bool
address_glance_before(struct sv text, size_t end, struct address_letters *ret)
{
	size_t n = address_glance_letters(text, end);

	ret->len = n;
	if (n == 0)
		return false;
	ret->tail = word_load(text.ptr + end - WORD_KEY);
	if (n < WORD_KEY)
		ret->tail >>= 8 * (WORD_KEY - n);
	ret->head = n < WORD_KEY ? ret->tail : word_load(text.ptr + end - n);
	return true;
}

/* The bit of small letters in each of the first eight of them. */
static inline uint64_t
address_glance_case(const struct address_letters *l)
{
	return l->len < WORD_KEY ? word_lowest(WORD_CASE, l->len) : WORD_CASE;
}

/* Are all of them small? */
static inline bool
address_glance_is_small(const struct address_letters *l)
{
	uint64_t small = address_glance_case(l);

	return (l->head & l->tail & small) == small;
}

/* But for the first one? */
static inline bool
address_glance_is_name(const struct address_letters *l)
{
	uint64_t small = address_glance_case(l);

	return (~l->head & small) == 0x20 && (l->len <= WORD_KEY ||
	    (l->tail & WORD_CASE) == WORD_CASE);
}

/* May a word of these letters be in one of the `lists`? */
static inline bool
address_glance_may_be(const struct address_text *a,
    const struct address_letters *l, unsigned lists)
{
	return address_words_may_be(a->words, l->head | address_glance_case(l),
	    l->len, lists);
}

/*
 * Is what stands before the blank before byte `at` a word in small letters that
 * is in none of the `lists`? False if that takes more to tell.
 */
static inline bool
address_glance_is_plain(const struct address_text *a, size_t at,
    unsigned lists)
{
	struct address_letters l;

	return at > 0 && a->text.ptr[at - 1] == ' ' &&
	    address_glance_before(a->text, at - 1, &l) &&
	    address_glance_is_small(&l) &&
	    !address_glance_may_be(a, &l, lists);
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
