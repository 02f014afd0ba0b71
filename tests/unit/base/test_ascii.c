/* Questions about bytes and sets of them, each asked of all 256. */
#include <ctype.h>

#include "base/ascii.h"
#include "tests/tap/tap.h"

static bool
word(unsigned char c)
{
	return c >= 0x80 || isalpha(c) != 0;
}

/* What each answers, and what the C locale says of the same byte. */
static const struct {
	const char *name;
	bool (*ours)(unsigned char c);
	int (*theirs)(int c);
} questions[] = {
	{ "digit", ascii_is_digit, isdigit },
	{ "upper", ascii_is_upper, isupper },
	{ "lower", ascii_is_lower, islower },
	{ "letter", ascii_is_letter, isalpha },
	{ "letter or digit", ascii_is_alnum, isalnum },
	{ "hex", ascii_is_hex, isxdigit }
};

/* Has the set the bytes from `a` to `b` and no others? */
static bool
holds(const uint64_t set[2], unsigned char a, unsigned char b)
{
	for (unsigned c = 0; c < 256; c++)
		if (ascii_is_in((unsigned char)c, set) != (c >= a && c <= b))
			return false;
	return true;
}

static void
test_questions(void)
{
	bool same = true;

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		unsigned wrong = 0;

		for (unsigned c = 0; c < 256; c++)
			wrong += questions[i].ours((unsigned char)c) !=
			    (c < 0x80 && questions[i].theirs((int)c) != 0);
		tap_ok(wrong == 0, "%s: as the C locale says",
		    questions[i].name);
	}
	for (unsigned c = 0; c < 256; c++)
		same = same && ascii_is_word((unsigned char)c) ==
		    word((unsigned char)c);
	tap_ok(ascii_hex_value('0') == 0 && ascii_hex_value('9') == 9 &&
	    ascii_hex_value('a') == 10 && ascii_hex_value('F') == 15 &&
	    ascii_hex_value('g') == -1 && ascii_hex_value(':') == -1 &&
	    ascii_hex_value('@') == -1 && ascii_hex_value(0xe1) == -1,
	    "what hexadecimal digits stand for");
	tap_ok(same, "part of a word: letters, and all beyond ASCII");
}

static void
test_cases(void)
{
	bool lower = true, upper = true;

	for (unsigned c = 0; c < 256; c++) {
		unsigned char byte = (unsigned char)c;

		lower = lower && ascii_to_lower(byte) ==
		    (c < 0x80 ? tolower((int)c) : (int)c);
		upper = upper && ascii_to_upper(byte) ==
		    (c < 0x80 ? toupper((int)c) : (int)c);
	}
	tap_ok(lower && upper, "small and capital letters, nothing else");
}

static void
test_tables(void)
{
	static const unsigned char table[256] = {
		ASCII_DIGITS(1), ASCII_CAPITALS(2), ASCII_SMALLS(3)
	};
	unsigned wrong = 0;

	for (unsigned c = 0; c < 256; c++) {
		unsigned char byte = (unsigned char)c;

		wrong += table[c] != (ascii_is_digit(byte) ? 1 :
		    ascii_is_upper(byte) ? 2 : ascii_is_lower(byte) ? 3 : 0);
	}
	tap_ok(wrong == 0, "tables by byte");
}

static void
test_sets(void)
{
	static const uint64_t none[2] = { 0, 0 };
	static const uint64_t zero[2] = { ASCII_BIT('\0'), 0 };
	static const uint64_t digits[2] = { ASCII_RANGE('0', '9'), 0 };
	static const uint64_t low[2] = { ASCII_RANGE('\0', '?'), 0 };
	static const uint64_t at[2] = { 0, ASCII_BIT('@') };
	static const uint64_t high[2] = { 0, ASCII_RANGE('@', '\x7f') };

	tap_ok(holds(none, 1, 0), "the empty set");
	tap_ok(holds(zero, 0, 0), "the first byte");
	tap_ok(holds(digits, '0', '9'), "a range");
	tap_ok(holds(low, 0, '?'), "the whole first half");
	tap_ok(holds(at, '@', '@'), "the first of the second half");
	tap_ok(holds(high, '@', 0x7f), "all of it, and no byte beyond");
}

int
main(void)
{
	test_questions();
	test_cases();
	test_tables();
	test_sets();
	return tap_done();
}
