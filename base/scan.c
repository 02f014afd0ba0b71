#include "base/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
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

size_t
scan_json_plain(const char *p, size_t len)
{
	size_t i = 0;

#ifdef __SSE2__
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
#endif
	while (i < len && is_json_plain((unsigned char)p[i]))
		i++;
	return i;
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
