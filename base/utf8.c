#include "base/utf8.h"

#include <string.h>

static const uint64_t HIGH_BITS = 0x8080808080808080u;

/* High bits of eight bytes, that of the first as lowest. */
static inline uint64_t
high_bits(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v & HIGH_BITS;
}

/* Advance over ASCII, sixteen bytes at a time. */
static size_t
skip_ascii(const unsigned char *p, size_t at, size_t len)
{
	for (; len - at >= 16; at += 16) {
		uint64_t a = high_bits(p + at), b = high_bits(p + at + 8);

		if (a != 0)
			return at + (size_t)__builtin_ctzll(a) / 8;
		if (b != 0)
			return at + 8 + (size_t)__builtin_ctzll(b) / 8;
	}
	while (at < len && p[at] < 0x80)
		at++;
	return at;
}

static inline bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Length of the well-formed sequence of two or more bytes at `p`, or 0. */
static inline size_t
sequence(const unsigned char *p, size_t len)
{
	unsigned char a = p[0];

	if (a < 0xc2 || len < 2 || !is_tail(p[1]))
		return 0;
	if (a < 0xe0)
		return 2;
	if (len < 3 || !is_tail(p[2]))
		return 0;
	if (a < 0xf0) {
		if ((a == 0xe0 && p[1] < 0xa0) || (a == 0xed && p[1] > 0x9f))
			return 0;
		return 3;
	}
	if (a > 0xf4 || len < 4 || !is_tail(p[3]))
		return 0;
	if ((a == 0xf0 && p[1] < 0x90) || (a == 0xf4 && p[1] > 0x8f))
		return 0;
	return 4;
}

size_t
utf8_valid_prefix(struct sv s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t at = 0, n;

	while ((at = skip_ascii(p, at, s.len)) < s.len) {
		do {
			n = sequence(p + at, s.len - at);
			if (n == 0)
				return at;
			at += n;
		} while (at < s.len && p[at] >= 0x80);
	}
	return at;
}

bool
utf8_is_valid(struct sv s)
{
	return utf8_valid_prefix(s) == s.len;
}

bool
utf8_is_ascii(struct sv s)
{
	return skip_ascii((const unsigned char *)s.ptr, 0, s.len) == s.len;
}

/*
 * The bytes of an unfinished sequence are judged by completing them: if some
 * continuation makes the sequence well-formed, it is open.
 */
static bool
can_be_completed(const unsigned char *p, size_t have)
{
	static const unsigned char fill[] = { 0x80, 0x90, 0xa0 };
	unsigned char seq[UTF8_MAX];

	for (size_t i = 0; i < NELEMS(fill); i++) {
		memset(seq, 0x80, sizeof(seq));
		memcpy(seq, p, have);
		if (have == 1)
			seq[1] = fill[i];
		if (sequence(seq, sizeof(seq)) > have)
			return true;
	}
	return false;
}

size_t
utf8_open_tail(struct sv s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t n = 1; n <= 3 && n <= s.len; n++) {
		if (is_tail(p[s.len - n]))
			continue;
		if (p[s.len - n] < 0x80)
			return 0;
		return can_be_completed(p + s.len - n, n) ? n : 0;
	}
	return 0;
}

size_t
utf8_decode(struct sv s, uint32_t *ret_char)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t n;

	if (s.len == 0)
		return 0;
	if (p[0] < 0x80) {
		*ret_char = p[0];
		return 1;
	}
	n = sequence(p, s.len);
	if (n == 2)
		*ret_char = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	else if (n == 3)
		*ret_char = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
	else if (n == 4)
		*ret_char = (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	return n;
}

size_t
utf8_encode(uint32_t c, char out[UTF8_MAX])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}
