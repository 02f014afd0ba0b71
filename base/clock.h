/*
 * Time. Everything that needs the time gets it from here, so that a test can
 * stop the clock and set it.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum { CLOCK_TEXT_BYTES = 32 };

/* Nanoseconds since 1970-01-01T00:00:00Z (wall clock, may step). */
int64_t clock_wall_ns(void);

/* Nanoseconds of a clock that never steps; only differences mean anything. */
int64_t clock_mono_ns(void);

/* For tests: from now on both clocks stand at the given values. */
void clock_freeze(int64_t wall_ns, int64_t mono_ns);
void clock_advance(int64_t ns);
void clock_thaw(void);

/* Write RFC 3339 UTC with milliseconds, "2026-11-24T08:00:00.000Z". */
void clock_format(int64_t wall_ns, char out[CLOCK_TEXT_BYTES]);

/*
 * Read "2026-11-24" (midnight UTC) or RFC 3339 date-time into nanoseconds.
 * ERR_SYNTAX or ERR_RANGE otherwise.
 */
int clock_parse(struct sv text, int64_t *ret_wall_ns) MUST_USE;

#endif
