/*
 * The inside of a policy, for rules/ only: what policy_load() compiles and
 * destination_resolve() and decide_flow() read. Immutable once built.
 */
#ifndef RULES_BOOK_H
#define RULES_BOOK_H

#include "base/arena.h"
#include "rules/hosts.h"
#include "rules/law.h"
#include "rules/policy.h"

enum { POLICY_DIGEST_BYTES = 65 };

struct texts {
	const struct sv *items;
	size_t n;
};

/* What a `when`, `unless` or `for` may look at; bits of match.has. */
enum condition {
	COND_DATA = 1 << 0,
	COND_ZONE = 1 << 1,
	COND_OUTSIDE = 1 << 2,
	COND_TO = 1 << 3,
	COND_AXIS = 1 << 4,	/* one bit for each axis from here */
	COND_EVIDENCE = COND_AXIS << AXES,
	COND_CERTIFIED = COND_EVIDENCE << 1,
	COND_CLIENT = COND_EVIDENCE << 2,
	COND_TEAM = COND_EVIDENCE << 3,
	COND_PURPOSE = COND_EVIDENCE << 4,
	COND_ACTIVITY = COND_EVIDENCE << 5,
	COND_METHOD = COND_EVIDENCE << 6,
	COND_MODEL = COND_EVIDENCE << 7,
	COND_SIZE = COND_EVIDENCE << 8,
	COND_COUNT = COND_EVIDENCE << 9,
	COND_COVERAGE = COND_EVIDENCE << 10,
};

/* Conditions that must all hold. */
struct match {
	unsigned has;			/* of enum condition */
	struct texts data;		/* dotted prefixes; "": every class */
	unsigned zones;			/* bits of enum zone */
	struct places named;		/* members of the user's own zones */
	bool has_named;
	enum zone outside;
	struct places axis[AXES];
	unsigned evidence;		/* bits of enum evidence */
	unsigned coverage;		/* bits of enum facts_coverage */
	struct texts certified, client, team, purpose, activity, method, model;
	const struct hosts_pattern *to;
	size_t nto;
	uint64_t size_over, size_under;	/* over < size < under */
	uint64_t count;			/* findings of the data, at least */
	unsigned min_score;		/* that each of them has; 0: any */
};

struct waiver {
	struct sv rule;
	struct match match;		/* `for` */
	int64_t from_ns, until_ns;	/* holds from .. before */
	struct sv approved_by, because;
};

struct rule {
	struct sv name, because;
	enum action action;
	struct match when;
	struct match unless;
	bool has_unless;
	const struct waiver *const *waivers;
	size_t nwaivers;
};

struct declared {
	bool has_zone;
	enum zone zone;			/* perimeter, or a lower bound */
	unsigned axes;			/* bits of enum axis that are set */
	struct places axis[AXES];
	struct law_tool *tools;
	size_t ntools;
	struct sv provider, operator;
	struct texts certified;
	int64_t until_ns;		/* counts before */
};

struct uncovered {
	enum zone outside;
	enum action action;
};

/* A dictionary: as it is named, where it is, SHA-256 of it if it was read. */
struct policy_file {
	struct sv name;
	const char *path;
	char digest[POLICY_DIGEST_BYTES];
};

struct policy {
	struct arena arena;
	const struct catalogue *catalogue;
	char digest[POLICY_DIGEST_BYTES];
	bool reads_files;		/* dictionaries, for it */
	int home;			/* country, or LAW_NONE */
	bool dpf_suspended;
	struct declared *declared;
	size_t ndeclared;
	struct hosts hosts;		/* value: index in host_owner */
	uint32_t *host_owner;		/* index in declared */
	struct policy_class *classes;
	size_t nclasses;
	struct policy_allow *allow;
	size_t nallow;
	const struct policy_file **files;	/* dictionaries */
	size_t nfiles, cap_files;
	struct policy_recogniser *recognisers;
	size_t nrecognisers;
	struct policy_data *data;	/* of all conditions */
	size_t ndata, cap_data;
	struct policy_score *scores;	/* of all conditions */
	size_t nscores, cap_scores;
	struct rule *rules;
	size_t nrules;
	struct waiver *waivers;
	size_t nwaivers;
	/* Built-in rules that waivers may name, by enum builtin. */
	struct rule builtin[FAIL_CAUSES + 1];
	enum token_scope scope;
	struct policy_data *surrogates;	/* classes, each once */
	size_t nsurrogates;
	bool restore_in_urls;
	enum fail_mode fail[FAIL_CAUSES];
	struct uncovered uncovered;
};

/* Rules that every policy has: one a fail cause, and `uncovered`. */
enum builtin { BUILTIN_UNCOVERED = FAIL_CAUSES };

#endif
