/*
 * One line of a text that is searched for tables, and what stands in it. For
 * inspect/grid/grid_part.h only.
 */
#ifndef INSPECT_GRID_GRID_LINE_H
#define INSPECT_GRID_GRID_LINE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/sv.h"

static inline bool
grid_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool
grid_is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 ||
	    (unsigned char)c >= 0x80;
}

static inline bool
grid_is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* Where a line's first byte stands that is no blank, from `at` on. */
static inline size_t
grid_behind_tabs(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at;
}

/* The same, by eights: most are blanks, and several. */
static inline size_t
grid_behind_blanks(struct sv text, size_t at)
{
	static const uint64_t blanks = UINT64_C(0x2020202020202020);
	uint64_t word;

	do {
		if (at + sizeof(word) > text.len)
			return grid_behind_tabs(text, at);
		memcpy(&word, text.ptr + at, sizeof(word));
		at += sizeof(word);
	} while (word == blanks);
	at -= sizeof(word);
	at += (size_t)__builtin_ctzll(le64toh(word ^ blanks)) / 8;
	return text.ptr[at] == '\t' ? grid_behind_tabs(text, at) : at;
}

/* Could `(` at byte `at` stand behind VALUES? */
static inline bool
grid_may_be_tuples(struct sv text, size_t at)
{
	if (at > 1 && grid_is_blank(text.ptr[at - 1])) {
		at--;
		if (grid_is_blank(text.ptr[at - 1]))
			return true;
	}
	return at > 1 && (text.ptr[at - 1] | 0x20) == 's' &&
	    (text.ptr[at - 2] | 0x20) == 'e';
}

/* What separates cells; all are counted in one word, COUNT_BITS each. */
enum grid_sign { GRID_TAB, GRID_SEMICOLON, GRID_PIPE, GRID_COMMA };

enum {
	GRID_COUNT_BITS = 16,	/* more than GRID_LINE: such are no rows */
	GRID_PROSE_CELL = 48	/* bytes of a cell between commas or gaps */
};

/* Bytes of a line, without its break, and what stands in it. */
struct grid_line {
	size_t start, end;
	size_t first;		/* behind the blanks it begins with */
	size_t assign;		/* the first : or =, or SIZE_MAX */
	uint64_t counts;	/* see grid_count() */
	uint64_t apart;		/* the same without commas of prose */
	bool opens;		/* it has { < or ( */
	bool keyed;		/* what stands before `assign` may be a key */
	bool gap;		/* two blanks side by side, behind these */
	bool marked;		/* any of it, or a mark */
};

static inline uint32_t
grid_count(const struct grid_line *line, enum grid_sign sign)
{
	return (uint16_t)(line->counts >> GRID_COUNT_BITS * (unsigned)sign);
}

/* Too long for the commas it has, if a cell has `most` bytes. */
static inline bool
grid_is_prose(const struct grid_line *line, size_t most)
{
	return line->end - line->start >
	    ((size_t)grid_count(line, GRID_COMMA) + 1) * (most + 1);
}

static inline bool
grid_is_empty(const struct grid_line *line)
{
	return line->first >= line->end;
}

#endif
