/*
 * The file of subject slots beside the store: fixed images (their format is
 * vault/slot.h's), of which an empty one may be written and any other may not,
 * except to erase it.
 */
#ifndef AUDIT_SLOTS_H
#define AUDIT_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum { SLOTS_IMAGE = LEDGER_SLOT_BYTES };

enum slots_state {
	SLOTS_EMPTY,		/* all zero, or beyond the end */
	SLOTS_SAME,		/* holds this very image */
	SLOTS_OTHER
};

/* Open (or make, for a writer) the file of the store in `dir`; ret_fd. */
int slots_open(const char *dir, bool write, int *ret_fd, struct errinfo *ei)
    MUST_USE;

/* Compare slot `slot` with `image` of SLOTS_IMAGE bytes. ERR_IO. */
int slots_compare(int fd, uint64_t slot, struct sv image,
    enum slots_state *ret_state) MUST_USE;

/* How many slots the file has room for. ERR_IO. */
int slots_room(int fd, uint64_t *ret_count) MUST_USE;

/* The number of the last slot that is not empty, plus one. ERR_IO. */
int slots_count(int fd, uint64_t *ret_count) MUST_USE;

/*
 * Make the file long enough for slot `last`, in large steps of zeros: what is
 * written later then changes nothing but data, and syncs fast. ERR_FULL,
 * ERR_RANGE, ERR_IO.
 */
int slots_reserve(int fd, uint64_t last) MUST_USE;

/* Overwrite `images` of slots from `slot` on; durable after slots_sync().
 * ERR_FULL, ERR_IO. */
int slots_write(int fd, uint64_t slot, struct sv images) MUST_USE;
int slots_sync(int fd) MUST_USE;

#endif
