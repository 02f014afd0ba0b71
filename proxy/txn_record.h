/*
 * A transaction's records: the decision before anything leaves, the outcome
 * when all is over.
 */
#ifndef PROXY_TXN_RECORD_H
#define PROXY_TXN_RECORD_H

#include "audit/ledger.h"
#include "base/attr.h"

struct txn;

/*
 * Send the decision (LEDGER_FLOW), or the refusal (LEDGER_FINAL), to the
 * recorder, with the sealed values and subject slots that belong to it.
 * ERR_CLOSED, ERR_FULL: it cannot take it; ERR_LIMIT: the record would be too
 * long; ERR_NOMEM.
 */
int txn_record_send(struct txn *t, enum ledger_kind kind) MUST_USE;

/* At the end: outcome, metrics. Failure to send it leaves `unknown`. */
void txn_report(struct txn *t);

#endif
