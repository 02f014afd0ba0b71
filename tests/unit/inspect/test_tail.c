/* What a pattern wants behind its literal. */
#include "base/attr.h"
#include "inspect/build_tail.h"
#include "tests/tap/tap.h"

static const struct {
	const char *pattern, *literal;
	unsigned tail;
} cases[] = {
	{ "ghp_[A-Za-z0-9]{36}", "ghp_", BUILD_TAIL_MAX },
	{ "(?<![A-Za-z0-9_])pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}", "pat",
	    BUILD_TAIL_MAX },
	{ "(?<![\\w\\]-])fc-[a-f0-9]{3,}", "fc-", 3 },
	{ "\\bCRO[0-9]{6}", "CRO", 6 },
	{ "\\x+", "x", 0 },
	{ "a\\.b\\-c[0-9_.+/-]+", "a.b-c", 1 },
	{ "a.b[0-9]{6}", "a.b", 0 },
	{ "ab[0-9]", "ab", 1 },
	{ "ab[0-9]*c", "ab", 0 },
	{ "ab[0-9]?", "ab", 0 },
	{ "ab[0-9]{,4}", "ab", 0 },
	{ "ab[0-9]{0,4}", "ab", 0 },
	{ "ab[0-9]{2}", "AB", 0 },
	{ "ab?[0-9]{6}", "ab", 0 },
	{ "ab[0-9]{6}|cd", "ab", 0 },
	{ "ab[0-9]{6}(?:x|[(]|\\()", "ab", 6 },
	{ "ab[0-9]{6}[|]", "ab", 6 },
	{ "(?i)ab[0-9]{6}", "ab", 0 },
	{ "ab(?i)[0-9]{6}", "ab", 0 },
	{ "ab[a-z]{6}(?i:x)", "ab", 0 },
	{ "(*UCP)ab[0-9]{6}", "ab", 0 },
	{ "ab[0-9]{6}\\Q(\\E|c", "ab", 0 },
	{ "ab[]0-9]{6}", "ab", 0 },
	{ "ab[^0-9]{6}", "ab", 0 },
	{ "ab[\\w]{6}", "ab", 0 },
	{ "ab[\\d]{6}", "ab", 0 },
	{ "ab[0-9 ]{6}", "ab", 0 },
	{ "ab[A-z]{6}", "ab", 0 },
	{ "ab[+--]{6}", "ab", 0 },
	{ "ab[[:alpha:]]{6}", "ab", 0 },
	{ "ab[0-9", "ab", 0 },
	{ "ab(?:[0-9]{6})", "ab", 0 },
	{ "(ab[0-9]{6})", "ab", 0 },
	{ "ab", "ab", 0 },
	{ "a", "ab", 0 },
	{ "", "ab", 0 },
};

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_int(build_tail(sv_cstr(cases[i].pattern),
		    sv_cstr(cases[i].literal)), cases[i].tail, "%s",
		    cases[i].pattern);
	for (int c = -128; c < 128; c++) {
		bool is = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '_' || c == '-' ||
		    c == '+' || c == '/' || c == '.';
		char text[] = { 'a', (char)c, 'b' };

		if (build_tail_follows(sv_make(text, 3), 0, 3) != is)
			tap_ok(false, "byte %d", c);
	}
	tap_ok(build_tail_follows(SV("key"), 3, 0), "nothing is asked");
	tap_ok(!build_tail_follows(SV("key_1"), 3, 3), "the text ends before");
	return tap_done();
}
