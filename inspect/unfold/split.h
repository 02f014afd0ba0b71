/*
 * Values that are split over texts which follow each other: the content parts
 * of a message, the strings of an array, one message after the other. Only what
 * a check digit makes near certain is believed there, since the end of a text
 * and the beginning of the next one have nothing to do with each other.
 */
#ifndef INSPECT_UNFOLD_SPLIT_H
#define INSPECT_UNFOLD_SPLIT_H

#include <stddef.h>

#include "inspect/body/field.h"

struct scan;

enum {
	SPLIT_PARTS = 40,	/* one value over so many texts, at most */
	SPLIT_SCORE = 90,	/* less is not believed */
	SPLIT_LOSS = 10		/* what a split value scores less */
};

/*
 * Look over the borders between JSON strings of one label and meaning; each
 * piece of a value becomes a finding of its field. Failure goes into s->err.
 */
void split_scan(struct scan *s, const struct field *fields, size_t nfields);

#endif
