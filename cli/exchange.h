/*
 * One HTTP request to one address and its answer, for commands that ask the
 * running daemon or a recogniser. Blocking, with a limit of time; the answer
 * is what its Content-Length says, or all that comes until the peer closes.
 */
#ifndef CLI_EXCHANGE_H
#define CLI_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

struct tls_context;

/* Whom to ask; everything is borrowed. */
struct exchange_peer {
	const char *who;	/* for messages: "exeatd" */
	struct addr addr;
	struct tls_context *tls; /* NULL: in the clear */
	struct sv host;		/* with TLS: whose certificate is wanted */
	uint32_t wait_ms;	/* for all of it */
	size_t max_bytes;	/* of the answer */
};

/*
 * Send `request`, which asks the peer to close behind its answer; append the
 * body of the answer to `body` and set `*ret_status`. ERR_CLOSED: nobody
 * listens there; ERR_TIMEOUT; ERR_SYNTAX: the answer is no HTTP/1;
 * ERR_TRUNCATED: it ends before it should; ERR_UNSUPPORTED: it is in chunks;
 * ERR_LIMIT; ERR_AUTH, ERR_TLS; ERR_IO; ERR_NOMEM.
 */
int exchange_once(const struct exchange_peer *peer, struct sv request,
    struct buf *body, unsigned *ret_status, struct errinfo *ei) MUST_USE;

#endif
