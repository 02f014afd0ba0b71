/*
 * Base64 (RFC 4648 §4 and §5) inside of text: the payload of data: URLs
 * (RFC 2397), and runs too long to be words.
 */
#ifndef INSPECT_BODY_BASE64RUN_H
#define INSPECT_BODY_BASE64RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/encode.h"
#include "base/sv.h"

enum base64run_kind {
	BASE64RUN_NONE,		/* no more of them */
	BASE64RUN_TEXT,		/* decodes to text */
	BASE64RUN_OPAQUE,	/* long, and decodes to no text */
	BASE64RUN_MEDIA		/* payload of a data: URL, decoded or not */
};

struct base64run {
	enum base64run_kind kind;
	enum base64_kind alphabet;
	size_t start, end;	/* in the text; line breaks may be inside */
	struct sv type;		/* media type of a data: URL */
	struct sv decoded;	/* TEXT; of MEDIA if it is text, else NULL */
};

/* The state of a search through one text. */
struct base64run_search {
	struct sv text;
	size_t at;		/* where to go on */
	size_t marker;		/* next "base64,", or text.len */
};

/* Begin to search `text`, which is borrowed. */
void base64run_init(struct base64run_search *s, struct sv text);

/* Find the next run. 0 (ret->kind may be NONE), ERR_NOMEM. */
int base64run_next(struct base64run_search *s, struct arena *arena,
    struct base64run *ret) MUST_USE;

/*
 * The end of the run that begins at byte `start` and goes on up to byte `at`
 * for sure: over lines as base64 is wrapped into, all but the last as long as
 * the first, and over padding.
 */
size_t base64run_end(struct sv text, size_t start, size_t at);

/* `run` without what may be its last line and is none; whole if it has one. */
struct sv base64run_less(struct sv run);

/*
 * If all of `text` is base64 of at least 16 bytes and decodes to printable
 * text, set ret->kind to TEXT, else to NONE. 0, ERR_NOMEM.
 */
int base64run_whole(struct sv text, struct arena *arena,
    struct base64run *ret) MUST_USE;

#endif
