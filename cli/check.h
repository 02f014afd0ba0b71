/*
 * The options that `exeat check` and `exeat explain` share, and what both do
 * with them.
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "cli/flow.h"

struct check_options {
	const char *config, *policy, *to, *as, *method, *type;
	int64_t at_ns;
	bool json, rewrite;
	const char *file;
};

/*
 * Read the options of command `name`: -1 to go on, else the exit status. Says
 * what is wrong on stderr.
 */
int check_options(const char *name, int argc, char **argv,
    struct check_options *ret) MUST_USE;

/* Writes the report of a flow to `out`; an error code. */
typedef int check_writer(const struct check_options *o,
    const struct setup *s, struct flow *f, struct buf *out);

/*
 * Load everything, take the file through the engine and print what `write`
 * makes of it. Returns the exit status that the decision stands for.
 */
int check_file(const char *name, const struct check_options *o,
    check_writer *write) MUST_USE;

#endif
