/*
 * Telephone numbers in national form, as the countries' numbering plans have
 * them (ITU-T E.129 communications). The grade says how much the spelling
 * alone is worth: blanks and strokes where people put them are worth more than
 * a bare run of digits, which could be anything.
 */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate.h"

static bool
is_plain(const struct validate_input *in)
{
	return in->text.len == in->compact.len;
}

static bool
starts_with_any(struct sv s, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sv_starts(s, sv_cstr(prefixes[i])))
			return true;
	return false;
}

/* 0, then an area or a service: never 00. */
static bool
has_trunk(struct sv c, size_t least, size_t most)
{
	return c.len >= least && c.len <= most && c.ptr[0] == '0' &&
	    c.ptr[1] != '0';
}

/* Length of the first group as written. */
static size_t
first_group(struct sv text)
{
	size_t n = 0;

	while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
		n++;
	return n;
}

/* DE: 0, area 2 to 5 digits, subscriber; mobiles 015 016 017. */
enum validate_grade
validate_phone_de(const struct validate_input *in)
{
	static const char *const mobile[] = { "015", "016", "017" };
	struct sv c = in->compact;

	if (!has_trunk(c, 7, 12) || (c.ptr[1] == '1' &&
	    !starts_with_any(c, mobile, NELEMS(mobile))))
		return GRADE_NONE;
	if (is_plain(in))
		return GRADE_WEAK;
	if (c.ptr[1] == '1')
		return c.len >= 11 ? GRADE_STRONG : GRADE_NONE;
	/* 12345-6789 is a postcode of the United States. */
	if (c.len < 8 || (c.len == 9 && in->text.ptr[5] == '-'))
		return GRADE_WEAK;
	return GRADE_FAIR;
}

/*
 * ES: nine digits, 6 and 7 mobile, 8 and 9 fixed. In groups it is worth as much
 * as a part of it may be to another plan.
 */
enum validate_grade
validate_phone_es(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len != 9 || c.ptr[0] < '6')
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_FAIR;
}

/* FR: ten digits, pairs where it is written with care. */
enum validate_grade
validate_phone_fr(const struct validate_input *in)
{
	if (!has_trunk(in->compact, 10, 10))
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_STRONG;
}

/* GB: 01 and 02 areas, 03, 05, 07 mobile, 08; ten or eleven digits. */
enum validate_grade
validate_phone_gb(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!has_trunk(c, 10, 11) || strchr("123578", c.ptr[1]) == NULL)
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_FAIR;
}

/* IT: fixed numbers keep their 0; mobiles begin with 3. */
enum validate_grade
validate_phone_it(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len == 10 && c.ptr[0] == '3' && c.ptr[1] >= '1')
		return GRADE_WEAK;
	if (!has_trunk(c, 8, 11))
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_FAIR;
}

/* NL: ten digits, 06 mobile. */
enum validate_grade
validate_phone_nl(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!has_trunk(c, 10, 10))
		return GRADE_NONE;
	if (is_plain(in))
		return GRADE_WEAK;
	return c.ptr[1] == '6' && first_group(in->text) == 2 ? GRADE_STRONG :
	    GRADE_FAIR;
}

/* PL: nine digits, no trunk prefix; areas and mobiles by the first two. */
enum validate_grade
validate_phone_pl(const struct validate_input *in)
{
	static const char *const seconds[10] = { "", "2345678", "23459", "234",
		"1234568", "0123456789", "012356789", "123456789",
		"0123456789", "145" };
	struct sv c = in->compact;

	if (c.len != 9 || c.ptr[0] < '0' || c.ptr[0] > '9' || c.ptr[1] < '0' ||
	    strchr(seconds[c.ptr[0] - '0'], c.ptr[1]) == NULL)
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_FAIR;
}

/* US, CA (NANP): area and exchange begin with 2 to 9. */
enum validate_grade
validate_phone_us(const struct validate_input *in)
{
	struct sv c = in->compact;

	/* With the 1 of a trunk call before it. */
	if (c.len == 11 && c.ptr[0] == '1')
		c = sv_slice(c, 1, 11);
	if (c.len != 10 || c.ptr[0] < '2' || c.ptr[3] < '2')
		return GRADE_NONE;
	return memchr(in->text.ptr, '-', in->text.len) != NULL ? GRADE_FAIR :
	    GRADE_WEAK;
}

/*
 * AT BE BG CH DE FI HR HU IE LI LT RO SE SI SK: 0 before the area, 06 in
 * Hungary; eight to twelve digits in all.
 */
enum validate_grade
validate_phone_trunk(const struct validate_input *in)
{
	return has_trunk(in->compact, 8, 12) ? GRADE_FAIR : GRADE_NONE;
}

/* "25 26 27 28": a calendar, a list of numbers. */
static bool
is_counting(struct sv text)
{
	unsigned before = 0, n = 0, groups = 0;

	for (size_t i = 0; i <= text.len; i++) {
		bool digit = i < text.len &&
		    (unsigned char)(text.ptr[i] - '0') < 10;

		if (digit) {
			n = n * 10 + (unsigned)(text.ptr[i] - '0');
			continue;
		}
		if (groups > 0 && n != before + 1)
			return false;
		before = n;
		n = 0;
		groups++;
	}
	return groups > 2;
}

/* Do four digits look like a year, from 1500 to 2099? */
static bool
is_year(const char *four)
{
	return (four[0] == '1' && four[1] >= '5') ||
	    (four[0] == '2' && four[1] == '0');
}

bool
validate_is_years(struct sv text)
{
	size_t digits = 0;

	for (size_t at = 0; at <= text.len; at++) {
		if (at < text.len &&
		    (unsigned char)(text.ptr[at] - '0') < 10) {
			digits++;
			continue;
		}
		if (digits != 0 && (digits != 4 ||
		    !is_year(text.ptr + at - 4)))
			return false;
		digits = 0;
	}
	return true;
}

/*
 * CY CZ DK EE GR IS LI LU LV LT MT NO PT: seven to ten digits that begin with
 * 2 to 9; a bare run of them is worth less.
 */
enum validate_grade
validate_phone_plain(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len < 7 || c.len > 10 || c.ptr[0] < '2' || c.ptr[0] > '9' ||
	    is_counting(in->text) || validate_is_years(in->text) ||
	    validate_date_plain(in) != GRADE_NONE)
		return GRADE_NONE;
	return is_plain(in) ? GRADE_WEAK : GRADE_FAIR;
}
