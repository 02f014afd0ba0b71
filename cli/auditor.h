/*
 * `exeat ledger verify` and `export`: what an auditor takes away, and how he
 * checks it where he is.
 */
#ifndef CLI_AUDITOR_H
#define CLI_AUDITOR_H

#include "base/attr.h"
#include "base/err.h"
#include "cli/evidence.h"

/* Write the records that `r` asks for; 0, or an error with its message. */
int auditor_export(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei) MUST_USE;

/*
 * Verify the export or proof r->args[0], or the store without one. 0;
 * ERR_CORRUPT (what is wrong has been printed); or an error with its message.
 */
int auditor_verify(const struct evidence_request *r, struct errinfo *ei)
    MUST_USE;

#endif
