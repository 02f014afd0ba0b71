/*
 * Lists of words for inspect/address/address_plain.h: what no street is, what
 * numbers a house, what a flat is called.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_LISTS_H
#define INSPECT_ADDRESS_ADDRESS_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/words/word.h"

enum address_list {
	LIST_DENIED,	/* before a number, but no street: rooms, trains */
	LIST_HEADS,	/* what a part before the street begins with */
	LIST_HOUSES,	/* houses by their names: "Rose Cottage" */
	LIST_FIRST,	/* small words and abbreviations before a name */
	LIST_INNER,	/* small words inside a name */
	LIST_UNITS	/* flats, floors, doors */
};

/* Is the word in the list? */
bool address_lists_has(enum address_list list, const struct word *w);

/* Does the word number a house: "Nr.", "č.", "№"? */
bool address_lists_numbers(struct sv word);

/*
 * A box of the post right before byte `at`, not before `floor`: "P.O. Box",
 * "Τ.Θ.", "a/k". Where it begins, or `at`.
 */
size_t address_lists_box(struct sv text, size_t at, size_t floor);

#endif
