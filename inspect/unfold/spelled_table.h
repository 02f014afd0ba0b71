/*
 * Numbers in words, as inspect/unfold/spelled_table.py made them. For
 * inspect/unfold/spelled.c.
 */
#ifndef INSPECT_UNFOLD_SPELLED_TABLE_H
#define INSPECT_UNFOLD_SPELLED_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

enum {
	SPELLED_DOUBLE = 102,	/* the next digit twice */
	SPELLED_TRIPLE = 103
};

/* A folded word of one language and its number, below 100. Sorted by word. */
struct spelled_row {
	const char *word;
	uint8_t len;		/* of word */
	uint8_t language;
	uint8_t value;
};

extern const struct spelled_row spelled_rows[];
extern const size_t spelled_row_count;

/* Words of digits, not folded, of which long numbers hold some. Sorted. */
extern const struct sv spelled_clue_list[];
extern const size_t spelled_clue_count;

/*
 * Which letters of ASCII follow the first, by that one, as bits: in these words
 * and in those that may stand between them.
 */
extern const uint32_t spelled_seconds[26];

#endif
