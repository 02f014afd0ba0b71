/* Letters, digits and words as addresses need them: see inspect/address.h. */
#include <string.h>

#include "inspect/address.h"

enum { GAP_BYTES = 8 };		/* between two words of a street */

#define SMALL	UINT64_C(0x2020202020202020)	/* the bit of small letters */

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

static inline bool
is_mark(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '\'' || c == '"' ||
	    c == '/' || c == '-';
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
		return is_mark(text.ptr[at - 1]);
	return wide_sign_before(text, at);
}

/*
 * How many ASCII letters stand right before `end`, in `ret` the first as the
 * lowest byte; 0 if there are eight or more or a letter beyond ASCII may stand
 * before them.
 */
static inline size_t
letters_before(struct sv text, size_t end, uint64_t *ret)
{
	uint64_t raw;
	size_t n;

	if (end < WORD_KEY)
		return 0;
	raw = word_load(text.ptr + end - WORD_KEY);
	n = word_count_range(__builtin_bswap64(raw | SMALL), 'a', 'z');
	if (n == 0 || n == WORD_KEY || !is_ascii(text.ptr[end - n - 1]))
		return 0;
	*ret = raw >> 8 * (WORD_KEY - n);
	return n;
}

/* Read a word of those, small but for the first; false if it is another. */
static inline bool
read_short(struct sv text, size_t end, struct word *ret)
{
	uint64_t raw, letters;
	size_t n = letters_before(text, end, &raw);

	if (n == 0)
		return false;
	letters = (raw | SMALL) & ((UINT64_C(1) << 8 * n) - 1);
	if ((raw ^ letters) > 0xff)
		return false;
	ret->start = end - n;
	ret->end = end;
	ret->len = (uint8_t)n;
	word_store(ret->folded, letters);
	return true;
}

bool
address_is_small(struct sv text, size_t end)
{
	uint64_t raw;

	return letters_before(text, end, &raw) > 0 && (raw & 0x20) != 0;
}

bool
address_is_plain(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	struct word w;

	return at > 0 && text.ptr[at - 1] == ' ' &&
	    read_short(text, at - 1, &w) && text.ptr[w.start] >= 'a' &&
	    !address_words_may_end(a->words, &w);
}

bool
address_word_before(struct sv text, size_t at, size_t floor, struct word *ret)
{
	struct word_reader r = { text, 0 };
	size_t end = at, one;

	while (end > floor && at - end < GAP_BYTES &&
	    (one = sign_before(text, end)) > 0)
		end -= one;
	if (read_short(text, end, ret))
		return floor == 0 || ret->start > floor;
	r.at = end;
	while (r.at > floor && address_letter(text.ptr[r.at - 1]) &&
	    (is_ascii(text.ptr[r.at - 1]) ||
	    wide_sign_before(text, r.at) == 0))
		r.at--;
	if (r.at >= end || (r.at == floor && floor > 0))
		return false;
	/* Where a letter follows, the word must not be read on. */
	if (end < text.len && address_letter(text.ptr[end]))
		r.text = sv_slice(text, 0, end);
	return word_next(&r, end, ret);
}
