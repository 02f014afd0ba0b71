/*
 * May one of a few words stand in a part of a text? Told by how words begin,
 * many bytes at once, so that next to none is read; a few too many are let
 * through, none is left out, however it is written. For
 * inspect/words/context.h.
 */
#ifndef INSPECT_WORDS_SOUGHT_H
#define INSPECT_WORDS_SOUGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/begins.h"
#include "base/sv.h"
#include "inspect/words/word.h"
#include "inspect/words/word_filter.h"

/* The sets that are looked for, best of a few words. */
enum sought_set {
	SOUGHT_NONE,
	SOUGHT_SHORT,		/* of short numbers: years look like them */
	SOUGHT_FIVE,		/* of those of five digits, SHORT included */
	SOUGHT_ADDRESS,		/* of names with a number */
	SOUGHT_DATE,		/* of days with a month */
	SOUGHT_PHONE,		/* of what could be dialled */
	SOUGHT_SETS
};

enum {
	SOUGHT_WORDS = 128,	/* numbers of 64 bits */
	SOUGHT_STEMS = 1024	/* bits */
};

/*
 * All zero: no words. A filter as in inspect/words/word_filter.h, but of a few
 * words and small, since it is asked so often that it must stay near.
 */
struct sought {
	uint64_t words[SOUGHT_WORDS];
	uint64_t stems[SOUGHT_STEMS / 64];
	uint64_t beyond;	/* bits of first letters beyond ASCII */
	struct begins begins;
};

/*
 * Look for phrases that begin with the word `first`, of which word_key() and
 * the length count; with `wild` for words that begin so.
 */
void sought_add(struct sought *s, const struct word *first, bool wild);

/*
 * The first byte from `at` on where one may stand, or a byte not before `end`
 * up to which there is none.
 */
size_t sought_find(const struct sought *s, struct sv text, size_t at,
    size_t end);

/* One letter, of one or two bytes? */
static inline bool
sought_is_initial(struct sv text, size_t start, size_t end)
{
	return end - start == 1 || (end - start == 2 &&
	    (unsigned char)text.ptr[start] >= 0xc0);
}

static inline bool
sought_is_dot(struct sv text, size_t at)
{
	return at < text.len && text.ptr[at] == '.';
}

/* May it be the first part of a longer word: "dateOfBirth", "d.o.b."? */
static inline bool
sought_may_go_on(struct sv text, const struct word *w)
{
	return (w->end < text.len && text.ptr[w->end] >= 'A' &&
	    text.ptr[w->end] <= 'Z') ||
	    (sought_is_initial(text, w->start, w->end) &&
	    sought_is_dot(text, w->end));
}

#endif
