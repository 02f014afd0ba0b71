/*
 * Where the first column of a line ends, in layouts that part label and value
 * by blanks or dots. Asked of every line by the cues of names
 * (inspect/names/cue_label.c), so it is quick.
 */
#ifndef INSPECT_NAMES_COLUMN_H
#define INSPECT_NAMES_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

enum { COLUMN_MAX = 32 };	/* bytes that are looked at */

/* Does a line end at byte `at`? */
static inline bool
column_is_end(struct sv text, size_t at)
{
	return at >= text.len || text.ptr[at] == '\n' || text.ptr[at] == '\r';
}

/*
 * The first tab, end of a line, two blanks or two dots from byte `start` of
 * `text` on; text.len at its end, and start + COLUMN_MAX if there is none.
 */
size_t column_find_gap(struct sv text, size_t start);

#endif
