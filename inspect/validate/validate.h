/*
 * Validators: what a candidate of the right shape must satisfy beyond it,
 * check digits above all. Packs and policies name them. A checksum is a weak
 * prior (one number in ten passes Luhn), so each answers with a grade.
 *
 * Pure functions. Sources stand at each of them.
 */
#ifndef INSPECT_VALIDATE_VALIDATE_H
#define INSPECT_VALIDATE_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

enum validate_grade {
	GRADE_NONE,		/* not valid */
	GRADE_WEAK,		/* nothing without context */
	GRADE_FAIR,		/* worth less than its kind without context */
	GRADE_STRONG
};

struct validate_input {
	struct sv text;		/* as written */
	struct sv compact;	/* letters (in upper case) and digits only */
};

enum {
	VALIDATE_COMPACT = 64,	/* letters and digits of a match, at most */
	VALIDATE_ROOM = VALIDATE_COMPACT + 8
};

typedef enum validate_grade validate_fn(const struct validate_input *in);

/*
 * Write the letters of ASCII, in upper case, and the digits of bytes [start,
 * end) of `text` to `out`, at most VALIDATE_COMPACT of them: what validators
 * have as `compact`.
 */
struct sv validate_compact(struct sv text, size_t start, size_t end,
    char out[VALIDATE_ROOM]);

/* The validator of this name, or NULL. */
validate_fn *validate_find(struct sv name);

/* Names in order, for messages and manuals; NULL after the last. */
const char *validate_name(size_t index);

/* Numbers of any kind: validate_number.c */
validate_fn validate_luhn, validate_card, validate_iban, validate_date,
    validate_date_plain, validate_ipv4;

/* Telephone numbers in national form: validate_phone.c */
validate_fn validate_phone_de, validate_phone_es, validate_phone_fr,
    validate_phone_it, validate_phone_nl, validate_phone_pl,
    validate_phone_gb, validate_phone_us, validate_phone_plain,
    validate_phone_trunk;

/* Identifiers of persons: validate_person.c */
validate_fn validate_de_idnr, validate_es_dni, validate_es_nie,
    validate_fr_nir, validate_pl_pesel, validate_pl_pesel_reversed;

/* Codes of diagnoses: validate_health.c */
validate_fn validate_icd10;

/* Secrets: validate_secret.c */
validate_fn validate_github, validate_gitlab, validate_cloudflare,
    validate_bech32, validate_jwt, validate_varied, validate_aws_key,
    validate_aws_secret;

/* Secrets known by their key alone: validate_words.c */
validate_fn validate_secret, validate_password, validate_user_password,
    validate_basic_auth, validate_app_password;

/* Luhn's check (ISO/IEC 7812-1) over the digits in `digits`. */
bool validate_luhn_digits(struct sv digits);

/* ISO 7064 MOD 97-10 of letters (A = 10) and digits: the remainder. */
unsigned validate_mod97(struct sv compact);

enum { VALIDATE_IBAN_MAX = 34 };

/*
 * Is `compact`, which is no IBAN, one if each O among its digits is a 0? Then
 * put that one into `ret`, as many bytes.
 */
bool validate_iban_mend(struct sv compact, char ret[VALIDATE_IBAN_MAX]);

/* Length of an IBAN of the country of two letters at `country`, or 0. */
size_t validate_iban_length(const char *country);

/* Is there such a day (proleptic Gregorian), the year 1 to 9999? */
bool validate_is_day(unsigned year, unsigned month, unsigned day);

/* Are all of `s` digits? */
bool validate_is_digits(struct sv s);

/* The number written in `digits`, which are at most nine. */
unsigned validate_number(struct sv digits);

/* Are all numbers in it years, from 1500 to 2099 ("2003-2017")? */
bool validate_is_years(struct sv text);

#endif
