/*
 * Dumps of bytes as programs print them: lines of an offset, the bytes in
 * hexadecimal, and mostly what they say beside them.
 *
 *   00000000: 4445 3839 3337  DE8937		xxd
 *   00000000  44 45 38 39  |DE89|		hexdump -C, Format-Hex
 *   0000000 44 45 38 39			od -t x1
 *   0000000 4544 3938				hexdump, od -x: low byte first
 *	0x0000:  4500 003c  E..<		tcpdump -X
 *
 * A line goes on where the one before ended, by its offset, which may be octal.
 * All of them are one run (inspect/unfold/normal_run.h), the readable column
 * included. Bytes of no text are blanks.
 */
#ifndef INSPECT_UNFOLD_NORMAL_DUMP_H
#define INSPECT_UNFOLD_NORMAL_DUMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	NORMAL_DUMP_LINE = 32,		/* bytes a line stands for, at most */
	NORMAL_DUMP_LEAST = 8		/* bytes of one that is a single line */
};

/* May the number at byte `at` be the first offset? They begin with zeros. */
static inline bool
normal_dump_may_be(struct sv text, size_t at)
{
	if (at + 6 >= text.len || text.ptr[at] != '0')
		return false;
	return text.ptr[at + 1] == 'x' ? text.ptr[at + 6] == ':' :
	    text.ptr[at + 1] == '0' && text.ptr[at + 2] == '0' &&
	    text.ptr[at + 3] == '0';
}

/* The end of the dump whose first offset is at byte `at`, or 0. */
size_t normal_dump_end(struct sv text, size_t at);

/*
 * Append the bytes of the dump that `run` is, all of it, to `out`: 0;
 * ERR_SYNTAX if it is none; ERR_LIMIT, ERR_NOMEM.
 */
int normal_dump_decode(struct sv run, struct buf *out) MUST_USE;

#endif
