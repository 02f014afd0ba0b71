/*
 * Framing of an event stream (WHATWG HTML, "Server-sent events"): cuts the
 * bytes into events without losing one, so that an event which nobody changes
 * leaves exactly as it came. Used by restoring.
 *
 * Lines end with CR, LF or CRLF; a byte order mark at the beginning and
 * comments between events are passed on at once. Where pieces of the stream
 * end makes no difference to what the pieces of the result join to.
 */
#ifndef INSPECT_ANSWER_SSE_H
#define INSPECT_ANSWER_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum sse_kind {
	SSE_MORE,		/* nothing until more bytes come */
	SSE_BYTES,		/* bytes that belong to no event */
	SSE_EVENT,		/* a whole event */
	SSE_LONG		/* the beginning of an event (or comment) that
				 * is too long; its rest comes as SSE_BYTES */
};

/* The value of one `data` line: [start, start + len) of the event's bytes. */
struct sse_data {
	size_t start, len;
};

/* Everything is borrowed until the next call. */
struct sse_event {
	struct sv raw;			/* all its bytes, blank line too */
	struct sv name;			/* of `event`; empty if none */
	struct sv id;
	const struct sse_data *data;	/* its lines, joined by LF */
	size_t ndata;
};

struct sse {
	struct buf bytes;		/* received, not yet given out */
	struct buf lines;		/* struct sse_data of this event */
	size_t given;			/* bytes given out; dropped later */
	size_t line;			/* where the line being read begins */
	size_t scanned;			/* no line end before this place */
	size_t name, name_len;		/* in the event's bytes */
	size_t id, id_len;
	size_t max_event;
	bool begun;			/* past the byte order mark */
	bool in_event;			/* a field was seen */
	bool mid_line;			/* its beginning was given out */
	bool after_cr;			/* an LF here ends the same line */
	enum sse_long {			/* passing on what is too long: */
		SSE_LONG_NONE,
		SSE_LONG_COMMENT,	/* up to its line's end */
		SSE_LONG_EVENT		/* up to a blank line */
	} passing;
};

/* Begin a stream whose events are read up to `max_event` bytes. */
void sse_init(struct sse *s, size_t max_event);

/* Wipe and release. */
void sse_done(struct sse *s);

/* Take the next bytes of the stream. ERR_NOMEM, ERR_LIMIT. */
int sse_add(struct sse *s, struct sv in) MUST_USE;

/*
 * Give the next piece: call until SSE_MORE. Of all but SSE_EVENT only
 * ret_event->raw is set. ERR_NOMEM is sticky and looks like SSE_MORE; see
 * sse_err().
 */
enum sse_kind sse_next(struct sse *s, struct sse_event *ret_event);
int sse_err(const struct sse *s) MUST_USE;

/* At the end of the stream: what is left of an event that was not ended. */
struct sv sse_rest(struct sse *s);

/* Bytes received and not given out. */
size_t sse_held(const struct sse *s) MUST_USE;

#endif
