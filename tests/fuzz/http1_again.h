/*
 * A message that was accepted, written again as the gateway writes it: shared
 * by the fuzz targets of HTTP/1.
 */
#ifndef TESTS_FUZZ_HTTP1_AGAIN_H
#define TESTS_FUZZ_HTTP1_AGAIN_H

#include "base/buf.h"
#include "base/sv.h"
#include "proxy/http1.h"

/*
 * Append the request or response that `p` has just ended, with `body`; in
 * chunks if it has trailers that can go on. Appends nothing for what is never
 * written: CONNECT, no host, a status without a body, fields that are refused.
 */
void http1_again_write(const struct http1_parser *p, struct sv body,
    struct buf *out);

#endif
