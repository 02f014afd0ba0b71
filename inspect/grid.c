/*
 * Marks (base/tabmask.h) are what is looked at: line breaks and the bytes that
 * separate, assign or open something. What the marks of a line are decides what
 * the line can be; only then its bytes are read.
 *
 * 1. Every reader goes forward from its mark and returns where it stopped; what
 *    lies before that is not read again, or not by the same reader.
 * 2. Cells are added in order and do not overlap.
 * 3. Columns, rows and blocks are added before the cells that name them.
 */
#include "inspect/grid.h"

#include "base/err.h"
#include "base/tabmask.h"
#include "inspect/grid_part.h"

enum {
	SLICE = TABMASK_BLOCK * TABMASK_MAX,
	HEADER_DIGITS = 2	/* "tel2", "Address 10" */
};

static bool
make_room(struct grid *t, void **items, size_t count, size_t *cap,
    size_t size)
{
	if (t->err != 0 || count >= GRID_CELLS)
		return false;
	t->err = arena_vec_room(t->arena, items, count, cap, size);
	return t->err == 0;
}

/* The column whose key is written like that of column `number`, or this one. */
static uint32_t
column_like(struct grid *t, uint32_t number)
{
	struct sv key = grid_header(t, number);
	uint32_t hash = UINT32_C(0x811c9dc5), other;

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) *
		    UINT32_C(0x01000193);
	hash = (hash ^ hash >> 16) % GRID_KEYS;
	/* One of a text before has been overwritten by the first key here. */
	other = t->keys[hash];
	if (other < number && t->columns[other].is_key &&
	    sv_eq(grid_header(t, other), key))
		return other;
	t->keys[hash] = number;
	return number;
}

uint32_t
grid_add_column(struct grid *t, struct grid_span header, bool is_key)
{
	void *room = t->columns;

	if (!make_room(t, &room, t->ncolumns, &t->cap_columns,
	    sizeof(*t->columns)))
		return GRID_NONE;
	t->columns = room;
	t->columns[t->ncolumns] = (struct grid_column){
		(uint32_t)header.start, (uint32_t)header.end,
		(uint32_t)t->ncolumns, is_key };
	t->ncolumns++;
	if (is_key)
		t->columns[t->ncolumns - 1].like =
		    column_like(t, (uint32_t)t->ncolumns - 1);
	return (uint32_t)t->ncolumns - 1;
}

uint32_t
grid_add_block(struct grid *t, size_t start, bool headed)
{
	void *room = t->blocks;

	if (!make_room(t, &room, t->nblocks, &t->cap_blocks,
	    sizeof(*t->blocks)))
		return GRID_NONE;
	t->blocks = room;
	t->blocks[t->nblocks] = (struct grid_block){ (uint32_t)start,
		(uint32_t)start, headed };
	return (uint32_t)t->nblocks++;
}

uint32_t
grid_add_row(struct grid *t, uint32_t above, bool member,
    struct grid_span bytes)
{
	void *room = t->rows;

	if (t->nblocks == 0 || !make_room(t, &room, t->nrows, &t->cap_rows,
	    sizeof(*t->rows)))
		return GRID_NONE;
	t->rows = room;
	t->rows[t->nrows] = (struct grid_row){ above, member,
		(uint32_t)bytes.start, (uint32_t)bytes.end,
		(uint32_t)t->nblocks - 1 };
	return (uint32_t)t->nrows++;
}

static bool
is_edge(char c)
{
	return (unsigned char)c <= ' ' || c == '*' || c == '`';
}

struct grid_span
grid_trim(struct sv text, struct grid_span bytes)
{
	while (bytes.start < bytes.end && is_edge(text.ptr[bytes.start]))
		bytes.start++;
	while (bytes.end > bytes.start && is_edge(text.ptr[bytes.end - 1]))
		bytes.end--;
	return bytes;
}

void
grid_add_cell(struct grid *t, struct grid_span bytes, uint32_t column,
    uint32_t row)
{
	const struct grid_cell *last;
	void *room = t->cells;

	bytes = grid_trim(t->text, bytes);
	if (bytes.start == bytes.end || column == GRID_NONE ||
	    row == GRID_NONE)
		return;
	last = t->ncells == 0 ? NULL : &t->cells[t->ncells - 1];
	if (last != NULL && last->end > bytes.start)
		return;
	if (!make_room(t, &room, t->ncells, &t->cap_cells,
	    sizeof(*t->cells)))
		return;
	t->cells = room;
	t->cells[t->ncells++] = (struct grid_cell){ (uint32_t)bytes.start,
		(uint32_t)bytes.end, column, row };
	if (t->rows[row].end < bytes.end)
		t->rows[row].end = (uint32_t)bytes.end;
	if (t->blocks[t->rows[row].block].end < bytes.end)
		t->blocks[t->rows[row].block].end = (uint32_t)bytes.end;
}

bool
grid_is_header(struct sv text, struct grid_span bytes)
{
	unsigned digits = 0;
	bool letter = false;

	if (bytes.end - bytes.start > GRID_HEADER)
		return false;
	for (size_t i = bytes.start; i < bytes.end; i++) {
		digits += grid_is_digit(text.ptr[i]);
		letter = letter || grid_is_letter(text.ptr[i]);
		if (text.ptr[i] == '@')
			return false;
	}
	return letter && digits <= HEADER_DIGITS;
}

/* Behind the signs of quoting, as e-mails have them: "> > text". */
static size_t
behind_quoting(struct sv text, size_t at)
{
	while (at + 1 < text.len && text.ptr[at] == '>' &&
	    (text.ptr[at + 1] == ' ' || text.ptr[at + 1] == '>'))
		at += text.ptr[at + 1] == ' ' ? 2 : 1;
	return at;
}

/* The next line begins at byte `at`. */
static void
begin_line(struct grid_reading *r, size_t at)
{
	size_t first;

	if (at < r->text.len && r->text.ptr[at] == '>')
		at = behind_quoting(r->text, at);
	first = at;
	while (first < r->text.len && (r->text.ptr[first] == ' ' ||
	    r->text.ptr[first] == '\t'))
		first++;
	r->line = (struct grid_line){ .start = at, .end = at,
		.first = first, .assign = SIZE_MAX };
}

static void
end_line(struct grid_reading *r, size_t at)
{
	bool pair = r->text.ptr[at] == '\r' && at + 1 < r->text.len &&
	    r->text.ptr[at + 1] == '\n';

	r->line.end = at;
	grid_take_line(r, &r->line);
	begin_line(r, at + (pair ? 2 : 1));
	r->done = r->line.start;
}

/* A reader went from `at` to `end`: if it found cells, lines begin anew. */
static void
jump(struct grid_reading *r, size_t end, size_t ncells)
{
	if (r->table->ncells == ncells)
		return;
	grid_end_lines(r);
	r->done = end;
	begin_line(r, end);
}

/* Could `(` at byte `at` stand behind VALUES? */
static inline bool
may_be_tuples(struct sv text, size_t at)
{
	return at > 0 && ((text.ptr[at - 1] | 0x20) == 's' ||
	    (grid_is_blank(text.ptr[at - 1]) && at > 1 &&
	    (grid_is_blank(text.ptr[at - 2]) ||
	    (text.ptr[at - 2] | 0x20) == 's')));
}

static void
take_mark(struct grid_reading *r, size_t at)
{
	size_t ncells = r->table->ncells;

	switch (r->text.ptr[at]) {
	case '\n':
	case '\r':
		end_line(r, at);
		break;
	case '\t':
		r->line.tabs++;
		break;
	case ';':
		r->line.semicolons++;
		break;
	case '|':
		r->line.pipes++;
		break;
	case ':':
	case '=':
		if (r->line.assign == SIZE_MAX)
			r->line.assign = at;
		break;
	case '{':
		jump(r, grid_take_object(r, at), ncells);
		break;
	case '<':
		jump(r, grid_take_tag(r, at), ncells);
		break;
	default:
		jump(r, grid_take_tuples(r, at), ncells);
	}
}

/* Bits [from, to) of a word, to <= 64. */
static uint64_t
bits_between(size_t from, size_t to)
{
	uint64_t below = to >= TABMASK_BLOCK ? UINT64_MAX :
	    ((uint64_t)1 << to) - 1;

	return from >= TABMASK_BLOCK ? 0 : below & UINT64_MAX << from;
}

/* Is there a gap of the line at hand between `from` and bit `to` behind it? */
static bool
has_gap(const struct grid_reading *r, size_t from, size_t to,
    uint64_t gaps)
{
	size_t line = r->line.first > from ? r->line.first - from : 0;

	return (gaps & bits_between(line, to)) != 0;
}

static inline void
take_block(struct grid_reading *r, size_t from, const struct tabmask *m)
{
	uint64_t marks = m->marks;

	while (marks != 0) {
		size_t bit = (size_t)__builtin_ctzll(marks), at = from + bit;

		marks &= marks - 1;
		if (at < r->done)
			continue;
		if (r->text.ptr[at] == ',') {
			r->line.commas++;
			continue;
		}
		if (r->text.ptr[at] == '(' && !may_be_tuples(r->text, at))
			continue;
		if (m->gaps != 0 && (r->text.ptr[at] == '\n' ||
		    r->text.ptr[at] == '\r'))
			r->line.gap = r->line.gap ||
			    has_gap(r, from, bit, m->gaps);
		take_mark(r, at);
	}
	if (m->gaps != 0)
		r->line.gap = r->line.gap ||
		    has_gap(r, from, TABMASK_BLOCK, m->gaps);
}

static int
read_all(struct grid *t, struct sv text)
{
	struct grid_reading r;
	struct tabmask masks[TABMASK_MAX];

	r.table = t;
	r.text = text;
	r.done = r.tried = 0;
	r.lines.layout = GRID_NO_BLOCK;
	r.lines.before.end = 0;
	r.lines.open_lines = 0;
	r.markup.depth = 0;
	r.markup.in_table = r.markup.in_cell = r.markup.in_head = false;
	r.insert.head = (struct grid_span){ 0, 0 };
	r.insert.tried = 0;
	r.insert.creating = false;
	r.insert.created = (struct grid_span){ 0, 0 };
	begin_line(&r, sv_starts(text, SV("\xef\xbb\xbf")) ? 3 : 0);
	for (size_t at = 0; at < text.len && t->err == 0; at += SLICE) {
		size_t len = text.len - at < SLICE ? text.len - at : SLICE;

		tabmask_fill(text.ptr + at, len, masks);
		for (size_t i = 0; i * TABMASK_BLOCK < len; i++)
			take_block(&r, at + i * TABMASK_BLOCK, &masks[i]);
	}
	r.line.end = text.len;
	if (r.line.end > r.line.start && t->err == 0)
		grid_take_line(&r, &r.line);
	grid_end_lines(&r);
	return t->err;
}

/*
 * A text of one block, as most fields are: has it lines, or anything that a
 * table could be in a line?
 */
static bool
may_be_grid(struct sv text)
{
	struct tabmask m;

	tabmask_fill(text.ptr, text.len, &m);
	for (; m.marks != 0; m.marks &= m.marks - 1)
		switch (text.ptr[__builtin_ctzll(m.marks)]) {
		case '\n': case '\r': case '{': case '<': case '(':
			return true;
		default:
			break;
		}
	return false;
}

int
grid_read(struct grid *t, struct arena *arena, struct sv text)
{
	t->arena = arena;
	t->text = text;
	t->ncells = t->ncolumns = t->nrows = t->nblocks = t->cursor = 0;
	return text.len == 0 || (text.len <= TABMASK_BLOCK &&
	    !may_be_grid(text)) ? 0 : read_all(t, text);
}

const struct grid_cell *
grid_cell_at(struct grid *t, size_t at)
{
	size_t low = 0, high = t->ncells;

	/* The same one, or the next. */
	for (size_t i = t->cursor; i < t->ncells && i < t->cursor + 4; i++)
		if (t->cells[i].start <= at && at < t->cells[i].end) {
			t->cursor = i;
			return &t->cells[i];
		}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->cells[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	t->cursor = low;
	return low < t->ncells && t->cells[low].start <= at ?
	    &t->cells[low] : NULL;
}

struct sv
grid_header(const struct grid *t, uint32_t column)
{
	const struct grid_column *c = &t->columns[column];

	return sv_slice(t->text, c->start, c->end);
}
