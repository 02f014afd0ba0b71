/*
 * The words of addresses: kinds of streets, what numbers a house or a flat,
 * boxes of the post, countries, in the languages of Europe. One look tells
 * which lists a word is in. Made once, immutable afterwards; for
 * inspect/address/address.h.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_WORDS_H
#define INSPECT_ADDRESS_ADDRESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/words/word.h"

struct word_table;

/* The lists, as bits. */
enum {
	IN_NUMBERED = 1 << 0,	/* roads with a number of their own */
	IN_KINDS = 1 << 1,	/* of streets, before the name */
	IN_FIRST_KINDS = 1 << 2,	/* also behind the number */
	IN_OTHER_KINDS = 1 << 3,	/* of IN_KINDS: also other things */
	IN_BEHIND = 1 << 4,	/* of streets, behind the name */
	IN_OTHER_BEHIND = 1 << 5,
	IN_ENGLISH = 1 << 6,	/* behind the name, the number first */
	IN_ENGLISH_SURE = 1 << 7,
	IN_DIRECTIONS = 1 << 8,	/* behind those */
	IN_CONNECTORS = 1 << 9,	/* in names, in small letters */
	IN_PREFIXES = 1 << 10,	/* of German names */
	IN_TITLES = 1 << 11,	/* before a kind */
	IN_NUMBERERS = 1 << 12,	/* between name and number */
	IN_REPEATS = 1 << 13,	/* behind the number: "bis" */
	IN_BOXES = 1 << 14,	/* of the post */
	IN_OTHER_BOXES = 1 << 15,
	IN_WHOLE = 1 << 16,	/* short, but no abbreviation */
	IN_POST = 1 << 17,	/* before IN_OTHER_BOXES */
	IN_UNITS = 1 << 18,	/* that flats are numbered with */
	IN_STOREYS = 1 << 19,	/* behind an ordinal */
	IN_FLATS = 1 << 20,	/* of IN_UNITS: nothing else */
	IN_LANDS = 1 << 21,
	IN_TOWNS = 1 << 22,	/* inside their names, in small letters */
	IN_COUNTED = 1 << 23	/* "1000 Meter": no town */
};

/* Those of small letters that a street may end with, before its number. */
enum { ADDRESS_LAST = IN_BEHIND | IN_NUMBERERS | IN_BOXES | IN_OTHER_BOXES };

/* How a word ends, as bits. */
enum {
	ENDS_SURE = 1 << 0,	/* "strasse", "gatan" */
	ENDS_OTHER = 1 << 1,	/* "weg": other words do so too */
	ENDS_STRASSE = 1 << 2	/* of ENDS_SURE: "strasse", "str" */
};

enum {
	ADDRESS_HINTS = 1 << 12,
	ADDRESS_TAILS = 1 << 12
};

/* Filters in front of the table, for the functions below. */
struct address_words {
	uint8_t hints[ADDRESS_HINTS];	/* kinds of lists, by hashes of words */
	uint64_t tails[ADDRESS_TAILS / 64];	/* bits of endings */
	struct word_table *lists;
};

/* Make the table. Returns owned. ERR_NOMEM. */
int address_words_new(struct address_words **ret) MUST_USE;

/* Release; NULL is allowed. */
void address_words_free(struct address_words *a);

/* The bits of all lists that `w` is in. */
unsigned address_words_find(const struct address_words *a,
    const struct word *w);

/*
 * Which kinds of lists these lists are of, as bits: a byte for each hash tells
 * them apart where it matters and stays in the nearest cache.
 */
static inline unsigned
address_words_kinds(unsigned lists)
{
	const unsigned kinds = IN_KINDS | IN_FIRST_KINDS | IN_OTHER_KINDS;
	const unsigned english = IN_ENGLISH | IN_ENGLISH_SURE | IN_DIRECTIONS;
	const unsigned units = IN_UNITS | IN_STOREYS | IN_FLATS;
	const unsigned other = ~(ADDRESS_LAST | kinds | IN_CONNECTORS |
	    IN_TITLES | IN_PREFIXES | english | units);

	return ((lists & ADDRESS_LAST) != 0 ? 1u : 0) |
	    ((lists & kinds) != 0 ? 2u : 0) |
	    ((lists & IN_CONNECTORS) != 0 ? 4u : 0) |
	    ((lists & IN_TITLES) != 0 ? 8u : 0) |
	    ((lists & IN_PREFIXES) != 0 ? 16u : 0) |
	    ((lists & english) != 0 ? 32u : 0) |
	    ((lists & units) != 0 ? 64u : 0) |
	    ((lists & other) != 0 ? 128u : 0);
}

static inline size_t
address_words_hint(uint64_t key, size_t len)
{
	return (size_t)((key ^ (uint64_t)len << 59) *
	    UINT64_C(0x9e3779b97f4a7c15) >> 40) % ADDRESS_HINTS;
}

/* May a word of this word_key() and length be in one of the `lists`? */
static inline bool
address_words_may_be(const struct address_words *a, uint64_t key, size_t len,
    unsigned lists)
{
	return (a->hints[address_words_hint(key, len)] &
	    address_words_kinds(lists)) != 0;
}

enum { ADDRESS_TAIL = 3 };	/* letters that every ending has */

/* The bit of three letters, the first as lowest byte. */
static inline size_t
address_words_tail(uint64_t last)
{
	return (size_t)((last & 0xffffff) * UINT64_C(0x9e3779b97f4a7c15) >>
	    40) % ADDRESS_TAILS;
}

/* May an ending have these three last letters? */
static inline bool
address_words_may_end_in(const struct address_words *a, uint64_t last)
{
	size_t bit = address_words_tail(last);

	return (a->tails[bit / 64] >> bit % 64 & 1) != 0;
}

/* ENDS_SURE or ENDS_OTHER if `w` is a street's name by its end, or 0. */
unsigned address_words_ending(const struct address_words *a,
    const struct word *w);

/* May it be one? Mostly it is not. */
static inline bool
address_words_may_end(const struct address_words *a, const struct word *w)
{
	return w->len >= ADDRESS_TAIL && address_words_may_end_in(a,
	    word_load(w->folded + w->len - ADDRESS_TAIL));
}

#endif
