#include "base/tabmask.h"

#include <string.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/*
 * Two tables by half bytes: a byte is a mark if they agree on a bit, and a
 * break if that is the highest.
 *
 *   1  tab        4  : ; < =
 *   2  ( ,        8  { |        128  line feed, return
 */
enum { BREAK = 128 };

static const unsigned char low_halves[16] = {
	0, 0, 0, 0, 0, 0, 0, 0, 2, 1, BREAK | 4, 12, 14, BREAK | 4, 0, 0
};
static const unsigned char high_halves[16] = {
	BREAK | 1, 0, 2, 4, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0
};

void
tabmask_fill_plain(const char *p, size_t len, struct tabmask *out)
{
	for (size_t i = 0; i < len; i++) {
		struct tabmask *m = &out[i / TABMASK_BLOCK];
		unsigned char c = (unsigned char)p[i];
		unsigned bit = i % TABMASK_BLOCK;
		unsigned is = low_halves[c & 15] & high_halves[c >> 4];

		if (bit == 0)
			*m = (struct tabmask){ 0, 0, 0 };
		m->marks |= (uint64_t)((is & ~(unsigned)BREAK) != 0) << bit;
		m->breaks |= (uint64_t)(is / BREAK) << bit;
		m->gaps |= (uint64_t)(i > 0 && c == ' ' &&
		    p[i - 1] == ' ') << bit;
	}
}

#ifdef __x86_64__
/* What the tables agree on. */
static inline TARGET("avx2") __m256i
look_up_avx2(__m256i v, __m256i low, __m256i high)
{
	const __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4),
	    _mm256_set1_epi8(15));

	/* A byte beyond ASCII has no low half here: the result is 0. */
	return _mm256_and_si256(_mm256_shuffle_epi8(low, v),
	    _mm256_shuffle_epi8(high, half));
}

static inline TARGET("avx2") uint64_t
join_avx2(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static TARGET("avx2") void
fill_avx2(const char *p, size_t count, struct tabmask *out)
{
	const __m256i low = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)low_halves));
	const __m256i high = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)high_halves));
	const __m256i blank = _mm256_set1_epi8(' ');
	const __m256i none = _mm256_setzero_si256();
	uint64_t before = 0;

	for (size_t i = 0; i < count; i++, p += TABMASK_BLOCK) {
		const __m256i a = _mm256_loadu_si256((const void *)p);
		const __m256i b = _mm256_loadu_si256((const void *)(p + 32));
		const __m256i first = look_up_avx2(a, low, high);
		const __m256i second = look_up_avx2(b, low, high);
		uint64_t blanks = join_avx2(_mm256_cmpeq_epi8(a, blank),
		    _mm256_cmpeq_epi8(b, blank));

		/* A break is below zero. */
		out[i].marks = join_avx2(_mm256_cmpgt_epi8(first, none),
		    _mm256_cmpgt_epi8(second, none));
		out[i].breaks = join_avx2(first, second);
		out[i].gaps = blanks & (blanks << 1 | before);
		before = blanks >> 63;
	}
}

/* The same byte by byte, of ASCII. */
static const unsigned char ascii[128] = {
	['\t'] = 1, ['\n'] = 4, ['\r'] = 4, [' '] = 2, ['('] = 1, [','] = 1,
	[':'] = 1, [';'] = 1, ['<'] = 1, ['='] = 1, ['{'] = 1, ['|'] = 1
};

static TARGET(WIDE_TARGET_AVX512) void
fill_avx512(const char *p, size_t len, struct tabmask *out)
{
	const __m512i first = _mm512_loadu_si512(ascii);
	const __m512i second = _mm512_loadu_si512(ascii + 64);
	const __m512i mark = _mm512_set1_epi8(1);
	const __m512i blank = _mm512_set1_epi8(2);
	const __m512i line = _mm512_set1_epi8(4);
	uint64_t before = 0;

	for (size_t at = 0; at < len; at += TABMASK_BLOCK, out++) {
		const __m512i v = len - at >= TABMASK_BLOCK ?
		    _mm512_loadu_si512(p + at) : _mm512_maskz_loadu_epi8(
		    (UINT64_C(1) << (len - at)) - 1, p + at);
		const __m512i is = _mm512_maskz_permutex2var_epi8(
		    ~_mm512_movepi8_mask(v), first, v, second);
		uint64_t blanks = _mm512_test_epi8_mask(is, blank);

		out->marks = _mm512_test_epi8_mask(is, mark);
		out->breaks = _mm512_test_epi8_mask(is, line);
		out->gaps = blanks & (blanks << 1 | before);
		before = blanks >> 63;
	}
}

/* The last bytes by way of a copy: nothing is read behind them. */
static void
fill_last(const char *p, size_t len, struct tabmask *out)
{
	char last[TABMASK_BLOCK] = { 0 };

	memcpy(last, p, len);
	fill_avx2(last, 1, out);
}

void
tabmask_fill_as(enum wide wide, const char *p, size_t len,
    struct tabmask *out)
{
	size_t whole = len / TABMASK_BLOCK, rest = len % TABMASK_BLOCK;

	ASSERT(len <= TABMASK_MAX * TABMASK_BLOCK);
	if (wide == WIDE_AVX512) {
		fill_avx512(p, len, out);
		return;
	}
	if (wide == WIDE_PLAIN) {
		tabmask_fill_plain(p, len, out);
		return;
	}
	fill_avx2(p, whole, out);
	if (rest == 0)
		return;
	p += whole * TABMASK_BLOCK;
	fill_last(p, rest, out + whole);
	if (whole > 0 && p[0] == ' ' && p[-1] == ' ')
		out[whole].gaps |= 1;
}
#else
void
tabmask_fill_as(enum wide wide, const char *p, size_t len,
    struct tabmask *out)
{
	(void)wide;
	ASSERT(len <= TABMASK_MAX * TABMASK_BLOCK);
	tabmask_fill_plain(p, len, out);
}
#endif

void
tabmask_fill(const char *p, size_t len, struct tabmask *out)
{
	tabmask_fill_as(wide_best(), p, len, out);
}
