#include "inspect/match/mark.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/validate/wordlike.h"
#include "inspect/words/word.h"

enum {
	OPEN_MAX = 16,		/* blanks and quotes before a value */
	VALUE_LEAST = WORD_KEY,	/* bytes of a value without digits */
	VALUE_LOOK = 32, /* so many need not have letters of both cases */
	VALUE_COST = 10		/* half bits a byte: random (wordlike.h) */
};

/*
 * How bytes look: four numbers of six bits to add up, which hold VALUE_LOOK, of
 * what a value consists of; and what a byte may do besides.
 */
enum look {
	LOOK_SMALL = 1,
	LOOK_CAPITAL = 1 << 6,
	LOOK_DIGIT = 1 << 12,
	LOOK_OTHER = 1 << 18,	/* none of these */
	LOOK_COUNTS = (1 << 24) - 1,
	LOOK_OPEN = 1 << 24,	/* may stand between a sign and a value */
	LOOK_END = 1 << 25,	/* ends a word or a number */
	LOOK_SOFT = 1 << 26,	/* the same, if the next one does too */
	LOOK_JOINER = 1 << 27	/* joins words and numbers */
};

/* LOOK_OTHER is flipped in all, so that it need not be said of any. */
#define X(look)	((look) ^ LOOK_OTHER)
#define S	X(LOOK_SMALL)
#define C	X(LOOK_CAPITAL)
#define D	X(LOOK_DIGIT)
#define O	X(LOOK_OPEN | LOOK_END)
#define E	X(LOOK_END)
#define F	X(LOOK_SOFT)
#define J	X(LOOK_JOINER)
static const uint32_t looks[128] = {
	ASCII_SMALLS(S), ASCII_CAPITALS(C), ASCII_DIGITS(D),
	[' '] = O, ['\t'] = O, ['"'] = O, ['\''] = O, ['`'] = O, ['\\'] = O,
	['>'] = O, ['='] = X(LOOK_OPEN), ['.'] = F, [','] = F, [':'] = F,
	[';'] = F, ['!'] = F, ['?'] = F, [')'] = F, [']'] = F, ['}'] = F,
	['_'] = J, ['/'] = J,
	['|'] = F, ['<'] = E, ['('] = E, ['['] = E, ['{'] = E, ['\n'] = E,
	['\r'] = E, ['\0'] = E,
};
#undef S
#undef C
#undef D
#undef O
#undef E
#undef F
#undef J
#undef X

/* Scripts beyond ASCII are words. */
static inline uint32_t
look_of(struct sv text, size_t at)
{
	unsigned char c = at < text.len ? (unsigned char)text.ptr[at] : 0;

	return c < NELEMS(looks) ? looks[c] ^ LOOK_OTHER : LOOK_END;
}

static inline bool
is_end(struct sv text, size_t at)
{
	uint32_t look = look_of(text, at);

	return (look & LOOK_END) != 0 || ((look & LOOK_SOFT) != 0 &&
	    (look_of(text, at + 1) & (LOOK_END | LOOK_SOFT)) != 0);
}

#define EACH	UINT64_C(0x0101010101010101)

/* Is one of eight bytes zero? */
static inline bool
has_zero(uint64_t v)
{
	return ((v - EACH) & ~v & EACH << 7) != 0;
}

/* Does a blank or a quote end what stands at `at` before it is a value? */
static inline bool
ends_soon(struct sv text, size_t at)
{
	uint64_t v;

	if (at >= text.len || text.len - at < VALUE_LEAST)
		return false;
	v = word_load(text.ptr + at);
	return has_zero(v ^ ' ' * EACH) || has_zero(v ^ '"' * EACH);
}

/* How many bytes of a look there are. */
static inline unsigned
counted(uint32_t counts, enum look look)
{
	return counts / (unsigned)look & 63;
}

/* How many of each stand from `at` on; where that ends. */
static size_t
count_looks(struct sv text, size_t at, uint32_t *ret)
{
	size_t most = text.len < at + VALUE_LOOK ? text.len : at + VALUE_LOOK;
	uint32_t counts = 0;

	for (; at < most; at++) {
		uint32_t look = look_of(text, at);

		if ((look & (LOOK_END | LOOK_SOFT)) != 0 && is_end(text, at))
			break;
		counts += look & LOOK_COUNTS;
	}
	*ret = counts;
	return at;
}

/* Are all bytes up to the end digits, or - . / between them? No value is. */
static inline bool
is_numeric(struct sv text, size_t at)
{
	size_t end = at, n = WORD_KEY;

	for (; n == WORD_KEY && end - at < VALUE_LOOK &&
	    text.len - end >= WORD_KEY; end += n)
		n = word_count_range(word_load(text.ptr + end), '-', '9');
	return n < WORD_KEY && end - at < VALUE_LOOK && is_end(text, end);
}

bool
mark_is_value(struct sv text, size_t at)
{
	unsigned numerals;
	uint32_t counts;
	struct sv value;
	size_t end;

	for (unsigned i = 0; i < OPEN_MAX && at < text.len &&
	    (look_of(text, at) & LOOK_OPEN) != 0; i++)
		at++;
	if (ends_soon(text, at))
		return false;
	/* Most others are a word, which ends before long. */
	end = at + ((look_of(text, at) & LOOK_CAPITAL) != 0);
	while (end < text.len && (unsigned char)(text.ptr[end] - 'a') < 26)
		end++;
	if (end - at < VALUE_LOOK && is_end(text, end))
		return false;
	if (is_numeric(text, at))
		return false;
	value = sv_slice(text, at, count_looks(text, at, &counts));
	numerals = counted(counts, LOOK_CAPITAL) +
	    counted(counts, LOOK_DIGIT);
	if (value.len < VALUE_LEAST || (value.len < VALUE_LOOK &&
	    (counted(counts, LOOK_SMALL) == 0 || numerals < 2)))
		return false;
	/* Blumen-Topf7 */
	if (counted(counts, LOOK_DIGIT) > 0 &&
	    counted(counts, LOOK_OTHER) > 0 &&
	    counted(counts, LOOK_CAPITAL) > 0)
		return true;
	return wordlike_cost(value) >= VALUE_COST * value.len;
}
