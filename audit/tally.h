/*
 * A verification under way: the tree that the records make, what they say
 * (types, decisions without an outcome, gaps and steps of the clock), and the
 * checkpoint kept from before. For audit/verify.c and verify_store.c.
 */
#ifndef AUDIT_TALLY_H
#define AUDIT_TALLY_H

#include "audit/checkpoint.h"
#include "audit/tree.h"
#include "audit/verify.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/map.h"
#include "base/sv.h"

struct tally {
	const struct verify_options *o;
	struct verify_report report;
	struct tree tree;		/* of the records so far */
	struct checkpoint old;		/* kept from before */
	bool has_old;
	struct arena arena;
	struct map open;	/* ids of decisions that await outcomes */
	int64_t before_ns;
};

/* Begin with an empty tree; borrows `o`. Reads the kept checkpoint. */
void tally_init(struct tally *t, const struct verify_options *o);
void tally_done(struct tally *t);

/* Report and count something wrong. */
void tally_fault(struct tally *t, uint64_t index, const char *what);

/* Count `record`, put its leaf on the tree and report what is wrong with it.
 * `all`, for progress: how many records there will be. */
void tally_record(struct tally *t, struct sv record, uint64_t all);

/* The tree has changed: compare with the kept checkpoint if it is as large. */
void tally_check_old(struct tally *t);

/* The ledger has `size` records: is the kept checkpoint within it? */
void tally_check_size(struct tally *t, uint64_t size);

/* Fill in what is known at the end. */
void tally_end(struct tally *t);

#endif
