/*
 * Which TLS connections keep the library's buffers, 32 KiB each. One in use
 * keeps them: giving them back after every record, wiped, costs more than the
 * record. One that has rested for a second or two gives them back, so that an
 * idle connection is small; so does one beyond the first CONN_WARM_MAX.
 */
#ifndef PROXY_CONN_WARM_H
#define PROXY_CONN_WARM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/loop.h"

struct conn;

enum { CONN_WARM_MAX = 1024, CONN_WARM_MS = 1000 };

/* Of a hub: its connections that may have buffers. */
struct conn_warm {
	struct conn *first;
	size_t count;
	struct loop_timer timer;
};

/* Of a connection: its place there. */
struct conn_warmth {
	struct conn *next, **link;	/* NULL: not among them */
	bool is_used;			/* since the last look */
};

void conn_warm_init(struct conn_warm *warm, struct loop *loop);
void conn_warm_done(struct conn_warm *warm);

/* `c`, which has TLS, has read or written. */
void conn_warm_use(struct conn *c);

/* `c` is about to be released. */
void conn_warm_forget(struct conn *c);

#endif
