/*
 * Labelled text for the trainer, the bench and the tests: files of one token
 * and its tag a line (CoNLL, `token TAB tag`, a blank line between sentences)
 * made into running text again, or lines of text with marked names:
 *
 *   de TAB Guten Tag, ich bin [[P:Anna Müller]] aus [[L:Köln]].\nBis bald!
 */
#ifndef INSPECT_NAMES_TRAIN_CORPUS_H
#define INSPECT_NAMES_TRAIN_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "inspect/names/lang.h"
#include "inspect/names/weights.h"

struct corpus_span {
	uint32_t start, end;
	enum weights_kind kind;
};

struct corpus_text {
	struct sv text;
	enum lang lang;
	const struct corpus_span *spans;	/* in order, apart */
	size_t nspans;
};

/* Where a file is read; texts are made one after the other. */
struct corpus_reader {
	struct sv rest;
	enum lang lang;		/* of a file of tokens */
	bool tokens;		/* token TAB tag, or marked lines */
};

/*
 * The next text, in memory of `a`. ERR_NOTFOUND at the end, ERR_SYNTAX for a
 * line of neither kind, ERR_NOMEM.
 */
int corpus_next(struct corpus_reader *r, struct arena *a,
    struct corpus_text *ret) MUST_USE;

#endif
