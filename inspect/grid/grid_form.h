/*
 * Forms whose labels and values were torn apart: programs that take the text
 * out of a page give a column of labels line by line, and then the column of
 * values. Read when somebody asks for a cell: short lines are what program text
 * and lists have too. For inspect/grid/grid.c and grid_pass.c only.
 */
#ifndef INSPECT_GRID_GRID_FORM_H
#define INSPECT_GRID_GRID_FORM_H

#include <stddef.h>

#include "inspect/grid/grid_part.h"

enum {
	GRID_FORM_BYTES = 1 << 13,	/* of a text that is searched, */
	GRID_FORM_SURE = 1 << 12,	/* and of one with all lines known */
	GRID_FORM_LINE = 48,	/* bytes of a line, in the mean, ... */
	GRID_FORM_LABEL = 48,	/* ... and at most of a label */
	GRID_FORM_LEAST = 3,	/* labels */
	GRID_FORM_MOST = 64
};

/* Is the line at hand, which ends at byte `at`, not empty and not long? */
static inline bool
grid_is_short(const struct grid_reading *r, size_t at)
{
	return at - r->line.first - 1 < GRID_FORM_LABEL;
}

/* The line at hand ends, and could be a label of a form, or not. */
static inline void
grid_note_label(struct grid_reading *r, bool may_be)
{
	r->nlabels = may_be ? r->nlabels + 1 : 0;
	if (r->nlabels == 1)
		r->label = r->line.start;
	if (r->nlabels == GRID_FORM_LEAST && r->labels == SIZE_MAX)
		r->labels = r->label;
}

/*
 * Could the text, in which no cell was found, be one, by its lines? Of a long
 * one not all were looked at.
 */
static inline bool
grid_may_be_form(const struct grid_reading *r)
{
	return r->nlines >= 2 * GRID_FORM_LEAST && r->table->ncells == 0 &&
	    r->text.len <= GRID_FORM_BYTES &&
	    r->text.len <= r->nlines * GRID_FORM_LINE &&
	    (r->labels != SIZE_MAX || r->text.len > GRID_FORM_SURE);
}

/* Read the forms of such a text, from byte `from` on. */
void grid_read_forms(struct grid *t, size_t from);

#endif
