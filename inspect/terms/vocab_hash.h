/*
 * Words of a vocabulary as numbers: what leads from node to node
 * (inspect/terms/vocab_part.h), and the sets that say how long stems are.
 * Nobody but inspect/terms/vocab*.c includes it.
 */
#ifndef INSPECT_TERMS_VOCAB_HASH_H
#define INSPECT_TERMS_VOCAB_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/words/word.h"
#include "inspect/words/word_filter.h"

#define VOCAB_WILD	UINT64_C(0x9e3779b97f4a7c15)
#define VOCAB_GAP_WORD	UINT64_C(0xd6e8feb86659fd93)

enum { VOCAB_STEM_SETS = 1 << 12 };	/* by the first letters of a word */

/* The hash of the first `len` folded bytes. */
static inline uint64_t
vocab_hash(const struct word *w, size_t len)
{
	uint64_t hash = len;

	for (size_t at = 0; at < len; at += WORD_KEY) {
		uint64_t part = word_load(w->folded + at);

		if (len - at < WORD_KEY)
			part = word_lowest(part, len - at);
		hash = (hash ^ part) * UINT64_C(0x9fb21c651e98df25);
		hash ^= hash >> 32;
	}
	return hash;
}

/* Which set of stems a word is in, by its first VOCAB_WILD_MIN letters. */
static inline size_t
vocab_stem_set(const struct word *w)
{
	return (size_t)((word_key(w) & UINT32_MAX) * WORD_FILTER_MIX >> 32) %
	    VOCAB_STEM_SETS;
}

static inline uint64_t
vocab_edge_hash(uint32_t node, uint64_t word)
{
	uint64_t hash = (word ^ (uint64_t)node << 32 ^ node) *
	    UINT64_C(0xff51afd7ed558ccd);

	hash = (hash ^ hash >> 32) * UINT64_C(0xc4ceb9fe1a85ec53);
	return hash == 0 ? 1 : hash;
}

#endif
