/*
 * Codes whose place is known by the letters they begin with, or by the word
 * before them: VAT numbers with their country, in whatever groups; BICs of
 * letters only.
 */
#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	VAT_MOST = 15,		/* letters and digits, the country included */
	VAT_LEAST = 7,
	VAT_DIGITS = 5,		/* at least; years are passed over */
	VAT_GAP = 3,		/* bytes between the country and the rest */
	BIC_BRANCH = 11,
	BIC_LEAST = 8,
	BIC_BEFORE = 20,	/* bytes between the code and the word */
	BIC_AFTER = 24		/* bytes between the word and the code */
};

#define SECOND(c)	(UINT32_C(1) << ((c) - 'A'))

/* Countries that VAT numbers begin with, by their two letters. */
static bool
is_vat_country(char first, char second)
{
	static const uint32_t seconds[26] = {
		['A' - 'A'] = SECOND('T'),
		['B' - 'A'] = SECOND('E') | SECOND('G'),
		['C' - 'A'] = SECOND('Y') | SECOND('Z'),
		['D' - 'A'] = SECOND('E') | SECOND('K'),
		['E' - 'A'] = SECOND('E') | SECOND('L') | SECOND('S') |
		    SECOND('U'),
		['F' - 'A'] = SECOND('I') | SECOND('R'),
		['H' - 'A'] = SECOND('R') | SECOND('U'),
		['I' - 'A'] = SECOND('E') | SECOND('M') | SECOND('T'),
		['L' - 'A'] = SECOND('T') | SECOND('U') | SECOND('V'),
		['M' - 'A'] = SECOND('T'),
		['N' - 'A'] = SECOND('L'),
		['P' - 'A'] = SECOND('L') | SECOND('T'),
		['R' - 'A'] = SECOND('O'),
		['S' - 'A'] = SECOND('E') | SECOND('I') | SECOND('K'),
		['X' - 'A'] = SECOND('I'),
	};

	return (seconds[(first & ~0x20) - 'A'] &
	    SECOND(second & ~0x20)) != 0;
}

/*
 * Do the two letters of a country begin at `at`? In lower case they must touch
 * what follows, a digit or the U of Austria: "it 12" is prose.
 */
static bool
is_country_at(struct sv text, size_t at)
{
	char third;

	if (at + 3 >= text.len || !ascii_is_letter(text.ptr[at]) ||
	    !ascii_is_letter(text.ptr[at + 1]) ||
	    !is_vat_country(text.ptr[at], text.ptr[at + 1]))
		return false;
	third = text.ptr[at + 2];
	return (ascii_is_upper(text.ptr[at]) || third == '-' ||
	    ascii_is_digit(third) ||
	    (third == 'u' && ascii_is_digit(text.ptr[at + 3]))) &&
	    cluster_edge_before(text, at) != CLUSTER_BOUND;
}

/*
 * Where the country stands before byte `at`: "DE 123", "EL: 123", "NL.123",
 * "DE - 123", "ATU 123". `at` if nowhere.
 */
static size_t
country_before(struct sv text, size_t at)
{
	size_t end = at;

	while (end > 0 && at - end < VAT_GAP && (text.ptr[end - 1] == ' ' ||
	    text.ptr[end - 1] == '-' || text.ptr[end - 1] == ':' ||
	    text.ptr[end - 1] == '.'))
		end--;
	if (end == at || end < 2)
		return at;
	if (is_country_at(text, end - 2))
		return end - 2;
	return end >= 3 && is_country_at(text, end - 3) ? end - 3 : at;
}

/* "DE DE 123", "ATU ATU 1": the country stands twice, as nobody writes it. */
static bool
is_doubled(struct sv text, size_t at)
{
	size_t from = at;

	if (at < 3 || text.ptr[at - 1] != ' ')
		return false;
	while (from > 0 && at - from < 4 && ascii_is_upper(text.ptr[from - 1 -
	    (from == at ? 1 : 0)]))
		from -= from == at ? 2 : 1;
	return at - from >= 3 && text.ptr[from] == text.ptr[at] &&
	    text.ptr[from + 1] == text.ptr[at + 1];
}

/* What was read of a VAT number, and where each character ended. */
struct code {
	char compact[VAT_MOST];
	size_t ends[VAT_MOST];
	size_t len;
};

static void
read_code(struct sv text, size_t at, struct code *c)
{
	size_t gap = 0;

	for (c->len = 0; at < text.len && c->len < VAT_MOST; at++) {
		char ch = text.ptr[at];

		if (ascii_is_alnum(ch)) {
			c->compact[c->len] = ch >= 'a' && ch <= 'z' ?
			    (char)(ch - 'a' + 'A') : ch;
			c->ends[c->len++] = at + 1;
			gap = 0;
			continue;
		}
		/* After the country more than one byte may stand. */
		if ((ch != ' ' && ch != '-' && ch != '.' &&
		    (ch != ':' || c->len > 3)) ||
		    ++gap > (c->len <= 3 ? VAT_GAP : 1))
			break;
	}
}

/* The longest valid number of `c`, whose end is free; false if none is. */
static bool
try_code(struct scan *s, uint16_t detector, size_t start,
    const struct code *c)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct scan_span span = { start, 0 };
	struct validate_input in;
	enum validate_grade grade;

	for (size_t len = c->len; len >= VAT_LEAST; len--) {
		span.end = c->ends[len - 1];
		/* Mostly it would end among digits. */
		if ((span.end < s->text.len &&
		    ascii_is_digit(s->text.ptr[span.end])) ||
		    cluster_edge_after(s->text, span.end) == CLUSTER_BOUND)
			continue;
		in.text = sv_slice(s->text, start, span.end);
		in.compact = sv_make(c->compact, len);
		grade = d->validate == NULL ? GRADE_NONE : d->validate(&in);
		if (grade == GRADE_NONE)
			continue;
		scan_emit(s, detector, span, grade);
		return true;
	}
	return false;
}

/* Do more digits follow the two letters than any number has, as in an IBAN? */
static inline bool
is_too_long(const struct cluster *c)
{
	return c->count > 1 && c->items[0].len == 2 &&
	    c->items[1].kind == SHAPE_DIGITS && c->items[1].separator == 0 &&
	    c->items[1].len > VAT_MOST - 2;
}

void
match_vat(struct scan *s, uint16_t detector, const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	const struct cluster_item *first = &c->items[0];
	struct code code;
	size_t at;

	if (c->digits < VAT_DIGITS)
		return;
	at = first->kind == SHAPE_LETTERS && first->len >= 2 &&
	    is_country_at(s->text, c->start) ? c->start :
	    country_before(s->text, c->start);
	if (at == c->start && first->kind == SHAPE_DIGITS)
		return;
	if (is_doubled(s->text, at) || !is_country_at(s->text, at))
		return;
	if (at < c->start || !is_too_long(c)) {
		read_code(s->text, at, &code);
		if (try_code(s, detector, at, &code))
			return;
	}
	/* "ES-X1234567L" may be a country and a number that has a letter. */
	if (at == c->start)
		at = country_before(s->text, c->start);
	if (at == c->start)
		return;
	read_code(s->text, at, &code);
	(void)try_code(s, detector, at, &code);
}

/* Report the word [at, end) if it is a BIC by itself. */
static bool
try_bic(struct scan *s, uint16_t detector, size_t at, size_t end)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct validate_input in;

	if (end - at != BIC_LEAST && end - at != BIC_BRANCH)
		return false;
	in.text = in.compact = sv_slice(s->text, at, end);
	if (d->validate == NULL || d->validate(&in) == GRADE_NONE ||
	    cluster_edge_before(s->text, at) == CLUSTER_BOUND ||
	    cluster_edge_after(s->text, end) == CLUSTER_BOUND)
		return false;
	scan_emit(s, detector, (struct scan_span){ at, end }, GRADE_STRONG);
	return true;
}

/* Does the name of the code begin at `at`, as in "BIC", "code_bic", "codeBIC"? */
static bool
begins_name(struct sv text, size_t at)
{
	char before = at > 0 ? text.ptr[at - 1] : ' ';

	return before == '_' || (ascii_is_upper(text.ptr[at]) &&
	    ascii_is_letter(before) && !ascii_is_upper(before)) ||
	    cluster_edge_before(text, at) != CLUSTER_BOUND;
}

/* "DEUTDEFF (BIC)": among the words that end shortly before `at`. */
static void
bic_before(struct scan *s, uint16_t detector, size_t at)
{
	size_t floor = at > BIC_BEFORE ? at - BIC_BEFORE : 0, end = at;

	while (end > floor) {
		size_t start = end;

		while (start > 0 && ascii_is_alnum(s->text.ptr[start - 1]))
			start--;
		if (start < end && try_bic(s, detector, start, end))
			return;
		end = start > 0 ? start - 1 : 0;
	}
}

void
match_bic(struct scan *s, uint16_t detector, const struct match_site *site)
{
	size_t at = site->at, until, end;

	if (!begins_name(s->text, at))
		return;
	until = at + BIC_AFTER < s->text.len ? at + BIC_AFTER : s->text.len;
	for (; at < until; at = end + 1) {
		end = at;
		while (end < s->text.len && ascii_is_alnum(s->text.ptr[end]))
			end++;
		if (try_bic(s, detector, at, end))
			return;
	}
	bic_before(s, detector, site->at);
}
