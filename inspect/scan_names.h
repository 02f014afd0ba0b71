/*
 * Names in the field at hand: between the reader of names (inspect/names/) and
 * the scan, whose candidates they become. The words of special categories are
 * noted on the way, so that the text is cut into words once. For inspect/scan.c
 * and the vocabularies only.
 */
#ifndef INSPECT_SCAN_NAMES_H
#define INSPECT_SCAN_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

struct scan;
struct tagger_span;
struct vocab_asked;

/* Words of a text that pass the vocabulary's probe, as the reader of names met
 * them. */
struct scan_words {
	struct vocab_asked *items;
	size_t count, cap;
	bool known;			/* all are there */
};

/*
 * Look for names in the field at hand, whose label is `label`, and note the
 * words that may begin a term of the engine's vocabulary.
 */
void scan_names(struct scan *s, struct sv label);

/* Keep one of them, for names_scan(); `ctx` is the scan. */
void scan_names_keep(void *ctx, const struct tagger_span *span);

#endif
