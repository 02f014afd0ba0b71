/*
 * Decoding zstd (RFC 8878, any number of frames; windows up to the 8 MiB that
 * RFC 9659 allows in HTTP). The only wrapper of libzstd; see
 * base/codec_zlib.h for the contract, which is the same.
 */
#ifndef BASE_CODEC_ZSTD_H
#define BASE_CODEC_ZSTD_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct codec_zstd;

/* Make a decoder. 0, ERR_NOMEM. Returns owned. */
int codec_zstd_new(struct codec_zstd **ret) MUST_USE;
void codec_zstd_free(struct codec_zstd *c);

/* Decode all of `in` onto `out`. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM. */
int codec_zstd_feed(struct codec_zstd *c, struct sv in, struct buf *out)
    MUST_USE;

/* True when what was fed is complete. */
bool codec_zstd_is_done(const struct codec_zstd *c);

#endif
