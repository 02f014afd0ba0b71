#include "inspect/number.h"

#include <stdbool.h>

#include "inspect/cluster.h"

enum {
	CODE_DIGITS = 5,
	CODE_GAP = 3,		/* signs between letters and a code */
	LINE_BEGUN = 4,		/* digits of a line, before it goes on */
	LINE_LEAST = 6,
	LINE_MOST = 13,
	CARD_LEAST = 13,
	CARD_MOST = 19
};

static inline char
byte_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* May it stand between the groups of a telephone number? */
static inline bool
is_gap(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' ||
	    c == ')' || c == '\xc2' || c == '\xa0';
}

/* What the first run says. */
static unsigned
facts_of_first(const struct cluster *c)
{
	size_t len = c->items[0].len;

	/* Maltese puts a preposition before a day. */
	if (c->items[0].kind != SHAPE_DIGITS)
		return c->count > 1 && c->items[1].separator == '-' &&
		    c->items[1].kind == SHAPE_DIGITS &&
		    c->items[1].len <= 2 ? NUMBER_DATE : 0;
	return NUMBER_DIGITS | (len <= 5 ? NUMBER_UP_TO_5 : 0) |
	    (len <= 4 ? NUMBER_UP_TO_4 : 0) |
	    (len <= 2 || len == 4 ? NUMBER_DATE : 0);
}

/* Could a telephone line end behind `digits` of them? */
static inline bool
is_line(size_t digits)
{
	return digits >= LINE_LEAST && digits <= LINE_MOST;
}

/* Behind fewer digits than that the line may go on behind two signs. */
static bool
goes_on(struct sv text, const struct cluster *c)
{
	char next = byte_at(text, c->end);

	return c->digits >= LINE_BEGUN && c->digits < LINE_MOST &&
	    (is_digit(next) || (is_gap(next) &&
	    (is_gap(byte_at(text, c->end + 1)) ||
	    is_digit(byte_at(text, c->end + 1)))));
}

/* What the runs say. */
static unsigned
facts_of_runs(const struct cluster *c)
{
	const struct cluster_item *last = &c->items[c->count - 1];
	bool card = true;
	size_t digits = 0;
	unsigned facts = 0;

	for (const struct cluster_item *i = c->items; i <= last; i++) {
		if (i->kind == SHAPE_DIGITS) {
			digits += i->len;
			facts |= is_line(digits) ? NUMBER_LINE : 0;
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

/* Do two letters, and perhaps one byte, stand before `at` and a few signs? */
static bool
is_led(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < CODE_GAP && (text.ptr[from - 1] == ' ' ||
	    text.ptr[from - 1] == '-' || text.ptr[from - 1] == ':' ||
	    text.ptr[from - 1] == '.'))
		from--;
	return from > 1 && from < at && is_letter(text.ptr[from - 2]) &&
	    (is_letter(text.ptr[from - 1]) ||
	    (from > 2 && is_letter(text.ptr[from - 3])));
}

/* What stands before it says. */
static unsigned
facts_before(struct sv text, const struct cluster *c)
{
	char before = c->start > 0 ? text.ptr[c->start - 1] : '\0';

	switch (before) {
	case ' ':
	case '.':
		return c->start >= 3 && is_letter(text.ptr[c->start - 2]) &&
		    is_letter(text.ptr[c->start - 3]) ? NUMBER_PAIR : 0;
	case '-':
		return NUMBER_GROUPS | (c->start >= 3 &&
		    is_letter(text.ptr[c->start - 2]) &&
		    is_letter(text.ptr[c->start - 3]) ? NUMBER_PAIR : 0);
	case ':':
		return NUMBER_COLON | NUMBER_GROUPS;
	case '+':
	case '(':
		return NUMBER_CALLED;
	default:
		return 0;
	}
}

unsigned
number_facts(struct sv text, const struct cluster *c)
{
	unsigned facts = facts_of_first(c) | facts_of_runs(c) |
	    facts_before(text, c);
	char third = byte_at(text, c->start + 2);

	if (c->digits >= CODE_DIGITS && (c->items[0].kind == SHAPE_LETTERS ||
	    is_led(text, c->start)))
		facts |= NUMBER_CODE;
	if (text.ptr[c->start] == '0' && byte_at(text, c->start + 1) == '0')
		facts |= NUMBER_CALLED;
	if (byte_at(text, c->end) == ':')
		facts |= NUMBER_COLON;
	if (third == ':' || third == '-' ||
	    byte_at(text, c->start + 4) == '.')
		facts |= NUMBER_GROUPS;
	return goes_on(text, c) ? facts | NUMBER_LINE : facts;
}
