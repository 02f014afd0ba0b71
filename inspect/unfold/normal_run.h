/*
 * Runs of base64, base64url, hexadecimal and what the headers normal_bytes.h,
 * normal_dump.h and normal_mime.h beside this one have, inside a text, decoded:
 * texts, also compressed ones (gzip, zlib, zstd), and of other sets
 * (inspect/unfold/normal_charset.h). Longer ones that are base64 of a text in
 * UTF-8 as they stand are found by inspect/body/base64run.h before, and are
 * fields themselves.
 */
#ifndef INSPECT_UNFOLD_NORMAL_RUN_H
#define INSPECT_UNFOLD_NORMAL_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/unfold/normal.h"

enum { NORMAL_RUN_UNPACKED = 1 << 20 };	/* bytes of a compressed text */

/* May `run` be one? Decodes a few bytes; passes one identifier in three. */
bool normal_run_may_be(struct sv run);

/*
 * Fill `f` with the text that bytes [f->from, f->to) of the source decode to,
 * as one unit, or that of the longest part between strokes (a/b/c). False if
 * they decode to no text, or f->err is set: ERR_NOMEM.
 */
bool normal_run(struct normal_form *f);

#endif
