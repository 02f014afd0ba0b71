/*
 * The cheap tests: where may something be disguised? They may be wrong in
 * one direction only. Sites of one kind that are near each other become one,
 * so a field that is disguised from end to end is one site.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/body/base64run.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/unfold/normal_bytes.h"
#include "inspect/unfold/normal_dump.h"
#include "inspect/unfold/normal_escape.h"
#include "inspect/unfold/normal_mime.h"
#include "inspect/unfold/normal_run.h"
#include "inspect/unfold/normal_wedge.h"
#include "inspect/unfold/normal_words.h"
#include "inspect/scan.h"
#include "inspect/unfold/spelled.h"
#include "inspect/unfold/unfold.h"
#include "inspect/words/word.h"

enum {
	NEAR = UNFOLD_BEFORE / 2,	/* sites so close are one */
	CLOSE = 64,			/* bytes after an odd character */
	SPACED_MIN = 7,			/* digits apart from each other */
	DOTTED_LEAST = 13,		/* digits in groups with dots */
	BITS_OF_BYTE = 8,
	BYTE_MOST = 4			/* characters: 0x40, 127 */
};

static void
note(struct scan *s, size_t start, size_t end, enum normal_form_kind kind)
{
	struct unfold *u = &s->unfold;
	struct unfold_site *last = u->count == 0 ? NULL :
	    &u->sites[u->count - 1];
	void *items = u->sites;

	if (u->off || s->err != 0)
		return;
	if (last != NULL && last->kind == kind && start >= last->start &&
	    start <= (size_t)last->end + NEAR && kind != NORMAL_FORM_RUN) {
		if (end > last->end)
			last->end = (uint32_t)end;
		return;
	}
	s->err = arena_vec_room(s->arena, &items, u->count, &u->cap,
	    sizeof(*u->sites));
	if (s->err != 0)
		return;
	u->sites = items;
	u->sites[u->count++] = (struct unfold_site){ (uint32_t)start,
		(uint32_t)end, (uint8_t)kind };
}

/* Quotation marks, ordinary dashes and blanks: most of what is looked at. */
static inline bool
is_ordinary(struct sv text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at], second, third;

	if (at + 1 >= text.len)
		return false;
	second = (unsigned char)text.ptr[at + 1];
	if (c == 0xc2)
		return second != 0xad && second != 0xb7 && second != 0xb2 &&
		    second != 0xb3 && second != 0xb9;
	if (c != 0xe2 || second != 0x80 || at + 2 >= text.len)
		return false;
	third = (unsigned char)text.ptr[at + 2];
	return (third >= 0x98 && third <= 0x9f) || third == 0xa6;
}

/* The letters of Romanian that are beyond the others: U+0218 to U+021B. */
static inline bool
is_comma_letter(struct sv text, size_t at)
{
	return text.ptr[at] == '\xc8' && at + 1 < text.len &&
	    (unsigned char)text.ptr[at + 1] >= 0x98 &&
	    (unsigned char)text.ptr[at + 1] <= 0x9b;
}

/* Is there nothing but what prose is full of? */
static bool
are_ordinary(struct sv text, size_t at, uint64_t beyond)
{
	for (; beyond != 0; beyond &= beyond - 1) {
		size_t place = at + (size_t)__builtin_ctzll(beyond);

		if (!is_ordinary(text, place) && !is_comma_letter(text, place))
			return false;
	}
	return true;
}

static void
look_beyond(struct scan *s, size_t at, uint64_t beyond)
{
	size_t len = s->text.len - at;
	struct mask_foreign m = mask_foreign(s->text.ptr + at,
	    len < MASK_BLOCK ? len : MASK_BLOCK);
	uint64_t places = (m.rare | m.near) & beyond;
	struct unfold *u = &s->unfold;

	while (places != 0) {
		size_t place = at + (unsigned)__builtin_ctzll(places);

		places &= places - 1;
		if (place < u->close)
			note(s, place, place + 1, NORMAL_FORM_CHARACTERS);
		else if (!is_ordinary(s->text, place) &&
		    normal_fold_is_odd(s->text, place))
			note(s, place, place + 1, NORMAL_FORM_CHARACTERS);
		else
			continue;
		/* What is so close is not asked for again. */
		u->close = place < u->close ? u->close : place + CLOSE;
	}
}

void
unfold_note_beyond(struct scan *s, size_t at, uint64_t beyond)
{
	if (at < s->unfold.close || !are_ordinary(s->text, at, beyond))
		look_beyond(s, at, beyond);
}

/*
 * A long run begins at byte `start`, unless one over lines covers it, and goes
 * on up to byte `at`.
 */
static void
note_run(struct scan *s, size_t start, size_t at)
{
	size_t end;

	if (start < s->unfold.done || s->unfold.off)
		return;
	end = base64run_end(s->text, start, at);
	if (normal_run_may_be(sv_slice(s->text, start, end)))
		note(s, start, end, NORMAL_FORM_RUN);
	s->unfold.done = end;
}

/* Where the first of these bits is, or behind them all. */
static inline unsigned
first_of(uint64_t bits)
{
	return bits == 0 ? MASK_BLOCK : (unsigned)__builtin_ctzll(bits);
}

/*
 * Those `before` bytes before the block at `at` are of the run it begins with.
 */
void
unfold_note_runs(struct scan *s, size_t at, uint64_t runs, unsigned before)
{
	uint64_t starts = unfold_long(runs), rest;
	unsigned end;

	if (before > 0 && (runs & 1) != 0) {
		rest = ~runs & -~runs;
		end = first_of(rest);
		if (rest == 0 || before + end >= UNFOLD_RUN)
			note_run(s, at - before, at + end);
		starts &= ~(rest - 1);
	}
	while (starts != 0) {
		unsigned bit = (unsigned)__builtin_ctzll(starts);

		/* Not those behind, of the same run. */
		rest = ~runs & UINT64_MAX << bit;
		end = first_of(rest);
		note_run(s, at + bit, at + end);
		starts &= rest == 0 ? 0 : ~((rest & -rest) - 1);
	}
}

static inline bool
is_digit_at(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - '0') < 10;
}

/* What may stand between digits, but in no number that people write. */
static inline bool
is_wedge(char c)
{
	return c == '_' || c == '*' || c == '|' || c == '~' || c == '/' ||
	    c == '\'' || c == '.' || c == ' ';
}

/* Mostly runs of one digit: "4 4 0 5 1 4", "4.4.0.5". */
static bool
is_spaced(const struct cluster *c)
{
	size_t single = 0;

	for (size_t i = 0; i < c->count; i++)
		single += c->items[i].len == 1 && c->items[i].separator != 0;
	return single >= SPACED_MIN - 1;
}

/* Long groups with dots or strokes: "4111.1111.1111.1111". */
static bool
is_dotted(const struct cluster *c)
{
	for (size_t i = 0; i < c->count; i++)
		if ((i > 0 && c->items[i].separator != '.' &&
		    c->items[i].separator != '/') || (c->items[i].len < 3 &&
		    i > 0 && i + 1 < c->count))
			return false;
	return c->digits >= DOTTED_LEAST;
}

/* A digit with a wide gap behind it: "4  4  0", "4\t4" */
static bool
is_alone(struct sv text, const struct cluster *c)
{
	return c->digits == 1 && c->count == 1 && c->end + 2 < text.len &&
	    (text.ptr[c->end] == ' ' || text.ptr[c->end] == '\t') &&
	    (is_digit_at(text, c->end + 1) || is_digit_at(text, c->end + 2));
}

/* Do the bytes at `at` begin with 0x44, a blank and another such number? */
static inline bool
is_prefixed(struct sv text, size_t at)
{
	return at + BYTE_MOST + 2 < text.len && text.ptr[at] == '0' &&
	    (text.ptr[at + 1] | 0x20) == 'x' &&
	    text.ptr[at + BYTE_MOST] == ' ' &&
	    text.ptr[at + BYTE_MOST + 1] == '0' &&
	    (text.ptr[at + BYTE_MOST + 2] | 0x20) == 'x';
}

/* "44:45:38:39": do four pairs of hexadecimal digits begin at byte `at`? */
static inline bool
is_paired(struct sv text, size_t at)
{
	enum { PAIRS = 4, STEP = 3 };
	char sign = at + PAIRS * STEP < text.len ? text.ptr[at + 2] : '\0';

	if ((sign != ':' && sign != '-') || text.ptr[at + 2 + STEP] != sign ||
	    text.ptr[at + 2 + 2 * STEP] != sign)
		return false;
	for (size_t i = 0; i < PAIRS; i++)
		if (!ascii_is_hex(text.ptr[at + i * STEP]) ||
		    !ascii_is_hex(text.ptr[at + i * STEP + 1]))
			return false;
	return true;
}

/* Short numbers in a row, or one of them, a comma and a digit. */
static inline bool
may_be_bytes(struct sv text, const struct cluster *c)
{
	size_t at = c->start + c->items[0].len, len;

	if (c->count >= NORMAL_BYTES_LEAST)
		return c->items[0].len <= BITS_OF_BYTE;
	if (is_prefixed(text, c->start) || is_paired(text, c->start))
		return true;
	/* "72,101,108" is one cluster, as large numbers are written so. */
	at = at < text.len && text.ptr[at] == ',' ? at : c->end;
	len = at - c->start;
	if (len < 2 || len > BYTE_MOST || at >= text.len ||
	    text.ptr[at] != ',')
		return false;
	at++;
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n'))
		at++;
	return is_digit_at(text, at);
}

/* A text as a list of bytes. */
static void
note_bytes(struct scan *s, const struct cluster *c)
{
	struct unfold *u = &s->unfold;
	size_t end;

	if (u->off || c->start < u->listed || !may_be_bytes(s->text, c))
		return;
	end = normal_bytes_end(s->text, c->start, &u->listed);
	if (end > 0)
		note(s, c->start, end, NORMAL_FORM_RUN);
}

/* A dump of bytes, whose first offset the cluster begins with. */
static void
note_dump(struct scan *s, const struct cluster *c)
{
	struct unfold *u = &s->unfold;
	size_t end;

	if (u->off || c->start < u->listed ||
	    !normal_dump_may_be(s->text, c->start))
		return;
	end = normal_dump_end(s->text, c->start);
	if (end == 0)
		return;
	note(s, c->start, end, NORMAL_FORM_RUN);
	u->listed = end;
}

/* A text with something between each two characters, one at byte `at`. */
static void
note_apart(struct scan *s, size_t at)
{
	size_t start, end;

	if (s->unfold.off || at < s->unfold.listed)
		return;
	end = normal_apart(s->text, at, &start);
	if (end == 0)
		return;
	note(s, start, end, NORMAL_FORM_RUN);
	s->unfold.listed = end;
}

/* Few characters, a comma, and what may stand between it and a digit? */
static inline bool
is_listed(struct sv text, const struct cluster *c)
{
	char next = c->end + 1 < text.len ? text.ptr[c->end + 1] : 'x';

	return c->end - c->start <= BYTE_MOST && (next == ' ' ||
	    next == '\n' || (unsigned char)(next - '0') < 10);
}

/*
 * A quotation mark behind a digit: does the string end there only to go on, as
 * in "44" + "05", or in a list of single characters?
 */
static inline bool
may_join(struct sv text, const struct cluster *c)
{
	char next = c->end + 1 < text.len ? text.ptr[c->end + 1] : '\0';

	switch (next) {
	case ' ':
		next = c->end + 2 < text.len ? text.ptr[c->end + 2] : '\0';
		return next == text.ptr[c->end] ||
		    (next < '0' && next > '#') || next == '|' ||
		    next == '~' || next == '\\';
	case '+': case '&': case '.': case '|': case '"':
	case '\'': case '\n': case '\r':
		return true;
	case ',':
		return c->start > 0 && c->end - c->start == 1 &&
		    text.ptr[c->start - 1] == text.ptr[c->end];
	default:
		return ascii_is_digit(next);
	}
}

/* 44**05, not 2**n: the signs at byte `at`. */
static inline bool
is_doubled(struct sv text, size_t at)
{
	return is_digit_at(text, at + 2) && text.ptr[at + 1] == text.ptr[at];
}

/* What may follow a number that any of this begins with. */
#define W	STIRS | WEDGE
enum { STIRS = 1, WEDGE = 2 };
static const unsigned char stirring[256] = {
	[0x00] = W, [0x01] = W, [0x02] = W, [0x03] = W, [0x04] = W, [0x05] = W,
	[0x06] = W, [0x07] = W, [0x08] = W, [0x0b] = W, [0x0c] = W, [0x0e] = W,
	[0x0f] = W, [0x10] = W, [0x11] = W, [0x12] = W, [0x13] = W, [0x14] = W,
	[0x15] = W, [0x16] = W, [0x17] = W, [0x18] = W, [0x19] = W, [0x1a] = W,
	[0x1b] = W, [0x1c] = W, [0x1d] = W, [0x1e] = W, [0x1f] = W, [0x7f] = W,
	['"'] = W, ['\''] = W, ['`'] = W,
	['_'] = STIRS, ['*'] = STIRS, ['~'] = STIRS, ['|'] = STIRS,
	[' '] = STIRS, ['\t'] = STIRS, [','] = STIRS, [':'] = STIRS,
	['-'] = STIRS,
};
#undef W

/*
 * Is it a few numbers with nothing behind them that any of this begins with, as
 * most are?
 */
static inline bool
is_nothing(struct sv text, const struct cluster *c)
{
	char next;

	if ((c->count >= 3 && (c->count >= SPACED_MIN ||
	    c->digits >= DOTTED_LEAST)) || c->end >= text.len ||
	    (text.ptr[c->start] == '0' &&
	    ((text.ptr[c->start + 1] | 0x20) == 'x' ||
	    normal_dump_may_be(text, c->start))))
		return false;
	next = text.ptr[c->end];
	if (!stirring[(unsigned char)next])
		return true;
	switch (next) {
	case ' ': case '\t':
		return !is_alone(text, c);
	case '_': case '*': case '|': case '~':
		return !is_digit_at(text, c->end + 1) &&
		    !is_doubled(text, c->end);
	case '"': case '\'': case '`':
		return !may_join(text, c);
	case ',':
		return !is_listed(text, c);
	case ':': case '-':
		return !is_paired(text, c->start);
	default:
		return false;
	}
}

/* Something that is driven in behind byte `at` - 1. */
static void
note_wedge(struct scan *s, size_t at)
{
	if (!s->unfold.off && normal_wedge_is_odd(s->text, at))
		note(s, at, at + 1, NORMAL_FORM_WEDGES);
}

static NOINLINE void
note_cluster(struct scan *s, const struct cluster *c)
{
	struct sv text = s->text;
	size_t end;
	bool wedge = c->end + 1 < text.len && is_wedge(text.ptr[c->end]) &&
	    text.ptr[c->end] != ' ' && text.ptr[c->end] != '.' &&
	    text.ptr[c->end] != '/' && is_digit_at(text, c->end + 1);

	note_dump(s, c);
	note_bytes(s, c);
	if (c->end < text.len && ((stirring[(unsigned char)
	    text.ptr[c->end]] & WEDGE) != 0 || is_doubled(text, c->end)))
		note_wedge(s, c->end);
	if (c->count >= SPACED_MIN && is_spaced(c))
		note_apart(s, c->items[0].start);
	if (((c->count >= SPACED_MIN && is_spaced(c)) ||
	    (c->count >= 3 && is_dotted(c)) || wedge || is_alone(text, c)) &&
	    normal_words_row_may_be(text, c->start, &end)) {
		note(s, c->start, end, NORMAL_FORM_WORDS);
		s->unfold.joined = end;
	}
}

void
unfold_note_cluster(struct scan *s, const struct cluster *c)
{
	if (!c->blob && c->start >= s->unfold.joined && !s->unfold.off &&
	    !is_nothing(s->text, c))
		note_cluster(s, c);
}

/* Mostly it is a part of a word, or the next is no number. */
static void
note_number(struct scan *s, size_t at, size_t end)
{
	if (!s->unfold.off && s->text.len >= UNFOLD_SPELLED_LEAST &&
	    spelled_follows(s->text, end) &&
	    !word_letter_before(s->text, at) &&
	    !word_letter_after(s->text, end) &&
	    spelled_goes_on(s->text, at))
		note(s, at, end, NORMAL_FORM_SPELLED);
}

void
unfold_note_literal(struct scan *s, size_t index, size_t end)
{
	struct unfold_literal l = unfold_literal(index);
	size_t start = end - l.text.len;

	if ((l.flags & NEEDLE_APART) != 0)
		note_number(s, start, end);
	else if (normal_words_may_be(s->text, start))
		note(s, start, end, NORMAL_FORM_WORDS);
}

void
unfold_note_behind(struct scan *s, size_t end)
{
	note_wedge(s, end);
}

/* "&uuml;", "&Eacute;", "&szlig;" from the byte after the sign. */
static inline bool
may_be_letter(struct sv text, size_t at)
{
	static const struct sv ends[] = { SV_INIT("uml;"), SV_INIT("acut"),
		SV_INIT("grav"), SV_INIT("circ"), SV_INIT("cedi"),
		SV_INIT("tild"), SV_INIT("ring"), SV_INIT("slas"),
		SV_INIT("caro"), SV_INIT("Elig"), SV_INIT("elig"),
		SV_INIT("zlig") };
	struct sv rest = sv_slice(text, at + 1, at + 5);

	for (size_t i = 0; i < NELEMS(ends); i++)
		if (sv_eq(rest, ends[i]))
			return true;
	return false;
}

/*
 * A byte of quoted-printable behind "=", as normal_escape_read() has it: with a
 * capital, beside another such byte, or an at sign?
 */
static inline bool
may_quote(struct sv text, size_t place)
{
	char next = text.ptr[place + 1], last;

	if (next == '\n' || next == '\r')
		return true;
	if (next != 'C' && (next < '2' || next > '7'))
		return false;
	last = place + 2 < text.len ? text.ptr[place + 2] : '\0';
	return (last >= 'A' && last <= 'F') || (next == '4' && last == '0') ||
	    (place >= 3 && text.ptr[place - 3] == '=') ||
	    (place + 3 < text.len && text.ptr[place + 3] == '=');
}

/* The byte behind a backslash that begins "\x40" and the like. */
static inline bool
may_backslash(char next)
{
	return next == 'u' || next == 'x' || next == 'U' ||
	    (next >= '0' && next <= '3');
}

/* "(at", "[dot", "(@)" and the like, from the byte after the bracket. */
static inline bool
may_bracket(struct sv text, size_t at)
{
	char next;

	if (at < text.len && text.ptr[at] == ' ')
		at++;
	if (at + 2 >= text.len)
		return false;
	next = (char)(text.ptr[at + 1] | 0x20);
	switch ((char)(text.ptr[at] | 0x20)) {
	case 'a':
		return next == 't' || next == 'r' || next == ')' ||
		    next == (']' | 0x20);
	case 'd':
		return next == 'o';
	case 'p':
		return next == 'u' || next == 'o' || next == 'i';
	case 'k':
		return next == 'r' || next == 'u';
	case '@' | 0x20:
	case '.':
		return strchr(" )]}>", text.ptr[at + 1]) != NULL;
	case '\xe3':		/* the first byte of an umlaut */
		return true;
	default:
		return false;
	}
}

/* Encoded words of a mail, which begin at byte `at`. */
static void
note_words(struct scan *s, size_t at)
{
	size_t end;

	if (s->unfold.off || at < s->unfold.listed)
		return;
	end = normal_mime_end(s->text, at);
	if (end == 0)
		return;
	note(s, at, end, NORMAL_FORM_RUN);
	s->unfold.listed = end;
}

/* What may be an escape at `place`. */
static void
note_escape(struct scan *s, size_t place)
{
	struct sv text = s->text;
	struct normal_unit unit;

	if (normal_escape_read(text, place, &unit) &&
	    normal_escape_is_odd(text, place, &unit))
		note(s, place, place + unit.bytes, NORMAL_FORM_CHARACTERS);
}

/* A backslash at `place`, with `next` behind it. */
static void
note_backslash(struct scan *s, size_t place, char next)
{
	if (may_backslash(next) || (next == '\\' && place + 2 < s->text.len &&
	    (s->text.ptr[place + 2] == 'u' || s->text.ptr[place + 2] == 'x' ||
	    s->text.ptr[place + 2] == '\\')))
		note_escape(s, place);
	else if (next == '@' || next == '.' || next == '_' || next == '-' ||
	    next == '+' || next == '/' || next == '\n' || next == '\r')
		note_wedge(s, place);
}

/* A bracket at `place`, which "at" or "dot" may stand behind. */
static void
note_bracket(struct scan *s, size_t place)
{
	if (normal_words_may_be(s->text, place))
		note(s, place, place + 1, NORMAL_FORM_WORDS);
}

/* Any mark but the brackets that are nothing else. */
static void
note_mark(struct scan *s, size_t place)
{
	struct sv text = s->text;
	char next = text.ptr[place + 1];

	switch (text.ptr[place]) {
	case '=':
		if (next == '?')
			note_words(s, place);
		else if (may_quote(text, place))
			note_escape(s, place);
		break;
	case '\\':
		note_backslash(s, place, next);
		break;
	case '%':
		if (strchr("234567CcEeDdu", next) != NULL)
			note_escape(s, place);
		break;
	case '&':
		if (strchr("#acplhdszNIZu", next) != NULL ||
		    (next == 'n' && place > 0 && is_digit_at(text,
		    place - 1)) || may_be_letter(text, place + 1))
			note_escape(s, place);
		break;
	case '<':
		if (may_bracket(text, place + 1))
			note_bracket(s, place);
		note_wedge(s, place);
		break;
	default:
		note_wedge(s, place);
	}
}

void
unfold_note_marks(struct scan *s, size_t at, uint64_t marks)
{
	struct sv text = s->text;

	while (marks != 0) {
		size_t place = at + (unsigned)__builtin_ctzll(marks);
		char mark = text.ptr[place];

		marks &= marks - 1;
		if (place + 1 >= text.len || text.ptr[place + 1] == '\0')
			continue;
		if (mark != '(' && mark != '[' && mark != '{')
			note_mark(s, place);
		else if (may_bracket(text, place + 1))
			note_bracket(s, place);
	}
}

/* "anna @ example . org" */
void
unfold_note_at(struct scan *s, size_t at)
{
	struct sv text = s->text;

	if (at < 2 || at + 1 >= text.len ||
	    text.ptr[at - 1] != text.ptr[at + 1])
		return;
	note_apart(s, at);
	if (text.ptr[at - 1] == ' ' && normal_words_may_be(text, at - 1))
		note(s, at, at + 1, NORMAL_FORM_WORDS);
}
