/*
 * Names in a text: of persons, places and organisations. Behind it stand the
 * tagger, which knows capitalised names from their surroundings, and cues,
 * which know names however they are written by what leads to them: "my name
 * is", a title, a form label, a JSON key, an e-mail address. Used by
 * detection (inspect/scan_names.c); share/names/europe.md says how good it is.
 */
#ifndef INSPECT_NAMES_NAMES_H
#define INSPECT_NAMES_NAMES_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/names/tagger.h"
#include "inspect/names/weights.h"

struct names;

/*
 * Read the weights file `path`. Errors of weights_read(). Returns owned,
 * immutable.
 */
int names_open(const char *path, struct names **ret, struct errinfo *ei)
    MUST_USE;
void names_close(struct names *n);

/* The kind a pack calls by `word` (person, place, organisation), or -1. */
int names_kind(struct sv word);

enum { NAMES_LEAST = 2 };	/* bytes of a text that is read at all */

struct names_sink {
	void *ctx;
	void (*found)(void *ctx, const struct tagger_span *span);
	/* As in struct tagger_words. */
	const struct probe *probe;
	void (*probed)(void *ctx, const struct piece *piece);
};

/*
 * Give all names of `text`, whose field has the label `label`, to `sink`, with
 * scores of 1 to 100; some may overlap. Linear in the text, allocates nothing.
 */
void names_scan(const struct names *n, struct sv text, struct sv label,
    const struct names_sink *sink);

/*
 * The same for a text that is one value among others, a cell or a member, of
 * which the label alone is asked: nothing is tagged. False if the label says
 * nothing about any text.
 */
bool names_labelled(const struct names *n, struct sv text, struct sv label,
    const struct names_sink *sink);

/* The tables, for whoever asks the language of a text. */
const struct weights *names_weights(const struct names *n);

#endif
