/*
 * Subjects: one for each class and canonical value, each with a key of its
 * own. Finds the key of a subject, makes one for a new subject, and remembers
 * the most recent. Used by vault/vault.
 *
 * A subject that is new is *pending*: its slot image and index row are handed
 * out with every use until the store is seen to hold them. So it does not
 * matter which of several requests commits first, or that one never does. A
 * stored subject's slot is compared with what is remembered at every use: once
 * it is erased its key is forgotten and never used again.
 *
 * The index row of a subject: key 's', subject id; value u64 slot.
 */
#ifndef VAULT_SUBJECT_H
#define VAULT_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/map.h"
#include "vault/derive.h"
#include "vault/keyring.h"
#include "vault/slot.h"
#include "vault/store.h"

enum {
	SUBJECT_ROW_KEY_BYTES = 1 + DERIVE_SUBJECT_BYTES,
	SUBJECT_ROW_BYTES = 8,
	/*
	 * Slots left free when a keeper begins: those that its predecessor
	 * gave out and that may be on their way to the recorder.
	 */
	SUBJECT_GAP = 256,
	/* Times one subject may come back after erasure. */
	SUBJECT_TURNS_MAX = 64,
	/* Tokens of a subject whose rows are known to be stored. */
	SUBJECT_TOKENS = 4
};

struct subject {
	uint8_t id[DERIVE_SUBJECT_BYTES];
	uint64_t slot;
	uint8_t image[SLOT_BYTES];
	struct derive_subject keys;
	bool is_pending;
	uint64_t batch;			/* last one that was given the image */
	uint8_t tokens[SUBJECT_TOKENS][TOKEN_KEY_BYTES];
	uint8_t ntokens;		/* ever noted; the newest stay */
	struct subject *newer, *older;	/* by use */
};

struct subjects {
	struct crypto *crypto;
	const struct keyring *keys;
	const struct vault_store *store;
	struct subject *pool;
	size_t max, used;
	struct map by_id, by_slot;
	struct subject *newest, *oldest;
	uint64_t next_slot;
};

/*
 * Begin with room for `max` remembered subjects; borrows the rest. Reads the
 * size of the subject file. ERR_NOMEM, or what the store says.
 */
int subject_init(struct subjects *s, struct crypto *c, const struct keyring *k,
    const struct vault_store *store, size_t max) MUST_USE;

/* Wipe and release. */
void subject_done(struct subjects *s);

/*
 * Find the subject of a value, with its keys; between begin() and end() of
 * the store. Without one, make it if `make`, else ERR_NOTFOUND. The result
 * lives until the next call. ERR_CORRUPT: index and slots disagree; ERR_AUTH:
 * the slot was made under other keys; ERR_FULL: came back too often; ERR_NOMEM.
 */
int subject_find(struct subjects *s, struct sv class_name, struct sv canonical,
    bool make, struct subject **ret) MUST_USE;

/* The same by slot, for what is stored. ERR_NOTFOUND: erased. */
int subject_at(struct subjects *s, uint64_t slot, struct subject **ret)
    MUST_USE;

/* Is the row of this token known to be stored? Note that it is. */
bool subject_has_token(const struct subject *subject,
    const uint8_t key[TOKEN_KEY_BYTES]);
void subject_note_token(struct subject *subject,
    const uint8_t key[TOKEN_KEY_BYTES]);

/* Forget the key of a subject that is about to be erased. */
void subject_forget(struct subjects *s, struct subject *subject);

/* Write the key and the value of the index row. */
void subject_row(const struct subject *subject,
    uint8_t key[SUBJECT_ROW_KEY_BYTES], uint8_t value[SUBJECT_ROW_BYTES]);

#endif
