/*
 * Rows that are lists of JSON (inspect/grid/grid_lists.c). For the readers of
 * lines and of objects only.
 */
#ifndef INSPECT_GRID_GRID_LISTS_H
#define INSPECT_GRID_GRID_LISTS_H

#include "inspect/grid/grid_part.h"

/* What an object has said of columns and rows that stand in lists. */
struct grid_listing {
	size_t names;		/* where the list of names begins; 0: none */
	unsigned nnames;
	uint32_t first;		/* columns that have no names yet */
	unsigned columns;
	uint32_t block;
};

/*
 * `[` at byte `at` is the value of `key`: read rows that are lists, under names
 * that `l` knows or a first row of headers. Where they end, or `at`.
 */
size_t grid_take_list(struct grid_reading *r, size_t at, struct sv key,
    struct grid_listing *l);

/* The same without a key: only under a first row of headers. */
size_t grid_take_lists(struct grid_reading *r, size_t at);

/* Are there two `[` from byte `at` on, with nothing but blanks between? */
bool grid_opens_twice(struct sv text, size_t at);

/* Could a row of names begin at byte `at` that is a line, or an event? */
bool grid_opens_lines(struct sv text, size_t at);

/* Read a string, number or word at `*at`, which is then behind it. */
bool grid_read_value(struct sv text, size_t *at, struct grid_span *ret);

#endif
