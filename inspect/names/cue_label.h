/*
 * Labels in a text and the names that stand by them:
 *
 *   Vorname: anna                  before its value
 *   Vorname ........ Anna          in the column before it
 *   Vorname                        in the line above
 *   [10:15] Anna: yes              the value itself, whoever speaks in a chat
 *
 * A part of inspect/names/cue.c.
 */
#ifndef INSPECT_NAMES_CUE_LABEL_H
#define INSPECT_NAMES_CUE_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/names/cue_text.h"

/* Of one text, whose labels are met in order. */
struct cue_labels {
	size_t read_to;		/* values were read up to this byte */
};

/*
 * Begin with the first line of the text, and with what the label of its field
 * says about all of it. False if that says nothing about any text.
 */
bool cue_label_begin(struct cue_labels *l, const struct cue_text *in,
    struct sv label);

/*
 * A line ends at byte `end` and the next begins at `next`: has it columns, or
 * is it the value of a label above?
 */
void cue_label_break(struct cue_labels *l, const struct cue_text *in,
    size_t end, size_t next);

/* A colon or = stands at byte `at`: is a label before it, or who speaks? */
void cue_label_mark(struct cue_labels *l, const struct cue_text *in, size_t at);

#endif
