/*
 * One group commit in the making: the items of a batch applied, in order, to
 * one LMDB transaction and to copies of the tree's edge. Used by the ledger's
 * writer only (audit/ledger.c), which keeps the copies if the commit succeeds.
 */
#ifndef AUDIT_BATCH_H
#define AUDIT_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/fresh.h"
#include "audit/ledger.h"
#include "audit/note.h"
#include "audit/store.h"
#include "audit/tree.h"
#include "base/attr.h"
#include "base/lmdb.h"

/* A slot to be written before the transaction commits. */
struct batch_slot {
	uint64_t slot;
	struct sv image;
	size_t item;
};

struct batch {
	/* Given: */
	struct ledger_item *items;
	size_t nitems;
	int slots_fd;
	struct fresh *fresh;
	const struct note_key *admin;	/* approves erasures, or NULL */
	/* Working state: */
	struct lmdb_txn *txn;
	struct tree tree;
	struct store_edge edge;
	struct batch_slot *slots;	/* room for all of the items */
	size_t nslots;
	uint64_t slots_limit;		/* slots from here on are too far */
	size_t added;			/* records appended */
	bool erases;			/* STORE_ERASE got rows */
	uint64_t open;			/* rows of STORE_OPEN afterwards */
};

/*
 * Look at each item by itself: sizes, a record of one line that names its id,
 * approval. Sets its status.
 */
void batch_validate(struct batch *b);

/*
 * Apply all items whose status is 0 to b->txn. 0; ERR_AGAIN: an item failed
 * (its status says why) after it had changed something, so begin anew with a
 * fresh transaction and fresh copies; else the batch cannot be committed.
 */
int batch_apply(struct batch *b) MUST_USE;

/* Write the collected slots and make them durable. ERR_FULL, ERR_IO. */
int batch_write_slots(struct batch *b) MUST_USE;

#endif
