/*
 * What is asked of every candidate of a shape before its detector looks at it:
 * could it be a finding with the words around? Tens of detectors have the same
 * shape and most are nothing without a word, so this stands apart from the
 * rest of a detector. For the scan.
 */
#ifndef INSPECT_STANDING_H
#define INSPECT_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct detect_engine;

struct standing {
	uint64_t words;		/* context_bits() of the detector's context */
	bool alone;		/* may be a finding without a word */
	uint8_t agrees;		/* enum engine_agrees */
};

/* Make one for each detector of the engine, in its arena. ERR_NOMEM. */
int standing_make(struct detect_engine *e) MUST_USE;

#endif
