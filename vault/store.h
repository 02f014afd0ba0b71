/*
 * What the vault reads from the store, as functions: the keeper has them read
 * the ledger's database and the subject file, tests a table in memory. The
 * vault writes nothing: what is to be stored it hands to its caller, who has
 * the recorder commit it together with the record.
 */
#ifndef VAULT_STORE_H
#define VAULT_STORE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "vault/slot.h"

struct vault_store {
	void *ctx;

	/* Take the newest state of the store, and let go of it. */
	int (*begin)(void *ctx);
	void (*end)(void *ctx);

	/*
	 * The row under `key`, borrowed until end(). ERR_NOTFOUND. A row seen
	 * here was committed after the slots it speaks of were written.
	 */
	int (*row)(void *ctx, struct sv key, struct sv *ret_value);

	/* Read slot `number`; ERR_NOTFOUND beyond the end of the file. */
	int (*slot)(void *ctx, uint64_t number,
	    uint8_t ret_image[SLOT_BYTES]);

	/* How many slots the file has room for now. */
	int (*slots)(void *ctx, uint64_t *ret_count);
};

#endif
