#include "base/encode.h"

#include "base/ascii.h"
#include "base/err.h"

#define X	ENCODE_NO_SEXTET
#define X16	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
const unsigned char encode_sextets[256] = {
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, 62, X, 62, X, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, X, X, X,
	X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, 63,
	X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
	X16, X16, X16, X16, X16, X16, X16, X16
};
#undef X
#undef X16

static const char alphabets[2][65] = {
	[BASE64_STD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/",
	[BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_",
};

void
encode_base64(struct buf *b, enum base64_kind kind, const void *ptr, size_t len)
{
	const char *alphabet = alphabets[kind];
	const unsigned char *p = ptr;
	size_t size = (len + 2) / 3 * 4, i, n = 0;
	char *out = len > SIZE_MAX / 2 ? NULL : buf_reserve(b, size);

	if (out == NULL)
		return;
	for (i = 0; i + 2 < len; i += 3) {
		out[n++] = alphabet[p[i] >> 2];
		out[n++] = alphabet[(p[i] & 3) << 4 | p[i + 1] >> 4];
		out[n++] = alphabet[(p[i + 1] & 15) << 2 | p[i + 2] >> 6];
		out[n++] = alphabet[p[i + 2] & 63];
	}
	if (i < len) {
		unsigned second = i + 1 < len ? p[i + 1] : 0;

		out[n++] = alphabet[p[i] >> 2];
		out[n++] = alphabet[(p[i] & 3) << 4 | second >> 4];
		if (i + 1 < len)
			out[n++] = alphabet[(second & 15) << 2];
		while (kind == BASE64_STD && n < size)
			out[n++] = '=';
	}
	buf_grow(b, n);
}

static int
sextet(enum base64_kind kind, char c)
{
	unsigned char value = encode_sextets[(unsigned char)c];

	return value != ENCODE_NO_SEXTET && alphabets[kind][value] == c ?
	    value : -1;
}

/* `s` without its padding; false if the padding is wrong. */
static bool
strip_padding(struct sv *s)
{
	size_t len = s->len;

	while (len > 0 && s->len - len < 2 && s->ptr[len - 1] == '=')
		len--;
	if (len != s->len && s->len % 4 != 0)
		return false;
	s->len = len;
	return len % 4 != 1;
}

int
encode_unbase64(struct buf *b, enum base64_kind kind, struct sv s)
{
	size_t start = b->len, n = 0;
	uint32_t bits = 0;
	unsigned have = 0;
	char *out;

	if (!strip_padding(&s))
		return ERR_SYNTAX;
	out = buf_reserve(b, s.len / 4 * 3 + 3);
	if (out == NULL)
		return buf_err(b);
	for (size_t i = 0; i < s.len; i++) {
		int v = sextet(kind, s.ptr[i]);

		if (v < 0)
			return ERR_SYNTAX;
		bits = (bits << 6 | (uint32_t)v) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have);
		}
	}
	if ((bits & ((1u << have) - 1)) != 0)
		return ERR_SYNTAX;
	buf_grow(b, n);
	ASSERT(b->len == start + n);
	return 0;
}

int
encode_unhex(struct sv s, void *out, size_t len)
{
	unsigned char *p = out;

	if (s.len / 2 != len || s.len % 2 != 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.len; i++)
		if (ascii_hex_value(s.ptr[i]) < 0)
			return ERR_SYNTAX;
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(ascii_hex_value(s.ptr[2 * i]) << 4 |
		    ascii_hex_value(s.ptr[2 * i + 1]));
	return 0;
}

void
encode_hex(char *out, const void *ptr, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = ptr;

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * len] = '\0';
}

static bool
is_unreserved(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

void
encode_percent(struct buf *b, struct sv s, struct sv keep)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		char text[3] = { '%', digits[c >> 4], digits[c & 15] };

		if (is_unreserved((char)c) || sv_find_char(keep, (char)c) >= 0)
			buf_add_char(b, (char)c);
		else
			buf_add(b, text, sizeof(text));
	}
}

int
encode_unpercent(struct buf *b, struct sv s)
{
	while (s.len > 0) {
		ptrdiff_t at = sv_find_char(s, '%');
		int hi, lo;

		if (at < 0) {
			buf_add_sv(b, s);
			break;
		}
		buf_add(b, s.ptr, (size_t)at);
		s = sv_slice(s, (size_t)at, s.len);
		if (s.len < 3 || (hi = ascii_hex_value(s.ptr[1])) < 0 ||
		    (lo = ascii_hex_value(s.ptr[2])) < 0)
			return ERR_SYNTAX;
		buf_add_char(b, (char)(hi << 4 | lo));
		s = sv_slice(s, 3, s.len);
	}
	return buf_err(b);
}
