/*
 * Towns of the packs (their words `place`, by country), and how long a postcode
 * of digits is there: a town speaks for an address with a code of this length.
 * Part of an engine, before it is immutable.
 */
#ifndef INSPECT_ADDRESS_TOWNS_H
#define INSPECT_ADDRESS_TOWNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

struct context;

enum {
	TOWNS_SHORTEST = 3,	/* digits */
	TOWNS_LONGEST = 6,
	TOWNS_LENGTHS = TOWNS_LONGEST - TOWNS_SHORTEST + 1
};

/* Numbers of context groups + 1; 0: there is none. */
struct towns {
	uint32_t all;
	uint32_t of_length[TOWNS_LENGTHS];
};

/* Make the groups; `all` is that of all towns. ERR_FULL. */
int towns_begin(struct towns *t, struct context *c, uint16_t all) MUST_USE;

/*
 * Add `phrase`, which is in the group of all, to those of the lengths that
 * `country` has: of one whose codes have letters to none, of one that is not
 * known to each. ERR_SYNTAX, ERR_NOMEM.
 */
int towns_add(const struct towns *t, struct context *c, struct sv country,
    struct sv phrase) MUST_USE;

/* The group + 1 of towns whose codes have `digits` digits; 0 digits: all. */
uint32_t towns_group(const struct towns *t, size_t digits);

#endif
