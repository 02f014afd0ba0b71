/*
 * Do the conditions of a policy hold for the facts of a flow? For rules/ only.
 *
 * A condition holds, does not, or nobody can say. What follows from the last
 * depends on what the answer is for: a rule that may restrict applies, an
 * exception does not.
 */
#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include <stdbool.h>

#include "rules/book.h"

enum match_use {
	MATCH_RESTRICTS,	/* `when`: doubt counts as yes */
	MATCH_EXEMPTS,		/* `unless`, `for`: doubt counts as no */
};

/* Facts, and what is worked out once for all rules. */
struct match_facts {
	const struct facts *facts;
	struct sv host;		/* normalised; empty if it is none */
};

/* All conditions but `data` and `count`. */
bool match_flow(const struct match *m, const struct match_facts *f,
    enum match_use use);

/* Does `data` name `class`? Without `data`: every class. */
bool match_class(const struct match *m, struct sv class);

/*
 * Could the answer for this match change once the body is known? Asked in
 * stage FACTS_NAME.
 */
bool match_needs_content(const struct match *m, const struct match_facts *f);

#endif
