/*
 * Tables line by line. A block begins with two lines that go together and goes
 * on as long as lines fit; the first line is its header if it can be one:
 *
 *   separated   a;b;c           the same number of cells in each row
 *   pipes       | a | b |       and rulers |---|---|, +---+---+
 *   box                         the same in box drawing (grid_box.c)
 *   ruled       a     b         and a ruler of dashes or = under or over it
 *               ----  ----
 *   gaps        a     b         two blanks or more, as many cells in each row
 *   pairs       Key: value      a blank line or a key again: the next record
 *
 * A comma is what sentences are made with, so rows at commas must be shorter
 * and their first ones must hold a digit, or no blank behind any comma.
 */
#include "base/attr.h"
#include "base/sv.h"
#include "inspect/grid/grid_box.h"

enum {
	RULE_LEAST = 2,		/* dashes of a ruler; with pipes one will do */
	KEY_WORDS = 5,
	OPEN_LINES = 4		/* lines of a cell in quotes */
};

static struct grid_span
bytes_of(const struct grid_line *line)
{
	return (struct grid_span){ line->start, line->end };
}

/* A line of - = + | : and blanks, with a few dashes side by side. */
static bool
is_ruler(struct sv text, const struct grid_line *line)
{
	unsigned run = 0, most = 0;

	for (size_t i = line->start; i < line->end; i++) {
		char c = text.ptr[i];

		if (c == '-' || c == '=')
			run++;
		else if (c == '+' || c == '|' || c == ':' || c == ' ' ||
		    c == '\t')
			run = 0;
		else
			return false;
		if (run > most)
			most = run;
	}
	return most >= (grid_count(line, GRID_PIPE) > 0 ? 1 : RULE_LEAST);
}

static bool
has_byte(struct sv text, const struct grid_line *line, char c)
{
	return sv_find_char(sv_slice(text, line->start, line->end), c) >= 0;
}

static bool
has_digit(struct sv text, struct grid_span s)
{
	for (size_t i = s.start; i < s.end; i++)
		if (grid_is_digit(text.ptr[i]))
			return true;
	return false;
}

/* Make columns of the cells at hand, with headers or without. */
static bool
add_columns(struct grid_reading *r, bool headed)
{
	struct grid_lines *l = &r->lines;

	l->first = GRID_NONE;
	for (unsigned i = 0; i < l->columns; i++) {
		struct grid_span s = { 0, 0 };
		uint32_t number;

		if (headed && i < l->ncells)
			s = grid_trim(r->text, l->cells[i]);
		number = grid_add_column(r->table, s, false);
		if (number == GRID_NONE)
			return false;
		if (i == 0)
			l->first = number;
	}
	return l->columns > 0;
}

/* The column of cell `i`, of a row that has as many or fewer cells. */
static unsigned
column_of(const struct grid_lines *l, unsigned i, const uint32_t *starts)
{
	unsigned column = 0;
	uint32_t last = l->at[i];

	if (l->ncells == l->columns)
		return i;
	while (column + 1 < l->columns && starts[column + 1] <= last)
		column++;
	return column;
}

static void
add_row(struct grid_reading *r, struct grid_span bytes,
    const uint32_t *starts)
{
	struct grid_lines *l = &r->lines;
	uint32_t row = grid_add_row(r->table, l->block, GRID_NONE, false,
	    bytes);

	for (unsigned i = 0; i < l->ncells; i++) {
		unsigned column = starts == NULL ? i :
		    column_of(l, i, starts);

		if (column < l->columns)
			grid_add_cell(r->table, l->cells[i],
			    l->first + column, row);
	}
}

void
grid_end_lines(struct grid_reading *r)
{
	r->lines.layout = GRID_NO_BLOCK;
	r->lines.before.end = 0;
	r->lines.before.counts = r->lines.before.apart = 0;
	r->lines.before.gap = false;
	r->lines.open_lines = 0;
}

bool
grid_begin_lines(struct grid_reading *r, size_t start, bool headed)
{
	r->lines.block = grid_add_block(r->table, start, headed);
	return r->lines.block != GRID_NONE;
}

/* Begin a block whose first row, already cut, is the line before. */
static bool
begin_block(struct grid_reading *r, enum grid_layout layout)
{
	struct grid_lines *l = &r->lines;
	struct grid_span first = bytes_of(&l->before);
	bool headed = grid_are_headers(r);

	l->columns = l->ncells;
	if (!grid_begin_lines(r, first.start, headed) ||
	    !add_columns(r, headed))
		return false;
	l->layout = layout;
	l->wants_header = false;
	if (!headed)
		add_row(r, first, NULL);
	return true;
}

bool
grid_begin_block(struct grid_reading *r, const struct grid_line *first)
{
	r->lines.before = *first;
	return begin_block(r, GRID_BOX);
}

void
grid_add_cells(struct grid_reading *r, const struct grid_line *line)
{
	add_row(r, bytes_of(line), NULL);
}

/* --- separated ----------------------------------------------------------- */

/* Cells between commas or gaps, which stand in sentences too. */
static bool
is_short(const struct grid_reading *r)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < r->lines.ncells; i++) {
		const struct grid_span *s = &r->lines.cells[i];

		if (s->end - s->start > GRID_PROSE_CELL)
			return false;
		bytes += s->end - s->start;
	}
	return bytes <= (size_t)r->lines.ncells * GRID_PROSE_CELL / 2;
}

/* Is there no blank behind the first comma of the line? */
static bool
is_tight(struct sv text, const struct grid_line *line)
{
	struct sv rest = sv_slice(text, line->start, line->end);
	ptrdiff_t comma = sv_find_char(rest, ',');

	return comma >= 0 && (size_t)comma + 1 < rest.len &&
	    rest.ptr[comma + 1] != ' ';
}

/* Are both lines more than a sentence? */
static bool
is_list(const struct grid_reading *r, const struct grid_line *line)
{
	const struct grid_line *before = &r->lines.before;

	if (grid_is_prose(line, GRID_PROSE_CELL / 2) ||
	    grid_is_prose(before, GRID_PROSE_CELL / 2))
		return false;
	if (is_tight(r->text, line) && is_tight(r->text, before))
		return true;
	return grid_count(line, GRID_COMMA) > 1 &&
	    !grid_is_prose(line, GRID_PROSE_CELL / 3) &&
	    !grid_is_prose(before, GRID_PROSE_CELL / 3) &&
	    has_digit(r->text, bytes_of(line));
}

static char
separator_of(enum grid_sign sign)
{
	return ";\t,"[sign == GRID_TAB ? 1 : sign == GRID_COMMA ? 2 : 0];
}

/* Only the last cell is empty, as in program text: "int a;" */
static bool
is_ended(const struct grid_lines *l)
{
	return l->ncells == 2 && l->cells[1].start == l->cells[1].end;
}

/* The same, by its last byte. */
static bool
ends_with(struct sv text, const struct grid_line *line, enum grid_sign sign)
{
	return grid_count(line, sign) == 1 &&
	    text.ptr[line->end - 1] == separator_of(sign);
}

/* Could the line before and this one have as many cells at these signs? */
static bool
may_be_separated(const struct grid_reading *r, const struct grid_line *line,
    enum grid_sign sign)
{
	const struct grid_line *before = &r->lines.before;
	uint32_t a = grid_count(before, sign), b = grid_count(line, sign);

	return a != 0 && b != 0 && (a == b || has_byte(r->text, line, '"') ||
	    has_byte(r->text, before, '"')) &&
	    !ends_with(r->text, line, sign) &&
	    (sign != GRID_COMMA || is_list(r, line));
}

/* A quote of this line, the first below a header, ends in another line. */
static bool
begin_open(struct grid_reading *r, const struct grid_line *line,
    char separator)
{
	struct grid_lines *l = &r->lines;

	if (!grid_split(r, bytes_of(&l->before), separator) ||
	    l->ncells < 2 || is_ended(l) || !grid_are_headers(r))
		return false;
	l->separator = separator;
	if (!begin_block(r, GRID_SEPARATED))
		return false;
	l->open = line->start;
	l->open_lines = 1;
	return true;
}

/* Do they? */
static bool
begin_separated(struct grid_reading *r, const struct grid_line *line,
    enum grid_sign sign)
{
	struct grid_lines *l = &r->lines;
	char separator = separator_of(sign);
	unsigned cells;

	if (!may_be_separated(r, line, sign))
		return false;
	if (!grid_split(r, bytes_of(line), separator))
		return begin_open(r, line, separator);
	if (is_ended(l) || (sign == GRID_COMMA && !is_short(r)))
		return false;
	cells = l->ncells;
	if (!grid_split(r, bytes_of(&l->before), separator) ||
	    l->ncells != cells || cells < 2 || is_ended(l) ||
	    (sign == GRID_COMMA && !is_short(r)))
		return false;
	l->separator = separator;
	if (!begin_block(r, GRID_SEPARATED))
		return false;
	(void)grid_split(r, bytes_of(line), separator);
	add_row(r, bytes_of(line), NULL);
	return true;
}

bool
grid_begin_copied(struct grid_reading *r, struct grid_span head)
{
	struct grid_lines *l = &r->lines;

	grid_end_lines(r);
	(void)grid_split(r, head, ',');
	l->columns = l->ncells;
	if (l->ncells < 2 || !grid_are_headers(r) ||
	    !grid_begin_lines(r, head.start, true) || !add_columns(r, true))
		return false;
	l->layout = GRID_SEPARATED;
	l->separator = '\t';
	return true;
}

/* One more row; one whose quote is open waits for the next line. */
static bool
go_on_separated(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	struct grid_span row = bytes_of(line);

	if (l->open_lines > 0)
		row.start = l->open;
	if (row.end - row.start > GRID_LINE)
		return false;
	if (!grid_split(r, row, l->separator)) {
		l->open = row.start;
		return ++l->open_lines < OPEN_LINES;
	}
	l->open_lines = 0;
	if (l->ncells != l->columns)
		return false;
	add_row(r, row, NULL);
	return true;
}

/* --- pipes --------------------------------------------------------------- */

static bool
go_on_pipes(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	bool header = l->wants_header;

	if (is_ruler(r->text, line))
		return true;
	if (grid_count(line, GRID_PIPE) == 0 ||
	    !grid_split_pipes(r, bytes_of(line)))
		return false;
	if (!header)
		l->wants_header = false;
	if (header && l->columns == 0) {
		l->before = *line;
		return l->ncells > 1 &&
		    begin_block(r, GRID_PIPES);
	}
	if (l->ncells != l->columns)
		return false;
	add_row(r, bytes_of(line), NULL);
	return true;
}

/* A ruler under a row of pipes, or over the first one. */
static bool
begin_ruled_pipes(struct grid_reading *r)
{
	struct grid_lines *l = &r->lines;

	if (l->before.end > 0 && grid_count(&l->before, GRID_PIPE) > 0) {
		(void)grid_split_pipes(r, bytes_of(&l->before));
		return l->ncells > 1 && begin_block(r, GRID_PIPES);
	}
	l->layout = GRID_PIPES;
	l->columns = 0;
	l->wants_header = true;
	return true;
}

/* Two rows of pipes without a ruler. */
static bool
begin_pipes(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	unsigned cells;

	if (grid_count(line, GRID_PIPE) == 0 ||
	    grid_count(&l->before, GRID_PIPE) == 0)
		return false;
	(void)grid_split_pipes(r, bytes_of(line));
	cells = l->ncells;
	(void)grid_split_pipes(r, bytes_of(&l->before));
	if (cells != l->ncells || cells < 2 ||
	    !begin_block(r, GRID_PIPES))
		return false;
	(void)grid_split_pipes(r, bytes_of(line));
	add_row(r, bytes_of(line), NULL);
	return true;
}

/* --- columns ------------------------------------------------------------- */

/* Cut a row where the ruler's columns begin; false if a word is in the way. */
static bool
cut_ruled(struct grid_reading *r, struct grid_span row)
{
	struct grid_lines *l = &r->lines;
	uint32_t characters = 0;
	size_t start = row.start;

	l->ncells = 0;
	for (size_t at = row.start; at < row.end; at++) {
		bool begins = ((unsigned char)r->text.ptr[at] & 0xc0) != 0x80;

		if (begins && l->ncells + 1 < l->columns &&
		    characters == l->at[l->ncells + 1]) {
			if (at > start && r->text.ptr[at - 1] != ' ')
				return false;
			l->cells[l->ncells++] = (struct grid_span){ start, at };
			start = at;
		}
		characters += begins;
	}
	l->cells[l->ncells++] = (struct grid_span){ start, row.end };
	return true;
}

/* Where the columns of a ruler begin. */
static unsigned
read_ruler(struct grid_lines *l, struct sv text,
    const struct grid_line *line)
{
	unsigned n = 0;

	for (size_t i = line->start; i < line->end && n < GRID_COLUMNS; i++)
		if (text.ptr[i] != ' ' && (i == line->start ||
		    text.ptr[i - 1] == ' '))
			l->at[n++] = (uint32_t)(i - line->start);
	return n;
}

static bool
begin_ruled(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	unsigned n = read_ruler(l, r->text, line);

	if (n < 2)
		return false;
	l->columns = n;
	if (l->before.end > 0 && !grid_is_empty(&l->before) &&
	    cut_ruled(r, bytes_of(&l->before))) {
		bool headed = grid_are_headers(r);

		if (!grid_begin_lines(r, l->before.start, headed) ||
		    !add_columns(r, headed))
			return false;
		l->layout = GRID_RULED;
		l->wants_header = false;
		return true;
	}
	l->layout = GRID_RULED;
	l->wants_header = true;
	return true;
}

static bool
go_on_ruled(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (is_ruler(r->text, line))
		return true;
	if (!cut_ruled(r, bytes_of(line)))
		return false;
	if (l->wants_header) {
		bool headed = grid_are_headers(r);

		l->wants_header = false;
		if (!grid_begin_lines(r, line->start, headed) ||
		    !add_columns(r, headed))
			return false;
		if (headed)
			return true;
	}
	add_row(r, bytes_of(line), NULL);
	return true;
}

/* Rows have numbers in front, over which the header has nothing (pandas). */
static bool
shift_header(struct grid_lines *l, unsigned cells)
{
	if (l->ncells + 1 != cells || l->before.first == l->before.start)
		return false;
	for (unsigned i = l->ncells++; i > 0; i--) {
		l->cells[i] = l->cells[i - 1];
		l->at[i] = l->at[i - 1];
	}
	l->cells[0] = (struct grid_span){ l->before.start, l->before.start };
	l->at[0] = 0;
	return true;
}

static bool
may_be_gaps(const struct grid_reading *r, const struct grid_line *line)
{
	return line->gap && r->lines.before.gap &&
	    has_digit(r->text, bytes_of(line));
}

static bool
begin_gaps(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	unsigned cells;

	if (!may_be_gaps(r, line))
		return false;
	(void)grid_split_gaps(r, bytes_of(line));
	cells = l->ncells;
	if (cells < 2 || !is_short(r))
		return false;
	(void)grid_split_gaps(r, bytes_of(&l->before));
	if ((l->ncells != cells && !shift_header(l, cells)) ||
	    !is_short(r) || !begin_block(r, GRID_GAPS))
		return false;
	(void)grid_split_gaps(r, bytes_of(line));
	add_row(r, bytes_of(line), NULL);
	return true;
}

static bool
go_on_gaps(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	uint32_t starts[GRID_COLUMNS];

	if (is_ruler(r->text, line))
		return true;
	if (!line->gap)
		return false;
	for (unsigned i = 0; i < l->columns; i++)
		starts[i] = l->at[i];
	(void)grid_split_gaps(r, bytes_of(line));
	if (l->ncells < 2 || l->ncells > l->columns)
		return false;
	add_row(r, bytes_of(line), starts);
	/* Columns stay where a whole row has them. */
	for (unsigned i = 0; i < l->columns && l->ncells < l->columns; i++)
		l->at[i] = starts[i];
	return true;
}

/* ------------------------------------------------------------------------- */

static bool
go_on(struct grid_reading *r, const struct grid_line *line)
{
	switch (r->lines.layout) {
	case GRID_NO_BLOCK:
		break;
	case GRID_SEPARATED:
		return go_on_separated(r, line);
	case GRID_PIPES:
		return go_on_pipes(r, line);
	case GRID_GAPS:
		return go_on_gaps(r, line);
	case GRID_RULED:
		return go_on_ruled(r, line);
	case GRID_PAIRS:
		return grid_go_on_pairs(r, line);
	case GRID_BOX:
		return grid_go_on_box(r, line);
	}
	return false;
}

/* Of columns or of pipes; few lines look like one. */
static bool
is_any_ruler(struct sv text, const struct grid_line *line)
{
	switch (grid_is_empty(line) ? '\0' : text.ptr[line->first]) {
	case '-': case '=': case '+': case '|': case ':':
		return is_ruler(text, line);
	default:
		return false;
	}
}

static bool
begin_with_ruler(struct grid_reading *r, const struct grid_line *line)
{
	if (!is_any_ruler(r->text, line))
		return false;
	return grid_count(line, GRID_PIPE) > 0 || has_byte(r->text, line, '+') ?
	    begin_ruled_pipes(r) : begin_ruled(r, line);
}

static bool
begin(struct grid_reading *r, const struct grid_line *line)
{
	if (begin_with_ruler(r, line) || grid_begin_box(r, line))
		return true;
	if (r->lines.before.end == 0)
		return false;
	if (line->assign != SIZE_MAX && r->lines.before.assign != SIZE_MAX &&
	    grid_begin_pairs(r, line))
		return true;
	return begin_separated(r, line, GRID_TAB) ||
	    begin_separated(r, line, GRID_SEMICOLON) ||
	    begin_pipes(r, line) || begin_separated(r, line, GRID_COMMA) ||
	    begin_gaps(r, line);
}

bool
grid_may_begin(const struct grid_reading *r, const struct grid_line *line)
{
	const struct grid_line *before = &r->lines.before;

	if (is_any_ruler(r->text, line) || grid_is_box_ruler(r->text, line))
		return true;
	if (before->end == 0)
		return false;
	return (line->counts != 0 && before->counts != 0 &&
	    (may_be_separated(r, line, GRID_TAB) ||
	    may_be_separated(r, line, GRID_SEMICOLON) ||
	    (grid_count(line, GRID_PIPE) > 0 &&
	    grid_count(before, GRID_PIPE) > 0) ||
	    may_be_separated(r, line, GRID_COMMA))) ||
	    may_be_gaps(r, line);
}

void
grid_read_line(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;

	if (line->end - line->start > GRID_LINE) {
		grid_end_lines(r);
		return;
	}
	if (l->layout != GRID_NO_BLOCK && (l->open_lines > 0 ||
	    !grid_is_empty(line)) && go_on(r, line))
		return;
	if (l->layout != GRID_NO_BLOCK)
		grid_end_lines(r);
	if (grid_is_empty(line)) {
		grid_end_lines(r);
		return;
	}
	if (!begin(r, line))
		l->before = *line;
}
