/*
 * INSERT INTO t (columns) VALUES (…), (…) of SQL inside a text. Statements with
 * the same head share their columns, whether or not each has one row only. One
 * without columns has those of the last CREATE TABLE of its table, if there was
 * one, line by line as mysqldump writes it. pg_dump's COPY t (columns) FROM
 * stdin begins rows at tabs.
 */
#include <string.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/grid/grid_part.h"

enum {
	BLANKS_MAX = 16,
	HEAD_MAX = 4096		/* bytes of the columns' names */
};

struct tuples {
	struct grid_reading *r;
	struct sv text;
	size_t at;
	unsigned column;
};

static size_t
back_over_blanks(struct sv text, size_t at)
{
	for (size_t i = 0; i < BLANKS_MAX && at > 0 &&
	    grid_is_blank(text.ptr[at - 1]); i++)
		at--;
	return at;
}

static bool
is_name(char c)
{
	return grid_is_letter(c) || grid_is_digit(c) || c == '_' ||
	    c == '.' || c == '"' || c == '`' || c == '[' || c == ']';
}

/* The head before byte `at`, with the table's name; false without one. */
static bool
find_head(struct sv text, size_t at, size_t floor, struct grid_span *ret)
{
	size_t end = back_over_blanks(text, at), start = end;

	if (end == 0 || text.ptr[end - 1] != ')')
		return false;
	while (start > floor && end - start < HEAD_MAX &&
	    text.ptr[start - 1] != '(')
		start--;
	if (start == floor || text.ptr[start - 1] != '(')
		return false;
	*ret = (struct grid_span){ start, end - 1 };
	return true;
}

static struct grid_span
unquote(struct sv text, struct grid_span s)
{
	s = grid_trim(text, s);
	while (s.start < s.end && memchr("\"`[", text.ptr[s.start], 3) != NULL)
		s.start++;
	while (s.end > s.start && memchr("\"`]", text.ptr[s.end - 1], 3) != NULL)
		s.end--;
	return s;
}

/* The name of the table that stands before the columns. */
static struct sv
with_name(struct sv text, struct grid_span head)
{
	size_t start = back_over_blanks(text, head.start - 1);

	for (size_t i = 0; i < GRID_HEADER && start > 0 &&
	    is_name(text.ptr[start - 1]); i++)
		start--;
	return sv_slice(text, start, head.end);
}

static void
add_columns(struct grid_reading *r, struct grid_span head)
{
	struct grid_insert *in = &r->insert;
	size_t start = head.start;

	in->head = head;
	in->columns = 0;
	for (size_t at = head.start; at <= head.end; at++) {
		uint32_t number;

		if (at < head.end && r->text.ptr[at] != ',')
			continue;
		if (in->columns == GRID_COLUMNS)
			break;
		number = grid_add_column(r->table, unquote(r->text,
		    (struct grid_span){ start, at }), false);
		if (number == GRID_NONE)
			break;
		if (in->columns++ == 0)
			in->first = number;
		start = at + 1;
	}
}

/* The name before byte `at`, without quotes. */
static struct grid_span
name_before(struct sv text, size_t at)
{
	struct grid_span name;

	name.end = back_over_blanks(text, at);
	name.start = name.end;
	for (size_t i = 0; i < GRID_HEADER && name.start > 0 &&
	    is_name(text.ptr[name.start - 1]); i++)
		name.start--;
	return unquote(text, name);
}

static bool
is_created(const struct grid_reading *r, struct grid_span name)
{
	const struct grid_insert *in = &r->insert;

	return in->created.end > 0 && sv_eq(sv_slice(r->text, name.start,
	    name.end), sv_slice(r->text, in->created.start,
	    in->created.end));
}

/* The columns of the statement: those of the last one, if it is alike. */
static bool
begin_statement(struct grid_reading *r, size_t at, size_t floor)
{
	struct grid_insert *in = &r->insert;
	struct grid_span head;
	bool headed = find_head(r->text, at, floor, &head);

	if (!headed && is_created(r, name_before(r->text, at))) {
		in->head = in->created;
		in->first = in->created_first;
		in->columns = in->ncreated;
		return in->columns > 0 && grid_add_block(r->table, at,
		    true) != GRID_NONE;
	}
	if (grid_add_block(r->table, headed ? head.start : at, headed) ==
	    GRID_NONE)
		return false;
	if (!headed) {
		in->head = (struct grid_span){ 0, 0 };
		in->columns = 0;
		return true;
	}
	if (in->head.end == 0 || !sv_eq(with_name(r->text, head),
	    with_name(r->text, in->head)))
		add_columns(r, head);
	return in->columns > 0;
}

/* 'text', with '' or \' inside. */
static bool
read_string(struct tuples *t, struct grid_span *ret)
{
	char quote = t->text.ptr[t->at];
	size_t at = t->at + 1;

	for (; at < t->text.len && at - t->at < GRID_VALUE; at++) {
		if (t->text.ptr[at] == '\\') {
			at++;
			continue;
		}
		if (t->text.ptr[at] != quote)
			continue;
		if (at + 1 == t->text.len || t->text.ptr[at + 1] != quote)
			break;
		at++;
	}
	if (at >= t->text.len || t->text.ptr[at] != quote) {
		t->at = at < t->text.len ? at : t->text.len;
		return false;
	}
	*ret = (struct grid_span){ t->at + 1, at };
	t->at = at + 1;
	return true;
}

static bool
read_bare(struct tuples *t, struct grid_span *ret)
{
	unsigned depth = 0;

	ret->start = t->at;
	for (; t->at < t->text.len && t->at - ret->start < GRID_VALUE;
	    t->at++) {
		char c = t->text.ptr[t->at];

		if (c == ';' || c == '\'' || (depth == 0 &&
		    (c == ',' || c == ')')))
			break;
		depth += c == '(';
		depth -= c == ')';
	}
	ret->end = t->at;
	return t->at < t->text.len && t->text.ptr[t->at] != ';';
}

static void
skip(struct tuples *t)
{
	while (t->at < t->text.len && grid_is_blank(t->text.ptr[t->at]))
		t->at++;
}

/* One value, and the column that it is in. */
static bool
read_value(struct tuples *t, uint32_t row)
{
	struct grid_insert *in = &t->r->insert;
	struct grid_span value;
	bool quoted = t->text.ptr[t->at] == '\'' ||
	    t->text.ptr[t->at] == '"';

	if (!quoted && !read_bare(t, &value))
		return false;
	/* N'text' and E'text' */
	if (!quoted && t->text.ptr[t->at] == '\'')
		quoted = true;
	if (quoted && !read_string(t, &value))
		return false;
	if (in->head.end == 0 && t->column >= in->columns &&
	    in->columns < GRID_COLUMNS) {
		uint32_t number = grid_add_column(t->r->table,
		    (struct grid_span){ 0, 0 }, false);

		if (in->columns++ == 0)
			in->first = number;
	}
	if (t->column < in->columns && value.end - value.start <= GRID_VALUE)
		grid_add_cell(t->r->table, value, in->first + t->column, row);
	t->column++;
	return true;
}

/* A tuple from its first value on; false where it breaks off. */
static bool
read_tuple(struct tuples *t)
{
	uint32_t row = grid_add_row(t->r->table,
	    (uint32_t)t->r->table->nblocks - 1, GRID_NONE, false,
	    (struct grid_span){ t->at, t->at });

	t->column = 0;
	for (;;) {
		skip(t);
		if (t->at >= t->text.len || !read_value(t, row))
			return false;
		skip(t);
		if (t->at >= t->text.len || (t->text.ptr[t->at] != ',' &&
		    t->text.ptr[t->at] != ')'))
			return false;
		if (t->text.ptr[t->at++] == ')')
			return true;
	}
}

size_t
grid_take_tuples(struct grid_reading *r, size_t at)
{
	size_t end = back_over_blanks(r->text, at);
	struct tuples t;

	if (at < r->insert.tried || end < 6 || end - 6 < r->insert.tried ||
	    !sv_eq_nocase(sv_slice(r->text, end - 6, end), SV("values")) ||
	    !begin_statement(r, end - 6, r->insert.tried))
		return at;
	t.r = r;
	t.text = r->text;
	t.at = at;
	while (t.at < t.text.len && t.text.ptr[t.at] == '(' &&
	    r->table->err == 0) {
		t.at++;
		if (!read_tuple(&t))
			break;
		at = t.at;
		skip(&t);
		if (t.at < t.text.len && t.text.ptr[t.at] == ',')
			t.at++;
		skip(&t);
	}
	r->insert.tried = t.at;
	return at;
}

/* --- statements of one line or more --------------------------------------- */

/* Words that begin a line of CREATE TABLE which is no column. */
static bool
is_keyword(struct sv word)
{
	static const struct sv words[] = { SV_INIT("primary"), SV_INIT("key"),
		SV_INIT("unique"), SV_INIT("constraint"), SV_INIT("index"),
		SV_INIT("foreign"), SV_INIT("check"), SV_INIT("fulltext") };

	for (size_t i = 0; i < NELEMS(words); i++)
		if (word.len == words[i].len && sv_eq_nocase(word, words[i]))
			return true;
	return false;
}

/* One line between the parentheses: a column's name comes first. */
static void
take_column(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_insert *in = &r->insert;
	struct grid_span name = { line->first, line->first };
	uint32_t number;

	while (name.end < line->end && name.end - name.start < GRID_HEADER &&
	    is_name(r->text.ptr[name.end]))
		name.end++;
	if (name.end == name.start) {
		in->creating = false;
		return;
	}
	if (is_keyword(sv_slice(r->text, name.start, name.end)))
		return;
	number = grid_add_column(r->table, unquote(r->text, name), false);
	if (in->ncreated == 0)
		in->created_first = number;
	if (number != in->created_first + in->ncreated ||
	    ++in->ncreated == GRID_COLUMNS)
		in->creating = false;
}

static bool
take_copy(struct grid_reading *r, const struct grid_line *line)
{
	struct sv all = sv_slice(r->text, line->first, line->end);
	ptrdiff_t open = sv_find_char(all, '('), close = sv_find_char(all, ')');

	return open > 0 && close > open && all.len < HEAD_MAX &&
	    sv_starts_nocase(sv_slice(all, (size_t)close, all.len),
	    SV(") from stdin")) && grid_begin_copied(r, (struct grid_span){
	    line->first + (size_t)open + 1, line->first + (size_t)close });
}

bool
grid_take_statement(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_insert *in = &r->insert;
	struct sv text = sv_slice(r->text, line->first, line->end);
	struct grid_span all = grid_trim(r->text, (struct grid_span){
	    line->first, line->end });

	if (in->creating) {
		take_column(r, line);
		return true;
	}
	if (sv_starts_nocase(text, SV("copy ")))
		return take_copy(r, line);
	if (!sv_starts_nocase(text, SV("create table ")) ||
	    all.end == all.start || r->text.ptr[all.end - 1] != '(')
		return false;
	in->created = name_before(r->text, all.end - 1);
	in->creating = in->created.end > in->created.start;
	in->ncreated = 0;
	grid_end_lines(r);
	return true;
}
