/*
 * The row of a feature, as weights files have it for ever: with the number of
 * the feature counted from 1,
 *
 *   h = (value ^ number * NUMBER) * FIRST         modulo 2^64
 *   h = (h ^ h >> 32) * SECOND
 *   row = (h >> 32) * nrows >> 32
 *
 * With 256 times the rows of a table for nrows this is a place in it: the
 * lowest byte is the check, what is above it the row.
 */
#include "base/rows.h"

#include "base/attr.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define NUMBER	UINT64_C(0xc2b2ae3d27d4eb4f)
#define FIRST	UINT64_C(0x9e3779b97f4a7c15)
#define SECOND	UINT64_C(0xd6e8feb86659fd93)

void
rows_find_plain(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out)
{
	for (unsigned i = 0; i < count; i++) {
		uint64_t h = (values[i] ^ (first + i + 1) * NUMBER) * FIRST;

		h = (h ^ (h >> 32)) * SECOND;
		out[i] = (uint32_t)((h >> 32) * nrows >> 32);
	}
}

/* The row at a place; zeros if another feature has it. No branch. */
static inline uint64_t
own_row(const uint64_t *rows, uint32_t place)
{
	uint64_t row = rows[place >> ROWS_CHECK];

	return row & -(uint64_t)(row >> 56 == (place & 0xff));
}

void
rows_add_plain(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums)
{
	for (unsigned i = 0; i < count; i++) {
		uint64_t row = own_row(rows, at[i]);

		for (unsigned k = 0; k < ROWS_LANES; k++)
			sums->lanes[k] = (uint16_t)(sums->lanes[k] +
			    (row >> 8 * k & 0xff));
	}
}

void
rows_add_both_plain(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2])
{
	ret[0] = (struct rows_sums){ { 0 } };
	rows_add_plain(rows, at, parts->from, &ret[0]);
	rows_add_plain(rows, at + parts->to, parts->count - parts->to,
	    &ret[0]);
	ret[1] = ret[0];
	rows_add_plain(rows, at + parts->from, parts->to - parts->from,
	    &ret[1]);
}

void
rows_add_wide_plain(const uint8_t *rows, const uint32_t *at, unsigned count,
    struct rows_wide *sums)
{
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < ROWS_WIDE; k++)
			sums->lanes[k] = (uint16_t)(sums->lanes[k] +
			    rows[(size_t)at[i] * ROWS_WIDE + k]);
}

#ifdef __x86_64__
/* Products of four numbers of 64 bits, of halves as the processor has them. */
static inline TARGET("avx2") __m256i
multiply(__m256i a, uint64_t by)
{
	const __m256i low = _mm256_set1_epi64x((long long)(by & UINT32_MAX));
	const __m256i high = _mm256_set1_epi64x((long long)(by >> 32));
	__m256i cross = _mm256_add_epi64(
	    _mm256_mul_epu32(_mm256_srli_epi64(a, 32), low),
	    _mm256_mul_epu32(a, high));

	return _mm256_add_epi64(_mm256_mul_epu32(a, low),
	    _mm256_slli_epi64(cross, 32));
}

static inline TARGET("avx2") __m256i
find_four(const uint64_t *values, __m256i numbers, uint32_t nrows)
{
	__m256i h = _mm256_xor_si256(
	    _mm256_loadu_si256((const void *)values), numbers);

	h = multiply(h, FIRST);
	h = multiply(_mm256_xor_si256(h, _mm256_srli_epi64(h, 32)), SECOND);
	return _mm256_mul_epu32(_mm256_srli_epi64(h, 32),
	    _mm256_set1_epi64x(nrows));
}

static TARGET("avx2") void
find_avx2(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out)
{
	__m256i numbers = multiply(_mm256_add_epi64(
	    _mm256_set_epi64x(4, 3, 2, 1), _mm256_set1_epi64x(first)), NUMBER);
	const __m256i four = _mm256_set1_epi64x((long long)(4 * NUMBER));

	for (unsigned i = 0; i < count; i += ROWS_STEP) {
		__m256i a = find_four(values + i, numbers, nrows), b;

		numbers = _mm256_add_epi64(numbers, four);
		b = find_four(values + i + 4, numbers, nrows);
		numbers = _mm256_add_epi64(numbers, four);
		/* High halves of both, back in order. */
		a = _mm256_castps_si256(_mm256_shuffle_ps(
		    _mm256_castsi256_ps(a), _mm256_castsi256_ps(b),
		    _MM_SHUFFLE(3, 1, 3, 1)));
		_mm256_storeu_si256((void *)(out + i),
		    _mm256_permute4x64_epi64(a, _MM_SHUFFLE(3, 1, 2, 0)));
	}
}

static TARGET("avx512f,avx512dq") void
find_avx512(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out)
{
	const __m512i by = _mm512_set1_epi64((long long)FIRST);
	const __m512i again = _mm512_set1_epi64((long long)SECOND);
	const __m512i all = _mm512_set1_epi64(nrows);
	const __m512i eight = _mm512_set1_epi64((long long)(8 * NUMBER));
	__m512i numbers = _mm512_mullo_epi64(_mm512_add_epi64(
	    _mm512_set_epi64(8, 7, 6, 5, 4, 3, 2, 1),
	    _mm512_set1_epi64(first)), _mm512_set1_epi64((long long)NUMBER));

	for (unsigned i = 0; i < count; i += ROWS_STEP) {
		__m512i h = _mm512_xor_si512(
		    _mm512_loadu_si512(values + i), numbers);

		h = _mm512_mullo_epi64(h, by);
		h = _mm512_mullo_epi64(_mm512_xor_si512(h,
		    _mm512_srli_epi64(h, 32)), again);
		h = _mm512_mul_epu32(_mm512_srli_epi64(h, 32), all);
		_mm256_storeu_si256((void *)(out + i),
		    _mm512_cvtepi64_epi32(_mm512_srli_epi64(h, 32)));
		numbers = _mm512_add_epi64(numbers, eight);
	}
}

void
rows_find(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out)
{
	if (__builtin_cpu_supports("avx512dq"))
		find_avx512(values, first, count, nrows, out);
	else if (__builtin_cpu_supports("avx2"))
		find_avx2(values, first, count, nrows, out);
	else
		rows_find_plain(values, first, count, nrows, out);
}

static inline __m128i
widen(uint64_t row)
{
	return _mm_unpacklo_epi8(_mm_cvtsi64_si128((long long)row),
	    _mm_setzero_si128());
}

/* `all` and the rows from `at` to `end`. */
static inline __m128i
add_rows(const uint64_t *rows, const uint32_t *at, const uint32_t *end,
    __m128i all)
{
	for (; at < end; at++)
		all = _mm_add_epi16(all, widen(own_row(rows, *at)));
	return all;
}

/* One by one: to gather them takes some processors longer. */
static inline __m128i
load_two(const uint64_t *rows, const uint32_t *at)
{
	const __m128i first = _mm_loadl_epi64(
	    (const void *)(rows + (at[0] >> ROWS_CHECK)));

	return _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(first),
	    (const void *)(rows + (at[1] >> ROWS_CHECK))));
}

/* Four rows, each zeros if another feature has it, widened and paired. */
static inline TARGET("avx2") __m256i
add_four(const uint64_t *rows, const uint32_t *at)
{
	const __m256i zero = _mm256_setzero_si256();
	const __m128i places = _mm_loadu_si128((const void *)at);
	const __m256i checks = _mm256_cvtepu32_epi64(_mm_and_si128(places,
	    _mm_set1_epi32((1 << ROWS_CHECK) - 1)));
	__m256i four = _mm256_inserti128_si256(_mm256_castsi128_si256(
	    load_two(rows, at)), load_two(rows, at + 2), 1);

	four = _mm256_and_si256(four, _mm256_cmpeq_epi64(checks,
	    _mm256_srli_epi64(four, 56)));
	return _mm256_add_epi16(_mm256_unpacklo_epi8(four, zero),
	    _mm256_unpackhi_epi8(four, zero));
}

static inline TARGET("avx2") __m128i
add_rows_avx2(const uint64_t *rows, const uint32_t *at, const uint32_t *end,
    __m128i all)
{
	__m256i sums = _mm256_zextsi128_si256(all);

	for (; end - at >= 8; at += 8)
		sums = _mm256_add_epi16(sums, _mm256_add_epi16(
		    add_four(rows, at), add_four(rows, at + 4)));
	all = _mm_add_epi16(_mm256_castsi256_si128(sums),
	    _mm256_extracti128_si256(sums, 1));
	for (; at < end; at++)
		all = _mm_add_epi16(all, widen(own_row(rows, *at)));
	return all;
}

static TARGET("avx2") void
add_avx2(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums)
{
	_mm_storeu_si128((void *)sums, add_rows_avx2(rows, at, at + count,
	    _mm_loadu_si128((const void *)sums)));
}

void
rows_add(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums)
{
	if (__builtin_cpu_supports("avx2"))
		add_avx2(rows, at, count, sums);
	else
		_mm_storeu_si128((void *)sums, add_rows(rows, at, at + count,
		    _mm_loadu_si128((const void *)sums)));
}

/* The same twice, in registers from beginning to end. */
static void
add_both(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2])
{
	__m128i sums = add_rows(rows, at, at + parts->from,
	    _mm_setzero_si128());

	sums = add_rows(rows, at + parts->to, at + parts->count, sums);
	_mm_storeu_si128((void *)&ret[0], sums);
	_mm_storeu_si128((void *)&ret[1], add_rows(rows, at + parts->from,
	    at + parts->to, sums));
}

static TARGET("avx2") void
add_both_avx2(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2])
{
	__m128i sums = add_rows_avx2(rows, at, at + parts->from,
	    _mm_setzero_si128());

	sums = add_rows_avx2(rows, at + parts->to, at + parts->count, sums);
	_mm_storeu_si128((void *)&ret[0], sums);
	_mm_storeu_si128((void *)&ret[1], add_rows_avx2(rows,
	    at + parts->from, at + parts->to, sums));
}

void
rows_add_both(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2])
{
	if (__builtin_cpu_supports("avx2"))
		add_both_avx2(rows, at, parts, ret);
	else
		add_both(rows, at, parts, ret);
}

void
rows_add_wide(const uint8_t *rows, const uint32_t *at, unsigned count,
    struct rows_wide *sums)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i a = _mm_loadu_si128((const void *)sums->lanes);
	__m128i b = _mm_loadu_si128((const void *)(sums->lanes + 8));
	__m128i c = _mm_loadu_si128((const void *)(sums->lanes + 16));

	for (const uint32_t *end = at + count; at < end; at++) {
		const uint8_t *row = rows + (size_t)*at * ROWS_WIDE;
		const __m128i v = _mm_loadu_si128((const void *)row);
		const __m128i w = _mm_loadl_epi64((const void *)(row + 16));

		a = _mm_add_epi16(a, _mm_unpacklo_epi8(v, zero));
		b = _mm_add_epi16(b, _mm_unpackhi_epi8(v, zero));
		c = _mm_add_epi16(c, _mm_unpacklo_epi8(w, zero));
	}
	_mm_storeu_si128((void *)sums->lanes, a);
	_mm_storeu_si128((void *)(sums->lanes + 8), b);
	_mm_storeu_si128((void *)(sums->lanes + 16), c);
}
#else
void
rows_find(const uint64_t *values, unsigned first, unsigned count,
    uint32_t nrows, uint32_t *out)
{
	rows_find_plain(values, first, count, nrows, out);
}

void
rows_add(const uint64_t *rows, const uint32_t *at, unsigned count,
    struct rows_sums *sums)
{
	rows_add_plain(rows, at, count, sums);
}

void
rows_add_both(const uint64_t *rows, const uint32_t *at,
    const struct rows_parts *parts, struct rows_sums ret[2])
{
	rows_add_both_plain(rows, at, parts, ret);
}

void
rows_add_wide(const uint8_t *rows, const uint32_t *at, unsigned count,
    struct rows_wide *sums)
{
	rows_add_wide_plain(rows, at, count, sums);
}
#endif
