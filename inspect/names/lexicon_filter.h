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

/*
 * It will be asked for soon: where it is, and the next, in another line maybe.
 */
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

/* lexicon_seems_given() will be. */
static ALWAYS_INLINE void
lexicon_expect_given(const struct lexicon *l, uint64_t hash)
{
	if (l->firsts != NULL)
		__builtin_prefetch(l->firsts + lexicon_place(hash,
		    l->nbuckets));
}

/* May the word be a name or a place? No means no. */
static inline bool
lexicon_may_be_name(const struct lexicon *l, uint64_t hash)
{
	return l->names == NULL || (l->names[lexicon_place(hash,
	    l->nbuckets)] >> lexicon_fingerprint(hash) % 64 & 1) != 0;
}

/* Which bit of a set of LEXICON_MARKS is that of a word. */
static inline uint16_t
lexicon_mark_bit(uint64_t hash)
{
	return (uint16_t)(hash >> 48);
}

enum { LEXICON_LOW = 30 };	/* bits of a hash below those that count */

/* Which bit of a set of LEXICON_GIVEN is that of a word. */
static inline uint32_t
lexicon_given_bit(uint64_t hash)
{
	return (uint32_t)(hash >> 48 << 2) | (uint32_t)hash >> LEXICON_LOW;
}

/*
 * May it be a given name, and no common word? One in twenty others passes, and
 * one in two hundred of those that lexicon_note_given() lets through.
 */
static inline bool
lexicon_seems_given(const struct lexicon *l, uint64_t hash)
{
	return l->firsts == NULL || (l->firsts[lexicon_place(hash,
	    l->nbuckets)] >> lexicon_fingerprint(hash) % 64 & 1) != 0;
}

#endif
