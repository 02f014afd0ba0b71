/*
 * What the decoders of content codings (codec_zlib, codec_brotli, codec_zstd)
 * share. All three work alike: feed pieces of any size, output is appended to
 * a struct buf, and a buf that reaches its maximum ends decoding with
 * ERR_LIMIT, so nothing ever grows beyond what the caller allowed.
 */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"

/* Where a decoder puts its next bytes. */
struct codec_room {
	char *ptr;
	size_t len;
	char spare;	/* one byte, when the buffer is full: proves excess */
};

/* Find room behind the contents of `out`. 0 or ERR_NOMEM. */
int codec_room_open(struct codec_room *r, struct buf *out) MUST_USE;

/* Take over `written` bytes. ERR_LIMIT if they were beyond the maximum. */
int codec_room_close(struct codec_room *r, struct buf *out, size_t written)
    MUST_USE;

#endif
