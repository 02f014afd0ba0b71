/*
 * A body as the consensus of countries sees it (inspect/consensus.h) when there
 * are tables in its texts: each cell that matters is a field of its own, under
 * its header, and its row a record. Between rows_open() and rows_close() the
 * findings of the scan are those of these fields. For inspect/consensus.c, and
 * for the scan, which keeps what it knows of a table.
 */
#ifndef INSPECT_GRID_CONSENSUS_ROWS_H
#define INSPECT_GRID_CONSENSUS_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "inspect/consensus.h"
#include "inspect/body/document.h"
#include "inspect/scan.h"

/* Where a field of these stands in the body's own. */
struct consensus_place {
	uint32_t field, start;
};

struct consensus_rows {
	struct consensus_body body;	/* with the cells */
	struct document doc;		/* its steps */
	struct field *fields;
	struct consensus_place *places;
	size_t nfields, nraises, nentries;
};

/*
 * The scan's grid is going to be used for another field: keep what is in it, if
 * consensus_rows_open() will want it and there is room (SCAN_KEPT).
 */
void consensus_rows_keep(struct scan *s);

/* 0 or ERR_NOMEM. All memory is of the scan's arena. */
int consensus_rows_open(struct consensus_rows *r, struct scan *s,
    const struct consensus_body *body) MUST_USE;

/* Put all findings, and what was said of them, back into the body's fields. */
void consensus_rows_close(const struct consensus_rows *r, struct scan *s);

#endif
