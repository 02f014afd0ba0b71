/*
 * Numbers that no list of shapes describes: IBANs with their blanks, telephone
 * numbers with + and brackets.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"
#include "inspect/scan_judge.h"
#include "inspect/words/word.h"

enum {
	PHONE_LEAST = 7,
	PHONE_MOST = 15,	/* ITU-T E.164: at most 15 digits */
	BUDAPEST = 8,		/* digits, the one in brackets too */
	SINGLE_MOST = 4,	/* in brackets */
	LINE_LEAST = 6,
	LINE_MOST = 13
};

/* Bytes of the one blank, dot or stroke at `at`, or 0. */
static size_t
separator_bytes(struct sv text, size_t at)
{
	if (at >= text.len)
		return 0;
	if (text.ptr[at] == ' ' || text.ptr[at] == '-' || text.ptr[at] == '.')
		return 1;
	return text.ptr[at] == '\xc2' && at + 1 < text.len &&
	    text.ptr[at + 1] == '\xa0' ? 2 : 0;
}

/* The same, or of two blanks, which many groups have between them on paper. */
static size_t
gap_bytes(struct sv text, size_t at)
{
	return sv_starts(sv_slice(text, at, text.len), SV("  ")) ? 2 :
	    separator_bytes(text, at);
}

/* Bytes of the end of a line at `at`, which may part a long number, or 0. */
static size_t
line_end_bytes(struct sv text, size_t at)
{
	if (at < text.len && text.ptr[at] == '\n')
		return 1;
	return sv_starts(sv_slice(text, at, text.len), SV("\r\n")) ? 2 : 0;
}

/*
 * Collect `wanted` letters and digits, the end of one line among them; where
 * they end, or 0.
 */
static size_t
collect(struct sv text, size_t at, size_t wanted, char *out)
{
	size_t len = 0, gap;
	unsigned lines = 0;

	while (len < wanted) {
		if (wanted - len >= WORD_KEY && at + WORD_KEY <= text.len) {
			uint64_t v = word_load(text.ptr + at);

			gap = word_count_range(v, '0', '9');
			word_store(out + len, v);
			len += gap;
			at += gap;
			if (gap == WORD_KEY)
				continue;
		}
		if (at >= text.len)
			return 0;
		if (ascii_is_alnum(text.ptr[at])) {
			out[len++] = ascii_to_upper(text.ptr[at++]);
			continue;
		}
		gap = gap_bytes(text, at);
		if (gap == 0 && lines++ == 0)
			gap = line_end_bytes(text, at);
		if (gap == 0 || len < 2)
			return 0;
		at += gap;
		if (at >= text.len || separator_bytes(text, at) != 0)
			return 0;
	}
	return at;
}

/* Hexadecimal digits in lower case are hardly an IBAN without its word. */
static bool
is_hex(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]) &&
		    (s.ptr[i] < 'a' || s.ptr[i] > 'f'))
			return false;
	return true;
}

/* An O may be written for a 0, to pass or by mistake. */
static enum validate_grade
grade_iban(const struct validate_input *in)
{
	enum validate_grade grade = validate_iban(in);
	char mended[VALIDATE_IBAN_MAX];

	return grade == GRADE_NONE && validate_iban_mend(in->compact, mended) ?
	    GRADE_FAIR : grade;
}

static void
try_iban(struct scan *s, uint16_t detector, size_t at)
{
	struct scan_span span = { at, 0 };
	char country[2], iban[VALIDATE_IBAN_MAX];
	struct validate_input in;
	enum validate_grade grade;
	size_t len;

	country[0] = ascii_to_upper(s->text.ptr[at]);
	country[1] = ascii_to_upper(s->text.ptr[at + 1]);
	len = validate_iban_length(country);
	if (len == 0)
		return;
	span.end = collect(s->text, at, len, iban);
	if (span.end == 0)
		return;
	in.text = sv_slice(s->text, at, span.end);
	in.compact = sv_make(iban, len);
	if (cluster_edge_before(s->text, at) == CLUSTER_BOUND ||
	    cluster_edge_after(s->text, span.end) == CLUSTER_BOUND)
		return;
	grade = grade_iban(&in);
	scan_emit(s, detector, span, grade != GRADE_NONE &&
	    is_hex(in.text) ? GRADE_WEAK : grade);
}

/* "BE 04 4348 ...": the country stands apart; "is 1009 ..." is prose. */
static bool
country_before(struct sv text, size_t at, size_t len)
{
	return at >= 3 && separator_bytes(text, at - 1) == 1 &&
	    ascii_is_letter(text.ptr[at - 2]) &&
	    ascii_is_letter(text.ptr[at - 3]) &&
	    (len == 2 || (text.ptr[at - 2] <= 'Z' &&
	    text.ptr[at - 3] <= 'Z'));
}

void
match_iban(struct scan *s, uint16_t detector, const struct match_site *site)
{
	const struct cluster *c = site->cluster;

	if (c->items[0].kind == SHAPE_DIGITS && c->items[0].len >= 2 &&
	    country_before(s->text, c->start, c->items[0].len)) {
		try_iban(s, detector, c->start - 3);
		return;
	}

	for (size_t i = 0; i + 1 < c->count; i++) {
		const struct cluster_item *item = &c->items[i];

		if (item->kind == SHAPE_LETTERS && item->len == 2 &&
		    item[1].separator == 0 && item[1].len >= 2 &&
		    cluster_may_begin(c, i))
			try_iban(s, detector, item->start);
	}
}

/* What was read of a telephone number so far. */
struct phone {
	char digits[PHONE_MOST + 1];
	size_t count;
	size_t ends[PHONE_MOST + 1];	/* byte after the n-th digit */
	bool breaks[PHONE_MOST + 1];	/* a group may end after it */
	unsigned groups;
};

/*
 * Bytes between two groups of digits: blanks, dots, strokes, brackets, at most
 * three of them, "(0)" whole. 0 if the number ends here.
 */
static size_t
between_groups(struct sv text, size_t at)
{
	size_t len = 0, one;

	while (len < 4 && at + len < text.len) {
		char c = text.ptr[at + len];

		one = c == '(' || c == ')' || c == '/' ? 1 :
		    separator_bytes(text, at + len);
		if (one == 0)
			break;
		len += one;
	}
	return at + len < text.len && ascii_is_digit(text.ptr[at + len]) ?
	    len : 0;
}

static void
read_phone(struct sv text, size_t at, struct phone *p)
{
	size_t gap = 0;

	p->count = 0;
	p->groups = 0;
	do {
		at += gap;
		p->groups++;
		while (at < text.len && ascii_is_digit(text.ptr[at]) &&
		    p->count <= PHONE_MOST) {
			p->breaks[p->count] = false;
			p->digits[p->count] = text.ptr[at++];
			p->ends[p->count++] = at;
		}
		gap = between_groups(text, at);
		if (p->count > 0 && p->count <= PHONE_MOST)
			p->breaks[p->count - 1] = true;
	} while (gap > 0 && p->count <= PHONE_MOST);
}

/*
 * Country codes (ITU-T E.164, list of 2016 and operational bulletins) with how
 * many digits follow. No code begins another one.
 */
static const struct country {
	unsigned char least, most;
} countries[1000] = {
	[1] = { 10, 10 }, [20] = { 8, 10 }, [27] = { 9, 9 },
	[30] = { 10, 10 }, [31] = { 9, 9 }, [32] = { 8, 9 },
	[33] = { 9, 9 }, [34] = { 9, 9 }, [350] = { 8, 8 },
	[351] = { 9, 9 }, [352] = { 5, 11 }, [353] = { 7, 9 },
	[354] = { 7, 9 }, [355] = { 8, 9 }, [356] = { 8, 8 },
	[357] = { 8, 8 }, [358] = { 6, 11 }, [359] = { 7, 9 },
	[36] = { 8, 9 }, [370] = { 8, 8 }, [371] = { 8, 8 },
	[372] = { 7, 8 }, [373] = { 8, 8 }, [374] = { 8, 8 },
	[375] = { 9, 9 }, [376] = { 6, 9 }, [377] = { 8, 9 },
	[378] = { 6, 10 }, [380] = { 9, 9 }, [381] = { 7, 9 },
	[382] = { 8, 8 }, [383] = { 8, 8 }, [385] = { 8, 9 },
	[386] = { 8, 8 }, [387] = { 8, 8 }, [389] = { 8, 8 },
	[39] = { 6, 11 }, [40] = { 9, 9 }, [41] = { 9, 9 },
	[420] = { 9, 9 }, [421] = { 9, 9 }, [423] = { 7, 9 },
	[43] = { 5, 13 }, [44] = { 9, 10 }, [45] = { 8, 8 },
	[46] = { 7, 10 }, [47] = { 8, 8 }, [48] = { 9, 9 },
	[49] = { 6, 12 }, [51] = { 8, 9 }, [52] = { 10, 10 },
	[53] = { 8, 8 }, [54] = { 10, 11 }, [55] = { 10, 11 },
	[56] = { 9, 9 }, [57] = { 8, 10 }, [58] = { 10, 10 },
	[60] = { 8, 10 }, [61] = { 9, 9 }, [62] = { 8, 12 },
	[63] = { 8, 10 }, [64] = { 8, 10 }, [65] = { 8, 8 },
	[66] = { 8, 9 }, [7] = { 10, 10 }, [81] = { 9, 10 },
	[82] = { 8, 10 }, [84] = { 9, 10 }, [86] = { 10, 11 },
	[90] = { 10, 10 }, [91] = { 10, 10 }, [92] = { 9, 10 },
	[93] = { 9, 9 }, [94] = { 9, 9 }, [95] = { 7, 10 },
	[98] = { 10, 10 },
};

/* Beginnings of further codes of three digits; of 21 some are not assigned. */
static bool
is_other_code(unsigned code)
{
	static const unsigned char starts[] = { 21, 22, 23, 24, 25, 26, 29,
		50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99 };

	return memchr(starts, (int)(code / 10), sizeof(starts)) != NULL &&
	    code != 210 && code != 214 && code != 215 && code != 217 &&
	    code != 219;
}

/* How many digits the number that `p` begins with may have in all. */
static bool
country_lengths(const struct phone *p, size_t skip, size_t *least,
    size_t *most)
{
	static const struct country other = { 6, 10 };
	const struct country *c = NULL;
	unsigned code = 0;
	size_t len = 0;

	while (len < 3 && (c == NULL || c->most == 0)) {
		code = code * 10 + (unsigned)(p->digits[skip + len++] - '0');
		c = &countries[code];
	}
	if (c->most == 0 && is_other_code(code))
		c = &other;
	*least = skip + len + c->least;
	*most = skip + len + c->most;
	return c->most != 0;
}

/*
 * "+4.36755379", "+56 45 39.2 14.18": a fraction, whose dot would stand in
 * the code of the country or behind the first of two groups.
 */
static bool
has_fraction(struct sv text, const struct phone *p)
{
	bool blank = false;

	if (p->breaks[0] && text.ptr[p->ends[0]] == '.' &&
	    p->digits[0] != '1' && p->digits[0] != '7')
		return true;
	for (size_t i = 0; i + 2 < p->count; i++) {
		char sign = text.ptr[p->ends[i]];

		if (p->breaks[i] && blank && sign == '.' && p->breaks[i + 1] &&
		    text.ptr[p->ends[i + 1]] == ' ')
			return true;
		blank = blank || (p->breaks[i] && sign == ' ');
	}
	return false;
}

/* How many digits "(0)" after a country code adds. */
static size_t
bracketed_zero(struct sv text, size_t start, size_t end)
{
	struct sv number = sv_slice(text, start, end);

	return sv_find_char(number, '(') >= 0 &&
	    sv_find(number, SV("(0)")) >= 0 ? 1 : 0;
}

/* The byte after the longest part of `p` with a fitting count, or 0. */
static size_t
longest_end(const struct phone *p, size_t least, size_t most)
{
	for (size_t n = p->count < most ? p->count : most; n >= least; n--)
		if (p->breaks[n - 1])
			return p->ends[n - 1];
	return 0;
}

static void
emit_phone(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	enum cluster_edge after = cluster_edge_after(s->text, span.end);

	if (span.end == 0 || after == CLUSTER_BOUND)
		return;
	scan_emit(s, detector, span, grade);
	if (s->resume < span.end)
		s->resume = span.end;
}

/* +49 30 123456, 0049 30 123456 */
static void
try_international(struct scan *s, uint16_t detector, size_t start, size_t at)
{
	bool plus = start != at;
	size_t skip = plus ? 0 : 2, least, most, zero;
	struct scan_span span = { start, 0 };
	struct phone p;

	read_phone(s->text, at, &p);
	if (p.count < PHONE_LEAST + skip ||
	    !country_lengths(&p, skip, &least, &most))
		return;
	/* "+35236450.6" is a number of another kind. */
	if ((p.groups == 2 && p.breaks[p.count - 2] &&
	    s->text.ptr[p.ends[p.count - 2]] == '.') ||
	    has_fraction(s->text, &p))
		return;
	zero = bracketed_zero(s->text, start, p.ends[p.count - 1]);
	if (least + zero > sizeof(p.digits))
		return;
	span.end = longest_end(&p, least + zero, most + zero);
	emit_phone(s, detector, span, plus ? GRADE_STRONG :
	    p.groups > 1 ? GRADE_FAIR : GRADE_WEAK);
}

/* Could it be a day, with or without a time? */
static bool
is_date(struct sv text)
{
	struct validate_input in = { sv_slice(text, 0, 10), SV("") };

	if (validate_date(&in) != GRADE_NONE)
		return true;
	in.text = sv_slice(text, 0, 8);
	return validate_date(&in) != GRADE_NONE ||
	    (text.len == 8 && validate_date_plain(&in) != GRADE_NONE);
}

/* "(1998-03-10)", "(1879-1955)" */
static bool
is_day_or_years(struct sv text, size_t at, const struct phone *p)
{
	struct sv number = sv_slice(text, at, p->ends[p->count - 1]);

	return p->count <= PHONE_MOST && (is_date(number) ||
	    validate_is_years(number));
}

/* (030) 123456, (541) 714-1388: the brackets make it likely. */
static void
try_brackets(struct scan *s, uint16_t detector, size_t start, size_t at)
{
	struct scan_span span = { start, 0 };
	struct phone p;
	bool trunk;

	read_phone(s->text, at, &p);
	if (p.groups < 2 || p.count < PHONE_LEAST ||
	    is_day_or_years(s->text, at, &p))
		return;
	trunk = p.digits[0] == '0' && p.digits[1] != '0';
	span.end = trunk ? longest_end(&p, 8, 12) : longest_end(&p, 7, 10);
	emit_phone(s, detector, span, trunk ||
	    (p.breaks[2] && p.breaks[5] && p.count == 10) ? GRADE_FAIR :
	    GRADE_WEAK);
}

/*
 * Brackets that begin with a single digit: (1) 234-5678 of Budapest, which
 * may be the first of a list without a word near it, and (8 5) 212 3456 of
 * Lithuania, whose trunk prefix was 8.
 */
static void
try_single(struct scan *s, uint16_t detector, size_t start, size_t at)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct scan_span span = { start, 0 };
	size_t inside = 1;
	struct phone p;
	size_t digits;
	bool trunk;

	read_phone(s->text, at, &p);
	while (inside < p.count && inside < SINGLE_MOST &&
	    s->text.ptr[p.ends[inside - 1]] != ')')
		inside++;
	trunk = p.digits[0] == '8' && inside > 1;
	digits = trunk ? BUDAPEST + 1 : BUDAPEST;
	if (p.count < digits ||
	    s->text.ptr[p.ends[inside - 1]] != ')' || (!trunk &&
	    (p.digits[0] != '1' || inside > 1 || !p.breaks[3])))
		return;
	span.end = longest_end(&p, digits, digits);
	if (span.end == 0)
		return;
	emit_phone(s, detector, span, trunk || scan_hears(s, d, span) ?
	    GRADE_FAIR : GRADE_WEAK);
}

void
match_phone(struct scan *s, uint16_t detector, const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	size_t at = c->start;
	char before = at > 0 ? s->text.ptr[at - 1] : '\0';

	if (c->items[0].kind != SHAPE_DIGITS)
		return;
	if (before == '+' || (before == '(' && at > 1 &&
	    s->text.ptr[at - 2] == '+')) {
		at -= before == '+' ? 1 : 2;
		if (cluster_edge_before(s->text, at) != CLUSTER_BOUND)
			try_international(s, detector, at, c->start);
		return;
	}
	if (before == '(') {
		if (c->items[0].len >= 2 && c->items[0].len <= 5)
			try_brackets(s, detector, at - 1, at);
		else if (c->items[0].len == 1)
			try_single(s, detector, at - 1, at);
		return;
	}
	if (c->digits < 4)
		return;
	if (sv_starts(sv_slice(s->text, at, at + 3), SV("00")) &&
	    s->text.ptr[at + 2] != '0' &&
	    cluster_edge_before(s->text, at) == CLUSTER_FREE)
		try_international(s, detector, at, at);
}

/* Is there a word that makes something of it? To explain, all is told. */
static bool
is_named(struct scan *s, const struct detector *d, struct scan_span span)
{
	return s->explain != NULL || scan_hears_here(s, d, span);
}

/*
 * The runs of a cluster may be all there is of a line: then its end is that of
 * the last one that has no more than enough digits before it, or 0. False if
 * something else belongs to it.
 */
static bool
line_of_runs(struct sv text, const struct cluster *c, size_t *ret)
{
	size_t digits = 0, end = 0, at = c->start;

	for (size_t i = 0; i < c->count; i++) {
		const struct cluster_item *item = &c->items[i];

		/* A blank that is no single byte may be of any kind. */
		if (item->start - at > 1)
			return false;
		if (item->kind != SHAPE_DIGITS || item->separator == '+' ||
		    digits > LINE_MOST) {
			*ret = end;
			return true;
		}
		digits += item->len;
		at = item->start + item->len;
		if (digits >= LINE_LEAST && digits <= LINE_MOST)
			end = at;
	}
	*ret = end;
	return at >= text.len || (!ascii_is_digit(text.ptr[at]) &&
	    between_groups(text, at) == 0);
}

/* The end of what could be dialled, or 0: read once for all detectors. */
static size_t
line_end(struct scan *s, const struct cluster *c)
{
	struct phone p;
	size_t end;

	if (s->line_start == c->start)
		return s->line_end;
	if (!line_of_runs(s->text, c, &end)) {
		read_phone(s->text, c->start, &p);
		end = p.count < LINE_LEAST ? 0 :
		    longest_end(&p, LINE_LEAST, LINE_MOST);
	}
	if (end != 0 && cluster_edge_after(s->text, end) != CLUSTER_FREE)
		end = 0;
	s->line_start = c->start;
	s->line_end = end;
	return end;
}

/*
 * Anything that could be dialled: only where the text says it is. Mostly it
 * does not, so words that must stand before are looked for first.
 */
void
match_phone_any(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct detector *d = &s->engine->detectors[detector];
	const struct cluster *c = site->cluster;
	struct scan_span span = { c->start, 0 };
	bool behind = d->context.after != 0;

	if (cluster_edge_before(s->text, c->start) != CLUSTER_FREE ||
	    (!behind && !is_named(s, d, (struct scan_span){ c->start,
	    c->start })))
		return;
	span.end = line_end(s, c);
	if (span.end == 0 || (behind && !is_named(s, d, span)) ||
	    is_date(sv_slice(s->text, span.start, span.end)) ||
	    validate_is_years(sv_slice(s->text, span.start, span.end)))
		return;
	scan_emit(s, detector, span, GRADE_WEAK);
}
