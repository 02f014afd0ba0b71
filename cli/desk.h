/*
 * The administrator's desk: keys and vault opened in this process. What is done
 * here is signed and recorded first: in the ledger, which is opened for it, or
 * by the recorder while the daemon runs, which gets it through the console.
 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include <stdint.h>

#include "audit/ledger.h"
#include "audit/sealed.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "config/config.h"
#include "vault/keyring.h"
#include "vault/vault.h"

struct desk {
	const struct config *config;
	struct crypto *crypto;
	struct keyring *keys;
	struct ledger *ledger;		/* NULL while the daemon runs */
	struct sealed *sealed;
	struct vault_store store;
	struct vault *vault;
};

/*
 * Open everything that `config` (borrowed) names. Errors of keyring_load(),
 * ledger_open(), sealed_open().
 */
int desk_open(const struct config *config, struct desk *d, struct errinfo *ei)
    MUST_USE;
void desk_close(struct desk *d);

/*
 * What the token or surrogate `text` stands for, and its subject; or all that
 * erasing its subject needs. A surrogate is looked for in the scopes of the
 * clients and teams of the configuration. Between vault_begin() and
 * vault_end(). As vault_reveal(); ERR_SYNTAX: neither.
 */
int desk_reveal(struct desk *d, struct sv text, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject) MUST_USE;
int desk_erasure(struct desk *d, struct sv text, struct vault_erasure *ret)
    MUST_USE;

/* Something an administrator does to one subject. */
struct desk_act {
	struct sv action;		/* token.reveal, token.erase */
	const uint8_t *subject;		/* DERIVE_HASH_BYTES */
	struct sv because;		/* only its keyed digest is kept */
	const struct vault_erasure *erasure;	/* or NULL */
};

/*
 * Record `act`, signed by the administration's key, and carry out its erasure
 * in the same commit; durable when this returns 0.
 */
int desk_do(struct desk *d, const struct desk_act *act, struct errinfo *ei)
    MUST_USE;

#endif
