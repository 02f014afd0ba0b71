/*
 * The gate: what a gateway listener refuses by the head of a request alone,
 * before anything is looked up. A browser page must not be able to drive the
 * gateway (DNS rebinding, cross-site requests), nothing may turn into a tunnel
 * that is not inspected, and what is signed is never silently broken.
 */
#ifndef PROXY_GATE_H
#define PROXY_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "proxy/http1_types.h"

/* The listener that a connection came in on. All borrowed. */
struct gate {
	struct sv host;		/* local address literal, without brackets */
	uint16_t port;
	bool is_loopback;	/* "localhost" names it too */
	bool is_tls;
	const struct sv *names;	/* further names it answers to */
	size_t nnames;
};

/* Why a request is refused; constant. */
struct gate_refusal {
	unsigned status;	/* HTTP */
	struct sv code;		/* for records: [a-z0-9-] */
	struct sv text;		/* for people: what, and what would be right */
};

/* NULL if `head` may pass, else why not. */
const struct gate_refusal *gate_check(const struct gate *g,
    const struct http1_head *head);

/*
 * True if the message vouches for its own bytes, in its head or its trailers
 * (RFC 9421 signatures, RFC 9530 and older digests, AWS Signature Version 4),
 * so that rewriting would break it at the destination.
 */
bool gate_is_signed(const struct http1_head *head,
    const struct http1_field *trailers, size_t ntrailers);

#endif
