/*
 * Finds further places of values already found: what a detector recognises by
 * its context once ("born on 3 May 1980") must not leave in clear where the
 * same text stands without that context. And places of surrogates in a request
 * that nobody put there.
 */
#ifndef GOVERN_OCCURRENCE_H
#define GOVERN_OCCURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "govern/assess.h"
#include "inspect/body/document.h"
#include "inspect/body/field.h"

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

/* What is looked for: empty texts are not. */
struct occurrence_texts {
	const struct sv *items;
	bool *hit;			/* of each */
	size_t count;
};

/*
 * Surrogates that stand in the request already, outside what will be replaced:
 * somebody typed them, or they are part of something longer. In the answer
 * nobody could tell one from the other, so such a surrogate cannot be used.
 * Sets `hit` of each that does, and counts them in `*ret_count`. ERR_NOMEM.
 */
int occurrence_lookalikes(struct arena *arena, const struct document *doc,
    const struct assessment *a, const struct occurrence_texts *texts,
    size_t *ret_count) MUST_USE;

#endif
