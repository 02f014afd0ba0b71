/*
 * Restoring: puts the values back into an answer, where the request carried
 * tokens. Used by the transaction for every answer whose request was
 * tokenised.
 *
 * The answer comes in identity coding, in pieces of any size, and leaves the
 * same way: for one answer the joined output is byte-identical however it was
 * cut. Only tokens change; every other byte is the one received. A value is
 * escaped for the place where its token stood, at every level of JSON in JSON.
 * What cannot yet contain the beginning of a token is passed on at once; in
 * event streams the text held back is released by later deltas of the same
 * lane, or by a delta event of our own before the event that ends the lane.
 *
 * A token inside a URL stays a token (inspect/body/urlword.h says what that
 * is), so that a link cannot carry a value to somebody else.
 */
#ifndef INSPECT_ANSWER_RESTORE_H
#define INSPECT_ANSWER_RESTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/answer/token_ops.h"

struct dialect;
struct restorer;

/* What a media type makes of an answer. */
enum restore_mode {
	RESTORE_PASS,		/* not text: passes untouched */
	RESTORE_TEXT,		/* plain text, or JSON if it looks like it */
	RESTORE_MARKUP,		/* XML and HTML: values are escaped so */
	RESTORE_JSON,		/* one JSON text, or several (NDJSON) */
	RESTORE_EVENTS		/* text/event-stream */
};

struct restore_config {
	const struct token_ops *ops;	/* borrowed */
	const struct dialect *dialect;	/* borrowed; NULL: none known */
	struct sv content_type;		/* header value; read at once */
	bool in_urls;			/* restore inside URLs too */
	size_t max_event;		/* bytes; longer events pass
					 * untouched. 0: 16 MiB */
};

struct restore_stats {
	uint64_t restored;		/* tokens that became values */
	uint64_t unresolved;		/* stayed: nothing to put there */
	uint64_t in_url;		/* stayed: inside a URL */
	uint64_t long_events;		/* passed unread */
};

/* The mode for a Content-Type value; parameters are ignored. */
enum restore_mode restore_mode_of(struct sv content_type);

/* Begin an answer. ERR_NOMEM. Ends with restore_free(). */
int restore_new(const struct restore_config *config,
    struct restorer **ret_restorer) MUST_USE;
void restore_free(struct restorer *r);

/*
 * Take the next bytes of the answer and append to `out` what may leave.
 * ERR_AGAIN: resolve() must learn something first; everything of `in` is kept,
 * and when it has, call restore_feed() again with empty `in` (or more bytes).
 * ERR_NOMEM, ERR_LIMIT (`out` is full): the answer cannot go on.
 */
int restore_feed(struct restorer *r, struct sv in, struct buf *out) MUST_USE;

/*
 * The answer has ended, well or not: append all that was held back. ERR_AGAIN
 * as above (call again); else the restorer is done.
 */
int restore_finish(struct restorer *r, struct buf *out) MUST_USE;

/* What became of the tokens so far. */
void restore_stats(const struct restorer *r, struct restore_stats *ret_stats);

#endif
