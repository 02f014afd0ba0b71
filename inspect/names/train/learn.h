/*
 * Learning: from labelled texts to the tables of the weights file. Each is a
 * struct that is fed, then asked for its table of small integers.
 */
#ifndef INSPECT_NAMES_TRAIN_LEARN_H
#define INSPECT_NAMES_TRAIN_LEARN_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "inspect/names/lang.h"
#include "inspect/names/train/corpus.h"
#include "inspect/names/weights.h"

/* A file of labelled texts, read. */
struct learn_set {
	const struct corpus_text *texts;
	size_t count;
};

/* How: the mean of `runs` trainings, each in an order of its own. */
struct learn_plan {
	unsigned rounds;	/* with all features */
	unsigned again;		/* with those that are kept */
	unsigned runs;
	uint64_t seed;		/* of the first order; each draws others */
};

/*
 * Train `part`, whose `more` is there, on `set`, whatever the languages of its
 * texts, with the lexicon and languages of `w`, and fill its rows, which are
 * also `rows`.
 */
int learn_tagger(const struct weights *w, struct weights_part *part,
    uint64_t *rows, const struct learn_set *set,
    const struct learn_plan *plan) MUST_USE;

/* Train the language table `rows` of `nrows` on texts that say theirs. */
int learn_langs(uint8_t *rows, uint32_t nrows, const struct learn_set *set,
    unsigned epochs) MUST_USE;

/* Fill the scores of `part` by what it says of `set`, of any languages. */
void learn_scores(const struct weights *w, struct weights_part *part,
    const struct learn_set *set);

/* Right, found and wanted names of each kind. */
struct learn_result {
	size_t right[KIND_COUNT], found[KIND_COUNT], wanted[KIND_COUNT];
	size_t langs_right, langs_asked;
};

void learn_test(const struct weights *w, const struct learn_set *set,
    struct learn_result *ret);

#endif
