/*
 * The recorder: its messages, and its logic, which collects the COMMITs of one
 * turn of the loop, commits them as a group and then acknowledges. The process
 * around it is proxy/recorder_role.c.
 *
 * Message bodies (base/wire.h, big-endian):
 *   COMMIT  id[16] kind:u8 record:sv side:sv approval:sv
 *           rows:u32 {key:sv value:sv}  slots:u32 {slot:u64 image[128]}
 *   ACK     id[16] kind:u8 status:u32 (minus the code) index:u64
 *   SIGN    recorder -> keeper: the text of a checkpoint, as it is
 *   SIGNED  keeper -> recorder: the whole signed note
 *   KEYS    verifier:sv admin:sv   keeper -> recorder, at once: verifier keys
 *           (audit/note.h) of the log, named like its origin, and of who
 *           approves erasures
 * Outcomes are COMMITs of kind LEDGER_OUTCOME; nobody waits for them, so only
 * one that could not be taken has an ACK. COMMIT and ACK carry the transaction
 * of whoever asks.
 */
#ifndef PROXY_RECORDER_H
#define PROXY_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

enum recorder_message {
	RECORDER_COMMIT = 0x0201,
	RECORDER_ACK = 0x0202,
	RECORDER_SIGN = 0x0203,
	RECORDER_SIGNED = 0x0204,
	RECORDER_KEYS = 0x0205
};

struct recorder_ack {
	struct record_id id;
	enum ledger_kind kind;
	int status;
	uint64_t index;
};

/* Append a COMMIT body made of `item` to `b`; the recorder knows the owner. */
void recorder_write_commit(struct buf *b, const struct ledger_item *item);

/* Read one; arrays come from `a`, bytes are borrowed from `body`. ERR_SYNTAX,
 * ERR_TRUNCATED, ERR_LIMIT, ERR_NOMEM. */
int recorder_read_commit(struct sv body, struct arena *a,
    struct ledger_item *ret_item) MUST_USE;

void recorder_write_ack(struct buf *b, const struct recorder_ack *ack);
int recorder_read_ack(struct sv body, struct recorder_ack *ret_ack) MUST_USE;

void recorder_write_keys(struct buf *b, struct sv verifier, struct sv admin);
int recorder_read_keys(struct sv body, struct sv *ret_verifier,
    struct sv *ret_admin) MUST_USE;

/* What the process does for the logic; what cannot be sent is lost. */
struct recorder_host {
	void (*ack)(void *ctx, uint32_t peer, uint64_t txn, struct sv body);
	void (*sign)(void *ctx, struct sv text);
	void *ctx;
};

struct recorder_options {
	const char *store;		/* folder */
	uint64_t map_bytes;		/* 0: LEDGER_MAP_BYTES */
	uint32_t heartbeat_ms;		/* 0: 60 000 */
	uint32_t checkpoint_ms;		/* 0: 1 000 */
	struct recorder_host host;
};

struct recorder_stats {
	uint64_t records, commits;	/* since it was opened */
	uint64_t unsealed;		/* records after the last checkpoint */
	uint64_t unprojected;		/* records that indexes lack */
};

struct recorder;

/* Open the store and settle what a crash left open. */
int recorder_open(const struct recorder_options *o,
    struct recorder **ret_recorder, struct errinfo *ei) MUST_USE;

/* Release everything; what is queued is lost (recorder_flush() first). */
void recorder_close(struct recorder *r);

/*
 * Queue a COMMIT from `peer` (a copy). An error says that the peer breaks the
 * rules; a full queue is answered with an ACK of ERR_FULL and is none.
 */
int recorder_take(struct recorder *r, uint32_t peer, uint64_t txn,
    struct sv body) MUST_USE;

/*
 * Commit the queue in groups and send the ACKs. Call when every readable
 * channel has been drained. An error means that the process must end and be
 * started again; the ACKs with that status have been sent.
 */
int recorder_flush(struct recorder *r) MUST_USE;

/* The channel to `peer` is gone: its open decisions become `unknown`. */
int recorder_gone(struct recorder *r, uint32_t peer) MUST_USE;

/* From the keeper. ERR_CONFLICT: the keys are not this store's; ERR_AUTH,
 * ERR_CORRUPT: not a checkpoint of it. */
int recorder_keys(struct recorder *r, struct sv body) MUST_USE;
int recorder_signed(struct recorder *r, struct sv note) MUST_USE;

/*
 * At the end, when no worker is left: have the last records sealed too, however
 * short ago the last checkpoint was. True while the keeper's answer is awaited:
 * ask again when it has come. False: all is sealed, or cannot be.
 */
bool recorder_seal_last(struct recorder *r);

/*
 * Do one slice of what can wait: checkpoint, heartbeat, projections. Call when
 * nothing is readable, and now and then if there always is. `*ret_again_ms`:
 * when to call again; 0 is as soon as nothing is readable.
 */
int recorder_idle(struct recorder *r, uint32_t *ret_again_ms) MUST_USE;

/*
 * True if the projections lack so much that a slice must not wait any longer.
 */
bool recorder_lags(const struct recorder *r);

void recorder_stats(const struct recorder *r, struct recorder_stats *ret_stats);

#endif
