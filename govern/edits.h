/*
 * From a decision to the edits that carry it out: each place of a value that
 * is to be tokenised gets its token, each that is to be redacted a marker
 * which names the class and nothing else. What only looks like a token, since
 * somebody typed it, is escaped (vault/token.h), so that it comes back as it
 * was and never resolves.
 */
#ifndef GOVERN_EDITS_H
#define GOVERN_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "govern/assess.h"

struct edits_input {
	const struct assess_engine *engine;
	const struct document *doc;
	const struct assessment *a;
	const struct sv *tokens;	/* one for each value, in order; empty
					 * ones for values that want none */
	bool escape;			/* look-alikes: answers are restored */
};

/*
 * Make the edits, sorted, for document_rewrite(). A value that wants a token
 * and has none is ERR_INVAL: it must never pass in clear. ERR_STATE: the
 * decision lets nothing out. Memory from `arena`. ERR_NOMEM, ERR_LIMIT (a
 * look-alike that was escaped too often).
 */
int edits_make(const struct edits_input *in, struct arena *arena,
    struct edit **ret_edits, size_t *ret_count) MUST_USE;

#endif
