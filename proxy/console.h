/*
 * The console's main program: answers on the admin listener.
 *
 *	GET /metrics	what all processes counted, Prometheus text
 *	GET /healthz	200 while the console lives
 *	GET /readyz	200 when every process serves, else 503
 *	GET /status	the processes and their confinement, JSON
 *	POST /admin	something that an administrator signed (an item of kind
 *			LEDGER_ERASE, audit/item.h): 200 when it is durable
 */
#ifndef PROXY_CONSOLE_H
#define PROXY_CONSOLE_H

#include "base/attr.h"
#include "base/ipc.h"
#include "proxy/role.h"

/* Take CONTROL_PAGE or CONTROL_TABLE from the monitor. */
int console_control(struct role *role, struct ipc_message *m) MUST_USE;

#endif
