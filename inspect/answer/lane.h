/*
 * A lane: one text that arrives in pieces (a body, or the deltas of one
 * message) and has its tokens replaced on the way. It holds back only the end
 * that may still become a token, and that is as long as a token at most,
 * however it is spelt. Used by restoring.
 *
 * The joined output does not depend on how the text was cut, unless a piece
 * is marked as the last.
 */
#ifndef INSPECT_ANSWER_LANE_H
#define INSPECT_ANSWER_LANE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/answer/lane_value.h"
#include "inspect/answer/nest.h"
#include "inspect/answer/restore.h"
#include "inspect/answer/token_ops.h"
#include "inspect/body/urlword.h"

/* What all lanes of an answer share. */
struct lane_config {
	const struct token_ops *ops;
	struct restore_stats *stats;
	bool in_urls;			/* restore inside URLs too */
};

struct lane {
	const struct lane_config *config;
	enum lane_style style;
	struct buf held;		/* received, not passed on */
	struct nest nest;		/* both as of its first byte */
	struct urlword url;
};

/* Begin a text of the given kind; `config` is borrowed. Allocates nothing. */
void lane_init(struct lane *l, const struct lane_config *config,
    enum nest_text text, enum lane_style style);

/* Wipe and release. */
void lane_done(struct lane *l);

/*
 * Take the next piece of the text and append to `out` what may go; after the
 * last piece, everything. ERR_AGAIN: a token cannot be resolved yet; the rest
 * is kept: call again with an empty piece. ERR_NOMEM, ERR_LIMIT: the lane or
 * `out` is full.
 */
int lane_feed(struct lane *l, struct sv piece, bool last, struct buf *out)
    MUST_USE;

#endif
