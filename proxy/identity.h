/*
 * Who sends a request: a configured client, known by a secret that it shows
 * or by the network it comes from.
 */
#ifndef PROXY_IDENTITY_H
#define PROXY_IDENTITY_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "config/config.h"
#include "proxy/http1_types.h"

struct identity {
	const struct config_client *client;	/* NULL: nobody we know */
	struct sv credential;	/* the secret that was shown, or empty */
	uint64_t drop;		/* HTTP1_BIT() of the field to strip */
};

/*
 * Look for a client's token in Authorization (Bearer), in X-Api-Key, Api-Key
 * and X-Goog-Api-Key, and in Exeat-Token (which is always ours and never
 * forwarded), then for a client whose network holds `peer`. Compares in
 * constant time. The result borrows from `c` and `head`.
 */
struct identity identity_find(const struct config *c,
    const struct http1_head *head, const struct sockaddr *peer);

/* The name of the field that is always stripped. */
struct sv identity_field_name(void);

#endif
