/*
 * A filter in front of a vocabulary: at which bytes of a text does a word
 * begin that may be part of a term? Each term is looked for by one of its
 * words, and of that only the first folded bytes count, so the text's words
 * need not be read; a few too many are let through.
 */
#ifndef INSPECT_VOCAB_FILTER_H
#define INSPECT_VOCAB_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct vocab_filter;

/* How a word begins. */
struct vocab_key {
	uint64_t bytes;
	uint8_t count;		/* of bytes that must agree: 4, 6 or 8 */
	uint8_t back;		/* words of the term before this one */
};

/* The key of a folded word, or with `wild` of words that begin so. */
struct vocab_key vocab_filter_key(const char *folded, size_t len, bool wild,
    unsigned back);

/* Returns owned. ERR_NOMEM. */
int vocab_filter_new(const struct vocab_key *items, size_t count,
    struct vocab_filter **ret) MUST_USE;
void vocab_filter_free(struct vocab_filter *f);

/*
 * Called for each place, forward: a term may have begun up to `back` words
 * before. False stops.
 */
typedef bool vocab_filter_fn(void *ctx, size_t at, unsigned back);

void vocab_filter_run(const struct vocab_filter *f, struct sv text,
    vocab_filter_fn *found, void *ctx);

#endif
