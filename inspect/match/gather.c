#include "inspect/match/gather.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/engine.h"
#include "inspect/grid/scan_table.h"
#include "inspect/match/match.h"
#include "inspect/match/standing.h"
#include "inspect/scan_judge.h"

enum {
	GROUPS = 16,		/* more are a list */
	GROUP_LETTERS = 4,	/* of capitals alone, as in "NL91 ABNA" */
	LEAD_LETTERS = 3,	/* the same before all digits, as in "ATU" */
	GROUP_COMMA = 4,	/* characters of a group beside a comma */
	GAP_SIGNS = 3,		/* between two groups */
	INDENT = 16,		/* blanks around the end of a line */
	DAY = 8,		/* digits of a date */
	DAY_GROUPS = 3,
	IBAN_LEAST = 15,
	SMALL = 2,		/* characters */
	YEAR = 4,
	DIGITS_LEAST = 7,	/* of what is not all digits */
	MIXED_LEAST = 9,	/* and letters with them */
	LAST = 8		/* findings that may be of one cluster */
};

/* What stands between groups. */
enum gap_kind { GAP_BLANK, GAP_SIGN, GAP_POINT, GAP_COMMA, GAP_LINE };

/*
 * Groups put together; the n-th ends at byte ends[n] with lens[n] characters.
 */
struct row {
	size_t starts[GROUPS], ends[GROUPS], lens[GROUPS];
	enum gap_kind before[GROUPS];	/* between it and the one before */
	size_t count;
	char compact[GATHER_MOST];
	uint64_t words;			/* bits of those around it */
};

static inline char
upper(char c)
{
	return c >= 'a' ? (char)(c & ~0x20) : c;
}

/* A year, as most numbers of four digits are? */
static inline bool
is_year(const char *four)
{
	return (four[0] == '1' && four[1] != '0') ||
	    (four[0] == '2' && four[1] == '0');
}

static inline bool
is_digit_at(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - '0') < 10;
}

/*
 * Does a gap that no cluster goes over follow at `end`, and perhaps a group?
 * Behind a `small` number or a year only what is between no two numbers.
 */
static bool
goes_on(struct sv text, size_t end, bool small)
{
	unsigned char next;
	bool blank;

	if (end + 2 >= text.len)
		return false;
	next = (unsigned char)text.ptr[end + 1];
	blank = next == ' ' || next == '\t';
	switch (text.ptr[end]) {
	case ',':
		return is_digit_at(text, end + 1) &&
		    is_digit_at(text, end + 2) &&
		    is_digit_at(text, end + 3);
	case '_': case '|':
		return is_digit_at(text, end + 1);
	case ' ':
		return (blank && (is_digit_at(text, end + 2) ||
		    is_digit_at(text, end + 3))) ||
		    (!small && (next == '\n' || (next == 0xe2 &&
		    is_digit_at(text, end + 5))));
	case '\t':
		return blank || is_digit_at(text, end + 1);
	case '\n':
		return !small && (blank || is_digit_at(text, end + 1));
	case '\r':
		return !small && next == '\n';
	case '\xc2':
		return next == 0xa0;
	case '\xe2':
		return !small && (next == 0x80 || next == 0x81 ||
		    next == 0x88);
	default:
		return false;
	}
}

/*
 * May `c` be of such groups? Mostly not, told by few bytes: years and what is
 * between two, numbers with a fraction.
 */
static bool
may_be_row(struct sv text, const struct cluster *c)
{
	const struct cluster_item *one = &c->items[0], *two = &c->items[1];
	bool year;

	year = one->len == YEAR && is_year(text.ptr + one->start);
	/* "1970-01-01 00:59" */
	if (c->end - c->start > 2 * GATHER_MOST ||
	    (is_digit_at(text, c->end + 1) && text.ptr[c->end] == ':'))
		return false;
	if (c->count == DAY_GROUPS && year && c->digits == DAY)
		return false;
	/* Of a digest, mostly. */
	for (size_t i = 0; i < c->count; i++)
		if (text.ptr[c->items[i].start] >= 'a')
			return false;
	if (c->count > 1 && c->digits >= GATHER_LEAST - 1)
		return c->count > 2 || (two->separator != 0 &&
		    (two->separator != '.' || (one->len >= YEAR &&
		    two->len >= YEAR)) && (!year || two->len != YEAR));
	return goes_on(text, c->end, (year && c->count == 1) ||
	    c->end - c->start <= SMALL);
}

/* Bytes of a blank or dash of more than one byte at `at`, or 0. */
static size_t
wide_bytes(struct sv text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;

	if (at + 1 < text.len && p[0] == 0xc2 && p[1] == 0xa0)
		return 2;
	if (at + 2 >= text.len || p[0] != 0xe2)
		return 0;
	/* U+2000 to U+200A, U+2010 to U+2015, U+202F, U+205F, U+2212 */
	if ((p[1] == 0x80 && (p[2] <= 0x8a || (p[2] >= 0x90 &&
	    p[2] <= 0x95) || p[2] == 0xaf)) || (p[1] == 0x81 &&
	    p[2] == 0x9f) || (p[1] == 0x88 && p[2] == 0x92))
		return 3;
	return 0;
}

/* Bytes of blanks from `at` on and of one end of a line, or 0. */
static size_t
line_bytes(struct sv text, size_t at)
{
	size_t end = at;
	bool line = false;

	for (; end < text.len && end - at < INDENT; end++) {
		char c = text.ptr[end];

		if (c == '\n' && line)
			return 0;
		line |= c == '\n';
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			break;
	}
	return line ? end - at : 0;
}

/* Bytes of what stands between two groups at `at`, or 0. */
static size_t
gap_bytes(struct sv text, size_t at, enum gap_kind *ret)
{
	size_t end = at, signs = 0, len;
	unsigned marks = 0;

	len = line_bytes(text, at);
	*ret = GAP_LINE;
	if (len > 0)
		return len;
	*ret = GAP_BLANK;
	for (; end < text.len && signs <= GAP_SIGNS; signs++) {
		char c = text.ptr[end];

		len = wide_bytes(text, end);
		if (c == '.' || c == '/' || c == '_' || c == '|' ||
		    c == ',' || c == '-') {
			marks++;
			*ret = c == ',' ? GAP_COMMA :
			    c == '.' ? GAP_POINT : GAP_SIGN;
			len = 1;
		} else if (c == ' ' || c == '\t') {
			len = 1;
		}
		if (len == 0)
			break;
		/* "3. 12" and "44, 101" are two. */
		if ((c == '.' || c == ',') && signs > 0)
			return 0;
		end += len;
	}
	if (signs > GAP_SIGNS || marks > 1 || (signs > 1 && marks > 0 &&
	    (text.ptr[at] == '.' || text.ptr[at] == ',')))
		return 0;
	return end - at;
}

/* The end of the group at `at`, or `at` if it is none. */
static size_t
group_end(struct sv text, size_t at)
{
	size_t end = at, digits = 0;
	bool small = false;

	for (; end < text.len && end - at <= GATHER_MOST; end++) {
		char c = text.ptr[end];

		if (ascii_is_digit(c))
			digits++;
		else if (!ascii_is_letter(c))
			break;
		small |= c >= 'a';
	}
	if (small || (digits == 0 && end - at > GROUP_LETTERS))
		return at;
	return end - at > GATHER_MOST ? at : end;
}

/* Add the group [at, end); false if there is no room. */
static bool
add_group(struct row *r, struct sv text, size_t at, size_t end,
    enum gap_kind gap)
{
	size_t len = r->count == 0 ? 0 : r->lens[r->count - 1];

	if (r->count == GROUPS || end - at > GATHER_MOST - len)
		return false;
	for (size_t i = at; i < end; i++)
		r->compact[len++] = upper(text.ptr[i]);
	r->starts[r->count] = at;
	r->ends[r->count] = end;
	r->before[r->count] = gap;
	r->lens[r->count++] = len;
	return true;
}

/* Do commas part groups of thousands only? */
static bool
is_torn(const struct row *r, size_t len, enum gap_kind gap)
{
	size_t before = r->ends[r->count - 1] - r->starts[r->count - 1];

	return gap == GAP_COMMA && (len > GROUP_COMMA ||
	    before > GROUP_COMMA);
}

/* Read groups from `at` on. */
static void
read_row(struct sv text, size_t at, struct row *r)
{
	enum gap_kind gap = GAP_BLANK;
	unsigned lines = 0;
	size_t end;

	r->count = 0;
	for (;;) {
		end = group_end(text, at);
		if (end == at || (r->count > 0 && is_torn(r, end - at, gap)) ||
		    !add_group(r, text, at, end, gap))
			return;
		at = end + gap_bytes(text, end, &gap);
		lines += gap == GAP_LINE;
		if (at == end || lines > 1)
			return;
	}
}

/* Where a row begins: with capitals before it, as in "ATU/135/856". */
static size_t
row_start(struct sv text, size_t start)
{
	size_t at = start, end;

	if (at < 2 || (text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '/' &&
	    text.ptr[at - 1] != '-' && text.ptr[at - 1] != '.' &&
	    text.ptr[at - 1] != ',' && text.ptr[at - 1] != '_'))
		return start;
	end = --at;
	while (at > 0 && end - at <= LEAD_LETTERS && text.ptr[at - 1] >= 'A' &&
	    text.ptr[at - 1] <= 'Z')
		at--;
	return at < end && end - at <= LEAD_LETTERS &&
	    cluster_edge_before(text, at) == CLUSTER_FREE ? at : start;
}

/* 4-2-2 or 2-2-4 digits, or two years */
static bool
is_days(const struct row *r, size_t first, size_t last)
{
	size_t start = first == 0 ? 0 : r->lens[first - 1];
	size_t one = r->lens[first] - start;
	const char *p = r->compact + start;

	if (r->lens[last] - start != DAY)
		return false;
	if (last - first + 1 == DAY_GROUPS)
		return one == YEAR || (one <= 2 &&
		    r->lens[last] - r->lens[last - 1] == YEAR);
	return last == first + 1 && one == YEAR && is_year(p) &&
	    is_year(p + YEAR);
}

/* "92.209/92.495": numbers with fractions, and no one of them. */
static bool
are_fractions(const struct row *r, size_t first, size_t last)
{
	size_t points = 0, signs = 0;

	for (size_t i = first + 1; i <= last; i++) {
		points += r->before[i] == GAP_POINT;
		signs += r->before[i] == GAP_SIGN;
	}
	return last - first >= DAY_GROUPS && points == signs + 1 &&
	    points + signs == last - first &&
	    r->before[first + 1] == GAP_POINT;
}

/* How near must its word stand? */
static int
reach_of(const struct row *r, size_t first, size_t last)
{
	for (size_t i = first + 1; i <= last; i++)
		if (r->before[i] >= GAP_COMMA)
			return GATHER_TOUCHING;
	return GATHER_BESIDE;
}

/* Is it parted by one kind of sign, but for an end of a line? */
static bool
is_even(const struct row *r, size_t first, size_t last)
{
	enum gap_kind kind = GAP_LINE;

	for (size_t i = first + 1; i <= last; i++) {
		if (r->before[i] == GAP_LINE)
			continue;
		if (kind != GAP_LINE && r->before[i] != kind)
			return false;
		kind = r->before[i];
	}
	return true;
}

/* A value that the row may hold. */
struct value {
	struct scan_span span;
	struct sv compact;
	int reach;		/* of its word */
	uint64_t words;		/* bits of those around the row */
};

/* Is it all there is of the text or cell, so that a label names it? */
static bool
is_all(struct scan *s, struct scan_span span)
{
	return scan_is_whole(s->text, span) || scan_table_is_cell(s, span);
}

/* Does a word of the detector's own name it, and none speak against it? */
static void
try_detector(struct scan *s, uint16_t detector, const struct value *v)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct validate_input in = { v->compact, v->compact };
	struct scan_verdict verdict;
	enum validate_grade grade;

	/* Telephone numbers have no check digit. */
	if (d->validate == NULL || s->engine->classes[d->class_id].canonical ==
	    CANONICAL_PHONE)
		return;
	grade = d->validate(&in);
	if (grade == GRADE_NONE)
		return;
	verdict = scan_judge(s, d, v->span, grade);
	if (verdict.near == CONTEXT_NONE || verdict.near > v->reach ||
	    verdict.opposed || verdict.score <= GATHER_LOSS ||
	    (verdict.near == 0 && !is_all(s, v->span)))
		return;
	scan_keep(s, detector, v->span, verdict.score - GATHER_LOSS);
}

static void
try_list(struct scan *s, const struct shape_list *list, const struct value *v)
{
	if (list == NULL || (v->words & list->words) == 0)
		return;
	for (size_t i = 0; i < list->count; i++) {
		uint16_t detector = list->detectors[i];

		if ((s->engine->standings[detector].words & v->words) != 0)
			try_detector(s, detector, v);
	}
}

/* The same of those that are made of letters and digits. */
static void
try_mixed(struct scan *s, const struct value *v)
{
	const struct shape_table *shapes = s->engine->shapes;
	struct sv all = v->compact;
	uint64_t hash = SHAPE_HASH;
	size_t end;

	for (size_t at = 0; at < all.len; at = end) {
		bool digits = ascii_is_digit(all.ptr[at]);

		for (end = at; end < all.len &&
		    ascii_is_digit(all.ptr[end]) == digits; end++)
			;
		hash = shape_step(hash, 0, digits ? SHAPE_DIGITS :
		    SHAPE_LETTERS, end - at);
	}
	try_list(s, shape_find(shapes, hash), v);
	try_list(s, shape_find(shapes, shape_step(SHAPE_HASH, 0, SHAPE_WORD,
	    all.len)), v);
}

/* What a check of two digits and a length confirm needs no word. */
static void
try_iban(struct scan *s, const struct value *v)
{
	const struct detect_engine *e = s->engine;
	struct validate_input in = { v->compact, v->compact };

	if (validate_iban_length(v->compact.ptr) != v->compact.len ||
	    validate_iban(&in) == GRADE_NONE)
		return;
	for (size_t i = 0; i < e->nnumbers; i++) {
		uint16_t detector = e->numbers[i].detector;

		if (e->numbers[i].match == match_iban)
			scan_keep(s, detector, v->span, scan_judge(s,
			    &e->detectors[detector], v->span,
			    GRADE_STRONG).score - GATHER_LOSS);
	}
}

/* What begins with group `first` and ends with group `last`. */
static void
try_value(struct scan *s, const struct row *r, size_t first, size_t last)
{
	size_t start = first == 0 ? 0 : r->lens[first - 1], digits = 0;
	struct value v = { { r->starts[first], r->ends[last] },
		sv_make(r->compact + start, r->lens[last] - start),
		reach_of(r, first, last), r->words };

	if (v.compact.len < GATHER_LEAST || is_days(r, first, last) ||
	    are_fractions(r, first, last) ||
	    cluster_edge_after(s->text, v.span.end) == CLUSTER_BOUND ||
	    (s->context.framed && v.span.end > s->cell_end))
		return;
	for (size_t i = 0; i < v.compact.len; i++)
		digits += ascii_is_digit(v.compact.ptr[i]);
	if (!is_even(r, first, last) && (digits < v.compact.len ||
	    v.reach == GATHER_TOUCHING))
		return;
	if (digits == v.compact.len)
		try_list(s, shape_find_run(s->engine->shapes, digits), &v);
	else if (digits >= DIGITS_LEAST)
		try_mixed(s, &v);
	if (ascii_is_letter(v.compact.ptr[0]) &&
	    ascii_is_letter(v.compact.ptr[1]))
		try_iban(s, &v);
}

/* A number with a fraction, or too few digits? */
static bool
is_hopeless(const struct row *r)
{
	size_t len = r->count == 0 ? 0 : r->lens[r->count - 1], digits = 0;

	if (r->count < 2 || len < GATHER_LEAST)
		return true;
	if (r->count == 2 && r->before[1] == GAP_POINT &&
	    (r->lens[0] < YEAR || len - r->lens[0] < YEAR))
		return true;
	if (r->count <= DAY_GROUPS && is_days(r, 0, r->count - 1))
		return true;
	for (size_t i = 0; i < len; i++)
		digits += ascii_is_digit(r->compact[i]);
	return digits < DIGITS_LEAST || (digits < len && len < MIXED_LEAST);
}

/* Too few digits, and one letter, as in tables of codes: "240 160 A0". */
static bool
is_short(const struct cluster *c)
{
	size_t letters = 0;

	if (c->count == 1 || c->digits >= GATHER_LEAST)
		return false;
	for (size_t i = 0; i < c->count; i++)
		letters += c->items[i].kind == SHAPE_LETTERS ?
		    c->items[i].len : 0;
	return c->digits + letters < MIXED_LEAST;
}

/* Was something found there, last of all? */
static bool
is_taken(const struct scan *s, size_t at)
{
	for (size_t i = s->count; i > 0 && s->count - i < LAST; i--)
		if (s->items[i - 1].start <= at && s->items[i - 1].end > at)
			return true;
	return false;
}

NOINLINE void
gather_look(struct scan *s, const struct cluster *c)
{
	struct context_span near = { GATHER_BESIDE, GATHER_BEHIND };
	struct row r;
	size_t start;

	if (!may_be_row(s->text, c) || c->start < s->gathered ||
	    is_taken(s, c->start) ||
	    (is_short(c) && !goes_on(s->text, c->end, false)))
		return;
	start = row_start(s->text, c->start);
	read_row(s->text, start, &r);
	if (is_hopeless(&r))
		return;
	s->gathered = r.ends[r.count - 1];
	if (cluster_edge_before(s->text, start) != CLUSTER_FREE)
		return;
	scan_table_enter(s, start);
	r.words = context_any(&s->context, near, start, s->gathered);
	if (r.words == 0 && (r.lens[r.count - 1] < IBAN_LEAST ||
	    !ascii_is_letter(r.compact[0])))
		return;
	for (size_t from = 0; from <= (start < c->start); from++)
		for (size_t last = from + 1; last < r.count; last++)
			try_value(s, &r, from, last);
}
