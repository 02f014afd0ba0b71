/*
 * Which words of a text begin as one of a set of words does? Told by their
 * first four bytes, ASCII letters in lower case, zeros behind shorter words:
 * a few too many are let through, none is left out. The widest instructions
 * the processor has are chosen at run time.
 *
 * A word here is a run of letters and of bytes >= 0x80 (mask_words()).
 */
#ifndef BASE_PROBE_H
#define BASE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mask.h"
#include "base/sv.h"

enum { PROBE_BITS = 16 };

/* A bit for each hash of four bytes. All zero: an empty set. */
struct probe {
	uint32_t bits[(1 << PROBE_BITS) / 32];
	bool no_short;		/* all words have three bytes and more */
};

/* Add all words that begin with `head`, the lowest byte first. */
void probe_add(struct probe *p, uint32_t head);

static inline uint32_t
probe_hash(uint32_t head)
{
	return head * UINT32_C(0x9e3779b1) >> (32 - PROBE_BITS);
}

/* May there be such a word? */
static inline bool
probe_has(const struct probe *p, uint32_t head)
{
	uint32_t hash = probe_hash(head);

	return (p->bits[hash / 32] >> hash % 32 & 1) != 0;
}

enum { PROBE_SLICE = MASK_BLOCK * MASK_MAX_BLOCKS };

/*
 * Look at the words that begin in bytes [from, from + `len`) of `text`, at most
 * PROBE_SLICE: a bit in out[0 .. (len + 63) / 64) for each that may be of the
 * set (with `no_short` most words of one and two bytes are not). So are also
 * words that are not all ASCII among their first four bytes, or that hold what
 * may be no letter at all, and one that reaches the end of those bytes.
 */
void probe_slice(const struct probe *p, struct sv text, size_t from,
    size_t len, uint64_t *out);

/* The same without wide instructions: what it is tested against. */
void probe_slice_plain(const struct probe *p, struct sv text, size_t from,
    size_t len, uint64_t *out);

#endif
