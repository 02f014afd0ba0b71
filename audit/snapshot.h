/*
 * The ledger as readers see it: a consistent view of one moment. Used by the
 * console, the keeper (sealed rows), projections and the command line.
 */
#ifndef AUDIT_SNAPSHOT_H
#define AUDIT_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "audit/tile.h"
#include "audit/tree.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

struct lmdb;
struct lmdb_txn;
struct snapshot;

/*
 * Open the store in `dir` for reading and take a view of it. ERR_NOTFOUND if
 * there is none, and the errors of lmdb_open(). Never in the process that has
 * it open for writing: there it is ledger_snapshot().
 */
int snapshot_open(const char *dir, struct snapshot **ret_snapshot,
    struct errinfo *ei) MUST_USE;

/* The same over an environment that is open; borrows it. */
int snapshot_attach(struct lmdb *db, struct snapshot **ret_snapshot) MUST_USE;

void snapshot_close(struct snapshot *s);

/*
 * Let go of the view, so that the store can reuse pages; and take the newest.
 * Do not keep a view longer than a query takes. Borrowed texts end with it.
 */
void snapshot_park(struct snapshot *s);
int snapshot_renew(struct snapshot *s) MUST_USE;

/* Records in the tree and its root, of this view. */
uint64_t snapshot_size(const struct snapshot *s);
struct tree_hash snapshot_root(const struct snapshot *s);

/* Hashes for proofs. */
struct tree_source snapshot_source(struct snapshot *s);

/* Record `index`, borrowed. ERR_NOTFOUND, ERR_CORRUPT. */
int snapshot_record(struct snapshot *s, uint64_t index, struct sv *ret_record)
    MUST_USE;

/*
 * Where record `id` is; `outcome` asks for the outcome of that decision.
 * ERR_NOTFOUND.
 */
int snapshot_find(struct snapshot *s, struct record_id id, bool outcome,
    uint64_t *ret_index) MUST_USE;

/* The vault's sealed value under `key`, borrowed. ERR_NOTFOUND. */
int snapshot_row(struct snapshot *s, struct sv key, struct sv *ret_value)
    MUST_USE;

/* The list that a record names by SHA-256, borrowed. ERR_NOTFOUND. */
int snapshot_side(struct snapshot *s, const uint8_t sha256[32],
    struct sv *ret_list) MUST_USE;

/* The log's verifier key, borrowed. ERR_NOTFOUND: no keeper signed yet. */
int snapshot_verifier(struct snapshot *s, struct sv *ret_key) MUST_USE;

/*
 * The first signed checkpoint of at least `size` records, or the newest with
 * UINT64_MAX; borrowed. ERR_NOTFOUND.
 */
int snapshot_checkpoint(struct snapshot *s, uint64_t size, struct sv *ret_note)
    MUST_USE;

/*
 * Visit decisions that await an outcome: start with `*at` zeroed and `*first`
 * true. ERR_NOTFOUND after the last.
 */
struct snapshot_open_decision {
	struct record_id id;
	uint32_t owner;
	uint64_t index;
};
int snapshot_next_open(struct snapshot *s,
    struct snapshot_open_decision *at, bool *first) MUST_USE;
uint64_t snapshot_open_count(struct snapshot *s);

/*
 * Append the contents of a tile or bundle. ERR_NOTFOUND unless it is that wide
 * in this view.
 */
int snapshot_tile(struct snapshot *s, const struct tile *t, struct buf *b)
    MUST_USE;

/* For the check of a whole store. */
struct lmdb_txn *snapshot_txn(struct snapshot *s);

#endif
