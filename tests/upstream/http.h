/*
 * Just enough HTTP/1.1 for a demonstration: one blocking connection, plain or
 * TLS, whole requests in, answers out. Not for hostile clients.
 */
#ifndef TESTS_UPSTREAM_HTTP_H
#define TESTS_UPSTREAM_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct tls;

struct http_conn {
	int fd;
	struct tls *tls;	/* NULL: plain */
	struct buf in;		/* received, not yet used */
	struct buf out;		/* the answer being made */
	bool broken;		/* writing failed: give up */
};

/* Everything is borrowed until the next request. */
struct http_request {
	struct sv method, target, host;
	struct sv head;		/* header lines, CRLF between */
	struct sv body;
	size_t size;		/* of all of it in `in` */
};

/* Take `fd`, with TLS if `tls` is given (handshake done). */
void http_init(struct http_conn *c, int fd, struct tls *tls);
void http_done(struct http_conn *c);

/* Wait for the next request. False: closed, too large or not understood. */
bool http_read(struct http_conn *c, struct http_request *ret_request);

/* Forget the request that http_read() gave. */
void http_next(struct http_conn *c, const struct http_request *request);

/* Value of the header `name` (any case), or empty. */
struct sv http_header(const struct http_request *r, struct sv name);

/* Send an answer of known length; `location` may be empty. */
void http_send(struct http_conn *c, unsigned status, struct sv type,
    struct sv location, struct sv body);

/* Send an answer in chunks: begin, any number of chunks, end. */
void http_begin_chunks(struct http_conn *c, struct sv type);
void http_chunk(struct http_conn *c, struct sv data);
void http_end_chunks(struct http_conn *c);

#endif
