/*
 * What restoring must know about tokens. The callbacks come from the caller,
 * so that inspect/ knows neither how a token is written nor who may resolve
 * it.
 *
 * A token is ASCII, begins with a letter, digit, `+` or `(`, holds no control
 * character, quote or backslash nor, unless `any_text` is set, a blank or a
 * slash, and is at most `max_len` bytes long. Whatever else must be put back
 * (an escaped look-alike, a surrogate) counts as a token here.
 */
#ifndef INSPECT_ANSWER_TOKEN_OPS_H
#define INSPECT_ANSWER_TOKEN_OPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

struct token_ops {
	void *ctx;
	size_t max_len;
	bool any_text;		/* blanks and slashes may stand in a token */

	/*
	 * Find the first token that is complete in `text`: true, and where it
	 * stands. Must not depend on what stands before or after it.
	 */
	bool (*find)(void *ctx, struct sv text, size_t *ret_at,
	    size_t *ret_len);

	/*
	 * The offset of the longest end of `text`, outside complete tokens,
	 * that more bytes may make a token; text.len if there is none.
	 */
	size_t (*tail)(void *ctx, struct sv text);

	/*
	 * Set `*ret_value` (borrowed until the next call) to what `token`
	 * stands for in this caller's scope. ERR_NOTFOUND: it stays as it is
	 * (forged, erased, somebody else's). ERR_AGAIN: unknown as yet; the
	 * restorer stops and asks again later. ERR_NOMEM ends restoring; any
	 * other error leaves the token.
	 */
	int (*resolve)(void *ctx, struct sv token, struct sv *ret_value);

	/*
	 * True if putting `token` back tells nobody anything, so that it may
	 * be done inside URLs too: an escaped look-alike. NULL: never.
	 */
	bool (*is_harmless)(void *ctx, struct sv token);
};

#endif
