#include "base/mask.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

static inline bool
is_run(char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/' || c == '-' ||
	    c == '_';
}

void
mask_blocks_plain(const char *p, size_t len, struct mask_block *out)
{
	for (size_t at = 0; at < len; at++) {
		struct mask_block *b = &out[at / MASK_BLOCK];
		uint64_t bit = (uint64_t)1 << (at % MASK_BLOCK);

		if (at % MASK_BLOCK == 0)
			*b = (struct mask_block){ 0, 0, 0, 0, 0, 0 };
		if ((unsigned char)p[at] >= 0xc6 || p[at] == '\xc2')
			b->beyond |= bit;
		if (is_run(p[at]))
			b->runs |= bit;
		if (strchr("&%\\=([{<\x1b\x05\x06\b", p[at]) != NULL &&
		    p[at] != '\0')
			b->marks |= bit;
		if (ascii_is_digit(p[at]))
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
			*w = (struct mask_words){ 0, 0, 0, 0, 0 };
		if (c >= 0x80)
			w->high |= bit;
		if (c >= 0xc3 && c <= 0xc5)
			w->pairs |= bit;
		else if (c >= 0xc0)
			w->apart |= bit;
		else if (c == 0x97 || c == 0xb7)
			w->crosses |= bit;
		if (c >= 0x80 || (unsigned char)((c | 0x20) - 'a') < 26)
			w->words |= bit;
	}
}

/*
 * Two tables by half bytes: a byte is what its halves agree on.
 *
 *   1  rare in C-   C2 CA CB           16  near in C-   CC to CF
 *   2  rare in D-   D8 to DF           32  near in D-   D0 to D6
 *   4  rare in E-   E0 to E3, EA, EF
 *   8  rare in F-   F0 to F4
 */
enum { RARE = 15, NEAR = 48 };

#define LOW_HALVES \
	44, 44, 45, 44, 40, 32, 32, 0, 2, 2, 7, 3, 18, 18, 18, 22
#define HIGH_HALVES \
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 34, 4, 8

static const unsigned char low_halves[16] = { LOW_HALVES };
static const unsigned char high_halves[16] = { HIGH_HALVES };

/* Those of `near` that touch one of `alnum`, or may do so outside. */
static inline uint64_t
touching(uint64_t near, uint64_t alnum, size_t len)
{
	uint64_t ends = (uint64_t)1 | (uint64_t)3 << (len < 2 ? 0 : len - 2);

	return near & (alnum << 1 | alnum >> 2 | ends);
}

struct mask_foreign
mask_foreign_plain(const char *p, size_t len)
{
	struct mask_foreign m = { 0, 0 };
	uint64_t alnum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];
		unsigned kind = low_halves[c & 15] & high_halves[c >> 4];

		m.rare |= (uint64_t)((kind & RARE) != 0) << i;
		m.near |= (uint64_t)((kind & NEAR) != 0) << i;
		alnum |= (uint64_t)ascii_is_alnum(p[i]) << i;
	}
	m.near = touching(m.near, alnum, len);
	return m;
}

/*
 * The same for marks, and for what runs consist of but digits.
 *
 *   1  + - /                 16  & % ( 05 06 08
 *   2  A to O, a to o        32  < =
 *   4  P to Z, _             64  [ \
 *   8  p to z               128  { 1b
 */
enum { RUNS = 15, MARKS = 240 };

static const unsigned char kind_low[16] = {
	12, 14, 14, 14, 14, 30, 30, 14, 30, 14, 14, 195, 98, 35, 2, 7
};
static const unsigned char kind_high[16] = {
	16, 128, 17, 32, 2, 68, 2, 136, 0, 0, 0, 0, 0, 0, 0, 0
};

#ifdef __x86_64__
static TARGET("avx2") struct mask_foreign
foreign_avx2(const char *p, size_t len)
{
	const __m256i low = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)low_halves));
	const __m256i high = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)high_halves));
	const __m256i half = _mm256_set1_epi8(15);
	const __m256i zero = _mm256_setzero_si256();
	struct mask_foreign m = { 0, 0 };
	uint64_t alnum = 0;

	for (unsigned at = 0; at < MASK_BLOCK; at += 32) {
		const __m256i v = _mm256_loadu_si256((const void *)(p + at));
		const __m256i kind = _mm256_and_si256(
		    _mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
		    _mm256_shuffle_epi8(high, _mm256_and_si256(
		    _mm256_srli_epi16(v, 4), half)));
		const __m256i letter = _mm256_sub_epi8(_mm256_or_si256(v,
		    _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));
		const __m256i digit = _mm256_sub_epi8(v,
		    _mm256_set1_epi8('0'));
		const __m256i is = _mm256_or_si256(
		    _mm256_cmpeq_epi8(_mm256_min_epu8(letter,
		    _mm256_set1_epi8(25)), letter),
		    _mm256_cmpeq_epi8(_mm256_min_epu8(digit,
		    _mm256_set1_epi8(9)), digit));

		m.rare |= (uint64_t)~(uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(_mm256_and_si256(kind,
		    _mm256_set1_epi8(RARE)), zero)) << at;
		m.near |= (uint64_t)~(uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(_mm256_and_si256(kind,
		    _mm256_set1_epi8(NEAR)), zero)) << at;
		alnum |= (uint64_t)(uint32_t)_mm256_movemask_epi8(is) << at;
	}
	m.near = touching(m.near, alnum, len);
	return m;
}

struct mask_foreign
mask_foreign(const char *p, size_t len)
{
	char last[MASK_BLOCK] = { 0 };

	ASSERT(len > 0 && len <= MASK_BLOCK);
	if (!__builtin_cpu_supports("avx2"))
		return mask_foreign_plain(p, len);
	if (len == MASK_BLOCK)
		return foreign_avx2(p, len);
	memcpy(last, p, len);
	return foreign_avx2(last, len);
}
#else
struct mask_foreign
mask_foreign(const char *p, size_t len)
{
	return mask_foreign_plain(p, len);
}
#endif

#ifdef __x86_64__
/* What kinds the bytes are. */
static inline TARGET("avx2") __m256i
kinds_avx2(__m256i v)
{
	const __m256i low = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)kind_low));
	const __m256i high = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)kind_high));
	const __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4),
	    _mm256_set1_epi8(15));

	/* A byte beyond ASCII has no low half here: the result is 0. */
	return _mm256_and_si256(_mm256_shuffle_epi8(low, v),
	    _mm256_shuffle_epi8(high, half));
}

/* Bits of those that are of one of `kinds`. */
static inline TARGET("avx2") uint64_t
of_kind_avx2(__m256i a, __m256i b, unsigned char kinds)
{
	const __m256i k = _mm256_set1_epi8((char)kinds);
	const __m256i zero = _mm256_setzero_si256();

	return ~((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_and_si256(a, k), zero)) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_and_si256(b, k), zero)) << 32);
}

static inline TARGET("avx2") uint32_t
beyond_avx2(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(
	    _mm256_cmpeq_epi8(_mm256_max_epu8(v,
	    _mm256_set1_epi8((char)0xc6)), v),
	    _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)0xc2))));
}

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

/* What is beyond ASCII in 64 bytes where something is. */
static inline TARGET("avx2") void
high_avx2(__m256i a, __m256i b, struct mask_words *out)
{
	/* 0x97 and 0xb7 differ in one bit. */
	const __m256i bit = _mm256_set1_epi8(0x20);

	out->pairs = range_avx2(a, b, (char)0xc3, 2);
	out->apart = range_avx2(a, b, (char)0xc0, 63) & ~out->pairs;
	out->crosses = range_avx2(_mm256_or_si256(a, bit),
	    _mm256_or_si256(b, bit), (char)0xb7, 0);
}

static TARGET("avx2") void
words_avx2(const char *p, size_t count, struct mask_words *out)
{
	for (size_t i = 0; i < count; i++, p += MASK_BLOCK) {
		const __m256i a = _mm256_loadu_si256((const void *)p);
		const __m256i b = _mm256_loadu_si256((const void *)(p + 32));
		uint64_t high = (uint32_t)_mm256_movemask_epi8(a) |
		    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;

		out[i] = (struct mask_words){ high | letters_avx2(a) |
		    letters_avx2(b) << 32, high, 0, 0, 0 };
		if (high != 0)
			high_avx2(a, b, &out[i]);
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
		const __m256i ka = kinds_avx2(a), kb = kinds_avx2(b);

		out[i].digits = range_avx2(a, b, '0', 9);
		out[i].ats = range_avx2(a, b, '@', 0);
		out[i].signs = range_avx2(a, b, ':', 4);
		out[i].runs = of_kind_avx2(ka, kb, RUNS) | out[i].digits;
		out[i].marks = of_kind_avx2(ka, kb, MARKS);
		out[i].beyond = beyond_avx2(a) |
		    (uint64_t)beyond_avx2(b) << 32;
	}
}

/* Bits of each byte of ASCII for blocks_avx512(). */
enum { IS_DIGIT = 1, IS_AT = 2, IS_SIGN = 4, IS_RUN = 8, IS_MARK = 16 };

#define L	IS_RUN
#define D	(IS_DIGIT | IS_RUN)
#define S	IS_SIGN
#define M	IS_MARK
static const unsigned char ascii[128] = {
	ASCII_SMALLS(L), ASCII_CAPITALS(L), ASCII_DIGITS(D),
	['+'] = L, ['/'] = L, ['-'] = L, ['_'] = L,
	['@'] = IS_AT, [':'] = S, [';'] = S, ['<'] = S | M, ['='] = S | M,
	['>'] = S, ['&'] = M, ['%'] = M, ['\\'] = M, ['('] = M, ['['] = M,
	['{'] = M, [0x1b] = M, [0x05] = M, [0x06] = M, ['\b'] = M,
};
#undef L
#undef D
#undef S
#undef M

static TARGET(WIDE_TARGET_AVX512) void
blocks_avx512(const char *p, size_t len, struct mask_block *out)
{
	const __m512i first = _mm512_loadu_si512(ascii);
	const __m512i second = _mm512_loadu_si512(ascii + 64);
	const __m512i digit = _mm512_set1_epi8(IS_DIGIT);
	const __m512i at = _mm512_set1_epi8(IS_AT);
	const __m512i sign = _mm512_set1_epi8(IS_SIGN);
	const __m512i run = _mm512_set1_epi8(IS_RUN);
	const __m512i mark = _mm512_set1_epi8(IS_MARK);
	const __m512i far = _mm512_set1_epi8((char)0xc6);
	const __m512i near = _mm512_set1_epi8((char)0xc2);

	for (size_t i = 0; i < len; i += MASK_BLOCK, out++) {
		const __m512i v = len - i >= MASK_BLOCK ?
		    _mm512_loadu_si512(p + i) : _mm512_maskz_loadu_epi8(
		    (UINT64_C(1) << (len - i)) - 1, p + i);
		const __m512i is = _mm512_maskz_permutex2var_epi8(
		    ~_mm512_movepi8_mask(v), first, v, second);

		out->digits = _mm512_test_epi8_mask(is, digit);
		out->ats = _mm512_test_epi8_mask(is, at);
		out->signs = _mm512_test_epi8_mask(is, sign);
		out->runs = _mm512_test_epi8_mask(is, run);
		out->marks = _mm512_test_epi8_mask(is, mark);
		out->beyond = _mm512_cmpge_epu8_mask(v, far) |
		    _mm512_cmpeq_epi8_mask(v, near);
	}
}

static inline uint64_t
range_sse2(__m128i v, char low, char more)
{
	const __m128i d = _mm_sub_epi8(v, _mm_set1_epi8(low));

	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d,
	    _mm_set1_epi8(more)), d));
}

static inline uint32_t
marks_sse2(__m128i v)
{
	static const char marks[] = "&%\\=([{<\x1b\x05\x06\b";
	__m128i is = _mm_setzero_si128();

	for (size_t i = 0; i < sizeof(marks) - 1; i++)
		is = _mm_or_si128(is, _mm_cmpeq_epi8(v,
		    _mm_set1_epi8(marks[i])));
	return (uint32_t)_mm_movemask_epi8(is);
}

/* But for digits. */
static inline uint64_t
runs_sse2(__m128i v)
{
	const __m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
	uint64_t is = range_sse2(small, 'a', 25);

	return is | range_sse2(v, '+', 0) | range_sse2(v, '-', 0) |
	    range_sse2(v, '/', 0) | range_sse2(v, '_', 0);
}

/* Every x86-64 processor has SSE2. */
static void
blocks_sse2(const char *p, size_t count, struct mask_block *out)
{
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct mask_block){ 0, 0, 0, 0, 0, 0 };
		for (unsigned part = 0; part < MASK_BLOCK; part += 16) {
			const __m128i v = _mm_loadu_si128((const void *)p);

			out[i].digits |= range_sse2(v, '0', 9) << part;
			out[i].ats |= range_sse2(v, '@', 0) << part;
			out[i].signs |= range_sse2(v, ':', 4) << part;
			out[i].runs |= runs_sse2(v) << part;
			out[i].beyond |= (uint64_t)(unsigned)
			    _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(
			    _mm_max_epu8(v, _mm_set1_epi8((char)0xc6)), v),
			    _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xc2)))) <<
			    part;
			out[i].marks |= (uint64_t)marks_sse2(v) << part;
			p += 16;
		}
		out[i].runs |= out[i].digits;
	}
}

static void
blocks_whole(enum wide wide, const char *p, size_t count,
    struct mask_block *out)
{
	if (wide == WIDE_PLAIN)
		blocks_sse2(p, count, out);
	else
		blocks_avx2(p, count, out);
}
#else
static void
blocks_whole(enum wide wide, const char *p, size_t count,
    struct mask_block *out)
{
	(void)wide;
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
mask_blocks_as(enum wide wide, const char *p, size_t len,
    struct mask_block *out)
{
	char last[MASK_BLOCK];
	size_t rest;

#ifdef __x86_64__
	if (wide == WIDE_AVX512) {
		ASSERT(len <= (size_t)MASK_BLOCK * MASK_MAX_BLOCKS);
		blocks_avx512(p, len, out);
		return;
	}
#endif
	rest = take_rest(p, len, last);
	blocks_whole(wide, p, len / MASK_BLOCK, out);
	if (rest > 0)
		blocks_whole(wide, last, 1, out + len / MASK_BLOCK);
}

void
mask_blocks(const char *p, size_t len, struct mask_block *out)
{
	mask_blocks_as(wide_best(), p, len, out);
}
