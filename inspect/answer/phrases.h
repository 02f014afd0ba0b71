/*
 * A set of texts to be found in another that comes in pieces: what restoring
 * looks for beside tokens, which have a form of their own. Used by the
 * transaction's book of tokens.
 *
 * Of several that begin at one place the longest counts. What is found at a
 * place depends on the bytes from there on only, so a text in pieces gives
 * what the whole text gives.
 */
#ifndef INSPECT_ANSWER_PHRASES_H
#define INSPECT_ANSWER_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum { PHRASES_LEAST = 4, PHRASES_BUCKETS = 1024 };

struct phrase {
	struct sv text, value;
	struct phrase *next;		/* of its bucket */
};

struct phrases {
	struct arena *arena;
	struct phrase **buckets;	/* by the first four bytes */
	bool begins[256];		/* is this the first byte of one? */
	size_t count, longest;
};

/* Begin with none; memory comes from `arena` when the first is added. */
void phrases_init(struct phrases *p, struct arena *arena);

/*
 * Add `text`, of PHRASES_LEAST bytes or more, which stands for `value`; both
 * borrowed. ERR_CONFLICT: it stands for another value already; ERR_NOMEM.
 */
int phrases_add(struct phrases *p, struct sv text, struct sv value) MUST_USE;

/* The longest phrase that begins at `at` and is complete, or NULL. */
const struct phrase *phrases_at(const struct phrases *p, struct sv text,
    size_t at);

/* Could bytes after the end of `text` make a phrase that begins at `at`? */
bool phrases_may_begin(const struct phrases *p, struct sv text, size_t at);

/* What `text` stands for as a whole, or NULL. */
const struct phrase *phrases_find(const struct phrases *p, struct sv text);

#endif
