/*
 * Connections to origins: made, kept while idle, found again by exactly what
 * they are. Used by upstream.c only.
 */
#ifndef PROXY_UPSTREAM_POOL_H
#define PROXY_UPSTREAM_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/loop.h"
#include "base/map.h"
#include "base/sv.h"
#include "proxy/conn.h"
#include "proxy/upstream.h"

/* What a connection is: never used for anything else. The verify policy and
 * ALPN are one for the whole pool, its TLS context's. */
struct upstream_key {
	struct addr addr;
	bool is_tls;
	struct sv host;
	struct sv identity;
};

/* All that is kept for one key; gone with its last link and ticket. */
struct upstream_origin {
	struct sv bytes;		/* the key as the map has it */
	struct sv host;			/* a part of it */
	size_t refs;			/* links and tickets */
	struct upstream_link *idle;	/* newest first */
	char names[];
};

struct upstream_link {
	struct upstream *pool;
	struct upstream_origin *origin;
	struct conn *conn;
	struct upstream_call *call;	/* NULL: idle, in both lists */
	struct upstream_link *next, *previous;	/* of the same origin */
	struct upstream_link *older, *newer;	/* of all */
	bool was_reused;
};

/* A TLS session to begin the next connection with. */
struct upstream_ticket {
	struct upstream_ticket *next;
	struct upstream_origin *origin;
	struct tls_session *session;
};

struct upstream {
	struct conn_hub *hub;
	struct loop *loop;
	struct upstream_options options;
	struct map origins;		/* of struct upstream_origin */
	struct upstream_link *oldest, *newest;	/* idle ones */
	struct upstream_ticket *tickets; /* newest first */
	size_t ntickets;
	struct upstream_call *calls;
	struct upstream_counts counts;
};

/* Connect for `call`, whose events begin. ERR_NOMEM, ERR_INVAL. */
int upstream_pool_open(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call, struct upstream_link **ret_link) MUST_USE;

/* An idle connection that is still good, for `call`; NULL if none is. */
struct upstream_link *upstream_pool_take(struct upstream *u,
    const struct upstream_key *key, struct upstream_call *call) MUST_USE;

/* Keep for later; the oldest goes when there are too many. */
void upstream_pool_give(struct upstream_link *l);

/* Close and release. */
void upstream_pool_drop(struct upstream_link *l);

/* Close what is idle and forget the sessions. */
void upstream_pool_clear(struct upstream *u);

/* In upstream.c: an event of the connection that `call` uses. */
void upstream_call_event(struct upstream_call *call, enum conn_event event);

#endif
