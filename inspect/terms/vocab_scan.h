/*
 * Terms of a vocabulary in a field: each is judged by what stands around it,
 * since "diabetes" alone is about nobody. Detection inside only.
 */
#ifndef INSPECT_TERMS_VOCAB_SCAN_H
#define INSPECT_TERMS_VOCAB_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/terms/vocab.h"
#include "inspect/terms/vocab_lang.h"

struct scan;

/* What a word beside a term may be; see share/detectors/README.md. */
enum vocab_role {
	VOCAB_PERSON = 1,	/* in the same sentence, as near as */
	VOCAB_NEAR = 2,		/* in the paragraph, near */
	VOCAB_LABEL = 4,	/* of the field, or "label: term" */
	VOCAB_AGAINST = 8,	/* nearer than person and near */
	VOCAB_BEARER = 16,	/* whom an adjective may describe */
	VOCAB_LANGUAGE = 32,	/* a word that tells the language */
	VOCAB_UNLESS = 64	/* in the sentence, wherever it stands */
};

/* What makes a term a finding. */
struct vocab_rule {
	const uint8_t *roles;		/* of each group: enum vocab_role */
	uint8_t all;			/* of any group */
	uint16_t before, after;		/* bytes in which persons count */
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
	struct vocab_langs langs;
};

/*
 * Look for terms in s->text, whose label is `label`. What was found in this
 * field before stands in s->items from number `first` on.
 */
void vocab_scan(struct scan *s, struct sv label, size_t first);

#endif
