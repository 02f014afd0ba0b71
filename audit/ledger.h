/*
 * The ledger's store and its only writer (the recorder). One LMDB environment
 * holds records, Merkle tree, sealed vault rows and checkpoints, so that a
 * receipt is one transaction; the subject keys live in a fixed-slot file
 * beside it. Readers use audit/reader.h.
 *
 * A batch commits as a whole and is durable when ledger_commit() returns. A
 * bad item fails alone. Every item is idempotent by its id and kind: asked
 * again, it gets the index it has.
 */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

/* As far as a store may grow without being told otherwise: address space. */
#define LEDGER_MAP_BYTES	(UINT64_C(256) << 30)

enum {
	LEDGER_FORMAT = 1,
	LEDGER_SLOT_BYTES = 128,
	LEDGER_SLOT_GAP = 65536,	/* so far beyond the file's end */
	LEDGER_HASH_BYTES = 32,
	LEDGER_ROW_KEY_MAX = 64,
	LEDGER_BATCH_MAX = 1024,	/* items of one commit */
	LEDGER_ITEM_MAX = 65536		/* rows, and slots, of one item */
};

enum ledger_kind {
	LEDGER_FLOW = 1,	/* a decision that awaits its outcome */
	LEDGER_OUTCOME = 2,	/* `id` is that of the decision */
	LEDGER_FINAL = 3,	/* any other: refusals, events */
	LEDGER_ERASE = 4,	/* the same, and overwrites slots; signed */
	LEDGER_UNKNOWN = 5	/* an outcome that we write: nobody knows */
};

/* A vault row: what token stands for, sealed. Opaque here. */
struct ledger_row {
	struct sv key;		/* <= LEDGER_ROW_KEY_MAX bytes */
	struct sv value;
};

/* A slot image: LEDGER_SLOT_BYTES at `slot` * LEDGER_SLOT_BYTES. */
struct ledger_slot {
	uint64_t slot;
	struct sv image;
};

struct ledger_item {
	struct record_id id;
	enum ledger_kind kind;
	uint32_t owner;		/* who will send the outcome (a channel) */
	struct sv record;	/* canonical JSON */
	struct sv side;		/* or empty */
	const struct ledger_row *rows;
	size_t nrows;
	const struct ledger_slot *slots;
	size_t nslots;
	struct sv approval;	/* LEDGER_ERASE: signed note, see approval.h */
	/* Set by ledger_commit(): */
	int status;		/* 0 or why this item is not in */
	uint64_t index;
};

struct ledger_options {
	const char *dir;	/* made if it is not there */
	struct sv verifier;	/* verifier key of the log; empty: as stored */
	struct sv admin;	/* the same of who approves erasures */
	uint64_t map_bytes;	/* 0: LEDGER_MAP_BYTES */
};

struct ledger;
struct ledger_reader;


/*
 * Open or make the store in `dir` for writing: checks format and tree, redoes
 * erasures that a crash interrupted. ERR_CONFLICT: another log's keys, or
 * another writer is at work; ERR_UNSUPPORTED: another format; ERR_CORRUPT;
 * ERR_IO; ERR_NOMEM.
 */
int ledger_open(const struct ledger_options *o, struct ledger **ret_ledger,
    struct errinfo *ei) MUST_USE;
void ledger_close(struct ledger *l);

/*
 * Name the verifier keys now, if ledger_open() was not told them: stored the
 * first time, compared later. ERR_CONFLICT, ERR_SYNTAX, or as a commit.
 */
int ledger_set_keys(struct ledger *l, struct sv verifier, struct sv admin)
    MUST_USE;

/*
 * Append `n` items in order as one durable transaction; all is borrowed for
 * the call. 0: committed, each item has its status: ERR_CONFLICT (id, row or
 * slot holds something else), ERR_LIMIT, ERR_INVAL, ERR_RANGE (a slot far
 * beyond the others), ERR_NOTFOUND (outcome of no decision), ERR_AUTH
 * (approval). Otherwise nothing was acknowledged and every
 * status is that error: ERR_FULL (map or disk; later calls may succeed),
 * ERR_NOMEM, or ERR_IO, after which the ledger must be reopened (ERR_STATE).
 */
int ledger_commit(struct ledger *l, struct ledger_item *items, size_t n)
    MUST_USE;

/*
 * Move vault rows of earlier commits, at most `max`, to where they are found
 * without memory (audit/merge.h), durably. For idle moments; `*ret_more`: there
 * is more of this to do. ledger_fresh_count() says how many rows wait for it.
 */
int ledger_merge(struct ledger *l, size_t max, bool *ret_more) MUST_USE;
size_t ledger_fresh_count(const struct ledger *l);

/* Records in the tree, decisions that await an outcome, records after the
 * last checkpoint. */
uint64_t ledger_size(const struct ledger *l);
uint64_t ledger_unsealed(const struct ledger *l);
uint64_t ledger_open_count(const struct ledger *l);

/*
 * A reader of the same store within the writer's process (LMDB allows one
 * environment a process). Returns owned; end it before the ledger.
 */
int ledger_reader(struct ledger *l, struct ledger_reader **ret_reader) MUST_USE;

/*
 * Append the unsigned checkpoint of the present tree to `b`. ERR_AGAIN: the
 * stored one has this size already; ERR_STATE: no verifier key yet.
 */
int ledger_checkpoint(const struct ledger *l, struct buf *b) MUST_USE;

/*
 * Store a signed checkpoint made from ledger_checkpoint(), durably. ERR_AUTH,
 * ERR_CORRUPT (not of this tree), or as ledger_commit().
 */
int ledger_seal(struct ledger *l, struct sv note, int64_t now_ns) MUST_USE;

#endif
