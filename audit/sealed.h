/*
 * What the vault reads of the store: its rows, and the file of subject slots.
 * The functions that take a `void *` have the shape of vault/store.h, which
 * this room does not know; the keeper and the command line put the two
 * together.
 */
#ifndef AUDIT_SEALED_H
#define AUDIT_SEALED_H

#include <stdint.h>

#include "audit/ledger.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct sealed;
struct ledger_reader;

/*
 * Open the store in `dir` for reading; afterwards no file is opened.
 * ERR_NOTFOUND if there is none, ERR_IO, and the errors of reader_open().
 */
int sealed_open(const char *dir, struct sealed **ret, struct errinfo *ei)
    MUST_USE;

/* The same over a view that is open, such as the writer's own. Takes it. */
int sealed_attach(const char *dir, struct ledger_reader *view,
    struct sealed **ret, struct errinfo *ei) MUST_USE;

void sealed_close(struct sealed *s);

/* Take the newest view; let go of it. */
int sealed_begin(void *sealed) MUST_USE;
void sealed_end(void *sealed);

/* The row under `key`, borrowed until sealed_end(). ERR_NOTFOUND. */
int sealed_row(void *sealed, struct sv key, struct sv *ret_value) MUST_USE;

/* Slot `number` of the file. ERR_NOTFOUND beyond its end, which may be well
 * after the last slot; ERR_IO. */
int sealed_slot(void *sealed, uint64_t number,
    uint8_t ret_image[LEDGER_SLOT_BYTES]) MUST_USE;

/* How many slots there are up to the last that is not free. ERR_IO. */
int sealed_slots(void *sealed, uint64_t *ret_count) MUST_USE;

#endif
