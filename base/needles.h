/*
 * Some hundred literals searched at once, in short texts as well as in long
 * ones: five bytes of all of them are looked for together (base/heads.h), and
 * what is found is looked up. Patterns are for base/hs.h.
 *
 * Of literals that begin with the same four bytes each is compared where these
 * stand: a set is meant to have tens of such, not thousands.
 */
#ifndef BASE_NEEDLES_H
#define BASE_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/heads.h"
#include "base/sv.h"

enum {
	NEEDLES_SLICE = HEADS_SLICE,	/* bytes for one call */
	NEEDLES_BEHIND = HEADS_BYTES	/* bytes, see needles_find_in() */
};

enum needle_flag {
	NEEDLE_CASELESS = 1,	/* ASCII only */
	NEEDLE_APART = 2,	/* not right behind a letter of ASCII */
	NEEDLE_ENDS = 4		/* right before a blank, a break or one of
				 * , . - ; / */
};

struct needle {
	struct sv text;
	unsigned flags;		/* of enum needle_flag */
};

struct needles;

/* `hit`: needle `index` ended at byte `end`. False stops the search. */
struct needles_sink {
	bool (*hit)(void *ctx, unsigned index, size_t end);
	void *ctx;
};

/*
 * Make a set of `count` needles; their texts are borrowed. ERR_SYNTAX: one is
 * empty or holds a NUL, its index in `*ret_bad`; ERR_NOMEM. Returns owned.
 */
int needles_new(const struct needle *items, size_t count,
    struct needles **ret, size_t *ret_bad) MUST_USE;

/* Release; NULL is allowed. */
void needles_free(struct needles *n);

/*
 * Report every needle that begins in bytes [from, from + `len`) of `text`,
 * `len` <= NEEDLES_SLICE, in the order of where they begin. True when it went
 * through, false when the sink stopped it.
 */
bool needles_find_in(const struct needles *n, struct sv text, size_t from,
    size_t len, const struct needles_sink *sink);

/* All of `text`, of any length. */
bool needles_find(const struct needles *n, struct sv text,
    const struct needles_sink *sink);

/* The same with no wider instructions than those, which there must be. */
bool needles_find_as(enum wide wide, const struct needles *n, struct sv text,
    const struct needles_sink *sink);

#endif
