/*
 * Parts of a postal address, each read from its first byte on: a flat, a
 * postcode, a town, what goes on behind it. For the readers of addresses
 * (inspect/address.h, inspect/address_plain.h) only.
 */
#ifndef INSPECT_ADDRESS_PART_H
#define INSPECT_ADDRESS_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/address.h"

/* Where the flat, floor or door that begins at `at` ends, or `at`. */
size_t address_unit_end(const struct address_text *a, size_t at);

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
