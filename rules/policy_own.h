/*
 * What a policy file says about data of its own, before it is compiled; for
 * the policy_*.c files only.
 */
#ifndef RULES_POLICY_OWN_H
#define RULES_POLICY_OWN_H

#include "base/schema.h"

struct raw_class {
	struct sv name, pattern, validator, dictionary;
	struct schema_texts context, examples, counterexamples;
	bool context_required, enabled;
	bool has_case, has_boundary;
	int letter_case, boundary;
	struct yaml_mark mark;
};

struct raw_allow {
	struct schema_texts classes, values, patterns;
	struct sv dictionary, because;
	struct yaml_mark mark;
};

#endif
