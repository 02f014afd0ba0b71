/* What was read of one text, kept while others are read. */
#include <string.h>

#include "inspect/grid/grid.h"

/* Bytes of `count` items of `size`, which are not many (GRID_CELLS). */
#define BYTES(count, size)	((count) * (size))

static size_t
bytes_of(const struct grid *t)
{
	return sizeof(*t) + BYTES(t->ncells, sizeof(*t->cells)) +
	    BYTES(t->ncolumns, sizeof(*t->columns)) +
	    BYTES(t->nrows, sizeof(*t->rows)) +
	    BYTES(t->nblocks, sizeof(*t->blocks)) +
	    BYTES(t->nparts, sizeof(*t->parts));
}

/* Copy `len` bytes to *to, which goes on behind them. */
static void *
put(char **to, const void *from, size_t len)
{
	char *p = *to;

	if (len > 0)
		memcpy(p, from, len);
	*to += len;
	return p;
}

struct grid *
grid_keep(const struct grid *t, size_t most, size_t *ret_bytes)
{
	size_t bytes = bytes_of(t);
	struct grid *kept;
	char *rest;

	if (bytes > most)
		return NULL;
	kept = arena_alloc(t->arena, bytes);
	if (kept == NULL)
		return NULL;
	*kept = *t;
	rest = (char *)(kept + 1);
	kept->cells = put(&rest, t->cells,
	    BYTES(t->ncells, sizeof(*t->cells)));
	kept->columns = put(&rest, t->columns,
	    BYTES(t->ncolumns, sizeof(*t->columns)));
	kept->rows = put(&rest, t->rows, BYTES(t->nrows, sizeof(*t->rows)));
	kept->blocks = put(&rest, t->blocks,
	    BYTES(t->nblocks, sizeof(*t->blocks)));
	kept->parts = put(&rest, t->parts,
	    BYTES(t->nparts, sizeof(*t->parts)));
	kept->cap_cells = t->ncells;
	kept->cap_columns = t->ncolumns;
	kept->cap_rows = t->nrows;
	kept->cap_blocks = t->nblocks;
	kept->cap_parts = t->nparts;
	*ret_bytes = bytes;
	return kept;
}
