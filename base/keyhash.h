/*
 * A keyed hash of 128 bits for tables of what others send: at the speed of
 * memory, and whoever does not know the key cannot make two inputs meet.
 *
 * It is Poly1305 (RFC 8439 §2.5) under one random key. That is a MAC for one
 * message only, but as a hash whose values nobody else ever sees it is
 * universal: two chosen inputs of at most 2^28 bytes meet with a chance below
 * 2^-78 (Bernstein 2005, theorem 3.3). Never show or send a value.
 */
#ifndef BASE_KEYHASH_H
#define BASE_KEYHASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum { KEYHASH_BYTES = 16 };

struct keyhash;

/*
 * Make one with a random key, before the process confines itself. Returns
 * owned; ERR_NOMEM, ERR_CRYPTO.
 */
int keyhash_new(struct keyhash **ret) MUST_USE;

/* Wipe and release; NULL is allowed. */
void keyhash_free(struct keyhash *k);

/*
 * Hash `n` parts one after the other; callers see to it that no two inputs are
 * the same bytes. ERR_CRYPTO. One at a time.
 */
int keyhash_parts(struct keyhash *k, const struct sv *parts, size_t n,
    uint8_t out[KEYHASH_BYTES]) MUST_USE;

#endif
