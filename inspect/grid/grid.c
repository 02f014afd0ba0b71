/*
 * How tables are put together, and cells found again.
 *
 * 1. Cells are added in order and do not overlap: first those of all that is
 *    read at once, then those of the parts, each of which has its own.
 * 2. Columns, rows and blocks are added before the cells that name them.
 */
#include "inspect/grid/grid.h"

#include <endian.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/grid/grid_form.h"
#include "inspect/grid/grid_part.h"

enum {
	HEADER_DIGITS = 2,	/* "tel2", "Address 10" */
	CELLS_NEAR = 4,
	ROOM_LEAST = 8,		/* items of a vector */
	GUESS_FROM = 64,	/* of those, to tell how many come */
	GUESS_MOST = 16		/* times as many */
};

/*
 * How many of something there may be in the end: the text is read as far as its
 * last cell, and goes on as it was. To move vectors as they grow, and to wipe
 * what they leave behind, takes longer than to read what is in them.
 */
static size_t
guess(const struct grid *t, size_t count)
{
	uint64_t all;

	if (count < GUESS_FROM)
		return count * 2 < ROOM_LEAST ? ROOM_LEAST : count * 2;
	all = (uint64_t)count * t->text.len / (t->least + 1);
	all += all / 16;
	if (all > (uint64_t)count * GUESS_MOST)
		all = (uint64_t)count * GUESS_MOST;
	return all < (uint64_t)count * 2 ? count * 2 : (size_t)all;
}

/* Room for one more in a vector that is full, if there may be one more. */
static NOINLINE bool
make_room(struct grid *t, void **items, size_t count, size_t *cap,
    size_t size)
{
	size_t room = guess(t, count);
	void *p;

	if (t->err != 0 || count >= GRID_CELLS)
		return false;
	if (room > GRID_CELLS)
		room = GRID_CELLS;
	p = arena_alloc(t->arena, room * size);
	if (p == NULL) {
		t->err = ERR_NOMEM;
		return false;
	}
	if (count > 0)
		memcpy(p, *items, count * size);
	*items = p;
	*cap = room;
	return true;
}

/* Mix eight bytes more, the first one lowest, into the hash of a key. */
static inline uint64_t
mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/*
 * The hash of bytes [at, end) of a text, which are not many: the highest bits,
 * which alone all eight bytes of a word have a say in.
 */
static inline uint32_t
hash_of(struct sv text, size_t at, size_t end)
{
	uint64_t hash = end - at, word = 0;

	for (; end - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text.ptr + at, sizeof(word));
		hash = mix(hash, le64toh(word));
	}
	if (at + sizeof(word) <= text.len) {
		memcpy(&word, text.ptr + at, sizeof(word));
		word = le64toh(word) & ((UINT64_C(1) << 8 * (end - at)) - 1);
	} else {
		for (word = 0; end > at; end--)
			word = word << 8 | (unsigned char)text.ptr[end - 1];
	}
	return (uint32_t)(mix(hash, word) >> 56);
}

/* Are the bytes of the same length, at two places of a text, alike? */
static inline bool
is_alike(struct sv text, size_t a, size_t b, size_t len)
{
	uint64_t left, right;

	/* Most keys are short. */
	if (len > sizeof(left) || a + sizeof(left) > text.len ||
	    b + sizeof(left) > text.len)
		return memcmp(text.ptr + a, text.ptr + b, len) == 0;
	memcpy(&left, text.ptr + a, sizeof(left));
	memcpy(&right, text.ptr + b, sizeof(right));
	left = le64toh(left ^ right);
	return len == sizeof(left) ? left == 0 :
	    (left & ((UINT64_C(1) << 8 * len) - 1)) == 0;
}

/* The column whose key is written like that of column `number`, or this one. */
static uint32_t
column_like(struct grid *t, uint32_t number)
{
	const struct grid_column *c = &t->columns[number];
	uint32_t hash = hash_of(t->text, c->start, c->end) % GRID_KEYS;
	uint32_t like = t->keys[hash], len = c->end - c->start;

	/* One of a text before has been overwritten by the first key here. */
	if (like < number && t->columns[like].is_key &&
	    t->columns[like].end - t->columns[like].start == len &&
	    is_alike(t->text, c->start, t->columns[like].start, len))
		return like;
	t->keys[hash] = number;
	return number;
}

static NOINLINE bool
make_room_for_column(struct grid *t)
{
	void *room = t->columns;
	bool made = make_room(t, &room, t->ncolumns, &t->cap_columns,
	    sizeof(*t->columns));

	t->columns = room;
	return made;
}

uint32_t
grid_add_column(struct grid *t, struct grid_span header, bool is_key)
{
	struct grid_column *c;
	uint32_t number;

	if (t->ncolumns == t->cap_columns && !make_room_for_column(t))
		return GRID_NONE;
	number = (uint32_t)t->ncolumns++;
	c = &t->columns[number];
	*c = (struct grid_column){ (uint32_t)header.start,
		(uint32_t)header.end, number, is_key };
	if (is_key)
		c->like = column_like(t, number);
	return number;
}

uint32_t
grid_add_block(struct grid *t, size_t start, bool headed)
{
	void *room = t->blocks;

	if (t->nblocks == t->cap_blocks && !make_room(t, &room, t->nblocks,
	    &t->cap_blocks, sizeof(*t->blocks)))
		return GRID_NONE;
	t->blocks = room;
	t->blocks[t->nblocks] = (struct grid_block){ (uint32_t)start,
		(uint32_t)start, headed };
	return (uint32_t)t->nblocks++;
}

uint32_t
grid_add_row(struct grid *t, uint32_t block, uint32_t above, bool member,
    struct grid_span bytes)
{
	void *room = t->rows;

	if (block == GRID_NONE || (t->nrows == t->cap_rows && !make_room(t,
	    &room, t->nrows, &t->cap_rows, sizeof(*t->rows))))
		return GRID_NONE;
	t->rows = room;
	t->rows[t->nrows] = (struct grid_row){ above, member,
		(uint32_t)bytes.start, (uint32_t)bytes.end, block };
	return (uint32_t)t->nrows++;
}

void
grid_add_part(struct grid *t, struct grid_span lines, size_t least)
{
	void *room = t->parts;

	/* The text of an element is one cell, whatever lines it has. */
	if (least >= lines.end || (t->nparts == t->cap_parts && !make_room(t,
	    &room, t->nparts, &t->cap_parts, sizeof(*t->parts))))
		return;
	t->parts = room;
	t->parts[t->nparts++] = (struct grid_part){
		.lines = (uint32_t)lines.start,
		.start = (uint32_t)(lines.start > least ? lines.start : least),
		.end = (uint32_t)lines.end };
}

static inline bool
is_edge(char c)
{
	return (unsigned char)c <= ' ' || c == '*' || c == '`';
}

static inline struct grid_span
trim(struct sv text, struct grid_span bytes)
{
	while (bytes.start < bytes.end && is_edge(text.ptr[bytes.start]))
		bytes.start++;
	while (bytes.end > bytes.start && is_edge(text.ptr[bytes.end - 1]))
		bytes.end--;
	return bytes;
}

struct grid_span
grid_trim(struct sv text, struct grid_span bytes)
{
	return trim(text, bytes);
}

static NOINLINE bool
make_room_for_cell(struct grid *t)
{
	void *room = t->cells;
	bool made = make_room(t, &room, t->ncells, &t->cap_cells,
	    sizeof(*t->cells));

	t->cells = room;
	return made;
}

void
grid_add_cell(struct grid *t, struct grid_span bytes, uint32_t column,
    uint32_t row)
{
	struct grid_row *r;
	struct grid_block *b;

	bytes = trim(t->text, bytes);
	if (bytes.start == bytes.end || column == GRID_NONE ||
	    row == GRID_NONE || t->least > bytes.start)
		return;
	if (t->ncells == t->cap_cells && !make_room_for_cell(t))
		return;
	t->least = bytes.end;
	t->cells[t->ncells++] = (struct grid_cell){ (uint32_t)bytes.start,
		(uint32_t)bytes.end, column, row };
	r = &t->rows[row];
	if (r->end < bytes.end)
		r->end = (uint32_t)bytes.end;
	b = &t->blocks[r->block];
	if (b->end < bytes.end)
		b->end = (uint32_t)bytes.end;
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

bool
grid_is_name(struct sv text)
{
	return grid_is_header(text, (struct grid_span){ 0, text.len });
}

/* The first of cells [low, high) that ends behind `at`, or `high`. */
static size_t
first_behind(const struct grid *t, size_t low, size_t high, size_t at)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->cells[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same from t->cursor on, if it is behind that: mostly near it. */
static size_t
first_from_cursor(const struct grid *t, size_t low, size_t high, size_t at)
{
	size_t step = 4;

	if (t->cursor < low || t->cursor >= high ||
	    t->cells[t->cursor].end > at)
		return first_behind(t, low, high, at);
	low = t->cursor + 1;
	while (low + step < high && t->cells[low + step].end <= at) {
		low += step + 1;
		step *= 2;
	}
	return first_behind(t, low, low + step < high ? low + step : high,
	    at);
}

/* The part that byte `at` is in, or NULL. */
static struct grid_part *
part_at(struct grid *t, size_t at)
{
	size_t low = 0, high = t->nparts, here = t->part_cursor;

	/* The same one, or between it and the next. */
	if (here < high && at >= t->parts[here].start) {
		if (at < t->parts[here].end)
			return &t->parts[here];
		if (here + 1 == high || at < t->parts[here + 1].start)
			return NULL;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->parts[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == t->nparts || at < t->parts[low].start) {
		t->part_cursor = low > 0 ? low - 1 : 0;
		return NULL;
	}
	t->part_cursor = low;
	return &t->parts[low];
}

/*
 * There is no cell at `at`: nor is there one between the cells next to it,
 * number t->cursor and the one before, in its part or between two parts.
 */
static void
note_none(struct grid *t, size_t at, const struct grid_part *part)
{
	size_t low = t->cursor, first = 0, high = t->nfixed;

	t->none_from = 0;
	t->none_to = t->text.len;
	if (part != NULL) {
		first = part->first;
		high = first + part->ncells;
		t->none_from = part->start;
		t->none_to = part->end;
	} else if (t->nparts > 0) {
		const struct grid_part *next = &t->parts[t->part_cursor];

		if (next->end <= at)
			t->none_from = next++->end;
		if (next < t->parts + t->nparts)
			t->none_to = next->start;
	}
	if (low > first && t->cells[low - 1].end > t->none_from)
		t->none_from = t->cells[low - 1].end;
	if (low < high && t->cells[low].start < t->none_to)
		t->none_to = t->cells[low].start;
}

void
grid_read_form(struct grid *t)
{
	size_t from = t->form;

	if (from == SIZE_MAX)
		return;
	t->form = SIZE_MAX;
	grid_read_forms(t, from);
	t->nfixed = t->ncells;
}

const struct grid_cell *
grid_find_cell(struct grid *t, size_t at)
{
	struct grid_part *part;
	size_t first = 0, low, high;

	grid_read_form(t);
	high = t->nfixed;

	/* Mostly it is one of the next: cells are apart, whatever part. */
	for (size_t i = t->cursor + 1; i < t->ncells &&
	    i <= t->cursor + CELLS_NEAR && t->cells[i].start <= at; i++)
		if (at < t->cells[i].end) {
			t->cursor = i;
			return &t->cells[i];
		}
	if (at >= t->none_from && at < t->none_to)
		return NULL;
	part = t->nparts == 0 ? NULL : part_at(t, at);
	if (part != NULL) {
		grid_read_part(t, part);
		first = part->first;
		high = first + part->ncells;
	}
	low = first_from_cursor(t, first, high, at);
	t->cursor = low;
	if (low < high && t->cells[low].start <= at)
		return &t->cells[low];
	note_none(t, at, part);
	return NULL;
}

void
grid_read_parts(struct grid *t)
{
	grid_read_form(t);
	for (size_t i = 0; i < t->nparts; i++)
		grid_read_part(t, &t->parts[i]);
}

struct sv
grid_header(const struct grid *t, uint32_t column)
{
	const struct grid_column *c = &t->columns[column];

	return sv_slice(t->text, c->start, c->end);
}
