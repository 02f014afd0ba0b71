/*
 * What a vocabulary is made of: shared by inspect/words/context.c, which makes
 * it, and inspect/words/context_view.c, which reads texts with it. Nobody else
 * includes it.
 */
#ifndef INSPECT_WORDS_CONTEXT_PART_H
#define INSPECT_WORDS_CONTEXT_PART_H

#include "inspect/words/context.h"
#include "inspect/words/word_filter.h"

enum {
	CONTEXT_BLOOM_BITS = 1 << 17,
	CONTEXT_GROUPS_MAX = 4096
};

#define CONTEXT_WILD	UINT64_C(0x9e3779b97f4a7c15)

struct context_pair {
	uint64_t hash;
	uint64_t key;		/* of the first word, or of its stem */
	uint16_t group;
	uint8_t len;
	bool wild;
};

struct context_entry {
	uint64_t hash;
	uint32_t first;		/* in `groups` */
	uint32_t count;
	uint64_t bits;		/* of those that speak */
	bool names;		/* values: one of these groups does */
};

struct context_slot {
	uint64_t hash;
	uint32_t entry;		/* + 1; 0: free */
};

struct context {
	struct context_pair *pairs;	/* while it is being made */
	size_t npairs, cap_pairs;
	struct context_entry *entries;
	uint16_t *groups;
	struct context_slot *slots;
	size_t mask;		/* of slots */
	uint64_t wild_lengths;	/* bit n: some `*` stands after n bytes */
	uint64_t bloom[CONTEXT_BLOOM_BITS / 64];
	struct word_filter first;	/* of words, and the first of phrases */
	struct word_filter filter;	/* of all words, also of phrases */
	struct sought sought[SOUGHT_SETS];
	bool seeks[SOUGHT_SETS][CONTEXT_GROUPS_MAX];	/* groups of each */
	uint16_t ngroups;
	bool speaks[CONTEXT_GROUPS_MAX]; /* looked for by context_any() */
	bool names[CONTEXT_GROUPS_MAX];		/* labels: context_holds() */
};

static inline uint64_t
context_combine(uint64_t phrase, uint64_t word)
{
	phrase = (phrase ^ (word >> 29)) * UINT64_C(0xff51afd7ed558ccd);
	return (phrase ^ word) * UINT64_C(0xc4ceb9fe1a85ec53) + 1;
}

static inline uint64_t
context_bit(uint16_t group)
{
	return UINT64_C(1) << group % 64;
}

#endif
