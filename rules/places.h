/*
 * A set of countries by ISO 3166-1 alpha-2 code. The legal order EPO (an
 * organisation with an adequacy decision of its own) is the one member that
 * is not a country. A set also says whether it is complete: `open` means that
 * other, unnamed places are possible.
 */
#ifndef RULES_PLACES_H
#define RULES_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	PLACES_EPO = 26 * 26,
	PLACES_COUNT,
	PLACES_WORDS = (PLACES_COUNT + 63) / 64
};

struct places {
	uint64_t bits[PLACES_WORDS];
	bool open;		/* may be elsewhere too */
};

/* Index of the code `text` ("DE", "EPO"), upper case; -1 if malformed. */
int places_index(struct sv text) MUST_USE;

/* Write the code of `index` and a NUL to `out`. */
void places_code(int index, char out[4]);

/* The smallest member that is >= `from`, or -1. */
int places_next(const struct places *p, int from);

/* Append the codes in order, joined by `separator`; "?" last when open. */
void places_format(const struct places *p, char separator, struct buf *out);

unsigned places_count(const struct places *p);
bool places_is_empty(const struct places *p);
bool places_equal(const struct places *a, const struct places *b);
bool places_intersect(const struct places *a, const struct places *b);

/* True if every member of `a` is in `b` (says nothing about `open`). */
bool places_within(const struct places *a, const struct places *b);

/* Add all members of `b`; the result is open if either was. */
void places_join(struct places *a, const struct places *b);

static inline void
places_add(struct places *p, int index)
{
	p->bits[index / 64] |= UINT64_C(1) << (index % 64);
}

static inline bool
places_has(const struct places *p, int index)
{
	return (p->bits[index / 64] >> (index % 64)) & 1;
}

#endif
