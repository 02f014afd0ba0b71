/*
 * What the lexicon knows of the words of a text, each looked up once: of the
 * word itself, and, where it is no name, of the word without its ending (Annas,
 * Berlinem) or of its first part (Anna-Maria). For the tagger and for cues.
 */
#ifndef INSPECT_NAMES_STEM_H
#define INSPECT_NAMES_STEM_H

#include <stdint.h>

#include "inspect/names/feature.h"
#include "inspect/names/weights.h"

enum { STEM_PIECES = 64 };	/* of a set */

/* The word without an ending, or its first part. */
uint16_t stem_find(const struct weights *w, const struct piece *p);

/*
 * Look the word up, itself and without its ending, once. What is known of the
 * piece was set to 0 before.
 */
void stem_look_up(const struct weights *w, struct feature_piece *p);

/* The word itself alone. */
static inline void
stem_look_up_word(const struct weights *w, struct feature_piece *p)
{
	if (!p->looked_up && p->piece.kind == PIECE_WORD)
		p->known = lexicon_find(&w->lexicon, p->piece.hash);
	p->looked_up = true;
}

/*
 * The rest, for the words of `pieces` whose bit is in `set`, which were looked
 * up and are not all in small letters.
 */
void stem_find_all(const struct weights *w, struct feature_piece *pieces,
    uint64_t set);

#endif
