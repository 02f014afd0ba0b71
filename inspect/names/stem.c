#include "inspect/names/stem.h"

#include <stddef.h>

#include "base/sv.h"
#include "inspect/names/lexicon_filter.h"

enum { LEAST = 3 };	/* letters that stay when an ending is cut */

/*
 * Hashes of the word without its last letters, one of them, two, three; and
 * which may be names or places.
 */
struct cuts {
	uint64_t hashes[PIECE_CUTS];
	unsigned may;
};

static inline void
choose_cuts(const struct weights *w, const struct piece *p, struct cuts *c)
{
	c->may = 0;
	for (unsigned i = 0; i < PIECE_CUTS; i++)
		c->may |= ((p->len > LEAST + i) &
		    lexicon_may_be_name(&w->lexicon, c->hashes[i])) << i;
}

/* The first name or place among those that may be one. */
static uint16_t
find_cut(const struct weights *w, const struct cuts *c)
{
	uint16_t known = 0;

	for (unsigned may = c->may; may != 0 && known == 0; may &= may - 1)
		known = lexicon_name(lexicon_find(&w->lexicon,
		    c->hashes[__builtin_ctz(may)]));
	return known;
}

/* Anna-Maria is known by Anna. */
static uint16_t
find_part(const struct weights *w, const struct piece *p)
{
	ptrdiff_t hyphen;

	if ((p->flags & PIECE_HYPHEN) == 0)
		return 0;
	hyphen = sv_find_char(piece_letters(p), '-');
	if (hyphen < 1)
		return 0;
	return lexicon_find(&w->lexicon,
	    piece_hash_cut(p, p->len - (unsigned)hyphen));
}

uint16_t
stem_find(const struct weights *w, const struct piece *p)
{
	uint16_t known = find_part(w, p);
	struct cuts cuts;

	if (known != 0 || p->len <= LEAST)
		return known;
	piece_hash_cuts(p, cuts.hashes);
	choose_cuts(w, p, &cuts);
	return find_cut(w, &cuts);
}

void
stem_look_up(const struct weights *w, struct feature_piece *p)
{
	stem_look_up_word(w, p);
	if (p->stemmed)
		return;
	p->stemmed = true;
	if (p->piece.kind == PIECE_WORD && p->piece.shape != SHAPE_LOWER &&
	    lexicon_name(p->known) == 0)
		p->stem = stem_find(w, &p->piece);
}

/* Those that need more than was looked up; from now on they have it. */
static uint64_t
take_wanted(struct feature_piece *pieces, uint64_t set)
{
	uint64_t wanted = 0;

	for (; set != 0; set &= set - 1) {
		struct feature_piece *p = &pieces[__builtin_ctzll(set)];

		wanted |= set & -set & -(uint64_t)(!p->stemmed &
		    (lexicon_name(p->known) == 0) & (p->piece.len > LEAST));
		p->stemmed = true;
	}
	return wanted;
}

/* What stands where is asked for, for all, before any is looked for. */
void
stem_find_all(const struct weights *w, struct feature_piece *pieces,
    uint64_t set)
{
	struct cuts cuts[STEM_PIECES], *c = cuts;
	uint64_t wanted = take_wanted(pieces, set), rest;

	for (rest = wanted; rest != 0; rest &= rest - 1, c++) {
		piece_hash_cuts(&pieces[__builtin_ctzll(rest)].piece,
		    c->hashes);
		for (unsigned i = 0; i < PIECE_CUTS; i++)
			lexicon_expect_name(&w->lexicon, c->hashes[i]);
	}
	c = cuts;
	for (rest = wanted; rest != 0; rest &= rest - 1, c++) {
		choose_cuts(w, &pieces[__builtin_ctzll(rest)].piece, c);
		for (unsigned may = c->may; may != 0; may &= may - 1)
			lexicon_expect(&w->lexicon,
			    c->hashes[__builtin_ctz(may)]);
	}
	c = cuts;
	for (rest = wanted; rest != 0; rest &= rest - 1, c++) {
		struct feature_piece *p = &pieces[__builtin_ctzll(rest)];

		p->stem = find_part(w, &p->piece);
		if (p->stem == 0)
			p->stem = find_cut(w, c);
	}
}
