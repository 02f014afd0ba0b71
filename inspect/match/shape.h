/*
 * Shapes: how an identifier is written, as groups of digits and letters, and
 * a table that answers which detectors have the shape at hand. Packs write
 * shapes, clusters (inspect/match/cluster.h) look them up; one look-up serves
 * all detectors, however many there are.
 *
 * Grammar: `9` a digit, `A` a letter, each with `{n}` or `{n,m}` for runs, and
 * the separators space, `-`, `.`, `/`, `+`. "9{2}.9{2}.9{4}", "A9{7}A". Two
 * more stand alone: `#{n}`, n digits in groups of any size, parted by one and
 * the same, that are all there is; `X{n}`, an unbroken word of n capitals and
 * digits, both.
 */
#ifndef INSPECT_MATCH_SHAPE_H
#define INSPECT_MATCH_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/words/context_view.h"

enum {
	SHAPE_MAX_ITEMS = 12,	/* runs of one shape */
	SHAPE_MAX_RUN = 64,	/* characters of one run */
	SHAPE_MAX_FORMS = 256	/* shapes that one with ranges stands for */
};

enum shape_kind {
	SHAPE_DIGITS = 1,
	SHAPE_LETTERS = 2,
	SHAPE_GROUPED = 3,	/* digits of all groups together */
	SHAPE_WORD = 4		/* letters and digits mixed */
};

struct shape_table;
struct standing;

/* Returns owned. ERR_NOMEM. */
int shape_new(struct shape_table **ret) MUST_USE;
void shape_free(struct shape_table *t);

/* Add a shape of `detector`: ERR_SYNTAX, ERR_LIMIT (limits above). */
int shape_add(struct shape_table *t, struct sv shape, uint16_t detector)
    MUST_USE;

/*
 * Make the table ready to be asked; nothing may be added any more. Until they
 * are parted, all need a word that may be any.
 */
int shape_ready(struct shape_table *t) MUST_USE;

/*
 * The hash of a shape is made run by run, from SHAPE_HASH on. `separator` is
 * what stands before the run, 0 for nothing.
 */
#define SHAPE_HASH	UINT64_C(0x2545f4914f6cdd1d)

static inline uint64_t
shape_step(uint64_t hash, char separator, enum shape_kind kind, size_t len)
{
	uint64_t run = (uint64_t)(unsigned char)separator << 16 |
	    (uint64_t)kind << 8 | len;

	hash = (hash ^ run) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 31;
}

/* Detectors that have a shape, in their order. */
struct shape_list {
	const uint16_t *detectors;
	const uint16_t *able;	/* those that need no word near them */
	uint32_t count, nable, nalone;	/* nalone: nor a country that agrees,
					 * the first of these */
	uint64_t words;	/* of all of them, see inspect/match/standing.h */
	struct context_span reach;	/* how far words count for one */
	uint8_t sought;		/* enum sought_set that has all words ... */
	bool strict;		/* ... but of some that have a validator */
	bool checked;		/* all have a validator */
};

/* Say of each list what `standings`, by detector, make of it. */
void shape_part(struct shape_table *t, const struct standing *standings);

/* The detectors that have the shape of this hash; NULL: none. */
const struct shape_list *shape_find(const struct shape_table *t,
    uint64_t hash);

/* May a shape go on behind the runs of this hash? If not, none does. */
bool shape_goes_on(const struct shape_table *t, uint64_t hash);

/* Those that have the shape of one run of `len` digits; NULL: none. */
const struct shape_list *shape_find_run(const struct shape_table *t,
    size_t len);

#endif
