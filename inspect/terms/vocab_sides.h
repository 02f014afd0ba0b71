/*
 * How the words on either side of a word begin, by their first folded letters,
 * read when they are asked for. Where that cannot be told without reading
 * words as inspect/words/word.h does, it is not known. For the filter of
 * vocabularies; nobody else includes it.
 */
#ifndef INSPECT_TERMS_VOCAB_SIDES_H
#define INSPECT_TERMS_VOCAB_SIDES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/terms/vocab_letter.h"

enum vocab_side { VOCAB_BEFORE, VOCAB_BEHIND, VOCAB_SIDES };

enum {
	VOCAB_GAP = 3,		/* bytes between the words of a term */
	VOCAB_HEAD = 4,		/* letters that count; zeros behind fewer */
	VOCAB_SIDE_WORDS = 5	/* read on a side: VOCAB_SKIP, one beside the
				 * word, and one beyond */
};

#define VOCAB_MARKS	",;:.!?()\n\r"	/* what `...` does not stand for */

#define VOCAB_HEAD_NONE	UINT32_C(0)	/* there is no such word */
#define VOCAB_HEAD_ANY	UINT32_MAX	/* it may be any */

struct vocab_sides {
	const struct vocab_letters *letters;
	struct sv text;
	size_t at;			/* where the word begins */
	struct vocab_side_words {
		size_t at;		/* read up to here */
		unsigned count;		/* of words; the nearest is the first */
		unsigned marks;		/* bit n: one stands before the word */
		uint32_t heads[VOCAB_SIDE_WORDS];
	} sides[VOCAB_SIDES];
};

/* Stand at byte `at` of `text`, with nothing read. Borrows all of it. */
void vocab_sides_init(struct vocab_sides *s,
    const struct vocab_letters *letters, struct sv text, size_t at);

/* Read words on `side` up to number `n`, the nearest being 0. */
void vocab_sides_read(struct vocab_sides *s, enum vocab_side side, unsigned n);

/* How word `n` < VOCAB_SIDE_WORDS on `side` begins. */
static inline uint32_t
vocab_sides_head(struct vocab_sides *s, enum vocab_side side, unsigned n)
{
	if (s->sides[side].count <= n)
		vocab_sides_read(s, side, n);
	return s->sides[side].heads[n];
}

/* Does a mark that ends a clause stand between it and the one nearer? */
static inline bool
vocab_sides_marked(const struct vocab_sides *s, enum vocab_side side,
    unsigned n)
{
	return (s->sides[side].marks >> n & 1) != 0;
}

#endif
