/*
 * Decisions whose outcome will never come: after a crash of the recorder or of
 * a worker they get the outcome `unknown`, so that no decision stays without
 * one. If the real outcome does come, it is recorded after it.
 */
#ifndef AUDIT_SETTLE_H
#define AUDIT_SETTLE_H

#include <stdint.h>

#include "base/attr.h"

struct ledger;

enum { SETTLE_ANY = 0x7fffffff };	/* no owner has this number */

/*
 * Write the outcome `unknown`, at `now_ns`, for the open decisions of `owner`
 * or with SETTLE_ANY for all. 0, or the first error of ledger_commit().
 */
int settle_unknown(struct ledger *l, uint32_t owner, int64_t now_ns,
    uint64_t *ret_count) MUST_USE;

#endif
