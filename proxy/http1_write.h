/*
 * HTTP/1 messages written from their parts, and only from them: framing and
 * Host come from the spec, hop-by-hop fields (RFC 9110 §7.6.1) and those that
 * Connection lists are left out, each name and value is checked again. What
 * was received is never copied as it stood.
 */
#ifndef PROXY_HTTP1_WRITE_H
#define PROXY_HTTP1_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "proxy/http1_types.h"

/*
 * `fields` are the received (or edited) ones: those with their bit in `drop`
 * (HTTP1_BIT) are left out too. `extra` are ours and written after them; a
 * received field of the same name is left out.
 * Always left out of `fields`: Host, Content-Length, Expect, and everything
 * hop-by-hop.
 */
struct http1_fields_spec {
	const struct http1_field *fields;
	size_t nfields;
	const struct http1_field *extra;
	size_t nextra;
	uint64_t drop;
};

struct http1_request_spec {
	struct sv method;
	struct sv target;	/* origin form, or "*" */
	struct sv authority;	/* for Host */
	struct http1_fields_spec list;
	enum http1_framing framing; /* not HTTP1_UNTIL_CLOSE */
	uint64_t content_length;
	const struct http1_field *trailers;	/* to be announced */
	size_t ntrailers;
	bool takes_trailers;	/* say TE: trailers */
	bool close;		/* say Connection: close */
};

struct http1_response_spec {
	unsigned status;
	struct sv reason;	/* empty: the registered one */
	struct http1_fields_spec list;
	/*
	 * HTTP1_NO_BODY writes no framing field (1xx, 204, 304, HEAD);
	 * HTTP1_UNTIL_CLOSE needs `close`.
	 */
	enum http1_framing framing;
	uint64_t content_length;
	bool close;
	bool keep_alive_1_0;	/* say Connection: keep-alive */
};

/*
 * Append a head to `out`. ERR_INVAL, and nothing appended, when a part is
 * not sound (the caller's rewriting let something in); ERR_NOMEM, ERR_LIMIT
 * from `out`.
 */
int http1_write_request(struct buf *out,
    const struct http1_request_spec *spec) MUST_USE;
int http1_write_response(struct buf *out,
    const struct http1_response_spec *spec) MUST_USE;

/* Append one chunk; an empty `data` appends nothing. */
void http1_write_chunk(struct buf *out, struct sv data);

/* Append the line before a chunk of `len` bytes; CR LF goes behind them. */
void http1_write_chunk_size(struct buf *out, uint64_t len);

/*
 * Append the last chunk and `trailers`. ERR_INVAL, and nothing appended, for
 * one that is not sound, or is treated by name: it would come too late.
 */
int http1_write_last_chunk(struct buf *out,
    const struct http1_field *trailers, size_t ntrailers) MUST_USE;

/* The registered reason phrase, "Unknown" for others. */
struct sv http1_write_reason(unsigned status);

#endif
