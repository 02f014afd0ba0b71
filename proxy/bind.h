/*
 * The listening sockets, which the monitor binds and hands to workers and
 * console. They outlive every worker: what waits in their queues is accepted
 * by whoever comes next.
 */
#ifndef PROXY_BIND_H
#define PROXY_BIND_H

#include <stddef.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"
#include "proxy/role.h"

struct bind_set {
	struct role_listener listeners[ROLE_LISTENERS_MAX];
	struct addr wanted[ROLE_LISTENERS_MAX];	/* as configured */
	size_t n;
};

/*
 * Open what `c` asks for into `*ret`; a socket of `old` (may be NULL) whose
 * configured address is the same is shared by duplicating it. ERR_IO,
 * ERR_LIMIT, ERR_SYNTAX with `ei`; then nothing stays open.
 */
int bind_open(const struct config *c, const struct bind_set *old,
    struct bind_set *ret, struct errinfo *ei) MUST_USE;

void bind_close(struct bind_set *set);

#endif
