/*
 * Which of two times eight numbers of 16 bits are a given one: for tables that
 * hold fingerprints eight by eight.
 */
#ifndef BASE_FIND16_H
#define BASE_FIND16_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* One by one: what find16() is tested against. */
static inline unsigned
find16_plain(const uint16_t eight[8], uint16_t wanted)
{
	unsigned set = 0;

	for (unsigned i = 0; i < 8; i++)
		set |= (unsigned)(eight[i] == wanted) << i;
	return set;
}

/* Bit i says that first[i] is `wanted`, bit 8 + i that second[i] is. */
static inline unsigned
find16(const uint16_t first[8], const uint16_t second[8], uint16_t wanted)
{
#ifdef __SSE2__
	const __m128i all = _mm_set1_epi16((short)wanted);
	const __m128i a = _mm_cmpeq_epi16(_mm_loadu_si128(
	    (const void *)first), all);
	const __m128i b = _mm_cmpeq_epi16(_mm_loadu_si128(
	    (const void *)second), all);

	return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(a, b));
#else
	return find16_plain(first, wanted) | find16_plain(second, wanted) << 8;
#endif
}

#endif
