#include "inspect/unfold/normal_words.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/country.h"
#include "inspect/unfold/spelled.h"
#include "inspect/words/word.h"

enum {
	MARK_BLANKS = 2,	/* around "(at)" and inside its brackets */
	MAIL_AHEAD = 80,	/* bytes of one part of an address */
	GAP_MAX = 3,		/* bytes between spaced digits */
	SPACED_MIN = 7,
	JOINED_MIN = 7,
	JOINED_MAX = 40,	/* longer rows of digits are data */
	GROUP_MAX = 12,
	DOTTED_MIN = 13
};

static const uint64_t alnum[2] = {
	ASCII_RANGE('0', '9'), ASCII_RANGE('A', 'Z') | ASCII_RANGE('a', 'z')
};

/* A letter or digit, or a byte of a character beyond ASCII. */
static inline bool
is_word(char c)
{
	return (unsigned char)c >= 0x80 || ascii_is_in(c, alnum);
}

static inline bool
is_alnum_at(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)text.ptr[at] < 0x80 &&
	    is_word(text.ptr[at]);
}

/* What may stand between groups of more than one character. */
static inline bool
is_joint(char c)
{
	switch (c) {
	case '.': case '_': case '/': case '*': case '|': case '~': case '\'':
		return true;
	default:
		return false;
	}
}

/* "(at)", " AT ", "[dot]" and what it stands for. */
struct mark {
	size_t start, end;	/* blanks around included */
	char sign;		/* '@' or '.' */
	bool bracketed;
	bool english;		/* "at", "dot" and the signs themselves,
				 * which stand in prose too */
	bool shouted;		/* AT */
	bool lone;		/* "a", which other things have in brackets */
};

static const struct {
	struct sv word;
	char sign;
} names[] = {
	{ SV_INIT("at"), '@' }, { SV_INIT("\xc3\xa4t"), '@' }, { SV_INIT("arroba"), '@' },
	{ SV_INIT("chiocciola"), '@' }, { SV_INIT("arobase"), '@' }, { SV_INIT("arobas"), '@' },
	{ SV_INIT("ma\xc5\x82pa"), '@' }, { SV_INIT("malpa"), '@' }, { SV_INIT("kukac"), '@' },
	{ SV_INIT("zavin\xc3\xa1\xc4\x8d"), '@' }, { SV_INIT("zavinac"), '@' },
	{ SV_INIT("snabel-a"), '@' }, { SV_INIT("@"), '@' }, { SV_INIT("dot"), '.' }, { SV_INIT("punkt"), '.' },
	{ SV_INIT("point"), '.' }, { SV_INIT("punto"), '.' }, { SV_INIT("ponto"), '.' },
	{ SV_INIT("kropka"), '.' }, { SV_INIT("te\xc4\x8dka"), '.' }, { SV_INIT("tecka"), '.' },
	{ SV_INIT("pont"), '.' }, { SV_INIT("piste"), '.' }, { SV_INIT("punct"), '.' }, { SV_INIT("pika"), '.' },
	{ SV_INIT("punt"), '.' }, { SV_INIT("punkts"), '.' }, { SV_INIT("ta\xc5\xa1kas"), '.' },
	{ SV_INIT("."), '.' }, { SV_INIT("a"), '@' },
};

/* Bytes of blanks from `at` on, at most MARK_BLANKS. */
static size_t
blanks(struct sv text, size_t at)
{
	size_t n = 0;

	while (n < MARK_BLANKS && at + n < text.len &&
	    text.ptr[at + n] == ' ')
		n++;
	return n;
}

/* Can a name begin so? By its first two letters, in either case. */
static inline bool
may_be_name(struct sv text, size_t at)
{
	char next = at + 1 < text.len ? (char)(text.ptr[at + 1] | 0x20) :
	    '\0';

	switch (at < text.len ? (unsigned char)(text.ptr[at] | 0x20) : 0) {
	case 'a':
		return next == 't' || next == 'r' || next == ')' ||
		    next == (']' | 0x20) || next == ' ';
	case 'c':
		return next == 'h';
	case 'd':
		return next == 'o';
	case 'k':
		return next == 'u' || next == 'r';
	case 'm': case 'z':
		return next == 'a';
	case 'p':
		return next == 'u' || next == 'o' || next == 'i';
	case 's':
		return next == 'n';
	case 't':
		return next == 'e' || next == 'a';
	case '.': case '@' | 0x20: case 0xe3:	/* of an umlaut */
		return true;
	default:
		return false;
	}
}

/* The longest name at `at`: its bytes, or 0. */
static size_t
name_at(struct sv text, size_t at, struct mark *m)
{
	struct sv rest = sv_slice(text, at, text.len);
	size_t best = 0;

	if (!may_be_name(text, at))
		return 0;
	for (size_t i = 0; i < NELEMS(names); i++) {
		struct sv word = names[i].word;

		if ((rest.ptr[0] | 0x20) != (word.ptr[0] | 0x20) ||
		    word.len <= best || !sv_starts_nocase(rest, word) ||
		    word_letter_after(text, at + word.len))
			continue;
		best = word.len;
		m->sign = names[i].sign;
		m->english = word.len == 1 || sv_eq(word, SV("at")) ||
		    sv_eq(word, SV("dot"));
		m->shouted = sv_starts(rest, SV("AT"));
		m->lone = sv_eq(word, SV("a"));
	}
	return best;
}

static char
closing(char open)
{
	switch (open) {
	case '(': return ')';
	case '[': return ']';
	case '{': return '}';
	case '<': return '>';
	default: return '\0';
	}
}

/* The end of a part of an address: letters, digits and the like. */
static size_t
part_end(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < MAIL_AHEAD &&
	    (is_alnum_at(text, end) || text.ptr[end] == '-' ||
	    text.ptr[end] == '_' || text.ptr[end] == '.'))
		end++;
	return end;
}

/* Does a domain stand at `at`, of a country or of the best known kinds? */
static bool
is_mail_domain(struct sv text, size_t at)
{
	static const struct sv kinds[] = { SV_INIT("com"), SV_INIT("org"),
		SV_INIT("net"), SV_INIT("info"), SV_INIT("eu"), SV_INIT("uk") };
	size_t end = part_end(text, at), dot;
	char upper[2];
	struct sv top;

	while (end > at && text.ptr[end - 1] == '.')
		end--;
	for (dot = end; dot > at && text.ptr[dot - 1] != '.'; dot--)
		;
	top = sv_slice(text, dot, end);
	if (dot < at + 3 || sv_starts_nocase(sv_slice(text, at, end),
	    SV("www.")) || (end < text.len && text.ptr[end] == '('))
		return false;
	for (size_t i = 0; i < NELEMS(kinds); i++)
		if (sv_eq_nocase(top, kinds[i]))
			return true;
	if (top.len != sizeof(upper))
		return false;
	upper[0] = (char)(top.ptr[0] & ~0x20);
	upper[1] = (char)(top.ptr[1] & ~0x20);
	return country_of_code(sv_make(upper, sizeof(upper))) != COUNTRY_NONE;
}

/* A mark whose first byte, a blank or bracket, is at `at`. */
static bool
read_mark(struct sv text, size_t at, struct mark *m)
{
	size_t end = at + blanks(text, at), len;
	char close = end < text.len ? closing(text.ptr[end]) : '\0';

	m->start = at;
	m->bracketed = close != '\0';
	if (m->bracketed)
		end += 1 + blanks(text, end + 1);
	else if (end == at)
		return false;
	len = name_at(text, end, m);
	if (len == 0)
		return false;
	end += len;
	if (m->bracketed) {
		end += blanks(text, end);
		if (end >= text.len || text.ptr[end] != close)
			return false;
		end++;
	}
	len = blanks(text, end);
	m->end = end + len;
	return (m->bracketed || len > 0) && is_alnum_at(text, m->end) &&
	    (!m->lone || (m->bracketed && is_mail_domain(text, m->end)));
}

/* "example.org": a dot that is no end of a sentence. */
static bool
has_dot(struct sv part)
{
	for (size_t i = 1; i + 1 < part.len; i++)
		if (part.ptr[i] == '.' && ascii_is_letter(part.ptr[i + 1]))
			return true;
	return false;
}

/*
 * Does a part with a dot, written or spelled, follow? "look at the point" has
 * words of two languages, "lunch @ example.org . Then" two ways to write one.
 */
static bool
domain_follows(struct sv text, const struct mark *at)
{
	size_t end = part_end(text, at->end);
	bool dot = has_dot(sv_slice(text, at->end, end));
	struct mark next;

	if (at->english && !at->shouted && dot)
		return false;
	if (dot)
		return true;
	return read_mark(text, end, &next) && next.sign == '.' &&
	    (next.bracketed || next.english == at->english);
}

/* Does "x (at)" follow, over further dots? */
static bool
at_follows(struct sv text, const struct mark *dot)
{
	struct mark next = *dot;

	for (int i = 0; i < 4; i++) {
		size_t end = part_end(text, next.end);

		if (end < text.len && text.ptr[end] == '@')
			return true;
		if (!read_mark(text, end, &next))
			return false;
		if (next.sign == '@')
			return next.bracketed || domain_follows(text, &next);
	}
	return false;
}

/* Is an at sign close before, with nothing but an address between? */
static bool
at_before(const struct normal_form *f)
{
	size_t at = f->text.len;

	while (at > 0 && f->text.len - at < MAIL_AHEAD) {
		char c = f->text.ptr[--at];

		if (c == '@')
			return true;
		if (!ascii_is_alnum(c) && c != '.' && c != '-')
			return false;
	}
	return false;
}

/* Making a form: bytes from `kept` on are not copied yet. */
struct joining {
	struct normal_form *form;
	struct sv text;
	size_t kept;
};

/* Copy what stands before byte `at`; how much there is then. */
static size_t
keep_until(struct joining *j, size_t at)
{
	normal_copy(j->form, j->kept, at - j->kept);
	j->kept = at;
	return j->form->text.len;
}

/* Take a mark at `at` for what it says; the bytes read, or 0. */
static size_t
add_mark(struct joining *j, size_t at)
{
	struct normal_form *f = j->form;
	struct sv text = j->text;
	size_t before;
	struct mark m;

	if (at == f->from || !is_alnum_at(text, at - 1) ||
	    !read_mark(text, at, &m))
		return 0;
	before = keep_until(j, at);
	if (!m.bracketed && (m.sign == '@' ? !domain_follows(text, &m) :
	    !at_before(f) && !at_follows(text, &m)))
		return 0;
	normal_put(f, at, m.end - at, sv_make(&m.sign, 1));
	normal_join(f, before);
	return m.end - at;
}

/* Bytes of what stands between two pieces of a number, or 0. */
static size_t
gap_at(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at <= GAP_MAX) {
		if (memchr(" ._/-*|~'\t", text.ptr[end], 10) != NULL)
			end++;
		else if (text.ptr[end] == '\xc2' && end + 1 < text.len &&
		    text.ptr[end + 1] == '\xa0')
			end += 2;
		else
			break;
	}
	return end - at > GAP_MAX ? 0 : end - at;
}

/* A row of groups of letters and digits. */
struct row {
	size_t end;
	size_t groups, characters, digits;
};

/* The end of the group at `at`, or `at` if it is none. */
static size_t
group_end(struct sv text, size_t at, bool single)
{
	size_t end = at, digits = 0;

	while (is_alnum_at(text, end) && end - at <= GROUP_MAX)
		digits += ascii_is_digit(text.ptr[end++]);
	if (single)
		return end - at == 1 ? end : at;
	return end - at > GROUP_MAX || (digits == 0 && end - at > 4) ? at :
	    end;
}

static void
take_group(struct row *r, struct sv text, size_t at, size_t end)
{
	r->groups++;
	r->characters += end - at;
	for (size_t i = at; i < end; i++)
		r->digits += ascii_is_digit(text.ptr[i]);
	r->end = end;
}

/*
 * Read groups from `at` on: of one character each with any gaps between, or
 * longer ones with the same odd character between all of them.
 */
static void
read_row(struct sv text, size_t at, bool single, struct row *r)
{
	size_t gap, end;
	char odd = '\0';

	*r = (struct row){ .end = at };
	while (r->characters <= JOINED_MAX) {
		end = group_end(text, at, single);
		if (end == at)
			return;
		take_group(r, text, at, end);
		gap = gap_at(text, end);
		if (gap == 0)
			return;
		if (r->groups == 1)
			odd = text.ptr[end];
		if (!single && (gap != 1 || text.ptr[end] != odd ||
		    memchr(" -\t\xc2", odd, 4) != NULL))
			return;
		at = end + gap;
	}
}

/* "4 4 0 5 a": the last letter is a word. */
static void
drop_letter(struct sv text, size_t at, struct row *r)
{
	if (r->characters - r->digits != 1 || r->end < at + 3 ||
	    ascii_is_digit(text.ptr[r->end - 1]))
		return;
	r->groups--;
	r->characters--;
	do
		r->end--;
	while (!ascii_is_digit(text.ptr[r->end - 1]));
}

static bool
is_number(const struct row *r, bool single, char odd)
{
	if (r->characters < JOINED_MIN || r->characters > JOINED_MAX ||
	    r->digits * 2 < r->characters)
		return false;
	if (single)
		return r->groups >= SPACED_MIN;
	return r->groups >= 2 && ((odd != '.' && odd != '/') ||
	    r->digits >= DOTTED_MIN);
}

/*
 * Mostly not: behind a word there is a blank, or nothing that joins, or there
 * is little of it, as in x86_64.
 */
static bool
may_be_row(struct sv text, size_t at)
{
	size_t end = at, count;

	while (end - at <= GROUP_MAX && is_alnum_at(text, end))
		end++;
	if (end - at == 1)
		return true;
	if (end >= text.len || !is_joint(text.ptr[end]))
		return false;
	count = end - at;
	for (size_t i = end; i < text.len && count < JOINED_MIN; i++) {
		if (!is_alnum_at(text, i) && text.ptr[i] != text.ptr[end])
			return false;
		count += text.ptr[i] != text.ptr[end];
	}
	return count >= JOINED_MIN;
}

/* Read a number in a row of groups at `at`, of either kind. */
static bool
find_row(struct sv text, size_t at, struct row *r)
{
	size_t end;

	if (!may_be_row(text, at))
		return false;
	read_row(text, at, true, r);
	drop_letter(text, at, r);
	if (is_number(r, true, '\0'))
		return true;
	read_row(text, at, false, r);
	end = group_end(text, at, false);
	return end < text.len && is_number(r, false, text.ptr[end]);
}

bool
normal_words_row_may_be(struct sv text, size_t at, size_t *ret_end)
{
	struct row r;

	for (size_t end; at < text.len; at = end + 1) {
		if (find_row(text, at, &r)) {
			*ret_end = r.end;
			return true;
		}
		end = group_end(text, at, false);
		/* "DE 8 9 3 7": the digits begin behind a word. */
		if (end == at || end >= text.len ||
		    ascii_is_digit(text.ptr[at]))
			return false;
	}
	return false;
}

/* Join a row of groups at `at`; the bytes read, or 0. */
static size_t
add_row(struct joining *j, size_t at)
{
	struct normal_form *f = j->form;
	struct sv text = j->text;
	size_t before, end;
	struct row r;

	if (!find_row(text, at, &r))
		return 0;
	before = keep_until(j, at);
	for (size_t i = at; i < r.end; i = end) {
		end = i;
		while (end < r.end && is_alnum_at(text, end))
			end++;
		normal_copy(f, i, end - i);
		end += gap_at(text, end);
	}
	normal_join(f, before);
	return r.end - at;
}

static size_t
add_spelled(struct joining *j, size_t at)
{
	struct normal_form *f = j->form;
	struct spelled n;
	size_t before;

	if (!spelled_read(j->text, at, &n) || n.end > f->to)
		return 0;
	before = keep_until(j, at);
	normal_put(f, at, n.end - at, sv_make(n.digits, n.len));
	normal_join(f, before);
	return n.end - at;
}

/* Does a mark that stands alone belong to an address? */
static bool
is_in_address(struct sv text, const struct mark *m)
{
	size_t from = m->start;

	if (m->bracketed)
		return true;
	if (m->sign == '@')
		return domain_follows(text, m);
	if (at_follows(text, m))
		return true;
	while (from > 0 && m->start - from < MAIL_AHEAD &&
	    text.ptr[from - 1] != '@' && text.ptr[from - 1] > ' ')
		from--;
	if (from > 0 && text.ptr[from - 1] == '@')
		return true;
	return from >= 4 && sv_eq_nocase(sv_slice(text, from - 4, from),
	    SV(" at "));
}

bool
normal_words_may_be(struct sv text, size_t at)
{
	struct mark m;

	return at > 0 && read_mark(text, at, &m) && is_in_address(text, &m);
}

static inline bool
begins_word(const struct joining *j, size_t at)
{
	return at == j->form->from || !is_word(j->text.ptr[at - 1]);
}

/* What begins at `at` and is joined; the bytes read, or 0. */
static size_t
add_joined(struct joining *j, size_t at)
{
	struct sv text = j->text;
	char c = text.ptr[at];

	if (c == ' ' || closing(c) != '\0')
		return add_mark(j, at);
	if (!begins_word(j, at))
		return 0;
	if (j->form->kind == NORMAL_FORM_SPELLED && !ascii_is_digit(c))
		return add_spelled(j, at);
	return is_alnum_at(text, at) ? add_row(j, at) : 0;
}

bool
normal_words(struct normal_form *f)
{
	struct joining j = { f, sv_slice(f->source, 0, f->to), f->from };
	size_t at = f->from, used;

	while (at < f->to && f->err == 0) {
		used = add_joined(&j, at);
		if (used > 0) {
			at += used;
			j.kept = at;
			continue;
		}
		/* Inside a word nothing begins. */
		if (is_word(j.text.ptr[at++]))
			while (at < f->to && is_word(j.text.ptr[at]))
				at++;
	}
	(void)keep_until(&j, at);
	return f->njoints > 0 && f->err == 0;
}
