/*
 * May a short text hold one of some hundred literals? Told by its groups of
 * three bytes, each looked up as a hash, and where one is known by the eight
 * that begin there: what a search for all of them (base/hs.h) takes to begin
 * with is more than that. A few texts too many pass.
 */
#ifndef BASE_SIEVE_H
#define BASE_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

enum {
	SIEVE_BITS = 15,	/* of a hash of three bytes */
	SIEVE_HEADS = 1 << 10,	/* lists of literals, by the same hash */
	SIEVE_MOST = 4096,	/* with more literals all texts pass */
	SIEVE_TEXT = 64		/* longer texts pass unseen */
};

/* All zero: no literals. */
struct sieve {
	size_t least;		/* bytes of the shortest literal; 0: none */
	size_t count;
	uint32_t bits[(1 << SIEVE_BITS) / 32];
	uint16_t heads[SIEVE_HEADS];	/* literal + 1, or 0 */
	uint16_t nexts[SIEVE_MOST];	/* the same */
	uint16_t pairs;			/* the list of those of two bytes */
	uint8_t lengths[SIEVE_MOST];	/* bytes that count, up to eight */
	uint64_t starts[SIEVE_MOST];	/* these, folded, zeros behind */
};

/* Add `literal`, in whatever case its letters of ASCII are. Not empty. */
void sieve_add(struct sieve *s, struct sv literal);

/* May there be one of the literals in `text`? */
bool sieve_passes(const struct sieve *s, struct sv text);

#endif
