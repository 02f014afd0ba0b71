/*
 * Writes JSON (RFC 8259) onto a struct buf, without blanks, commas and colons
 * placed by the writer. Strings are escaped as RFC 8785 wants them, so that
 * output whose keys come in sorted order is already canonical. The error is
 * sticky: write freely, ask json_write_end() once.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum { JSON_WRITE_DEPTH = 64 };

struct json_write {
	struct buf *out;
	int err;
	unsigned depth;
	bool comma;		/* the next value needs one before it */
	uint64_t objects;	/* bit d: level d + 1 is an object */
};

/* Begin a text at the end of `out`, which must outlive the writer. */
void json_write_init(struct json_write *w, struct buf *out);

/*
 * The result: 0; ERR_INVAL (a string is no UTF-8), ERR_STATE (levels left
 * open, or calls in an order that is no JSON), ERR_LIMIT (too deep), or
 * buf_err() of the buffer.
 */
int json_write_end(const struct json_write *w) MUST_USE;

/* Open and close levels: where a value may stand, JSON_WRITE_DEPTH deep. */
void json_write_object(struct json_write *w);
void json_write_object_end(struct json_write *w);
void json_write_array(struct json_write *w);
void json_write_array_end(struct json_write *w);

/* The name of the next member. */
void json_write_key(struct json_write *w, const char *key);
void json_write_key_sv(struct json_write *w, struct sv key);

/* Values: of an element, or of the member that was named last. */
void json_write_string(struct json_write *w, struct sv s);
void json_write_cstr(struct json_write *w, const char *s);
void json_write_u64(struct json_write *w, uint64_t n);
void json_write_i64(struct json_write *w, int64_t n);
void json_write_bool(struct json_write *w, bool b);
void json_write_null(struct json_write *w);

/* A value that is JSON already; not checked. */
void json_write_raw(struct json_write *w, struct sv json);

/* Key and string in one call, the common member. */
void json_write_member(struct json_write *w, const char *key, struct sv s);

/*
 * Append `s` escaped, without quotes, whatever its bytes: for text known to
 * be UTF-8 that goes into a string.
 */
void json_write_escaped(struct buf *out, struct sv s);

#endif
