/*
 * Where in a text the bytes stand that tables, records and lists of values are
 * made with, as bit masks: one bit a byte, one word for 64 bytes. For whoever
 * looks for tables (inspect/grid/grid.h); most of prose has no such byte.
 */
#ifndef BASE_TABMASK_H
#define BASE_TABMASK_H

#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

enum {
	TABMASK_BLOCK = 64,		/* bytes for one word */
	TABMASK_MAX = 64		/* words for one call */
};

struct tabmask {
	uint64_t marks;		/* tab and , ; | : = ( < { */
	uint64_t breaks;	/* line feed, return */
	uint64_t gaps;		/* a blank behind a blank, in the same call */
};

/*
 * Fill `out[0 .. (len + 63) / 64)` for the `len` <= 4096 bytes at `p`, the
 * first byte as lowest bit; bits beyond `len` are zero.
 */
void tabmask_fill(const char *p, size_t len, struct tabmask *out);

/* The same with no wider instructions than those, which there must be. */
void tabmask_fill_as(enum wide wide, const char *p, size_t len,
    struct tabmask *out);

/* The same byte by byte: what the others are tested against. */
void tabmask_fill_plain(const char *p, size_t len, struct tabmask *out);

#endif
