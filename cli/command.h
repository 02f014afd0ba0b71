/*
 * The commands of exeat(1): one file each, one row each in cli/main.c.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/attr.h"
#include "base/err.h"

/* Exit statuses; stable, see exeat(1). */
enum {
	COMMAND_OK = 0,
	COMMAND_FAILED = 1,	/* usage, or a failure of our own */
	COMMAND_REFUSED = 2,	/* would be blocked; an assertion failed */
	COMMAND_BAD_POLICY = 3,
	COMMAND_UNDECIDED = 4	/* held; not enough is known */
};

struct command {
	const char *name;
	/* argv[0] is the command's name; returns an exit status. */
	int (*run)(int argc, char **argv);
	const char *summary;	/* one line for `exeat help` */
};

/* Say `exeat NAME: message` on stderr, with `file:line:column`; returns
 * COMMAND_FAILED, so that failing is one statement. */
int command_fail(const char *name, const struct errinfo *ei);
int command_failf(const char *name, const char *fmt, ...) PRINTF(2, 3);

#endif
