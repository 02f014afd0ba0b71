/* Names in the field at hand, for the scan alone. */
#ifndef INSPECT_SCAN_NAMES_H
#define INSPECT_SCAN_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

struct scan;
struct tagger_span;

/* Words of a text that may begin a term, as the reader of names met them. */
struct scan_words {
	struct scan_place {
		uint32_t start, end;
		uint8_t back;		/* words of the term before it */
		bool plain;		/* else only to be looked at */
	} *items;
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
