/*
 * The parts of inspect/grid/grid.c: how tables are put together, and the
 * readers of each layout. Nobody else includes it.
 */
#ifndef INSPECT_GRID_GRID_PART_H
#define INSPECT_GRID_GRID_PART_H

#include "inspect/grid/grid.h"
#include "inspect/grid/grid_line.h"

struct grid_span { size_t start, end; };

enum grid_layout {
	GRID_NO_BLOCK,
	GRID_SEPARATED,	/* by one byte, perhaps in quotes */
	GRID_PIPES,		/* Markdown, psql, mysql, grid tables */
	GRID_GAPS,		/* two blanks or more */
	GRID_RULED,		/* columns as a line of dashes has them */
	GRID_PAIRS,		/* Key: value, line by line */
	GRID_BOX		/* borders of box drawing characters */
};

/* The block of lines at hand. */
struct grid_lines {
	enum grid_layout layout;
	char separator;
	bool wants_header;	/* the next row is the header, perhaps */
	unsigned columns;	/* of a row */
	uint32_t block;
	uint32_t first;		/* number of the first column */
	uint32_t row;		/* of GRID_PAIRS */
	struct grid_span head;	/* its first key */
	struct grid_line before;	/* the line before; end 0: none */
	size_t open;		/* start of a row whose quote is open, or ... */
	unsigned open_lines;	/* 0: none is */
	unsigned ncells;
	bool too_many;		/* cells in the row: none count */
	struct grid_span cells[GRID_COLUMNS];	/* of the row at hand */
	uint32_t at[GRID_COLUMNS];	/* where columns begin, in characters */
};

/* What is open while elements pass. */
struct grid_element {
	uint64_t name;		/* hash */
	uint32_t row;
	bool member;
	bool has_cells;
	struct grid_span label;	/* that its attributes give what is in it */
};

struct grid_markup {
	struct grid_element open[GRID_DEPTH];
	unsigned depth;
	uint32_t first, row, block;	/* of the HTML table at hand */
	unsigned columns, column;
	bool in_table, in_cell, in_head;
};

struct grid_insert {
	struct grid_span head;	/* the last one: INSERT ... (columns) */
	uint32_t first;
	unsigned columns;
	size_t tried;		/* no tuple begins before it */
	bool creating;		/* lines are columns of CREATE TABLE, ... */
	struct grid_span created;	/* of the table of this name; 0: none */
	uint32_t created_first, ncreated;
};

/* Reading, as far as it has come. */
struct grid_reading {
	struct grid *table;
	struct sv text;
	struct grid_line line;
	bool plain;		/* only its marks can be something */
	struct grid_lines lines;
	struct grid_markup markup;
	struct grid_insert insert;
	size_t done;		/* bytes that need no look any more */
	size_t tried;		/* no object begins before it */
	size_t run, run_least;	/* where lines begin that may be pairs, and
				 * their cells */
	unsigned run_lines;
	size_t nlines;		/* that were read so far, ... */
	size_t nlabels;		/* ... the last of them could be labels */
	size_t label, labels;	/* their start; of the first enough of them */
};

/* Numbers of what was added; GRID_NONE if there is no room. */
uint32_t grid_add_column(struct grid *t, struct grid_span header,
    bool is_key);
uint32_t grid_add_block(struct grid *t, size_t start, bool headed);
uint32_t grid_add_row(struct grid *t, uint32_t block, uint32_t above,
    bool member, struct grid_span bytes);

/* Note lines whose cells will begin at `least` or behind it. */
void grid_add_part(struct grid *t, struct grid_span lines, size_t least);

/* Add a cell without the blanks around it, unless it is empty. */
void grid_add_cell(struct grid *t, struct grid_span bytes,
    uint32_t column, uint32_t row);

/* `bytes` without blanks, quotes of Markdown and their like around. */
struct grid_span grid_trim(struct sv text, struct grid_span bytes);

/* Can the bytes be a header: letters, next to no digits, not long? */
bool grid_is_header(struct sv text, struct grid_span bytes);
bool grid_are_headers(const struct grid_reading *r);	/* the cells at hand */

/* Begin a block whose rows are lines. */
bool grid_begin_lines(struct grid_reading *r, size_t start, bool headed);

/* A line ends; the block at hand ends, if there is one. */
void grid_read_line(struct grid_reading *r, const struct grid_line *line);
void grid_end_lines(struct grid_reading *r);

/*
 * Could a block other than pairs begin with this line, or with the one before
 * it and this one? Where not, the line is nothing to any block.
 */
bool grid_may_begin(const struct grid_reading *r,
    const struct grid_line *line);

/* A key and its value: could they be in the line; begin; go on. */
bool grid_may_be_pair(struct sv text, const struct grid_line *line);
bool grid_begin_pairs(struct grid_reading *r, const struct grid_line *line);
bool grid_go_on_pairs(struct grid_reading *r, const struct grid_line *line);

/* Split a row into r->lines.cells; false if a quote does not close. */
bool grid_split(struct grid_reading *r, struct grid_span row,
    char separator);
bool grid_split_pipes(struct grid_reading *r, struct grid_span row);
bool grid_split_gaps(struct grid_reading *r, struct grid_span row);

/* `{` at byte `at`: read what may be an object; where it ends, or `at`. */
size_t grid_take_object(struct grid_reading *r, size_t at);

/* `<` at byte `at`: read a tag; where it ends, or `at` if it is none. */
size_t grid_take_tag(struct grid_reading *r, size_t at);

/* A line that begins with c or goes on with CREATE TABLE. True if taken. */
bool grid_take_statement(struct grid_reading *r,
    const struct grid_line *line);

/* Begin rows at tabs below a head like that of SQL: names with commas. */
bool grid_begin_copied(struct grid_reading *r, struct grid_span head);

/* `(` at byte `at`: read tuples if VALUES stands before it; the same. */
size_t grid_take_tuples(struct grid_reading *r, size_t at);

#endif
