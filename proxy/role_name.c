#include <string.h>

#include "proxy/role.h"

static const char *const names[ROLE_KINDS] = {
	[ROLE_MONITOR] = "monitor", [ROLE_WORKER] = "worker",
	[ROLE_KEEPER] = "keeper", [ROLE_RECORDER] = "recorder",
	[ROLE_CONSOLE] = "console",
};

const char *
role_name(enum role_kind kind)
{
	return names[kind];
}

int
role_find(const char *name, enum role_kind *ret_kind)
{
	for (unsigned k = 0; k < ROLE_KINDS; k++) {
		if (strcmp(names[k], name) == 0) {
			*ret_kind = (enum role_kind)k;
			return 0;
		}
	}
	return ERR_NOTFOUND;
}
