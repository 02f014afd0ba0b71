/*
 * What the tagger cannot see in one pass over a text: where a name really
 * ends, what is too little to be one, and that who is named in full once is
 * meant where the family name stands alone.
 *
 *   EU:n, FN:s            the ending behind an acronym belongs to it
 *   Vance's, Marcos'      so does a genitive in Danish, as in Camillas
 *   A.B. Hansen           initials, and given names cut short, belong to the
 *   Jens Chr. Birch       name behind them; so does Dr. in Hungarian
 *   Jan van 't Hoff       particles belong to the name behind them
 *   Margit Merzel         a given name before what was found belongs to it, and
 *                         a word behind one, taken for a place
 *   LKT Pekka Käävä       what somebody is does not, nor what is inflected
 *   Turussa Anna          before a Finnish name
 *   Carol al II-lea       the number of a king is of the name
 *   Liceul „Ion Creangă”  what a thing is named after is no person
 *   D., X, C-o            a letter is no name
 *   if (x == WILD)        nor is one word in capitals in program text
 *   CIRÍLICA ZHE          capitals that nobody knows: hardly a person
 *   Angela Merz ... Merz  named in full once: by a known given name and a
 *                         family name that is no common word
 */
#ifndef INSPECT_NAMES_MEND_H
#define INSPECT_NAMES_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/names/tagger.h"
#include "inspect/names/weights.h"

enum { MEND_NAMES = 8 };	/* family names of a text that are remembered */

struct mend_name {
	size_t start, end;
	bool doubtful;		/* a place or organisation has the name too */
};

/* Of one text, while its names pass. */
struct mend {
	struct sv text;
	const struct weights *weights;
	struct mend_name names[MEND_NAMES];
	size_t count;
	struct mend_name last;	/* person found */
	struct mend_name other;	/* place or organisation found */
};

/* Begin a text. Borrows `w` and `text` until mend_end(). */
void mend_begin(struct mend *m, const struct weights *w, struct sv text);

/* Mend a span the tagger found, and remember it; false: it is no name. */
bool mend_span(struct mend *m, struct tagger_span *span);

/* Give the family names that stand alone, behind the full name, to `found`. */
void mend_end(const struct mend *m,
    void (*found)(void *ctx, const struct tagger_span *span), void *ctx);

#endif
