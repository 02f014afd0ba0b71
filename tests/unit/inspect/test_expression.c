/* Validators by expression: values, limits, and mistakes told with a place. */
#include <string.h>

#include "inspect/validate/expression.h"
#include "tests/tap/tap.h"

static void
test_values(struct arena *a)
{
	static const struct {
		const char *text, *compact;
		bool holds;
	} cases[] = {
		{ "1", "", true },
		{ "0", "", false },
		{ "2 + 3 * 4 == 14", "", true },
		{ "(2 + 3) * 4 == 20", "", true },
		{ "-2 * -3 == 6", "", true },
		{ "10 - 3 - 2 == 5", "", true },
		{ "-7 mod 5 == 3", "", true },
		{ "not 1 == 2", "", true },
		{ "1 == 2 or 3 < 4 and 5 >= 5", "", true },
		{ "n == 9", "123456789", true },
		{ "n != 9", "123456789", false },
		{ "d[0] == 1 and d[-1] == 9", "123456789", true },
		{ "d[0] == 10 and d[1] == 35", "AZ", true },
		{ "d[9] == d[9]", "123456789", false },
		{ "n == 3 and d[2] == 3 or n == 2 and d[1] == 2", "12", true },
		{ "d[5] + 1 > 0 or 1", "12", true },
		{ "1 mod d[0] == 0", "0", false },
		{ "5 mod (2) == 1", "", true },
		{ "999999999 * 999999999 * 999999999 == 1", "", false },
		{ "[7,3,1][1] == 3 and [-2][0] == -2", "", true },
		{ "[7,3,1][d[0]] == 3", "3", false },
		{ "[7,3,1][2] == 1", "", true },
		{ "number(0, 3) == 1234", "12345", true },
		{ "number(0, 3) == 1234", "12A45", false },
		{ "number(3, 1) == 1", "12345", false },
		{ "digits(98 * 2) == 16", "", true },
		{ "sum(i in 0..2: d[i]) == 6", "123", true },
		{ "sum(i in 0..n-1: d[i] * (i + 1)) == 14", "123", true },
		{ "sum(i in 5..n-1: d[i]) == 0", "123", true },
		{ "sum(i in n-1..n-1: d[i]) == 3", "123", true },
		{ "sum(i in 0..9: d[i]) == 6", "123", false },
		{ "sum(i in 0..n-2: [2,1][i mod 2] * d[i]) == 4", "123", true },
		{ "n == 9 and sum(i in 0..7: d[i] * [9,8,7,6,5,4,3,2][i]) "
		    "mod 11 mod 10 == d[8]", "123456782", true },
		{ "n == 9 and sum(i in 0..7: d[i] * [9,8,7,6,5,4,3,2][i]) "
		    "mod 11 mod 10 == d[8]", "123456783", false },
		{ "luhn", "79927398713", true },
		{ "luhn", "79927398710", false },
		{ "luhn", "7992739A713", false },
		{ "mod97 == 1", "WEST12345698765432GB82", true },
		{ "number(0,6) mod 97 == 97 - number(7,8)", "012345620", false },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		const struct expression *x = NULL;
		struct errinfo ei = { 0 };

		if (tap_ok(expression_new(sv_cstr(cases[i].text), a, &x,
		    &ei) == 0, "read %s %s", cases[i].text, ei.text))
			tap_ok(expression_holds(x,
			    sv_cstr(cases[i].compact)) == cases[i].holds,
			    "%s of %s", cases[i].text, cases[i].compact);
	}
}

static void
test_mistakes(struct arena *a)
{
	static const struct {
		const char *text, *says;
		int code;
	} cases[] = {
		{ "", "ends where a value", ERR_SYNTAX },
		{ "1 +", "ends where a value", ERR_SYNTAX },
		{ "1 2", "at character 3: an operator", ERR_SYNTAX },
		{ "x == 1", "at character 1: a value", ERR_SYNTAX },
		{ "i == 1", "inside a sum only", ERR_SYNTAX },
		{ "(1", "not closed", ERR_SYNTAX },
		{ "1)", "too many", ERR_SYNTAX },
		{ "(1]", "another bracket", ERR_SYNTAX },
		{ "d[]", "a value is wanted", ERR_SYNTAX },
		{ "d 1", "bracket is wanted", ERR_SYNTAX },
		{ "[1,2]", "asked for a place", ERR_SYNTAX },
		{ "number(1)", "takes two values", ERR_SYNTAX },
		{ "number(1,2,3)", "comma", ERR_SYNTAX },
		{ "(1,2)", "comma", ERR_SYNTAX },
		{ "sum(1)", "sum(i in", ERR_SYNTAX },
		{ "sum(i in 1: 2)", "\"..\"", ERR_SYNTAX },
		{ "sum(i in 0..3: sum(i in 0..3: 1))", "inside a sum",
		    ERR_SYNTAX },
		{ "1234567890", "nine digits", ERR_SYNTAX },
		{ "d[0] mod 0", "\"mod\" takes a number above 0", ERR_SYNTAX },
		{ "d[0] mod 0 == 1", "\"mod\" takes a number above 0",
		    ERR_SYNTAX },
		{ "d[0] mod (0)", "\"mod\" takes a number above 0",
		    ERR_SYNTAX },
		{ "d[0] mod -3", "\"mod\" takes a number above 0",
		    ERR_SYNTAX },
		{ "[7,3,1][3]", "no such place", ERR_SYNTAX },
		{ "[7,3,1][-1]", "no such place", ERR_SYNTAX },
		{ "d[64]", "d[0] to d[63]", ERR_SYNTAX },
		{ "d[-65]", "d[0] to d[63]", ERR_SYNTAX },
		{ "sum(i in 5..2: d[i])", "lower place to the higher",
		    ERR_SYNTAX },
		{ "sum(i in n-1..n-2: d[i])", "lower place to the higher",
		    ERR_SYNTAX },
		{ "sum(i in 0..64: d[i])", "over 64 at most", ERR_SYNTAX },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		const struct expression *x = NULL;
		struct errinfo ei = { 0 };

		tap_is_int(expression_new(sv_cstr(cases[i].text), a, &x, &ei),
		    cases[i].code, "refused: %s", cases[i].text);
		tap_ok(x == NULL && strstr(ei.text, cases[i].says) != NULL,
		    "%s", ei.text);
	}
}

static void
test_limits(struct arena *a)
{
	const char *const pieces[] = { "1+", "(", "-", "[1][0]+", "d[" };
	char text[4096];

	for (size_t i = 0; i < NELEMS(pieces); i++) {
		const struct expression *x = NULL;
		struct errinfo ei = { 0 };
		size_t len = 0, piece = strlen(pieces[i]);

		for (; len + piece + 1 < sizeof(text); len += piece)
			memcpy(text + len, pieces[i], piece);
		tap_is_int(expression_new(sv_make(text, len), a, &x, &ei),
		    ERR_LIMIT, "endless %s", pieces[i]);
	}
}

int
main(void)
{
	struct arena a;

	arena_init(&a, 1 << 24);
	test_values(&a);
	test_mistakes(&a);
	test_limits(&a);
	arena_done(&a);
	return tap_done();
}
