/*
 * What stands before a number, read once for all that ask about it: the last
 * word, and whether a street may end with it.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_LEFT_H
#define INSPECT_ADDRESS_ADDRESS_LEFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/address/address.h"
#include "inspect/address/address_glance.h"
#include "inspect/words/word.h"

/* What is known of the word before the last one. */
enum address_more {
	LEFT_UNREAD,
	LEFT_NONE,
	LEFT_READ
};

/* What stands before a number: read once for all that ask. */
struct address_left {
	size_t at;		/* where the number begins */
	bool word;		/* a name, `last`, that one blank parts from
				 * it: address_bare() may take it */
	bool street;		/* a word, `last`, that may end a street; of
				 * others nobody asks for letters or lists */
	uint8_t more;		/* enum address_more */
	size_t name;		/* where the name that it ends begins; from
				 * address_bare(), SIZE_MAX before */
	struct word last;
	unsigned lists;		/* address_words_find() of it */
	struct word second;	/* the word before it */
};

/* Is the word, of these lists, a kind of street as it stands before a name? */
bool address_names_kind(struct sv text, const struct word *w, unsigned lists);

/* Look before the number at `at`, which stands behind something. */
void address_look_left(const struct address_text *a, size_t at,
    struct address_left *ret);

/*
 * The same where one blank stands before it and there the word `name` of
 * letters that are not all small.
 */
void address_look_name(const struct address_text *a, size_t at,
    const struct address_letters *name, struct address_left *ret);

#endif
