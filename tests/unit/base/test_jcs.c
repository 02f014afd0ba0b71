/* base/jcs: RFC 8785, with its own examples and number table. */
#include "base/jcs.h"

#include <string.h>

#include "base/err.h"
#include "tests/tap/tap.h"

static const struct {
	const char *name;
	struct sv in;
	int err;
	struct sv out;
} cases[] = {
	{ "blanks", SV_INIT(" { } "), 0, SV_INIT("{}") },
	{ "nested", SV_INIT("[ [ ] , {\"b\":[1 ,2],\"a\":{\"d\":1,\"c\":[]}} ]"), 0,
	    SV_INIT("[[],{\"a\":{\"c\":[],\"d\":1},\"b\":[1,2]}]") },
	{ "scalar", SV_INIT("true"), 0, SV_INIT("true") },
	{ "RFC 8785, 3.2.2", SV_INIT("{\"numbers\": [333333333.33333329, 1E30,"
	    " 4.50, 2e-3, 0.000000000000000000000000001],"
	    " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
	    " \"literals\": [null, true, false]}"), 0,
	    SV_INIT("{\"literals\":[null,true,false],"
	    "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
	    "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}") },
	{ "RFC 8785, 3.2.3", SV_INIT("{\"\\u20ac\":\"Euro Sign\","
	    "\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
	    "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
	    "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"),
	    0, SV_INIT("{\"\\r\":\"Carriage Return\",\"1\":\"One\","
	    "\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	    "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}") },
	{ "many members", SV_INIT("{\"g\":7,\"f\":6,\"e\":5,\"d\":4,\"c\":3,\"b\":2,"
	    "\"a\":1,\"\":0,\"aa\":8}"), 0,
	    SV_INIT("{\"\":0,\"a\":1,\"aa\":8,\"b\":2,\"c\":3,\"d\":4,\"e\":5,"
	    "\"f\":6,\"g\":7}") },
	{ "duplicate", SV_INIT("{\"a\":1,\"b\":2,\"\\u0061\":1}"), ERR_EXISTS,
	    SV_INIT("") },
	{ "duplicate inside", SV_INIT("[{\"a\":{\"x\":1,\"x\":1}}]"),
	    ERR_EXISTS, SV_INIT("") },
	{ "too large a number", SV_INIT("[1e400]"), ERR_RANGE, SV_INIT("") },
	{ "no JSON", SV_INIT("{"), ERR_SYNTAX, SV_INIT("") },
	{ "lone surrogate", SV_INIT("\"\\ud800\""), ERR_SYNTAX, SV_INIT("") },
	{ "integers", SV_INIT("[-0,0,-1,123456789012345,9007199254740993,"
	    "123456789012345678901234]"), 0,
	    SV_INIT("[0,0,-1,123456789012345,9007199254740992,"
	    "1.2345678901234569e+23]") },
};

static void
test_cases(void)
{
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		buf_reset(&b);
		tap_is_int(jcs_canonicalise(cases[i].in, &b), cases[i].err,
		    "%s", cases[i].name);
		if (cases[i].err == 0)
			tap_is_sv(buf_sv(&b), cases[i].out, "%s: text",
			    cases[i].name);
	}
	buf_done(&b);
	buf_init(&b, 3);
	tap_is_int(jcs_canonicalise(SV("[1,2,3]"), &b), ERR_LIMIT,
	    "buffer full");
	buf_done(&b);
}

/* The table of RFC 8785, appendix B. */
static const struct {
	uint64_t bits;
	const char *text;
} numbers[] = {
	{ 0x0000000000000000, "0" },
	{ 0x8000000000000000, "0" },
	{ 0x0000000000000001, "5e-324" },
	{ 0x8000000000000001, "-5e-324" },
	{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
	{ 0xffefffffffffffff, "-1.7976931348623157e+308" },
	{ 0x4340000000000000, "9007199254740992" },
	{ 0xc340000000000000, "-9007199254740992" },
	{ 0x4430000000000000, "295147905179352830000" },
	{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
	{ 0x44b52d02c7e14af6, "1e+23" },
	{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
	{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
	{ 0x444b1ae4d6e2ef4f, "999999999999999900000" },
	{ 0x444b1ae4d6e2ef50, "1e+21" },
	{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
	{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
	{ 0x41b3de4355555553, "333333333.3333332" },
	{ 0x41b3de4355555554, "333333333.33333325" },
	{ 0x41b3de4355555555, "333333333.3333333" },
	{ 0x41b3de4355555556, "333333333.3333334" },
	{ 0x41b3de4355555557, "333333333.33333343" },
	{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
	{ 0x43143ff3c1cb0959, "1424953923781206.2" },
};

static void
test_numbers(void)
{
	struct buf b;
	double d;

	buf_init(&b, 64);
	for (size_t i = 0; i < NELEMS(numbers); i++) {
		buf_reset(&b);
		memcpy(&d, &numbers[i].bits, sizeof(d));
		if (jcs_add_double(&b, d) != 0)
			tap_ok(false, "number %zu fails", i);
		tap_is_sv(buf_sv(&b), sv_cstr(numbers[i].text), "number %zu",
		    i);
	}
	tap_is_int(jcs_add_double(&b, 1e308 * 10), ERR_RANGE, "infinity");
	buf_done(&b);
}

int
main(void)
{
	test_cases();
	test_numbers();
	tap_ok(jcs_compare(SV("\xf0\x9f\x98\x80"), SV("\xef\xac\xb3")) < 0 &&
	    jcs_compare(SV("\xee\x80\x80"), SV("\xed\x9f\xbf")) > 0 &&
	    jcs_compare(SV("a"), SV("ab")) < 0 &&
	    jcs_compare(SV("a"), SV("a")) == 0, "order of UTF-16 units");
	return tap_done();
}
