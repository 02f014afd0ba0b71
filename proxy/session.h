/*
 * A client's connection: reads requests one after the other, each into a
 * transaction of its own (proxy/txn.h), and carries the answers back. What the
 * client sends ahead waits unread.
 */
#ifndef PROXY_SESSION_H
#define PROXY_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "proxy/conn.h"
#include "proxy/gate.h"
#include "proxy/http1.h"

struct session;
struct worker;

/*
 * Take the open connection `c`, accepted on `gate` (borrowed for the life of
 * the worker). ERR_NOMEM; the connection is closed then.
 */
int session_open(struct worker *w, const struct gate *gate, struct conn *c)
    MUST_USE;

/* Close idle sessions now and busy ones after their transaction. */
void session_drain_all(struct worker *w);

/* Close all of them at once, at the end of the worker. */
void session_close_all(struct worker *w);

/* For the transaction. */

const struct gate *session_gate(const struct session *s);
struct conn *session_conn(struct session *s);
struct worker *session_worker(struct session *s);

/* Read on: the body of the present request is wanted (or no longer). */
void session_want_body(struct session *s, bool want);

/*
 * While the transaction waits for others: let the end of what the client sends
 * be its end, by txn_client_gone(), or no longer.
 */
void session_watch(struct session *s, bool watch);

/* Let the clock of the present wait run out after `ms`; 0: no clock. */
void session_set_timeout(struct session *s, uint32_t ms);

/*
 * The transaction is over and has been released. With `reuse` the connection
 * may carry another request; otherwise it closes when all is sent.
 */
void session_txn_over(struct session *s, bool reuse);

#endif
