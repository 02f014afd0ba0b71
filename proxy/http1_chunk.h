/*
 * The chunked transfer coding of RFC 9112 §7.1 without its trailers, decoded
 * strictly. Used by http1.c only.
 */
#ifndef PROXY_HTTP1_CHUNK_H
#define PROXY_HTTP1_CHUNK_H

#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "proxy/http1_refusal.h"

enum http1_chunk_state {
	HTTP1_C_SIZE,		/* hexadecimal digits */
	HTTP1_C_EXT_NAME,	/* after ";" */
	HTTP1_C_EXT_VALUE,	/* after "=" */
	HTTP1_C_EXT_TOKEN,
	HTTP1_C_EXT_QUOTED,
	HTTP1_C_EXT_CLOSED,	/* after a quoted value */
	HTTP1_C_SIZE_LF,	/* LF of the line with the size */
	HTTP1_C_DATA,
	HTTP1_C_DATA_CR,	/* CR LF after the data */
	HTTP1_C_DATA_LF,
	HTTP1_C_LAST		/* the chunk of size 0 was read */
};

struct http1_chunk {
	enum http1_chunk_state state;
	unsigned count;		/* digits of the size; bytes of a name */
	uint32_t ext_left;	/* bytes of extensions still allowed */
	uint64_t bytes_left;	/* bytes of body still allowed */
	uint64_t left;		/* of the present chunk */
};

enum http1_chunk_event {
	HTTP1_CHUNK_MORE,	/* `in` is used up */
	HTTP1_CHUNK_DATA,	/* `*ret_data` is a piece of the body */
	HTTP1_CHUNK_LAST,	/* the trailer section follows */
	HTTP1_CHUNK_BAD		/* `*ret_code`; `in` begins after the byte */
};

/* Begin a body of at most `max_bytes` and `max_ext_bytes` of extensions. */
void http1_chunk_init(struct http1_chunk *c, uint64_t max_bytes,
    uint32_t max_ext_bytes);

/* Advance over `*in` to the next event. */
enum http1_chunk_event http1_chunk_next(struct http1_chunk *c, struct sv *in,
    struct sv *ret_data, enum http1_code *ret_code) MUST_USE;

#endif
