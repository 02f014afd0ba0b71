/*
 * Vault rows that are committed but not yet in their sorted table. Their keys
 * are random, so inserting each at once would write a page a row; instead the
 * rows of a commit are one blob in STORE_FRESH, found through a table in
 * memory that each process makes for itself, and the writer merges many of
 * them into STORE_ROW later, in the order of their keys.
 *
 *	fresh	u64 number	blob: {u8 key length, key, u32 length,
 *				value} ...
 *	meta	"merged"	u64: blobs below this number are in STORE_ROW
 *
 * For the ledger's writer and reader; nobody else.
 */
#ifndef AUDIT_FRESH_H
#define AUDIT_FRESH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/lmdb.h"
#include "base/map.h"
#include "base/sv.h"

/* Where a row is: `len` bytes at `at` of blob `number`. */
struct fresh_row {
	struct fresh_row *older;	/* of the pending ones; or free */
	uint64_t number;
	uint32_t at, len;
	uint8_t key_len;
	uint8_t key[LEDGER_ROW_KEY_MAX];
};

struct fresh {
	struct map by_key;
	struct arena arena;		/* of the rows */
	uint64_t merged, next;		/* has the blobs [merged, next) */
	uint64_t generation;		/* changes when rows are forgotten */
	struct fresh_row *pending;	/* newest first: of the next blob */
	struct fresh_row *unused;
	struct buf blob;		/* the next blob */
};

void fresh_init(struct fresh *f);
void fresh_done(struct fresh *f);

/*
 * Take in the blobs that `txn` sees and forget those merged meanwhile. To be
 * called in each transaction before the others. ERR_CORRUPT, ERR_NOMEM; then
 * nothing is known, and the next call begins anew.
 */
int fresh_catch_up(struct fresh *f, struct lmdb_txn *txn) MUST_USE;

/* The value under `key`, here or in STORE_ROW; borrowed from `txn`.
 * ERR_NOTFOUND. */
int fresh_get(struct fresh *f, struct lmdb_txn *txn, struct sv key,
    struct sv *ret_value) MUST_USE;

/*
 * Put a row into the next blob. 0, also if it is there already with this
 * value; ERR_CONFLICT: with another one; ERR_NOMEM, ERR_LIMIT.
 */
int fresh_put(struct fresh *f, struct lmdb_txn *txn, struct sv key,
    struct sv value) MUST_USE;

/* The pending rows so far; and drop those put since then. */
struct fresh_row *fresh_mark(const struct fresh *f);
void fresh_drop(struct fresh *f, struct fresh_row *mark);

/* Write the next blob, if it has rows, into `txn`. */
void fresh_write(struct fresh *f, struct lmdb_txn *txn);

/* The transaction has committed: the rows stay. */
void fresh_keep(struct fresh *f);

/* Rows in memory. */
size_t fresh_count(const struct fresh *f);

#endif
