/*
 * Fetch bytes before they are read. A text is read slice by slice with much to
 * do in each, and processors that fetch ahead by themselves stop at the end of
 * a page: without this the first bytes of each slice are waited for.
 */
#ifndef BASE_AHEAD_H
#define BASE_AHEAD_H

#include <stddef.h>

#include "base/attr.h"
#include "base/sv.h"

enum { AHEAD_LINE = 64 };	/* bytes that are fetched at once */

/* Bytes [from, from + len) of `text`, or what there is of them. */
static ALWAYS_INLINE void
ahead_fetch(struct sv text, size_t from, size_t len)
{
	size_t end = text.len - from < len ? text.len : from + len;

	for (; from < end; from += AHEAD_LINE)
		__builtin_prefetch(text.ptr + from);
}

#endif
