/*
 * An answer on its way back: content coding undone, tokens restored, written
 * for the client. Bytes of the destination go in, bytes for the client come
 * out; the transaction moves them (txn_answer.c).
 */
#ifndef PROXY_ANSWER_H
#define PROXY_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/answer/restore.h"
#include "proxy/http1_types.h"
#include "proxy/route.h"
#include "proxy/token_book.h"

struct config;
struct decode;
struct dialect;

/* How far an answer of ours or theirs has come. */
enum answer_state {
	ANSWER_NONE,		/* nothing was written to the client */
	ANSWER_BODY,		/* its head was */
	ANSWER_WHOLE,		/* all of it was */
	ANSWER_CUT		/* it broke off: the connection must close */
};

struct answer {
	enum answer_state state;
	bool may_reuse;		/* the client's connection, after WHOLE */
	bool is_waiting;	/* for the keeper to resolve a token */
	bool at_end;		/* all of it was received */
	unsigned status;
	enum http1_framing framing;
	struct decode *decode;
	struct restorer *restorer;
	struct token_ops ops;
	struct token_book book;
	struct buf decoded, text;
	struct arena *arena;
	bool takes_trailers;	/* the client does */
	const struct config *config;
	const struct http1_field *fields;	/* the destination's */
	const struct http1_field *trailers;	/* likewise, with at_end */
	size_t nfields, ntrailers;
	uint64_t bytes;		/* of the body, written to the client */
	uint64_t restored;	/* tokens */
};

struct answer_spec {
	const struct http1_head *head;		/* the destination's */
	const struct http1_head *request;	/* the client's */
	const struct route_target *target;
	const struct dialect *dialect;
	struct sv record, decision;		/* for Exeat-* */
	const struct config *config;		/* says which trailers pass */
	size_t decoded_max;			/* bytes of one piece */
	bool restore;
	bool restore_in_urls;
	bool close;				/* no further request */
	struct arena *arena;
};

/*
 * Begin with the head: append the client's head to `out`. ERR_DENIED: a
 * redirect that may not be followed; ERR_UNSUPPORTED: a coding that cannot be
 * undone; ERR_INVAL, ERR_NOMEM, ERR_LIMIT. Nothing is appended then.
 */
int answer_begin(struct answer *a, const struct answer_spec *spec,
    struct buf *out) MUST_USE;

/*
 * Append to `out` what `data` lets go to the client. ERR_AGAIN: some token
 * must be resolved first (book.wanted); call answer_feed() with nothing when it
 * has been. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM: the answer is cut.
 */
int answer_feed(struct answer *a, struct sv data, struct buf *out) MUST_USE;

/*
 * The same when all was received. Those of a->trailers that may pass go along
 * if the client takes them; their tokens stay, as those of the header do.
 */
int answer_end(struct answer *a, struct buf *out) MUST_USE;

/* May the client's connection carry another request? */
bool answer_may_reuse(const struct answer *a);

/* Release; an answer never begun is allowed. */
void answer_done(struct answer *a);

#endif
