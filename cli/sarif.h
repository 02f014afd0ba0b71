/*
 * Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning
 * pages and editors. A rule for each detector that found something, a result
 * for each finding with its region in the file. Nothing that was found stands
 * in it: messages name classes, and fingerprints are made of places.
 */
#ifndef CLI_SARIF_H
#define CLI_SARIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/json_write.h"
#include "cli/flow.h"
#include "cli/packs.h"

struct sarif_notice {
	const char *path, *text;	/* in the arena; path may be empty */
	const char *level;
};

struct sarif {
	struct json_write w;
	struct arena arena;
	const struct engine *engine;
	const struct packs *packs;
	uint16_t *rules;		/* detectors, in order of their rules */
	uint32_t *rule_of;		/* detector -> its rule + 1 */
	uint32_t *seen;			/* detector -> results in this file */
	size_t nrules, ndetectors;
	struct sarif_notice *notices;
	size_t nnotices, cap_notices;
	int err;			/* sticky */
};

/* Begin a log onto `out`. ERR_NOMEM; sarif_done() in any case. */
int sarif_open(struct sarif *s, const struct engine *engine,
    const struct packs *packs, struct buf *out) MUST_USE;
void sarif_done(struct sarif *s);

/* Add the findings of `f`, which was read from `path`. */
void sarif_add(struct sarif *s, const char *path, const struct flow *f);

/* Something was not read, or not as a whole, and why; or it failed. */
void sarif_notice(struct sarif *s, const char *path, struct sv why);
void sarif_failure(struct sarif *s, const char *path, struct sv why);

/* Write rules and notices and end the log; false: `complete` is what it says
 * of itself. An error code. */
int sarif_end(struct sarif *s, bool complete) MUST_USE;

#endif
