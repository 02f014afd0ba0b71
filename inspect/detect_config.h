/*
 * What detect_open() (inspect/detect.h) makes an engine of: packs, and what the
 * user's policy brings of its own.
 */
#ifndef INSPECT_DETECT_CONFIG_H
#define INSPECT_DETECT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/terms/dictionary.h"

/* Findings below this score are not reported unless the config says so. */
enum { DETECT_MIN_SCORE = 50 };

/*
 * A class of the user's own (policy.yaml). Everything is borrowed. It has a
 * pattern or a dictionary; with `disabled` neither counts, and whatever packs
 * and other classes find below its name is not looked for.
 */
struct detect_class {
	struct sv name;			/* dotted: personal.id.employee */
	struct sv pattern;		/* PCRE2 with UTF and UCP; or empty */
	const char *dictionary;		/* path of a file of terms, or NULL */
	struct sv dictionary_digest;	/* that it must have, or empty */
	struct dictionary_rules rules;	/* of the dictionary */
	struct sv validator;		/* name, expression, or empty */
	bool disabled;
	const struct sv *context;	/* words that raise the score */
	size_t ncontext;
	bool context_required;		/* nothing without one of them */
	const char *file;		/* where errors point; NULL: nowhere */
	unsigned line, column;		/* of the pattern; 0: unknown */
};

/* Values of classes not reported, as exeat-policy(5) says; all borrowed. */
struct detect_allow {
	const struct sv *classes;	/* prefixes; empty is every class */
	size_t nclasses;
	const struct sv *values, *patterns;
	size_t nvalues, npatterns;
	const char *dictionary;		/* path of a file of values, or NULL */
	const char *file;		/* where errors point; NULL: nowhere */
	unsigned line, column;
};

struct detect_config {
	const char *const *packs;	/* pack files, or folders of *.yaml */
	size_t npacks;
	const struct detect_class *classes;
	size_t nclasses;
	const struct detect_allow *allow;
	size_t nallow;
	const struct outsider *outsiders;	/* inspect/outsider.h */
	size_t noutsiders;
	const char *cache_dir;	/* of databases, if only ours; NULL: none */
	unsigned min_score;	/* 0: DETECT_MIN_SCORE */
	size_t history_bytes;	/* for texts seen before; 0: none are kept */
	uint32_t pattern_steps;	/* of one match; 0: PCRE_STEPS */
};

#endif
