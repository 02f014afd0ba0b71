/*
 * The request as it leaves: written from what was understood, with the edits
 * applied, without what is meant for the gateway alone, and with the route's
 * own credential where it has one.
 */
#ifndef PROXY_EGRESS_H
#define PROXY_EGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "config/config.h"
#include "inspect/body/document.h"
#include "proxy/http1_types.h"
#include "proxy/identity.h"
#include "proxy/route.h"

struct egress {
	const struct http1_head *head;	/* as the client sent it */
	const struct http1_field *trailers;	/* likewise */
	size_t ntrailers;
	const struct config *config;	/* says which of them go on */
	const struct document *doc;
	const struct route_target *target;
	const struct identity *who;
	struct sv credential;		/* of the route, or empty */
	const struct edit *edits;
	size_t nedits;
	bool want_identity;		/* ask for an answer without coding */
	struct arena *arena;
};

/*
 * Append the head to `head` and the body to `body`. With trailers to send the
 * body is one chunk: its size ends `head`, and `tail` gets what follows it.
 * Else `tail` stays empty. ERR_DENIED: the request
 * vouches for its own bytes and there are edits; ERR_INVAL: an edit cannot
 * stand where it should; ERR_NOMEM, ERR_LIMIT.
 */
int egress_write(const struct egress *e, struct buf *head, struct buf *body,
    struct buf *tail) MUST_USE;

#endif
