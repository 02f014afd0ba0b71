/*
 * The words of addresses: kinds of streets, what numbers a house or a flat,
 * boxes of the post, countries, in the languages of Europe. One look tells
 * which lists a word is in. Made once, immutable afterwards; for
 * inspect/address/address.h.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_WORDS_H
#define INSPECT_ADDRESS_ADDRESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/address/address_hints.h"
#include "inspect/words/word.h"

struct word_table;

/* How a word ends, as bits. */
enum {
	ENDS_SURE = 1 << 0,	/* "strasse", "gatan" */
	ENDS_OTHER = 1 << 1,	/* "weg": other words do so too */
	ENDS_STRASSE = 1 << 2	/* of ENDS_SURE: "strasse", "str" */
};

struct address_words {
	struct address_hints hints;
	struct word_table *lists;
};

/* Make the table. Returns owned. ERR_NOMEM. */
int address_words_new(struct address_words **ret) MUST_USE;

/* Release; NULL is allowed. */
void address_words_free(struct address_words *a);

/* The bits of all lists that `w` is in. */
unsigned address_words_find(const struct address_words *a,
    const struct word *w);

/*
 * Where a kind of street in two parts begins whose second one is `w`, of
 * IN_JOINED: "C.so", "P.zza", "ж.к."; w->start if that does not stand there.
 */
size_t address_words_joined(struct sv text, const struct word *w);

/* ENDS_SURE or ENDS_OTHER if `w` is a street's name by its end, or 0. */
unsigned address_words_ending(const struct address_words *a,
    const struct word *w);

/* May it be one? Mostly it is not. */
static inline bool
address_words_may_end(const struct address_words *a, const struct word *w)
{
	return w->len >= ADDRESS_TAIL && address_hints_has(&a->hints.ends,
	    word_load(w->folded + w->len - ADDRESS_TAIL));
}

#endif
