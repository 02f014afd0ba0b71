/*
 * Pieces of a text as the tagger of names sees them: words, numbers, single
 * marks and line breaks, each with its shape and its letters folded to one
 * byte each (lower case, without accents; Greek and Cyrillic letters have
 * bytes of their own). Trainer and engine read the same pieces, so that what
 * was learned is what is asked.
 *
 * A word keeps its inner hyphens (Jean-Pierre); an elided article or
 * preposition is a word of its own (l' Allemagne, dell' Aquila, il- Belt); a
 * single capital letter keeps its full stop (J.); a genitive 's is cut off.
 */
#ifndef INSPECT_NAMES_PIECE_H
#define INSPECT_NAMES_PIECE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/sv.h"

enum {
	PIECE_LEAD = 8,		/* zero bytes before the folded letters */
	PIECE_MAX = 24		/* folded letters kept of one word */
};

enum piece_kind { PIECE_MARK, PIECE_NUMBER, PIECE_WORD, PIECE_BREAK,
	PIECE_NONE = 5		/* beyond the text */
};

enum piece_shape {
	SHAPE_NONE,		/* no word */
	SHAPE_LOWER,		/* anna */
	SHAPE_CAPITAL,		/* Anna, Anna-Maria, McDonald, LeBron */
	SHAPE_UPPER,		/* ANNA */
	SHAPE_SINGLE,		/* A */
	SHAPE_INITIAL,		/* A. */
	SHAPE_MIXED,		/* annaMaria, AnnaMaria, ANNAs */
	SHAPE_NO_CASE		/* of a script without capitals */
};

enum {
	PIECE_PLAIN = 1,	/* a word without joints, and its folded
				 * letters are ASCII */
	PIECE_CODE = 2,		/* touches what program text is made of */
	PIECE_ELIDED = 4,	/* ends in an apostrophe or hyphen */
	PIECE_HYPHEN = 8	/* there is a hyphen in it */
};

struct piece {
	uint32_t start, end;	/* bytes in the text */
	uint64_t hash;		/* of the folded letters */
	uint8_t kind, shape, flags;
	uint8_t len;		/* of the folded letters; longer is cut */
	char folded[PIECE_LEAD + PIECE_MAX];
};

struct piece_reader {
	struct sv text;
	size_t at;
};

/* Read the next piece; false at the end of the text. */
bool piece_next(struct piece_reader *r, struct piece *ret);

/* Where pieces go, and what they are: bit i for the one read at `next` + i. */
struct piece_block {
	struct piece *next;	/* first member of an element of an array */
	size_t stride;		/* bytes of an element */
	uint64_t others;	/* no words */
	uint64_t lower;		/* SHAPE_LOWER */
	uint64_t capitals;	/* words that begin with a capital and touch
				 * no program text */
};

/*
 * Read up to `count` <= 64 pieces; how many were read. Fewer only at the end
 * of the text.
 */
unsigned piece_read(struct piece_reader *r, struct piece_block *block,
    unsigned count);

/* The hash of the one word `text`, folded; 0 if it is not one word. */
uint64_t piece_hash(struct sv text);

/* The folded letters of a word. */
static inline struct sv
piece_letters(const struct piece *p)
{
	return sv_make(p->folded + PIECE_LEAD, p->len);
}

static inline uint64_t
piece_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

/* The first, or last, 1 to 8 folded bytes as a number; fewer if shorter. */
static inline uint64_t
piece_prefix(const struct piece *p, unsigned n)
{
	return piece_load(p->folded + PIECE_LEAD) & UINT64_MAX >> 8 * (8 - n);
}

static inline uint64_t
piece_suffix(const struct piece *p, unsigned n)
{
	return piece_load(p->folded + p->len) >> 8 * (8 - n);
}

/* Hash the word without its last `cut` < len letters. */
uint64_t piece_hash_cut(const struct piece *p, unsigned cut);

enum { PIECE_CUTS = 3 };

/* piece_hash_cut() of 1 to PIECE_CUTS letters, fewer than the word has. */
void piece_hash_cuts(const struct piece *p, uint64_t ret[PIECE_CUTS]);

#endif
