/* Numbers of persons in the United States, Canada and Australia. */
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/*
 * Social Security number (SSA, POMS RM 10201.030; random since 2011): no group
 * is 0, the area neither 666 nor from 900 on. Those that leaflets and forms
 * show as examples say less.
 */
static enum validate_grade
us_ssn(const struct validate_input *in)
{
	struct sv c = in->compact;
	bool example = sv_eq(c, SV("078051120")) ||
	    sv_eq(c, SV("219099999")) || sv_eq(c, SV("123456789"));
	unsigned area;

	if (!validate_is_number(c, 9))
		return GRADE_NONE;
	area = validate_part(c, 0, 3);
	return validate_answer(area != 0 && area != 666 && area < 900 &&
	    validate_part(c, 3, 5) != 0 && validate_part(c, 5, 9) != 0,
	    in->text.len == c.len ? GRADE_WEAK : example ? GRADE_FAIR :
	    GRADE_STRONG);
}

/* ITIN (IRS, Publication 1915): 9, and the fourth and fifth digit in ranges. */
static enum validate_grade
us_itin(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned group;

	if (!validate_is_number(c, 9) || c.ptr[0] != '9')
		return GRADE_NONE;
	group = validate_part(c, 3, 5);
	return validate_answer((group >= 50 && group <= 65) ||
	    (group >= 70 && group <= 99 && group != 89 && group != 93),
	    in->text.len == c.len ? GRADE_WEAK : GRADE_STRONG);
}

/* ABA routing number: weights 3 7 1, and the first two digits in ranges. */
static enum validate_grade
us_aba(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned first;

	if (!validate_is_number(c, 9))
		return GRADE_NONE;
	first = validate_part(c, 0, 2);
	return validate_answer((first <= 12 || (first >= 21 && first <= 32) ||
	    (first >= 61 && first <= 72) || first == 80) &&
	    VALIDATE_WEIGH(c, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0,
	    GRADE_FAIR);
}

/* Social insurance number (Service Canada): Luhn; 0 and 8 begin none. */
static enum validate_grade
ca_sin(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 9) && c.ptr[0] != '0' &&
	    c.ptr[0] != '8' && validate_luhn_digits(c), GRADE_FAIR);
}

/* Tax file number (ATO): weights 1 4 3 7 5 8 6 9 10, modulo 11. */
static enum validate_grade
au_tfn(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 9) &&
	    VALIDATE_WEIGH(c, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0,
	    GRADE_FAIR);
}

/*
 * Medicare card (Services Australia): 2 to 6 first, weights 1 3 7 9, modulo 10.
 */
static enum validate_grade
au_medicare(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer((validate_is_number(c, 10) ||
	    validate_is_number(c, 11)) && c.ptr[0] >= '2' &&
	    c.ptr[0] <= '6' && VALIDATE_WEIGH(c, 1, 3, 7, 9, 1, 3, 7, 9) %
	    10 == validate_digit(c, 8), GRADE_FAIR);
}

static const struct validate_entry entries[] = {
	{ "au_medicare", au_medicare }, { "au_tfn", au_tfn },
	{ "ca_sin", ca_sin }, { "us_aba", us_aba }, { "us_itin", us_itin },
	{ "us_ssn", us_ssn },
};
const struct validate_table validate_overseas = { entries, NELEMS(entries) };
