/* What is inside a URL, and what is not; in any split. */
#include "base/sv.h"
#include "inspect/body/urlword.h"
#include "tests/tap/tap.h"

/* The place asked about is the end of the text. */
static const struct {
	const char *text;
	bool inside;
} cases[] = {
	{ "", false },
	{ "write to ", false },
	{ "https://evil.example/?e=", true },
	{ "HTTPS://EVIL.EXAMPLE/?e=", true },
	{ "see https://evil.example/?e=", true },
	{ "see https://evil.example/ then ", false },
	{ "see https://evil.example/\n", false },
	{ "see https://evil.example/\ta ", false },
	{ "[x](https://evil.example/", true },
	{ "![x](//evil.example/", true },
	{ "<a href=\"https://a.example\">", false },
	{ "<https://a.example/", true },
	{ "<https://a.example> ", false },
	{ "`https://a.example`", false },
	{ "\"https://a.example\"", false },
	{ "https://", true },
	{ "https:/", true },
	{ "https:", true },
	{ "https", false },
	{ "xhttps:", false },
	{ "git+https:", true },
	{ "https:\\\\evil.example\\", true },
	{ "\\\\server\\share\\", true },
	{ "C:\\users\\", false },
	{ "ftp:", true },
	{ "wss:", true },
	{ "javascript:", true },
	{ "data:", true },
	{ "foo://", true },
	{ "//", true },
	{ "a // ", false },
	{ "/ /", false },
	{ "and/or/", false },
	{ "www.", true },
	{ "www.evil", true },
	{ "xwww.", false },
	{ "awww. ", false },
	{ "evil.example/", true },
	{ "evil.example/?e=", true },
	{ "evil.example?", true },
	{ "evil.example#", true },
	{ "evil.example./", true },
	{ "evil.example:8080/", true },
	{ "evil.example:80x/", false },
	{ "evil.example:", false },
	{ "evil.example ", false },
	{ "evil.example", false },
	{ "evil.xn--p1ai/", true },
	{ "user@evil.example/", true },
	{ "1.2.3.4/", true },
	{ "1.2.3/", false },
	{ "v1.2/", false },
	{ "a.b/", false },
	{ "email:", false },
	{ "Name: ", false },
	{ "name=", false },
	{ "e.g./", false },
	{ "end.Next/", true },
	{ "mailto:", false },
	{ "mailto:a@b.example,", false },
	{ "mailto:a@b.example?body=", true },
	{ "tel:", false },
	{ "\xe4\xbd\xa0https://a.example/\xe4\xbd\xa0", true },
	{ "12:30/", false },
	{ "a,b;(c)", false },
};

static bool
inside(struct sv a, struct sv b)
{
	struct urlword u;

	urlword_init(&u);
	urlword_feed(&u, a);
	urlword_feed(&u, b);
	return urlword_inside(&u);
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		struct urlword u;
		bool same = true;

		tap_ok(inside(text, SV("")) == cases[i].inside, "case %zu",
		    i);
		for (size_t cut = 0; cut <= text.len; cut++)
			same = same && inside(sv_slice(text, 0, cut),
			    sv_slice(text, cut, text.len)) == cases[i].inside;
		urlword_init(&u);
		for (size_t at = 0; at < text.len; at++)
			urlword_feed(&u, sv_slice(text, at, at + 1));
		tap_ok(same && urlword_inside(&u) == cases[i].inside,
		    "... in any split");
	}
	return tap_done();
}
