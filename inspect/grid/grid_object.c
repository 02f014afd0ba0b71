/*
 * Objects of JSON inside a text, whole or cut off, and what is written nearly
 * so: keys without quotes or in single ones (JavaScript, Python), a comma too
 * many, quotes with a backslash (JSON inside of a string). A reading ends at
 * the first byte that fits nothing; what it has found until there counts.
 */
#include <string.h>

#include "base/scan.h"
#include "base/sv.h"
#include "inspect/grid/grid_lists.h"

struct level {
	char close;			/* } or ] */
	bool member;			/* of an object, not of a list */
	uint32_t row, column;
	struct grid_listing listing;
};

struct object {
	struct grid_reading *r;
	struct sv text;
	size_t at;
	struct level levels[GRID_DEPTH];
	unsigned depth;
	uint32_t column;		/* of the key just read */
};

static char
peek(const struct object *o)
{
	return o->at < o->text.len ? o->text.ptr[o->at] : '\0';
}

/* What stands between values, by its byte. */
enum { IS_BLANK = 1, IS_COMMA = 2 };

static const unsigned char between_by_byte[256] = {
	[' '] = IS_BLANK, ['\t'] = IS_BLANK, ['\r'] = IS_BLANK,
	['\n'] = IS_BLANK, [','] = IS_COMMA
};

static inline void
skip(struct object *o, unsigned what)
{
	while (o->at < o->text.len && (between_by_byte[
	    (unsigned char)o->text.ptr[o->at]] & what) != 0)
		o->at++;
}

/*
 * The string at ret->start, of which the bytes before `at` are plain, up to the
 * quote `close`: " or ', or a backslash for \".
 */
static bool
read_quoted(struct object *o, char close, size_t at, struct grid_span *ret)
{
	struct sv text = o->text;

	for (; at < text.len; at++) {
		char c;

		/* Apostrophes are plain there: not where they quote. */
		if (close != '\'')
			at += scan_json_plain(text.ptr + at, text.len - at);
		c = at < text.len ? text.ptr[at] : '\n';
		if (c == '\n')
			break;
		if (c == close && (c != '\\' || (at + 1 < text.len &&
		    text.ptr[at + 1] == '"'))) {
			ret->end = at;
			o->at = at + (c == '\\' ? 2 : 1);
			return true;
		}
		if (c == '\\')
			at++;
	}
	o->at = at < text.len ? at : text.len;
	return false;
}

/* A string in quotes of one kind, which a line holds. */
static bool
read_string(struct object *o, struct grid_span *ret)
{
	bool escaped = peek(o) == '\\';
	size_t at = o->at + escaped;
	char quote = at < o->text.len ? o->text.ptr[at] : '\0';

	if (quote != '"' && (escaped || quote != '\''))
		return false;
	ret->start = ++at;
	if (quote == '"' && !escaped) {
		/* Most strings hold nothing but what stands for itself. */
		at += scan_json_plain(o->text.ptr + at, o->text.len - at);
		if (at < o->text.len && o->text.ptr[at] == '"') {
			ret->end = at;
			o->at = at + 1;
			return true;
		}
	}
	return read_quoted(o, escaped ? '\\' : quote, at, ret);
}

static inline bool
is_of_word(char c)
{
	if (grid_is_digit(c) || grid_is_letter(c))
		return true;
	switch (c) {
	case '.': case '-': case '+': case '_': case '$':
		return true;
	default:
		return false;
	}
}

/* A number, true, a word: up to what ends a value. */
static bool
read_bare(struct object *o, struct grid_span *ret)
{
	size_t at = o->at, most = sv_slice(o->text, at, at + GRID_HEADER).len;

	for (most += at; at < most && is_of_word(o->text.ptr[at]); at++)
		continue;
	*ret = (struct grid_span){ o->at, at };
	o->at = at;
	return ret->end > ret->start;
}

static uint32_t
own_row(struct object *o)
{
	struct level *l = &o->levels[o->depth - 1];
	uint32_t above = GRID_NONE;
	struct grid *t = o->r->table;

	if (l->row != GRID_NONE)
		return l->row;
	for (unsigned i = 0; i + 1 < o->depth; i++)
		if (o->levels[i].row != GRID_NONE)
			above = o->levels[i].row;
	l->row = grid_add_row(t, grid_add_block(t, o->at, false), above,
	    l->member, (struct grid_span){ o->at, o->at });
	return l->row;
}

static bool
read_key(struct object *o)
{
	struct grid_span key;

	if (!read_string(o, &key) && !read_bare(o, &key))
		return false;
	skip(o, IS_BLANK);
	if (peek(o) != ':' || key.end - key.start > GRID_HEADER)
		return false;
	o->at++;
	skip(o, IS_BLANK);
	(void)own_row(o);
	o->column = grid_add_column(o->r->table, key, true);
	o->levels[o->depth - 1].column = o->column;
	return true;
}

static bool
open_level(struct object *o)
{
	char close = peek(o) == '{' ? '}' : ']';
	bool member = o->depth > 0 && o->levels[o->depth - 1].close == '}';
	uint32_t column = o->depth == 0 ? GRID_NONE :
	    o->levels[o->depth - 1].column;

	if (o->depth == GRID_DEPTH)
		return false;
	o->levels[o->depth++] = (struct level){ close, member, GRID_NONE,
		column, { .names = 0 } };
	o->at++;
	return true;
}

bool
grid_read_value(struct sv text, size_t *at, struct grid_span *ret)
{
	struct object o;
	bool read;

	o.text = text;
	o.at = *at;
	read = read_string(&o, ret) || read_bare(&o, ret);
	*at = o.at;
	return read;
}

/* A list that is the value of a key: are there rows in it? */
static bool
read_rows(struct object *o)
{
	struct level *l = &o->levels[o->depth - 1];
	size_t end;

	if (l->close != '}' || l->column == GRID_NONE)
		return false;
	end = grid_take_list(o->r, o->at, grid_header(o->r->table, l->column),
	    &l->listing);
	if (end == o->at)
		return false;
	o->at = end;
	return true;
}

/* A value that is no object or list becomes a cell. */
static bool
read_value(struct object *o)
{
	const struct level *l = &o->levels[o->depth - 1];
	struct grid_span value;
	uint32_t row = l->row;

	if (peek(o) == '[' && read_rows(o))
		return true;
	if (peek(o) == '{' || peek(o) == '[')
		return open_level(o);
	if (!read_string(o, &value) && !read_bare(o, &value))
		return false;
	/* Of a list: the object that it is in. */
	for (unsigned i = o->depth; i > 0 && row == GRID_NONE; i--)
		row = o->levels[i - 1].row;
	if (value.end - value.start <= GRID_VALUE)
		grid_add_cell(o->r->table, value, l->column, row);
	return true;
}

/* The next thing in the innermost object or list. False at the end. */
static bool
step(struct object *o)
{
	const struct level *l = &o->levels[o->depth - 1];

	skip(o, IS_BLANK | IS_COMMA);
	if (peek(o) == l->close) {
		o->at++;
		o->depth--;
		return o->depth > 0;
	}
	return (l->close == ']' || read_key(o)) && read_value(o);
}

size_t
grid_take_object(struct grid_reading *r, size_t at)
{
	struct object o;

	if (at < r->tried)
		return at;
	o.r = r;
	o.text = r->text;
	o.at = at;
	o.depth = 0;
	o.column = GRID_NONE;
	(void)open_level(&o);
	while (r->table->err == 0 && step(&o))
		continue;
	r->tried = o.at;
	return o.at;
}
