/*
 * What the validators of national identifiers share. Each region of Europe is
 * one file with a table of its own; validate.c asks them all. Inside the
 * validators only; inspect/validate/validate.h is the door.
 */
#ifndef INSPECT_VALIDATE_VALIDATE_REGION_H
#define INSPECT_VALIDATE_VALIDATE_REGION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/validate/validate.h"

enum {
	VALIDATE_BIRTH_FIRST = 1850,	/* years that birth dates may have */
	VALIDATE_BIRTH_LAST = 2035
};

struct validate_entry {
	const char *name;
	validate_fn *check;
};

struct validate_table {
	const struct validate_entry *entries;
	size_t count;
};

/* The tables: validate_account.c, validate_baltic.c, ... */
extern const struct validate_table validate_account, validate_baltic,
    validate_balkan, validate_centre, validate_dach, validate_document,
    validate_isles, validate_nordic, validate_overseas, validate_register,
    validate_south, validate_west, validate_world;

/* Is `c` as long as that, and nothing but digits? */
static inline bool
validate_is_number(struct sv c, size_t len)
{
	return c.len == len && validate_is_digits(c);
}

/* The digit at `i`. */
static inline unsigned
validate_digit(struct sv c, size_t i)
{
	return (unsigned)(c.ptr[i] - '0');
}

/* The number that the digits [from, to) write, at most nine of them. */
static inline unsigned
validate_part(struct sv c, size_t from, size_t to)
{
	return validate_number(sv_slice(c, from, to));
}

/* The digits of `c`, each times its weight, added up. */
unsigned validate_weigh(struct sv c, const unsigned char *weights,
    size_t count);

#define VALIDATE_WEIGH(c, ...) \
	validate_weigh(c, (const unsigned char[]){ __VA_ARGS__ }, \
	    sizeof((const unsigned char[]){ __VA_ARGS__ }))

/* The number that the digits of `c` write, modulo `modulus`. */
unsigned validate_modulo(struct sv c, unsigned modulus);

/* ISO 7064 MOD 11,10: is the last digit the check of those before it? */
bool validate_mod11_10(struct sv c);

/*
 * Modulo 10 with a carry (SIX, payment slips): is the last digit the check of
 * those before it? All are digits, one at least.
 */
bool validate_mod10_carried(struct sv c);

/* A day somebody may have been born on. */
bool validate_is_birth(unsigned year, unsigned month, unsigned day);

/*
 * How sure such a day is: strong where somebody may have been born on it, weak
 * for another day of the calendar, which published cases hold as well.
 */
enum validate_grade validate_grade_birth(unsigned year, unsigned month,
    unsigned day);

/* Two digits of a year in either century that makes a day of it. */
bool validate_is_short_birth(unsigned year, unsigned month, unsigned day);

static inline enum validate_grade
validate_answer(bool valid, enum validate_grade grade)
{
	return valid ? grade : GRADE_NONE;
}

/* Where `letter` stands in `alphabet`, or -1. */
int validate_index(const char *alphabet, char letter);

/*
 * A VAT number: with `country` in front of it `grade`, without it fair.
 * `check` looks at what comes after the country.
 */
enum validate_grade validate_vat(const struct validate_input *in,
    const char *country, bool (*check)(struct sv number),
    enum validate_grade grade);

/*
 * Letters and digits with weights 7 3 1 from the left (ICAO Doc 9303-3), a
 * letter counting as 10 and on; the sum.
 */
unsigned validate_weigh_731(struct sv c);

/*
 * Letters in upper case and digits as Italy weighs them (DM 23.12.1976, CIN of
 * the ABI): as in the alphabet, or the figure, in even places from 1 on, by a
 * table in odd ones; the sum, whose remainder of 26 is the check letter.
 */
unsigned validate_weigh_odd_even(struct sv c);

/*
 * Is `c` written as `form` says? `9` a digit, `A` a letter, `X` either; any
 * other character stands for itself.
 */
bool validate_has_form(struct sv c, const char *form);

#endif
