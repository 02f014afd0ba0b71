/*
 * Requests to origins: takes a receipt, finds or makes a connection to one of
 * its judged addresses, sends, and streams the answer back through callbacks.
 * Idle connections are kept by (address, port, TLS host, identity).
 *
 * A request is sent again, once and on a fresh connection, only if it went
 * out on a reused one and not one byte of an answer came.
 */
#ifndef PROXY_UPSTREAM_H
#define PROXY_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "proxy/conn.h"
#include "proxy/http1.h"
#include "proxy/receipt.h"

struct upstream;		/* the pool of one worker */
struct upstream_call;		/* one request and its answer */

struct upstream_options {
	struct tls_context *ctx; /* for TLS origins; borrowed */
	const struct http1_limits *limits; /* of answers; NULL: the defaults,
				 * without a limit of the body */
	size_t max_idle;	/* in all, the longest idle go; 0: 1024 */
	uint32_t idle_ms;	/* 0: 50 000 */
	uint32_t connect_ms;	/* per address, TLS included; 0: 10 000 */
	uint32_t send_ms;	/* without progress; 0: 30 000 */
	uint32_t head_ms;	/* until the head of the answer; 0: 300 000 */
	uint32_t body_ms;	/* without progress; 0: 300 000 */
};

enum upstream_phase {
	UPSTREAM_CONNECTING,
	UPSTREAM_SENDING,
	UPSTREAM_WAITING,	/* all is sent, nothing answered */
	UPSTREAM_ANSWERING,
	UPSTREAM_OVER
};

struct upstream_failure {
	enum upstream_phase phase;
	int err;	/* ERR_TIMEOUT, ERR_AUTH, ERR_TLS, ERR_IO, ... */
	enum http1_code refusal; /* err ERR_SYNTAX: what the answer broke */
	const char *text;	/* for people; borrowed for the call */
};

/*
 * All come from the loop, never from within upstream_send(). After `end` or
 * `fail` the call is over and released; nothing more comes. Inside any of
 * them upstream_cancel() is allowed.
 */
struct upstream_ops {
	/* A 1xx head; may be NULL. */
	void (*interim)(void *arg, const struct http1_head *head);
	void (*head)(void *arg, const struct http1_head *head);
	/* A piece of the body, borrowed for the call. */
	void (*data)(void *arg, struct sv data);
	void (*end)(void *arg, const struct http1_field *trailers, size_t n);
	void (*fail)(void *arg, const struct upstream_failure *failure);
};

/* What happened, for the outcome record and metrics. */
struct upstream_facts {
	enum upstream_phase phase;
	struct addr addr;	/* dialled last */
	bool was_reused;
	bool was_retried;
	unsigned tls_minor;	/* 0 plain, 2 TLS 1.2, 3 TLS 1.3 */
	uint64_t sent_bytes;	/* of the request, in the last attempt */
	uint64_t body_bytes;	/* of the answer, transfer coding undone */
	int64_t sent_ns;	/* clock_mono_ns(): last byte sent, or 0 */
	int64_t first_byte_ns;	/* first byte of the answer, or 0 */
};

struct upstream_counts {
	uint64_t opened, reused, retried, failed;
	size_t idle, active;
};

int upstream_new(struct conn_hub *hub, struct loop *loop,
    const struct upstream_options *options, struct upstream **ret_upstream)
    MUST_USE;

/* Cancel all calls, close all connections. */
void upstream_free(struct upstream *u);

/*
 * Send what `receipt` owns. Borrows `receipt`, `arena` (heads and trailers of
 * the answer), `ops` and `arg` until end, fail or cancel. ERR_NOMEM.
 */
int upstream_send(struct upstream *u, const struct receipt *receipt,
    struct arena *arena, const struct upstream_ops *ops, void *arg,
    struct upstream_call **ret_call) MUST_USE;

/* Stop or go on reading the answer, for a client that reads slowly. */
void upstream_pause(struct upstream_call *call);
void upstream_resume(struct upstream_call *call);

/* Drop the answer and its connection; no callback follows. */
void upstream_cancel(struct upstream_call *call);

/* Valid inside callbacks too, `end` and `fail` included. */
struct upstream_facts upstream_facts(const struct upstream_call *call);
struct upstream_counts upstream_counts(const struct upstream *u);

/* Close idle connections, as when the configuration is replaced. */
void upstream_drop_idle(struct upstream *u);

#endif
