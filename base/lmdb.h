/*
 * LMDB behind our own words: an environment with named tables, transactions
 * with a sticky error, cursors. Commits are durable, except in an environment
 * of derived data, whose owner makes it anew after a crash of the system.
 *
 * One writer process at a time, any number of readers; one thread each. A
 * value that was read is borrowed: until the transaction ends, and in a
 * writing transaction only until its next change.
 */
#ifndef BASE_LMDB_H
#define BASE_LMDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum {
	LMDB_TABLES_MAX = 16,
	LMDB_KEY_MAX = 511		/* bytes; keys are never empty */
};

struct lmdb;
struct lmdb_txn;
struct lmdb_cursor;

struct lmdb_options {
	const char *dir;		/* a folder that exists */
	const char *const *tables;	/* names; calls say their position */
	size_t ntables;
	uint64_t map_bytes;		/* the most the file may grow to */
	uint32_t format;		/* written when made, compared later */
	bool write;			/* makes what is missing */
	bool derived;			/* commits wait for lmdb_sync() to be
					 * durable; a crash of the system before
					 * it may damage the file */
};

struct lmdb_usage {
	uint64_t used_bytes;
	uint64_t map_bytes;
	unsigned readers;		/* slots ever taken */
};

/*
 * Open an environment. ERR_NOTFOUND (reader: not there yet), ERR_UNSUPPORTED
 * (format of another version of ours, or of LMDB's), ERR_CORRUPT, ERR_IO,
 * ERR_NOMEM. Never use it across fork().
 */
int lmdb_open(const struct lmdb_options *o, struct lmdb **ret_db,
    struct errinfo *ei) MUST_USE;

/* Close it; all transactions must have ended. NULL is allowed. */
void lmdb_close(struct lmdb *db);

/*
 * Begin to read what is committed now; a transaction sees nothing later, and
 * ends with lmdb_abort(). ERR_FULL (no reader slot is left), ERR_NOMEM, ERR_IO.
 */
int lmdb_begin_read(struct lmdb *db, struct lmdb_txn **ret_txn) MUST_USE;

/*
 * Begin the one writing transaction. ERR_STATE after a commit that failed in
 * a way that leaves the file's state unknown: close and open again.
 */
int lmdb_begin_write(struct lmdb *db, struct lmdb_txn **ret_txn) MUST_USE;

/*
 * End a writing transaction: its first error, or that of the commit itself:
 * ERR_FULL (map or disk; the environment stays usable), ERR_NOMEM, ERR_IO.
 * With 0 everything is on the disk, with an error nothing of it counts.
 */
int lmdb_commit(struct lmdb_txn *txn) MUST_USE;

/* Make the commits of a derived environment durable. ERR_IO. */
int lmdb_sync(struct lmdb *db) MUST_USE;

/* End any transaction without effect. NULL is allowed. */
void lmdb_abort(struct lmdb_txn *txn);

/* Let go of a reader's snapshot, and take the newest one. */
void lmdb_park(struct lmdb_txn *txn);
int lmdb_renew(struct lmdb_txn *txn) MUST_USE;

/* The transaction's first error so far, or 0. */
int lmdb_err(const struct lmdb_txn *txn) MUST_USE;

/* 0, ERR_NOTFOUND (not sticky), or the sticky error. */
int lmdb_get(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv *ret_value) MUST_USE;

/* Put `value` under `key`, over any other. Errors stick. */
void lmdb_put(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv value);

/* The same for a key greater than all in the table: fills pages whole. */
void lmdb_append(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv value);

/*
 * Put only if the key is new: 0; ERR_EXISTS (not sticky) with the value that
 * is there; or the sticky error.
 */
int lmdb_insert(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv value, struct sv *ret_there) MUST_USE;

/* Remove `key`; that it is not there is no error. */
void lmdb_del(struct lmdb_txn *txn, unsigned table, struct sv key);

/* Remove all of the table. */
void lmdb_clear(struct lmdb_txn *txn, unsigned table);

/* How many rows the table has; 0 after an error. */
uint64_t lmdb_count(struct lmdb_txn *txn, unsigned table);

/*
 * Make a cursor, which must be closed before `txn` ends. ERR_NOMEM, or the
 * sticky error. Returns owned.
 */
int lmdb_cursor_open(struct lmdb_txn *txn, unsigned table,
    struct lmdb_cursor **ret_cursor) MUST_USE;
void lmdb_cursor_close(struct lmdb_cursor *c);

/* To the first row with a key >= `key`, to the last, to the next or previous
 * one. 0, ERR_NOTFOUND when there is none, or another error (sticky). */
int lmdb_cursor_seek(struct lmdb_cursor *c, struct sv key, struct sv *ret_key,
    struct sv *ret_value) MUST_USE;
int lmdb_cursor_last(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value) MUST_USE;
int lmdb_cursor_next(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value) MUST_USE;
int lmdb_cursor_prev(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value) MUST_USE;

/* Free the slots of readers that died; how many those were. */
int lmdb_reader_check(struct lmdb *db, unsigned *ret_dead) MUST_USE;

/* How much of the map is taken, and by how many readers at most. ERR_IO. */
int lmdb_usage(struct lmdb *db, struct lmdb_usage *ret_usage) MUST_USE;

#endif
