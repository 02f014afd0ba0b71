/*
 * Elements of XML and HTML inside a text. An element with nothing but text is a
 * value under its name; what stands in one element belongs together. Of a table
 * of HTML the first row is the header, if it can be one. Tags are taken one by
 * one as they come: what is never closed, or closed by another, does no harm.
 */
#include <string.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/grid/grid_part.h"

enum {
	TAG_MAX = 512,		/* bytes of a tag with its attributes */
	FAR = 256		/* bytes between values of no element */
};

struct tag {
	struct grid_span name;
	size_t end;		/* behind > */
	bool closes, empty;	/* </a>, <a/> */
};

static uint64_t
hash_of(struct sv name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)(name.ptr[i] | 0x20)) *
		    UINT64_C(0x100000001b3);
	return hash;
}

static bool
is_named(struct sv name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (name.len == strlen(list[i]) &&
		    sv_eq_nocase(name, sv_cstr(list[i])))
			return true;
	return false;
}

static bool
is_name(char c)
{
	return grid_is_letter(c) || grid_is_digit(c) || c == '_' ||
	    c == '-' || c == '.' || c == ':';
}

static bool
read_tag(struct sv text, size_t at, struct tag *ret)
{
	size_t start = at + 1, end;
	const char *close;

	ret->closes = start < text.len && text.ptr[start] == '/';
	start += ret->closes;
	if (start >= text.len || !grid_is_letter(text.ptr[start]))
		return false;
	for (end = start; end < text.len && end - start < GRID_HEADER &&
	    is_name(text.ptr[end]); end++)
		/* The name without its prefix. */
		if (text.ptr[end] == ':')
			start = end + 1;
	close = memchr(text.ptr + end, '>',
	    sv_slice(text, end, end + TAG_MAX).len);
	if (close == NULL || start == end)
		return false;
	ret->name = (struct grid_span){ start, end };
	ret->end = (size_t)(close - text.ptr) + 1;
	ret->empty = close[-1] == '/';
	return true;
}

/* The text behind a tag, up to the next one. */
static bool
read_content(struct sv text, size_t from, struct grid_span *ret)
{
	const char *next = memchr(text.ptr + from, '<',
	    sv_slice(text, from, from + GRID_VALUE).len);

	if (next == NULL)
		return false;
	*ret = (struct grid_span){ from, (size_t)(next - text.ptr) };
	return true;
}

/* The row of the innermost element, made when its first value comes. */
static uint32_t
own_row(struct grid_reading *r, struct grid_span value)
{
	struct grid_markup *m = &r->markup;
	struct grid_element *e;
	struct grid *t = r->table;
	uint32_t above = GRID_NONE;

	if (m->depth == 0)
		m->open[m->depth++] = (struct grid_element){ 0, GRID_NONE,
			false, false };
	e = &m->open[m->depth - 1];
	if (m->depth == 1 && e->row != GRID_NONE &&
	    t->rows[e->row].end + FAR < value.start)
		e->row = GRID_NONE;
	e->has_cells = true;
	if (e->row != GRID_NONE)
		return e->row;
	for (unsigned i = 0; i + 1 < m->depth; i++)
		if (m->open[i].row != GRID_NONE)
			above = m->open[i].row;
	e->row = grid_add_row(t, grid_add_block(t, value.start, false), above,
	    e->member, value);
	return e->row;
}

static void
open_element(struct grid_reading *r, uint64_t name)
{
	struct grid_markup *m = &r->markup;
	bool member;

	if (m->depth == GRID_DEPTH)
		m->depth = 0;
	if (m->depth == 0)
		m->open[m->depth++] = (struct grid_element){ 0, GRID_NONE,
			false, false };
	member = m->depth > 1 && m->open[m->depth - 1].has_cells;
	m->open[m->depth++] = (struct grid_element){ name, GRID_NONE,
		member, false };
}

static void
close_element(struct grid_reading *r, uint64_t name)
{
	struct grid_markup *m = &r->markup;

	for (unsigned i = m->depth; i > 1; i--)
		if (m->open[i - 1].name == name) {
			m->depth = i - 1;
			return;
		}
}

/* --- tables of HTML ------------------------------------------------------ */

static void
begin_row(struct grid_reading *r, size_t at)
{
	struct grid_markup *m = &r->markup;

	if (!m->in_table) {
		m->in_table = true;
		m->columns = 0;
	}
	m->in_head = m->columns == 0;
	if (m->in_head)
		m->block = grid_add_block(r->table, at, false);
	if (m->block == GRID_NONE)
		m->in_table = false;
	m->column = 0;
	m->in_cell = false;
	open_element(r, hash_of(SV("tr")));
	m->row = grid_add_row(r->table, m->block, GRID_NONE, false,
	    (struct grid_span){ at, at });
	m->open[m->depth - 1].row = m->row;
}

/* Text in a cell: of the first row a header, if it can be one. */
static void
take_text(struct grid_reading *r, struct grid_span bytes)
{
	struct grid_markup *m = &r->markup;
	struct grid *t = r->table;
	struct grid_column *c;

	bytes = grid_trim(r->text, bytes);
	if (bytes.start == bytes.end || m->column > m->columns ||
	    m->column == 0)
		return;
	c = &t->columns[m->first + m->column - 1];
	if (m->in_head && c->start == c->end &&
	    grid_is_header(r->text, bytes)) {
		c->start = (uint32_t)bytes.start;
		c->end = (uint32_t)bytes.end;
		t->blocks[m->block].headed = true;
		return;
	}
	grid_add_cell(t, bytes, m->first + m->column - 1, m->row);
}

static void
begin_cell(struct grid_reading *r)
{
	struct grid_markup *m = &r->markup;
	uint32_t number;

	m->in_cell = m->in_table;
	if (!m->in_table)
		return;
	m->column++;
	if (!m->in_head || m->column > GRID_COLUMNS)
		return;
	number = grid_add_column(r->table, (struct grid_span){ 0, 0 },
	    false);
	/* What stands in a cell may have had columns of its own. */
	if (number == GRID_NONE || (m->column > 1 &&
	    number != m->first + m->column - 1)) {
		m->in_table = m->in_cell = false;
		return;
	}
	if (m->column == 1)
		m->first = number;
	m->columns = m->column;
}

/* True if it is a tag of a table, and taken. */
static bool
take_table_tag(struct grid_reading *r, const struct tag *tag, struct sv name)
{
	static const char *const cell[] = { "td", "th" };
	static const char *const row[] = { "tr" };
	static const char *const table[] = { "table" };
	struct grid_markup *m = &r->markup;

	if (is_named(name, cell, NELEMS(cell))) {
		if (tag->closes)
			m->in_cell = false;
		else
			begin_cell(r);
		return true;
	}
	if (is_named(name, row, NELEMS(row))) {
		m->in_cell = false;
		if (tag->closes)
			close_element(r, hash_of(SV("tr")));
		else
			begin_row(r, tag->end);
		return true;
	}
	if (!is_named(name, table, NELEMS(table)))
		return false;
	m->in_table = m->in_cell = false;
	return true;
}

/* ------------------------------------------------------------------------- */

/* <name>value</name> */
static bool
take_leaf(struct grid_reading *r, const struct tag *tag,
    struct grid_span content)
{
	size_t len = tag->name.end - tag->name.start;
	struct sv name = sv_slice(r->text, tag->name.start, tag->name.end);
	struct tag next;

	content = grid_trim(r->text, content);
	if (content.start == content.end || len > GRID_HEADER)
		return false;
	if (!read_tag(r->text, content.end + (size_t)(sv_find_char(sv_slice(
	    r->text, content.end, r->text.len), '<')), &next) ||
	    !next.closes || hash_of(sv_slice(r->text, next.name.start,
	    next.name.end)) != hash_of(name))
		return false;
	grid_add_cell(r->table, content, grid_add_column(r->table,
	    tag->name, true), own_row(r, content));
	return true;
}

size_t
grid_take_tag(struct grid_reading *r, size_t at)
{
	static const char *const empty[] = { "br", "hr", "img", "input",
		"meta", "link", "wbr" };
	struct grid_span content = { 0, 0 };
	struct tag tag;
	struct sv name;
	bool has_text;

	if (!read_tag(r->text, at, &tag))
		return at;
	name = sv_slice(r->text, tag.name.start, tag.name.end);
	has_text = read_content(r->text, tag.end, &content);
	if (!take_table_tag(r, &tag, name) && !tag.empty &&
	    !r->markup.in_cell && !is_named(name, empty, NELEMS(empty))) {
		if (tag.closes)
			close_element(r, hash_of(name));
		else if (!has_text || !take_leaf(r, &tag, content))
			open_element(r, hash_of(name));
	}
	if (has_text && r->markup.in_cell)
		take_text(r, content);
	return tag.end;
}
