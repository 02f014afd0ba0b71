/*
 * Recognisers of a policy as its tables read them, and how they are compiled;
 * for the policy_*.c files only.
 */
#ifndef RULES_POLICY_RECOGNISERS_H
#define RULES_POLICY_RECOGNISERS_H

#include "rules/policy_raw.h"
#include "rules/recognisers.h"

struct raw_recogniser {
	struct sv name;
	struct schema_text url, language;
	const struct yaml_node *classes;	/* map of entity to class */
	uint64_t min_score;
	uint32_t timeout_ms;
	int fail;
	struct yaml_mark mark;
};

/* A step, after the destinations, which say what is in the perimeter. */
int policy_compile_recognisers(struct compiler *c) MUST_USE;

#endif
