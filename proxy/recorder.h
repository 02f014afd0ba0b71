/*
 * The recorder's side of its messages, and its logic: collect the COMMITs of
 * one turn of the loop, commit them as a group, then acknowledge. The role's
 * main program owns loop and channels and calls in here.
 *
 * Message bodies (base/wire.h, big-endian):
 *   COMMIT  id[16] kind:u8 record:sv side:sv approval:sv
 *           rows:u32 {key:sv value:sv}  slots:u32 {slot:u64 image[128]}
 *   ACK     id[16] kind:u8 status:u32 (minus the code) index:u64
 *   SIGN    text:sv      recorder -> keeper: an unsigned checkpoint
 *   SIGNED  note:sv      keeper -> recorder: the whole signed note
 * Outcomes are COMMITs of kind LEDGER_OUTCOME; they are acknowledged too, and
 * who does not wait drops the ACK.
 */
#ifndef PROXY_RECORDER_H
#define PROXY_RECORDER_H

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
	RECORDER_SIGNED = 0x0204
};

struct recorder_ack {
	struct record_id id;
	enum ledger_kind kind;
	int status;
	uint64_t index;
};

/* Append a COMMIT body made of `item` to `b`; for workers (owner is the peer). */
void recorder_write_commit(struct buf *b, const struct ledger_item *item);

/* Read one; arrays come from `a`, bytes are borrowed from `body`. */
int recorder_read_commit(struct sv body, struct arena *a,
    struct ledger_item *ret_item) MUST_USE;

void recorder_write_ack(struct buf *b, const struct recorder_ack *ack);
int recorder_read_ack(struct sv body, struct recorder_ack *ret_ack) MUST_USE;

/* What the role's main program does for the recorder. */
struct recorder_ops {
	/* Send `body` to `peer`; a full queue is the peer's loss. */
	void (*send)(void *ctx, uint32_t peer, enum recorder_message type,
	    struct sv body);
	void *ctx;
	uint32_t keeper;		/* the peer that signs */
};

struct recorder_options {
	const char *store;		/* folder of exeat.yaml's `store` */
	struct sv verifier;		/* from the keeper; may be empty */
	uint64_t heartbeat_ms;		/* 0: 60 000 */
	struct recorder_ops ops;
};

struct recorder;

/* Open the store, settle what a crash left open, write the start record. */
int recorder_open(const struct recorder_options *o,
    struct recorder **ret_recorder, struct errinfo *ei) MUST_USE;

/* Commit what is queued, then close. */
void recorder_close(struct recorder *r);

/*
 * Take a message from `peer`. COMMITs are copied and queued; ERR_SYNTAX: drop
 * the peer; ERR_FULL: the queue holds its maximum (it was answered so).
 */
int recorder_take(struct recorder *r, uint32_t peer,
    enum recorder_message type, struct sv body) MUST_USE;

/*
 * Commit the queue as one group and send the ACKs. Call when every readable
 * channel has been drained. An error other than ERR_FULL means that the role
 * must end and be started again; the ACKs with that status have been sent.
 */
int recorder_flush(struct recorder *r) MUST_USE;

/* The channel to `peer` is gone: its open decisions become `unknown`. */
int recorder_gone(struct recorder *r, uint32_t peer) MUST_USE;

/*
 * Do one slice of what can wait: checkpoint, heartbeat, projections. Call when
 * nothing is readable. `*ret_again_ms`: when to call again, 0 is at once.
 */
int recorder_idle(struct recorder *r, uint64_t *ret_again_ms) MUST_USE;

#endif
