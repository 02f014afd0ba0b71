/*
 * What a word beside a number may be for an address, told by its first letters,
 * its last ones or a hash of them, before it is read or looked up: mostly it is
 * nothing. Learned once from the lists of inspect/address/address_words.h.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_HINTS_H
#define INSPECT_ADDRESS_ADDRESS_HINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

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
	IN_COUNTED = 1 << 23,	/* "1000 Meter": no town */
	IN_JOINED = 1 << 24	/* of IN_KINDS: behind letters, "C.so" */
};

enum {
	/* Those of small letters that a street may end with. */
	ADDRESS_LAST = IN_BEHIND | IN_NUMBERERS | IN_BOXES | IN_OTHER_BOXES,
	ADDRESS_HINTS = 1 << 12, ADDRESS_TAILS = 1 << 12,	/* bits */
	ADDRESS_TAIL = 3	/* letters that every ending has */
};

/* Bits of three letters, by their hash. */
struct address_letters_set {
	uint64_t bits[ADDRESS_TAILS / 64];
};

struct address_hints {
	uint8_t kinds[ADDRESS_HINTS];	/* of lists, by hashes of words */
	struct address_letters_set ends;	/* of endings */
	/* The last letters of ADDRESS_LAST, of kinds and connectors. */
	struct address_letters_set last, named;
	/* The first ones of what may begin a street behind a number. */
	struct address_letters_set first;
	/* Second letters by the first one: of these, of connectors. */
	uint32_t begin[32], inner[32];
};

/* Learn a word of `lists`, and how a street's name may end. */
void address_hints_learn(struct address_hints *h, const char *word,
    unsigned lists);
void address_hints_learn_end(struct address_hints *h, struct sv ending);

/*
 * Which kinds of lists these lists are of, as bits: a byte for each hash tells
 * them apart where it matters and stays in the nearest cache.
 */
static inline unsigned
address_hints_kinds(unsigned lists)
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
address_hints_hash(uint64_t key, size_t len)
{
	return (size_t)((key ^ (uint64_t)len << 59) *
	    UINT64_C(0x9e3779b97f4a7c15) >> 40) % ADDRESS_HINTS;
}

/* May a word of this word_key() and length be in one of the `lists`? */
static inline bool
address_hints_may_be(const struct address_hints *h, uint64_t key, size_t len,
    unsigned lists)
{
	return (h->kinds[address_hints_hash(key, len)] &
	    address_hints_kinds(lists)) != 0;
}

/* The bit of three letters, the first as lowest byte. */
static inline size_t
address_hints_bit(uint64_t letters)
{
	return (size_t)((letters & 0xffffff) * UINT64_C(0x9e3779b97f4a7c15) >>
	    40) % ADDRESS_TAILS;
}

static inline bool
address_hints_has(const struct address_letters_set *set, uint64_t letters)
{
	size_t bit = address_hints_bit(letters);

	return (set->bits[bit / 64] >> bit % 64 & 1) != 0;
}

/*
 * May a street behind its number, but an English one, begin with the letter at
 * `at`? Two letters tell; any of them may have an accent.
 */
static inline bool
address_hints_may_begin(const struct address_hints *h, struct sv text,
    size_t at)
{
	char first = text.ptr[at], second = at + 1 < text.len ?
	    text.ptr[at + 1] : '\0';

	return ((first | second) & 0x80) != 0 ||
	    (h->begin[first & 31] >> (second & 31) & 1) != 0;
}

/* The same by three letters, accents or not. */
bool address_hints_begins(const struct address_hints *h, struct sv text,
    size_t at);

/* May the word at `at` be in a name, with a capital or as a connector? */
bool address_hints_may_be_inner(const struct address_hints *h, struct sv text,
    size_t at);

#endif
