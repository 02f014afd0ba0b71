/* Machine-readable zones of travel documents (ICAO Doc 9303). */
#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

enum {
	TD1 = 30, TD2 = 36, TD3 = 44,	/* characters of a line, parts 5 6 4 */
	NUMBER = 9,			/* of a document */
	NAMES = 5			/* where they begin, parts 4 and 6 */
};

/* Letters and fillers, a letter first: a code of a country. */
static bool
is_code(struct sv c)
{
	bool filled = false;

	for (size_t i = 0; i < c.len; i++) {
		if (!ascii_is_upper(c.ptr[i]) && c.ptr[i] != '<')
			return false;
		if (filled && c.ptr[i] != '<')
			return false;
		filled = c.ptr[i] == '<';
	}
	return c.len > 0 && c.ptr[0] != '<';
}

/* Names: words with a filler between, two before the given names. */
static bool
is_names(struct sv c)
{
	size_t doubles = 0, len = c.len, run = 0;

	while (len > 0 && c.ptr[len - 1] == '<')
		len--;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_upper(c.ptr[i]) && c.ptr[i] != '<')
			return false;
		run = c.ptr[i] == '<' ? run + 1 : 0;
		if (run > 2)
			return false;
		doubles += run == 2;
	}
	return len > 1 && c.ptr[0] != '<' && doubles <= 1 &&
	    (doubles == 1 || c.len - len > 1);
}

/* Part 3, 4.9: weights 7 3 1, a filler is nothing; the last is the check. */
static bool
is_checked(struct sv c)
{
	static const unsigned weights[] = { 7, 3, 1 };
	unsigned sum = 0;
	char check = c.ptr[c.len - 1];

	for (size_t i = 0; i + 1 < c.len; i++) {
		char ch = c.ptr[i];
		unsigned value = ch == '<' ? 0 : ascii_is_digit(ch) ?
		    (unsigned)(ch - '0') : (unsigned)(ch - 'A') + 10;

		sum += value * weights[i % 3];
	}
	return ascii_is_digit(check) && sum % 10 == (unsigned)(check - '0');
}

/* A day, parts of it unknown, and its check digit. */
static bool
is_day(struct sv c)
{
	for (size_t i = 0; i < 6; i++)
		if (!ascii_is_digit(c.ptr[i]) && c.ptr[i] != '<')
			return false;
	return is_checked(c);
}

static bool
is_sex(char c)
{
	return c == 'M' || c == 'F' || c == 'X' || c == '<';
}

/* Lower line of parts 4, 6 and 7: number, nationality, birth, sex, expiry. */
static bool
is_lower(struct sv c)
{
	return is_checked(sv_slice(c, 0, NUMBER + 1)) &&
	    is_code(sv_slice(c, 10, 13)) && is_day(sv_slice(c, 13, 20)) &&
	    is_sex(c.ptr[20]) && is_day(sv_slice(c, 21, 28));
}

/* Upper line of the same: kind of document, country, names. */
static bool
is_upper(struct sv c)
{
	return ascii_is_upper(c.ptr[0]) &&
	    (ascii_is_upper(c.ptr[1]) || c.ptr[1] == '<') &&
	    is_code(sv_slice(c, 2, NAMES)) &&
	    is_names(sv_slice(c, NAMES, c.len));
}

/*
 * Cards (part 5). A number of more than nine characters goes on behind a
 * filler that stands for the check digit.
 */
static enum validate_grade
card_line(struct sv c)
{
	if (is_day(sv_slice(c, 0, 7)) && is_sex(c.ptr[7]) &&
	    is_day(sv_slice(c, 8, 15)) && is_code(sv_slice(c, 15, 18)))
		return GRADE_STRONG;
	if ((c.ptr[0] == 'I' || c.ptr[0] == 'A' || c.ptr[0] == 'C') &&
	    (ascii_is_upper(c.ptr[1]) || c.ptr[1] == '<') &&
	    is_code(sv_slice(c, 2, 5)) &&
	    (c.ptr[14] == '<' || is_checked(sv_slice(c, 5, 15))))
		return GRADE_STRONG;
	return validate_answer(is_names(c), GRADE_STRONG);
}

/* One line of a machine-readable zone. */
static enum validate_grade
mrz(const struct validate_input *in)
{
	struct sv c = in->text;

	for (size_t i = 0; i < c.len; i++)
		if (!ascii_is_upper(c.ptr[i]) && !ascii_is_digit(c.ptr[i]) &&
		    c.ptr[i] != '<')
			return GRADE_NONE;
	if (c.len == TD1)
		return card_line(c);
	if (c.len != TD2 && c.len != TD3)
		return GRADE_NONE;
	return validate_answer(is_lower(c) || is_upper(c), GRADE_STRONG);
}

static const struct validate_entry entries[] = {
	{ "mrz", mrz },
};
const struct validate_table validate_document = { entries, NELEMS(entries) };
