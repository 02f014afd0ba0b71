/*
 * Key: value, line by line; a blank line or a key again: the next record. Keys
 * are short and few words; what is made with signs of code is none.
 */
#include "base/sv.h"
#include "inspect/grid/grid_part.h"

enum { KEY_WORDS = 5 };

/* "TEL;TYPE=cell" of a vCard is the key TEL. */
static size_t
key_end(struct sv text, size_t start, size_t end)
{
	size_t at = start;

	while (at < end && ((text.ptr[at] >= 'A' && text.ptr[at] <= 'Z') ||
	    text.ptr[at] == '-'))
		at++;
	return at > start + 1 && at < end && text.ptr[at] == ';' ? at : end;
}

/* Behind the signs of a list, of quoting and of comments. */
static size_t
behind_bullet(struct sv text, struct grid_span s)
{
	while (s.start + 1 < s.end && (text.ptr[s.start] == '-' ||
	    text.ptr[s.start] == '>' || text.ptr[s.start] == '*') &&
	    grid_is_blank(text.ptr[s.start + 1])) {
		s.start++;
		s = grid_trim(text, s);
	}
	return s.start;
}

/* What stands in code and in rows, but in no key. */
static bool
is_of_code(char c)
{
	switch (c) {
	case ',': case ';': case '|': case '\t': case '<': case '>':
	case '{': case '}': case '(': case ')': case '[': case ']':
	case '!': case '&': case '+': case '\\':
		return true;
	default:
		return false;
	}
}

static bool
is_key(struct sv text, struct grid_span key)
{
	unsigned words = 1;

	if (key.start == key.end || key.end - key.start > GRID_HEADER ||
	    is_of_code(text.ptr[key.end - 1]) ||
	    !grid_is_header(text, key))
		return false;
	for (size_t i = key.start; i < key.end; i++) {
		char c = text.ptr[i];

		if (is_of_code(c))
			return false;
		words += c == ' ' && text.ptr[i - 1] != ' ';
	}
	return words <= KEY_WORDS;
}

bool
grid_may_be_pair(struct sv text, const struct grid_line *line)
{
	size_t sign = line->assign;
	char next = sign + 1 < line->end ? text.ptr[sign + 1] : ' ';

	/* Behind a semicolon the colon that counts may come later. */
	return line->keyed && sign > line->first &&
	    sign - line->first <= 2 * GRID_HEADER &&
	    ((next != '/' && next != '=' && next != ':') ||
	    grid_count(line, GRID_SEMICOLON) > 0) &&
	    !is_of_code(text.ptr[sign - 1]);
}

struct pair {
	struct grid_span key, value;
};

static bool
read_pair(struct sv text, const struct grid_line *line, struct pair *ret)
{
	struct grid_span s = { line->first, line->end };
	size_t sign = line->assign;
	char next;

	if (sign == SIZE_MAX || sign <= s.start ||
	    sign - s.start > 2 * GRID_HEADER ||
	    is_of_code(text.ptr[sign - 1]))
		return false;
	s = grid_trim(text, s);
	if (sign >= s.end)
		return false;
	ret->key.start = behind_bullet(text, s);
	ret->key.end = key_end(text, ret->key.start, sign);
	if (ret->key.end < sign && text.ptr[sign] == '=') {
		/* TYPE=cell: the colon comes later. */
		ptrdiff_t colon = sv_find_char(sv_slice(text, sign, s.end),
		    ':');

		if (colon < 0)
			return false;
		sign += (size_t)colon;
	}
	ret->key = grid_trim(text, ret->key);
	next = sign + 1 < s.end ? text.ptr[sign + 1] : ' ';
	if (!is_key(text, ret->key) || next == '/' || next == '=' ||
	    next == ':')
		return false;
	ret->value = grid_trim(text, (struct grid_span){ sign + 1, s.end });
	if (ret->value.end > ret->value.start &&
	    text.ptr[ret->value.end - 1] == ',')
		ret->value.end--;
	if (ret->value.end - ret->value.start > 1 &&
	    (text.ptr[ret->value.start] == '"' ||
	    text.ptr[ret->value.start] == '\'') &&
	    text.ptr[ret->value.end - 1] == text.ptr[ret->value.start]) {
		ret->value.start++;
		ret->value.end--;
	}
	return true;
}

static void
add_pair(struct grid_reading *r, const struct pair *p,
    const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	struct sv first = sv_slice(r->text, l->head.start, l->head.end);
	struct sv key = sv_slice(r->text, p->key.start, p->key.end);

	if (l->row == GRID_NONE || (key.len == first.len &&
	    sv_eq_nocase(key, first))) {
		l->row = grid_add_row(r->table, l->block, GRID_NONE, false,
		    (struct grid_span){ line->start, line->end });
		l->head = p->key;
	}
	if (p->value.end - p->value.start <= GRID_VALUE)
		grid_add_cell(r->table, p->value,
		    grid_add_column(r->table, p->key, true), l->row);
}

bool
grid_begin_pairs(struct grid_reading *r, const struct grid_line *line)
{
	struct grid_lines *l = &r->lines;
	struct pair before, here;

	if (!read_pair(r->text, line, &here) ||
	    !read_pair(r->text, &l->before, &before) ||
	    !grid_begin_lines(r, l->before.start, false))
		return false;
	l->layout = GRID_PAIRS;
	l->row = GRID_NONE;
	l->head = (struct grid_span){ 0, 0 };
	add_pair(r, &before, &l->before);
	add_pair(r, &here, line);
	return true;
}

bool
grid_go_on_pairs(struct grid_reading *r, const struct grid_line *line)
{
	struct pair p;

	if (!read_pair(r->text, line, &p))
		return false;
	add_pair(r, &p, line);
	return true;
}

