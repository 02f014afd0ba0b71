#include "base/mask.h"

#include <string.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

void
mask_blocks_plain(const char *p, size_t len, struct mask_block *out)
{
	for (size_t at = 0; at < len; at++) {
		struct mask_block *b = &out[at / MASK_BLOCK];
		uint64_t bit = (uint64_t)1 << (at % MASK_BLOCK);

		if (at % MASK_BLOCK == 0)
			*b = (struct mask_block){ 0, 0, 0 };
		if (p[at] >= '0' && p[at] <= '9')
			b->digits |= bit;
		else if (p[at] == '@')
			b->ats |= bit;
		else if (p[at] >= ':' && p[at] <= '>')
			b->signs |= bit;
	}
}

void
mask_words_plain(const char *p, size_t len, struct mask_words *out)
{
	for (size_t at = 0; at < len; at++) {
		struct mask_words *w = &out[at / MASK_BLOCK];
		uint64_t bit = (uint64_t)1 << (at % MASK_BLOCK);
		unsigned char c = (unsigned char)p[at];

		if (at % MASK_BLOCK == 0)
			*w = (struct mask_words){ 0, 0 };
		if (c >= 0x80)
			w->high |= bit;
		if (c >= 0x80 || (unsigned char)((c | 0x20) - 'a') < 26)
			w->words |= bit;
	}
}

#ifdef __x86_64__
/* Bits of the bytes from `low` to `low` + `more`. */
static inline TARGET("avx2") uint64_t
range_avx2(__m256i a, __m256i b, char low, char more)
{
	const __m256i from = _mm256_set1_epi8(low);
	const __m256i most = _mm256_set1_epi8(more);
	const __m256i da = _mm256_sub_epi8(a, from);
	const __m256i db = _mm256_sub_epi8(b, from);

	return (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_min_epu8(da, most), da)) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_min_epu8(db, most), db)) << 32;
}

static TARGET("avx2") inline uint64_t
letters_avx2(__m256i v)
{
	const __m256i lower = _mm256_sub_epi8(_mm256_or_si256(v,
	    _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_min_epu8(lower, _mm256_set1_epi8(25)), lower));
}

static TARGET("avx2") void
words_avx2(const char *p, size_t count, struct mask_words *out)
{
	for (size_t i = 0; i < count; i++, p += MASK_BLOCK) {
		const __m256i a = _mm256_loadu_si256((const void *)p);
		const __m256i b = _mm256_loadu_si256((const void *)(p + 32));

		out[i].high = (uint32_t)_mm256_movemask_epi8(a) |
		    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
		out[i].words = out[i].high | letters_avx2(a) |
		    letters_avx2(b) << 32;
	}
}

static void
words_whole(const char *p, size_t count, struct mask_words *out)
{
	if (__builtin_cpu_supports("avx2"))
		words_avx2(p, count, out);
	else
		mask_words_plain(p, count * MASK_BLOCK, out);
}

static TARGET("avx2") void
blocks_avx2(const char *p, size_t count, struct mask_block *out)
{
	for (size_t i = 0; i < count; i++, p += MASK_BLOCK) {
		const __m256i a = _mm256_loadu_si256((const void *)p);
		const __m256i b = _mm256_loadu_si256((const void *)(p + 32));

		out[i].digits = range_avx2(a, b, '0', 9);
		out[i].ats = range_avx2(a, b, '@', 0);
		out[i].signs = range_avx2(a, b, ':', 4);
	}
}

static inline uint64_t
range_sse2(__m128i v, char low, char more)
{
	const __m128i d = _mm_sub_epi8(v, _mm_set1_epi8(low));

	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d,
	    _mm_set1_epi8(more)), d));
}

/* Every x86-64 processor has SSE2. */
static void
blocks_sse2(const char *p, size_t count, struct mask_block *out)
{
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct mask_block){ 0, 0, 0 };
		for (unsigned part = 0; part < MASK_BLOCK; part += 16) {
			const __m128i v = _mm_loadu_si128((const void *)p);

			out[i].digits |= range_sse2(v, '0', 9) << part;
			out[i].ats |= range_sse2(v, '@', 0) << part;
			out[i].signs |= range_sse2(v, ':', 4) << part;
			p += 16;
		}
	}
}

static void
blocks_whole(const char *p, size_t count, struct mask_block *out)
{
	if (__builtin_cpu_supports("avx2"))
		blocks_avx2(p, count, out);
	else
		blocks_sse2(p, count, out);
}
#else
static void
blocks_whole(const char *p, size_t count, struct mask_block *out)
{
	mask_blocks_plain(p, count * MASK_BLOCK, out);
}

static void
words_whole(const char *p, size_t count, struct mask_words *out)
{
	mask_words_plain(p, count * MASK_BLOCK, out);
}
#endif

/* The last, incomplete block of a text, filled up with zeros. */
static size_t
take_rest(const char *p, size_t len, char last[MASK_BLOCK])
{
	size_t rest = len % MASK_BLOCK;

	ASSERT(len <= (size_t)MASK_BLOCK * MASK_MAX_BLOCKS);
	if (rest > 0) {
		memset(last, 0, MASK_BLOCK);
		memcpy(last, p + (len - rest), rest);
	}
	return rest;
}

void
mask_words(const char *p, size_t len, struct mask_words *out)
{
	char last[MASK_BLOCK];
	size_t rest = take_rest(p, len, last);

	words_whole(p, len / MASK_BLOCK, out);
	if (rest > 0)
		words_whole(last, 1, out + len / MASK_BLOCK);
}

void
mask_blocks(const char *p, size_t len, struct mask_block *out)
{
	char last[MASK_BLOCK];
	size_t rest = take_rest(p, len, last);

	blocks_whole(p, len / MASK_BLOCK, out);
	if (rest > 0)
		blocks_whole(last, 1, out + len / MASK_BLOCK);
}
