/*
 * What speaks for one of the 32 countries whose identifiers are known here:
 * codes and names, languages, telephone prefixes, forms of addresses. Used by
 * inspect/consensus.c. A set of countries is a word of 32 bits.
 *
 * Codes: ISO 3166-1 (and EL, UK as the EU writes them); languages: ISO 639-1
 * and BCP 47; prefixes: ITU-T E.164; postcodes: Universal Postal Union S42.
 */
#ifndef INSPECT_COUNTRY_H
#define INSPECT_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

enum { COUNTRIES = 32, COUNTRY_NONE = COUNTRIES };

static inline uint32_t
country_bit(unsigned country)
{
	return country < COUNTRIES ? UINT32_C(1) << country : 0;
}

/* Is it one country, neither none nor several? */
static inline bool
country_is_one(uint32_t set)
{
	return set != 0 && (set & (set - 1)) == 0;
}

/* "PL" of a number below COUNTRIES. */
const char *country_code(unsigned country);

/* The country of two letters of any case, or COUNTRY_NONE. */
unsigned country_of_code(struct sv code);

/* The country of a class "personal.id.xx.y", or COUNTRY_NONE. */
unsigned country_of_class(struct sv name);

/*
 * The country that an English word before another one says, "Greek" or "UK"; an
 * empty set for any other word.
 */
uint32_t country_of_adjective(struct sv word);

/* The country of a telephone number in international form, or an empty set. */
uint32_t country_of_phone(struct sv number);

/*
 * The countries that an address can be of, by its postcode and by the word
 * for its street; empty if neither says anything.
 */
uint32_t country_of_address(struct sv address);

enum country_saying {
	COUNTRY_SAID,		/* a country: "country": "PL" */
	COUNTRY_LANGUAGE	/* a language: "lang": "pl" */
};

/*
 * The countries that a field says it is about, by its label (a key, a column)
 * and all of its text; empty if it says nothing of the kind.
 */
uint32_t country_said(struct sv label, struct sv text,
    enum country_saying *ret);

/* Is it a label under which a country or a language may be said? */
bool country_is_label(struct sv label);

/* Which letters a text begins with that says a country or a language. */
struct country_starts {
	uint32_t second[26];	/* by the first letter, a bit a letter */
	uint32_t third[26][26];
};

/* Fill `s` from the tables of names and codes, once. */
void country_starts_init(struct country_starts *s);

/*
 * Could a text that begins where `rest` does say one, so far as its first
 * letters tell? Asked of many texts before country_said().
 */
bool country_may_begin(const struct country_starts *s, struct sv rest);

/* The same of a value behind byte `at` of `text`, if that is : or =. */
bool country_may_follow(const struct country_starts *s, struct sv text,
    size_t at);

/* Does the label say that a number is another thing: an order, a price? */
bool country_is_other_number(struct sv label);

/* Does it say no more than that it names a row: id, user_id, key? */
bool country_is_row_number(struct sv label);

#endif
