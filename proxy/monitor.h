/*
 * The monitor: the process that starts all others, restarts those that end,
 * reloads and drains. It parses nothing but the operator's own file and what
 * its children report.
 */
#ifndef PROXY_MONITOR_H
#define PROXY_MONITOR_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/log.h"

struct monitor_options {
	const char *file;	/* of the configuration; "" is all defaults */
	enum log_level log_level;	/* at least; the file may say more */
	bool log_json;
};

/* Run until told to end; the exit status of the program. */
int monitor_run(const struct monitor_options *options);

#endif
