/*
 * What a vocabulary is made of (see inspect/terms/vocab.c), and how one goes on
 * in it from word to word: shared by the files inspect/terms/vocab*.c. Nobody
 * else includes it.
 */
#ifndef INSPECT_TERMS_VOCAB_PART_H
#define INSPECT_TERMS_VOCAB_PART_H

#include "inspect/terms/vocab.h"
#include "inspect/terms/vocab_hash.h"
#include "inspect/words/word_filter.h"

#define VOCAB_NO_PAIR	UINT32_MAX

enum { VOCAB_BLOOM_WORDS = 1 << 14 };	/* of 64 bits */

/*
 * A node by its number, with what is known of it, so that whoever comes to it
 * need not look.
 */
#define VOCAB_NODE	(UINT32_MAX >> 3)	/* the number */
#define VOCAB_ENDS	(UINT32_C(1) << 31)	/* a term ends here */
#define VOCAB_INNER	(UINT32_C(1) << 30)	/* some term goes on here */
#define VOCAB_GAP_HERE	(UINT32_C(1) << 29)	/* and over a gap */

struct vocab_node {
	uint32_t pairs;		/* head of a list, or VOCAB_NO_PAIR */
	uint32_t known;		/* VOCAB_INNER, VOCAB_GAP_HERE */
};

struct vocab_edge {
	uint64_t hash;		/* 0: free */
	uint32_t child;		/* with what is known, from vocab_ready() on */
};

struct vocab {
	struct vocab_node *nodes;	/* of the parts first: their roots */
	size_t nnodes, cap_nodes;
	struct vocab_edge *edges;
	size_t nedges, cap_edges;	/* a power of two */
	struct vocab_pair *pairs;
	size_t npairs, cap_pairs;
	struct vocab_key *anchors;	/* what the filter is made of */
	size_t nanchors, cap_anchors;
	uint64_t bloom[VOCAB_BLOOM_WORDS];
	/* Bit n: of words that begin so, some `*` stands after n bytes. */
	uint64_t wild[VOCAB_PARTS][VOCAB_STEM_SETS];
	struct word_filter firsts[VOCAB_PARTS];	/* words that begin a term */
	struct word_filter words[VOCAB_PARTS];	/* and those behind them */
	struct vocab_filter *filter;
	uint16_t ngroups;
	uint8_t part[VOCAB_MAX_GROUPS];
};

/* Where the edge is, or the free place where it would be. */
static inline struct vocab_edge *
vocab_find_edge(const struct vocab *v, uint64_t hash)
{
	size_t mask = v->cap_edges - 1, at = (size_t)(hash >> 24) & mask;

	while (v->edges[at].hash != 0 && v->edges[at].hash != hash)
		at = (at + 1) & mask;
	return &v->edges[at];
}

/* Two bits of v->bloom[hash % VOCAB_BLOOM_WORDS] say that an edge is there. */
static inline uint64_t
vocab_bloom_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63);
}

/* Add the node that `word` leads to, if it does. */
static inline void
vocab_follow(const struct vocab *v, uint32_t node, uint64_t word,
    struct vocab_nodes *ret)
{
	uint64_t hash = vocab_edge_hash(node & VOCAB_NODE, word);
	uint64_t bits = vocab_bloom_bits(hash);
	const struct vocab_edge *e;

	if ((v->bloom[hash % VOCAB_BLOOM_WORDS] & bits) != bits)
		return;
	e = vocab_find_edge(v, hash);
	if (e->hash != 0 && ret->count < VOCAB_READINGS)
		ret->items[ret->count++] = e->child;
}

/* May a term of `part` begin with `w`? */
static inline bool
vocab_may_begin(const struct vocab *v, enum vocab_part part,
    const struct word *w)
{
	return word_filter_passes(&v->firsts[part], w);
}

/* May a term of `part` have `w` in it? */
static inline bool
vocab_may_have(const struct vocab *v, enum vocab_part part,
    const struct word *w)
{
	return vocab_may_begin(v, part, w) ||
	    word_filter_passes(&v->words[part], w);
}

/*
 * Go on from node `from` by one word: add all nodes that it leads to. What
 * begins in a part begins with the node of its number.
 */
static inline void
vocab_step(const struct vocab *v, enum vocab_part part, uint32_t from,
    const struct word *w, struct vocab_nodes *ret)
{
	const struct word_filter *filter = from == part ? &v->firsts[part] :
	    &v->words[part];
	uint64_t wild = v->wild[part][vocab_stem_set(w)] &
	    UINT64_MAX >> (63 - w->len);

	for (; wild != 0; wild &= wild - 1)
		vocab_follow(v, from, vocab_hash(w,
		    (size_t)__builtin_ctzll(wild)) ^ VOCAB_WILD, ret);
	if (word_filter_passes_whole(filter, w))
		vocab_follow(v, from, vocab_hash(w, w->len), ret);
}

/* The groups a term belongs to, one by one; false after the last. */
static inline bool
vocab_pair(const struct vocab *v, uint32_t node,
    const struct vocab_pair **at)
{
	uint32_t next = *at == NULL ? v->nodes[node & VOCAB_NODE].pairs :
	    (*at)->next;

	if (next == VOCAB_NO_PAIR)
		return false;
	*at = &v->pairs[next];
	return true;
}

#endif
