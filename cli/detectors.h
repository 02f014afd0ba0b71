/*
 * `exeat detectors`: what is looked for, as the packs have it; their own
 * examples; and how fast and how often they hit. One file a verb.
 */
#ifndef CLI_DETECTORS_H
#define CLI_DETECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct detectors_request {
	const char *config;
	bool json;
	char **args;
	int nargs;
};

/*
 * Each does its verb on the packs `packs` (of the configuration, or those that
 * were named) and writes to standard output. Returns an exit status, or an
 * error code with the message in `ei`.
 */
typedef int detectors_verb(const struct detectors_request *r,
    const char *const *packs, size_t npacks, struct errinfo *ei);

detectors_verb detectors_list, detectors_show, detectors_test,
    detectors_bench, detectors_validators;

/*
 * Making or writing the output failed with `rc`, which is returned: that is no
 * fault of the file that was read last.
 */
int detectors_failed(int rc, struct errinfo *ei);

#endif
