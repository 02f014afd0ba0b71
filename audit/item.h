/*
 * A ledger item as bytes (base/wire.h, big-endian), as it travels to the
 * recorder: from workers, and from an administrator's command line.
 *
 *	id[16] kind:u8 record:sv side:sv approval:sv
 *	rows:u32 {key:sv value:sv}  slots:u32 {slot:u64 image[128]}
 */
#ifndef AUDIT_ITEM_H
#define AUDIT_ITEM_H

#include "audit/ledger.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "base/wire.h"

/* Append `item` to `b`, whose sticky error holds any failure. */
void item_write(const struct ledger_item *item, struct buf *b);

/*
 * Read one that is all of `body`: arrays come from `a`, bytes are borrowed.
 * ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT (more than LEDGER_ITEM_MAX), ERR_NOMEM.
 */
int item_read(struct sv body, struct arena *a, struct ledger_item *ret_item)
    MUST_USE;

/* Read the kind of an item that another process may ask for. ERR_SYNTAX. */
int item_read_kind(struct wire_reader *r, enum ledger_kind *ret_kind) MUST_USE;

#endif
