/*
 * What is asked of every candidate of a shape before its detector looks at it:
 * could it be a finding with the words around? Tens of detectors have the same
 * shape and most are nothing without a word, so this stands apart from the
 * rest of a detector. For the scan.
 */
#ifndef INSPECT_MATCH_STANDING_H
#define INSPECT_MATCH_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "inspect/words/context_view.h"

struct detect_engine;

enum { STANDING_NUMBERS = 64 };

struct standing {
	uint64_t words;		/* context_bits() of the detector's context */
	struct context_span reach;	/* how far those count */
	bool alone;		/* may be a finding without a word */
	bool checked;		/* has a validator */
	uint8_t agrees, sought;	/* enum engine_agrees, sought_set */
};

/*
 * Make one for each detector of the engine, in its arena; and for each set of
 * facts (inspect/match/number.h) bits of the matchers of numbers that need no
 * other, and of those that only a label speaks for. ERR_NOMEM, ERR_FULL for
 * more matchers than STANDING_NUMBERS.
 */
int standing_make(struct detect_engine *e) MUST_USE;

#endif
