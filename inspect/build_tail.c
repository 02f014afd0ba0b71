#include "inspect/build_tail.h"

#include <string.h>

#include "base/ascii.h"

/* A pattern, read forward from `at`. */
struct reader {
	struct sv text;
	size_t at;
};

static inline char
peek(const struct reader *r)
{
	return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool
take(struct reader *r, struct sv what)
{
	if (!sv_starts(sv_slice(r->text, r->at, r->text.len), what))
		return false;
	r->at += what.len;
	return true;
}

/* A letter, a digit, or what stands in tokens. */
static inline bool
is_tail(char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-' || c == '+' ||
	    c == '/' || c == '.';
}

/* May "(" at `at` begin that? A group or what is near, no option nor verb. */
static bool
is_group(struct sv pattern, size_t at)
{
	char next = at + 1 < pattern.len ? pattern.ptr[at + 1] : '\0';
	char kind = at + 2 < pattern.len ? pattern.ptr[at + 2] : '\0';

	if (next != '?')
		return next != '*';
	return kind == ':' || kind == '=' || kind == '!' || kind == '<';
}

/* Of the pattern as a whole: one way to match, and no options inside. */
static bool
is_single(struct sv pattern)
{
	size_t depth = 0;
	bool class = false;

	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '\\')
			i++;
		else if (class)
			class = c != ']';
		else if (c == '[')
			class = true;
		else if (c == '(' && !is_group(pattern, i))
			return false;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == '|' && depth == 0)
			return false;
	}
	/* A bracket first in a class, and what is quoted. */
	return sv_find(pattern, SV("[]")) < 0 &&
	    sv_find(pattern, SV("[^]")) < 0 && sv_find(pattern, SV("\\Q")) < 0;
}

/* What may not stand before: "(?<![A-Za-z0-9_])" or "\b". */
static void
skip_before(struct reader *r)
{
	if (take(r, SV("\\b")) || !take(r, SV("(?<![")))
		return;
	while (peek(r) != '\0' && peek(r) != ']')
		r->at += peek(r) == '\\' ? 2 : 1;
	r->at += peek(r) == ']';
	r->at += peek(r) == ')';
}

/* The literal as it is, signs perhaps behind a backslash. */
static bool
take_literal(struct reader *r, struct sv literal)
{
	for (size_t i = 0; i < literal.len; i++) {
		char c = literal.ptr[i];
		bool plain = ascii_is_alnum(c);

		if (peek(r) == '\\' && !plain)
			r->at++;
		else if (!plain && memchr(".[](){}*+?|^$\\", c, 14) != NULL)
			return false;
		if (peek(r) != c)
			return false;
		r->at++;
	}
	return true;
}

/* Of a-z, A-Z or 0-9, a part. */
static bool
is_range(char first, char last)
{
	return first <= last &&
	    ((ascii_is_digit(first) && ascii_is_digit(last)) ||
	    (ascii_is_upper(first) && ascii_is_upper(last)) ||
	    (ascii_is_lower(first) && ascii_is_lower(last)));
}

/* A class of which all are of is_tail(). */
static bool
take_class(struct reader *r)
{
	if (!take(r, SV("[")))
		return false;
	while (peek(r) != ']') {
		bool escaped = take(r, SV("\\"));
		char c = peek(r);

		/* "\w" is more than ASCII. */
		if (!is_tail(c) || (escaped && ascii_is_alnum(c)))
			return false;
		r->at++;
		if (peek(r) != '-' || r->at + 1 >= r->text.len ||
		    r->text.ptr[r->at + 1] == ']')
			continue;
		if (!is_range(c, r->text.ptr[r->at + 1]))
			return false;
		r->at += 2;
	}
	r->at++;
	return true;
}

/* How often the class stands at least. */
static unsigned
take_count(struct reader *r)
{
	unsigned n = 0;

	if (peek(r) == '*' || peek(r) == '?')
		return 0;
	if (!take(r, SV("{")))
		return 1;
	while (ascii_is_digit(peek(r)) && n < BUILD_TAIL_MAX)
		n = n * 10 + (unsigned)(r->text.ptr[r->at++] - '0');
	return n < BUILD_TAIL_MAX ? n : BUILD_TAIL_MAX;
}

unsigned
build_tail(struct sv pattern, struct sv literal)
{
	struct reader r = { pattern, 0 };

	if (!is_single(pattern))
		return 0;
	skip_before(&r);
	if (!take_literal(&r, literal) || !take_class(&r))
		return 0;
	return take_count(&r);
}

bool
build_tail_follows(struct sv text, size_t at, unsigned tail)
{
	size_t end = at + tail;

	while (at < end && at < text.len && is_tail(text.ptr[at]))
		at++;
	return at == end;
}
