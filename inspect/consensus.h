/*
 * Countries that agree: what the fields of a body say about a country speaks
 * for identifiers of that country elsewhere in it. Used by inspect/detect.c
 * between scanning and the settling of overlaps; consensus.c has the rules.
 */
#ifndef INSPECT_CONSENSUS_H
#define INSPECT_CONSENSUS_H

#include <stddef.h>

#include "inspect/body/field.h"

struct document;
struct scan;

/*
 * No finding gets more by what others say, and no candidate that they make a
 * finding.
 */
enum { CONSENSUS_SCORE_MAX = 99, CONSENSUS_RAISED_MAX = 75 };

/* Fields, and how they stand together; without `doc` they are one record. */
struct consensus_body {
	const struct field *fields;
	size_t nfields;
	const struct document *doc;	/* or NULL */
};

/*
 * Among what was found in all fields of `body`, which may overlap, raise the
 * scores of identifiers for whose country other fields speak, and make findings
 * of the candidates for which enough does. No other finding appears, none goes.
 * Failure goes into s->err; with s->explain it is told why.
 */
void consensus_apply(struct scan *s, const struct consensus_body *body);

#endif
