/*
 * Everything that is computed from keys, in one place and without memory of
 * its own. Used by the other modules of this room.
 *
 *	subject id    HMAC(organisation: subject ids, turn, class, canonical)
 *	scope id      HMAC(organisation: scope ids, kind, name)
 *	scope key     HMAC(token key of a generation, kind, name)
 *	subject root  32 random bytes, kept wrapped in the subject's slot
 *	subject keys  HMAC(root, use) for tokens, seals and the ledger's hash
 *	token	      HMAC(scope key, subject's token key, exact value): 80 bits
 *	surrogate key HMAC(scope key, subject's token key), for FF1
 *	surrogate     what its row is found by: SHA-256 over scope and text
 *
 * Every HMAC message begins with a byte for its use, and a variable part that
 * is not the last is preceded by its length, so that no two inputs run into
 * one.
 */
#ifndef VAULT_DERIVE_H
#define VAULT_DERIVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/sv.h"
#include "vault/keyring.h"
#include "vault/surrogate.h"
#include "vault/token.h"

enum {
	DERIVE_SUBJECT_BYTES = 16,
	DERIVE_SCOPE_BYTES = 16,
	DERIVE_HASH_BYTES = 16,
	DERIVE_ROOT_BYTES = 32,
	DERIVE_SURROGATE_MARK = 0xff	/* the generation in its key */
};

/* Who may resolve a token. Stored with each: never change a number. */
enum derive_scope_kind {
	DERIVE_CLIENT = 1,
	DERIVE_TEAM = 2,
	DERIVE_ORGANISATION = 3
};

/* Holds a key: wipe when done. */
struct derive_scope {
	enum derive_scope_kind kind;
	uint8_t generation;
	uint8_t id[DERIVE_SCOPE_BYTES];
	struct crypto_hmac_key key;
};

/* Holds keys: wipe when done. */
struct derive_subject {
	uint8_t token[32];
	uint8_t seal[CRYPTO_SIV_KEY_BYTES];
	uint8_t hash[DERIVE_HASH_BYTES];	/* for the ledger; no secret */
};

/* The scope `kind` called `name` (empty for the organisation). */
void derive_scope(const struct keyring *k, enum derive_scope_kind kind,
    struct sv name, struct derive_scope *ret);

/*
 * What finds a subject again. `turn` is 0, and one more each time the same
 * subject came back after it was erased.
 */
void derive_subject_id(const struct keyring *k, uint8_t turn,
    struct sv class_name, struct sv canonical,
    uint8_t ret_id[DERIVE_SUBJECT_BYTES]);

void derive_subject(const uint8_t root[DERIVE_ROOT_BYTES],
    struct derive_subject *ret);

/* The token of exactly `value`. */
void derive_token(const struct derive_scope *scope,
    const struct derive_subject *subject, uint8_t hint, struct sv value,
    struct token *ret);

/* The key of the surrogates of a subject in a scope. */
void derive_surrogate_key(const struct derive_scope *scope,
    const struct derive_subject *subject,
    uint8_t ret_key[SURROGATE_KEY_BYTES]);

/*
 * The name under which the surrogate `text` is stored, in the shape of a
 * token. No secret, and the same for all generations: a surrogate, unlike a
 * token, has no room to say of which it is.
 */
void derive_surrogate_name(const struct derive_scope *scope, struct sv text,
    uint8_t hint, struct token *ret);

/*
 * The same as token_key() would have it, marked as a surrogate's by a
 * generation that no token has.
 */
void derive_surrogate_mark(const struct derive_scope *scope, struct sv text,
    uint8_t ret_key[TOKEN_KEY_BYTES]);

#endif
