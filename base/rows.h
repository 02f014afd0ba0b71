/*
 * A linear model whose features are hashed into one table of rows, as the
 * tagger of names is (inspect/names): which row each feature has, and sums
 * over rows. The widest instructions the processor has are chosen when the
 * program runs; the results are always the same.
 */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	ROWS_STEP = 8,		/* rows are found so many at a time */
	ROWS_LANES = 8,		/* of a row, a byte each; the last the check */
	ROWS_CHECK = 8,		/* bits of a place below the row */
	ROWS_MAX = 256		/* rows of one sum, so that it fits 16 bits */
};

/*
 * Set out[i] to the row, of `nrows`, of a feature that has the value
 * values[i] and the number first + i, for i below `count`. Both arrays have
 * room for a multiple of ROWS_STEP; what is set behind `count` means nothing.
 */
void rows_find(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out);

struct rows_sums {
	uint16_t lanes[ROWS_LANES];
};

/*
 * Add the rows at the places at[0 .. count) of the table `rows` to `sums`;
 * their lowest byte is lane 0. A place is a row times 256 and a check: what
 * rows_find() gives for 256 times the rows of the table. A row whose last lane
 * is another check belongs to another feature, and zeros are added.
 */
void rows_add(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums);

/* They will be added soon. */
static inline void
rows_expect(const uint64_t *rows, const uint32_t *at, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		__builtin_prefetch(rows + (at[i] >> ROWS_CHECK));
}

/* Of `count` rows those from number `from` to `to` may be left out. */
struct rows_parts {
	unsigned count, from, to;
};

/* Set ret[0] to the sum without these, ret[1] to the sum of all. */
void rows_add_both(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2]);

/* Is the sum of lane 0 as high as those of the `lanes` first? */
static inline bool
rows_leads(const struct rows_sums *sums, unsigned lanes)
{
#ifdef __SSE2__
	const __m128i all = _mm_loadu_si128((const void *)sums->lanes);
	const __m128i more = _mm_subs_epu16(all,
	    _mm_set1_epi16((short)sums->lanes[0]));
	unsigned none = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(more,
	    _mm_setzero_si128()));

	return (none | ~0U << 2 * lanes) == ~0U;
#else
	for (unsigned i = 1; i < lanes; i++)
		if (sums->lanes[i] > sums->lanes[0])
			return false;
	return true;
#endif
}

enum { ROWS_WIDE = 24 };

struct rows_wide {
	uint16_t lanes[ROWS_WIDE];
};

/*
 * Add to `sums` the rows of numbers at[0 .. count) out of `rows`, where rows of
 * ROWS_WIDE bytes stand one after the other; nothing is checked.
 */
void rows_add_wide(const uint8_t *rows, const uint32_t *at, unsigned count,
    struct rows_wide *sums);

/* The same one by one: what the others are tested against. */
void rows_find_plain(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out);
void rows_add_plain(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums);
void rows_add_both_plain(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2]);
void rows_add_wide_plain(const uint8_t *rows, const uint32_t *at,
    unsigned count, struct rows_wide *sums);

#endif
