#include "proxy/console.h"

static int
on_message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	(void)role;
	(void)peer;
	(void)m;
	return ERR_STATE;
}

int
console_control(struct role *role, struct ipc_message *m)
{
	(void)role;
	(void)m;
	return 0;
}

const struct role_ops console_ops = { .message = on_message };
