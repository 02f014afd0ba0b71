/*
 * "Did you mean": among the words that would have been right, the one nearest
 * to what somebody wrote, by edit distance with neighbours swapped
 * (Damerau-Levenshtein, optimal string alignment).
 */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/attr.h"
#include "base/sv.h"

enum { SUGGEST_TEXT_BYTES = 96 };

struct suggest {
	struct sv word;
	struct sv best;		/* empty: nothing near enough yet */
	unsigned distance;	/* of `best`; before it, the first too far */
};

/* Begin for `word`, which is borrowed. */
void suggest_init(struct suggest *s, struct sv word);

/* Offer one right word; borrowed. */
void suggest_offer(struct suggest *s, struct sv right);

/*
 * Write `; did you mean "x"?` or nothing to `out`, which is returned, for use
 * as an argument of a message.
 */
const char *suggest_text(const struct suggest *s,
    char out[SUGGEST_TEXT_BYTES]);

#endif
