/*
 * What a record says about lineage: rows of five names, a day and counts. The
 * graph's projection and its queries add them up, each in its own way.
 */
#ifndef LINEAGE_ROWS_H
#define LINEAGE_ROWS_H

#include <stdint.h>

#include "audit/reader.h"
#include "audit/view.h"
#include "base/attr.h"
#include "base/lmdb.h"
#include "base/sv.h"
#include "lineage/graph.h"

enum { ROWS_NAME_MAX = 300 };

/* An empty class: the row counts the flow as a whole, whatever it carries. */
struct row {
	struct sv names[GRAPH_KINDS];
	uint32_t day;
};

struct rows_sink {
	int (*add)(void *ctx, const struct row *row,
	    const struct graph_counts *counts);
	void *ctx;
};

/*
 * Give `sink` the rows of a record: of a decision, and of an outcome that says
 * nothing was sent (then `unsent` is one, and `bytes` is taken back: added
 * modulo 2^64). 0, or what the sink or the ledger returned.
 */
int rows_from_record(struct ledger_reader *ledger, const struct view *v,
    const struct rows_sink *sink) MUST_USE;

/* Give `sink` all rows that the projection holds (lineage/graph.c). */
int graph_each_row(struct lmdb_txn *txn, const struct rows_sink *sink)
    MUST_USE;

void rows_add_counts(struct graph_counts *to, const struct graph_counts *c);

#endif
