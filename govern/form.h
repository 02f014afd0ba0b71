/*
 * Which classes can have surrogates, and what one looks like: the parts of a
 * value that stay, those that are replaced within their alphabet, and the
 * check symbols that follow from the rest. vault/surrogate does the replacing;
 * the class's own validator (inspect/validate/validate) says what is accepted.
 *
 *   financial.iban	      the country stays; check digits are computed, also
 *			      the national ones that the validator knows
 *   financial.card	      the first six digits (the issuer) stay, the last
 *			      is computed
 *   personal.contact.phone   country code and two digits stay, or the first
 *			      three digits of a national number
 *   personal.id.*	      letters that do not check anything stay; dates are
 *			      dates, check symbols fit
 *
 * Blanks, strokes, brackets and the case of letters stay always.
 */
#ifndef GOVERN_FORM_H
#define GOVERN_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/validate/validate.h"
#include "vault/surrogate.h"

struct form_class;

enum {
	FORM_VALIDATORS = 8,
	FORM_SPELLINGS = 2,
	FORM_SPELT_MAX = SURROGATE_TEXT_MAX * 5 / 4 + 1
};

/* The form of one value. It points at itself: do not copy. */
struct form {
	struct surrogate_form surrogate;
	const struct form_class *class;
	uint8_t place[SURROGATE_TEXT_MAX];	/* of compact symbol i */
	size_t nsymbols;
	uint8_t international;	/* a phone's */
	uint8_t grades[FORM_VALIDATORS];	/* of the value itself */
};

/*
 * Can values of `class_name` have surrogates? ERR_NOTFOUND: they have no
 * structure that one could keep; ERR_RANGE: there are fewer than a million, so
 * that surrogates could be tried out.
 */
int form_check(struct sv class_name) MUST_USE;

/* The classes that can, in order, for messages; .ptr NULL after the last. */
struct sv form_name(size_t index);

/*
 * Make the form of `value`. ERR_NOTFOUND: its class has none; ERR_RANGE: this
 * value does not fit (too short, bytes outside ASCII, not valid itself): it
 * must have a token.
 */
int form_make(struct sv class_name, struct sv value, struct form *ret)
    MUST_USE;

/*
 * Write `text`, a value or surrogate of the class, in another way in which a
 * model may write it: 0 without blanks and strokes, 1 in groups of four.
 * Returns its length; 0: it has no such spelling. A surrogate and its value
 * are written alike.
 */
size_t form_respell(struct sv class_name, struct sv text, unsigned way,
    char out[FORM_SPELT_MAX]);

#endif
