/*
 * Postal addresses told by how they are built
 * (inspect/address/address_plain.h). What speaks for one is added up: the form
 * of the code, lines, a country, a word for a street, and here whether the town
 * is one of the words `place` of the packs. Too little for a finding by itself
 * is one only behind a label or a phrase that says it is an address: those are
 * the detector's context.
 */
#include "base/attr.h"
#include "inspect/address/address_plain.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	CODE_DIGITS = 6,	/* of a postcode, at most */
	LONG_DIGITS = 5,	/* of those that stand behind a town */
	BEFORE_CODE = 4		/* bytes of a street and its number */
};

/*
 * Could a postcode begin with this cluster? Asked of every number: most are
 * years behind a word, and are done with here.
 */
static bool
may_be_code(struct sv text, const struct cluster *c)
{
	const struct cluster_item *first = &c->items[0];
	char sign, before;

	if (c->start < BEFORE_CODE)
		return false;
	sign = text.ptr[c->start - 1];
	before = text.ptr[c->start - 2];
	if (sign != ' ' && sign != '\n' && sign != '>' && sign != '-')
		return false;
	if (first->kind != SHAPE_DIGITS)
		return c->count > 1 && first->len <= 3 &&
		    text.ptr[c->start] <= 'Z';
	if (first->len < 2 || first->len > CODE_DIGITS)
		return false;
	/* Behind a word: five digits, or a country as in "EE 10115". */
	return sign == '\n' || before == ',' || first->len >= LONG_DIGITS ||
	    before == '.' || before == ' ' || before == '\n' ||
	    before == '>' || (unsigned char)before >= 0x80 ||
	    (before >= 'A' && before <= 'Z');
}

/* Digits of a code that is nothing else; 0: it tells its country itself. */
static size_t
digits_of(struct sv text, const struct address_plain *p, size_t at)
{
	size_t len = 0;

	if (p->form >= FORM_PARTED || p->form == FORM_MALTA)
		return 0;
	while (at + len < text.len && text.ptr[at + len] >= '0' &&
	    text.ptr[at + len] <= '9')
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
look_at_code(struct scan *s, uint16_t detector, size_t at)
{
	struct address_text a = { s->text, s->engine->addresses };
	struct address_plain p;
	size_t start;

	if (!address_plain_read(&a, at, &p) ||
	    cluster_edge_after(s->text, p.all.end) == CLUSTER_BOUND)
		return;
	start = skip_label(s, &s->engine->detectors[detector], &p);
	scan_emit(s, detector, (struct scan_span){ start, p.all.end },
	    grade_of(s, &p, at));
}

void
match_address_plain(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	if (may_be_code(s->text, site->cluster))
		look_at_code(s, detector, site->cluster->start);
}
