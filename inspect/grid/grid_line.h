/*
 * One line of a text that is searched for tables, and what stands in it. For
 * inspect/grid/grid_part.h only.
 */
#ifndef INSPECT_GRID_GRID_LINE_H
#define INSPECT_GRID_GRID_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
