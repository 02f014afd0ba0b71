/*
 * What can be told of a word without looking it up in the lexicon: whether it
 * may be a name at all, and that it will be asked for. Most words are passed
 * over by these filters, which lexicon_note() fills.
 */
#ifndef INSPECT_NAMES_LEXICON_FILTER_H
#define INSPECT_NAMES_LEXICON_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "inspect/names/lexicon.h"

/* It will be asked for soon: where it is, and the next, in another line maybe. */
static ALWAYS_INLINE void
lexicon_expect(const struct lexicon *l, uint64_t hash)
{
	const struct lexicon_bucket *b = l->buckets +
	    lexicon_place(hash, l->nbuckets);

	__builtin_prefetch(b);
	__builtin_prefetch(b + 1);
}

/* lexicon_may_be_name() will be asked about it soon. */
static ALWAYS_INLINE void
lexicon_expect_name(const struct lexicon *l, uint64_t hash)
{
	if (l->names != NULL)
		__builtin_prefetch(l->names + lexicon_place(hash,
		    l->nbuckets));
}

/* May the word be a name or a place? No means no. */
static inline bool
lexicon_may_be_name(const struct lexicon *l, uint64_t hash)
{
	return l->names == NULL || (l->names[lexicon_place(hash,
	    l->nbuckets)] >> lexicon_fingerprint(hash) % 64 & 1) != 0;
}

/* Which bit of `given` says whether it may be a given name. */
static inline uint16_t
lexicon_given_bit(uint64_t hash)
{
	return (uint16_t)(hash >> 48);
}

/* May it be a given name, and no common word? The same, at a glance. */
static inline bool
lexicon_may_be_given(const struct lexicon *l, uint64_t hash)
{
	uint16_t bit = lexicon_given_bit(hash);

	return l->given == NULL || (l->given[bit / 64] >> bit % 64 & 1) != 0;
}

/* And looked at more closely? One in about a hundred others passes both. */
static inline bool
lexicon_seems_given(const struct lexicon *l, uint64_t hash)
{
	return l->firsts == NULL || (l->firsts[lexicon_place(hash,
	    l->nbuckets)] >> lexicon_fingerprint(hash) % 64 & 1) != 0;
}

#endif
