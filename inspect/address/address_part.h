/*
 * Parts of a postal address, each read from its first byte on: a flat, a
 * postcode, a town, what goes on behind it. For the readers of addresses
 * (inspect/address/address.h, inspect/address/address_plain.h) only.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_PART_H
#define INSPECT_ADDRESS_ADDRESS_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/address/address.h"

/* Where the flat, floor or door that begins at `at` ends, or `at`. */
size_t address_unit_end(const struct address_text *a, size_t at);

/* May a word of a flat begin with the letters at `at`, of which it is one? */
static inline bool
address_flat_may_begin(struct sv text, size_t at)
{
#define BIT(letter)	(UINT32_C(1) << ((letter) & 31))
	static const uint32_t seconds[32] = {
		['a' & 31] = BIT('p'), ['b' & 31] = BIT('t') | BIT('y'),
		['f' & 31] = BIT('l'), ['l' & 31] = BIT('a') | BIT('g'),
		['m' & 31] = BIT('i'), ['p' & 31] = BIT('i'),
		['s' & 31] = BIT('t') | BIT('u'),
		['w' & 31] = BIT('h') | BIT('o'),
	};
#undef BIT

	return at + 1 < text.len && (text.ptr[at] & 0x40) != 0 &&
	    (seconds[text.ptr[at] & 31] >> (text.ptr[at + 1] & 31) & 1) != 0;
}

/* May it stand between a number and a flat? */
static inline bool
address_flat_gap(char c)
{
	return c == ' ' || c == ',' || c == '\t' || c == '\r' || c == '\n' ||
	    c == '>';
}

enum { ADDRESS_FLAT_GAPS = 4 };	/* of them that are looked over */

/*
 * May a flat stand behind the number that ended at `at`? Told by the first two
 * letters; false where a word, a bracket or a dot comes instead.
 */
static inline bool
address_flat_may_follow(struct sv text, size_t at)
{
	size_t from = at;

	while (from < text.len && from - at < ADDRESS_FLAT_GAPS &&
	    address_flat_gap(text.ptr[from]))
		from++;
	return from > at && text.ptr[at] != '>' && text.ptr[at] != '\t' &&
	    (from - at == ADDRESS_FLAT_GAPS ||
	    address_flat_may_begin(text, from));
}

/* Is there a flat ("Apt. 4") behind the number that ended at `at`? */
bool address_flat_follows(const struct address_text *a, size_t at);

/* Where the town that begins at `at` ends: capitalised words; or `at`. */
size_t address_town_end(const struct address_text *a, size_t at);

/* Where the country that begins at `at` ends, or `at`. */
size_t address_land_end(const struct address_text *a, size_t at);

/* Is what begins at `at` counted, and no town: "1000 Meter"? */
bool address_is_counted(const struct address_text *a, size_t at);

/*
 * What goes on behind the town that ended at `at`: "(VA)", "MI", "Cedex 2",
 * ", Co. Kildare", "- Bubeneč", a country on the same line or the next one,
 * which sets `land`. Where that ends, or `at`.
 */
size_t address_tail_end(const struct address_text *a, size_t at, bool *land);

/* How much a postcode is one by its form alone. */
enum address_form {
	FORM_NONE,
	FORM_SHORT,		/* three digits: Iceland */
	FORM_YEAR,		/* four, from 1900 to 2099 */
	FORM_HOUR,		/* four, the first 0: Oslo, or a time */
	FORM_FOUR,
	FORM_LONG,		/* five, or six in Romania */
	FORM_MALTA,		/* VLT 1111, as ISO 2022 */
	FORM_PARTED,		/* 110 00 */
	FORM_BEFORE,		/* 1018 EA, 00-514, 1100-053: before a town */
	FORM_OWN		/* CH-8001, LV-1010, SW1A 2AA ... */
};

struct address_code {
	size_t start, end;	/* with a country before it */
	enum address_form form;
};

/* The postcode whose first digit or letter is at `at`; FORM_NONE if none. */
struct address_code address_code_read(struct sv text, size_t at);

#endif
