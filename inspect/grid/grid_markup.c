/*
 * Elements of XML and HTML inside a text. An element with nothing but text is a
 * value under its name; what stands in one element belongs together. So is an
 * attribute "value". Where an attribute says what the value is, that counts for
 * the name: <input name="phone" value="...">, <Data name="phone"><value>. Of a table
 * of HTML the first row is the header, if it can be one. Tags are taken one by
 * one as they come: what is never closed, or closed by another, does no harm.
 */
#include <string.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/grid/grid_part.h"

enum {
	TAG_MAX = 512,		/* bytes of a tag with its attributes */
	FAR = 256,		/* bytes between values of no element */
	ATTRIBUTE_LEAST = 6	/* bytes: a blank, `id=""` */
};

struct tag {
	struct grid_span name;
	size_t end;		/* behind > */
	bool closes, empty;	/* </a>, <a/> */
};

/* What the attributes of a tag say; from 0 to 0 if they do not. */
struct attributes {
	struct grid_span label, value;
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

/* `name="value"` at `at`: where it ends, or `at` if it is none. */
static size_t
read_attribute(struct sv text, size_t at, struct grid_span *name,
    struct grid_span *value)
{
	size_t end = at, quote;
	const char *close;

	while (end < text.len && is_name(text.ptr[end]))
		end++;
	*name = (struct grid_span){ at, end };
	if (end == at || end + 1 >= text.len || text.ptr[end] != '=')
		return at;
	quote = end + 1;
	if (text.ptr[quote] != '"' && text.ptr[quote] != '\'')
		return at;
	close = memchr(text.ptr + quote + 1, text.ptr[quote],
	    text.len - quote - 1);
	if (close == NULL)
		return at;
	*value = (struct grid_span){ quote + 1, (size_t)(close - text.ptr) };
	return value->end + 1;
}

/* How well an attribute of this name says what the value is; 0: not. */
static unsigned
rank_of(struct sv name)
{
	static const char *const ranks[] = { "id", "key", "name", "label",
		"FriendlyName" };

	for (unsigned i = 0; i < NELEMS(ranks); i++)
		if (name.len == strlen(ranks[i]) &&
		    sv_eq_nocase(name, sv_cstr(ranks[i])))
			return i + 1;
	return 0;
}

static struct attributes
read_attributes(struct sv text, const struct tag *tag)
{
	struct sv inside = sv_slice(text, 0, tag->end - 1);
	struct attributes ret = { { 0, 0 }, { 0, 0 } };
	struct grid_span name, value;
	unsigned best = 0, rank;

	for (size_t at = tag->name.end; at < inside.len;) {
		size_t end = read_attribute(inside, at, &name, &value);

		if (end == at) {
			at = name.end + (name.end == at);
			continue;
		}
		at = end;
		if (sv_eq_nocase(sv_slice(text, name.start, name.end),
		    SV("value")))
			ret.value = value;
		rank = rank_of(sv_slice(text, name.start, name.end));
		if (rank > best && value.end - value.start <= GRID_HEADER &&
		    grid_is_header(text, value)) {
			best = rank;
			ret.label = value;
		}
	}
	return ret;
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
		m->open[m->depth++] = (struct grid_element){
			.row = GRID_NONE };
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
open_element(struct grid_reading *r, uint64_t name, struct grid_span label)
{
	struct grid_markup *m = &r->markup;
	bool member;

	if (m->depth == GRID_DEPTH)
		m->depth = 0;
	if (m->depth == 0)
		m->open[m->depth++] = (struct grid_element){
			.row = GRID_NONE };
	member = m->depth > 1 && m->open[m->depth - 1].has_cells;
	m->open[m->depth++] = (struct grid_element){ .name = name,
		.row = GRID_NONE, .member = member, .label = label };
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
	open_element(r, hash_of(SV("tr")), (struct grid_span){ 0, 0 });
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

/* Does an element of this name hold what its parent is about? */
static bool
is_value_name(struct sv name)
{
	static const char *const names[] = { "value", "AttributeValue",
		"string", "text", "val" };

	return is_named(name, names, NELEMS(names));
}

/* What an element's text is called: as its attributes, its parent's, its own
 * name say. */
static struct grid_span
label_of(const struct grid_reading *r, const struct tag *tag,
    struct grid_span given)
{
	const struct grid_markup *m = &r->markup;

	if (given.end > 0)
		return given;
	if (m->depth > 0 && m->open[m->depth - 1].label.end > 0 &&
	    is_value_name(sv_slice(r->text, tag->name.start, tag->name.end)))
		return m->open[m->depth - 1].label;
	return tag->name;
}

/* <name>value</name> */
static bool
take_leaf(struct grid_reading *r, const struct tag *tag,
    struct grid_span content, struct grid_span label)
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
	    label_of(r, tag, label), true), own_row(r, content));
	return true;
}

/* <name value="..."/> */
static void
take_value(struct grid_reading *r, const struct tag *tag,
    const struct attributes *a)
{
	struct grid_span label = a->label.end > 0 ? a->label : tag->name;

	if (a->value.start == a->value.end ||
	    a->value.end - a->value.start > GRID_VALUE ||
	    label.end - label.start > GRID_HEADER)
		return;
	grid_add_cell(r->table, a->value, grid_add_column(r->table, label,
	    true), own_row(r, a->value));
}

size_t
grid_take_tag(struct grid_reading *r, size_t at)
{
	static const char *const empty[] = { "br", "hr", "img", "input",
		"meta", "link", "wbr" };
	struct attributes a = { { 0, 0 }, { 0, 0 } };
	struct grid_span content = { 0, 0 };
	struct tag tag;
	struct sv name;
	bool has_text;

	if (!read_tag(r->text, at, &tag))
		return at;
	name = sv_slice(r->text, tag.name.start, tag.name.end);
	has_text = read_content(r->text, tag.end, &content);
	if (!tag.closes && !r->markup.in_cell &&
	    tag.end - tag.name.end > ATTRIBUTE_LEAST) {
		a = read_attributes(r->text, &tag);
		take_value(r, &tag, &a);
	}
	if (!take_table_tag(r, &tag, name) && !tag.empty &&
	    !r->markup.in_cell && !is_named(name, empty, NELEMS(empty))) {
		if (tag.closes)
			close_element(r, hash_of(name));
		else if (!has_text || !take_leaf(r, &tag, content, a.label))
			open_element(r, hash_of(name), a.label);
	}
	if (has_text && r->markup.in_cell)
		take_text(r, content);
	return tag.end;
}
