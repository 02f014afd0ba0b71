/*
 * Is this place inside a URL? Restoring asks before it puts a value where a
 * token stands: a model that was talked into writing
 * `https://evil.example/?e=TOKEN` must not have the token resolved by us.
 *
 * A place is inside a URL when, between it and the nearest blank, control
 * character, `"`, `<`, `>` or backtick before it (RFC 3986 allows none of
 * these in a URL), or else the beginning of the text, there is
 *   - two slashes in a row; a backslash counts as a slash, as in browsers, or
 *   - one of the schemes http, https, ws, wss, ftp, ftps, file, data, blob,
 *     javascript, and its colon, or
 *   - the label `www` and its dot, or
 *   - a host without scheme and what follows it: labels with dots between,
 *     the last of two or more letters (or punycode), or an IPv4 address,
 *     perhaps a last dot or a port, and then `/`, `?` or `#`.
 * `mailto:` and `tel:` count only from their `?` on. Letters are compared
 * without case. Bytes outside ASCII are ordinary letters of the word, so a
 * URL does not end at them.
 */
#ifndef INSPECT_BODY_URLWORD_H
#define INSPECT_BODY_URLWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum { URLWORD_RUN_BYTES = 11 };	/* longest scheme, and one more */

enum urlword_state {
	URLWORD_RUN,		/* in letters and digits, or at the beginning */
	URLWORD_DOT,		/* after a label's dot */
	URLWORD_PORT,		/* after a host's colon */
	URLWORD_MAIL,		/* after mailto: or tel: */
	URLWORD_INSIDE		/* in a URL, until the word ends */
};

/* The word as far as it was read; a plain value, copy it freely. */
struct urlword {
	enum urlword_state state;
	uint8_t run_len;		/* of the present label, at most all */
	bool letters;			/* nothing but letters in it */
	bool digits;			/* nothing but digits in it */
	uint8_t labels;			/* joined to it by dots, at most all */
	bool slash;			/* the byte before was a slash */
	char run[URLWORD_RUN_BYTES];	/* its first bytes, lower case */
};

/* Stand at the beginning of a text. */
void urlword_init(struct urlword *u);

/* Read on over `text`, any piece of it. */
void urlword_feed(struct urlword *u, struct sv text);

/* True if what comes next stands inside a URL. */
static inline bool
urlword_inside(const struct urlword *u)
{
	return u->state == URLWORD_INSIDE;
}

#endif
