/*
 * Where lines of a text are more than text, perhaps: rows, keys and values,
 * records. For whoever looks for tables (inspect/grid/grid_pass.c) and has
 * nothing begun; most lines do not *stir*, and need not be looked at.
 *
 * A line stirs
 *   where it begins, after blanks, with tab - = + | : > [ c C or 0xe2;
 *   at { and <, and at ( behind an s, with a blank between or none, or behind
 *   two of blanks, breaks and separators (tab ; |);
 *   at [ behind : or =, with a byte between or none;
 *   at its first *sign*, if the line before has one, too: a separator, two
 *   blanks behind those that it begins with, a comma with no blank or break
 *   behind it, or : or = if the line has no mark before that;
 *   at its second comma, if the line before has one.
 *
 * Marks are : = ( < { and commas and separators. A break is a line feed or a
 * return; several of them end one line. A comma that is the last byte of a word
 * is taken for one with no blank behind it.
 */
#ifndef BASE_STIRS_H
#define BASE_STIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

enum {
	STIRS_BLOCK = 64,		/* bytes for one word */
	STIRS_MAX = 64,			/* words for one call */
	STIRS_WORDS = 8			/* all but the last call of a text is
					 * for some times as many */
};

/* What stands before the bytes of a call. */
struct stirs_carry {
	uint64_t breaks, blanks, spaces, ess, assigns;	/* of the last word */
	/* 1: what comes next of some bytes is yet to come. */
	uint64_t first;		/* of a line, but for blanks */
	uint64_t mark;		/* or break, of a line */
	uint64_t sign, again;	/* or break, behind a sign; of the next line */
	uint64_t comma, other, third;	/* the same of commas */
};

/* A line begins, and what stands before it is nothing to it. */
#define STIRS_LINE	((struct stirs_carry){ .first = 1, .mark = 1 })

/*
 * Fill `out[0 .. (len + 63) / 64)` for the `len` <= 4096 bytes at `p`, the
 * first byte as lowest bit; bits beyond `len` are zero. `*c` becomes what
 * stands before the next bytes. `out` has room for STIRS_MAX words.
 */
void stirs_fill(const char *p, size_t len, struct stirs_carry *c,
    uint64_t *out);

/* Does it take less time than to look at every line? */
static inline bool
stirs_are_fast(void)
{
	return wide_best() == WIDE_AVX512;
}

/* stirs_fill() with no wider instructions than those, which there must be. */
void stirs_fill_as(enum wide wide, const char *p, size_t len,
    struct stirs_carry *c, uint64_t *out);

#endif
