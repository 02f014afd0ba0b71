/*
 * What the daemon and the command line share: from a document to a decision
 * about it. Detects, counts classes, resolves the destination, decides, and
 * lists the distinct values the decision is about and every place where each
 * stands. Pure: the caller gets tokens for the values (from the keeper or in
 * its own process) and turns them into edits with govern/edits.h.
 */
#ifndef GOVERN_ASSESS_H
#define GOVERN_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/detect.h"
#include "inspect/body/document.h"
#include "rules/decide.h"
#include "rules/destination.h"
#include "rules/policy.h"

/* Immutable; borrowed by every call. */
struct assess_engine {
	const struct detect_engine *detect;
	const struct policy *policy;
};

struct assess_input {
	struct document *doc;	/* whose coverage is added to */
	/*
	 * Who, when, where to, how large, what failed; stage, model, classes,
	 * destination and coverage are filled from the rest.
	 */
	struct facts facts;
	struct sv path;		/* of the request, for the destination */
};

/* One distinct pair of class and exact text. */
struct assess_value {
	struct sv text;		/* as it stands in the first place */
	struct sv canonical;	/* one spelling for all (inspect/detect.h) */
	uint16_t class_id;
	enum action action;	/* what the decision wants, at its strictest */
	bool is_subject;	/* leads to a person: not a secret */
	bool wants_surrogate;	/* to be tokenised, by one if it can be */
	uint32_t places;	/* spans that point here */
};

/* A place of a value: found by a detector, or the same text elsewhere. */
struct assess_span {
	uint32_t field, start, end;
	uint32_t value;		/* index in values */
};

/* Memory is the arena's; texts are borrowed from the document. */
struct assessment {
	struct findings findings;
	struct detect_stops stops;	/* patterns that gave up */
	struct destination destination;
	struct facts facts;		/* complete, as decided on */
	struct decision decision;
	struct assess_value *values;
	size_t nvalues;
	struct assess_span *spans;	/* sorted, not overlapping */
	size_t nspans;
};

/*
 * Assess `in` into `ret`. A pattern that gives up is no error but the failed
 * fact FAIL_DETECTOR, which the policy decides on; which ones stands in
 * `stops`, how many in the document's coverage. ERR_NOMEM.
 */
int assess_flow(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret) MUST_USE;

/*
 * The steps of assess_flow(), for who has findings of others to add between
 * them (govern/recognise.h): detection, which begins `ret`, and the decision
 * on all that was found. `in` is the same for both.
 */
int assess_detect(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret) MUST_USE;
int assess_decide(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret) MUST_USE;

/* Between the two: content was not inspected by all who should have. */
void assess_failed(struct assessment *a);

/*
 * The decision by the head alone (stage FACTS_NAME): only a refusal counts.
 * Fills destination, facts and decision of `ret` and nothing else.
 */
int assess_name(const struct assess_engine *engine, struct arena *arena,
    const struct assess_input *in, struct assessment *ret) MUST_USE;

/*
 * The user's own classes and the allow lists of `policy`, put into `config` as
 * detect_open() takes them; to be released with assess_config_done(), and
 * their texts are the policy's. ERR_NOMEM.
 */
int assess_config(const struct policy *policy, struct detect_config *config)
    MUST_USE;
void assess_config_done(struct detect_config *config);

/*
 * Does every class that the policy names exist, and can those have surrogates
 * that are to? One that no detector can find would be a rule that never
 * applies. ERR_NOTFOUND, ERR_RANGE, with the place in `ei`.
 */
int assess_check(const struct assess_engine *engine, struct errinfo *ei)
    MUST_USE;

/* Do tokenised values of the class `class` get surrogates, where they can? */
bool assess_has_surrogates(const struct policy *policy, struct sv class);

/* How many values want `action`. */
size_t assess_count(const struct assessment *a, enum action action);

#endif
