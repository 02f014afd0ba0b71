/*
 * Terms of a vocabulary in a field: each is judged by what stands around it,
 * since "diabetes" alone is about nobody. Detection inside only.
 */
#ifndef INSPECT_VOCAB_SCAN_H
#define INSPECT_VOCAB_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/vocab.h"

struct scan;

struct vocab_groups {
	const uint16_t *items;
	size_t count;
};

/* What makes a term a finding; see share/detectors/README.md. */
struct vocab_rule {
	struct vocab_groups person;	/* in the same sentence, as near as */
	uint16_t before, after;		/* so many bytes before and behind */
	struct vocab_groups near;	/* in the paragraph, near */
	struct vocab_groups labels;	/* of the field, or "label: term" */
	struct vocab_groups against;	/* nearer than person and near */
	struct vocab_groups bearer;	/* whom an adjective may describe */
	struct vocab_groups language;	/* words that tell the language */
	const struct sv *findings;	/* classes of findings, as `near` */
	size_t nfindings;
};

/* The detectors of a group, by group. */
struct vocab_use {
	uint16_t group;
	uint16_t detector;
};

struct vocab_set {
	struct vocab *vocab;
	struct vocab_use *uses;		/* sorted by group */
	size_t nuses;
	struct vocab_rule *rules;	/* by number of detector */
	size_t nrules;
};

/*
 * Look for terms in s->text, whose label is `label`. What was found in this
 * field before stands in s->items from number `first` on.
 */
void vocab_scan(struct scan *s, struct sv label, size_t first);

#endif
