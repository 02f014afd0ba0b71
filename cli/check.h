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
#include "cli/sources.h"
#include "cli/why.h"

struct check_options {
	const char *config, *policy, *to, *as, *method, *type;
	int64_t at_ns;
	bool json, sarif, rewrite, near;
	struct sources sources;
};

/* One flow that was decided on, and what is to be told of it. */
struct check_view {
	const struct check_options *o;
	const struct setup *setup;
	struct flow *flow;
	struct why why;
	struct sv source;	/* its path, as UTF-8 */
	bool many;		/* one of several */
};

/*
 * Read the options of command `name`: -1 to go on, else the exit status. Says
 * what is wrong on stderr.
 */
int check_options(const char *name, int argc, char **argv,
    struct check_options *ret) MUST_USE;

/* Writes the report of a flow to `out`; an error code. */
typedef int check_writer(const struct check_view *v, struct buf *out);

/*
 * Load everything, take the files through the engine and print what `write`
 * makes of each. Returns the exit status: the worst that a decision stands
 * for.
 */
int check_files(const char *name, const struct check_options *o,
    check_writer *write) MUST_USE;

#endif
