/*
 * Tables inside a text: rows of cells with separators or in columns, lists of
 * keys and values, objects of JSON, elements of XML and HTML, tuples of SQL.
 * For each cell that is found there: which column, so under which header or
 * behind which key it stands, and which row, so which values belong to the same
 * record. Detection asks for the cell of a candidate
 * (inspect/grid/scan_table.h), the consensus of countries for the rows
 * (inspect/grid/consensus_rows.c).
 *
 * Reading only looks for how a text is laid out. It is one pass forward, linear
 * whatever stands there, without recursion; what is beyond a limit is text
 * without a table, and a text that only looks like a table loses nothing.
 */
#ifndef INSPECT_GRID_GRID_H
#define INSPECT_GRID_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum {
	GRID_CELLS = 1 << 18,	/* of one text */
	GRID_COLUMNS = 256,	/* of one row */
	GRID_LINE = 1 << 14,	/* bytes of a line that may be a row */
	GRID_HEADER = 64,	/* bytes of a header or key */
	GRID_VALUE = 1 << 12,	/* bytes of a value of JSON, XML, SQL */
	GRID_DEPTH = 32,	/* objects or elements in each other */
	GRID_KEYS = 256	/* that are known again; a power of two */
};

#define GRID_NONE	UINT32_MAX

/* Bytes of the text, without quotes and blanks; never empty. */
struct grid_cell {
	uint32_t start, end;
	uint32_t column, row;
};

/* Its header or key: bytes of the text, or none (start == end). */
struct grid_column {
	uint32_t start, end;
	uint32_t like;	/* of a key: a column with the same, or itself */
	bool is_key;		/* stands beside its only value */
};

struct grid_row {
	uint32_t above;		/* the row that it is inside of, or none */
	bool member;		/* and is a part of that one's record */
	uint32_t start, end;	/* its bytes */
	uint32_t block;
};

/* What belongs together, with its header. */
struct grid_block {
	uint32_t start, end;
	bool headed;		/* by a line: other lines say nothing */
};

/*
 * Lines that may be pairs, read when a cell is asked for there: program text
 * and prose have many of them, and hardly any candidate in one.
 */
struct grid_part {
	uint32_t lines;			/* where the first line begins, ... */
	uint32_t start, end;		/* ... and what no other cell covers */
	uint32_t first, ncells;		/* its cells, once it was read */
	bool is_read;
};

struct grid {
	struct arena *arena;
	struct sv text;
	struct grid_cell *cells;	/* `nfixed` in order, those of parts;
					 * apart from each other */
	struct grid_column *columns;
	struct grid_row *rows;		/* behind the row above them */
	struct grid_block *blocks;
	struct grid_part *parts;	/* in order */
	size_t ncells, ncolumns, nrows, nblocks, nparts;
	size_t cap_cells, cap_columns, cap_rows, cap_blocks, cap_parts;
	size_t nfixed;			/* cells outside of parts */
	size_t least;			/* where a cell may begin: behind those
					 * there are of what is read */
	size_t cursor, part_cursor;	/* asked for last */
	size_t none_from, none_to;	/* no cell is there */
	uint32_t keys[GRID_KEYS];	/* columns by the hash of their key */
	size_t form;	/* one may begin there, if asked for; or SIZE_MAX */
	uint64_t marks;		/* of a short text, bits of what may part cells,
				 * and more; all of them of a long one */
	bool every_line;		/* read it, also where none stirs: for
					 * tests */
	int err;			/* sticky ERR_NOMEM */
};

/*
 * Read `text`, valid UTF-8 or not, of less than 4 GiB, into `t`, which is
 * zeroed or was used before; its arrays are in `arena`. 0 or ERR_NOMEM, which
 * whatever reads more puts into t->err.
 */
int grid_read(struct grid *t, struct arena *arena, struct sv text)
    MUST_USE;

/*
 * Copy what was read, with no room to spare, into the arena of `t`, whose
 * arrays are used again for the next text. NULL if that takes more than
 * `most` bytes, or without memory; *ret_bytes is what it takes.
 */
struct grid *grid_keep(const struct grid *t, size_t most, size_t *ret_bytes);

/* Read the form that there may be (before any part); one part; all of it. */
void grid_read_form(struct grid *t);
void grid_read_part(struct grid *t, struct grid_part *part);
void grid_read_parts(struct grid *t);

/* Can there be a cell, in a part perhaps? */
static inline bool
grid_has_cells(const struct grid *t)
{
	return t->ncells > 0 || t->nparts > 0;
}

/* The work of grid_cell_at() unless it is the cell asked for last. */
const struct grid_cell *grid_find_cell(struct grid *t, size_t at);

/* The cell that byte `at` stands in, or NULL. Cheap if asked forward. */
static inline const struct grid_cell *
grid_cell_at(struct grid *t, size_t at)
{
	/* What is asked about a place is asked several times. */
	return t->cursor < t->ncells && t->cells[t->cursor].start <= at &&
	    at < t->cells[t->cursor].end ? &t->cells[t->cursor] :
	    grid_find_cell(t, at);
}

/* Could `text` be the header of a column? */
bool grid_is_name(struct sv text);

/* Do lists of names, and of rows below them, stand under such a key? */
bool grid_is_key_of_names(struct sv key);
bool grid_is_key_of_rows(struct sv key);

/* The header or key of a column; empty if it has none. */
struct sv grid_header(const struct grid *t, uint32_t column);

#endif
