/*
 * Moves the vault's fresh rows (audit/fresh.h) into their sorted table, some at
 * a time, while nothing waits for a receipt: all rows that are there when a
 * round begins, in the order of their keys, so that neighbours share a page.
 */
#ifndef AUDIT_MERGE_H
#define AUDIT_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/fresh.h"
#include "base/attr.h"
#include "base/lmdb.h"

struct merge {
	struct fresh_row **rows;	/* of the round, sorted; NULL: none */
	size_t count, done;
	uint64_t upto;			/* the round's blobs are below */
	uint64_t generation;		/* of `fresh` when it began */
	bool sweeping;			/* merged blobs are being removed */
};

void merge_done(struct merge *m);

/*
 * Do at most `max` rows' work in one durable transaction of `db`, beginning a
 * round if none is under way; `f` is the writer's. `*ret_more`: the round is
 * not over. Errors as a commit.
 */
int merge_step(struct merge *m, struct fresh *f, struct lmdb *db, size_t max,
    bool *ret_more) MUST_USE;

#endif
