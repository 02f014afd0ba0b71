/*
 * Names of records: 16 bytes, a UUIDv7 (RFC 9562), that the one who writes the
 * record chooses. The ledger is idempotent by them.
 */
#ifndef AUDIT_RECORD_ID_H
#define AUDIT_RECORD_ID_H

#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum {
	RECORD_ID_BYTES = 16,
	RECORD_ID_TEXT = 37		/* its text and a NUL */
};

struct record_id {
	uint8_t bytes[RECORD_ID_BYTES];
};

/*
 * A UUIDv7 of `wall_ns` (milliseconds are kept) with 74 of the 80 bits of
 * `random`.
 */
struct record_id record_id_make(int64_t wall_ns, const uint8_t random[10]);

/* The wall clock time in `id`, in nanoseconds. */
int64_t record_id_time_ns(struct record_id id);

/* "018f0000-0000-7000-8000-000000000000". */
void record_id_format(struct record_id id, char out[RECORD_ID_TEXT]);

/* Read that text, lower case only. ERR_SYNTAX. */
int record_id_parse(struct sv text, struct record_id *ret_id) MUST_USE;

#endif
