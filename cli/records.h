/*
 * `exeat ledger tail`, `show` and `prove`: single records for people and
 * machines.
 */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "base/attr.h"
#include "base/err.h"
#include "cli/evidence.h"

/* Each prints; 0, or an error with its message. */
int records_tail(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei) MUST_USE;
int records_show(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei) MUST_USE;
int records_prove(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei) MUST_USE;

#endif
