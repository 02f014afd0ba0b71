/*
 * Sealed values: the rows of the vault. A row is found by its token and opens
 * only for the very scope, subject and token it was made for (AES-SIV with
 * these as associated data). Sealing is deterministic, so the same value gives
 * the same row, and a different row under one token is a collision that is
 * seen. Used by vault/vault.
 *
 * The associated data is one string: u8 kind of scope, u8[16] scope id, u8[16]
 * subject id, the token's 24 characters. A row, big-endian:
 *	0	u8	version 1
 *	1	u8	kind of scope
 *	2	u8	hint of the token
 *	3	u8[16]	scope id
 *	19	u64	slot of the subject
 *	27	...	AES-SIV: tag, then the padded value
 *
 * The value is followed by 0x80 and zeros up to 32 bytes or the next power of
 * two (beyond 4096, the next multiple of 4096), so that its length tells
 * little.
 */
#ifndef VAULT_SEAL_H
#define VAULT_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/crypto.h"
#include "base/sv.h"
#include "vault/derive.h"
#include "vault/token.h"

enum {
	SEAL_VALUE_MAX = 16384,
	SEAL_HEAD_BYTES = 27
};

/* What a row says without any key. */
struct seal_head {
	enum derive_scope_kind kind;
	uint8_t hint;
	uint8_t scope[DERIVE_SCOPE_BYTES];
	uint64_t slot;
	struct sv sealed;		/* borrowed from the row */
};

/* What a seal is bound to, and the key it is under. */
struct seal_binding {
	enum derive_scope_kind kind;
	const uint8_t *scope;		/* DERIVE_SCOPE_BYTES */
	const uint8_t *subject;		/* DERIVE_SUBJECT_BYTES */
	const struct token *token;
	const uint8_t *key;		/* CRYPTO_SIV_KEY_BYTES */
};

/*
 * Make the row for `value` in `a`. ERR_LIMIT: longer than SEAL_VALUE_MAX;
 * ERR_NOMEM, ERR_CRYPTO.
 */
int seal_make(struct crypto *c, const struct seal_binding *b, uint64_t slot,
    struct sv value, struct arena *a, struct sv *ret_row) MUST_USE;

/* Read a row's head. ERR_CORRUPT, ERR_UNSUPPORTED (version). */
int seal_read(struct sv row, struct seal_head *ret) MUST_USE;

/*
 * Open `sealed` into `a`. ERR_AUTH: made for something else, or changed;
 * ERR_NOMEM, ERR_CRYPTO, ERR_CORRUPT.
 */
int seal_open(struct crypto *c, const struct seal_binding *b,
    struct sv sealed, struct arena *a, struct sv *ret_value) MUST_USE;

#endif
