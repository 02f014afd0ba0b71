/*
 * Tables with borders of box drawing characters (U+2500 to U+257F, in UTF-8 E2
 * 94 80 to E2 95 BF), as psql, DuckDB, Polars and Rich print them:
 *
 *   ┌──────┬─────┐	 name │ nr	┏━━━━━━┳━━━━┓
 *   │ name ┆ nr  │	──────┼────	┃ name ┃ nr ┃
 *   ╞══════╪═════╡	 anna │ 12	┡━━━━━━╇━━━━┩
 *   │ anna ┆ 12  │			│ anna │ 12 │
 *
 * A ruler begins it, over the first row or under it. One column is a frame
 * around a text, unless a ruler stands below a header and few words in each
 * row.
 */
#include "inspect/grid/grid_box.h"

enum {
	BOX_BYTES = 3,
	RULE_LEAST = 2,		/* characters of a ruler that do not stand */
	WORDS_MOST = 3		/* of a row that is one cell */
};

/* The two last bytes of the character at `at` as a number; 0: it is no box. */
static unsigned
box_at(struct sv text, size_t at)
{
	const unsigned char *p;

	if (at + BOX_BYTES > text.len || text.ptr[at] != GRID_BOX_LEAD)
		return 0;
	p = (const unsigned char *)text.ptr + at;
	return p[1] == 0x94 || p[1] == 0x95 ? (unsigned)(p[1] << 8 | p[2]) :
	    0;
}

/* Lines that stand between cells: whole, dashed, thin, thick, double. */
static bool
is_upright(unsigned box)
{
	switch (box) {
	case 0x9482: case 0x9483: case 0x9486: case 0x9487:
	case 0x948a: case 0x948b: case 0x958e: case 0x958f:
	case 0x9591:
		return true;
	default:
		return false;
	}
}

/* The corners at the lower left: └ ┕ ┖ ┗, ╘ ╙ ╚, ╰. */
static bool
is_last_corner(unsigned box)
{
	return (box >= 0x9494 && box <= 0x9497) ||
	    (box >= 0x9598 && box <= 0x959a) || box == 0x95b0;
}

bool
grid_is_box_ruler(struct sv text, const struct grid_line *line)
{
	unsigned lying = 0;

	if (grid_is_empty(line) || text.ptr[line->first] != GRID_BOX_LEAD)
		return false;
	for (size_t at = line->first; at < line->end;) {
		unsigned box = box_at(text, at);

		if (box == 0 && !grid_is_blank(text.ptr[at]))
			return false;
		lying += box != 0 && !is_upright(box);
		at += box == 0 ? 1 : BOX_BYTES;
	}
	return lying >= RULE_LEAST;
}

/*
 * Cut a row at what stands; false if there are too many cells, or one that does
 * not stand between two.
 */
static bool
split(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	unsigned uprights = 0;
	struct grid_span row = grid_trim(r->text,
	    (struct grid_span){ line->start, line->end });
	size_t start = row.start;

	l->ncells = 0;
	for (size_t at = row.start; at < row.end; at++) {
		if (!is_upright(box_at(r->text, at)))
			continue;
		uprights++;
		if (at > row.start && l->ncells == GRID_COLUMNS)
			return false;
		if (at > row.start)
			l->cells[l->ncells++] = (struct grid_span){ start,
				at };
		start = at + BOX_BYTES;
	}
	if (start < row.end && l->ncells < GRID_COLUMNS)
		l->cells[l->ncells++] = (struct grid_span){ start, row.end };
	return l->ncells > 1 || (l->ncells == 1 && uprights == 2);
}

bool
grid_begin_box(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (!grid_is_box_ruler(r->text, line))
		return false;
	if (l->before.end > 0 && split(r, &l->before) &&
	    (l->ncells > 1 || grid_are_headers(r)))
		return grid_begin_block(r, &l->before);
	l->layout = GRID_BOX;
	l->columns = 0;
	l->before.end = 0;
	return true;
}

/* The first row below a ruler; one of one cell waits for a ruler below it. */
static bool
begin_rows(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (l->ncells > 1)
		return l->before.end == 0 && grid_begin_block(r, line);
	if (l->before.end > 0)
		return false;
	l->before = *line;
	return true;
}

/* A ruler: below a header that is all of its row, rows of one cell begin. */
static bool
take_ruler(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (is_last_corner(box_at(r->text, line->first))) {
		grid_end_lines(r);
		return true;
	}
	return l->columns > 0 || l->before.end == 0 ||
	    (split(r, &l->before) && grid_are_headers(r) &&
	    grid_begin_block(r, &l->before));
}

/* Has the only cell of a row so few words that it is no sentence? */
static bool
is_value(const struct grid_reading *r)
{
	struct grid_span s = grid_trim(r->text, r->lines.cells[0]);
	unsigned words = 1;

	for (size_t i = s.start + 1; i < s.end; i++)
		words += r->text.ptr[i - 1] == ' ' && r->text.ptr[i] != ' ';
	return words <= WORDS_MOST;
}

bool
grid_go_on_box(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (grid_is_box_ruler(r->text, line))
		return take_ruler(r, line);
	if (!split(r, line))
		return false;
	if (l->columns == 0)
		return begin_rows(r, line);
	if (l->ncells != l->columns || (l->ncells == 1 && !is_value(r)))
		return false;
	grid_add_cells(r, line);
	return true;
}
