/*
 * Tables in box drawing (inspect/grid/grid_box.c), line by line. For the
 * readers of lines only.
 */
#ifndef INSPECT_GRID_GRID_BOX_H
#define INSPECT_GRID_GRID_BOX_H

#include "inspect/grid/grid_part.h"

/* The first byte of each character that is drawn with. */
#define GRID_BOX_LEAD	'\xe2'

/* Is the line a border that lies? Each such table begins with one. */
bool grid_is_box_ruler(struct sv text, const struct grid_line *line);

/* Does a table begin with `line`; does it go on? */
bool grid_begin_box(struct grid_reading *r, const struct grid_line *line);
bool grid_go_on_box(struct grid_reading *r, const struct grid_line *line);

/* Begin it: the cells at hand are those of `first`, perhaps headers. */
bool grid_begin_block(struct grid_reading *r, const struct grid_line *first);

/* Add the cells at hand as the row `line`. */
void grid_add_cells(struct grid_reading *r, const struct grid_line *line);

#endif
