/*
 * Finds further places of values already found: what a detector recognises by
 * its context once ("born on 3 May 1980") must not leave in clear where the
 * same text stands without that context.
 */
#ifndef GOVERN_OCCURRENCE_H
#define GOVERN_OCCURRENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "govern/assess.h"
#include "inspect/field.h"

/* Values shorter than this are replaced only where a detector found them. */
enum { OCCURRENCE_MIN_BYTES = 4 };

/*
 * Add to the sorted `*spans` every whole occurrence (not inside a longer word
 * or number) of the values whose action rewrites, in any of the fields, that
 * overlaps none of them; the result is sorted again, in `arena`. Counts them
 * in the values' `places`. ERR_NOMEM.
 */
int occurrence_add(struct arena *arena, const struct field *fields,
    size_t nfields, struct assessment *a) MUST_USE;

#endif
