/*
 * Terms with slots: "votes for <party>" is as many terms as the list `party`
 * of the pack has in the language at hand. Used by inspect/build_vocab.c only.
 */
#ifndef INSPECT_BUILD_SLOTS_H
#define INSPECT_BUILD_SLOTS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "base/yaml.h"

enum {
	SLOTS_MAX = 3,			/* of one term */
	SLOTS_BYTES_MAX = 400,		/* of what it becomes */
	SLOTS_TERMS_MAX = 10 * 1000	/* that one with slots may become */
};

/* Where the lists are, and the languages of the term, as the pack has them. */
struct slots {
	const struct yaml_node *lists;	/* or NULL */
	struct sv languages;
};

typedef int slots_fn(void *ctx, struct sv term);

/*
 * Call `found` for each term that `node`, a text, stands for: itself, if it has
 * no slot. ERR_NOTFOUND for a slot without a list in these languages,
 * ERR_LIMIT, ERR_SYNTAX, and what `found` gives that is not 0; `ei` says what
 * of the first three.
 */
int build_slots(const struct slots *s, const struct yaml_node *node,
    slots_fn *found, void *ctx, struct errinfo *ei) MUST_USE;

#endif
