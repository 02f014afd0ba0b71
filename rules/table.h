/*
 * Reader of the catalogue's CSV files (RFC 4180, UTF-8, LF or CRLF): a header
 * line that names the columns, then rows of as many values. Strict, since
 * these are our own data: every wanted column must be there, no other may.
 */
#ifndef RULES_TABLE_H
#define RULES_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum { TABLE_COLUMNS = 24 };

struct table {
	struct arena *arena;
	const char *file;
	struct errinfo *ei;
	struct sv rest;
	unsigned line;			/* of the row read last */
	unsigned lines;			/* passed so far */
	size_t ncolumns;
	uint8_t order[TABLE_COLUMNS];	/* file's column -> wanted one */
	unsigned columns[TABLE_COLUMNS];	/* where each value begins */
};

/*
 * Begin to read `text` and its header; `wanted` names the columns, up to a
 * NULL, in the order in which table_next() gives their values. Borrows all.
 * ERR_SYNTAX, ERR_NOTFOUND, ERR_CONFLICT.
 */
int table_open(struct table *t, struct sv text, const char *file,
    const char *const *wanted, struct arena *arena,
    struct errinfo *ei) MUST_USE;

/*
 * Read the next row into `values`: 1 if there was one, 0 at the end. Values
 * are in `text` or in the arena. ERR_SYNTAX, ERR_NOMEM.
 */
int table_next(struct table *t, struct sv *values) MUST_USE;

/* Fail at value `column` (as wanted) of the row read last. */
int table_fail(struct table *t, size_t column, int code, const char *fmt, ...)
    PRINTF(4, 5);

#endif
