/*
 * What the tests of the shipped packs share: the engine made of them, and
 * their examples, in which `<<` and `>>` stand around the finding.
 */
#ifndef TESTS_UNIT_INSPECT_PACKS_KIT_H
#define TESTS_UNIT_INSPECT_PACKS_KIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "inspect/detect.h"

/* The packs of share/detectors with what else `config` has. NULL if they do
 * not open; says why. */
struct detect_engine *packs_kit_engine(struct detect_config config);

/* The packs alone; one check says whether they open. */
struct detect_engine *packs_kit_open(void);

/* Do two scans find the same, member for member? */
bool packs_kit_same(const struct findings *a, const struct findings *b);

/* The example without its marks into `text`, and where they stood. */
bool packs_kit_take_marks(struct sv example, struct buf *text, size_t *start,
    size_t *end);

#endif
