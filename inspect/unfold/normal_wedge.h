/*
 * What is driven into a value by programs that mark, wrap or join text, and is
 * no part of it:
 *
 *   44<b>05</b>14		tags of HTML inside of a line, and comments
 *   "AK" + "IA", 'a' 'b'	strings that a program joins; lists of strings
 *				of one character each
 *   44**05**14, `44`05	Markdown; a\_b, 44\-05, a\@b: its escapes, and \/
 *   ESC [ 1 m		ECMA-48 control sequences, such as colours; other
 *			controls; x BS x, as terminals print bold
 *
 * A form of this kind is the text without them.
 */
#ifndef INSPECT_UNFOLD_NORMAL_WEDGE_H
#define INSPECT_UNFOLD_NORMAL_WEDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/unfold/normal.h"

enum {
	NORMAL_WEDGE_TAG = 256,	/* bytes of a tag, a comment, a sequence */
	NORMAL_WEDGE_GAP = 64	/* bytes of blanks between two strings */
};

/* Controls that no text is made of. */
static inline bool
normal_wedge_control(char c)
{
	return ((unsigned char)c < 0x20 && c != '\t' && c != '\n' &&
	    c != '\r') || c == 0x7f;
}

/*
 * Are there wedges at byte `at`, between a letter or digit and what a value may
 * go on with, of eight characters or in more pieces? Inside of a form they are
 * left out between fewer, and controls wherever they stand.
 */
bool normal_wedge_is_odd(struct sv text, size_t at);

/*
 * Fill `f` with bytes [f->from, f->to) of the source, wedges left out. False
 * if there are none, or f->err is set.
 */
bool normal_wedges(struct normal_form *f);

#endif
