/*
 * The ledger as readers see it: a consistent view of one moment. Used by the
 * console, the keeper (sealed rows), projections and the command line.
 */
#ifndef AUDIT_READER_H
#define AUDIT_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "audit/tile.h"
#include "audit/tree.h"
#include "audit/view.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

struct lmdb;
struct lmdb_txn;
struct ledger_reader;

/*
 * Open the store in `dir` for reading and take a view of it. ERR_NOTFOUND if
 * there is none, and the errors of lmdb_open(). Never in the process that has
 * it open for writing: there it is ledger_reader().
 */
int reader_open(const char *dir, struct ledger_reader **ret_reader,
    struct errinfo *ei) MUST_USE;

/* The same over an environment that is open; borrows it. */
int reader_attach(struct lmdb *db, struct ledger_reader **ret_reader) MUST_USE;

void reader_close(struct ledger_reader *s);

/*
 * Let go of the view, so that the store can reuse pages; and take the newest.
 * Do not keep a view longer than a query takes. Borrowed texts end with it.
 */
void reader_park(struct ledger_reader *s);
int reader_renew(struct ledger_reader *s) MUST_USE;

/* Records in the tree and its root, of this view. */
uint64_t reader_size(const struct ledger_reader *s);
struct tree_hash reader_root(const struct ledger_reader *s);

/* Hashes for proofs. */
struct tree_source reader_source(struct ledger_reader *s);

/* Record `index`, borrowed. ERR_NOTFOUND, ERR_CORRUPT. */
int reader_record(struct ledger_reader *s, uint64_t index,
    struct sv *ret_record) MUST_USE;

/*
 * The same, read (audit/view.h) with its side row, taking memory from `a`.
 * ERR_SYNTAX: it is no JSON object.
 */
int reader_view(struct ledger_reader *s, uint64_t index, struct arena *a,
    struct sv *ret_record, struct view *ret_view) MUST_USE;

/*
 * Where record `id` is; `outcome` asks for the outcome of that decision.
 * ERR_NOTFOUND.
 */
int reader_find(struct ledger_reader *s, struct record_id id, bool outcome,
    uint64_t *ret_index) MUST_USE;

/* The vault's sealed value under `key`, borrowed. ERR_NOTFOUND. */
int reader_row(struct ledger_reader *s, struct sv key, struct sv *ret_value)
    MUST_USE;

/* The list that a record names by SHA-256, borrowed. ERR_NOTFOUND. */
int reader_side(struct ledger_reader *s, const uint8_t sha256[32],
    struct sv *ret_list) MUST_USE;

/* The log's verifier key, borrowed. ERR_NOTFOUND: no keeper signed yet. */
int reader_verifier(struct ledger_reader *s, struct sv *ret_key) MUST_USE;

/*
 * The first signed checkpoint of at least `size` records, or the newest with
 * UINT64_MAX; borrowed. ERR_NOTFOUND.
 */
int reader_checkpoint(struct ledger_reader *s, uint64_t size,
    struct sv *ret_note) MUST_USE;

/*
 * Visit decisions that await an outcome: start with `*at` zeroed and `*first`
 * true. ERR_NOTFOUND after the last.
 */
struct reader_open_decision {
	struct record_id id;
	uint32_t owner;
	uint64_t index;
};
int reader_next_open(struct ledger_reader *s,
    struct reader_open_decision *at, bool *first) MUST_USE;
uint64_t reader_open_count(struct ledger_reader *s);

/*
 * Append the contents of a tile or bundle. ERR_NOTFOUND unless it is that wide
 * in this view.
 */
int reader_tile(struct ledger_reader *s, const struct tile *t, struct buf *b)
    MUST_USE;

/* For the check of a whole store. */
struct lmdb_txn *reader_txn(struct ledger_reader *s);

#endif
