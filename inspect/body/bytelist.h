/*
 * Lists of JSON whose numbers are the bytes of a text: [72, 101, 108, ...], as
 * programs write arrays of bytes, Node.js within {"type": "Buffer", "data":
 * [...]}, Java with bytes from 128 on as negative numbers.
 */
#ifndef INSPECT_BODY_BYTELIST_H
#define INSPECT_BODY_BYTELIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum { BYTELIST_LEAST = 16 };	/* fewer numbers are none */

struct bytelist {
	size_t count;		/* of numbers; 0: it is no such list */
	size_t len;		/* of the list as written */
	struct sv text;		/* NULL if they are no printable text */
};

/*
 * Read the list that `json` begins with, `[` included: numbers from 0 to 255,
 * or from -128 to 127, and nothing else. 0 (ret->count may be 0), ERR_NOMEM.
 */
int bytelist_read(struct sv json, struct arena *arena, struct bytelist *ret)
    MUST_USE;

/*
 * Append `text` as such a list, with the signs and blanks between numbers, and
 * at its ends, that `like` has, which was read as one.
 */
void bytelist_write(struct sv text, struct sv like, struct buf *out);

#endif
