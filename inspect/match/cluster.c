#include "inspect/match/cluster.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "base/utf8.h"
#include "inspect/words/word.h"

enum {
	EXTENSION_AFTER = 7,	/* digits of a telephone number */
	UNBROKEN_MAX = 12,	/* runs that touch */
	GROUP_LETTERS = 4,	/* of upper case, after a blank */
	LEAD_LETTERS = 6,	/* of upper case, before one */
	LEAD_BLANKS = 4,
	EIGHT = 8,
	SEGMENT_MOST = 34,	/* of an IBAN */
	SEGMENT_DIGITS = 7,
	LINE = 2		/* underscores of a form to write on */
};

enum class {
	OTHER = 0,
	DIGIT = 1,
	LETTER = 2,
	BLOB = 4,		/* also + / _ - */
	JOINER = 8		/* holds tokens together on both its sides */
};

#define D	(DIGIT | BLOB)
#define L	(LETTER | BLOB)
#define J	(JOINER)
#define B	(BLOB | JOINER)
static const unsigned char classes[256] = {
	ASCII_DIGITS(D), ASCII_SMALLS(L), ASCII_CAPITALS(L),
	['+'] = B, ['/'] = B, ['_'] = B, ['-'] = B,
	['.'] = J, ['@'] = J, ['%'] = J, ['\\'] = J, ['$'] = J,
};

static inline unsigned
class_of(struct sv text, size_t at)
{
	return classes[(unsigned char)text.ptr[at]];
}

static inline bool
is_segment_part(char c)
{
	return ascii_is_digit(c) || ascii_is_upper(c) || c == '-';
}

static inline bool
is_alnum(struct sv text, size_t at)
{
	return at < text.len && (class_of(text, at) & (DIGIT | LETTER)) != 0;
}

/* An escape of program text: the n of "\n" is no part of the next word. */
static bool
is_escape(struct sv text, size_t at)
{
	char c = text.ptr[at];

	return at > 0 && text.ptr[at - 1] == '\\' &&
	    (c == 'n' || c == 't' || c == 'r');
}

/*
 * A letter of a script with spaces. Scripts without them (from U+2E80 on)
 * write numbers right between their characters.
 */
static bool
joins(struct sv text, size_t at)
{
	return (unsigned char)text.ptr[at] < 0xe2 ||
	    ((unsigned char)text.ptr[at] == 0xe2 && at + 1 < text.len &&
	    (unsigned char)text.ptr[at + 1] < 0xba);
}

static size_t
char_before(struct sv text, size_t at)
{
	size_t from = at - 1;

	while (from > 0 && at - from < UTF8_MAX &&
	    ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
		from--;
	return from;
}

/* Two underscores and more before `at` that are no part of a name: a form. */
static bool
is_line_before(struct sv text, size_t at)
{
	size_t start = at;

	while (start > 0 && text.ptr[start - 1] == '_')
		start--;
	return at - start >= LINE &&
	    (start == 0 || !is_alnum(text, start - 1));
}

static bool
is_line_after(struct sv text, size_t end)
{
	size_t next = end;

	while (next < text.len && text.ptr[next] == '_')
		next++;
	return next - end >= LINE && !is_alnum(text, next);
}

/* ",.34980376": a fraction without its nought, as tables have them. */
static inline bool
may_precede_fraction(char c)
{
	return c == ',' || c == ';' || c == '-' || c == '[' || c == '\n' ||
	    c == '\t';
}

/* What stands before byte `at`, which is `c`. */
static NOINLINE enum cluster_edge
edge_before(struct sv text, size_t at, unsigned char c)
{
	if (c >= 0x80)
		return word_letter_before(text, at) &&
		    joins(text, char_before(text, at)) ? CLUSTER_BOUND :
		    CLUSTER_FREE;
	if ((classes[c] & (DIGIT | LETTER)) != 0)
		return is_escape(text, at - 1) ? CLUSTER_FREE : CLUSTER_BOUND;
	if (c == '_')
		return is_line_before(text, at) ? CLUSTER_FREE :
		    CLUSTER_BOUND;
	if (c == '%' || c == '@' || c == '\\' || c == '$')
		return CLUSTER_BOUND;
	/* "08:02 1735": a time, a pair of numbers. */
	if (c == ':' && at >= 2 && (class_of(text, at - 2) & DIGIT) != 0)
		return CLUSTER_PATH;
	if (c == '.' && at >= 2 && may_precede_fraction(text.ptr[at - 2]))
		return CLUSTER_BOUND;
	if ((classes[c] & JOINER) == 0 || at < 2 ||
	    !is_alnum(text, at - 2))
		return c == '/' && at >= 2 && text.ptr[at - 2] == '/' ?
		    CLUSTER_PATH : CLUSTER_FREE;
	return c == '/' ? CLUSTER_PATH : CLUSTER_BOUND;
}

/* Mostly a blank, a quote, a bracket or a comma. */
enum cluster_edge
cluster_edge_before(struct sv text, size_t at)
{
	unsigned char c;

	if (at == 0)
		return CLUSTER_FREE;
	c = (unsigned char)text.ptr[at - 1];
	return classes[c] == OTHER && c < 0x80 && c != ':' ? CLUSTER_FREE :
	    edge_before(text, at, c);
}

/* The extension of a telephone number: 555-0190x769 */
static bool
is_extension(struct sv text, size_t at)
{
	size_t end = at + 1;

	if (text.ptr[at] != 'x' && text.ptr[at] != 'X')
		return false;
	while (end < text.len && end - at <= 6 &&
	    (class_of(text, end) & DIGIT) != 0)
		end++;
	return end > at + 1 && !is_alnum(text, end);
}

/* What stands at byte `end`, which is `c`. */
static NOINLINE enum cluster_edge
edge_after(struct sv text, size_t end, unsigned char c)
{
	if (c >= 0x80)
		return word_letter_after(text, end) && joins(text, end) ?
		    CLUSTER_BOUND : CLUSTER_FREE;
	if (is_extension(text, end))
		return CLUSTER_FREE;
	if (c == '_')
		return is_line_after(text, end) ? CLUSTER_FREE :
		    CLUSTER_BOUND;
	if ((classes[c] & (DIGIT | LETTER)) != 0 || c == '@')
		return CLUSTER_BOUND;
	/* The padding of base64. */
	if (c == '=' && !is_alnum(text, end + 1))
		return CLUSTER_BOUND;
	if ((classes[c] & JOINER) == 0 || !is_alnum(text, end + 1))
		return CLUSTER_FREE;
	/* "12345678. Next" without its blank is still an end. */
	if (c == '.' && text.ptr[end + 1] >= 'A' && text.ptr[end + 1] <= 'Z')
		return CLUSTER_FREE;
	if (c == '\\' || c == '$')
		return CLUSTER_FREE;
	return c == '/' ? CLUSTER_PATH : CLUSTER_BOUND;
}

enum cluster_edge
cluster_edge_after(struct sv text, size_t end)
{
	unsigned char c;

	if (end >= text.len)
		return CLUSTER_FREE;
	c = (unsigned char)text.ptr[end];
	if ((classes[c] & DIGIT) != 0)
		return CLUSTER_BOUND;
	return classes[c] == OTHER && c < 0x80 && c != '=' ? CLUSTER_FREE :
	    edge_after(text, end, c);
}

/*
 * Is the byte at `at` in a segment of a path that is capitals, digits and
 * strokes alone, mostly digits? "/accounts/DE89370400440532013000/tx" is long,
 * but no token.
 */
static bool
is_segment(struct sv text, size_t at)
{
	size_t from = at, to = at, digits = 0;

	while (from > 0 && at - from < SEGMENT_MOST && is_segment_part(
	    text.ptr[from - 1]))
		from--;
	if (from == 0 || text.ptr[from - 1] != '/')
		return false;
	for (; to < text.len && to - from <= SEGMENT_MOST && is_segment_part(
	    text.ptr[to]); to++)
		;
	if (to - from > SEGMENT_MOST || (to < text.len &&
	    text.ptr[to] != '/' && (class_of(text, to) & BLOB) != 0))
		return false;
	for (size_t i = from; i < to; i++)
		digits += (class_of(text, i) & DIGIT) != 0;
	return digits >= SEGMENT_DIGITS;
}

/* Does one begin behind the stroke at `at`? */
static inline bool
is_segment_next(struct sv text, size_t at)
{
	return text.ptr[at] == '/' && at + 1 < text.len &&
	    is_segment_part(text.ptr[at + 1]) && is_segment(text, at + 1);
}

/* Is [from, to) around `at` too long for a number? Then it is a blob. */
static bool
read_blob(struct sv text, size_t at, size_t floor, struct cluster *c)
{
	size_t from = at, to = at;

	if (is_segment(text, at))
		return false;
	while (from > floor && at - from <= CLUSTER_BLOB &&
	    (class_of(text, from - 1) & BLOB) != 0)
		from--;
	while (to < text.len && (class_of(text, to) & BLOB) != 0 &&
	    !is_segment_next(text, to))
		to++;
	if (to - from < CLUSTER_BLOB)
		return false;
	c->blob = true;
	c->start = from;
	c->end = to;
	return true;
}

/*
 * Bytes of " / " and " - " between digits, as in "030 / 1234567", and of " /"
 * as in "J39 /771"; 0 where there is none.
 */
static size_t
spaced_stroke(struct sv text, size_t at)
{
	if (at + 2 >= text.len || text.ptr[at] != ' ')
		return 0;
	if (text.ptr[at + 1] == '/' && (class_of(text, at + 2) & DIGIT) != 0)
		return 2;
	return at + 3 < text.len &&
	    (text.ptr[at + 1] == '/' || text.ptr[at + 1] == '-') &&
	    text.ptr[at + 2] == ' ' && (class_of(text, at + 3) & DIGIT) != 0 ?
	    3 : 0;
}

static bool
is_upper(struct sv text, size_t at)
{
	return at < text.len && ascii_is_upper(text.ptr[at]);
}

static bool
is_digit(struct sv text, size_t at)
{
	return at < text.len && (class_of(text, at) & DIGIT) != 0;
}

/*
 * Letters in upper case that belong to the number before them: "12345678 Z",
 * "AB 12 34 56 C", "818643778.B.01", "... MwST". At most `most` of them, then
 * no letter.
 */
static bool
is_letter_group(struct sv text, size_t at, size_t most)
{
	size_t end = at;

	if (!is_upper(text, at))
		return false;
	while (end - at <= most && end < text.len &&
	    (class_of(text, end) & LETTER) != 0)
		end++;
	if (end - at > most || !is_upper(text, end - 1))
		return false;
	return end == text.len || (unsigned char)text.ptr[end] < 0x80;
}

/* The sign of a century: 131052+308T, 19121212+1212. */
static bool
is_century_plus(struct sv text, size_t at)
{
	size_t before = 0, after = 1;

	if (text.ptr[at] != '+')
		return false;
	while (before < at && before < 9 && is_digit(text, at - before - 1))
		before++;
	while (after < 6 && is_digit(text, at + after))
		after++;
	return (before == 6 || before == 8) && (after == 4 || after == 5);
}

/*
 * What joins the run that ends at `at` to the next one: the separator (0 if
 * they touch) and its bytes; false if nothing does. `digits` came before.
 */
static bool
read_separator(struct sv text, size_t at, size_t digits, char *ret,
    size_t *bytes)
{
	size_t len = 1;
	char c;

	*bytes = 0;
	*ret = 0;
	if (is_alnum(text, at))
		return digits < EXTENSION_AFTER || !is_extension(text, at);
	if (at + 1 >= text.len)
		return false;
	c = text.ptr[at];
	/* Most are a sign that ends it, or one before a digit. */
	if (classes[(unsigned char)c] == OTHER && c != ' ' &&
	    (unsigned char)c < 0x80)
		return false;
	if (is_digit(text, at + 1) && (c == ' ' || c == '.' || c == '-' ||
	    c == '/')) {
		*ret = c;
		*bytes = 1;
		return true;
	}
	*bytes = spaced_stroke(text, at);
	if (*bytes > 0) {
		*ret = '/';
		return true;
	}
	/* U+00A0 and U+202F, the blanks that do not break */
	if (c == '\xc2' && text.ptr[at + 1] == '\xa0')
		len = 2;
	else if (c == '\xe2' && at + 2 < text.len &&
	    text.ptr[at + 1] == '\x80' && text.ptr[at + 2] == '\xaf')
		len = 3;
	if (len > 1)
		c = ' ';
	if (!is_alnum(text, at + len))
		return false;
	*ret = c;
	*bytes = len;
	if (c == ' ')
		return is_digit(text, at + len) ||
		    is_letter_group(text, at + len, GROUP_LETTERS);
	if (c == '.')
		return is_digit(text, at + len) ||
		    (is_letter_group(text, at + len, 1) &&
		    at + len + 1 < text.len &&
		    (text.ptr[at + len + 1] == '.' ||
		    is_digit(text, at + len + 1)));
	return c == '-' || c == '/' || is_century_plus(text, at);
}

static size_t
read_run(struct sv text, size_t at, unsigned class)
{
	size_t end = at, n = EIGHT;

	/* Many digits are read eight at a time. */
	while (class == DIGIT && n == EIGHT && text.len - end >= EIGHT &&
	    end - at < UINT8_MAX - EIGHT) {
		n = word_count_range(word_load(text.ptr + end), '0', '9');
		end += n;
	}
	while (n == EIGHT && end < text.len && end - at < UINT8_MAX &&
	    (class_of(text, end) & class) != 0)
		end++;
	return end;
}

/*
 * Read the runs from c->start on. A word of many runs, such as a digest, is a
 * blob too: no identifier changes so often between letters and digits.
 */
static void
read_items(struct sv text, struct cluster *c)
{
	size_t at = c->start, end, bytes = 0, unbroken = 0;
	char separator = 0;

	do {
		unsigned class = class_of(text, at + bytes) & (DIGIT | LETTER);

		at += bytes;
		end = read_run(text, at, class);
		c->items[c->count++] = (struct cluster_item){ at,
			(uint8_t)(end - at),
			class == DIGIT ? SHAPE_DIGITS : SHAPE_LETTERS,
			separator };
		if (class == DIGIT)
			c->digits += end - at;
		unbroken = separator == 0 ? unbroken + 1 : 1;
		at = end;
	} while (c->count < CLUSTER_MAX_ITEMS && unbroken < UNBROKEN_MAX &&
	    read_separator(text, at, c->digits, &separator, &bytes));
	c->end = at;
	if (unbroken < UNBROKEN_MAX)
		return;
	while (is_alnum(text, c->end))
		c->end++;
	c->blob = unbroken == c->count;
}

/* A letter or two before a stroke belong to it: X-1234567-L. */
static size_t
before_stroke(struct sv text, size_t from, size_t floor)
{
	size_t at = from;

	if (at < floor + 2 || text.ptr[at - 1] != '-')
		return from;
	for (at--; at > floor && (class_of(text, at - 1) & LETTER) != 0 &&
	    from - at <= 3; at--)
		;
	return at + 1 < from &&
	    cluster_edge_before(text, at) == CLUSTER_FREE ? at : from;
}

/* Does nothing join the digits that end at `end` to what follows them? */
static inline bool
stand_alone(struct sv text, size_t end)
{
	unsigned char c = (unsigned char)text.ptr[end];
	unsigned next = class_of(text, end + 1);
	char sign = text.ptr[end + 1];

	if ((classes[c] & BLOB) != 0 || c >= 0x80)
		return false;
	if (c != ' ' && c != '.')
		return true;
	return (next & DIGIT) == 0 && sign != '/' && sign != '-' &&
	    (sign < 'A' || sign > 'Z' || (c == ' ' &&
	    !is_letter_group(text, end + 1, GROUP_LETTERS)));
}

/* A few digits between a blank or bracket and a blank or stop, as most are. */
static inline bool
read_alone(struct sv text, size_t at, struct cluster *c)
{
	size_t len;

	if (at == 0 || text.len - at <= 2 * EIGHT ||
	    (class_of(text, at - 1) & BLOB) != 0)
		return false;
	len = word_count_range(word_load(text.ptr + at), '0', '9');
	if (len == EIGHT || !stand_alone(text, at + len))
		return false;
	c->start = at;
	c->end = at + len;
	c->digits = len;
	c->count = 1;
	c->items[0] = (struct cluster_item){ at, (uint8_t)len, SHAPE_DIGITS,
		0 };
	return true;
}

void
cluster_read_short(struct sv text, size_t at, size_t floor,
    struct cluster *ret)
{
	size_t from = at;

	ret->blob = false;
	ret->digits = ret->count = 0;
	if (read_alone(text, at, ret))
		return;
	while (from > floor && is_alnum(text, from - 1) &&
	    !is_escape(text, from - 1))
		from--;
	ret->start = before_stroke(text, from, floor);
	read_items(text, ret);
}

void
cluster_read(struct sv text, size_t at, size_t floor, struct cluster *ret)
{
	ret->digits = ret->count = 0;
	if (!read_blob(text, at, floor, ret))
		cluster_read_short(text, at, floor, ret);
}

/* The word in upper case that ends before byte `end`; its start, or `end`. */
static size_t
upper_before(struct sv text, size_t end, size_t floor)
{
	size_t at = end;

	while (at > floor && end - at <= LEAD_LETTERS && is_upper(text, at - 1))
		at--;
	return end - at <= LEAD_LETTERS ? at : end;
}

size_t
cluster_lead(struct sv text, const struct cluster *c, size_t floor,
    struct cluster_item ret[CLUSTER_MAX_LEAD])
{
	struct cluster_item found[CLUSTER_MAX_LEAD];
	size_t end = c->start, count = 0;

	while (count < CLUSTER_MAX_LEAD && end > floor + 1 &&
	    (text.ptr[end - 1] == ' ' ||
	    (text.ptr[end - 1] == '-' && count > 0))) {
		char separator = text.ptr[end - 1];
		size_t at;

		/* "HRB   1234" */
		for (end--; end > floor && c->start - end < LEAD_BLANKS &&
		    separator == ' ' && text.ptr[end - 1] == ' '; end--)
			;
		at = upper_before(text, end, floor);
		if (at == end)
			break;
		found[count++] = (struct cluster_item){ at,
			(uint8_t)(end - at), SHAPE_LETTERS, separator };
		end = at;
	}
	/* "DE DE 123" is no way to write a number. */
	if (count > 1 && sv_starts(sv_slice(text, found[0].start, text.len),
	    sv_slice(text, found[1].start, found[1].start + found[1].len)))
		return 0;
	for (size_t i = 0; i < count; i++)
		ret[i] = found[count - 1 - i];
	return count;
}
