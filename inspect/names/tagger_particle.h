/*
 * Small words that a name may begin with before its first capital: "van Gogh",
 * "de la Cruz". For inspect/names/tagger.c.
 */
#ifndef INSPECT_NAMES_TAGGER_PARTICLE_H
#define INSPECT_NAMES_TAGGER_PARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/names/piece.h"

/* A short word as piece_prefix() gives it. */
#define TAGGER_SHORT(a, b, c)	((uint32_t)(a) | (uint32_t)(b) << 8 | \
	(uint32_t)(c) << 16)

#define TAGGER_SLOT(word)	((uint32_t)((word) * 0x6518093dU) >> 26)
#define TAGGER_PARTICLE(a, b, c) \
	[TAGGER_SLOT(TAGGER_SHORT(a, b, c))] = TAGGER_SHORT(a, b, c)

static const uint32_t tagger_particles[64] = {
	TAGGER_PARTICLE('v', 'a', 'n'), TAGGER_PARTICLE('v', 'o', 'n'),
	TAGGER_PARTICLE('v', 'o', 'm'), TAGGER_PARTICLE('d', 'e', 0),
	TAGGER_PARTICLE('d', 'e', 'r'), TAGGER_PARTICLE('d', 'e', 'n'),
	TAGGER_PARTICLE('d', 'e', 's'), TAGGER_PARTICLE('d', 'e', 'l'),
	TAGGER_PARTICLE('d', 'i', 0), TAGGER_PARTICLE('d', 'a', 0),
	TAGGER_PARTICLE('d', 'a', 's'), TAGGER_PARTICLE('d', 'o', 0),
	TAGGER_PARTICLE('d', 'o', 's'), TAGGER_PARTICLE('d', 'u', 0),
	TAGGER_PARTICLE('a', 'f', 0), TAGGER_PARTICLE('a', 'v', 0),
	TAGGER_PARTICLE('z', 'u', 0), TAGGER_PARTICLE('z', 'u', 'r'),
	TAGGER_PARTICLE('z', 'u', 'm'), TAGGER_PARTICLE('t', 'e', 0),
	TAGGER_PARTICLE('t', 'e', 'n'), TAGGER_PARTICLE('t', 'e', 'r'),
	TAGGER_PARTICLE('l', 'a', 0), TAGGER_PARTICLE('l', 'e', 0),
	TAGGER_PARTICLE('e', 'l', 0), TAGGER_PARTICLE('a', 'l', 0),
	TAGGER_PARTICLE('b', 'i', 'n'), TAGGER_PARTICLE('b', 'e', 'n'),
	TAGGER_PARTICLE('i', 'b', 'n'), TAGGER_PARTICLE('s', 'a', 'n'),
	TAGGER_PARTICLE('s', 't', 0)
};

/*
 * A word that may begin a name, if a capital follows. No branch: which words
 * stand before names nobody can foretell.
 */
static inline bool
tagger_is_particle(const struct piece *p)
{
	uint32_t word = (uint32_t)piece_prefix(p, 4);
	bool small = (p->len <= 3) & (p->shape == SHAPE_LOWER);
	bool known = (small & (tagger_particles[TAGGER_SLOT(word)] == word)) |
	    (!small & ((p->flags & PIECE_ELIDED) != 0));

	return known & ((p->flags & PIECE_CODE) == 0);
}

#undef TAGGER_PARTICLE

#endif
