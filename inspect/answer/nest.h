/*
 * JSON in a string of JSON in a string ...: follows a text byte by byte and
 * says which bytes are the text of an innermost string, so that what is put
 * there can be escaped for every level above. Used by the lanes of restoring,
 * which see the text in pieces that may end anywhere.
 *
 * Nobody says beforehand whether a string holds JSON, and the end of it may be
 * minutes away, so a text is taken for JSON if it begins like it: `{` and then
 * `"` or `}`, or `[` and then `{`, `[`, `]`, `"`, `-` or a digit. When what
 * follows outside its strings cannot be JSON, the rest is plain text. The
 * result depends on the bytes only, never on how they are cut.
 */
#ifndef INSPECT_ANSWER_NEST_H
#define INSPECT_ANSWER_NEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum { NEST_LEVELS = 6 };

/* What the outermost text is. */
enum nest_text {
	NEST_PLAIN,		/* never JSON */
	NEST_ANY,		/* JSON if it begins like it */
	NEST_JSON,		/* JSON texts, whatever they look like */
	NEST_STRING		/* the inside of a JSON string */
};

enum nest_kind {
	NEST_LITERAL,		/* text, written as it is */
	NEST_ESCAPED,		/* one byte of text, written escaped */
	NEST_BETWEEN,		/* quotes and all that is outside strings */
	NEST_CUT		/* the beginning of an escape, at the end */
};

struct nest_piece {
	enum nest_kind kind;
	size_t len;		/* bytes of the source */
	unsigned char byte;	/* NEST_ESCAPED; 0x80 for all beyond ASCII */
};

enum nest_state {
	NEST_LEAF,		/* plain text */
	NEST_BEGIN,		/* nothing yet but blanks */
	NEST_BEGIN_OBJECT,	/* and `{` */
	NEST_BEGIN_ARRAY,	/* and `[` */
	NEST_OUTSIDE,		/* JSON, outside a string */
	NEST_INSIDE,		/* JSON, in a string */
	NEST_ESCAPE,		/* after a backslash in one */
	NEST_UNICODE		/* in the digits after \u */
};

struct nest_level {
	uint8_t state;		/* enum nest_state */
	uint8_t digits;		/* seen after \u; outside: 1 after a digit */
	uint16_t unit;		/* the value of those after \u */
	uint32_t open;		/* containers; NEST_UNCOUNTED: any bytes */
};

#define NEST_UNCOUNTED	UINT32_MAX

/* A plain value, copy it freely. */
struct nest {
	unsigned deepest;	/* levels[deepest] is the innermost */
	struct nest_level levels[NEST_LEVELS];
};

/* Begin a text of this kind, at its first byte. */
void nest_init(struct nest *n, enum nest_text text);

/*
 * Read the next piece of `in`, which is not empty. Pieces are as long as can
 * be; ret_piece->len is never 0.
 */
void nest_next(struct nest *n, struct sv in, struct nest_piece *ret_piece);

/* How many times a text must be escaped as a JSON string to stand here. */
unsigned nest_depth(const struct nest *n) MUST_USE;

/*
 * Stand where an escape that was cut began, so that the same bytes can be read
 * again; `in_text`: or where any text of the innermost string was.
 */
void nest_rewind(struct nest *n, bool in_text);

#endif
