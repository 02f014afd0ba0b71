#include "base/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

static inline bool
is_json_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

#ifdef __SSE2__
/* Bit i: byte i of the sixteen at `p` is no plain byte. */
static inline unsigned
special_mask(const char *p)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i control = _mm_cmpeq_epi8(
	    _mm_max_epu8(v, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
	const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	const __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));

	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(control, _mm_or_si128(quote, slash)));
}

static inline size_t
lowest_bit(unsigned mask)
{
	return (size_t)__builtin_ctz(mask);
}
#endif

/* One by one. */
static size_t
plain_bytes(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len && is_json_plain((unsigned char)p[i]))
		i++;
	return i;
}

#ifdef __SSE2__
/* Sixteen by sixteen. */
static size_t
plain_sse2(const char *p, size_t len)
{
	size_t i = 0;

	for (; len - i >= 16; i += 16) {
		unsigned mask = special_mask(p + i);

		if (mask != 0)
			return i + lowest_bit(mask);
	}
	/* The rest once more with bytes before it, which are plain. */
	if (i > 0 && i < len) {
		unsigned mask = special_mask(p + len - 16);

		return mask == 0 ? len : len - 16 + lowest_bit(mask);
	}
	return i + plain_bytes(p + i, len - i);
}

/* Of the 32 at `p`, those that are no plain byte are all ones. */
static inline TARGET(WIDE_TARGET_AVX2) __m256i
special_avx2(const char *p)
{
	const __m256i v = _mm256_loadu_si256((const void *)p);
	const __m256i most = _mm256_set1_epi8(0x1f);

	return _mm256_or_si256(_mm256_or_si256(
	    _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
	    _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'))),
	    _mm256_cmpeq_epi8(_mm256_max_epu8(v, most), most));
}

static TARGET(WIDE_TARGET_AVX2) size_t
plain_avx2(const char *p, size_t len)
{
	size_t i = 0;

	for (; len - i >= 64; i += 64) {
		const __m256i a = special_avx2(p + i);
		const __m256i b = special_avx2(p + i + 32);
		uint64_t mask;

		if (_mm256_testz_si256(_mm256_or_si256(a, b),
		    _mm256_set1_epi8(-1)))
			continue;
		mask = (uint32_t)_mm256_movemask_epi8(a) |
		    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
		return i + (size_t)__builtin_ctzll(mask);
	}
	return i + plain_sse2(p + i, len - i);
}

static TARGET(WIDE_TARGET_AVX512) size_t
plain_avx512(const char *p, size_t len)
{
	const __m512i quote = _mm512_set1_epi8('"');
	const __m512i slash = _mm512_set1_epi8('\\');
	const __m512i least = _mm512_set1_epi8(0x20);

	for (size_t i = 0; i < len; i += 64) {
		__mmask64 here = len - i >= 64 ? UINT64_MAX :
		    ((uint64_t)1 << (len - i)) - 1;
		const __m512i v = _mm512_maskz_loadu_epi8(here, p + i);
		uint64_t mask = here & (_mm512_cmplt_epu8_mask(v, least) |
		    _mm512_cmpeq_epi8_mask(v, quote) |
		    _mm512_cmpeq_epi8_mask(v, slash));

		if (mask != 0)
			return i + (size_t)__builtin_ctzll(mask);
	}
	return len;
}
#endif

size_t
scan_json_plain_as(enum wide wide, const char *p, size_t len)
{
#ifdef __SSE2__
	if (wide == WIDE_AVX512)
		return plain_avx512(p, len);
	return wide == WIDE_AVX2 ? plain_avx2(p, len) : plain_sse2(p, len);
#else
	(void)wide;
	return plain_bytes(p, len);
#endif
}

size_t
scan_json_plain(const char *p, size_t len)
{
#ifdef __SSE2__
	/* Most strings are keys and the like. */
	if (len >= 16) {
		unsigned mask = special_mask(p);

		if (mask != 0)
			return lowest_bit(mask);
		return 16 + scan_json_plain_as(wide_best(), p + 16,
		    len - 16);
	}
#endif
	return plain_bytes(p, len);
}

/* Nonzero if one of the eight is a control, '"', '\\' or no ASCII. */
static inline uint64_t
unusual(uint64_t x)
{
	const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80;
	const uint64_t quote = x ^ ones * '"', slash = x ^ ones * '\\';

	return (x | ((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) |
	    ((slash - ones) & ~slash)) & high;
}

bool
scan_json_copy(char *to, const char *p, size_t len)
{
	uint64_t x, seen = 0;
	size_t i = 0;

#ifdef __SSE2__
	for (; len - i >= 16; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)
		    (const void *)(p + i));

		_mm_storeu_si128((__m128i *)(void *)(to + i), v);
		seen |= special_mask(p + i) | (unsigned)_mm_movemask_epi8(v);
	}
#endif
	for (; len - i >= sizeof(x); i += sizeof(x)) {
		memcpy(&x, p + i, sizeof(x));
		memcpy(to + i, &x, sizeof(x));
		seen |= unusual(x);
	}
	for (; i < len; i++) {
		to[i] = p[i];
		seen |= !is_json_plain((unsigned char)p[i]) ||
		    (p[i] & 0x80) != 0;
	}
	return seen == 0;
}

static inline bool
is_http_text(unsigned char c)
{
	return (c >= 0x20 && c != 0x7f) || c == '\t';
}

#ifdef __SSE2__
/* Bit i: byte i of the sixteen at `p` is a control byte other than HTAB. */
static inline unsigned
control_mask(const char *p)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i low = _mm_cmpeq_epi8(
	    _mm_max_epu8(v, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
	const __m128i tab = _mm_cmpeq_epi8(v, _mm_set1_epi8('\t'));
	const __m128i del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));

	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(_mm_andnot_si128(tab, low), del));
}
#endif

size_t
scan_http_text(const char *p, size_t len)
{
	size_t i = 0;

#ifdef __SSE2__
	for (; len - i >= 16; i += 16) {
		unsigned mask = control_mask(p + i);

		if (mask != 0)
			return i + lowest_bit(mask);
	}
#endif
	while (i < len && is_http_text((unsigned char)p[i]))
		i++;
	return i;
}

/* `before`: the byte before it, of the same call. */
static inline bool
is_latin(unsigned char before, unsigned char c)
{
	if (c == '&' || c == '%' || c == '\\' || c == '=' || c == 0xc2 ||
	    c >= 0xc6)
		return false;
	/* The second bytes of U+0132, U+0133 and U+017F. */
	return (before != 0xc4 && before != 0xc5) ||
	    (c != 0xb2 && c != 0xb3 && c != 0xbf);
}

#ifdef __SSE2__
static inline __m128i
is_byte(__m128i v, unsigned char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c));
}

/* Bit i: byte i of the sixteen behind the first at `p` is not of those. */
static inline unsigned
odd_mask(const char *p)
{
	const __m128i before = _mm_loadu_si128((const void *)p);
	const __m128i v = _mm_loadu_si128((const void *)(p + 1));
	const __m128i one = _mm_set1_epi8(1);
	const __m128i escape = _mm_or_si128(
	    _mm_or_si128(is_byte(v, '&'), is_byte(v, '%')),
	    _mm_or_si128(is_byte(v, '\\'), is_byte(v, '=')));
	const __m128i lead = _mm_or_si128(is_byte(v, 0xc2), _mm_cmpeq_epi8(
	    _mm_max_epu8(v, _mm_set1_epi8((char)0xc6)), v));
	const __m128i second = _mm_and_si128(
	    is_byte(_mm_or_si128(before, one), 0xc5),
	    _mm_or_si128(is_byte(_mm_or_si128(v, one), 0xb3),
	    is_byte(v, 0xbf)));

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(second,
	    _mm_or_si128(escape, lead)));
}
#endif

size_t
scan_latin(const char *p, size_t len)
{
	size_t i = 1;

	if (len == 0 || !is_latin(0, (unsigned char)p[0]))
		return 0;
#ifdef __SSE2__
	for (; len - i >= 16; i += 16) {
		unsigned mask = odd_mask(p + i - 1);

		if (mask != 0)
			return i + lowest_bit(mask);
	}
#endif
	while (i < len && is_latin((unsigned char)p[i - 1],
	    (unsigned char)p[i]))
		i++;
	return i;
}
