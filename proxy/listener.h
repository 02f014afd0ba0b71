/*
 * Accepts connections on a socket that the monitor has bound and makes a conn
 * of each: limits their number, bounds the TLS handshake, goes on when
 * descriptors run out.
 */
#ifndef PROXY_LISTENER_H
#define PROXY_LISTENER_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "proxy/conn.h"

struct listener;

/*
 * A connection is open (TLS handshake done). Take it with conn_set_owner()
 * before returning, or conn_free() it.
 */
typedef void listener_fn(void *arg, struct listener *l, struct conn *c);

struct listener_options {
	int fd;			/* bound and listening; stays the caller's */
	struct tls_context *ctx; /* NULL: plain; borrowed */
	size_t max_conns;	/* open at a time; 0: 10 000 */
	uint32_t handshake_ms;	/* 0: 10 000 */
	listener_fn *fn;
	void *arg;
};

struct listener_counts {
	uint64_t accepted;
	uint64_t refused;	/* closed at once: no room */
	uint64_t bad_handshakes;
	size_t handshaking;
};

/* Start accepting; returns owned. ERR_NOMEM, ERR_IO. */
int listener_new(struct conn_hub *hub, struct loop *loop,
    const struct listener_options *options, struct listener **ret_listener)
    MUST_USE;

/* Stop accepting; open connections stay, unfinished handshakes end. */
void listener_free(struct listener *l);

struct listener_counts listener_counts(const struct listener *l);

/* The address it is bound to. */
const struct addr *listener_addr(const struct listener *l);

#endif
