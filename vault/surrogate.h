/*
 * Surrogates: texts of the form of a value that stand for it in what leaves,
 * where a token would not be accepted. This is the mechanism; which bytes of
 * which classes are replaced, and what makes a text of the class valid, is
 * said by a form (govern/form makes them). Used by vault/vault.
 *
 * The free symbols of a value (digits and letters) are one number in mixed
 * radix. FF1 (vault/ff1.h) permutes the numbers of the form, applied again
 * until the result is one that the form accepts: cycle-walking, so for one
 * key no two values share a surrogate.
 */
#ifndef VAULT_SURROGATE_H
#define VAULT_SURROGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/sv.h"
#include "vault/ff1.h"

enum {
	SURROGATE_TEXT_MAX = 48,
	SURROGATE_KEY_BYTES = 32,
	/* Times that FF1 is applied for one value at most. */
	SURROGATE_STEPS_MAX = 4096
};

struct surrogate_form {
	char text[SURROGATE_TEXT_MAX];	/* the value as written */
	size_t len;
	/* Of each byte: 10 a digit, 26 a letter (case is kept), 0 kept. */
	uint8_t radix[SURROGATE_TEXT_MAX];
	/*
	 * Set what follows from the rest of `text` (check symbols), which is
	 * `len` bytes, and say whether it is one of the class.
	 */
	bool (*complete)(const void *ctx, char *text, size_t len);
	const void *ctx;
};

/* The walk from a value through its surrogates. Holds a key: wipe. */
struct surrogate_walk {
	struct crypto *crypto;
	const struct surrogate_form *form;
	uint8_t key[SURROGATE_KEY_BYTES];
	uint8_t number[FF1_MAX];	/* where we are, in base 4 */
	size_t n;
	unsigned steps;
};

/*
 * Stand at the value of `form`, which is borrowed like `c`; copies `key`.
 * ERR_RANGE: it has fewer than FF1_DOMAIN_MIN values, or too many.
 */
int surrogate_begin(struct surrogate_walk *w, struct crypto *c,
    const uint8_t key[SURROGATE_KEY_BYTES],
    const struct surrogate_form *form) MUST_USE;

/*
 * Write the next surrogate, form->len bytes, never the value itself.
 * ERR_FULL: SURROGATE_STEPS_MAX are made, or the walk came back to the value;
 * ERR_CRYPTO.
 */
int surrogate_next(struct surrogate_walk *w, char *out) MUST_USE;

/* Forget the key. */
void surrogate_end(struct surrogate_walk *w);

#endif
