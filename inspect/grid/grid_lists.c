/*
 * Rows that are lists of JSON: [["name", "nr"], ["Anna", 12]], and those of an
 * object that names its columns beside them, in either order:
 *
 *   {"columns": ["name", "nr"], "data": [["Anna", 12]]}		pandas
 *   {"columns": [{"name": "name"}, ...], "rows": [[...]]}	SQL over HTTP
 *
 * Without such names the first row is the header, or there is no table: lists
 * of lists are what matrices are written as too. Rows may stand line by line
 * without a list around them, or each in an event of its own ("data: [...]").
 */
#include "base/err.h"
#include "base/sv.h"
#include "inspect/grid/grid_box.h"
#include "inspect/grid/grid_lists.h"

struct lists {
	struct grid_reading *r;
	size_t at;
};

static const struct sv words_of_names[] = {
	SV_INIT("columns"), SV_INIT("header"), SV_INIT("headers"),
	SV_INIT("fields"), SV_INIT("names"), SV_INIT("columnnames"),
};

static const struct sv words_of_rows[] = {
	SV_INIT("data"), SV_INIT("rows"), SV_INIT("values"),
	SV_INIT("records"),
};

static bool
is_one_of(struct sv key, const struct sv *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq_nocase(key, words[i]))
			return true;
	return false;
}

bool
grid_is_key_of_names(struct sv key)
{
	return is_one_of(key, words_of_names, NELEMS(words_of_names));
}

bool
grid_is_key_of_rows(struct sv key)
{
	return is_one_of(key, words_of_rows, NELEMS(words_of_rows));
}

static char
peek(const struct lists *s)
{
	return s->at < s->r->text.len ? s->r->text.ptr[s->at] : '\0';
}

static void
skip(struct lists *s, char too)
{
	while (s->at < s->r->text.len && (grid_is_blank(peek(s)) ||
	    peek(s) == too))
		s->at++;
}

/* Go behind `c` and the blanks around it; false if it is not there. */
static bool
take(struct lists *s, char c)
{
	skip(s, c == '[' ? ',' : ' ');
	if (peek(s) != c)
		return false;
	s->at++;
	return true;
}

/* One more cell at hand; too many are none. */
static bool
keep(struct grid_lines *l, struct grid_span cell)
{
	if (l->ncells == GRID_COLUMNS)
		return false;
	l->cells[l->ncells++] = cell;
	return true;
}

/* Behind `[`: values up to `]` are the cells at hand. */
static bool
read_row(struct lists *s)
{
	struct grid_span cell;

	s->r->lines.ncells = 0;
	for (;;) {
		skip(s, ',');
		if (take(s, ']'))
			return true;
		if (!grid_read_value(s->r->text, &s->at, &cell) ||
		    !keep(&s->r->lines, cell))
			return false;
	}
}

/* Behind `{`: its "name" is one more cell at hand. */
static bool
read_named(struct lists *s)
{
	struct grid_span key, value;
	bool named = false;

	for (;;) {
		skip(s, ',');
		if (take(s, '}'))
			return named;
		if (!grid_read_value(s->r->text, &s->at, &key) ||
		    !take(s, ':'))
			return false;
		skip(s, ' ');
		if (!grid_read_value(s->r->text, &s->at, &value))
			return false;
		if (!named && sv_eq(sv_slice(s->r->text, key.start, key.end),
		    SV("name")))
			named = keep(&s->r->lines, value);
	}
}

/*
 * The list of names at `at` becomes the cells at hand, if all can be headers.
 */
static bool
read_names(struct grid_reading *r, size_t at)
{
	struct lists s = { r, at };
	bool good = take(&s, '[');

	skip(&s, ' ');
	if (!good || peek(&s) != '{')
		return good && read_row(&s) && grid_are_headers(r);
	r->lines.ncells = 0;
	while (good && !take(&s, ']')) {
		skip(&s, ',');
		good = take(&s, '{') && read_named(&s);
		skip(&s, ',');
	}
	return good && grid_are_headers(r);
}

/* Columns for the cells at hand, which are their headers, or will be told. */
static bool
add_columns(struct grid_reading *r, bool headed)
{
	struct grid_lines *l = &r->lines;

	l->columns = l->ncells;
	l->first = GRID_NONE;
	for (unsigned i = 0; i < l->ncells; i++) {
		uint32_t number = grid_add_column(r->table, headed ?
		    l->cells[i] : (struct grid_span){ 0, 0 }, false);

		if (number == GRID_NONE)
			return false;
		if (i == 0)
			l->first = number;
	}
	return l->columns > 0;
}

/* Behind the blanks before a row, and the name of the event that it is. */
static void
skip_event(struct lists *s)
{
	static const struct sv data = SV_INIT("data:");

	skip(s, ' ');
	if (sv_starts(sv_slice(s->r->text, s->at, s->r->text.len), data))
		s->at += data.len;
}

/* Rows of the table, as many cells in each. */
static void
add_rows(struct lists *s)
{
	struct grid_lines *l = &s->r->lines;
	size_t start = s->at;

	while (s->r->table->err == 0 && take(s, '[') && read_row(s) &&
	    l->ncells == l->columns) {
		grid_add_cells(s->r, &(struct grid_line){ .start = start,
			.end = s->at });
		start = s->at;
		skip_event(s);
	}
	skip(s, ',');
	(void)take(s, ']');
}

bool
grid_opens_twice(struct sv text, size_t at)
{
	if (at >= text.len || text.ptr[at++] != '[')
		return false;
	while (at < text.len && grid_is_blank(text.ptr[at]))
		at++;
	return at < text.len && text.ptr[at] == '[';
}

bool
grid_opens_lines(struct sv text, size_t at)
{
	char next = at + 1 < text.len ? text.ptr[at + 1] : '\0';

	if (text.ptr[at] != '[' || (next != '"' && next != '\''))
		return false;
	return at == 0 || text.ptr[at - 1] == '\n' ||
	    (at == 3 && text.ptr[at - 1] == '\xbf') ||
	    sv_ends(sv_slice(text, 0, at), SV("data: "));
}

/* Is there a row at `at`, of `columns` cells? They are at hand then. */
static bool
has_row(struct grid_reading *r, size_t at, unsigned columns)
{
	struct lists s = { r, at };

	return take(&s, '[') && read_row(&s) && r->lines.ncells == columns;
}

/*
 * Where rows are, how many cells they have, and whether the first is a header.
 */
struct rows {
	size_t first, second;
	unsigned columns;
	bool headed;
};

static bool
find_rows(struct grid_reading *r, size_t at, struct rows *ret)
{
	struct lists s = { r, at + 1 };

	if (!grid_opens_twice(r->text, at) || !take(&s, '[') || !read_row(&s) ||
	    r->lines.ncells == 0)
		return false;
	ret->first = at + 1;
	ret->second = s.at;
	ret->columns = r->lines.ncells;
	ret->headed = grid_are_headers(r) &&
	    has_row(r, ret->second, ret->columns) &&
	    has_row(r, ret->first, ret->columns);
	return true;
}

/* A row of headers at `at`, and a row below it that is in no list with it. */
static bool
find_lines(struct grid_reading *r, size_t at, struct rows *ret)
{
	struct lists s = { r, at };

	if (!grid_opens_lines(r->text, at) || !take(&s, '[') ||
	    !read_row(&s) || r->lines.ncells < 2 || !grid_are_headers(r))
		return false;
	ret->first = at;
	ret->columns = r->lines.ncells;
	skip_event(&s);
	ret->second = s.at;
	ret->headed = has_row(r, ret->second, ret->columns) &&
	    has_row(r, ret->first, ret->columns);
	return true;
}

/* The rows from `from` on; where they end. The headers are at hand, if any. */
static size_t
take_rows(struct grid_reading *r, size_t from, bool headed)
{
	struct lists s = { r, from };

	grid_end_lines(r);
	if (grid_begin_lines(r, from, headed) &&
	    add_columns(r, headed))
		add_rows(&s);
	return s.at;
}

/* Rows that are the value of a key. */
static size_t
take_value(struct grid_reading *r, size_t at, struct grid_listing *l)
{
	struct rows rows;
	size_t end;

	if (!find_rows(r, at, &rows))
		return at;
	if (l->nnames == rows.columns && read_names(r, l->names))
		return take_rows(r, rows.first, true);
	if (!has_row(r, rows.first, rows.columns))
		return at;
	if (rows.headed)
		return take_rows(r, rows.second, true);
	end = take_rows(r, rows.first, false);
	*l = (struct grid_listing){ 0, 0, r->lines.first, r->lines.columns,
		(uint32_t)r->table->nblocks - 1 };
	return end;
}

/* The cells at hand are the names of columns whose rows came before them. */
static void
name_columns(struct grid_reading *r, const struct grid_listing *l)
{
	struct grid *t = r->table;

	for (unsigned i = 0; i < l->columns; i++) {
		struct grid_span s = grid_trim(r->text, r->lines.cells[i]);

		t->columns[l->first + i].start = (uint32_t)s.start;
		t->columns[l->first + i].end = (uint32_t)s.end;
	}
	t->blocks[l->block].headed = true;
}

size_t
grid_take_list(struct grid_reading *r, size_t at, struct sv key,
    struct grid_listing *l)
{
	if (grid_is_key_of_rows(key))
		return take_value(r, at, l);
	if (!grid_is_key_of_names(key))
		return at;
	l->nnames = read_names(r, at) ? r->lines.ncells : 0;
	l->names = at;
	if (l->nnames > 0 && l->nnames == l->columns)
		name_columns(r, l);
	return at;
}

size_t
grid_take_lists(struct grid_reading *r, size_t at)
{
	struct rows rows;

	if (!(find_rows(r, at, &rows) || find_lines(r, at, &rows)) ||
	    !rows.headed)
		return at;
	return take_rows(r, rows.second, true);
}
