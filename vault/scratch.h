/*
 * A vault for a trial: random keys and a store that stays empty, so that
 * `exeat check --rewrite` can show what would leave without any keys. Its
 * tokens have the right form and mean nothing afterwards.
 */
#ifndef VAULT_SCRATCH_H
#define VAULT_SCRATCH_H

#include "base/attr.h"
#include "vault/derive.h"
#include "vault/vault.h"

struct scratch {
	struct crypto *crypto;
	struct keyring *keys;
	struct vault_store store;
	struct vault *vault;
	struct derive_scope scope;	/* the one to tokenise in */
};

/* Make one. Ends with scratch_done(). ERR_NOMEM, ERR_CRYPTO. */
int scratch_init(struct scratch *s) MUST_USE;
void scratch_done(struct scratch *s);

#endif
