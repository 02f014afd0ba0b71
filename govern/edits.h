/*
 * From a decision to the edits that carry it out: each place of a value that
 * is to be tokenised gets its token, each that is to be redacted a marker
 * which names the class and nothing else.
 */
#ifndef GOVERN_EDITS_H
#define GOVERN_EDITS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "govern/assess.h"

/*
 * Make the edits of `a`: sorted, for document_rewrite(). `tokens` has one text
 * for each value, in order; empty ones for values that want none. A value that
 * wants a token and has none is ERR_INVAL: it must never pass in clear.
 * Memory from `arena`. ERR_NOMEM.
 */
int edits_make(const struct assess_engine *engine, const struct assessment *a,
    const struct sv *tokens, struct arena *arena, struct edit **ret_edits,
    size_t *ret_count) MUST_USE;

#endif
