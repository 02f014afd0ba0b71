/*
 * Postal addresses told by how they are built
 * (inspect/address/address_plain.h). What speaks for one is added up: the form
 * of the code, lines, a country, a word for a street, and here whether the town
 * is one of the words `place` of the packs. Too little for a finding by itself
 * is one only behind a label or a phrase that says it is an address: those are
 * the detector's context.
 */
#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address_ahead.h"
#include "inspect/address/address_plain.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	CODE_DIGITS = 6,	/* of a postcode, at most */
	LONG_DIGITS = 5,	/* of those that stand behind a town */
	LINE_BLANKS = 8,	/* which part as well as an end of a line */
	BEFORE_CODE = 4,	/* bytes of a street and its number */
	TOWN_BYTES = 32		/* of a town before its street */
};

static inline char
byte_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

/* Is there a house number before what parts it from the code behind `at`? */
static inline bool
is_numbered(struct sv text, size_t at)
{
	while (at > 1 && (text.ptr[at] == ' ' || text.ptr[at] == ',' ||
	    text.ptr[at] == '\n'))
		at--;
	return ascii_is_digit(text.ptr[at]) || ascii_is_digit(text.ptr[at - 1]);
}

/*
 * Could a town stand behind the code that ends at `end`, or nothing in its
 * line? Most are years: "April 4, 1998 and".
 */
static inline bool
may_have_town(struct sv text, size_t start, size_t end)
{
	size_t at = end;
	char sign;

	while (byte_at(text, at) == ' ')
		at++;
	sign = byte_at(text, at);
	if (at == end && sign != '\n' && sign != '\r')
		return at == text.len;
	return ascii_is_upper(sign) || (unsigned char)sign >= 0x80 ||
	    sign == ',' || sign == '\'' || sign == '\n' || sign == '\r' ||
	    at == text.len || at - end >= LINE_BLANKS ||
	    is_numbered(text, start - 1);
}

/* May what ends before the blank at `at` be a country before the code? */
static inline bool
may_be_prefix(struct sv text, size_t at, size_t digits)
{
	char last = text.ptr[at - 1], before = text.ptr[at - 2];
	char third = text.ptr[at - 3];

	/* Greek, Maltese and those of two letters. */
	if (!ascii_is_upper(last))
		return last == '\x9a' || (last == '.' && (before == 'K' ||
		    before == '\x9a'));
	return ascii_is_upper(before) && (third == ' ' || third == '\n' ||
	    (digits == 4 && (ascii_is_upper(third) || third == '\xbb')));
}

/* A code of four digits or fewer. */
static inline bool
may_be_short(struct sv text, const struct cluster *c)
{
	char sign = text.ptr[c->start - 1], before = text.ptr[c->start - 2];

	if (sign == '-')
		return ascii_is_upper(before);
	if (sign == '\n' || before == ',' || before == '\n' || before == '>')
		return may_have_town(text, c->start,
		    c->start + c->items[0].len);
	return sign == ' ' && may_be_prefix(text, c->start - 1,
	    c->items[0].len);
}

/* Do they make the code alone, and not "110 00", "1018 EA", "00-514"? */
static inline bool
is_short(struct sv text, const struct cluster *c)
{
	const struct cluster_item *first = &c->items[0], *next = first + 1;
	size_t end = first->start + first->len;

	if (first->len == 4 && (ascii_is_upper(byte_at(text, end)) ||
	    (byte_at(text, end) == ' ' &&
	    ascii_is_upper(byte_at(text, end + 1)) &&
	    ascii_is_upper(byte_at(text, end + 2)))))
		return false;
	return c->count == 1 || next->kind != SHAPE_DIGITS ||
	    (next->separator == '-' ? next->len != 3 :
	    next->separator != ' ' || first->len != 3 || next->len != 2);
}

/* "SW1A 2AA", "K67 X285", "VLT 1111", "L-4010": what begins with letters. */
static inline bool
may_be_lettered(struct sv text, const struct cluster *c)
{
	const struct cluster_item *next = &c->items[1];
	char behind;

	if (c->count < 2 || !ascii_is_upper(text.ptr[c->start]))
		return false;
	if (c->items[0].len > 2)
		return c->items[0].len == 3 && next->len == 4;
	behind = byte_at(text, c->end + 1);
	return c->count > 2 || next->separator == '-' ||
	    (byte_at(text, c->end) == ' ' && (ascii_is_upper(behind) ||
	    ascii_is_digit(behind)));
}

/* Could a postcode begin with this cluster? */
static NOINLINE bool
may_be_code(struct sv text, const struct cluster *c)
{
	size_t len = c->items[0].len;
	char sign = text.ptr[c->start - 1], before = text.ptr[c->start - 2];

	if (sign != ' ' && sign != '\n' && sign != '>' && sign != '-')
		return false;
	if (c->items[0].kind != SHAPE_DIGITS)
		return may_be_lettered(text, c);
	if (len < 2 || len > CODE_DIGITS)
		return false;
	/* Behind a word: five digits, or a country as in "EE 10115". */
	if (len >= LONG_DIGITS)
		return true;
	if (is_short(text, c))
		return may_be_short(text, c);
	return sign == '\n' || before == ',' || before == '.' ||
	    before == ' ' || before == '\n' || before == '>' ||
	    (unsigned char)before >= 0x80 || ascii_is_upper(before);
}

/*
 * May a street stand behind a code that begins with this cluster, and its town,
 * the capital behind the number: "79098 Freiburg, "?
 */
static NOINLINE bool
is_ahead(struct sv text, const struct cluster *c)
{
	size_t len = c->items[0].len, at = c->end + 1, end = at;
	char sign = c->count > 1 ? c->items[1].separator : '\0';

	if (c->items[0].kind != SHAPE_DIGITS || (len < LONG_DIGITS &&
	    sign != '\0' && (sign != '-' || len != 2)) ||
	    (byte_at(text, at) & 0xa0) == 0x20)
		return false;
	while (end < text.len && end - at < TOWN_BYTES &&
	    (ascii_is_word(text.ptr[end]) || text.ptr[end] == ' ' ||
	    text.ptr[end] == '-'))
		end++;
	return byte_at(text, end) == ',' && byte_at(text, end + 1) == ' ' &&
	    address_capital(text, at) && address_capital(text, end + 2);
}

/* Most are short, or years behind a word, or have no capital behind them. */
static inline bool
may_be_ahead(struct sv text, const struct cluster *c)
{
	size_t len = c->end - c->start;

	return len >= 4 && len <= CODE_DIGITS &&
	    byte_at(text, c->end) == ' ' && is_ahead(text, c);
}

/*
 * Asked of every number: most are years behind a word in small letters, and
 * are done with here.
 */
static inline bool
is_behind_word(struct sv text, const struct cluster *c)
{
	return c->items[0].kind == SHAPE_DIGITS &&
	    c->items[0].len < LONG_DIGITS &&
	    text.ptr[c->start - 1] == ' ' &&
	    (unsigned char)(text.ptr[c->start - 2] - 'a') < 26;
}

/* Digits of a code that is nothing else; 0: it tells its country itself. */
static size_t
digits_of(struct sv text, const struct address_plain *p, size_t at)
{
	size_t len = 0;

	if (p->form >= FORM_PARTED || p->form == FORM_MALTA)
		return 0;
	while (ascii_is_digit(byte_at(text, at + len)))
		len++;
	return len;
}

/* Is the town known, in a country whose codes are so long? */
static bool
is_place(struct scan *s, struct address_span town, size_t digits)
{
	uint32_t number = towns_group(&s->engine->towns, digits);
	uint16_t group = (uint16_t)(number - 1);
	struct context_query q = { .groups = &group, .count = 1,
		.before = 1, .after = 1 };

	return number > 0 && town.end > town.start &&
	    context_near(&s->context, &q, town.start, town.end) == 0;
}

/* Blanks from `at` on, and words of two letters between them: "in", "na". */
static size_t
skip_small(struct sv text, size_t at)
{
	while (at < text.len && text.ptr[at] == ' ')
		at++;
	while (at + 2 < text.len && text.ptr[at] >= 'a' &&
	    text.ptr[at] <= 'z' && text.ptr[at + 2] == ' ')
		at += 3;
	return at;
}

/*
 * "Residente in Via Roma": behind words that say it is an address, it begins.
 */
static size_t
skip_label(struct scan *s, const struct detector *d,
    const struct address_plain *p)
{
	struct context_query q = { .groups = d->context.groups,
		.count = d->context.count, .before = 1, .after = 1 };
	size_t at = p->all.start;
	struct context_word word;

	if (p->street.start != at)
		return at;
	while (context_find(&s->context, &q, at, at + 1, &word) &&
	    !word.in_label && word.start == at && word.end <= p->street.end)
		at = skip_small(s->text, word.end);
	return at;
}

static enum validate_grade
grade_of(struct scan *s, const struct address_plain *p, size_t at)
{
	bool place = (p->small || p->points < PLAIN_STRONG) &&
	    is_place(s, p->town, digits_of(s->text, p, at));
	int points = p->points + (place ? PLAIN_PLACE : 0);

	if (p->small && !place)
		return GRADE_WEAK;
	if (points >= PLAIN_STRONG)
		return GRADE_STRONG;
	return points >= PLAIN_FAIR ? GRADE_FAIR : GRADE_WEAK;
}

/* Behind what any number is asked for. */
static NOINLINE void
look_at_code(struct scan *s, uint16_t detector, const struct cluster *c,
    bool behind)
{
	struct address_text a = { s->text, s->engine->addresses };
	struct address_plain p;
	size_t start, at = c->start;

	if (!(behind && address_plain_read(&a, at, &p)) &&
	    !(may_be_ahead(s->text, c) && address_ahead_read(&a, at, &p)))
		return;
	if (cluster_edge_after(s->text, p.all.end) == CLUSTER_BOUND)
		return;
	start = skip_label(s, &s->engine->detectors[detector], &p);
	scan_emit(s, detector, (struct scan_span){ start, p.all.end },
	    grade_of(s, &p, at));
}

void
match_address_plain(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;

	bool behind = c->start >= BEFORE_CODE;

	if (behind && is_behind_word(s->text, c))
		return;
	behind = behind && may_be_code(s->text, c);
	if (behind || may_be_ahead(s->text, c))
		look_at_code(s, detector, c, behind);
}
