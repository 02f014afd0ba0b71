/*
 * Each answer is a condition that the code which asks cannot do without, read
 * from the same bytes in the same way:
 *
 *   street, name  look_left() and may_follow() of match_address.c, up to where
 *                 words are read
 *   code          match_address_plain() up to look_at_code()
 *   month         end_of_day_first() of match_date.c, up to the same
 *
 * Where a byte beyond ASCII, a capital or an end of the text is near, it is not
 * told here.
 */
#include "inspect/match/beside.h"

#include "base/ascii.h"
#include "inspect/address/address_glance.h"
#include "inspect/match/number.h"
#include "inspect/words/word_table.h"

enum {
	ROOM = 32,		/* bytes on both sides that may be looked at */
	HOUSE_SURE = 4,		/* digits of a house; five may be military */
	CODE_LEAST = 2,		/* digits of a postcode */
	CODE_LONG = 5,		/* of one that may stand behind a word */
	CODE_MOST = 6,
	AHEAD_LEAST = 4,	/* characters of one before its town */
	DAY_DIGITS = 2,
	GAP = 4			/* bytes between day, month and year, and one
				 * more */
};

static inline bool
is_beyond(char c)
{
	return (unsigned char)c >= 0x80;
}

/* Where the word before byte `at` ends, behind no more than a few marks. */
static inline size_t
skip_marks(struct sv text, size_t at)
{
	size_t end = at - 1;

	while (at - end < ADDRESS_GAP &&
	    address_glance_is_mark(text.ptr[end - 1]))
		end--;
	return end;
}

/*
 * May a street end with the word before the number at `at`, or a name do? Not
 * with a small word that no list has.
 */
static inline bool
is_before(const struct address_hints *h, struct sv text, size_t at)
{
	char sign = text.ptr[at - 1];
	struct address_letters l;
	size_t end = at - 1;

	if (sign != ' ' && sign != ',' && sign != '.')
		return is_beyond(sign);
	if (!ascii_is_letter(text.ptr[end - 1]))
		end = skip_marks(text, at);
	sign = text.ptr[end - 1];
	if (!ascii_is_letter(sign))
		return is_beyond(sign) || address_glance_is_mark(sign);
	return !address_glance_before(text, end, &l) ||
	    !address_glance_is_small(&l) ||
	    address_glance_may_be(h, &l, ADDRESS_LAST);
}

/* May a street stand behind the number that ends at `end`? */
static inline bool
is_behind(const struct address_hints *h, struct sv text, size_t end)
{
	size_t at = end;
	char c;

	while (at - end < GAP && (text.ptr[at] == ' ' || text.ptr[at] == ','))
		at++;
	c = text.ptr[at];
	return at - end == GAP || ascii_is_upper(c) || is_beyond(c) || (c >= '@' &&
	    address_hints_may_begin(h, text, at));
}

/* Could what stands before a postcode be before these digits? */
static inline bool
may_precede(struct sv text, const struct cluster *c)
{
	char sign = text.ptr[c->start - 1], before = text.ptr[c->start - 2];
	size_t len = c->items[0].len;

	if (len < CODE_LEAST || len > CODE_MOST)
		return false;
	return len >= CODE_LONG || sign == '\n' || sign == '>' ||
	    is_beyond(before) || ascii_is_upper(before) || before == ',' ||
	    before == '.' || before == ' ' || before == '\n' || before == '>';
}

/* "SW1A 2AA", "VLT 1111": may such letters begin a postcode? */
static inline bool
may_be_lettered(struct sv text, const struct cluster *c)
{
	size_t len = c->items[0].len;

	return c->count > 1 && ascii_is_upper(text.ptr[c->start]) && (len < 3 ||
	    (len == 3 && c->items[1].len == 4));
}

/* May it be a postcode? */
static inline bool
is_code(struct sv text, const struct cluster *c)
{
	size_t len = c->end - c->start;
	char sign = text.ptr[c->start - 1];

	if (c->items[0].kind != SHAPE_DIGITS)
		return (sign == ' ' || sign == '\n' || sign == '>' ||
		    sign == '-') && may_be_lettered(text, c);
	/* Mostly it is a year behind a word. */
	if (c->items[0].len < CODE_LONG && sign == ' ' &&
	    ascii_is_lower(text.ptr[c->start - 2]))
		return false;
	if (len >= AHEAD_LEAST && len <= CODE_MOST &&
	    text.ptr[c->end] == ' ' && (text.ptr[c->end + 1] & 0xa0) != 0x20)
		return true;
	return (sign == ' ' || sign == '\n' || sign == '>' || sign == '-') &&
	    may_precede(text, c);
}

/* Of the number of a month. */
static inline bool
is_roman(char c)
{
	return c == 'I' || c == 'V' || c == 'X';
}

/* May the month or filler of a date be behind the day that ends at `p`? */
static inline bool
is_month(const uint32_t dates[32], const char *p)
{
	size_t i = 0;

	while (i < GAP && !ascii_is_letter(p[i]) && !is_beyond(p[i]))
		i++;
	return i < GAP && (is_beyond(p[i]) ||
	    word_table_head(dates, p[i], p[i + 1]));
}

/* May it be the day of a date? */
static inline bool
is_day(const uint32_t dates[32], struct sv text, const struct cluster *c)
{
	const struct cluster_item *day = &c->items[0];
	const char *start = text.ptr + day->start, *p = start + day->len;

	/* A preposition may stand before it; a year begins a few. */
	if (day->kind != SHAPE_DIGITS || day->len > DAY_DIGITS)
		return true;
	if (day->len == DAY_DIGITS && start[0] > '3')
		return false;
	/* "12. 3. 1985" */
	if (p[0] == '.' && ((p[1] == ' ' && ascii_is_digit(p[2])) ||
	    is_beyond(p[1])))
		return true;
	/* A year that is near enough goes over the fifth byte. */
	if (ascii_is_digit(p[GAP]) && (start[-1] == ' ' || start[-1] == '.' ||
	    start[-1] == ','))
		return true;
	return is_roman(p[1 + (p[1] == ' ')]) || is_month(dates, p);
}

unsigned
beside_find(const struct beside_words *w, struct sv text,
    const struct cluster *c, unsigned asked)
{
	unsigned found = 0;

	if (c->start < ROOM || text.len - c->end < ROOM)
		return asked;
	if ((asked & (BESIDE_STREET | BESIDE_NAME)) != 0 &&
	    (c->items[0].len > HOUSE_SURE ||
	    is_before(w->streets, text, c->start)))
		found = BESIDE_STREET | BESIDE_NAME;
	else if ((asked & BESIDE_STREET) != 0 &&
	    is_behind(w->streets, text, c->end))
		found = BESIDE_STREET;
	if ((asked & BESIDE_CODE) != 0 && is_code(text, c))
		found |= BESIDE_CODE;
	if ((asked & BESIDE_MONTH) != 0 && is_day(w->dates, text, c))
		found |= BESIDE_MONTH;
	return found & asked;
}

uint64_t
beside_asked(const struct beside_asks *a, struct sv text,
    const struct cluster *c)
{
	unsigned facts = number_facts(text, c), wanted = a->wanted[facts];
	uint64_t asked = a->asked[facts];

	return wanted == 0 ? asked :
	    asked & a->without[beside_find(&a->words, text, c, wanted)];
}
