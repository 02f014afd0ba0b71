/*
 * One text changed in the coding it is written in: pieces of the decoded text
 * are replaced, and what is not replaced keeps its very bytes, however it was
 * escaped. For inspect/document_rewrite.c.
 */
#ifndef INSPECT_RECODE_H
#define INSPECT_RECODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/layers.h"

/* Bytes [start, end) of a decoded text become `bytes` (decoded as well). */
struct patch {
	uint32_t start, end;
	struct sv bytes;
};

/*
 * Append `raw`, which is `text` written in `coding`, with `patches` applied:
 * sorted, not overlapping, inside `text`. 0; ERR_INVAL if a patch begins or
 * ends inside a character, or its bytes cannot stand there; buf_err().
 */
int recode(enum coding coding, struct sv raw, struct sv text,
    const struct patch *patches, size_t npatches, struct buf *out) MUST_USE;

#endif
