/*
 * Test Anything Protocol (version 12) for unit tests: one line a check, the
 * plan at the end. A program returns tap_done() from main().
 */
#ifndef TESTS_TAP_TAP_H
#define TESTS_TAP_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/sv.h"

/* Report one check; return `cond`. The rest is the check's name. */
bool tap_ok(bool cond, const char *fmt, ...) PRINTF(2, 3);

/* Compare and, when they differ, print both as diagnostics. */
bool tap_is_int(int64_t got, int64_t want, const char *fmt, ...) PRINTF(3, 4);
bool tap_is_sv(struct sv got, struct sv want, const char *fmt, ...)
    PRINTF(3, 4);

/* Report `n` checks as skipped, with the reason. */
void tap_skip(unsigned n, const char *reason);

/* Print a diagnostic line. */
void tap_diag(const char *fmt, ...) PRINTF(1, 2);

/* Print the plan; the exit status of the program. */
int tap_done(void);

/*
 * Path of a file of the source tree in a static buffer that the next call
 * overwrites; "../shared/x" beside it, or x in the folder $EXEAT_SHARED.
 */
const char *tap_source_path(const char *relative);

/*
 * Read a whole file into malloc'ed memory (freed by the caller); .ptr is NULL
 * when it cannot be read.
 */
struct sv tap_read_file(const char *path);

#endif
