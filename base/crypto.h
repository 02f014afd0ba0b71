/*
 * Cryptography: the only door to libcrypto (base/x509 and base/tls stand beside
 * it for certificates and connections). Digests and MACs need no context and
 * allocate nothing; ciphers use a `struct crypto`, which fetches its algorithms
 * once. Random bytes come from getrandom(2). After crypto_open() nothing here
 * opens a file, so all of it works inside a confined process.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum {
	CRYPTO_SHA256_BYTES = 32,
	CRYPTO_SIV_KEY_BYTES = 64,	/* AES-256-SIV: MAC key, then CTR key */
	CRYPTO_SIV_TAG_BYTES = 16,
	CRYPTO_SIV_MAX_AD = 8,
	CRYPTO_AES_BLOCK = 16,
	CRYPTO_ED25519_SEED_BYTES = 32,
	CRYPTO_ED25519_PUBLIC_BYTES = 32,
	CRYPTO_ED25519_SIGNATURE_BYTES = 64,
};

struct crypto;

/* Fetch the algorithms. Returns owned; ERR_NOMEM or ERR_CRYPTO. */
int crypto_open(struct crypto **ret) MUST_USE;
void crypto_close(struct crypto *c);

/* Fill `out` with `len` random bytes; ends the process if the kernel cannot. */
void crypto_random(void *out, size_t len);

/* Compare `len` bytes in time that does not depend on them. */
bool crypto_equal(const void *a, const void *b, size_t len) MUST_USE;

/* SHA-256 (FIPS 180-4) in pieces. The struct may be copied at any point. */
struct crypto_sha256 {
	uint64_t state[14];
};
void crypto_sha256_init(struct crypto_sha256 *h);
void crypto_sha256_add(struct crypto_sha256 *h, const void *ptr, size_t len);
void crypto_sha256_final(struct crypto_sha256 *h, uint8_t out[32]);

/* SHA-256 of `s`, or of `n` pieces one after the other. */
void crypto_sha256(struct sv s, uint8_t out[32]);
void crypto_sha256_parts(const struct sv *parts, size_t n, uint8_t out[32]);

/*
 * HMAC-SHA-256 (RFC 2104) with a key prepared once and used often. Wipe a
 * struct crypto_hmac_key like the key itself.
 */
struct crypto_hmac_key {
	struct crypto_sha256 inner, outer;
};
void crypto_hmac_key_init(struct crypto_hmac_key *k, struct sv key);
void crypto_hmac(const struct crypto_hmac_key *k, const struct sv *parts,
    size_t n, uint8_t out[32]);

/* HMAC-SHA-256 of one message under a key used once. */
void crypto_hmac_once(struct sv key, struct sv message, uint8_t out[32]);

/* HKDF-SHA-256 (RFC 5869): `len` <= 8160 bytes. ERR_RANGE beyond. */
int crypto_hkdf(struct sv salt, struct sv ikm, struct sv info, uint8_t *out,
    size_t len) MUST_USE;

/*
 * AES-256-SIV (RFC 5297): deterministic authenticated encryption under the
 * associated strings `ad[0..nad)`, at most CRYPTO_SIV_MAX_AD. `out` takes
 * CRYPTO_SIV_TAG_BYTES + plain.len bytes, the tag first, and must not overlap
 * the input. ERR_RANGE for too many strings, ERR_CRYPTO if libcrypto fails.
 */
int crypto_siv_seal(struct crypto *c, const uint8_t key[CRYPTO_SIV_KEY_BYTES],
    const struct sv *ad, size_t nad, struct sv plain, uint8_t *out) MUST_USE;

/*
 * The reverse: `out` takes sealed.len - CRYPTO_SIV_TAG_BYTES bytes. ERR_AUTH,
 * with `out` wiped, if key, associated strings or bytes are not the ones
 * sealed.
 */
int crypto_siv_open(struct crypto *c, const uint8_t key[CRYPTO_SIV_KEY_BYTES],
    const struct sv *ad, size_t nad, struct sv sealed, uint8_t *out) MUST_USE;

/*
 * AES on single blocks, for modes built on it: set a key of 16, 24 or 32
 * bytes, then encrypt blocks in place or across.
 */
int crypto_aes_set_key(struct crypto *c, struct sv key) MUST_USE;
int crypto_aes_encrypt(struct crypto *c,
    const uint8_t in[CRYPTO_AES_BLOCK], uint8_t out[CRYPTO_AES_BLOCK]) MUST_USE;

/* Ed25519 (RFC 8032). The seed is the private key. ERR_CRYPTO. */
int crypto_ed25519_public(const uint8_t seed[32], uint8_t ret_public[32])
    MUST_USE;
int crypto_ed25519_sign(const uint8_t seed[32], struct sv message,
    uint8_t ret_signature[64]) MUST_USE;

/* 0, or ERR_AUTH if the signature is not this key's over this message. */
int crypto_ed25519_verify(const uint8_t public_key[32], struct sv message,
    const uint8_t signature[64]) MUST_USE;

#endif
