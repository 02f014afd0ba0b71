/*
 * The ASCII letters that a text begins with, 16 bytes at once where the
 * processor allows it. For the reader of words (inspect/names/piece.h).
 */
#ifndef BASE_LETTERS_H
#define BASE_LETTERS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	LETTERS_BYTES = 16,
	LETTERS_WIDE = 32	/* for letters_tell() */
};

struct letters {
	unsigned count;		/* LETTERS_BYTES: others may follow */
	uint32_t capitals;	/* one bit for each, the first lowest */
	uint64_t folded[2];	/* in lower case, the first byte lowest; zeros
				 * behind the last */
};

/* The same byte by byte: what letters_read() is tested against. */
static inline void
letters_read_plain(const char *p, struct letters *ret)
{
	*ret = (struct letters){ 0, 0, { 0, 0 } };
	for (; ret->count < LETTERS_BYTES; ret->count++) {
		unsigned n = ret->count;
		unsigned char c = (unsigned char)p[n], low = c | 0x20;

		if ((unsigned char)(low - 'a') >= 26)
			break;
		ret->capitals |= (uint32_t)(c != low) << n;
		ret->folded[n / 8] |= (uint64_t)low << n % 8 * 8;
	}
}

/* Read the LETTERS_BYTES bytes at `p`, which must all be there. */
static inline void
letters_read(const char *p, struct letters *ret)
{
#ifdef __SSE2__
	static const unsigned char keep[2 * LETTERS_BYTES] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255
	};
	const __m128i v = _mm_loadu_si128((const void *)p);
	const __m128i low = _mm_or_si128(v, _mm_set1_epi8(0x20));
	const __m128i x = _mm_sub_epi8(low, _mm_set1_epi8('a'));
	const __m128i is = _mm_cmpeq_epi8(_mm_min_epu8(x,
	    _mm_set1_epi8(25)), x);
	unsigned others = ~(unsigned)_mm_movemask_epi8(is);
	unsigned n = (unsigned)__builtin_ctz(others);
	const __m128i kept = _mm_and_si128(low, _mm_loadu_si128(
	    (const void *)(keep + LETTERS_BYTES - n)));

	ret->count = n;
	/* The bit that makes a letter small becomes the highest. */
	ret->capitals = ~(unsigned)_mm_movemask_epi8(_mm_slli_epi16(v, 2)) &
	    ((1U << n) - 1);
	ret->folded[0] = (uint64_t)_mm_cvtsi128_si64(kept);
	ret->folded[1] = (uint64_t)_mm_cvtsi128_si64(
	    _mm_unpackhi_epi64(kept, kept));
#else
	letters_read_plain(p, ret);
#endif
}

/* What LETTERS_WIDE bytes are, a bit each, the first lowest. */
struct letters_kinds {
	uint32_t letters;	/* ASCII ones */
	uint32_t beyond;	/* of 0x80 and more */
	uint32_t capitals;	/* of `letters` */
};

/* The same byte by byte: what letters_tell() is tested against. */
static inline void
letters_tell_plain(const char *p, struct letters_kinds *ret)
{
	*ret = (struct letters_kinds){ 0, 0, 0 };
	for (unsigned i = 0; i < LETTERS_WIDE; i++) {
		unsigned char c = (unsigned char)p[i], low = c | 0x20;
		uint32_t letter = (unsigned char)(low - 'a') < 26;

		ret->letters |= letter << i;
		ret->beyond |= (uint32_t)(c >> 7) << i;
		ret->capitals |= (letter & (c != low)) << i;
	}
}

/* Say what the bytes at `p` are, which must all be there. */
static inline void
letters_tell(const char *p, struct letters_kinds *ret)
{
#ifdef __SSE2__
	*ret = (struct letters_kinds){ 0, 0, 0 };
	for (unsigned i = 0; i < LETTERS_WIDE; i += LETTERS_BYTES) {
		const __m128i v = _mm_loadu_si128((const void *)(p + i));
		const __m128i x = _mm_sub_epi8(_mm_or_si128(v,
		    _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
		const __m128i is = _mm_cmpeq_epi8(_mm_min_epu8(x,
		    _mm_set1_epi8(25)), x);

		ret->letters |= (uint32_t)_mm_movemask_epi8(is) << i;
		ret->beyond |= (uint32_t)_mm_movemask_epi8(v) << i;
		/* The bit that makes a letter small becomes the highest. */
		ret->capitals |= (uint32_t)_mm_movemask_epi8(_mm_andnot_si128(
		    _mm_slli_epi16(v, 2), is)) << i;
	}
#else
	letters_tell_plain(p, ret);
#endif
}

#endif
