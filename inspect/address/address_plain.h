/*
 * Postal addresses told by how they are built, not by their words: a name, a
 * house number, a postcode and a town, as in "Strandmarka 2, 6840 Vassenden".
 * Read backwards from the postcode, which is the rarest of these. Pure: bytes
 * in, a span and what speaks for it out. For
 * inspect/match/match_address_plain.c.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_PLAIN_H
#define INSPECT_ADDRESS_ADDRESS_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/address/address.h"
#include "inspect/address/address_part.h"

/* What speaks for an address, in points, and may be added up. */
enum {
	PLAIN_LIST = -3,	/* "Ajax 2, Gent 1, 9000 ..." */
	PLAIN_UNNUMBERED = -2,	/* "Via Garibaldi, 24122 Bergamo" */
	PLAIN_YEAR = -1,	/* the code may be a year */
	PLAIN_SIDE = 1,		/* a flat; a house number such as 7/2, 4a;
				 * a name and a comma before */
	PLAIN_LONG = 1,		/* a code of five digits or more */
	PLAIN_KIND = 2,		/* a word for a street that is others too */
	PLAIN_LINES = 2,	/* it begins and ends lines */
	PLAIN_NAMED = 2,	/* and a name stands on the line before */
	PLAIN_PARTED = 2,	/* a code such as 110 00 */
	PLAIN_PLACE = 3,	/* a town that is known */
	PLAIN_LAND = 3,		/* a country behind the town */
	PLAIN_OWN = 3,		/* a code that is nothing else */
	PLAIN_STREET = 4,	/* a word for a street, a box of the post */
	PLAIN_FAIR = 2,		/* from so many on it is believed a little, */
	PLAIN_STRONG = 4	/* and from so many on at once */
};

struct address_plain {
	struct address_span all;
	struct address_span street;	/* its name alone */
	struct address_span town;
	enum address_form form;
	int points;
	bool small;	/* all in small letters: only behind a label */
};

/* What the form of a code says. */
int address_plain_points(enum address_form form);

/*
 * Read the address whose postcode begins at byte `at`. False if there is none,
 * for most numbers after a look at the byte before.
 */
bool address_plain_read(const struct address_text *a, size_t at,
    struct address_plain *ret);

#endif
