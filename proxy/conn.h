/*
 * One byte stream to a peer, plain or TLS, as listener.c (clients) and
 * upstream.c (origins) use it. Reading is into the hub's scratch memory, so an
 * idle connection holds none; what its owner leaves unread is kept, bounded,
 * and then reading stops. Writing is through a bounded buffer or straight
 * from the owner's memory.
 *
 * The owner gets events, one at a time, from the loop only, and reacts by
 * calling in here; every call is allowed inside an event, conn_free() too:
 * memory is released later from the loop, and no event follows.
 */
#ifndef PROXY_CONN_H
#define PROXY_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/sv.h"

struct conn;
struct conn_hub;
struct loop;
struct tls;
struct tls_context;
struct tls_session;

enum conn_event {
	CONN_OPENED,	/* connected and, with TLS, verified */
	CONN_READABLE,	/* conn_input() has something new; what is left there is
			 * not told again, but see conn_resume() */
	CONN_EOF,	/* the peer sends no more; told once, after its bytes */
	CONN_DRAINED,	/* what was unsent is sent: go on writing */
	CONN_TIMED_OUT,	/* conn_set_timeout() ran out; the stream still lives */
	CONN_FAILED	/* conn_error() says why; only conn_free() is left */
};

typedef void conn_fn(void *arg, struct conn *c, enum conn_event event);

struct conn_options {
	size_t max_unread;	/* kept for the owner; 0: 64 KiB */
	size_t max_unsent;	/* conn_write() refuses beyond; 0: 4 MiB */
	size_t high_water;	/* conn_is_congested() from here; 0: 128 KiB */
};

/* What a TLS client needs; borrows all. */
struct conn_tls {
	struct tls_context *ctx;
	struct sv host;
	struct tls_session *session; /* or NULL */
};

/* What all connections of a process share. Returns owned. */
int conn_hub_new(struct loop *loop, const struct conn_options *options,
    struct conn_hub **ret_hub) MUST_USE;

/* Free all connections, then the hub. */
void conn_hub_free(struct conn_hub *hub);
size_t conn_hub_count(const struct conn_hub *hub);

/*
 * Take an accepted `fd` (closed on failure too). With `ctx` the handshake
 * comes first; CONN_OPENED follows in any case, from the loop.
 */
int conn_accept(struct conn_hub *hub, int fd, struct tls_context *ctx,
    conn_fn *fn, void *arg, struct conn **ret_conn) MUST_USE;

/* Connect to exactly `to`; with `tls` (or NULL) the handshake follows. */
int conn_connect(struct conn_hub *hub, const struct addr *to,
    const struct conn_tls *tls, conn_fn *fn, void *arg,
    struct conn **ret_conn) MUST_USE;

/* Close at once; unsent bytes are lost. NULL is allowed. */
void conn_free(struct conn *c);

/*
 * Leave `c` to itself: send what is unsent, say that it was all, read (and
 * drop) what the peer still sends for a short while so that it can see our
 * last bytes, close. No event follows.
 */
void conn_finish(struct conn *c);

/* Hand over to another owner. */
void conn_set_owner(struct conn *c, conn_fn *fn, void *arg);

/* Bytes not consumed yet; borrowed until the event or conn_consume() ends. */
struct sv conn_input(const struct conn *c);
void conn_consume(struct conn *c, size_t len);

/*
 * Stop or go on reading. Going on with input left tells CONN_READABLE again,
 * from the loop. New connections read.
 */
void conn_pause(struct conn *c);
void conn_resume(struct conn *c);

/*
 * Append to what is unsent; it leaves when the event ends or conn_flush() is
 * called. ERR_FULL (nothing taken), ERR_NOMEM, ERR_CLOSED after shutdown or
 * failure. Watch conn_is_congested() and wait for CONN_DRAINED.
 */
int conn_write(struct conn *c, struct sv data) MUST_USE;
void conn_flush(struct conn *c);

/*
 * Send straight from the `n` (<= 4) pieces, after what is unsent, as much as
 * the socket takes now: `*ret_taken` (also 0). CONN_DRAINED tells when to go
 * on if it was not all. ERR_CLOSED.
 */
int conn_send(struct conn *c, const struct sv *pieces, size_t n,
    size_t *ret_taken) MUST_USE;

size_t conn_unsent(const struct conn *c);
bool conn_is_congested(const struct conn *c);

/* After what is unsent, close our direction; reading goes on. */
void conn_shutdown(struct conn *c);

/* Tell CONN_TIMED_OUT in `ms` unless set anew; 0 stops it. */
void conn_set_timeout(struct conn *c, uint32_t ms);

/* Facts. `conn_tls_of` is NULL for plain ones. Borrowed. */
int conn_error(const struct conn *c);
const char *conn_error_text(const struct conn *c);
const struct addr *conn_peer(const struct conn *c);
const struct addr *conn_local(const struct conn *c);
struct tls *conn_tls_of(const struct conn *c);
uint64_t conn_bytes_in(const struct conn *c);
uint64_t conn_bytes_out(const struct conn *c);

/* Did a TLS peer vanish without saying so? Known with CONN_EOF. */
bool conn_is_truncated(const struct conn *c);

/* Is an idle connection still good: open, silent, nothing to read? */
bool conn_is_quiet(struct conn *c);

#endif
