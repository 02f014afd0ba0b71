/*
 * Content codings (RFC 9110 §8.4) undone: gzip, deflate, br and zstd, stacked
 * in any order, with limits against decompression bombs. Requests are decoded
 * whole, answers piece by piece as they come.
 */
#ifndef INSPECT_BODY_DECODE_H
#define INSPECT_BODY_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	DECODE_MAX_STAGES = 4,
	/* However well it compressed, this much is no bomb. */
	DECODE_RATIO_FLOOR = 1024 * 1024
};

struct decode_limits {
	size_t bytes;		/* decoded, of each stage */
	unsigned ratio;		/* decoded to received; 0: no such limit */
};

struct decode;

/* The value for Accept-Encoding upstream: all that decode_new() knows. */
extern const char decode_accepted[];

/* True if `content_encoding` is empty or only "identity". */
bool decode_is_identity(struct sv content_encoding);

/*
 * Make a decoder for the header value `content_encoding` (the codings in the
 * order they were applied). 0, ERR_UNSUPPORTED (an unknown coding, or too
 * many), ERR_NOMEM. Returns owned.
 */
int decode_new(struct sv content_encoding, struct decode_limits limits,
    struct decode **ret) MUST_USE;
void decode_free(struct decode *d);

/*
 * Decode one piece onto `out`. ERR_SYNTAX (corrupt), ERR_LIMIT (a limit, or
 * `out` is full), ERR_NOMEM; after an error only decode_free() may follow.
 */
int decode_feed(struct decode *d, struct sv in, struct buf *out) MUST_USE;

/* At the end of input: 0, or ERR_TRUNCATED. */
int decode_finish(const struct decode *d) MUST_USE;

/*
 * Decode a whole body into `arena`. 0, or any error above. Identity is
 * borrowed, not copied, and only the byte limit applies to it.
 */
int decode_body(struct sv content_encoding, struct sv body,
    struct decode_limits limits, struct arena *arena, struct sv *ret)
    MUST_USE;

#endif
