/*
 * Encoded words of mail headers (RFC 2047): =?utf-8?B?YW5uYQ==?= and
 * =?iso-8859-1?Q?J=FCrgen?=. Words with nothing but blanks between them are one
 * text, and one run (inspect/unfold/normal_run.h).
 */
#ifndef INSPECT_UNFOLD_NORMAL_MIME_H
#define INSPECT_UNFOLD_NORMAL_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	NORMAL_MIME_WORD = 1024,	/* bytes of a word; the RFC says 75 */
	NORMAL_MIME_CHARSET = 40	/* of the name of its set */
};

/* The end of the words that begin at the "=?" at byte `at`, or 0. */
size_t normal_mime_end(struct sv text, size_t at);

/*
 * Append what `run`, all of it such words, says to `out`, in UTF-8; bytes that
 * are no UTF-8 count as ISO 8859-1. 0; ERR_SYNTAX if it is none; ERR_LIMIT,
 * ERR_NOMEM.
 */
int normal_mime_decode(struct sv run, struct buf *out) MUST_USE;

#endif
