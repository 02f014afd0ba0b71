/*
 * Format-preserving encryption FF1 (NIST SP 800-38G Revision 1): a string of
 * numerals becomes another of the same length, and back. For surrogates: values
 * that must keep their form where a token cannot stand.
 *
 * A domain below a million values is refused, as the standard asks (radix^n),
 * and so are strings longer than FF1_MAX.
 */
#ifndef VAULT_FF1_H
#define VAULT_FF1_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/sv.h"

enum { FF1_MAX = 64, FF1_TWEAK_MAX = 64, FF1_DOMAIN_MIN = 1000000 };

/* The key must be set with crypto_aes_set_key() on `crypto` before a call. */
struct ff1 {
	struct crypto *crypto;
	unsigned radix;		/* 2 to 256 */
	struct sv tweak;	/* at most FF1_TWEAK_MAX bytes */
};

/*
 * Replace the `n` numerals of `x`, each below the radix. ERR_RANGE: length,
 * radix, tweak or a numeral is out of bounds; ERR_CRYPTO. Unchanged then.
 */
int ff1_encrypt(const struct ff1 *f, uint8_t *x, size_t n) MUST_USE;
int ff1_decrypt(const struct ff1 *f, uint8_t *x, size_t n) MUST_USE;

#endif
