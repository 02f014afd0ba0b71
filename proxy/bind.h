/*
 * The listening sockets, which the monitor binds and hands to workers and
 * console. They outlive every worker: what waits in their queues is accepted
 * by whoever comes next.
 *
 * Each worker has a socket of its own for each address (SO_REUSEPORT), so
 * that the kernel spreads connections evenly. A socket that is bound takes no
 * connections until bind_listen(), when its worker is ready to serve.
 */
#ifndef PROXY_BIND_H
#define PROXY_BIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"
#include "proxy/role.h"

struct bind_set {
	struct role_listener listeners[ROLE_LISTENERS_MAX];
	struct addr wanted[ROLE_LISTENERS_MAX];	/* as configured */
	struct addr bound[ROLE_LISTENERS_MAX];	/* with the real port */
	size_t n;
};

/* Where the sockets of one process come from. */
struct bind_request {
	const struct config *config;
	bool admin;			/* the console's; else all gateways */
	const struct bind_set *like;	/* ours already, of another worker */
	const struct bind_set *old;	/* of this worker: kept where equal */
};

/*
 * Bind what `r` asks for into `*ret`. An address that neither `like` nor
 * `old` (each may be NULL) has must be nobody else's. ERR_IO, ERR_LIMIT,
 * ERR_SYNTAX with `ei`; then nothing stays open.
 */
int bind_open(const struct bind_request *r, struct bind_set *ret,
    struct errinfo *ei) MUST_USE;

/* Take connections from now on; may be called again. */
void bind_listen(const struct bind_set *set);

void bind_close(struct bind_set *set);

#endif
