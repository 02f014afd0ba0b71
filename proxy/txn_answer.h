/*
 * The transaction's ear for the answer (proxy/upstream.h), and for what the
 * keeper says about tokens in it.
 */
#ifndef PROXY_TXN_ANSWER_H
#define PROXY_TXN_ANSWER_H

#include "base/attr.h"

struct ipc_message;
struct txn;
struct upstream_ops;

/* Callbacks with the transaction as their argument. */
const struct upstream_ops *txn_answer_ops(void);

/* The keeper told what tokens of the answer stand for, or never will. */
void txn_answer_resolved(struct txn *t, const struct ipc_message *m);
void txn_answer_unresolved(struct txn *t);

/* Note what the answer is searched for, and what it stands for. ERR_NOMEM. */
int txn_fill_book(struct txn *t) MUST_USE;

#endif
