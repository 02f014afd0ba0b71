/*
 * The header of a table in one field, its rows in another: a conversation has
 * the columns in one message and the lines in the next, an upload is cut into
 * pieces, a list has its header as the first string. Such rows are scanned with
 * the header in front of their first line, and what is found there is put back
 * where it stands. Inside detection only.
 */
#ifndef INSPECT_GRID_SCAN_HEADER_H
#define INSPECT_GRID_SCAN_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/body/field.h"
#include "inspect/scan.h"

enum {
	SCAN_HEADER_BYTES = 256,	/* of the header */
	SCAN_HEADER_FIELDS = 24,	/* from it, or from rows, to rows */
	SCAN_HEADER_LOOK = 4096,	/* bytes that are read for a line */
	SCAN_HEADER_ROWS = 1 << 20	/* bytes of a text of rows */
};

/* The last header that a field ends with; zeroed before the first field. */
struct scan_header {
	struct sv line;			/* empty: none */
	uint32_t field;			/* where it or rows were seen last */
	char separator;
	unsigned count;			/* of separators */
};

/*
 * Scan field number `field`, the next one, with its label; below the last
 * header if it is rows of that.
 */
void scan_header_field(struct scan *s, struct scan_header *h,
    const struct field *fields, uint32_t field, struct sv label);

#endif
