/*
 * A filter in front of a vocabulary: at which bytes of a text does a word
 * begin that may be part of a term? Each term is looked for by one of its
 * words, and of that only the first folded bytes count, so the text's words
 * need not be read; a few too many are let through.
 */
#ifndef INSPECT_TERMS_VOCAB_FILTER_H
#define INSPECT_TERMS_VOCAB_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/probe.h"
#include "base/sv.h"
#include "inspect/terms/vocab_sides.h"

struct vocab_filter;

enum { VOCAB_BESIDE = 2 };	/* words beside another, the nearest first */

/*
 * How a word begins, and what stands beside it. A word beyond `...` has fewer
 * than VOCAB_BESIDE words between.
 */
struct vocab_key {
	uint64_t bytes;		/* the first eight of them, or fewer */
	uint32_t rest;		/* how it may go on behind eight bytes */
	uint32_t beside[VOCAB_SIDES][VOCAB_BESIDE];	/* heads of words */
	uint32_t beyond[VOCAB_SIDES];	/* and of that before or behind `...` */
	uint8_t count;		/* of bytes that must agree: 4, 6 or 8 */
	uint8_t back;		/* words of the term before this one */
};

/*
 * The key of a folded word, or with `wild` of words that begin so, with `back`
 * words of its term before it. What stands around is VOCAB_HEAD_ANY.
 */
struct vocab_key vocab_filter_key(const char *folded, size_t len, bool wild,
    unsigned back);

#define VOCAB_FILTER_ANY	UINT32_MAX	/* or none at all */

/* Returns owned. ERR_NOMEM. */
int vocab_filter_new(const struct vocab_key *items, size_t count,
    struct vocab_filter **ret) MUST_USE;
void vocab_filter_free(struct vocab_filter *f);

/*
 * Called for each place, forward: a term may have begun up to `back` words
 * before. False stops.
 */
typedef bool vocab_filter_fn(void *ctx, size_t at, unsigned back);

/* Find all places of `text` in one pass; allocates nothing. */
void vocab_filter_run(const struct vocab_filter *f, struct sv text,
    vocab_filter_fn *found, void *ctx);

/*
 * For whoever reads the words of a text anyway: a word at byte `at` whose
 * folded letters are ASCII, and whose first eight pass the probe, is looked for
 * by these, `word`, with zeros behind. Of others the bytes [from, to) are read,
 * as by vocab_filter_run(); false once `found` has said so.
 */
const struct probe *vocab_filter_probe(const struct vocab_filter *f);
bool vocab_filter_knows(const struct vocab_filter *f, struct sv text,
    size_t at, uint64_t word, unsigned *ret_back) MUST_USE;
bool vocab_filter_look(const struct vocab_filter *f, struct sv text,
    size_t from, size_t to, vocab_filter_fn *found, void *ctx) MUST_USE;

/* A word of either kind. */
struct vocab_asked {
	uint64_t word;
	uint32_t start, end;
	bool plain;		/* `word` says it all; else it is to be read */
	uint8_t back;		/* words that may stand before it in a term */
};

/*
 * Leave of `count` plain words those that vocab_filter_knows(), and all others,
 * in turn; how many that are. Many at once are known sooner than one by one.
 */
size_t vocab_filter_choose(const struct vocab_filter *f, struct sv text,
    struct vocab_asked *items, size_t count);

#endif
