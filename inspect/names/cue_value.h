/*
 * What stands where a name is expected, by its words: whether it is one. Asked
 * by inspect/names/cue_label.c about values of labels.
 */
#ifndef INSPECT_NAMES_CUE_VALUE_H
#define INSPECT_NAMES_CUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/names/weights.h"

struct cue_value {
	unsigned count;		/* words; the others count some of them */
	unsigned names, given;	/* known as names; as given names */
	unsigned capitals;	/* that begin with a capital */
	unsigned common;	/* of any language, and no names */
	unsigned particles;	/* "van der": not counted as words */
	size_t start, end;	/* bytes of the value, without what is around */
	bool odd;		/* something that names do not have: stopped */
};

/* Read `value`, up to what is odd; linear. */
struct cue_value cue_value_read(const struct weights *w, struct sv value);

#endif
