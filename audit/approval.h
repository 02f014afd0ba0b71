/*
 * Leave to overwrite subject slots: a signed note by the administration's key,
 * made in the keeper, that names the record and every image. A worker cannot
 * make one, so a worker cannot erase.
 */
#ifndef AUDIT_APPROVAL_H
#define AUDIT_APPROVAL_H

#include "audit/ledger.h"
#include "audit/note.h"
#include "base/attr.h"
#include "base/buf.h"

/*
 * Append the text to sign for `item`: "exeat-erase/v1", its id, SHA-256 of the
 * record, then number and SHA-256 of the image of each slot; a line each.
 */
void approval_write_text(const struct ledger_item *item, struct buf *b);

/* 0 if item->approval is that text signed by `key`; ERR_AUTH, ERR_NOMEM. */
int approval_check(const struct ledger_item *item, const struct note_key *key)
    MUST_USE;

#endif
