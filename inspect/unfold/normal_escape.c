#include "inspect/unfold/normal_escape.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/utf8.h"

enum {
	ENTITY_MAX = 24,
	BASE64_MIN = 16,	/* bytes of such a word */
	NUMBER_MAX = 9,		/* digits of a numeric entity, zeros too */
	BACKSLASHES = 8		/* in a row: three strings in one another */
};

struct entity {
	const char *name;
	uint32_t code;		/* 0: nothing */
};

/* Those that stand for ASCII, blanks, nothing, or a letter of a name. */
static const struct entity entities[] = {
	{ "commat", '@' }, { "period", '.' }, { "lowbar", '_' },
	{ "UnderBar", '_' }, { "hyphen", '-' }, { "dash", '-' },
	{ "plus", '+' }, { "num", '#' }, { "percnt", '%' }, { "amp", '&' },
	{ "AMP", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "sol", '/' }, { "bsol", '\\' }, { "colon", ':' },
	{ "semi", ';' }, { "comma", ',' }, { "equals", '=' }, { "ast", '*' },
	{ "midast", '*' }, { "dollar", '$' }, { "excl", '!' },
	{ "quest", '?' }, { "lpar", '(' }, { "rpar", ')' }, { "lsqb", '[' },
	{ "lbrack", '[' }, { "rsqb", ']' }, { "rbrack", ']' },
	{ "lcub", '{' }, { "rcub", '}' }, { "verbar", '|' }, { "vert", '|' },
	{ "Hat", '^' }, { "grave", '`' }, { "Tab", '\t' },
	{ "NewLine", '\n' }, { "nbsp", ' ' }, { "ensp", ' ' },
	{ "emsp", ' ' }, { "thinsp", ' ' }, { "hairsp", ' ' },
	{ "numsp", ' ' }, { "puncsp", ' ' }, { "ThinSpace", ' ' },
	{ "shy", 0 }, { "zwj", 0 }, { "zwnj", 0 }, { "lrm", 0 },
	{ "rlm", 0 }, { "ZeroWidthSpace", 0 }, { "NoBreak", 0 },
	{ "InvisibleComma", 0 }, { "InvisibleTimes", 0 },
	{ "ApplyFunction", 0 }, { "middot", '.' }, { "bull", '.' },
	{ "szlig", 0xdf }, { "Aacute", 0xc1 }, { "Agrave", 0xc0 },
	{ "Acirc", 0xc2 }, { "Auml", 0xc4 }, { "Eacute", 0xc9 },
	{ "Egrave", 0xc8 }, { "Ecirc", 0xca }, { "Euml", 0xcb },
	{ "Iacute", 0xcd }, { "Igrave", 0xcc }, { "Icirc", 0xce },
	{ "Iuml", 0xcf }, { "Oacute", 0xd3 }, { "Ograve", 0xd2 },
	{ "Ocirc", 0xd4 }, { "Ouml", 0xd6 }, { "Uacute", 0xda },
	{ "Ugrave", 0xd9 }, { "Ucirc", 0xdb }, { "Uuml", 0xdc },
	{ "Yacute", 0xdd }, { "Ycirc", 0x176 }, { "Yuml", 0x178 },
	{ "aacute", 0xe1 }, { "agrave", 0xe0 }, { "acirc", 0xe2 },
	{ "auml", 0xe4 }, { "eacute", 0xe9 }, { "egrave", 0xe8 },
	{ "ecirc", 0xea }, { "euml", 0xeb }, { "iacute", 0xed },
	{ "igrave", 0xec }, { "icirc", 0xee }, { "iuml", 0xef },
	{ "oacute", 0xf3 }, { "ograve", 0xf2 }, { "ocirc", 0xf4 },
	{ "ouml", 0xf6 }, { "uacute", 0xfa }, { "ugrave", 0xf9 },
	{ "ucirc", 0xfb }, { "uuml", 0xfc }, { "yacute", 0xfd },
	{ "ycirc", 0x177 }, { "yuml", 0xff }, { "Aring", 0xc5 },
	{ "aring", 0xe5 }, { "AElig", 0xc6 }, { "aelig", 0xe6 },
	{ "Oslash", 0xd8 }, { "oslash", 0xf8 }, { "Ntilde", 0xd1 },
	{ "ntilde", 0xf1 }, { "Atilde", 0xc3 }, { "atilde", 0xe3 },
	{ "Otilde", 0xd5 }, { "otilde", 0xf5 }, { "Ccedil", 0xc7 },
	{ "ccedil", 0xe7 }, { "ETH", 0xd0 }, { "eth", 0xf0 },
	{ "THORN", 0xde }, { "thorn", 0xfe }, { "Scaron", 0x160 },
	{ "scaron", 0x161 }, { "OElig", 0x152 }, { "oelig", 0x153 },
};

/* Read up to `most` digits at `at`; how many there were. */
static size_t
number(struct sv text, size_t at, size_t most, unsigned base, uint32_t *ret)
{
	size_t n = 0;

	*ret = 0;
	for (; n < most && at + n < text.len; n++) {
		int d = ascii_hex_value(text.ptr[at + n]);

		if (d < 0 || (unsigned)d >= base || *ret > 0x10ffff)
			break;
		*ret = *ret * base + (uint32_t)d;
	}
	return n;
}

static bool
give(uint32_t code, size_t bytes, struct normal_unit *ret)
{
	if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
	    code == 0x7f)
		return false;
	ret->len = utf8_encode(code, ret->as);
	ret->bytes = bytes;
	return ret->len > 0;
}

/* &#64; &#x40; also without the semicolon, as browsers have it. */
static bool
read_numeric(struct sv text, size_t at, struct normal_unit *ret)
{
	size_t from = at + 2, n;
	unsigned base = 10;
	uint32_t code;

	if (from < text.len && (text.ptr[from] | 0x20) == 'x') {
		base = 16;
		from++;
	}
	n = number(text, from, NUMBER_MAX, base, &code);
	if (n == 0)
		return false;
	n += from - at;
	if (at + n < text.len && text.ptr[at + n] == ';')
		n++;
	return give(code, n, ret);
}

static bool
read_entity(struct sv text, size_t at, struct normal_unit *ret)
{
	struct sv name;
	ptrdiff_t end;

	if (at + 1 < text.len && text.ptr[at + 1] == '#')
		return read_numeric(text, at, ret);
	name = sv_slice(text, at + 1, at + ENTITY_MAX);
	end = sv_find_char(name, ';');
	if (end <= 0)
		return false;
	name.len = (size_t)end;
	for (size_t i = 0; i < NELEMS(entities); i++) {
		if (!sv_eq(name, sv_cstr(entities[i].name)))
			continue;
		ret->bytes = name.len + 2;
		ret->len = 0;
		return entities[i].code == 0 ||
		    give(entities[i].code, name.len + 2, ret);
	}
	return false;
}

/*
 * The byte written as `lead` and two hexadecimal digits at `at`, three octal
 * ones behind a backslash alone, or -1.
 */
static int
byte_at(struct sv text, size_t at, struct sv lead)
{
	bool octal = lead.len == 1 && lead.ptr[0] == '\\';
	uint32_t byte;

	if (!sv_starts(sv_slice(text, at, text.len), lead) ||
	    number(text, at + lead.len, octal ? 3 : 2, octal ? 8 : 16, &byte) !=
	    (octal ? 3 : 2) || byte > 0xff)
		return -1;
	return (int)byte;
}

/* A character of one to four bytes, each written with `lead`. */
static bool
read_bytes(struct sv text, size_t at, struct sv lead, struct normal_unit *ret)
{
	int first = byte_at(text, at, lead), next;
	size_t step = sv_eq(lead, SV("\\")) ? 4 : lead.len + 2, want;
	char bytes[UTF8_MAX];
	uint32_t code;

	if (first < 0)
		return false;
	want = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	bytes[0] = (char)first;
	for (size_t i = 1; i < want; i++) {
		next = byte_at(text, at + i * step, lead);
		if (next < 0)
			return false;
		bytes[i] = (char)next;
	}
	if (utf8_decode(sv_make(bytes, want), &code) != want)
		return false;
	return give(code, want * step, ret);
}

/* \u{40} \x{40}, from the backslash on. */
static bool
read_braced(struct sv text, size_t at, struct normal_unit *ret)
{
	uint32_t code;
	size_t n;

	if (at + 2 >= text.len || text.ptr[at + 2] != '{')
		return false;
	n = number(text, at + 3, NUMBER_MAX, 16, &code);
	return n > 0 && at + 3 + n < text.len &&
	    text.ptr[at + 3 + n] == '}' && give(code, n + 4, ret);
}

/* \u0040 and surrogates. */
static bool
read_unicode(struct sv text, size_t at, struct normal_unit *ret)
{
	uint32_t code, low;

	if (number(text, at + 2, 4, 16, &code) != 4)
		return read_braced(text, at, ret);
	if (code < 0xd800 || code > 0xdbff)
		return give(code, 6, ret);
	if (!sv_starts(sv_slice(text, at + 6, text.len), SV("\\u")) ||
	    number(text, at + 8, 4, 16, &low) != 4 || low < 0xdc00 ||
	    low > 0xdfff)
		return false;
	return give(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), 12,
	    ret);
}

static bool
read_backslash(struct sv text, size_t at, struct normal_unit *ret)
{
	uint32_t code;

	if (at + 1 >= text.len)
		return false;
	switch (text.ptr[at + 1]) {
	case 'u':
		return read_unicode(text, at, ret);
	case 'U':
		return number(text, at + 2, 8, 16, &code) == 8 &&
		    give(code, 10, ret);
	case 'x':
		return read_braced(text, at, ret) ||
		    read_bytes(text, at, SV("\\x"), ret);
	case '0':
	case '1':
	case '2':
	case '3':
		return read_bytes(text, at, SV("\\"), ret);
	default:
		return false;
	}
}

/* "\\u0040": an escape in a string that is a string of another. */
static bool
read_backslashes(struct sv text, size_t at, struct normal_unit *ret)
{
	size_t last = at;

	while (last - at < BACKSLASHES && last + 1 < text.len &&
	    text.ptr[last + 1] == '\\')
		last++;
	if (last > at && (last + 1 >= text.len || (text.ptr[last + 1] != 'u' &&
	    text.ptr[last + 1] != 'x')))
		return false;
	if (!read_backslash(text, last, ret))
		return false;
	ret->bytes += last - at;
	return true;
}

/* %40, and %u0040 as escape() of ECMAScript has it. */
static bool
read_percent(struct sv text, size_t at, struct normal_unit *ret)
{
	uint32_t code;

	if (at + 1 < text.len && text.ptr[at + 1] == 'u')
		return number(text, at + 2, 4, 16, &code) == 4 &&
		    give(code, 6, ret);
	return read_bytes(text, at, SV("%"), ret);
}

/*
 * "id=44051401359" is no escape: a byte stands alone only where it cannot be
 * a number, or is an at sign between letters.
 */
static bool
is_quoted(struct sv text, size_t at)
{
	char second = text.ptr[at + 2];

	if (second >= 'A' && second <= 'F')
		return true;
	if (byte_at(text, at + 3, SV("=")) >= 0 ||
	    (at >= 3 && byte_at(text, at - 3, SV("=")) >= 0))
		return true;
	return byte_at(text, at, SV("=")) == '@' && at > 0 &&
	    at + 3 < text.len && (unsigned char)((text.ptr[at + 3] | 0x20) -
	    'a') < 26;
}

/* The = at the end of base64: behind a long word, itself disguised or not. */
static bool
is_padding(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < BASE64_MIN &&
	    (unsigned char)text.ptr[from - 1] > ' ' &&
	    text.ptr[from - 1] != '=' && text.ptr[from - 1] != '@')
		from--;
	return at - from >= BASE64_MIN;
}

/* =40, and = at the end of a line, which was not there. */
static bool
read_quoted(struct sv text, size_t at, struct normal_unit *ret)
{
	size_t end = at + 1;

	if (end < text.len && text.ptr[end] == '\r')
		end++;
	if (end < text.len && text.ptr[end] == '\n' && at > 0 &&
	    text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '=' &&
	    !is_padding(text, at)) {
		ret->bytes = end + 1 - at;
		ret->len = 0;
		return true;
	}
	return byte_at(text, at, SV("=")) >= 0 && is_quoted(text, at) &&
	    read_bytes(text, at, SV("="), ret);
}

bool
normal_escape_read(struct sv text, size_t at, struct normal_unit *ret)
{
	switch (text.ptr[at]) {
	case '&':
		return read_entity(text, at, ret);
	case '%':
		return read_percent(text, at, ret);
	case '\\':
		return read_backslashes(text, at, ret);
	case '=':
		return read_quoted(text, at, ret);
	default:
		return false;
	}
}

bool
normal_escape_is_odd(struct sv text, size_t at, const struct normal_unit *u)
{
	struct sv as = sv_make(u->as, u->len);
	struct normal_unit folded;
	uint32_t byte;
	char next = at + u->bytes < text.len ? text.ptr[at + u->bytes] : '\0';

	if (u->len == 0)
		return true;
	/* A blank: "DE44&nbsp;5001", "5001%200517", not "5&nbsp;km". */
	if (u->as[0] == ' ' || sv_eq(as, SV("\xc2\xa0")))
		return at > 0 && ascii_is_digit(text.ptr[at - 1]) &&
		    ascii_is_digit(next);
	/* A Latin letter, which a name or a street may be written with. */
	if ((unsigned char)u->as[0] >= 0xc3 && (unsigned char)u->as[0] <= 0xc5)
		return true;
	if ((unsigned char)u->as[0] >= 0x80)
		return normal_fold_read(as, 0, &folded) &&
		    (folded.len == 0 || folded.as[0] != ' ');
	/* Escaped twice: "%2540", "&amp;#64;" */
	if (u->as[0] == '%')
		return number(text, at + u->bytes, 2, 16, &byte) == 2;
	if (u->as[0] == '&')
		return next == '#' || next == 'c' || next == 'p';
	return (unsigned char)((u->as[0] | 0x20) - 'a') < 26 ||
	    (unsigned char)(u->as[0] - '0') < 10 ||
	    memchr("@._-+([{", u->as[0], 8) != NULL;
}
