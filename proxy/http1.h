/*
 * HTTP/1 messages as RFC 9112 defines them, strictly: bytes in any split go
 * in, events come out, and what is ambiguous is refused. Pure: no IO, no
 * clock. Both sides use it, requests from clients and responses from origins.
 *
 *	http1_init(&p, HTTP1_REQUEST, &limits);
 *	http1_begin(&p, &arena, HTTP1_M_GET);
 *	for (;;) switch (http1_next(&p, &in, &data)) {
 *	case HTTP1_MORE:    wait for bytes (all of `in` is consumed); return
 *	case HTTP1_INTERIM: p.head is a 1xx response; the final one follows
 *	case HTTP1_HEAD:    p.head is complete; its memory is the arena's
 *	case HTTP1_DATA:    `data` is a piece of the body, borrowed from `in`
 *	case HTTP1_END:     p.trailers is complete; `in` is the next message
 *	case HTTP1_REFUSED: p.refusal says what and where; nothing more comes
 *	}
 */
#ifndef PROXY_HTTP1_H
#define PROXY_HTTP1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "proxy/http1_chunk.h"
#include "proxy/http1_refusal.h"
#include "proxy/http1_types.h"

enum http1_kind {
	HTTP1_REQUEST,
	HTTP1_RESPONSE,
};

enum http1_event {
	HTTP1_MORE,
	HTTP1_INTERIM,
	HTTP1_HEAD,
	HTTP1_DATA,
	HTTP1_END,
	HTTP1_REFUSED,
};

struct http1_limits {
	uint32_t line_bytes;	/* request or status line: 414 */
	uint32_t head_bytes;	/* whole head, and all trailers: 431 */
	uint32_t fields;	/* number of header fields: 431 */
	uint32_t chunk_ext_bytes; /* chunk extensions, all of a body: 400 */
	uint32_t interim;	/* 1xx responses before the final one */
	uint64_t body_bytes;	/* UINT64_MAX: none. 413 */
};

/* What a parser is doing; private, like all of it from `kind` on. */
enum http1_state {
	HTTP1_S_HEAD,
	HTTP1_S_BODY,		/* the framing decides what follows */
	HTTP1_S_LENGTH,
	HTTP1_S_CHUNKS,
	HTTP1_S_TRAILERS,
	HTTP1_S_UNTIL_CLOSE,
	HTTP1_S_DONE,		/* END was told; http1_begin() comes next */
	HTTP1_S_REFUSED,
};

struct http1_scan {
	size_t pos;		/* all before is known to be sound */
	size_t line;		/* where the present line begins */
	size_t start;		/* after an empty line before the head */
	bool first;		/* still in the first line */
};

struct http1_parser {
	struct http1_head head;
	const struct http1_field *trailers;
	size_t ntrailers;
	struct http1_refusal refusal;
	uint64_t body_bytes;	/* of decoded body so far */

	enum http1_kind kind;
	enum http1_state state;
	enum http1_method request_method;
	const struct http1_limits *limits;
	struct arena *arena;
	struct buf partial;	/* head or trailers that came in pieces */
	struct http1_scan scan;
	struct http1_chunk chunk;
	uint64_t left;		/* of Content-Length */
	uint64_t offset;	/* bytes of the message consumed so far */
	uint32_t ninterim;
};

/* Generous to real clients: 16 KiB line, 64 KiB head, 128 fields, no limit
 * of the body. */
extern const struct http1_limits http1_default_limits;

/* Make `p` ready; borrows `limits` for its life. Allocates nothing. */
void http1_init(struct http1_parser *p, enum http1_kind kind,
    const struct http1_limits *limits);

/* Wipe and release what the parser holds (not the arena's). */
void http1_done(struct http1_parser *p);

/*
 * Expect a new message, whose head and trailers will live in `arena`
 * (borrowed until END). `request_method`, for a response: of the request that
 * it answers, since HEAD has no body; ignored for a request.
 */
void http1_begin(struct http1_parser *p, struct arena *arena,
    enum http1_method request_method);

/*
 * Advance over `*in`, dropping what was consumed from its front, up to the
 * next event. `*ret_data` is set with HTTP1_DATA only.
 */
enum http1_event http1_next(struct http1_parser *p, struct sv *in,
    struct sv *ret_data) MUST_USE;

/*
 * The peer will send no more. HTTP1_END ends a body that lasts until close,
 * HTTP1_MORE means that no message had begun, HTTP1_REFUSED that one was cut.
 */
enum http1_event http1_eof(struct http1_parser *p) MUST_USE;

/* True while nothing of the next message has arrived. */
bool http1_is_idle(const struct http1_parser *p);

#endif
