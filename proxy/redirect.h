/*
 * Redirects stay inside: an SDK follows 307 and 308 with the clear body, so a
 * Location that points anywhere else must lead back through the gateway, where
 * the next request is decided on by itself.
 */
#ifndef PROXY_REDIRECT_H
#define PROXY_REDIRECT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "proxy/route.h"

/*
 * Append to `out` the Location (RFC 9110 §10.2.2) to give the client for
 * `location`, which the destination `from` sent. Always a path on the gateway
 * itself. ERR_DENIED: it leads to clear HTTP, another scheme or an unsound
 * host, and the answer must become 502; ERR_NOMEM, ERR_LIMIT from `out`.
 */
int redirect_rewrite(const struct route_target *from, struct sv location,
    struct buf *out) MUST_USE;

#endif
