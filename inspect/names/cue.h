/*
 * Cues: what leads to a name that its letters do not show, since it stands in
 * small letters, in capitals among capitals, or alone in a field.
 *
 *   my name is anna müller         an introduction
 *   herr müller                    a title
 *   Vorname: anna                  a label in the text
 *   {"first_name": "anna"}         the field's label
 *   anna müller <anna.mueller@...  an address nearby
 *   anna müller                    given and family name, known as such
 *
 * Here the pieces of a text pass, and runs of names behind titles and
 * introductions and pairs of them are found; labels (cue_label.h) and addresses
 * (cue_address.h) have files of their own. For inspect/names/names.c.
 */
#ifndef INSPECT_NAMES_CUE_H
#define INSPECT_NAMES_CUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/names/cue_address.h"
#include "inspect/names/cue_label.h"
#include "inspect/names/cue_text.h"
#include "inspect/names/feature.h"

/* Of one text, while its pieces pass. */
struct cue {
	struct cue_text in;
	struct cue_labels labels;
	size_t given_start, given_end;	/* a given name in small letters */
	size_t run_start, run_end; /* names behind a title or introduction */
	unsigned run_words;
	bool run_known;
	bool expects;			/* a name, behind one of these */
	bool introduced;		/* behind an introduction */
	struct cue_addresses addresses;
};

/* Begin with the text `in`, whose field has the label `label`. */
void cue_begin(struct cue *c, const struct cue_text *in, struct sv label);

/*
 * A piece of the text, as tagger_hooks.passed gives them. True if the next
 * must be seen too.
 */
bool cue_pass(struct cue *c, struct feature_piece *piece);

/* Behind the last piece: look at what needs the whole text. */
void cue_end(struct cue *c);

#endif
