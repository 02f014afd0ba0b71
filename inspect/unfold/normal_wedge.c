#include "inspect/unfold/normal_wedge.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"

enum {
	ESCAPE = 0x1b,
	SEQUENCE_MOST = 32,	/* bytes of a control sequence */
	PREFIX_MOST = 2,	/* letters before a string: rb"..." */
	ODD_LEAST = 8		/* characters beside one that may be odd */
};

static inline char
char_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

/* What a value may be written with. */
static bool
is_value(char c)
{
	return ascii_is_digit(c) || ascii_is_word(c) || (c != '\0' &&
	    strchr("@._-+/=:", c) != NULL);
}

/* --- controls ------------------------------------------------------------- */

/* ESC ] ... BEL, or up to ESC \: the title of a window, a link. */
static size_t
read_command(struct sv text, size_t at)
{
	for (size_t i = at + 2; i < text.len && i - at < NORMAL_WEDGE_TAG;
	    i++) {
		if (text.ptr[i] == '\a')
			return i + 1 - at;
		if (text.ptr[i] == ESCAPE)
			return char_at(text, i + 1) == '\\' ? i + 2 - at : 0;
	}
	return 0;
}

/* ECMA-48, section 5.4: ESC [, then 30-3f, 20-2f, and one of 40-7e. */
static size_t
read_sequence(struct sv text, size_t at)
{
	size_t i = at + 2;

	if (char_at(text, at + 1) == ']')
		return read_command(text, at);
	if (char_at(text, at + 1) != '[')
		return 1;
	while (i < text.len && i - at < SEQUENCE_MOST && text.ptr[i] >= 0x20 &&
	    text.ptr[i] <= 0x3f)
		i++;
	return i < text.len && text.ptr[i] >= 0x40 && text.ptr[i] <= 0x7e ?
	    i + 1 - at : 0;
}

static size_t
read_control(struct sv text, size_t at)
{
	char c = text.ptr[at];

	if (c == ESCAPE)
		return read_sequence(text, at);
	if (normal_wedge_control(c))
		return 1;
	/* What is struck over, or underlined: the second one stays. */
	return char_at(text, at + 1) == '\b' && (unsigned char)c < 0x80 &&
	    (c == '_' || c == char_at(text, at + 2)) ? 2 : 0;
}

/* --- HTML ----------------------------------------------------------------- */

static size_t
read_comment(struct sv text, size_t at)
{
	struct sv rest = sv_slice(text, at, at + NORMAL_WEDGE_TAG);
	ptrdiff_t end = sv_find(sv_slice(rest, 4, rest.len), SV("-->"));

	return end < 0 ? 0 : (size_t)end + 7;
}

/* A tag that does not end a line, a cell or a word. */
static size_t
read_tag(struct sv text, size_t at)
{
	static const struct sv names[] = { SV_INIT("b"), SV_INIT("i"),
		SV_INIT("u"), SV_INIT("s"), SV_INIT("em"), SV_INIT("tt"),
		SV_INIT("strong"), SV_INIT("span"), SV_INIT("font"),
		SV_INIT("small"), SV_INIT("big"), SV_INIT("code"),
		SV_INIT("mark"), SV_INIT("del"), SV_INIT("ins"),
		SV_INIT("wbr"), SV_INIT("sub"), SV_INIT("sup"),
		SV_INIT("kbd"), SV_INIT("samp"), SV_INIT("var"),
		SV_INIT("bdi"), SV_INIT("bdo"), SV_INIT("strike") };
	size_t from = at + 1, to;
	bool known = false;
	struct sv name;

	if (sv_starts(sv_slice(text, at, at + 4), SV("<!--")))
		return read_comment(text, at);
	from += char_at(text, from) == '/';
	for (to = from; to < text.len && ascii_is_letter(text.ptr[to]); to++)
		;
	name = sv_slice(text, from, to);
	for (size_t i = 0; i < NELEMS(names) && !known; i++)
		known = sv_eq_nocase(name, names[i]);
	if (!known || (char_at(text, to) != '>' && char_at(text, to) != ' ' &&
	    char_at(text, to) != '/'))
		return 0;
	while (to < text.len && to - at < NORMAL_WEDGE_TAG &&
	    text.ptr[to] != '>' && text.ptr[to] != '<')
		to++;
	return char_at(text, to) == '>' ? to + 1 - at : 0;
}

/* --- strings -------------------------------------------------------------- */

static size_t
over_blanks(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < NORMAL_WEDGE_GAP &&
	    (text.ptr[end] == ' ' || text.ptr[end] == '\t' ||
	    text.ptr[end] == '\n' || text.ptr[end] == '\r'))
		end++;
	return end;
}

/* Behind what joins two strings: + . & ~ || .. \ or nothing. */
static size_t
over_operator(struct sv text, size_t at)
{
	char c = char_at(text, at);

	if (c == '+' || c == '&' || c == '~' || c == '\\')
		return at + 1;
	if (c == '.')
		return at + 1 + (char_at(text, at + 1) == '.');
	return c == '|' && char_at(text, at + 1) == '|' ? at + 2 : at;
}

/*
 * From the quotation mark that ends one string to the one that begins the next:
 * "a" + "b", 'a' || 'b', "a" "b", 'a''b'; and over a comma where both are of
 * one character.
 */
static size_t
read_join(struct sv text, size_t at)
{
	char mark = text.ptr[at];
	size_t end = over_blanks(text, at + 1), next, prefix = 0;

	next = over_operator(text, end);
	if (next == end && char_at(text, end) == ',' && at >= 2 &&
	    text.ptr[at - 2] == mark) {
		end = over_blanks(text, end + 1);
		return char_at(text, end) == mark &&
		    char_at(text, end + 2) == mark ? end + 1 - at : 0;
	}
	if (next > end) {
		end = over_blanks(text, next);
		while (prefix < PREFIX_MOST && ascii_is_letter(char_at(text,
		    end + prefix)))
			prefix++;
	}
	return char_at(text, end + prefix) == mark ? end + prefix + 1 - at : 0;
}

/* --- Markdown ------------------------------------------------------------- */

/* Two of the same sign, or three. */
static size_t
read_emphasis(struct sv text, size_t at)
{
	char sign = text.ptr[at];
	size_t n = 1;

	while (n < 4 && char_at(text, at + n) == sign)
		n++;
	if (n < 2 || n > 3)
		return 0;
	/* some__name */
	return sign != '_' || ascii_is_digit(char_at(text, at + n)) ||
	    (at > 0 && ascii_is_digit(text.ptr[at - 1])) ? n : 0;
}

/* Before a sign that a value may hold, or the end of a line. */
static size_t
read_backslash(struct sv text, size_t at)
{
	char next = char_at(text, at + 1);

	if (next == '\n')
		return 2;
	if (next == '\r' && char_at(text, at + 2) == '\n')
		return 3;
	return next != '\0' && strchr("@._-+/", next) != NULL ? 1 : 0;
}

/* --- all of them ---------------------------------------------------------- */

/* Bytes of what may be a wedge at `at` if it stands between the right ones. */
static size_t
read_wedge(struct sv text, size_t at)
{
	switch (text.ptr[at]) {
	case '<':
		return read_tag(text, at);
	case '"':
	case '\'':
		return read_join(text, at);
	case '`':
		return read_join(text, at) > 0 ? read_join(text, at) : 1;
	case '*':
	case '_':
	case '~':
		return read_emphasis(text, at);
	case '\\':
		return read_backslash(text, at);
	default:
		return 0;
	}
}

/*
 * The end of the wedges in a row from byte `at` on, `at` if there are none; are
 * they where wedges are? If not, neither are the last of them without the
 * first.
 */
static size_t
read_row(struct sv text, size_t at, bool *ret_placed)
{
	size_t end = at, n;
	bool free = true;

	while (end < text.len) {
		n = read_control(text, end);
		if (n == 0) {
			n = read_wedge(text, end);
			free = free && n == 0;
		}
		if (n == 0)
			break;
		end += n;
	}
	*ret_placed = free || (at > 0 && end < text.len &&
	    is_value(text.ptr[at - 1]) && is_value(text.ptr[end]));
	return end;
}

static bool
is_alnum(char c)
{
	return ascii_is_digit(c) || ascii_is_word(c);
}

/* Up to ODD_LEAST characters of a value on one side of byte `at`. */
static size_t
value_run(struct sv text, size_t at, bool back)
{
	size_t n = 0;

	for (; n < ODD_LEAST && (back ? n < at : at + n < text.len); n++) {
		char c = text.ptr[back ? at - n - 1 : at + n];

		if (!is_alnum(c) && c != '@' && c != '.' && c != '-' &&
		    c != '_')
			break;
	}
	return n;
}

bool
normal_wedge_is_odd(struct sv text, size_t at)
{
	size_t end, behind;
	bool placed;

	if (at == 0 || !is_alnum(text.ptr[at - 1]))
		return false;
	end = read_row(text, at, &placed);
	if (!placed || end == at)
		return false;
	/* Behind a backslash the sign is of the value: a\/b */
	end += text.ptr[at] == '\\' && !is_alnum(char_at(text, end));
	behind = value_run(text, end, false);
	/* 10**exponent */
	if (behind == 0 || (strchr("*_~", text.ptr[at]) != NULL &&
	    !ascii_is_digit(text.ptr[end])))
		return false;
	if (value_run(text, at, true) + behind >= ODD_LEAST)
		return true;
	/* 2**3 is a number, 4**4**0**5 is one in pieces. */
	at = end + behind;
	return read_row(text, at, &placed) > at && placed;
}

bool
normal_wedges(struct normal_form *f)
{
	struct sv text = sv_slice(f->source, 0, f->to);
	size_t kept = f->from, at = f->from, end;
	bool changed = false, placed;

	for (; at < f->to && f->err == 0; at = end) {
		end = at + 1;
		if (ascii_is_alnum(text.ptr[at]) &&
		    char_at(text, end) != '\b')
			continue;
		end = read_row(text, at, &placed);
		if (end == at) {
			end = at + 1;
		} else if (placed) {
			normal_copy(f, kept, at - kept);
			kept = end;
			changed = true;
		}
	}
	normal_copy(f, kept, f->to - kept);
	return changed && f->err == 0;
}
