/*
 * Texts of other character sets inside an encoded run: UTF-16 of either order,
 * as PowerShell's -EncodedCommand has it, and ISO 8859-1. For
 * inspect/unfold/normal_run.h.
 */
#ifndef INSPECT_UNFOLD_NORMAL_CHARSET_H
#define INSPECT_UNFOLD_NORMAL_CHARSET_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

/* Six bytes or more: may a text of these sets begin so? */
bool normal_charset_begins(struct sv bytes);

/*
 * Replace what is in `b` by its UTF-8: ERR_SYNTAX if it is no such text,
 * ERR_NOMEM.
 */
int normal_charset_decode(struct buf *b) MUST_USE;

#endif
