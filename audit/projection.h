/*
 * What is derived from the ledger and can be deleted: an LMDB environment of
 * its own beside the store, filled record by record after the receipts, with
 * its own position. It belongs to one ledger: if that is not the one it was
 * made from, it empties itself and begins anew, so it can never disagree. Its
 * commits are visible at once but not durable before it is closed: after a
 * crash of the system it is made anew.
 */
#ifndef AUDIT_PROJECTION_H
#define AUDIT_PROJECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/reader.h"
#include "audit/view.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/lmdb.h"

struct projection;

struct projection_spec {
	const char *name;		/* of the folder in the store */
	const char *const *tables;	/* the first is "position", ours */
	size_t ntables;
	uint32_t format;
	uint64_t map_bytes;
	/*
	 * Put what follows from record `index` into `txn`; errors of the
	 * transaction stick to it. Borrowed: everything.
	 */
	int (*add)(struct lmdb_txn *txn, struct ledger_reader *ledger,
	    uint64_t index, const struct view *v);
};

/*
 * Open the projection of the store in `dir`. A writer makes it, and makes it
 * anew if it is damaged, of another format or from before a crash of the
 * system; a reader gets ERR_NOTFOUND.
 * Borrows `spec`. Also ERR_IO, ERR_NOMEM.
 */
int projection_open(const char *dir, const struct projection_spec *spec,
    bool write, struct projection **ret_projection, struct errinfo *ei)
    MUST_USE;
void projection_close(struct projection *p);

/*
 * Take in records; audit/follower.h does that for several projections at once.
 * projection_begin() says how many are in, and may be called again while it is
 * under way; then each record in its order, `v` NULL if it is no record that
 * can be read; projection_commit() makes them visible. Errors of LMDB;
 * after one of them, abort: then nothing since the begin was taken in.
 */
int projection_begin(struct projection *p, struct ledger_reader *ledger,
    uint64_t *ret_position) MUST_USE;
int projection_add(struct projection *p, struct ledger_reader *ledger,
    uint64_t index, const struct view *v) MUST_USE;
int projection_commit(struct projection *p, struct ledger_reader *ledger)
    MUST_USE;
void projection_abort(struct projection *p);

/*
 * Begin to read; end with lmdb_abort(). `*ret_position`: records taken in; 0,
 * and nothing to be read, if it was made from another ledger.
 */
int projection_read(struct projection *p, struct ledger_reader *ledger,
    struct lmdb_txn **ret_txn, uint64_t *ret_position) MUST_USE;

#endif
