/*
 * Any bytes as a text with tables: cells are in order and apart, inside of
 * their rows, name rows and columns that are there, and are found again by each
 * of their ends, forward and backward. Behind many short lines, which are
 * passed over where the processor can, the same cells are read as line by line.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "inspect/grid/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_cell(struct grid *g, size_t i)
{
	const struct grid_cell *c = &g->cells[i];
	const struct grid_row *r;

	ASSERT(c->start < c->end && c->end <= g->text.len);
	ASSERT(i == 0 || i >= g->nfixed || g->cells[i - 1].end <= c->start);
	ASSERT(c->column < g->ncolumns && c->row < g->nrows);
	r = &g->rows[c->row];
	ASSERT(r->block < g->nblocks && c->end <= r->end);
	ASSERT(g->blocks[r->block].end >= c->end);
	ASSERT(r->above == GRID_NONE || r->above < c->row);
	ASSERT(grid_cell_at(g, c->start) == c);
	ASSERT(grid_cell_at(g, c->end - 1) == c);
	ASSERT((unsigned char)g->text.ptr[c->start] > ' ');
}

/* Parts are in order, apart, and cells of theirs are in them. */
static void
check_parts(const struct grid *g)
{
	size_t ncells = g->nfixed;

	for (size_t i = 0; i < g->nparts; i++) {
		const struct grid_part *p = &g->parts[i];

		ASSERT(p->is_read && p->start < p->end &&
		    p->end <= g->text.len);
		ASSERT(i == 0 || g->parts[i - 1].end <= p->start);
		for (size_t k = p->first; k < p->first + p->ncells; k++)
			ASSERT(g->cells[k].start >= (k == p->first ?
			    p->start : g->cells[k - 1].end) &&
			    g->cells[k].end <= p->end);
		ncells += p->ncells;
	}
	ASSERT(ncells == g->ncells);
}

static void
check_columns(const struct grid *g)
{
	for (uint32_t i = 0; i < g->ncolumns; i++) {
		const struct grid_column *c = &g->columns[i];

		ASSERT(c->start <= c->end && c->end <= g->text.len);
		ASSERT(c->like <= i);
		ASSERT(sv_eq(grid_header(g, c->like), grid_header(g, i)));
	}
}

/* --- lines passed over --------------------------------------------------- */

enum { SHORT_LINES = 9000 };	/* bytes of them: more than a slice has */

/* Short lines of prose, then the input, twice with such lines between. */
static struct sv
behind_lines(struct arena *a, struct sv input)
{
	static const char *const lines[] = { "x\n", "Words of prose.\n", "\n",
		"a: b\n", "about (a) few, or so\n" };
	size_t room = 2 * (SHORT_LINES + 64 + input.len), at = 0;
	char *text = arena_alloc(a, room);

	ASSERT(text != NULL);
	for (int round = 0; round < 2; round++) {
		size_t end = at + SHORT_LINES;

		for (size_t n = 0; at < end; n++) {
			const char *line = lines[n % 7 % 5];

			memcpy(text + at, line, strlen(line));
			at += strlen(line);
		}
		if (input.len > 0)
			memcpy(text + at, input.ptr, input.len);
		at += input.len;
	}
	return sv_make(text, at);
}

static void
read_all(struct grid *g, struct arena *a, struct sv text)
{
	ASSERT(grid_read(g, a, text) == 0);
	grid_read_parts(g);
	ASSERT(g->err == 0);
}

static void
check_passing(struct sv input)
{
	struct grid quiet = { .every_line = false };
	struct grid every = { .every_line = true };
	struct arena a;
	struct sv text;

	arena_init(&a, 1 << 28);
	text = behind_lines(&a, input);
	read_all(&quiet, &a, text);
	read_all(&every, &a, text);
	ASSERT(quiet.ncells == every.ncells &&
	    quiet.nfixed == every.nfixed && quiet.nrows == every.nrows &&
	    quiet.nblocks == every.nblocks &&
	    quiet.ncolumns == every.ncolumns);
	for (size_t i = 0; i < quiet.ncells; i++) {
		const struct grid_cell *x = &quiet.cells[i];
		const struct grid_cell *y = &every.cells[i];

		ASSERT(x->start == y->start && x->end == y->end &&
		    x->row == y->row && x->column == y->column);
	}
	arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct grid g;
	struct sv text = { (const char *)data, size };
	struct arena arena;

	arena_init(&arena, 1 << 28);
	g.cells = NULL;
	g.columns = NULL;
	g.rows = NULL;
	g.blocks = NULL;
	g.parts = NULL;
	g.cap_cells = g.cap_columns = g.cap_rows = g.cap_blocks = 0;
	g.cap_parts = 0;
	ASSERT(grid_read(&g, &arena, text) == 0);
	/* Some are read because they are asked for. */
	for (size_t at = 0; at < size; at += 97)
		(void)grid_cell_at(&g, at);
	grid_read_parts(&g);
	ASSERT(g.err == 0);
	check_parts(&g);
	for (size_t i = 0; i < g.ncells; i++)
		check_cell(&g, i);
	check_columns(&g);
	/* Backwards, too. */
	for (size_t i = g.ncells; i > 0; i--)
		ASSERT(grid_cell_at(&g, g.cells[i - 1].start) ==
		    &g.cells[i - 1]);
	arena_done(&arena);
	check_passing(text);
	return 0;
}
