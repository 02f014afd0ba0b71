/*
 * Leave to overwrite subject slots: a signed note by the administration's key,
 * which lies with the keeper's, that names the record and every image. A worker
 * cannot make one, so a worker cannot erase.
 */
#ifndef AUDIT_APPROVAL_H
#define AUDIT_APPROVAL_H

#include "audit/ledger.h"
#include "audit/note.h"
#include "base/attr.h"
#include "base/buf.h"

/*
 * Make the administration's key of the log `origin`: it is called
 * "<origin>/admin", which is written to `name`. ERR_INVAL: no good origin.
 */
int approval_key_make(struct sv origin,
    const uint8_t public_key[NOTE_PUBLIC_BYTES], char name[NOTE_NAME_MAX + 1],
    struct note_key *ret_key) MUST_USE;

/*
 * Append the text to sign for `item`: "exeat-erase/v1", its id, SHA-256 of the
 * record, then number and SHA-256 of the image of each slot; a line each.
 */
void approval_write_text(const struct ledger_item *item, struct buf *b);

/* Append the approval of `item`: that text, signed. Errors of note_sign(). */
int approval_write(const struct ledger_item *item, const struct note_key *key,
    const uint8_t seed[NOTE_SEED_BYTES], struct buf *b) MUST_USE;

/* 0 if item->approval is that text signed by `key`; ERR_AUTH, ERR_NOMEM. */
int approval_check(const struct ledger_item *item, const struct note_key *key)
    MUST_USE;

#endif
