/*
 * Decoding brotli (RFC 7932). The only wrapper of libbrotlidec; see
 * base/codec_zlib.h for the contract, which is the same.
 */
#ifndef BASE_CODEC_BROTLI_H
#define BASE_CODEC_BROTLI_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct codec_brotli;

/* Make a decoder. 0, ERR_NOMEM. Returns owned. */
int codec_brotli_new(struct codec_brotli **ret) MUST_USE;
void codec_brotli_free(struct codec_brotli *c);

/* Decode all of `in` onto `out`. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM. */
int codec_brotli_feed(struct codec_brotli *c, struct sv in, struct buf *out)
    MUST_USE;

/* True when what was fed is complete. */
bool codec_brotli_is_done(const struct codec_brotli *c);

#endif
