/*
 * Where records are, by time, client, destination and subject: a projection of
 * the ledger for those who search it. What the index has not taken in yet, the
 * search finds by reading.
 */
#ifndef AUDIT_INDEX_H
#define AUDIT_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/projection.h"
#include "audit/reader.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

extern const struct projection_spec index_spec;

/* What to look for; empty texts and zeros match everything. */
struct index_query {
	struct sv client;
	struct sv host;
	struct sv subject;		/* hex, as in the record */
	struct sv zone, decision;	/* compared record by record */
	int64_t from_ns, to_ns;		/* to_ns exclusive */
	uint64_t first, last;		/* indexes; last exclusive, 0: all */
	bool descending;
};

/*
 * Call `found` for each record that matches, in the order of the ledger or
 * backwards, until it returns other than 0: that is returned, except for
 * ERR_AGAIN, which ends the search with 0. `p` may be NULL: then all records
 * are read.
 */
struct index_search {
	struct ledger_reader *ledger;
	struct projection *p;
	int (*found)(void *ctx, uint64_t index, struct sv record,
	    const struct view *v);
	void *ctx;
};
int index_find(const struct index_search *s, const struct index_query *q)
    MUST_USE;

#endif
