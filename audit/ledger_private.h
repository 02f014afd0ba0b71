/*
 * The inside of the ledger's writer, shared by audit/ledger.c and
 * ledger_open.c; nobody else.
 *
 * Invariants:
 * 1. Memory follows the disk: tree, edge and counts are replaced only after
 *    the transaction that made them has committed.
 * 2. Slots are durable before the record that speaks of them; erasures are
 *    durable as a record and as a row of STORE_ERASE before they are done, and
 *    done again at the next opening if a crash came between.
 * 3. After an error that leaves the disk's state unknown nothing more is
 *    committed: `broken`.
 */
#ifndef AUDIT_LEDGER_PRIVATE_H
#define AUDIT_LEDGER_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/fresh.h"
#include "audit/ledger.h"
#include "audit/merge.h"
#include "audit/note.h"
#include "audit/store.h"
#include "audit/tree.h"
#include "base/attr.h"
#include "base/lmdb.h"
#include "base/sv.h"

struct ledger {
	struct lmdb *db;
	int lock_fd, slots_fd;
	bool broken;
	struct tree tree;
	struct store_edge edge;
	struct fresh fresh;
	struct merge merge;
	uint64_t open;			/* decisions that await an outcome */
	uint64_t sealed;		/* size of the newest checkpoint */
	int64_t sealed_minute;
	char *log_text, *admin_text;	/* verifier keys */
	struct note_key log, admin;
};

/* Overwrite the slots that records have declared erased, then forget it. */
int ledger_redo_erasures(struct ledger *l) MUST_USE;

/* Take the stored verifier keys, or store those given (may be empty). */
int ledger_load_keys(struct ledger *l, struct lmdb_txn *txn, struct sv log,
    struct sv admin) MUST_USE;

#endif
