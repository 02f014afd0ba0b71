#include "inspect/number.h"

#include <stdbool.h>

#include "inspect/cluster.h"

enum {
	CODE_DIGITS = 5,
	LINE_DIGITS = 6,
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

/* What the runs say. */
static unsigned
facts_of_runs(const struct cluster *c)
{
	const struct cluster_item *last = &c->items[c->count - 1];
	bool letters = c->items[c->count - 1].kind == SHAPE_LETTERS;
	unsigned facts = 0;

	for (size_t i = 0; i + 1 < c->count; i++) {
		if (c->items[i].kind != SHAPE_LETTERS)
			continue;
		letters = true;
		if (c->items[i].len == 2 && c->items[i + 1].separator == 0)
			facts |= NUMBER_PAIR;
	}
	if (!letters && c->digits >= CARD_LEAST && c->digits <= CARD_MOST)
		facts |= NUMBER_CARD;
	if (c->count > 1 && last->kind == SHAPE_LETTERS && last->len == 2 &&
	    last->separator == 0)
		facts |= NUMBER_PAIR_LAST;
	return facts;
}

/* What stands before it says. */
static unsigned
facts_before(struct sv text, const struct cluster *c)
{
	char before = c->start > 0 ? text.ptr[c->start - 1] : '\0';
	unsigned facts = 0;
	bool blank;

	if (before == '\0' || is_letter(before))
		return 0;
	blank = before == ' ' || before == '-' || before == '.';
	if (c->digits >= CODE_DIGITS && (blank || before == ':'))
		facts |= NUMBER_CODE;
	if (blank && c->start >= 3 && is_letter(text.ptr[c->start - 2]) &&
	    is_letter(text.ptr[c->start - 3]))
		facts |= NUMBER_PAIR;
	if (before == '+' || before == '(')
		facts |= NUMBER_CALLED;
	if (before == ':')
		facts |= NUMBER_COLON;
	return before == ':' || before == '-' ? facts | NUMBER_GROUPS : facts;
}

/* Six digits or more, or fewer that may go on behind two signs. */
static bool
is_line(struct sv text, const struct cluster *c)
{
	char next;

	if (c->digits >= LINE_DIGITS)
		return true;
	next = byte_at(text, c->end);
	return c->digits + 2 >= LINE_DIGITS && (is_digit(next) ||
	    (is_gap(next) && (is_gap(byte_at(text, c->end + 1)) ||
	    is_digit(byte_at(text, c->end + 1)))));
}

unsigned
number_facts(struct sv text, const struct cluster *c)
{
	unsigned facts = facts_of_first(c) | facts_of_runs(c) |
	    facts_before(text, c);
	char third = byte_at(text, c->start + 2);

	if (c->digits >= CODE_DIGITS && c->items[0].kind == SHAPE_LETTERS)
		facts |= NUMBER_CODE;
	if (text.ptr[c->start] == '0' && byte_at(text, c->start + 1) == '0')
		facts |= NUMBER_CALLED;
	if (byte_at(text, c->end) == ':')
		facts |= NUMBER_COLON;
	if (third == ':' || third == '-' ||
	    byte_at(text, c->start + 4) == '.')
		facts |= NUMBER_GROUPS;
	return is_line(text, c) ? facts | NUMBER_LINE : facts;
}
