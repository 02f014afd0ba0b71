#include "inspect/unfold/spelled.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"
#include "inspect/unfold/spelled_table.h"
#include "inspect/words/word.h"

enum {
	GAP_MAX = 3,		/* bytes between two words of one number */
	SPELLED_CLUE = 3	/* words that are no accident */
};

/* What has been read of a number. */
struct number {
	struct sv text;
	size_t at;		/* where to go on */
	unsigned language;
	unsigned words;
	unsigned tens;		/* the last word, if it is 20, 30 ... */
	unsigned repeat;	/* double, triple: of the next digit */
	size_t len;
	char *digits;
};

static inline int
compare(const struct word *w, const struct spelled_row *row)
{
	int c = (unsigned char)w->folded[0] - (unsigned char)row->word[0];

	/* Mostly the first letter tells. */
	if (c == 0)
		c = memcmp(w->folded, row->word, w->len < row->len ? w->len :
		    row->len);
	return c != 0 ? c : (w->len > row->len) - (w->len < row->len);
}

static bool
is(const struct word *w, const char *text)
{
	return sv_eq(sv_make(w->folded, w->len), sv_cstr(text));
}

/* The first row of this word, or spelled_row_count. */
static size_t
find(const struct word *w)
{
	size_t low = 0, high = spelled_row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(w, &spelled_rows[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < spelled_row_count &&
	    compare(w, &spelled_rows[low]) == 0 ? low : spelled_row_count;
}

/* The number that `w` is in this language, or -1. */
static int
value_of(const struct word *w, unsigned language)
{
	for (size_t i = find(w); i < spelled_row_count &&
	    compare(w, &spelled_rows[i]) == 0; i++)
		if (spelled_rows[i].language == language)
			return spelled_rows[i].value;
	return -1;
}

/* Words that may stand between tens and units, and the Irish "a". */
static bool
is_filler(const struct word *w)
{
	enum { LONGEST = 3 };
	static const char *const fillers[] = { "a", "e", "et", "i", "y",
		"and", "och", "og", "si", "und", "\xd0\xb8" };

	for (size_t i = 0; i < NELEMS(fillers) && w->len <= LONGEST; i++)
		if (is(w, fillers[i]))
			return true;
	return false;
}

static bool
is_gap(struct sv text, size_t from, size_t to)
{
	if (to - from > GAP_MAX)
		return false;
	for (size_t i = from; i < to; i++)
		if (memchr(" \t\r\n,.-;/", text.ptr[i], 9) == NULL)
			return false;
	return true;
}

static void
add(struct number *n, char digit)
{
	for (; n->repeat > 0 && n->len < SPELLED_MAX; n->repeat--)
		n->digits[n->len++] = digit;
	n->repeat = 1;
}

/* Add the number of one word; units and teens join the tens before. */
static void
add_value(struct number *n, unsigned value)
{
	if (value == SPELLED_DOUBLE || value == SPELLED_TRIPLE) {
		n->repeat = value - SPELLED_DOUBLE + 2;
		return;
	}
	if (n->tens >= 20 && value > 0 && n->len > 0 && (value < 10 ||
	    (value < 20 && (n->tens == 60 || n->tens == 80)))) {
		unsigned sum = n->tens + value;

		n->digits[n->len - 2] = (char)('0' + sum / 10);
		n->digits[n->len - 1] = (char)('0' + sum % 10);
		n->tens = sum == 70 || sum == 90 ? sum : 0;
		return;
	}
	/* quatre-vingts */
	if (value == 20 && n->len > 0 && n->digits[n->len - 1] == '4' &&
	    n->tens == 4) {
		n->digits[n->len - 1] = '8';
		add(n, '0');
		n->tens = 80;
		return;
	}
	n->tens = 0;
	if (value >= 10)
		add(n, (char)('0' + value / 10));
	add(n, (char)('0' + value % 10));
	if (value >= 20 && value % 10 == 0)
		n->tens = value;
	else if (value == 4)
		n->tens = 4;
}

/* Digits written as such, between words. */
static bool
read_digits(struct number *n)
{
	size_t from = n->at, at = from;

	while (at < n->text.len && at - from <= GAP_MAX &&
	    (unsigned char)(n->text.ptr[at] - '0') >= 10)
		at++;
	if (at >= n->text.len || !is_gap(n->text, from, at) || at == from ||
	    (unsigned char)(n->text.ptr[at] - '0') >= 10)
		return false;
	n->tens = 0;
	for (; at < n->text.len &&
	    (unsigned char)(n->text.ptr[at] - '0') < 10; at++)
		add(n, n->text.ptr[at]);
	n->at = at;
	return true;
}

static bool
read_word(struct number *n)
{
	struct word_reader r = { n->text, n->at };
	struct word w;
	int value;

	if (!word_next(&r, n->at + GAP_MAX + 1, &w) ||
	    !is_gap(n->text, n->at, w.start))
		return false;
	if (n->words > 0 && w.start == n->at)
		return false;
	value = value_of(&w, n->language);
	if (value < 0 && is_filler(&w)) {
		size_t end = w.end;

		if (!word_next(&r, end + GAP_MAX + 1, &w) ||
		    !is_gap(n->text, end, w.start))
			return false;
		value = value_of(&w, n->language);
	}
	/* quatre-vingts has an s of its own */
	if (value < 0 && n->tens == 4 && is(&w, "vingts"))
		value = 20;
	if (value < 0)
		return false;
	add_value(n, (unsigned)value);
	n->words++;
	n->at = w.end;
	return true;
}

static bool
read_in(struct sv text, size_t at, unsigned language, struct spelled *ret)
{
	char digits[SPELLED_MAX];
	struct number n = { .text = text, .at = at, .language = language,
		.repeat = 1, .digits = digits };

	while (n.len < SPELLED_MAX - 2 && (read_word(&n) ||
	    (n.words > 0 && read_digits(&n))))
		;
	if (n.words < SPELLED_WORDS || n.len < SPELLED_LEAST ||
	    n.len <= ret->len)
		return false;
	ret->start = at;
	ret->end = n.at;
	ret->len = n.len;
	memcpy(ret->digits, digits, n.len);
	return true;
}

bool
spelled_read(struct sv text, size_t at, struct spelled *ret)
{
	struct word_reader r = { text, at };
	struct word w;
	bool found = false;
	size_t i;

	ret->len = 0;
	if (!word_next(&r, at + 1, &w))
		return false;
	for (i = find(&w); i < spelled_row_count &&
	    compare(&w, &spelled_rows[i]) == 0; i++)
		found = read_in(text, at, spelled_rows[i].language, ret) ||
		    found;
	return found;
}

/*
 * By its first two letters, can the word close behind byte `at` be a number or
 * a filler? If the second is no small letter of ASCII, it may be any.
 */
static inline bool
may_follow(struct sv text, size_t at)
{
	for (size_t i = at; i <= at + GAP_MAX && i + 1 < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		unsigned char next = (unsigned char)text.ptr[i + 1];

		if (c >= 0x80 || (unsigned char)(c - '0') < 10)
			return true;
		if (!ascii_is_letter(c))
			continue;
		return next < 'a' || next > 'z' || (spelled_seconds[(c |
		    0x20) - 'a'] >> (next - 'a') & 1) != 0;
	}
	return true;
}

bool
spelled_follows(struct sv text, size_t at)
{
	struct word_reader r = { text, at };
	struct word w;

	if (at >= text.len || memchr(" \t\r\n,.-;/", text.ptr[at], 9) == NULL)
		return false;
	if (!may_follow(text, at) || !word_next(&r, at + GAP_MAX + 1, &w))
		return false;
	return find(&w) < spelled_row_count || is_filler(&w);
}

bool
spelled_goes_on(struct sv text, size_t at)
{
	struct word_reader r = { text, at };
	struct word w;

	if (!word_next(&r, at + 1, &w))
		return false;
	for (size_t i = find(&w); i < spelled_row_count &&
	    compare(&w, &spelled_rows[i]) == 0; i++) {
		char digits[SPELLED_MAX];
		struct number n = { .text = text, .at = at,
			.language = spelled_rows[i].language, .repeat = 1,
			.digits = digits };

		while (n.words < SPELLED_CLUE && read_word(&n))
			;
		if (n.words == SPELLED_CLUE)
			return true;
	}
	return false;
}

size_t
spelled_clues(void)
{
	return spelled_clue_count;
}

struct sv
spelled_clue(size_t index)
{
	ASSERT(index < spelled_clue_count);
	return spelled_clue_list[index];
}
