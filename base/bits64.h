/*
 * A set of up to 64 things out of a byte for each, whose bits say what each is:
 * whoever looks at many things in turn stores a byte and need not shift and
 * join bits for every one.
 */
#ifndef BASE_BITS64_H
#define BASE_BITS64_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BITS64 = 64 };

/* Byte by byte: what bits64_of() is tested against. */
static inline uint64_t
bits64_of_plain(const uint8_t bytes[BITS64], unsigned bit)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < BITS64; i++)
		set |= (uint64_t)(bytes[i] >> bit & 1) << i;
	return set;
}

/* The set of those whose bit number `bit` of eight is set. */
static inline uint64_t
bits64_of(const uint8_t bytes[BITS64], unsigned bit)
{
#ifdef __SSE2__
	const __m128i left = _mm_cvtsi32_si128(7 - (int)bit);
	uint64_t set = 0;

	/* Each bit becomes the highest of its byte. */
	for (unsigned i = 0; i < BITS64; i += 16)
		set |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_sll_epi16(
		    _mm_loadu_si128((const void *)(bytes + i)), left)) << i;
	return set;
#else
	return bits64_of_plain(bytes, bit);
#endif
}

#endif
