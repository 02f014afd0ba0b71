/*
 * Postal addresses: a street with its number, then perhaps a postcode and a
 * town (inspect/address/address.h). A postcode alone is never one.
 *
 * The grade says how much was read. With a postcode and a town strong; a
 * street of a kind that is nothing else fair; the rest, which may be anything,
 * weak: only with a word for an address or a town near. A capitalised name
 * with a number ("Ilica 5") needs postcode and town as well
 * (inspect/match/match_address_plain.c), or, for the matcher address_named, a
 * phrase that says so.
 */

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address_glance.h"
#include "inspect/address/address_part.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"
#include "inspect/scan_judge.h"

enum {
	HOUSE_DIGITS = 5,	/* of a house number, at most */
	BOX_DIGITS = 9,		/* of a box, in groups */
	BARE_DIGITS = 4,
	YEAR_FIRST = 1800, YEAR_LAST = 2099
};

/* The end of a house number: 5, 5a, 5 a, 12/3, 12-14, 10-III, 12 A 5. */
static size_t
house_end(const struct cluster *c)
{
	size_t i = 0;
	bool lettered = false;

	while (i + 1 < c->count && i < 4) {
		const struct cluster_item *next = &c->items[i + 1];
		bool letter = next->kind == SHAPE_LETTERS && (next->len == 1 ||
		    (next->separator == '-' && next->len <= 3));

		if (!letter && (next->kind != SHAPE_DIGITS || next->len > 4 ||
		    (next->separator != '/' && next->separator != '-' &&
		    (!lettered || next->len > 3))))
			break;
		lettered = letter;
		i++;
	}
	return c->items[i].start + c->items[i].len;
}

/* May it stand between a street and its number? */
static inline bool
is_gap(char c)
{
	return c == ' ' || c == ',' || c == '.' || (unsigned char)c >= 0x80;
}

/*
 * Could a street stand right before byte `at`? Its last word has a capital, or
 * is a kind that comes behind a word with one, or what numbers a house.
 */
static bool
may_follow_street(struct sv text, const struct address_left *left)
{
	const struct word *w = &left->last;
	size_t at = left->at, back = at, start;

	/* Mostly it is a name of its own. */
	if (left->word && w->start >= 2 &&
	    !ascii_is_word(text.ptr[w->start - 1]) &&
	    (unsigned char)text.ptr[w->end - 1] < 0x80)
		return true;
	while (back > 0 && at - back < 4 && is_gap(text.ptr[back - 1]))
		back--;
	start = back;
	while (start > 0 && ascii_is_word(text.ptr[start - 1]))
		start--;
	if (back == at || start < 2)
		return start < at && back < at && address_capital(text, start);
	/* "utca", "út", "útja" may have a title before them. */
	if (start == back || back - start <= 4 || address_capital(text,
	    start) || text.ptr[start] == '\xc3')
		return true;
	for (back = start - 1; back > 0 && ascii_is_word(text.ptr[back - 1]);)
		back--;
	return text.ptr[start - 1] == ' ' && address_capital(text, back);
}

static bool
is_year(const struct cluster *c, struct sv text)
{
	unsigned n = validate_number(sv_slice(text, c->items[0].start,
	    c->items[0].start + c->items[0].len));

	return c->items[0].len == 4 && n >= YEAR_FIRST && n <= YEAR_LAST;
}

/* "12 34 56" behind a word for a box. */
static size_t
box_end(const struct cluster *c)
{
	size_t i = 0, digits = c->items[0].len;

	while (i + 1 < c->count && c->items[i + 1].kind == SHAPE_DIGITS &&
	    c->items[i + 1].separator == ' ' && c->items[i + 1].len <= 3 &&
	    digits + c->items[i + 1].len <= BOX_DIGITS)
		digits += c->items[++i].len;
	return c->items[i].start + c->items[i].len;
}

/* Where the last number of "0896 69 Farnell Street" begins. */
static size_t
last_number(const struct cluster *c)
{
	size_t i = c->count - 1;

	while (i > 0 && c->items[i].separator != ' ')
		i--;
	return i > 0 && c->items[i].kind == SHAPE_DIGITS ? c->items[i].start :
	    c->start;
}

/*
 * "-72.592883,East Windsor", "4U6,Circle Town": a number with a fraction, or a
 * code right before a comma, is a cell of its own and numbers no house.
 */
static bool
is_cell(struct sv text, const struct cluster *c,
    const struct address_span *number)
{
	bool letter = false;

	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i].start <= number->start)
			continue;
		if (c->items[i].separator == '.')
			return true;
		letter |= c->items[i].kind == SHAPE_LETTERS;
	}
	return letter && number->end + 1 < text.len &&
	    text.ptr[number->end] == ',' && text.ptr[number->end + 1] != ' ';
}

static NOINLINE void
read_left(struct scan *s, size_t at)
{
	const struct address_text a = { s->text, s->engine->addresses };

	address_look_left(&a, at, &s->address);
}

static NOINLINE void
read_name(struct scan *s, size_t at, struct address_letters name)
{
	const struct address_text a = { s->text, s->engine->addresses };

	address_look_name(&a, at, &name, &s->address);
}

/* Read what stands before the number at `at`, a blank or another gap. */
static inline void
read_before_number(struct scan *s, size_t at)
{
	struct address_letters l;

	if (s->text.ptr[at - 1] != ' ' ||
	    !address_glance_before(s->text, at - 1, &l))
		read_left(s, at);
	else if (!address_glance_is_small(&l))
		read_name(s, at, l);
	/* Mostly it is a small word that no street ends with. */
	else if (address_glance_may_be(&s->engine->addresses->hints, &l,
	    ADDRESS_LAST))
		read_left(s, at);
}

/* What stands before the number of `c`: read by the first that asks. */
static inline struct address_left *
look_left(struct scan *s, const struct cluster *c)
{
	struct address_left *left = &s->address;

	if (left->at == c->start)
		return left;
	left->at = c->start;
	left->word = left->street = false;
	if (c->start > 0 && is_gap(s->text.ptr[c->start - 1]))
		read_before_number(s, c->start);
	return left;
}

/* What stands before the number; where the whole of it is. */
static enum address_street
read_before(const struct address_text *a, const struct cluster *c,
    struct address_left *left, struct address_span *span)
{
	struct address_span read = *span;
	enum address_street street = address_before(a, left, &read);

	/* Few numbers have one: whether it may be there, is asked last. */
	if ((street == ADDRESS_NONE && read.start == span->start) ||
	    !may_follow_street(a->text, left))
		return ADDRESS_NONE;
	*span = read;
	if (street != ADDRESS_NONE && c->items[0].len > 1 &&
	    box_end(c) > span->end && c->items[1].len > 1)
		span->end = box_end(c);
	return street;
}

static NOINLINE bool
read_right(const struct scan *s, size_t end)
{
	const struct address_text a = { s->text, s->engine->addresses };

	return address_may_follow(&a, end);
}

/*
 * May a street stand behind the number that ends at `end`? Mostly what follows
 * is no letter, or a word in small letters that begins like no kind of street.
 */
static inline bool
may_follow(const struct scan *s, size_t end)
{
	struct sv text = s->text;
	size_t at = end;

	/* Mostly it is one blank. */
	at += at < text.len && text.ptr[at] == ' ';
	while (at < text.len && (text.ptr[at] == ',' || text.ptr[at] == ' '))
		at++;
	/* With a capital it may be an English one. */
	return at < text.len && (text.ptr[at] & 0xc0) != 0 &&
	    (text.ptr[at] < 'a' || address_hints_may_begin(
	    &s->engine->addresses->hints, text, at)) && read_right(s, end);
}

/* The same around it; behind it only if one may follow. */
static enum address_street
read_street(const struct address_text *a, const struct cluster *c,
    struct address_left *left, bool follows, struct address_span *span)
{
	enum address_street street = ADDRESS_NONE;
	struct address_span last;

	if (left->street)
		street = read_before(a, c, left, span);
	if (street != ADDRESS_NONE)
		return street;
	if (!follows)
		return ADDRESS_NONE;
	last = (struct address_span){ last_number(c), c->end };
	if (is_cell(a->text, c, &last))
		return ADDRESS_NONE;
	street = address_after(a, &last);
	if (street != ADDRESS_NONE)
		*span = last;
	return street;
}

/* A name alone before the number. */
static enum address_street
read_bare(const struct address_text *a, struct address_left *left,
    struct address_span *span)
{
	struct address_span read = *span;

	if (address_bare(a, left, &read) == ADDRESS_NONE ||
	    !may_follow_street(a->text, left))
		return ADDRESS_NONE;
	*span = read;
	return ADDRESS_BARE;
}

static bool
is_free(struct sv text, const struct address_span *span)
{
	return cluster_edge_before(text, span->start) == CLUSTER_FREE &&
	    cluster_edge_after(text, span->end) != CLUSTER_BOUND;
}

static enum validate_grade
grade_of(enum address_street street, struct address_rest rest, bool year)
{
	if (rest.code)
		return street == ADDRESS_BARE ? GRADE_FAIR : GRADE_STRONG;
	if (rest.flat)
		return street == ADDRESS_SURE ? GRADE_STRONG : GRADE_FAIR;
	if (year || street == ADDRESS_BARE)
		return GRADE_NONE;
	return street == ADDRESS_SURE ? GRADE_STRONG : GRADE_WEAK;
}

/* Behind what any number is asked for. */
static NOINLINE void
look_at_address(struct scan *s, uint16_t detector, const struct cluster *c,
    struct address_left *left, bool follows)
{
	struct address_span span = { c->start, 0 };
	struct address_rest rest, back;
	enum address_street street;
	struct address_text a = { s->text, s->engine->addresses };
	struct sv text = s->text;
	enum validate_grade grade;

	span.end = house_end(c);
	if (c->items[0].len == HOUSE_DIGITS &&
	    address_is_military(text, &span)) {
		scan_emit(s, detector, (struct scan_span){ span.start,
		    span.end }, GRADE_STRONG);
		return;
	}
	street = read_street(&a, c, left, follows, &span);
	if (street == ADDRESS_NONE && left->word &&
	    c->items[0].len <= BARE_DIGITS &&
	    address_flat_follows(&a, span.end))
		street = read_bare(&a, left, &span);
	if (street == ADDRESS_NONE || !is_free(text, &span))
		return;
	rest = address_go_on(&a, &span);
	back = address_go_back(&a, &span);
	rest.code |= back.code;
	grade = grade_of(street, rest, is_year(c, text));
	if (grade != GRADE_NONE && is_free(text, &span))
		scan_emit(s, detector, (struct scan_span){ span.start,
		    span.end }, grade);
}

void
match_address(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct address_left *left;
	bool follows;

	if (c->items[0].kind != SHAPE_DIGITS ||
	    c->items[0].len > HOUSE_DIGITS)
		return;
	left = look_left(s, c);
	follows = may_follow(s, c->end);
	/* Most numbers have neither; "apo aa 33879" has five digits. */
	if (left->street || follows || (left->word &&
	    address_flat_may_follow(s->text, house_end(c))) ||
	    (c->items[0].len == HOUSE_DIGITS &&
	    address_military_may_end(s->text, c->start)))
		look_at_address(s, detector, c, left, follows);
}

/* The same, behind what any number is asked for. */
static NOINLINE void
look_at_named(struct scan *s, uint16_t detector, const struct cluster *c)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct address_text a = { s->text, s->engine->addresses };
	struct address_span span = { c->start, 0 };

	if (read_bare(&a, look_left(s, c), &span) == ADDRESS_NONE)
		return;
	span.end = house_end(c);
	/* "Linux 2.6.11": nothing goes on from there. */
	if (span.end < s->text.len &&
	    !address_flat_gap(s->text.ptr[span.end]) &&
	    cluster_edge_after(s->text, span.end) == CLUSTER_BOUND)
		return;
	if (s->explain == NULL && !scan_hears(s, d, (struct scan_span){
	    span.start, span.end }))
		return;
	(void)address_go_on(&a, &span);
	(void)address_go_back(&a, &span);
	if (is_free(s->text, &span))
		scan_emit(s, detector, (struct scan_span){ span.start,
		    span.end }, GRADE_STRONG);
}

void
match_address_named(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;

	/* Mostly it was seen already that no name stands before it. */
	if (s->address.at == c->start && !s->address.word)
		return;
	if (c->items[0].kind == SHAPE_DIGITS && c->items[0].len <= BARE_DIGITS)
		look_at_named(s, detector, c);
}
