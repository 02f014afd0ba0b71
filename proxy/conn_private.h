/*
 * The inside of a connection, shared by conn.c (what owners call), conn_loop.c
 * (what the loop calls) and conn_io.c (moving bytes).
 */
#ifndef PROXY_CONN_PRIVATE_H
#define PROXY_CONN_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/loop.h"
#include "base/sv.h"
#include "proxy/conn.h"
#include "proxy/conn_warm.h"

enum {
	CONN_SCRATCH_BYTES = 64 * 1024,
	CONN_RECORD_BYTES = 16 * 1024
};

struct conn_hub {
	struct loop *loop;
	struct conn_options options;
	struct conn *conns;		/* all, in a list */
	size_t count;
	char *scratch;			/* input of the event going on */
	size_t scratch_used;		/* bytes of it; wiped afterwards */
	char *record;			/* pieces joined into one TLS record */
	struct conn_warm warm;
};

enum conn_state {
	CONN_CONNECTING,
	CONN_HANDSHAKING,
	CONN_OPEN,
	CONN_FINISHING,		/* owner gone: sending the rest */
	CONN_LINGERING,		/* owner gone: letting the peer read */
	CONN_BROKEN,		/* failed: told, or about to be */
	CONN_DEAD		/* to be released by its task */
};

/* The direction from the peer. */
enum conn_in {
	CONN_IN_ON,
	CONN_IN_PAUSED,		/* by the owner */
	CONN_IN_FULL,		/* max_unread is reached */
	CONN_IN_END		/* no more will come */
};

/* The direction to the peer. */
enum conn_out {
	CONN_OUT_ON,
	CONN_OUT_CLOSING,	/* close when nothing is unsent */
	CONN_OUT_CLOSED,
	CONN_OUT_BROKEN	/* the peer takes no more; it may have said why */
};

/* What the task has to do; bits. */
enum conn_todo {
	CONN_TODO_OPENED = 1,
	CONN_TODO_READABLE = 2,	/* tell again what is unread */
	CONN_TODO_READ = 4,	/* there may be bytes inside the TLS layer */
	CONN_TODO_FAILED = 8
};

struct conn {
	struct conn_hub *hub;
	struct conn *next, **link;
	struct tls *tls;		/* or NULL */
	struct conn_warmth warmth;
	conn_fn *fn;
	void *arg;
	struct loop_io io;
	struct loop_timer timer;
	struct loop_task task;
	int fd;
	enum conn_state state;
	enum conn_in in;
	enum conn_out out;
	unsigned todo;
	bool wants_drained;	/* tell CONN_DRAINED when unsent is empty */
	bool is_truncated;
	bool tls_needs_write;	/* reading or shaking hands waits for it */
	int err;
	const char *error;	/* constant text */
	struct sv fresh;	/* in the scratch memory, not consumed */
	struct buf unread;
	size_t unread_at;	/* consumed of it */
	struct buf unsent;
	size_t unsent_at;	/* sent of it */
	uint64_t bytes_in, bytes_out;
	uint64_t dropped;	/* while lingering */
	struct addr peer, local;
};

/*
 * Read at most `size` bytes from the socket or the TLS layer. 0 with
 * `*ret_len` >= 1, ERR_AGAIN, ERR_CLOSED (an orderly end), ERR_TRUNCATED,
 * or another error with c->error set.
 */
int conn_io_read(struct conn *c, char *to, size_t size, size_t *ret_len)
    MUST_USE;

/* Would conn_io_read() say ERR_AGAIN? */
bool conn_io_is_silent(struct conn *c);

/*
 * Write what the socket takes of the pieces: `*ret_len`, also 0. Fails with
 * ERR_CLOSED when the peer takes no more.
 */
int conn_io_write(struct conn *c, const struct sv *pieces, size_t n,
    size_t *ret_len) MUST_USE;

/* Close our direction. ERR_AGAIN: call again when writable. */
int conn_io_shutdown(struct conn *c) MUST_USE;

/* A non-blocking socket on its way to `to`; ERR_IO. */
int conn_io_connect(const struct addr *to, int *ret_fd) MUST_USE;

/* How the connecting went: 0, or an error with c->error set. */
int conn_io_connected(struct conn *c) MUST_USE;

/* Latency before packing; learn the addresses. */
void conn_io_prepare(struct conn *c);

/* Register with the loop, wanting nothing yet. */
void conn_loop_init(struct conn *c);

/* Ask the loop for what the state needs. */
void conn_loop_settle(struct conn *c);

/* Have the task do `todo` (enum conn_todo) and flush. */
void conn_loop_defer(struct conn *c, unsigned todo);

/* Fail from within a call of the owner, who is told from the loop. */
void conn_loop_break(struct conn *c, int err);
void conn_loop_break_out(struct conn *c);	/* it takes no more bytes */

/* All is sent and said: wait for the peer to have read it. */
void conn_loop_linger(struct conn *c);

/* Give back all but the memory; then the memory, from the loop only. */
void conn_loop_detach(struct conn *c);
void conn_loop_release(struct conn *c);

#endif
