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
#include "base/attr.h"
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
	YEAR = 4,		/* digits */
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

/* May the last three letters, if there are so many, be in the `set`? */
static inline bool
may_end_in(const struct address_letters_set *set,
    const struct address_letters *l)
{
	return l->len < ADDRESS_TAIL ||
	    address_hints_has(set, address_glance_tail(l));
}

/*
 * May a street end with the word of these letters, capitals with them, which
 * begins at `start`? Not behind a small word that stands in no name.
 */
static inline bool
may_be_street(const struct address_hints *h, struct sv text, size_t start,
    const struct address_letters *l)
{
	struct address_letters before;

	if (address_glance_how(l) == LETTERS_MIXED ||
	    (address_glance_may_be(h, l, ADDRESS_LAST) &&
	    may_end_in(&h->last, l)) || (l->len >= ADDRESS_TAIL &&
	    may_end_in(&h->ends, l)))
		return true;
	return text.ptr[start - 1] != ' ' ||
	    !address_glance_before(text, start - 1, &before) ||
	    !address_glance_is_small(&before) ||
	    address_glance_may_be(h, &before, IN_KINDS | IN_CONNECTORS);
}

/*
 * May a street end with the word before the number at `at`, or a name do? Not
 * with a small word that no list has, nor with two or three capitals.
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
		return is_beyond(sign);
	if (!address_glance_before(text, end, &l))
		return true;
	if (address_glance_is_small(&l))
		return address_glance_may_be(h, &l, ADDRESS_LAST);
	return l.len >= ADDRESS_NAME || may_be_street(h, text, end - l.len,
	    &l);
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
	return at - end == GAP || ascii_is_upper(c) || is_beyond(c) ||
	    (c >= '@' && address_hints_may_begin(h, text, at));
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

/* "SW1A 2AA", "K67 X285", "VLT 1111", "L-4010": may it be such a postcode? */
static inline bool
may_be_lettered(struct sv text, const struct cluster *c)
{
	const struct cluster_item *first = &c->items[0], *next = first + 1;
	char behind = text.ptr[c->end + 1];

	if (c->count < 2 || !ascii_is_upper(text.ptr[c->start]))
		return false;
	if (first->len > 2)
		return first->len == 3 && next->len == 4;
	return c->count > 2 || next->separator == '-' ||
	    (text.ptr[c->end] == ' ' && (ascii_is_upper(behind) ||
	    ascii_is_digit(behind)));
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

/* May a year stand behind the day that ends at `p`, and a month before it? */
static inline bool
is_year(const char *p, char before)
{
	size_t i = 0;

	/* One that is near enough goes over the fifth byte. */
	if (!ascii_is_digit(p[GAP]) || (before != ' ' && before != '.' &&
	    before != ','))
		return false;
	while (!ascii_is_digit(p[i]))
		i++;
	return ascii_is_digit(p[i + YEAR - 1]);
}

/* May it be the day of a date, or have it behind a preposition: "fit-3"? */
static inline bool
is_day(const uint32_t dates[32], struct sv text, const struct cluster *c)
{
	const struct cluster_item *day = &c->items[c->items[0].kind !=
		SHAPE_DIGITS];
	const char *start = text.ptr + day->start, *p = start + day->len;

	/* A year begins a few. */
	if (day->len > DAY_DIGITS)
		return true;
	if (day->len == DAY_DIGITS && start[0] > '3')
		return false;
	/* "12. 3. 1985" */
	if (p[0] == '.' && ((p[1] == ' ' && ascii_is_digit(p[2])) ||
	    is_beyond(p[1])))
		return true;
	return is_roman(p[1 + (p[1] == ' ')]) || is_month(dates, p) ||
	    is_year(p, start[-1]);
}

/*
 * Those of `asked` that may be there. A few too many stay, none that is there
 * is left out.
 */
static ALWAYS_INLINE unsigned
find(const struct beside_words *w, struct sv text, const struct cluster *c,
    unsigned asked)
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
	    asked & a->without[find(&a->words, text, c, wanted)];
}
