/*
 * What stands right beside a number, looked at once for the matchers that ask
 * of it: nearly all numbers of prose stand between small words, brackets and
 * ends of sentences that no address, postcode or date is made of, and few bytes
 * tell so. For the scan (inspect/scan.c), after number_facts() and before the
 * matchers.
 */
#ifndef INSPECT_MATCH_BESIDE_H
#define INSPECT_MATCH_BESIDE_H

#include <stdint.h>

#include "base/sv.h"
#include "inspect/address/address_hints.h"
#include "inspect/match/cluster.h"

/* What a matcher of numbers wants beside one (struct matcher). */
enum beside {
	BESIDE_STREET = 1,	/* one, or a name, before it or behind it */
	BESIDE_NAME = 2,	/* right before it */
	BESIDE_CODE = 4, /* what may stand before and behind a postcode */
	BESIDE_MONTH = 8,	/* behind its first run, or before it and a year
				 * behind */
	BESIDE_SETS = 16	/* sets of them */
};

/* The words that count. */
struct beside_words {
	const struct address_hints *streets;
	const uint32_t *dates;	/* word_table_heads() of those in dates */
};

/* Which matchers are asked of a number: bits of the engine's `numbers`. */
struct beside_asks {
	const uint64_t *asked;	/* those that need no more than these facts */
	const uint8_t *wanted;	/* what they want beside it (enum beside) */
	uint64_t without[BESIDE_SETS];	/* those that want nothing beside it
					 * but what is in the set */
	struct beside_words words;
};

/* Bits of the matchers that could find something in `c`, no blob. */
uint64_t beside_asked(const struct beside_asks *a, struct sv text,
    const struct cluster *c);

#endif
