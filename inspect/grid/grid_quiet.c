#include "inspect/grid/grid_quiet.h"

#include <string.h>

#include "base/attr.h"
#include "inspect/grid/grid_box.h"
#include "inspect/grid/grid_lists.h"

/* Are there only signs of rulers from byte `at` to the end of the line? */
static bool
may_be_ruler(struct sv text, size_t at)
{
	for (; at < text.len; at++)
		switch (text.ptr[at]) {
		case '-': case '=': case '+': case '|': case ':': case ' ':
		case '\t':
			break;
		default:
			return text.ptr[at] == '\n' || text.ptr[at] == '\r';
		}
	return true;
}

/* The last line feed of [from, to), or SIZE_MAX. */
static size_t
last_feed(struct sv text, size_t from, size_t to)
{
	const char *p = memrchr(text.ptr + from, '\n', to - from);

	return p == NULL ? SIZE_MAX : (size_t)(p - text.ptr);
}

size_t
grid_line_before(struct sv text, size_t floor, size_t at)
{
	size_t feed = last_feed(text, floor, at);

	if (feed != SIZE_MAX)
		feed = last_feed(text, floor, feed);
	return feed != SIZE_MAX ? feed + 1 : floor;
}

/*
 * Commas of a line, by eights: a byte is zero where its sum keeps the top bit.
 */
static size_t
count_commas(struct sv line)
{
	static const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t count = 0, at = 0;

	for (; at + sizeof(uint64_t) <= line.len; at += sizeof(uint64_t)) {
		uint64_t word, others;

		memcpy(&word, line.ptr + at, sizeof(word));
		word ^= ones * ',';
		others = ((word & ones * 0x7f) + ones * 0x7f) | word;
		count += (~others >> 7 & ones) * ones >> 56;
	}
	for (; at < line.len; at++)
		count += line.ptr[at] == ',';
	return count;
}

/* Has a line too few commas for its length to be of a list, if not tight? */
static bool
is_sparse(struct sv line)
{
	struct grid_line l = { .start = 0, .end = line.len };

	if (line.len > GRID_LINE)
		return true;
	l.counts = (uint64_t)count_commas(line) <<
	    GRID_COUNT_BITS * GRID_COMMA;
	return grid_is_prose(&l, GRID_PROSE_CELL / 3);
}

/*
 * The comma at byte `at` is no sign of a list if a blank is behind it and its
 * line or the one before is a sentence.
 */
static bool
may_be_list(struct sv text, size_t at)
{
	size_t start = last_feed(text, 0, at);
	const char *end = memchr(text.ptr + at, '\n', text.len - at);
	struct sv line, before;

	if (start == SIZE_MAX || at + 1 >= text.len ||
	    text.ptr[at + 1] != ' ')
		return true;
	line = sv_slice(text, start + 1, end == NULL ? text.len :
	    (size_t)(end - text.ptr));
	if (!is_sparse(line)) {
		before = sv_slice(text, last_feed(text, 0, start) + 1, start);
		return !is_sparse(before) || sv_find_char(before, '\r') >= 0;
	}
	return sv_find_char(line, '\r') >= 0;
}

static inline bool
is_letter(char c, char small)
{
	return (c | 0x20) == small;
}

/* Can something be taken at byte `at`, which stirs? */
static inline bool
is_something(const struct grid_reading *r, size_t at)
{
	struct sv text = r->text;
	char next = at + 1 < text.len ? text.ptr[at + 1] : '\n';

	switch (text.ptr[at]) {
	case '(':
		return grid_may_be_tuples(text, at);
	case '{':
		return at >= r->tried;
	case '<':
		return next == '/' || grid_is_letter(next);
	case '[':
		return grid_opens_twice(text, at) ||
		    grid_opens_lines(text, at);
	case ',':
		return may_be_list(text, at);
	case 'c': case 'C':
		/* COPY, CREATE */
		return at + 2 < text.len && ((is_letter(next, 'o') &&
		    is_letter(text.ptr[at + 2], 'p')) ||
		    (is_letter(next, 'r') &&
		    is_letter(text.ptr[at + 2], 'e')));
	case '>':
		return next == ' ' || next == '>';
	case GRID_BOX_LEAD:
		return next == '\x94' || next == '\x95';
	case '-': case '+':
		return may_be_ruler(text, at);
	default:
		return true;
	}
}

size_t
grid_find_stir(const struct grid_reading *r, size_t from, uint64_t stirs)
{
	for (; stirs != 0; stirs &= stirs - 1) {
		size_t at = from + (size_t)__builtin_ctzll(stirs);

		if (is_something(r, at))
			return at;
	}
	return SIZE_MAX;
}
