/*
 * The ledger for others: a file that proves itself, one JSON object a line
 * (JSON Lines), and a table for people (CSV, RFC 4180).
 *
 * The first line of the former is a header, {"type":"export",...}:
 *
 *	checkpoint	the signed checkpoint (a note, audit/note.h)
 *	first, last	the records that follow: [first, last)
 *	left, right	hashes (hex) of the complete subtrees that cover
 *			[0, first) and [last, size of the checkpoint), each as
 *			large as it can be, from left to right
 *	verifier	the key the checkpoint is signed with
 *
 * and each further line is a record, byte for byte the leaf of the tree. Who
 * has them computes the root (RFC 9162 §2.1) and compares it with the
 * checkpoint's. Records after the checkpoint are not exported.
 */
#ifndef AUDIT_EXPORT_H
#define AUDIT_EXPORT_H

#include <stdint.h>

#include "audit/reader.h"
#include "audit/view.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum { EXPORT_VERSION = 1 };

struct export_range {
	uint64_t first, last;		/* last 0: up to the checkpoint */
};

/*
 * Called with whole lines, one or more; its error is returned. It may take its
 * time: meanwhile the view of the ledger is parked and holds nothing.
 */
struct export_sink {
	int (*lines)(void *ctx, struct sv lines);
	void *ctx;
};

/*
 * Write [first, last) under the newest checkpoint. ERR_NOTFOUND (there is no
 * checkpoint yet), ERR_RANGE (not within it).
 */
int export_jsonl(struct ledger_reader *ledger,
    const struct export_range *range, const struct export_sink *sink) MUST_USE;

/* The same records as a table; the row's first field is the index. */
int export_csv(struct ledger_reader *ledger, const struct export_range *range,
    const struct export_sink *sink) MUST_USE;

/* Append the line of the column names, and one record. */
void export_csv_head(struct buf *b);
void export_csv_row(uint64_t index, const struct view *v, struct buf *b);

/* Append proof that record `index` is in the log: a C2SP .tlog-proof with the
 * first checkpoint that holds it. ERR_NOTFOUND: none does yet. */
int export_proof(struct ledger_reader *ledger, uint64_t index, struct buf *b)
    MUST_USE;

#endif
