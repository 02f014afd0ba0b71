/*
 * Routes: which destination a request on a gateway listener means. The first
 * word of the path decides: `/to/<host>[:port]/...` names it itself, any other
 * path belongs to the configured route with the longest matching prefix.
 * `/re/` is `/to/` for the far end of a redirect: a client that follows one
 * believes to stay on the same origin and would send its credentials along, so
 * they are dropped there, as it would do itself across origins (RFC 9110
 * §15.4; Fetch §4.4).
 */
#ifndef PROXY_ROUTE_H
#define PROXY_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "config/config.h"

struct route_target {
	const struct config_route *route;	/* NULL for /to/, /re/ */
	struct sv name;		/* of the route; "to", "re" for the built-in */
	bool drop_credentials;	/* of the client: it was redirected here */
	bool https;
	struct sv host;		/* lower case, [a-z0-9._-] or an address */
	uint16_t port;
	struct sv path;		/* origin form for the destination */
	struct sv prefix;	/* what stood before that path here */
};

/*
 * Find the target of `path` (origin form). Memory comes from `arena`.
 * ERR_NOTFOUND: no route has such a prefix; ERR_SYNTAX: `/to/` without a sound
 * host and port, or dot segments; ERR_NOMEM.
 */
int route_find(const struct config *c, struct sv path, struct arena *arena,
    struct route_target *ret) MUST_USE;

/*
 * True for names that may go into a request, a look-up and a record: labels of
 * [a-z0-9_-] joined by dots, at most 253 bytes, or an IPv4 address in dotted
 * decimal. Odd numeric forms (0x7f.1, 2130706433) are refused.
 */
bool route_is_host(struct sv host);

/*
 * True if a segment of `path` is `.` or `..`, percent-encoded or not: clients
 * and servers disagree about who takes them out, so nobody is asked.
 */
bool route_has_dot_segment(struct sv path);

#endif
