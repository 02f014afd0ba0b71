/*
 * A transaction: one request of a client, what is decided about it, and the
 * answer. One enum and one table of states (txn.c); a callback stores a fact
 * and calls the driver.
 *
 *	HEAD -> GATE -> RESOLVE -> BODY -> INSPECT -> RECOGNISE -> TOKENS
 *	     -> REWRITE -> COMMIT -> SEND -> ANSWER -> DONE
 *
 * From any state before SEND a refusal goes to REFUSE, which writes a record
 * of its own, and then to REPLY; after COMMIT a failure goes to REPLY alone,
 * since the decision stands in the ledger already and the outcome says the
 * rest. A client that goes away leads to DONE at once.
 */
#ifndef PROXY_TXN_H
#define PROXY_TXN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "proxy/http1.h"

struct ipc_message;
struct session;
struct txn;

/* Whose answer does a transaction wait for? */
enum txn_awaits {
	TXN_AWAITS_NOBODY,
	TXN_AWAITS_KEEPER,
	TXN_AWAITS_RECORDER,
	TXN_AWAITED
};

/* Begin a transaction for the next request of `s`. ERR_NOMEM, ERR_FULL. */
int txn_new(struct session *s, struct txn **ret_txn) MUST_USE;

/* Where the request's head and all that follows from it live. */
struct arena *txn_arena(struct txn *t);

/* What the session's parser finds, in this order. Each may release `t`. */
void txn_take_head(struct txn *t, const struct http1_head *head);
void txn_take_body(struct txn *t, struct sv data);
void txn_take_end(struct txn *t, const struct http1_field *trailers,
    size_t ntrailers);
void txn_take_refusal(struct txn *t, const struct http1_refusal *refusal);

/* The client has gone: release `t`, now or when its record is written. */
void txn_client_gone(struct txn *t);

/* The client took or sent nothing for too long. */
void txn_client_slow(struct txn *t);

/* The client has taken what was written to it. */
void txn_client_drained(struct txn *t);

/* Messages for this transaction, and the loss of who would send them. */
void txn_keeper_message(struct txn *t, const struct ipc_message *m);
void txn_recorder_message(struct txn *t, const struct ipc_message *m);
void txn_keeper_lost(struct txn *t);
void txn_recorder_lost(struct txn *t);

#endif
