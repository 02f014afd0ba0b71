/* Letters, digits and words as addresses need them: see inspect/address.h. */
#include <string.h>

#include "inspect/address.h"

enum { GAP_BYTES = 8 };		/* between two words of a street */

/* ASCII, Latin-1 and Latin Extended-A, Greek and Cyrillic. */
bool
address_capital(struct sv text, size_t at)
{
	unsigned char c, next;

	if (at >= text.len)
		return false;
	c = (unsigned char)text.ptr[at];
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
	switch (c) {
	case 0xc3:		/* U+00C0 to U+00DE */
		return next < 0x9f;
	case 0xc4:		/* capitals and small letters in turn, */
		return next < 0xb9 ? next % 2 == 0 : next % 2 == 1;
	case 0xc5:		/* the other way round up to U+0148 */
		return next < 0x89 || next > 0xb8 ? next % 2 == 1 :
		    next % 2 == 0;
	case 0xce:
		return next >= 0x86 && next < 0xac;
	case 0xd0:
		return next < 0xb0;
	default:
		return c == 0xc8 && next >= 0x98 && next % 2 == 0;
	}
}

size_t
address_digits(struct sv text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && text.ptr[at + n] >= '0' &&
	    text.ptr[at + n] <= '9')
		n++;
	return n;
}

bool
address_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80;
}

static bool
is_mark(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '\'' || c == '"' ||
	    c == '/' || c == '-';
}

/* Bytes of a quotation mark, an ordinal sign or a numero sign before `at`. */
static size_t
sign_before(struct sv text, size_t at)
{
	static const char *const signs[] = { "\xe2\x80\x9e", "\xe2\x80\x9c",
		"\xe2\x80\x9d", "\xe2\x80\x99", "\xe2\x84\x96", "\xc2\xba",
		"\xc2\xb0", "\xc2\xa0", "\xc2\xbb", "\xc2\xab" };

	if (at == 0)
		return 0;
	if ((unsigned char)text.ptr[at - 1] < 0x80)
		return is_mark(text.ptr[at - 1]);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t len = strlen(signs[i]);

		if (at >= len && memcmp(text.ptr + at - len, signs[i], len) ==
		    0)
			return len;
	}
	return 0;
}

bool
address_word_before(struct sv text, size_t at, size_t floor, struct word *ret)
{
	struct word_reader r = { text, 0 };
	size_t end = at, one;

	while (end > floor && at - end < GAP_BYTES &&
	    (one = sign_before(text, end)) > 0)
		end -= one;
	r.at = end;
	while (r.at > floor && address_letter(text.ptr[r.at - 1]) &&
	    (sign_before(text, r.at) == 0))
		r.at--;
	if (r.at >= end || (r.at == floor && floor > 0))
		return false;
	r.text = sv_slice(text, 0, end);
	return word_next(&r, end, ret);
}
