/* base/utf8: what is well-formed, where it stops being so, round trips. */
#include "base/utf8.h"

#include "tests/tap/tap.h"

struct prefix_case {
	const char *name;
	struct sv text;
	size_t valid;		/* well-formed bytes at the start */
	size_t open;		/* bytes at the end that may be continued */
};

static const struct prefix_case prefix_cases[] = {
	{ "empty", SV_INIT(""), 0, 0 },
	{ "ascii", SV_INIT("plain text, 20 bytes"), 20, 0 },
	{ "two bytes", SV_INIT("\xc3\xa9"), 2, 0 },
	{ "three bytes", SV_INIT("\xe2\x82\xac"), 3, 0 },
	{ "four bytes", SV_INIT("\xf0\x9f\x98\x80"), 4, 0 },
	{ "long ascii then umlaut", SV_INIT("0123456789abcdef0\xc3\xbc"), 19, 0 },
	{ "overlong slash", SV_INIT("\xc0\xaf"), 0, 0 },
	{ "overlong three", SV_INIT("\xe0\x80\xaf"), 0, 0 },
	{ "overlong four", SV_INIT("\xf0\x80\x80\xaf"), 0, 0 },
	{ "surrogate", SV_INIT("a\xed\xa0\x80"), 1, 0 },
	{ "last before surrogates", SV_INIT("\xed\x9f\xbf"), 3, 0 },
	{ "above the end", SV_INIT("\xf4\x90\x80\x80"), 0, 0 },
	{ "last character", SV_INIT("\xf4\x8f\xbf\xbf"), 4, 0 },
	{ "lone tail", SV_INIT("ab\x80"), 2, 0 },
	{ "never a byte", SV_INIT("ab\xff"), 2, 0 },
	{ "open two", SV_INIT("ab\xc3"), 2, 1 },
	{ "open three", SV_INIT("ab\xe2\x82"), 2, 2 },
	{ "open four", SV_INIT("ab\xf0\x9f\x98"), 2, 3 },
	{ "open surrogate", SV_INIT("\xed\xa0"), 0, 0 },
	{ "open e0", SV_INIT("\xe0"), 0, 1 },
	{ "open f0", SV_INIT("\xf0"), 0, 1 },
	{ "open f4 too high", SV_INIT("\xf4\x90"), 0, 0 },
	{ "c0 opens nothing", SV_INIT("\xc0"), 0, 0 },
	{ "four tails", SV_INIT("\x80\x80\x80\x80"), 0, 0 },
};

static void
test_prefix(void)
{
	for (size_t i = 0; i < NELEMS(prefix_cases); i++) {
		const struct prefix_case *c = &prefix_cases[i];

		tap_is_int((int64_t)utf8_valid_prefix(c->text),
		    (int64_t)c->valid, "%s: prefix", c->name);
		tap_is_int((int64_t)utf8_open_tail(c->text),
		    (int64_t)c->open, "%s: open tail", c->name);
		tap_ok(utf8_is_valid(c->text) == (c->valid == c->text.len),
		    "%s: valid", c->name);
	}
}

static void
test_round_trip(void)
{
	unsigned wrong = 0;
	char out[UTF8_MAX];
	uint32_t back;
	size_t n;

	for (uint32_t c = 0; c < 0x110100; c++) {
		bool scalar = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);

		n = utf8_encode(c, out);
		if ((n > 0) != scalar) {
			wrong++;
			continue;
		}
		if (n > 0 && (utf8_decode(sv_make(out, n), &back) != n ||
		    back != c || !utf8_is_valid(sv_make(out, n))))
			wrong++;
	}
	tap_is_int(wrong, 0, "every scalar value survives, nothing else does");
}

int
main(void)
{
	struct sv s = SV("a\xe2\x82\xac");

	test_prefix();
	test_round_trip();
	tap_ok(utf8_is_boundary(s, 0) && utf8_is_boundary(s, 1) &&
	    !utf8_is_boundary(s, 2) && !utf8_is_boundary(s, 3) &&
	    utf8_is_boundary(s, 4) && !utf8_is_boundary(s, 5), "boundaries");
	tap_ok(utf8_is_ascii(SV("0123456789abcdefg")) &&
	    !utf8_is_ascii(SV("0123456789abcdef\x80")), "ascii");
	return tap_done();
}
