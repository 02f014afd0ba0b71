/*
 * Findings of somebody outside of the engine: recognisers of the policy. Their
 * classes have numbers like the engine's own, and what they find is joined to
 * what it found.
 */
#ifndef INSPECT_OUTSIDER_H
#define INSPECT_OUTSIDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "inspect/detect.h"

/* A class that somebody finds; borrowed by detect_open(). */
struct outsider {
	struct sv name;			/* who */
	struct sv class_name;
};

/* The class and detector of findings of number `index` of the config. */
void outsider_numbers(const struct detect_engine *engine, size_t index,
    uint16_t *ret_class_id, uint16_t *ret_detector);

/*
 * Join the `n` findings of outsiders in `fields` to `f`. Where they and others
 * claim the same bytes, and for what is allowed, the rule is that of the
 * engine's own. ERR_NOMEM.
 */
int outsider_join(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, struct findings *f,
    const struct finding *items, size_t n) MUST_USE;

#endif
