/*
 * May it leave, and as what? A pure function from flat facts to a decision.
 *
 * Every rule that matches asks for an action; per class and for the whole
 * flow the strictest wins, so neither the order of rules nor adding one can
 * loosen anything. A fact that is not known satisfies every condition of a
 * `when` and none of an `unless` or of a waiver: unknown never widens.
 */
#ifndef RULES_DECIDE_H
#define RULES_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "rules/destination.h"

/* In order of strictness. */
enum action {
	ACTION_ALLOW,
	ACTION_TOKENISE,
	ACTION_REDACT,
	ACTION_HOLD,
	ACTION_BLOCK,
};

enum { ACTIONS = ACTION_BLOCK + 1 };

/* How much of the body was understood. */
enum facts_coverage {
	FACTS_COVERED,
	FACTS_COVERED_PARTLY,
	FACTS_UNCOVERED,
};

/* What is known already. */
enum facts_stage {
	FACTS_CONTENT,	/* everything */
	FACTS_NAME,	/* the head only: before the name is resolved */
};

/* Failures of our own; each has its mode in the policy's `fail`. */
enum fail_cause {
	FAIL_LEDGER,
	FAIL_KEEPER,
	FAIL_DETECTOR,
	FAIL_LINEAGE,
};

enum { FAIL_CAUSES = FAIL_LINEAGE + 1 };

struct class_count {
	struct sv name;		/* dotted path, "personal.contact.email" */
	uint32_t count;		/* findings, >= 1 */
	const uint8_t *scores;	/* of each, 1 to 100; NULL: not known */
};

/* All of it borrowed; an empty string is an unknown fact. */
struct facts {
	enum facts_stage stage;
	int64_t now_ns;
	struct sv client, team, purpose, activity;
	struct sv method, host, model;
	uint16_t port;
	uint64_t size;		/* bytes of the body as received */
	const struct class_count *classes;	/* each name once */
	size_t nclasses;
	const struct destination *destination;
	enum facts_coverage coverage;
	unsigned failed;	/* bits 1 << enum fail_cause */
};

/* Why a rule did not count, or not for all it asked. */
struct decision_waiver {
	struct sv rule, approved_by, because;
	int64_t until_ns;	/* end of the last day it holds */
	const void *source;	/* the policy's own; only its identity counts */
};

/* A rule that asked; built-in ones are `uncovered`, `fail-detector` etc. */
struct decision_rule {
	struct sv name, because;
	enum action action;
	bool whole_flow;	/* has no `data`: asks for everything */
	const uint32_t *classes;	/* it asks for, as indexes */
	size_t nclasses;
	bool waived;		/* counts for nothing */
	bool partly_waived;	/* for some of its classes */
};

/* A finding gets what it is strong enough for; see decide_finding(). */
struct decision_class {
	struct sv name;
	uint32_t count;
	enum action action;	/* strictest for any of its findings */
	uint8_t from[ACTIONS];	/* least score that gets it; DECIDE_NEVER */
};

enum { DECIDE_NEVER = UINT8_MAX };

/* A rule would have asked for these, but for the score that it wants. */
struct decision_weak {
	struct sv rule;
	uint32_t class;			/* as index */
	uint32_t count;			/* findings that were too weak */
	uint8_t min_score, score;	/* wanted; the best of theirs */
};

/* Memory is the arena's; names and texts are borrowed from policy, facts. */
struct decision {
	enum action action;	/* strictest of all */
	enum action flow;	/* asked for the flow as such */
	/* One for each class of the facts, in order; `flow` is counted in. */
	struct decision_class *classes;
	size_t nclasses;
	struct decision_rule *rules;	/* all that asked, in policy order */
	size_t nrules;
	struct decision_waiver *waivers;	/* all that were used */
	size_t nwaivers;
	struct decision_weak *weak;	/* in the order of rules */
	size_t nweak;
};

/*
 * Decide. In stage FACTS_NAME rules that look at the content, or at places
 * that the body may still change, do not ask: only a refusal is final then.
 * ERR_NOMEM is the only failure.
 */
int decide_flow(const struct policy *policy, const struct facts *facts,
    struct arena *arena, struct decision *ret) MUST_USE;

/* What a finding of class `c` gets that has `score`. */
enum action decide_finding(const struct decision_class *c, unsigned score);

/* "allow", "tokenise", "redact", "hold", "block". */
const char *decide_action_name(enum action action);

/* "ledger", "keeper", "detector", "lineage". */
const char *decide_cause_name(enum fail_cause cause);

#endif
