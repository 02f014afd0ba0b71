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

/*
 * Train the tagger of `w`, whose lexicon and languages are there, on `set` in
 * `epochs` rounds, in an order drawn from a fixed seed, and fill its rows.
 */
int learn_tagger(struct weights *w, uint64_t *rows,
    const struct learn_set *set, unsigned epochs) MUST_USE;

/* Train the language table `rows` of `nrows` on texts that say theirs. */
int learn_langs(uint8_t *rows, uint32_t nrows, const struct learn_set *set,
    unsigned epochs) MUST_USE;

/* Fill the table of scores by what is right on `set`. */
void learn_scores(struct weights *w, const struct learn_set *set);

/* Right, found and wanted names of each kind. */
struct learn_result {
	size_t right[KIND_COUNT], found[KIND_COUNT], wanted[KIND_COUNT];
	size_t langs_right, langs_asked;
};

void learn_test(const struct weights *w, const struct learn_set *set,
    struct learn_result *ret);

#endif
