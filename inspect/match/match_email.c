/*
 * What stands around an `@`: e-mail addresses (RFC 5321, with UTF-8 local
 * parts and domains by RFC 6531) and URLs with credentials (RFC 3986 §3.2.1).
 *
 * Narrower than the RFCs on purpose: the characters people use, so that
 * quotes, brackets and assignments around an address stay outside, and
 * decorators, npm scopes and file names (icon@2x.png) are none.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/utf8.h"
#include "inspect/match/match.h"
#include "inspect/validate/placeholder.h"
#include "inspect/scan.h"
#include "inspect/validate/validate.h"
#include "inspect/words/word.h"

enum {
	LOCAL_MAX = 64,
	DOMAIN_MAX = 253,
	LABEL_MAX = 63,
	USERINFO_MAX = 160,
	ID_DIGITS = 6		/* of the identifier of a message */
};

/*
 * Is the whole character at `at` a letter of a script beyond ASCII? Spaces and
 * what is not seen (U+2000 to U+206F) is none; how many bytes.
 */
static size_t
letter_bytes(struct sv text, size_t at)
{
	uint32_t code = 0;
	size_t len;

	if ((unsigned char)text.ptr[at] < 0x80 ||
	    !word_letter_after(text, at))
		return 0;
	len = utf8_decode(sv_slice(text, at, text.len), &code);
	return code >= 0x2000 && code <= 0x206f ? 0 : len;
}

/* What a byte of ASCII may be of: a local part, a label of a domain. */
enum part { LOCAL = 1, LABEL = 2 };

#define B	(LOCAL | LABEL)
static const unsigned char parts[256] = {
	['.'] = LOCAL, ['_'] = LOCAL, ['+'] = LOCAL, ['%'] = LOCAL, ['-'] = B,
	['0'] = B, ['1'] = B, ['2'] = B, ['3'] = B, ['4'] = B,
	['5'] = B, ['6'] = B, ['7'] = B, ['8'] = B, ['9'] = B,
	['a'] = B, ['b'] = B, ['c'] = B, ['d'] = B, ['e'] = B, ['f'] = B,
	['g'] = B, ['h'] = B, ['i'] = B, ['j'] = B, ['k'] = B, ['l'] = B,
	['m'] = B, ['n'] = B, ['o'] = B, ['p'] = B, ['q'] = B, ['r'] = B,
	['s'] = B, ['t'] = B, ['u'] = B, ['v'] = B, ['w'] = B, ['x'] = B,
	['y'] = B, ['z'] = B,
	['A'] = B, ['B'] = B, ['C'] = B, ['D'] = B, ['E'] = B, ['F'] = B,
	['G'] = B, ['H'] = B, ['I'] = B, ['J'] = B, ['K'] = B, ['L'] = B,
	['M'] = B, ['N'] = B, ['O'] = B, ['P'] = B, ['Q'] = B, ['R'] = B,
	['S'] = B, ['T'] = B, ['U'] = B, ['V'] = B, ['W'] = B, ['X'] = B,
	['Y'] = B, ['Z'] = B
};
#undef B

static inline bool
is_part(char c, enum part part)
{
	return (parts[(unsigned char)c] & part) != 0;
}

/* An apostrophe between letters belongs to a name: o'brien@ */
static bool
is_apostrophe(struct sv text, size_t at)
{
	return text.ptr[at] == '\'' && at > 0 &&
	    ascii_is_alnum(text.ptr[at - 1]) &&
	    ascii_is_alnum(text.ptr[at + 1]);
}

/* A step back from `at` over another character of a local part, or 0. */
static size_t
step_back(struct sv text, size_t at)
{
	size_t from = at - 1;

	if (is_apostrophe(text, from))
		return 1;
	if ((unsigned char)text.ptr[from] < 0x80)
		return 0;
	while (from > 0 && at - from < UTF8_MAX &&
	    ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
		from--;
	return letter_bytes(text, from) == at - from ? at - from : 0;
}

/* Scripts without blanks run into an ASCII address: take its ASCII part. */
static size_t
after_ideographs(struct sv text, size_t start, size_t at)
{
	for (size_t i = at; i > start; i--) {
		if ((unsigned char)text.ptr[i - 1] < 0x80)
			continue;
		return i < at && ascii_is_alnum(text.ptr[at - 1]) &&
		    (unsigned char)text.ptr[i - 1] >= 0x80 &&
		    i >= 3 && (unsigned char)text.ptr[i - 3] >= 0xe3 ?
		    i : start;
	}
	return start;
}

/* Where the local part that ends at `at` begins; `at` if there is none. */
static size_t
local_start(struct sv text, size_t at)
{
	size_t start = at, step;
	bool beyond = false;

	while (start > 0 && at - start <= LOCAL_MAX) {
		step = is_part(text.ptr[start - 1], LOCAL) ? 1 :
		    step_back(text, start);
		if (step == 0)
			break;
		beyond |= step > 1;
		start -= step;
	}
	if (at - start > LOCAL_MAX)
		return at;
	if (beyond)
		start = after_ideographs(text, start, at);
	/* An escape of program text is not its first letter. */
	if (start > 0 && start + 1 < at && text.ptr[start - 1] == '\\' &&
	    memchr("nrt", text.ptr[start], 3) != NULL)
		start++;
	while (start < at && memchr(".-%", text.ptr[start], 3) != NULL)
		start++;
	if (start < at && text.ptr[at - 1] == '.')
		return at;
	return start;
}

static size_t
label_end(struct sv text, size_t at)
{
	size_t end = at, step;

	while (end < text.len && end - at <= LABEL_MAX) {
		char c = text.ptr[end];

		step = is_part(c, LABEL) ? 1 : (unsigned char)c < 0x80 ? 0 :
		    letter_bytes(text, end);
		if (step == 0)
			break;
		end += step;
	}
	while (end > at && text.ptr[end - 1] == '-')
		end--;
	return end - at > LABEL_MAX || text.ptr[at] == '-' ? at : end;
}

/*
 * The last label: letters, two at least, or an A-label. ASCII letters end
 * where another script begins ("example.com" and what follows unspaced).
 */
static size_t
top_level_end(struct sv text, size_t at, size_t end)
{
	size_t ascii = at;

	if (end - at > 4 && memcmp(text.ptr + at, "xn--", 4) == 0)
		return end;
	if ((unsigned char)text.ptr[at] >= 0x80)
		return end;
	while (ascii < end && ((text.ptr[ascii] | 0x20) >= 'a' &&
	    (text.ptr[ascii] | 0x20) <= 'z'))
		ascii++;
	if (ascii < end && (unsigned char)text.ptr[ascii] < 0x80)
		return at;
	return ascii - at >= 2 ? ascii : at;
}

/* The end of the domain that begins at `at`; `at` if there is none. */
static size_t
domain_end(struct sv text, size_t at)
{
	size_t labels = 0, from = at, good = at, end, top;

	while (from < text.len && from - at < DOMAIN_MAX) {
		end = label_end(text, from);
		if (end == from)
			break;
		top = ++labels < 2 ? from : top_level_end(text, from, end);
		if (top > from)
			good = top;
		if (end + 1 >= text.len || text.ptr[end] != '.')
			break;
		from = end + 1;
	}
	return good;
}

/* Names of files and of calls that only look like domains. */
static bool
is_file(struct sv text, size_t start, size_t end)
{
	static const struct sv suffixes[] = { SV_INIT(".png"),
		SV_INIT(".jpg"), SV_INIT(".jpeg"), SV_INIT(".gif"),
		SV_INIT(".webp"), SV_INIT(".svg"), SV_INIT(".js"),
		SV_INIT(".ts"), SV_INIT(".css"), SV_INIT(".tgz"),
		SV_INIT(".zip"), SV_INIT(".jar"), SV_INIT(".dll") };
	struct sv domain = sv_slice(text, start, end);
	char last = domain.ptr[domain.len - 1];

	if (end < text.len && text.ptr[end] == '(')
		return true;
	/* Mostly it ends in none of these letters. */
	for (size_t i = 0; i < NELEMS(suffixes) &&
	    memchr("gfpsrzl", last, 7) != NULL; i++)
		if (suffixes[i].ptr[suffixes[i].len - 1] == last &&
		    sv_ends(domain, suffixes[i]))
			return true;
	return false;
}

/* The word that ends at `end`, with its hyphens. */
static struct sv
word_before(struct sv text, size_t end)
{
	size_t start = end;

	while (start > 0 && (ascii_is_alnum(text.ptr[start - 1]) ||
	    text.ptr[start - 1] == '-' || text.ptr[start - 1] == '_'))
		start--;
	return sv_slice(text, start, end);
}

/*
 * Identifiers of messages, calls and events have the form of an address, too
 * (RFC 5322, 3.6.4; RFC 3261, 8.1.1.4; RFC 5545, 3.8.4.7): with digits, and
 * behind their name.
 */
static bool
is_message_id(struct sv text, size_t start, struct sv local)
{
	static const struct sv names[] = { SV_INIT("message-id"),
		SV_INIT("in-reply-to"), SV_INIT("references"),
		SV_INIT("call-id"), SV_INIT("content-id"),
		SV_INIT("message_id") };
	size_t digits = 0, end = start;
	struct sv word;

	for (size_t i = 0; i < local.len; i++)
		digits += ascii_is_digit(local.ptr[i]);
	if (digits < ID_DIGITS)
		return false;
	while (end > 0 && (text.ptr[end - 1] == ' ' ||
	    text.ptr[end - 1] == '<' || text.ptr[end - 1] == '"'))
		end--;
	if (end == 0 || text.ptr[end - 1] != ':')
		return false;
	word = word_before(text, end - 1 -
	    (end > 1 && text.ptr[end - 2] == '"'));
	for (size_t i = 0; i < NELEMS(names); i++)
		if (word.len == names[i].len && sv_eq_nocase(word, names[i]))
			return true;
	/* Of an event; that of a person is somebody's account. */
	return sv_eq(word, SV("UID")) && sv_find_char(local, '-') >= 0;
}

void
match_email(struct scan *s, uint16_t detector, const struct match_site *site)
{
	struct sv text = s->text, local;
	size_t at = site->at, start, end;

	if (at == 0 || at + 3 >= text.len)
		return;
	start = local_start(text, at);
	if (start == at)
		return;
	end = domain_end(text, at + 1);
	if (end == at + 1 || is_file(text, at + 1, end))
		return;
	local = sv_slice(text, start, at);
	/* git@host:path is how repositories are named, not a person. */
	if (sv_eq(local, SV("git")) && end < text.len &&
	    (text.ptr[end] == ':' || text.ptr[end] == '/'))
		return;
	if (is_message_id(text, start, local))
		return;
	scan_emit(s, detector, (struct scan_span){ start, end },
	    GRADE_STRONG);
}

static inline bool
ends_userinfo(char c)
{
	switch (c) {
	case '"': case '\'': case '<': case '>': case '`': case '|':
	case '\\': case '^': case '{': case '}': case ',': case ';':
	case '/':
		return true;
	default:
		return (unsigned char)c <= ' ';
	}
}

/* Not a secret but a place for one: ${PASS}, <password>, admin:admin */
static bool
is_template(struct sv user, struct sv password)
{
	bool mixed = false;

	/* s3cret, secret2024: a person chose it, whatever word is in it. */
	for (size_t i = 0; i < password.len && !mixed; i++)
		mixed = password.ptr[i] >= '0' && password.ptr[i] <= '9' &&
		    !validate_is_digits(password);
	/* PyPI's name for who has a token alone */
	if (sv_eq(user, SV("__token__")))
		user = SV("");
	return placeholder_is(password) ||
	    (!mixed && placeholder_is_word(password)) ||
	    (user.len > 0 && placeholder_is(user)) || sv_eq(user, password);
}

/* scheme://user:password@host: the bytes between // and @. */
void
match_url_credentials(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	struct sv text = s->text, user, password;
	size_t at = site->at, start = at;
	unsigned ats = 0;

	if (at + 1 >= text.len || (!ascii_is_alnum(text.ptr[at + 1]) &&
	    text.ptr[at + 1] != '['))
		return;
	while (start > 3 && at - start < USERINFO_MAX && ats < 2 &&
	    !ends_userinfo(text.ptr[start - 1])) {
		start--;
		ats += text.ptr[start] == '@';
	}
	if (start < 4 || start == at || text.ptr[start - 1] != '/' ||
	    text.ptr[start - 2] != '/' || text.ptr[start - 3] != ':' ||
	    !ascii_is_alnum(text.ptr[start - 4]))
		return;
	password = sv_slice(text, start, at);
	user = sv_cut(&password, ':');
	if (password.ptr == NULL || is_template(user, password))
		return;
	scan_emit(s, detector, (struct scan_span){ start, at }, GRADE_STRONG);
}
