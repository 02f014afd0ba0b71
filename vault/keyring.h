/*
 * The organisation's keys: a folder of small files that only the keeper (and
 * `exeat`, while the daemon is not running) reads.
 *
 *	organisation.key  subject ids, scope ids, keyed digests of the ledger
 *	wrapping.key	  wraps the key of each subject
 *	token-00.key ...  one for each generation of tokens; the last is in use
 *	checkpoint.key	  Ed25519 seed: signs the ledger's checkpoints
 *	admin.key	  Ed25519 seed: signs what an administrator asks for
 *
 * Each file is one line: `exeat-key 1 NAME ID BASE64`, where ID is the start of
 * a SHA-256 over name and key, so that a damaged or renamed file is noticed. A
 * file that others may read is refused. Keys are wiped when released.
 */
#ifndef VAULT_KEYRING_H
#define VAULT_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/err.h"
#include "vault/token.h"

enum {
	KEYRING_KEY_BYTES = 32,
	KEYRING_ID_BYTES = 8
};

struct keyring_generation {
	bool present;
	struct crypto_hmac_key key;
};

/* Read-only for everybody else. */
struct keyring {
	struct crypto_hmac_key subject_ids, scope_ids;
	uint8_t ledger_digest[KEYRING_KEY_BYTES];
	uint8_t wrap[CRYPTO_SIV_KEY_BYTES];
	uint32_t wrap_id;
	struct keyring_generation tokens[TOKEN_GENERATIONS];
	uint8_t generation;		/* in use for new tokens */
	uint8_t checkpoint_seed[32], checkpoint_public[32];
	uint8_t admin_seed[32], admin_public[32];
};

/*
 * Make all keys in the folder `dir`, which exists. ERR_EXISTS, and nothing is
 * made, if one is there already; ERR_IO.
 */
int keyring_create(const char *dir, struct errinfo *ei) MUST_USE;

/*
 * Read the keys in `dir`. Returns owned. ERR_NOTFOUND (a key is missing),
 * ERR_SYNTAX, ERR_CORRUPT (not the key it says it is), ERR_UNSUPPORTED
 * (version), ERR_DENIED (others may read it), ERR_IO, ERR_NOMEM, ERR_CRYPTO.
 */
int keyring_load(const char *dir, struct keyring **ret, struct errinfo *ei)
    MUST_USE;

/* Wipe and release; NULL is allowed. */
void keyring_free(struct keyring *k);

/*
 * Make the next token key in `dir`; it is used from the next load on, and
 * older tokens keep their meaning. ERR_FULL: all generations are used.
 */
int keyring_add_generation(const char *dir, uint8_t *ret_generation,
    struct errinfo *ei) MUST_USE;

#endif
