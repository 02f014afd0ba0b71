/*
 * What the tagger knows about one piece of a text: numbers of rows in the
 * table of weights. Trainer and engine call the same function; a change of
 * what it computes is a change of FEATURE_VERSION, and of the weights.
 */
#ifndef INSPECT_NAMES_FEATURE_H
#define INSPECT_NAMES_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/rows.h"
#include "inspect/names/lang.h"
#include "inspect/names/piece.h"

enum {
	FEATURE_VERSION = 2,
	FEATURE_COUNT = 32,	/* rows for one piece */
	FEATURE_ROOM = (FEATURE_COUNT + ROWS_STEP - 1) / ROWS_STEP * ROWS_STEP,
	/* From here on they depend on the tags of pieces before it. */
	FEATURE_TAGS = 24,
	FEATURE_AROUND = 2,	/* pieces on either side that are looked at */
	FEATURE_WINDOW = 2 * FEATURE_AROUND + 1
};

/* Where in its sentence a piece stands. */
enum feature_place { PLACE_INSIDE, PLACE_FIRST, PLACE_AFTER_STOP,
	PLACE_AFTER_QUOTE };

/* Begin, inside: of a person, a place, an organisation. */
enum feature_tag { TAG_O, TAG_B_PER, TAG_I_PER, TAG_B_LOC, TAG_I_LOC,
	TAG_B_ORG, TAG_I_ORG, TAG_COUNT };

struct feature_piece {
	struct piece piece;
	uint16_t known;		/* lexicon_find() */
	uint16_t stem;		/* the same of the word without its ending,
				 * if the word is no name or place itself */
	bool looked_up;		/* known is */
	bool stemmed;		/* stem is too */
	uint8_t place;		/* enum feature_place */
	uint8_t spare;
	uint32_t knowledge;	/* all that is known, in one number */
	uint32_t form;		/* shape or kind */
};

/* Nothing is known yet of a piece that was read; it is PLACE_INSIDE. */
static inline void
feature_begin(struct feature_piece *p)
{
	memset(&p->known, 0, offsetof(struct feature_piece, knowledge) -
	    offsetof(struct feature_piece, known));
}

struct feature_site {
	/* FEATURE_AROUND more stand on either side; PIECE_NONE, with 1 for
	 * its hash, beyond the text. */
	const struct feature_piece *piece;
	uint8_t tag, tag_before;	/* of the piece before, and before it */
	uint8_t lang;
};

/*
 * Sum up what is known of a piece that was looked up, in a text of a language
 * of lexicon_group() `group`.
 */
void feature_note(struct feature_piece *p, unsigned group);

/* Fill FEATURE_COUNT of `values`, for rows_find(); pieces are noted. */
void feature_values(const struct feature_site *site,
    uint64_t values[FEATURE_ROOM]);

/* Their rows: numbers below `nrows` (of places, see base/rows.h). */
void feature_rows(const struct feature_site *site, uint32_t nrows,
    uint32_t rows[FEATURE_ROOM]);

/* Those from FEATURE_TAGS on alone, into the first. */
void feature_rows_tags(const struct feature_site *site, uint32_t nrows,
    uint32_t rows[FEATURE_ROOM]);

#endif
