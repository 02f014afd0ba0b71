/*
 * Decoding gzip (RFC 1952, any number of members) and deflate (RFC 9110
 * §8.4.1.2: zlib, and the raw deflate that some senders mean by it). The only
 * wrapper of zlib.
 */
#ifndef BASE_CODEC_ZLIB_H
#define BASE_CODEC_ZLIB_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct codec_zlib;

enum codec_zlib_kind { CODEC_ZLIB_GZIP, CODEC_ZLIB_DEFLATE };

/* Make a decoder. 0, ERR_NOMEM. Returns owned. */
int codec_zlib_new(enum codec_zlib_kind kind, struct codec_zlib **ret)
    MUST_USE;
void codec_zlib_free(struct codec_zlib *c);

/*
 * Decode all of `in` onto `out`. ERR_SYNTAX (corrupt, or bytes after the
 * end), ERR_LIMIT (`out` is full), ERR_NOMEM; nothing more may follow.
 */
int codec_zlib_feed(struct codec_zlib *c, struct sv in, struct buf *out)
    MUST_USE;

/* True when what was fed is complete. */
bool codec_zlib_is_done(const struct codec_zlib *c);

#endif
