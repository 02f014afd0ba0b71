/*
 * Several detectors may claim the same bytes: the higher score wins, then the
 * longer, then the earlier one; what remains does not overlap.
 */
#ifndef INSPECT_OVERLAP_H
#define INSPECT_OVERLAP_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "inspect/detect.h"

/*
 * Sort `items[0..*count)` by field and start and drop the losers. ERR_NOMEM.
 */
int overlap_resolve(struct arena *a, struct finding *items, size_t *count)
    MUST_USE;

#endif
