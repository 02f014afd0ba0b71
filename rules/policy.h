/*
 * The policy (policy.yaml, or a folder of such files): read and checked as a
 * whole, immutable afterwards. See exeat-policy(5).
 */
#ifndef RULES_POLICY_H
#define RULES_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "rules/catalogue.h"
#include "rules/decide.h"

struct policy;

/* Who may resolve a token: the sender only, its team, or everybody here. */
enum token_scope {
	TOKEN_SCOPE_CLIENT,
	TOKEN_SCOPE_TEAM,
	TOKEN_SCOPE_ORGANISATION,
};

enum fail_mode {
	FAIL_CLOSED,	/* nothing leaves */
	FAIL_OPEN,	/* goes on as if nothing had been found: uncovered */
	FAIL_REDACT,	/* keeper only: redact what would be tokenised */
};

/* How the terms of a dictionary are compared (exeat-policy(5)). */
enum policy_boundary { POLICY_WORD, POLICY_BEGINNING, POLICY_ANYWHERE };

/* A detector of the user's own, or a class turned off. */
struct policy_class {
	struct sv name;
	bool enabled;
	struct sv pattern;	/* PCRE2, or empty */
	const char *dictionary;	/* path of a file of terms, or NULL */
	struct sv digest;	/* SHA-256 of it in hex, if it was read */
	bool exact_case;
	enum policy_boundary boundary;
	struct sv validator;	/* name of one, an expression, or empty */
	const struct sv *context;	/* words near it that raise the score */
	size_t ncontext;
	bool context_required;	/* nothing without one of them */
	const struct sv *examples;	/* must match */
	size_t nexamples;
	const struct sv *counterexamples;	/* must not */
	size_t ncounterexamples;
	const char *file;	/* where it stands, for messages */
	unsigned line, column;
};

/* Values that are not reported as these classes. */
struct policy_allow {
	const struct sv *classes;	/* prefixes; empty is every class */
	size_t nclasses;
	const struct sv *values, *patterns;
	size_t nvalues, npatterns;
	const char *dictionary;	/* path of a file of values, or NULL */
	const char *file;	/* where it stands, for messages */
	unsigned line, column;
};

/*
 * Read `path`, a file or a folder (all *.yaml in it, in name order, as one
 * policy). `catalogue` is kept and must outlive the policy. `*ret` returns
 * owned. ERR_IO, ERR_SYNTAX, ERR_RANGE, ERR_NOTFOUND, ERR_CONFLICT, ERR_LIMIT,
 * ERR_NOMEM; `ei` says where and what would be right.
 */
int policy_load(const char *path, const struct catalogue *catalogue,
    struct policy **ret, struct errinfo *ei) MUST_USE;

/*
 * The same for one text; `name` stands for the file in messages. Dictionaries
 * are not read.
 */
int policy_parse(struct sv text, const char *name,
    const struct catalogue *catalogue, struct policy **ret,
    struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void policy_free(struct policy *p);

/*
 * SHA-256 in hex over the files read, dictionaries too; and of the catalogue it
 * uses.
 */
const char *policy_digest(const struct policy *p);
const char *policy_catalogue_digest(const struct policy *p);

/* The user's own classes; borrowed. */
const struct policy_class *policy_classes(const struct policy *p,
    size_t *ret_n);

/* The allow lists; borrowed. */
const struct policy_allow *policy_allow(const struct policy *p,
    size_t *ret_n);

/* A class, or a prefix of some, that a condition names; and where. */
struct policy_data {
	struct sv prefix;	/* without ".*"; empty is every class */
	const char *file;
	unsigned line, column;
};

/* All of them, for checking them against the detectors; borrowed. */
const struct policy_data *policy_data(const struct policy *p, size_t *ret_n);

/* A score that a rule asks of classes; and where. */
struct policy_score {
	const struct sv *prefixes;	/* as in policy_data */
	size_t nprefixes;
	unsigned min_score;
	const char *file;
	unsigned line, column;
};

/* All of them, likewise. */
const struct policy_score *policy_scores(const struct policy *p,
    size_t *ret_n);

enum token_scope policy_token_scope(const struct policy *p);

/* The classes whose values get surrogates instead of tokens; borrowed. */
const struct policy_data *policy_surrogates(const struct policy *p,
    size_t *ret_n);

/* May tokens be restored inside URLs? Default no. */
bool policy_restores_in_urls(const struct policy *p);

enum fail_mode policy_fail_mode(const struct policy *p, enum fail_cause cause);

#endif
