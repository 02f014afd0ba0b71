/*
 * Texts written as numbers of bytes, in base32, or with something between each
 * two characters:
 *
 *   68 69 56 57	decimal, hexadecimal, binary; blanks, commas, colons,
 *   0x44, 0x45		dashes and line breaks between
 *   IRCTQOJTG4YDIMBQ	RFC 4648, section 6; also in small letters
 *   a-n-n-a-@-e-x	one sign, always the same
 *
 * Each is one run, as base64 is (inspect/unfold/normal_run.h).
 */
#ifndef INSPECT_UNFOLD_NORMAL_BYTES_H
#define INSPECT_UNFOLD_NORMAL_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/sv.h"

enum {
	NORMAL_BYTES_LEAST = 8,		/* numbers in a list */
	NORMAL_APART_LEAST = 13		/* characters */
};

/*
 * Does a list of bytes begin at the digit `at`? Its end, or 0; and in
 * `*ret_tried` before what byte none begins.
 */
size_t normal_bytes_end(struct sv text, size_t at, size_t *ret_tried);

/* Do characters around byte `at` stand apart? Bytes [*ret_start, end), or 0. */
size_t normal_apart(struct sv text, size_t at, size_t *ret_start);

/* Does `run` begin like base32 of a text? */
bool normal_base32_begins(struct sv run);

/*
 * Append what `run`, all of it, says to `out`: 0; ERR_SYNTAX if it is none of
 * these; ERR_LIMIT, ERR_NOMEM.
 */
int normal_bytes_decode(struct sv run, struct buf *out);

#endif
