#include "inspect/match/number.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/match/cluster.h"

enum {
	CODE_DIGITS = 5,
	FRACTION_LEAST = 4,	/* of a degree: eleven metres */
	DEGREES_DIGITS = 3,
	CODE_GAP = 3,		/* signs between letters and a code */
	LINE_BEGUN = 4,		/* digits of a line, before it goes on */
	LINE_LEAST = 6,
	LINE_MOST = 13,
	LINE_GAP = 5,		/* bytes between its groups, at most */
	YEAR_DIGITS = 4,
	PAIR_BYTES = 3,		/* two letters and a blank */
	CARD_LEAST = 13,
	CARD_MOST = 19,
	ROOM = 8		/* bytes behind a number that are looked at */
};

static inline char
byte_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

/* May it stand between the groups of a telephone number? */
static inline bool
is_gap(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' ||
	    c == ')' || c == '\xc2' || c == '\xa0';
}

/*
 * Could a day or a month stand behind the year that ends at `at`? "1985. 03.",
 * "1985. március", "1985. gada", "1985 m. kovo".
 */
static bool
is_dated(struct sv text, size_t at)
{
	char third = byte_at(text, at + 2);

	switch (byte_at(text, at)) {
	case ' ':
		return byte_at(text, at + 1) == 'm' && third == '.';
	case '.':
		return byte_at(text, at + 1) == '\xc2' ||
		    (byte_at(text, at + 1) == ' ' &&
		    (ascii_is_digit(third) || ascii_is_lower(third)));
	default:
		return false;
	}
}

/* What the first run says. */
static unsigned
facts_of_first(struct sv text, const struct cluster *c)
{
	const struct cluster_item *first = &c->items[0];
	size_t len = first->len;

	/* Maltese puts a preposition before a day. */
	if (first->kind != SHAPE_DIGITS)
		return c->count > 1 && first[1].separator == '-' &&
		    first[1].kind == SHAPE_DIGITS &&
		    first[1].len <= 2 ? NUMBER_DATE : 0;
	return NUMBER_DIGITS | (len <= 5 ? NUMBER_UP_TO_5 : 0) |
	    (len <= 4 ? NUMBER_UP_TO_4 : 0) |
	    (len <= 2 || (len == YEAR_DIGITS &&
	    is_dated(text, first->start + len)) ? NUMBER_DATE : 0);
}

/* Could a telephone line end behind `digits` of them? */
static inline bool
is_line(size_t digits)
{
	return digits >= LINE_LEAST && digits <= LINE_MOST;
}

/*
 * Behind fewer digits than that the line may go on: with a digit, or behind a
 * few signs.
 */
static bool
goes_on(struct sv text, const struct cluster *c)
{
	size_t at = c->end;

	/* Mostly a blank and a word follow. */
	if (c->digits < LINE_BEGUN || c->digits >= LINE_MOST ||
	    ascii_is_letter(byte_at(text, at + 1)))
		return false;
	while (at - c->end < LINE_GAP && is_gap(byte_at(text, at)))
		at++;
	return ascii_is_digit(byte_at(text, at));
}

/* Could the digits before the dot be degrees, 180 of them at most? */
static inline bool
is_degrees(struct sv text, const struct cluster_item *whole)
{
	const char *digits = text.ptr + whole->start;

	if (whole->kind != SHAPE_DIGITS || whole->len > DEGREES_DIGITS)
		return false;
	return whole->len < DEGREES_DIGITS ||
	    (digits[0] == '1' && digits[1] <= '8');
}

/* What the runs say. */
static unsigned
facts_of_runs(struct sv text, const struct cluster *c)
{
	const struct cluster_item *last = &c->items[c->count - 1];
	bool card = true;
	size_t digits = 0;
	unsigned facts = 0;

	for (const struct cluster_item *i = c->items; i <= last; i++) {
		if (i->kind == SHAPE_DIGITS) {
			digits += i->len;
			facts |= is_line(digits) ? NUMBER_LINE : 0;
			if (i->separator == '.' && i->len >= FRACTION_LEAST &&
			    is_degrees(text, i - 1))
				facts |= NUMBER_FRACTION;
			card &= i->separator == '\0' || i->separator == ' ' ||
			    i->separator == '-';
			continue;
		}
		card = false;
		if (i->len == 2 && i < last && i[1].separator == '\0')
			facts |= NUMBER_PAIR;
	}
	if (card && digits >= CARD_LEAST && digits <= CARD_MOST)
		facts |= NUMBER_CARD;
	if (c->count > 1 && last->kind == SHAPE_LETTERS && last->len == 2 &&
	    last->separator == '\0')
		facts |= NUMBER_PAIR_LAST;
	return facts;
}

/* The same where the digits are too few for a line or a card. */
static inline unsigned
facts_of_few(const struct cluster *c)
{
	const struct cluster_item *last = &c->items[c->count - 1];
	unsigned facts = 0;

	for (const struct cluster_item *i = c->items; i <= last; i++) {
		if (i->kind == SHAPE_LETTERS && i->len == 2 && i < last &&
		    i[1].separator == '\0')
			facts |= NUMBER_PAIR;
	}
	return last->kind == SHAPE_LETTERS && last->len == 2 &&
	    last->separator == '\0' ? facts | NUMBER_PAIR_LAST : facts;
}

/* Do two letters, and perhaps one byte, stand before `at` and a few signs? */
static bool
is_led(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < CODE_GAP && (text.ptr[from - 1] == ' ' ||
	    text.ptr[from - 1] == '-' || text.ptr[from - 1] == ':' ||
	    text.ptr[from - 1] == '.'))
		from--;
	return from > 1 && from < at && ascii_is_letter(text.ptr[from - 2]) &&
	    (ascii_is_letter(text.ptr[from - 1]) ||
	    (from > 2 && ascii_is_letter(text.ptr[from - 3])));
}

/*
 * Do two letters stand before it and a sign, as in "BE 04 4348"? Before more
 * than two digits in capitals; other letters before them make a word of them.
 */
static inline bool
is_paired(struct sv text, const struct cluster *c)
{
	size_t at = c->start;
	char first, second;

	if (at < PAIR_BYTES || c->items[0].kind != SHAPE_DIGITS ||
	    c->items[0].len < 2)
		return false;
	first = text.ptr[at - 3];
	second = text.ptr[at - 2];
	if (!(ascii_is_upper(first) && ascii_is_upper(second)) &&
	    (c->items[0].len != 2 ||
	    !ascii_is_letter(first) || !ascii_is_letter(second)))
		return false;
	/* "\nBE 04": an escape is no letter. */
	return at == PAIR_BYTES || !ascii_is_letter(text.ptr[at - 4]) ||
	    (at > PAIR_BYTES + 1 && text.ptr[at - 5] == '\\');
}

/* What stands before it says. */
static inline unsigned
facts_before(struct sv text, const struct cluster *c)
{
	char before = c->start > 0 ? text.ptr[c->start - 1] : '\0';

	if (before == ' ' || before == '.')
		return is_paired(text, c) ? NUMBER_PAIR : 0;
	if (before == '-')
		return NUMBER_GROUPS | (is_paired(text, c) ? NUMBER_PAIR : 0);
	if (before == ':')
		return NUMBER_COLON | NUMBER_GROUPS;
	return before == '+' || before == '(' ? NUMBER_CALLED : 0;
}

/* What the length of its one run of digits says, as most have. */
static unsigned
facts_of_run(size_t digits)
{
	static const uint16_t facts[CARD_MOST + 1] = {
		[1] = NUMBER_UP_TO_5 | NUMBER_UP_TO_4 | NUMBER_DATE,
		[2] = NUMBER_UP_TO_5 | NUMBER_UP_TO_4 | NUMBER_DATE,
		[3] = NUMBER_UP_TO_5 | NUMBER_UP_TO_4,
		[4] = NUMBER_UP_TO_5 | NUMBER_UP_TO_4,
		[5] = NUMBER_UP_TO_5,
		[6] = NUMBER_LINE, [7] = NUMBER_LINE, [8] = NUMBER_LINE,
		[9] = NUMBER_LINE, [10] = NUMBER_LINE, [11] = NUMBER_LINE,
		[12] = NUMBER_LINE, [13] = NUMBER_LINE | NUMBER_CARD,
		[14] = NUMBER_CARD, [15] = NUMBER_CARD, [16] = NUMBER_CARD,
		[17] = NUMBER_CARD, [18] = NUMBER_CARD, [19] = NUMBER_CARD
	};

	return NUMBER_DIGITS | (digits <= CARD_MOST ? facts[digits] : 0);
}

/* What its first bytes say. */
static inline unsigned
facts_of_start(struct sv text, size_t at)
{
	char third = byte_at(text, at + 2);
	unsigned facts = 0;

	if (text.ptr[at] == '0' && byte_at(text, at + 1) == '0')
		facts |= NUMBER_CALLED;
	if (third == ':' || third == '-' || (byte_at(text, at + 4) == '.' &&
	    ascii_is_hex(byte_at(text, at + 5))))
		facts |= NUMBER_GROUPS;
	return facts;
}

static NOINLINE unsigned
facts_of_all(struct sv text, const struct cluster *c)
{
	bool letters = c->items[0].kind == SHAPE_LETTERS;
	unsigned facts;

	if (c->count == 1 && !letters) {
		facts = facts_of_run(c->digits);
		if (c->digits == YEAR_DIGITS && is_dated(text, c->end))
			facts |= NUMBER_DATE;
	} else {
		facts = facts_of_first(text, c) | facts_of_runs(text, c);
	}
	facts |= facts_before(text, c) | facts_of_start(text, c->start);
	if (c->digits >= CODE_DIGITS && (letters || is_led(text, c->start)))
		facts |= NUMBER_CODE;
	if (byte_at(text, c->end) == ':')
		facts |= NUMBER_COLON;
	return goes_on(text, c) ? facts | NUMBER_LINE : facts;
}

/* The same for few digits behind which nothing goes on. */
static inline unsigned
facts_of_plain(struct sv text, const struct cluster *c)
{
	const char *start = text.ptr + c->start;
	unsigned facts = facts_before(text, c) | (c->count == 1 ?
	    facts_of_run(c->digits) : facts_of_first(text, c) |
	    facts_of_few(c));

	if (start[0] == '0' && start[1] == '0')
		facts |= NUMBER_CALLED;
	if (start[2] == ':' || start[2] == '-' ||
	    (start[4] == '.' && ascii_is_hex(start[5])))
		facts |= NUMBER_GROUPS;
	return text.ptr[c->end] == ':' ? facts | NUMBER_COLON : facts;
}

/* As most are: few digits, or a year before a blank and a word. */
static inline bool
is_plain(struct sv text, const struct cluster *c)
{
	char second;

	if (c->digits > YEAR_DIGITS || text.len - c->end < ROOM)
		return false;
	second = text.ptr[c->end + 1];
	return c->digits < LINE_BEGUN || (c->count == 1 &&
	    text.ptr[c->end] == ' ' && second != 'm' &&
	    ascii_is_letter(second));
}

unsigned
number_facts(struct sv text, const struct cluster *c)
{
	return is_plain(text, c) ? facts_of_plain(text, c) :
	    facts_of_all(text, c);
}
