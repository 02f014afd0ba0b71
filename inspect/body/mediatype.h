/*
 * Media types (RFC 9110 §8.3) and the header values built like them: which
 * reader reads what, parameters, character sets.
 */
#ifndef INSPECT_BODY_MEDIATYPE_H
#define INSPECT_BODY_MEDIATYPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum mediatype {
	MEDIATYPE_JSON,
	MEDIATYPE_NDJSON,
	MEDIATYPE_FORM,
	MEDIATYPE_MULTIPART,
	MEDIATYPE_CSV,
	MEDIATYPE_TEXT,
	MEDIATYPE_BYTES,	/* none given, or application/octet-stream */
	MEDIATYPE_OTHER
};

enum mediatype_charset {
	MEDIATYPE_UTF8,		/* or ASCII, or none named */
	MEDIATYPE_LATIN1,
	MEDIATYPE_ASCII_LIKE,	/* readable only while it is ASCII */
	MEDIATYPE_UNREADABLE
};

/* What kind of thing `value`, with or without parameters, names. */
enum mediatype mediatype_of(struct sv value);

enum mediatype_charset mediatype_charset_of(struct sv value);

/* What stands before the first `;`, trimmed. */
struct sv mediatype_essence(struct sv value);

/*
 * The parameter `name` (any case), unquoted into `arena` where needed.
 * 0, ERR_NOTFOUND, ERR_SYNTAX, ERR_NOMEM.
 */
int mediatype_param(struct sv value, struct sv name, struct arena *arena,
    struct sv *ret) MUST_USE;

#endif
