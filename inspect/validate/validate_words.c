/*
 * Secrets without a form of their own, known by their key only: is the value
 * one that a machine drew, or a person chose as a password; or is it a word,
 * a name, a path, a piece of code, a placeholder?
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/encode.h"
#include "inspect/validate/placeholder.h"
#include "inspect/validate/validate.h"
#include "inspect/validate/wordlike.h"

enum {
	SECRET_MIN = 10,
	SECRET_MAX = 1024,
	SECRET_SURE = 16,
	PASSWORD_MIN = 6,
	PASSWORD_MAX = 128,
	DRAWN = 10,		/* half bits a byte: random */
	PART_DRAWN = 11,	/* the same, of a short part */
	BASIC_MAX = 1024,
	APP_MAX = 32,
	VERSION_MAX = 32
};

/* What a value is made of. */
struct kinds {
	size_t upper, lower, digits, signs, blanks, foreign;
	size_t mixes;		/* places where letters and digits touch */
	size_t hex;
};

static struct kinds
count_kinds(struct sv s)
{
	struct kinds k = { 0 };

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i], before = i > 0 ? s.ptr[i - 1] : '\0';

		if (ascii_is_digit(c))
			k.digits++;
		else if (ascii_is_letter(c))
			*(c < 'a' ? &k.upper : &k.lower) += 1;
		else if ((unsigned char)c >= 0x80)
			k.foreign++;
		else if ((unsigned char)c <= ' ')
			k.blanks++;
		else
			k.signs++;
		k.hex += ascii_is_hex(c);
		k.mixes += (ascii_is_digit(c) && ascii_is_letter(before)) ||
		    (ascii_is_letter(c) && ascii_is_digit(before));
	}
	return k;
}

/* 8-4-4-4-12 of hexadecimal digits (RFC 9562 §4): an id, unless named. */
static bool
is_uuid(struct sv s)
{
	if (s.len != 36)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash != (s.ptr[i] == '-') || (!dash &&
		    !ascii_is_digit(s.ptr[i]) && (!ascii_is_letter(s.ptr[i]) ||
		    (s.ptr[i] | 0x20) > 'f')))
			return false;
	}
	return true;
}

/* 1:4.13+dfsg1-1+deb12u1: a version with all that packagers add to it. */
static bool
is_version(struct sv s)
{
	size_t i = 0;

	while (i < s.len && ascii_is_digit(s.ptr[i]))
		i++;
	if (i == 0 || i + 1 >= s.len || s.len > VERSION_MAX ||
	    (s.ptr[i] != '.' &&
	    s.ptr[i] != ':') || !ascii_is_digit(s.ptr[i + 1]))
		return false;
	while (i < s.len && (ascii_is_alnum(s.ptr[i]) || s.ptr[i] == '.' ||
	    s.ptr[i] == ':' || s.ptr[i] == '+' || s.ptr[i] == '~' ||
	    s.ptr[i] == '-'))
		i++;
	return i == s.len;
}

/* Numbers, dates, versions, addresses, names of files. */
static bool
is_plain(struct sv s, const struct kinds *k)
{
	static const struct sv ends[] = { SV_INIT(".pem"), SV_INIT(".key"),
		SV_INIT(".crt"), SV_INIT(".json"), SV_INIT(".yaml"),
		SV_INIT(".yml"), SV_INIT(".txt"), SV_INIT(".js"),
		SV_INIT(".ts"), SV_INIT(".py"), SV_INIT(".go"),
		SV_INIT(".java"), SV_INIT(".html"), SV_INIT(".php"),
		SV_INIT(".svg"), SV_INIT(".png"), SV_INIT(".com"),
		SV_INIT(".org"), SV_INIT(".net"), SV_INIT(".conf") };

	if (k->upper + k->lower == 0 || is_version(s))
		return true;
	for (size_t i = 0; i < NELEMS(ends); i++)
		if (sv_ends(s, ends[i]))
			return true;
	return (s.ptr[0] == '/' && wordlike_cost(s) < DRAWN * s.len) ||
	    sv_starts(s, SV("./")) || sv_starts(s, SV("../")) ||
	    sv_starts(s, SV("~/")) || sv_starts(s, SV("--"));
}

/*
 * The share of the value that no word explains. Parts between signs are
 * looked at one by one, so one random part among words is seen.
 */
static bool
is_drawn(struct sv s)
{
	size_t at = 0, drawn = 0, end;

	if (wordlike_cost(s) >= DRAWN * s.len)
		return true;
	for (; at < s.len; at = end + 1) {
		struct sv part;

		end = at;
		while (end < s.len && (ascii_is_letter(s.ptr[end]) ||
		    ascii_is_digit(s.ptr[end])))
			end++;
		part = sv_slice(s, at, end);
		if (part.len >= SECRET_MIN &&
		    wordlike_cost(part) >= PART_DRAWN * part.len)
			drawn += part.len;
	}
	return drawn >= SECRET_SURE;
}

/* A hexadecimal digest's look: letters and digits mixed throughout. */
static bool
is_hex(struct sv s, const struct kinds *k)
{
	return k->hex == s.len && k->digits * 10 >= s.len * 3 &&
	    (k->upper == 0 || k->lower == 0 || k->mixes * 5 >= s.len) &&
	    k->mixes * 6 >= s.len;
}

/* Tokens and keys that a machine drew. */
enum validate_grade
validate_secret(const struct validate_input *in)
{
	struct sv s = in->text;
	struct kinds k;

	if (s.len < SECRET_MIN || s.len > SECRET_MAX)
		return GRADE_NONE;
	k = count_kinds(s);
	if (k.blanks > 0 || k.foreign > 0 || is_plain(s, &k) || is_uuid(s) ||
	    placeholder_is(s) || placeholder_is_word(s) ||
	    placeholder_steps(s) * 3 > s.len ||
	    validate_varied(in) == GRADE_NONE)
		return GRADE_NONE;
	if (s.len < SECRET_SURE && k.digits == 0)
		return GRADE_NONE;
	/* "rsa.RSAPrivateKey": a name of a program. */
	if (k.digits == 0 && sv_find_char(s, '.') >= 0)
		return GRADE_NONE;
	/* Letters alone may be a word of a language the model has not seen. */
	if (k.digits == 0 && (k.upper == 0 || k.lower == 0) &&
	    s.len < 2 * SECRET_SURE)
		return GRADE_NONE;
	if (!is_hex(s, &k) && !is_drawn(s))
		return GRADE_NONE;
	return s.len >= SECRET_SURE ? GRADE_STRONG : GRADE_FAIR;
}

/* my-secret-1, db.password, USER_NAME: names, with a number at most. */
static bool
is_name(const struct kinds *k)
{
	return k->mixes <= 1 && k->digits <= 1;
}

/* How many kinds of characters there are. */
static unsigned
classes(const struct kinds *k)
{
	return (k->upper > 0) + (k->lower > 0) + (k->digits > 0) +
	    (k->signs > 0);
}

/* Passwords that a person chose, or a machine. */
enum validate_grade
validate_password(const struct validate_input *in)
{
	struct sv s = in->text;
	struct kinds k;
	bool drawn;

	if (s.len < PASSWORD_MIN || s.len > PASSWORD_MAX)
		return GRADE_NONE;
	k = count_kinds(s);
	if (k.blanks > 0 || is_plain(s, &k) || is_uuid(s) ||
	    placeholder_is(s) || (placeholder_is_word(s) && classes(&k) < 4))
		return GRADE_NONE;
	drawn = wordlike_cost(s) >= DRAWN * s.len;
	if (drawn && s.len >= 8 && (k.digits > 0 || s.len >= SECRET_SURE ||
	    (k.upper > 1 && k.lower > 1)))
		return GRADE_STRONG;
	if (is_name(&k) && classes(&k) < 4)
		return GRADE_NONE;
	/* Words with digits in them or behind, and signs: s0mmer!2024 */
	if (classes(&k) >= 3 || k.mixes >= 2 || drawn)
		return s.len >= 8 ? GRADE_STRONG : GRADE_FAIR;
	return s.len >= 8 && k.digits >= 2 && k.signs == 0 ? GRADE_FAIR :
	    GRADE_NONE;
}

/* user:password, of command lines and of basic authentication. */
enum validate_grade
validate_user_password(const struct validate_input *in)
{
	struct sv password = in->text, user = sv_cut(&password, ':');
	struct validate_input one = { user, user };

	if (password.ptr == NULL)
		return GRADE_NONE;
	if (password.len == 0)
		return validate_password(&one);
	if (placeholder_is(user) && user.len > 0)
		return GRADE_NONE;
	one.text = one.compact = password;
	return validate_password(&one);
}

/* Base64 of user:password (RFC 7617 §2). */
enum validate_grade
validate_basic_auth(const struct validate_input *in)
{
	enum validate_grade grade = GRADE_NONE;
	struct sv password;
	struct buf b;

	buf_init(&b, BASIC_MAX);
	if (encode_unbase64(&b, BASE64_STD, in->text) == 0) {
		password = buf_sv(&b);
		(void)sv_cut(&password, ':');
		if (password.len >= 4 && !placeholder_is(password) &&
		    !placeholder_is_word(password))
			grade = GRADE_STRONG;
	}
	buf_done(&b);
	return grade;
}

/*
 * Passwords of one application as Google and WordPress show them: groups of
 * four that no words explain, whatever the blanks.
 */
enum validate_grade
validate_app_password(const struct validate_input *in)
{
	char letters[APP_MAX];
	struct validate_input bare;
	size_t len = 0;

	for (size_t i = 0; i < in->text.len && len < APP_MAX; i++)
		if (in->text.ptr[i] != ' ')
			letters[len++] = in->text.ptr[i];
	bare.text = bare.compact = sv_make(letters, len);
	if (validate_varied(&bare) == GRADE_NONE ||
	    placeholder_is(bare.text) ||
	    wordlike_cost(bare.text) < DRAWN * len)
		return GRADE_NONE;
	return GRADE_STRONG;
}
