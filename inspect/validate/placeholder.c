#include "inspect/validate/placeholder.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"

enum { STEM_MAX = 40 };

/* Openings of variables and templates of all kinds of files. */
static const struct sv openings[] = {
	SV_INIT("${"), SV_INIT("{"), SV_INIT("<"), SV_INIT("["),
	SV_INIT("("), SV_INIT("*"), SV_INIT("@{"), SV_INIT("#{"),
	SV_INIT("!Ref"), SV_INIT("!Sub"), SV_INIT("..."),
	SV_INIT("\xe2\x80\xa6"), SV_INIT("&lt;"), SV_INIT("arn:"),
	SV_INIT("op://"), SV_INIT("vault:"), SV_INIT("secret://"),
	SV_INIT("env:"), SV_INIT("env."), SV_INIT("os."),
	SV_INIT("process.env"), SV_INIT("enc["), SV_INIT("encrypted:"),
};

/* What stands in the middle of one. */
static const struct sv insides[] = {
	SV_INIT("${"), SV_INIT("{{"), SV_INIT("$("), SV_INIT("%("),
	SV_INIT("<%"), SV_INIT("}}"), SV_INIT("%s"), SV_INIT("#{"),
	SV_INIT("://"), SV_INIT("xxxx"), SV_INIT("XXXX"), SV_INIT("****"),
	SV_INIT("...."), SV_INIT("----"), SV_INIT("____"), SV_INIT("####"),
	SV_INIT("0000000"), SV_INIT("1234567"), SV_INIT("abcdefg"),
	SV_INIT("\xe2\x80\xa2\xe2\x80\xa2"),
};

/* Words that make any value one, without case. */
static const struct sv telling[] = {
	SV_INIT("your"), SV_INIT("example"), SV_INIT("placeholder"),
	SV_INIT("changeme"), SV_INIT("change_me"), SV_INIT("change-me"),
	SV_INIT("replace"), SV_INIT("redacted"), SV_INIT("dummy"),
	SV_INIT("insert"), SV_INIT("removed"), SV_INIT("masked"),
	SV_INIT("some-"), SV_INIT("some_"), SV_INIT("sample"),
	SV_INIT("undefined"), SV_INIT("not_a_"), SV_INIT("not-a-"),
	SV_INIT("lorem"), SV_INIT("todo"), SV_INIT("fixme"),
	SV_INIT("enter_"), SV_INIT("enter-"), SV_INIT("hier_"),
	SV_INIT("beispiel"), SV_INIT("exemple"), SV_INIT("ejemplo"),
};

static const struct sv words[] = {
	SV_INIT("password"), SV_INIT("passwort"), SV_INIT("pass"),
	SV_INIT("passwd"), SV_INIT("pwd"), SV_INIT("pw"), SV_INIT("pword"),
	SV_INIT("mypassword"), SV_INIT("mypass"), SV_INIT("mysecret"),
	SV_INIT("mypasswd"), SV_INIT("userpassword"), SV_INIT("userpass"),
	SV_INIT("dbpassword"), SV_INIT("dbpass"), SV_INIT("newpassword"),
	SV_INIT("oldpassword"), SV_INIT("wrongpassword"), SV_INIT("secret"),
	SV_INIT("topsecret"), SV_INIT("supersecret"), SV_INIT("verysecret"),
	SV_INIT("supersecretpassword"), SV_INIT("secretpassword"),
	SV_INIT("geheim"), SV_INIT("token"), SV_INIT("mytoken"),
	SV_INIT("key"), SV_INIT("mykey"), SV_INIT("apikey"),
	SV_INIT("myapikey"), SV_INIT("secretkey"), SV_INIT("test"),
	SV_INIT("testing"), SV_INIT("testpassword"), SV_INIT("testpass"),
	SV_INIT("tester"), SV_INIT("admin"), SV_INIT("adminadmin"),
	SV_INIT("adminpassword"), SV_INIT("adminpass"), SV_INIT("root"),
	SV_INIT("rootpassword"), SV_INIT("rootpass"), SV_INIT("user"),
	SV_INIT("username"), SV_INIT("guest"), SV_INIT("demo"),
	SV_INIT("default"), SV_INIT("foo"), SV_INIT("bar"), SV_INIT("baz"),
	SV_INIT("foobar"), SV_INIT("foobarbaz"), SV_INIT("qux"),
	SV_INIT("none"), SV_INIT("null"), SV_INIT("nil"), SV_INIT("true"),
	SV_INIT("false"), SV_INIT("string"), SV_INIT("value"),
	SV_INIT("abc"), SV_INIT("abcd"), SV_INIT("abcdef"), SV_INIT("asdf"),
	SV_INIT("asdfasdf"), SV_INIT("qwerty"), SV_INIT("qwertz"),
	SV_INIT("azerty"), SV_INIT("letmein"), SV_INIT("hidden"),
	SV_INIT("postgres"), SV_INIT("mysql"), SV_INIT("mongo"),
	SV_INIT("redis"), SV_INIT("rabbitmq"), SV_INIT("oracle"),
	SV_INIT("docker"), SV_INIT("fake"), SV_INIT("invalid"),
	SV_INIT("valid"), SV_INIT("bogus"), SV_INIT("credentials"),
	SV_INIT("sha"), SV_INIT("md"), SV_INIT("base"), SV_INIT("utf"),
	SV_INIT("aes"), SV_INIT("hmac"), SV_INIT("rsa"), SV_INIT("oauth"),
	SV_INIT("bcrypt"), SV_INIT("scrypt"), SV_INIT("pbkdf"),
	SV_INIT("contrasena"), SV_INIT("motdepasse"), SV_INIT("haslo"),
	SV_INIT("wachtwoord"), SV_INIT("senha"), SV_INIT("hunter"),
};

static bool
has_nocase(struct sv value, struct sv needle)
{
	for (size_t i = 0; i + needle.len <= value.len; i++)
		if (sv_starts_nocase(sv_slice(value, i, value.len), needle))
			return true;
	return false;
}

/* Mostly one character: "xxxxxx-xxxx", "000000", "aaaaaaaa". */
static bool
is_row(struct sv value)
{
	size_t counts[256] = { 0 }, most = 0;

	for (size_t i = 0; i < value.len; i++) {
		size_t *n = &counts[ascii_to_lower(value.ptr[i])];

		++*n;
		most = *n > most ? *n : most;
	}
	return most * 2 > value.len && value.len > 3;
}

/* The name of a variable: letters and _, perhaps digits at its end. */
static bool
is_name(struct sv value)
{
	size_t n = 0;

	while (n < value.len && (ascii_is_letter(value.ptr[n]) ||
	    value.ptr[n] == '_'))
		n++;
	return n > 0 && (value.len - n <= 2 || n * 2 > value.len);
}

bool
placeholder_is(struct sv value)
{
	if (value.len == 0 || is_row(value))
		return true;
	for (size_t i = 0; i < NELEMS(openings); i++)
		if (sv_starts_nocase(value, openings[i]))
			return true;
	for (size_t i = 0; i < NELEMS(insides); i++)
		if (sv_find(value, insides[i]) >= 0)
			return true;
	for (size_t i = 0; i < NELEMS(telling); i++)
		if (has_nocase(value, telling[i]))
			return true;
	/* $NAME, %NAME%, $1 */
	if (value.ptr[0] == '$')
		return is_name(sv_slice(value, 1, value.len)) ||
		    value.len == 2;
	if (value.ptr[0] == '%' && value.ptr[value.len - 1] == '%')
		return true;
	/* Cut off, or __NAME__ of a template. */
	return sv_ends(value, SV("...")) ||
	    (value.len > 4 && sv_starts(value, SV("__")) &&
	    sv_ends(value, SV("__")));
}

/* The letter a character stands for, or NUL for a separator. */
static char
letter_of(char c)
{
	static const char from[] = "@0134$5!7", to[] = "aoleassit";
	const char *at;

	c = ascii_to_lower(c);
	if ((c >= 'a' && c <= 'z') || c == '\0')
		return c;
	at = strchr(from, c);
	return at == NULL ? '\0' : to[at - from];
}

bool
placeholder_is_word(struct sv value)
{
	char stem[STEM_MAX];
	size_t len = 0;

	/* Digits and signs at the end add nothing: password123! */
	while (value.len > 0 && !ascii_is_letter(value.ptr[value.len - 1]))
		value.len--;
	for (size_t i = 0; i < value.len; i++) {
		char c = letter_of(value.ptr[i]);

		if (c == '\0')
			continue;
		if (len == STEM_MAX)
			return false;
		stem[len++] = c;
	}
	for (size_t i = 0; i < NELEMS(words); i++)
		if (sv_eq(sv_make(stem, len), words[i]))
			return true;
	return len < 2;
}

size_t
placeholder_steps(struct sv value)
{
	size_t steps = 0;

	for (size_t i = 1; i < value.len; i++)
		steps += value.ptr[i] == value.ptr[i - 1] + 1;
	return steps;
}
