/*
 * A strict reader for JSON (RFC 8259) in memory. json_next() gives one event
 * at a time with its byte offsets in the source; nothing is copied, nothing is
 * allocated, no recursion. Strings are checked completely (escapes, surrogate
 * pairs, UTF-8) when their event is given; json_string() decodes them.
 * Refused: anything beyond the RFC, a byte order mark, and lone surrogates
 * unless json_take_lone() asks for them. Duplicate keys are the caller's
 * business.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum { JSON_MAX_DEPTH = 256 };

enum json_type {
	JSON_END,		/* the whole text was read */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
	JSON_KEY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
};

/* Bytes [start, end) of the text; of keys and strings with their quotes. */
struct json_event {
	enum json_type type;
	bool escaped;		/* key or string contains a backslash */
	size_t start, end;
};

struct json {
	struct sv text;
	size_t pos;		/* next byte; where it failed after an error */
	unsigned depth;		/* open objects and arrays */
	unsigned max_depth;
	bool lone;		/* take lone surrogates */
	int state;
	uint64_t objects[JSON_MAX_DEPTH / 64];	/* bit: level is an object */
};

/*
 * Begin reading `text` (borrowed) with at most `max_depth` levels of nesting
 * (cut to JSON_MAX_DEPTH; 0 means that many).
 */
void json_init(struct json *j, struct sv text, unsigned max_depth);

/*
 * Right after json_init(): take escapes of surrogates without their other half
 * as well. RFC 8259 §8.2 leaves them open, and writers that cut a text between
 * the two make them. Each stands for U+FFFD.
 */
void json_take_lone(struct json *j);

/*
 * Give the next event. 0; ERR_SYNTAX (j->pos says where) or ERR_LIMIT (too
 * deep), and the same again from then on. After JSON_END only JSON_END.
 */
int json_next(struct json *j, struct json_event *ret) MUST_USE;

/*
 * Right after JSON_OBJECT or JSON_ARRAY: read up to and including its end.
 * After any other event: do nothing.
 */
int json_skip(struct json *j, const struct json_event *ev) MUST_USE;

/* What a key or string has between its quotes; the whole span of others. */
struct sv json_raw(const struct json *j, const struct json_event *ev);

/*
 * Decode the inside of a checked string into `out`, which has room for
 * raw.len bytes. Returns how many were written.
 */
size_t json_unescape(struct sv raw, char *out);

/*
 * The text of a key or string: borrowed from the source where nothing is
 * escaped, else decoded into `arena`. 0 or ERR_NOMEM.
 */
int json_string(const struct json *j, const struct json_event *ev,
    struct arena *arena, struct sv *ret) MUST_USE;

/* True if the key or string decodes to exactly `want`. */
bool json_is(const struct json *j, const struct json_event *ev,
    struct sv want);

/* Read a JSON_NUMBER that is an integer. ERR_SYNTAX, ERR_RANGE. */
int json_int(const struct json *j, const struct json_event *ev,
    int64_t *ret) MUST_USE;

/* True if `text` is one complete JSON text. */
bool json_is_valid(struct sv text);

/*
 * Length of the escape sequence at the start of checked `raw` (2, 6 or 12
 * bytes) and in `out` what it stands for, `*ret_len` bytes. `raw` goes on to
 * the end of its string: a surrogate is lone or not by what follows.
 */
size_t json_escape_at(struct sv raw, char out[4], size_t *ret_len);

#endif
