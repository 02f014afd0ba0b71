/*
 * Letters, digits and words as addresses need them: see
 * inspect/address/address.h.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address_glance.h"

/* Latin-1 and Latin Extended-A, Greek and Cyrillic. */
bool
address_capital_wide(struct sv text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at], next;

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

size_t
address_sign_at(struct sv text, size_t at)
{
	static const struct sv signs[] = { SV_INIT("-"), SV_INIT("/"),
		SV_INIT("|"), SV_INIT("·"), SV_INIT("–"), SV_INIT("—"),
		SV_INIT("•") };

	for (size_t i = 0; i < NELEMS(signs); i++)
		if (sv_starts(sv_slice(text, at, text.len), signs[i]))
			return signs[i].len;
	return 0;
}

static inline bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/*
 * Bytes of a quotation mark, an ordinal sign, a numero sign or a blank that
 * ends right before `at`, beyond ASCII: „ “ ” ’ № º ° » « and U+00A0.
 */
static size_t
wide_sign_before(struct sv text, size_t at)
{
	static const char last[] = "\xba\xb0\xa0\xbb\xab";
	static const char quotes[] = "\x9e\x9c\x9d\x99";
	char c = text.ptr[at - 1];

	if (at >= 2 && text.ptr[at - 2] == '\xc2')
		return memchr(last, c, sizeof(last) - 1) != NULL ? 2 : 0;
	if (at < 3 || text.ptr[at - 3] != '\xe2')
		return 0;
	if (text.ptr[at - 2] == '\x84')
		return c == '\x96' ? 3 : 0;
	return text.ptr[at - 2] == '\x80' &&
	    memchr(quotes, c, sizeof(quotes) - 1) != NULL ? 3 : 0;
}

static inline size_t
sign_before(struct sv text, size_t at)
{
	if (is_ascii(text.ptr[at - 1]))
		return address_glance_is_mark(text.ptr[at - 1]);
	return wide_sign_before(text, at);
}

/*
 * Read a word of ASCII letters, small but for the first or all capitals; false
 * if it is another. Two stores may cover some letters twice.
 */
static inline bool
read_short(struct sv text, size_t end, struct word *ret)
{
	struct address_letters l;

	if (!address_glance_before(text, end, &l) ||
	    address_glance_how(&l) == LETTERS_MIXED)
		return false;
	ret->start = end - l.len;
	ret->end = end;
	ret->len = (uint8_t)l.len;
	word_store(ret->folded, l.head | l.small);
	if (l.len > WORD_KEY)
		word_store(ret->folded + l.len - WORD_KEY,
		    l.tail | WORD_CASE);
	return true;
}

/* The same behind marks, and words of all kinds. */
static NOINLINE bool
read_far(struct sv text, size_t at, size_t floor, struct word *ret)
{
	struct word_reader r = { text, 0 };
	size_t end = at, one;

	while (end > floor && at - end < ADDRESS_GAP &&
	    (one = sign_before(text, end)) > 0)
		end -= one;
	if (end + 1 != at && read_short(text, end, ret))
		return floor == 0 || ret->start > floor;
	r.at = end;
	while (r.at > floor && ascii_is_word(text.ptr[r.at - 1]) &&
	    (is_ascii(text.ptr[r.at - 1]) ||
	    wide_sign_before(text, r.at) == 0))
		r.at--;
	if (r.at >= end || (r.at == floor && floor > 0))
		return false;
	/* Where a letter follows, the word must not be read on. */
	if (end < text.len && ascii_is_word(text.ptr[end]))
		r.text = sv_slice(text, 0, end);
	return word_next(&r, end, ret);
}

static inline bool
read_before(struct sv text, size_t at, size_t floor, struct word *ret)
{
	char c;

	/* Mostly a short word stands one blank before, or nothing can. */
	if (at >= 2 && text.ptr[at - 1] == ' ') {
		if (read_short(text, at - 1, ret))
			return floor == 0 || ret->start > floor;
		c = text.ptr[at - 2];
		if (is_ascii(c) && !ascii_is_word(c) &&
		    !address_glance_is_mark(c))
			return false;
	}
	return read_far(text, at, floor, ret);
}

bool
address_word_before(struct sv text, size_t at, size_t floor, struct word *ret)
{
	return read_before(text, at, floor, ret);
}
