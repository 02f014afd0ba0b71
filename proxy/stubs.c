/*
 * Roles that are not written yet, so that exeatd starts and the tests of the
 * processes run. Whoever writes a role deletes its stub here.
 */
#include "proxy/role.h"

static int
on_message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	(void)role;
	(void)peer;
	(void)m;
	return 0;
}

const struct role_ops worker_ops = { .message = on_message };
