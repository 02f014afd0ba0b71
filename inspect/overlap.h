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
 * Drop names of persons, places and organisations that stand inside of a postal
 * address, however sure they are: a street is called after somebody, and the
 * town is the address's. Sorts if there is an address. ERR_NOMEM.
 */
int overlap_yield(const struct detect_engine *e, struct arena *a,
    struct finding *items, size_t *count) MUST_USE;

/*
 * Sort `items[0..*count)` by field and start and drop the losers. ERR_NOMEM.
 */
int overlap_resolve(struct arena *a, struct finding *items, size_t *count)
    MUST_USE;

#endif
