/* National identifiers: Ireland and the United Kingdom. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

static const char ie_letters[] = "WABCDEFGHIJKLMNOPQRSTUV";

/* The check letter of seven digits and, where there is one, a letter. */
static char
ie_check(struct sv digits, char letter)
{
	int more = letter == '\0' ? 0 : validate_index(ie_letters, letter);

	if (more < 0)
		return '\0';
	return ie_letters[(VALIDATE_WEIGH(digits, 8, 7, 6, 5, 4, 3, 2) +
	    9 * (unsigned)more) % 23];
}

/*
 * IE Personal Public Service Number (S.I. 389/2011): seven digits, check, and
 * since 2013 A, B or H, which counts; W, T and X of before do not.
 */
static enum validate_grade
ie_pps(const struct validate_input *in)
{
	struct sv c = in->compact;
	bool counts = c.len == 9 && validate_index("ABH", c.ptr[8]) >= 0;

	if (c.len < 8 || c.len > 9 || !validate_is_digits(sv_slice(c, 0, 7)) ||
	    (c.len == 9 && validate_index("ABHWTX", c.ptr[8]) < 0))
		return GRADE_NONE;
	return validate_answer(c.ptr[7] == ie_check(sv_slice(c, 0, 7),
	    counts ? c.ptr[8] : '\0'), GRADE_STRONG);
}

/* IE VAT (Revenue): as before, or with a letter in the second place. */
static bool
is_ie_vat(struct sv c)
{
	char turned[7] = "0";

	if (c.len < 8 || c.len > 9 || c.ptr[0] < '0' || c.ptr[0] > '9')
		return false;
	if (validate_is_digits(sv_slice(c, 0, 7)))
		return c.ptr[7] == ie_check(sv_slice(c, 0, 7),
		    c.len == 9 ? c.ptr[8] : '\0');
	if (c.len != 8 || !validate_is_digits(sv_slice(c, 2, 7)))
		return false;
	memcpy(turned + 1, c.ptr + 2, 5);
	turned[6] = c.ptr[0];
	return c.ptr[1] >= 'A' &&
	    c.ptr[7] == ie_check(sv_make(turned, 7), '\0');
}

static enum validate_grade
ie_vat(const struct validate_input *in)
{
	return validate_vat(in, "IE", is_ie_vat, GRADE_STRONG);
}

/*
 * UK National Insurance number (HMRC NIM39110): letters that are not used, and
 * pairs that are not given.
 */
static enum validate_grade
gb_nino(const struct validate_input *in)
{
	static const char *const never[] = { "BG", "GB", "NK", "KN", "TN",
		"NT", "ZZ" };
	struct sv c = in->compact;

	if (!validate_has_form(c, "AA999999A") || c.ptr[8] > 'D' ||
	    memchr("DFIQUV", c.ptr[0], 6) != NULL ||
	    memchr("DFIOQUV", c.ptr[1], 7) != NULL)
		return GRADE_NONE;
	for (size_t i = 0; i < NELEMS(never); i++)
		if (sv_starts(c, sv_cstr(never[i])))
			return GRADE_NONE;
	/* In lower case it could be a digest. */
	return in->text.ptr[0] >= 'a' ? GRADE_WEAK : GRADE_STRONG;
}

static bool
has_nhs_check(struct sv c)
{
	unsigned check;

	if (!validate_is_number(c, 10) || validate_part(c, 0, 9) == 0)
		return false;
	check = 11 - VALIDATE_WEIGH(c, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
	return check % 11 == validate_digit(c, 9) && check != 10;
}

/* UK NHS number (NHS Data Dictionary): modulo 11. */
static enum validate_grade
gb_nhs(const struct validate_input *in)
{
	return validate_answer(has_nhs_check(in->compact), GRADE_STRONG);
}

/* Scotland's CHI number (NHS Scotland): day of birth, modulo 11. */
static enum validate_grade
gb_chi(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(has_nhs_check(c) && validate_is_short_birth(
	    validate_part(c, 4, 6), validate_part(c, 2, 4),
	    validate_part(c, 0, 2)), GRADE_STRONG);
}

/* UK Unique Taxpayer Reference (HMRC): the check comes first. */
static enum validate_grade
gb_utr(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len == 11 && c.ptr[10] == 'K')
		c = sv_slice(c, 0, 10);
	return validate_answer(validate_is_number(c, 10) &&
	    "21987654321"[VALIDATE_WEIGH(c, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2) %
	    11] == c.ptr[0], GRADE_STRONG);
}

/* UK VAT (HMRC VATREC14010): modulo 97, and modulo 97 with 55. */
static bool
is_gb_vat(struct sv c)
{
	bool body = sv_starts(c, SV("GD")), health = sv_starts(c, SV("HA"));
	unsigned rest;

	if (body || health) {
		bool full = c.len == 11 && sv_starts(sv_slice(c, 2, 11),
		    SV("8888"));
		struct sv number = sv_slice(c, full ? 6 : 2, full ? 9 : c.len);

		return (full || c.len == 5) && validate_is_number(number, 3) &&
		    (validate_number(number) < 500) == body && (!full ||
		    (validate_is_digits(sv_slice(c, 9, 11)) &&
		    validate_number(number) % 97 == validate_part(c, 9, 11)));
	}
	if (!validate_is_number(c, 9) && !validate_is_number(c, 12))
		return false;
	if (validate_part(c, 0, 9) == 0)
		return false;
	rest = VALIDATE_WEIGH(c, 8, 7, 6, 5, 4, 3, 2, 10, 1) % 97;
	return rest == 0 || (c.ptr[0] != '0' && (rest == 42 || rest == 55));
}

static enum validate_grade
gb_vat(const struct validate_input *in)
{
	if (sv_starts(in->compact, SV("XI")))
		return validate_vat(in, "XI", is_gb_vat, GRADE_STRONG);
	return validate_vat(in, "GB", is_gb_vat, GRADE_STRONG);
}

/* UK Unique Pupil Number (DfE): check letter, authority, school, year. */
static enum validate_grade
gb_upn(const struct validate_input *in)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789";
	struct sv c = in->compact;
	unsigned sum = 0, authority;

	if (!validate_has_form(c, "A99999999999X"))
		return GRADE_NONE;
	authority = validate_part(c, 1, 4);
	if (authority < 201 || (authority > 420 && authority < 800) ||
	    authority > 941)
		return GRADE_NONE;
	for (unsigned i = 1; i < 13; i++)
		sum += (i + 1) * (unsigned)validate_index(letters, c.ptr[i]);
	return validate_answer(letters[sum % 23] == c.ptr[0], GRADE_STRONG);
}

/*
 * UK driver number (DVLA, INF181): five of the surname, the decade, month (50
 * added for women), day, year, initials, and three more.
 */
static enum validate_grade
gb_driver(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned month;
	size_t letters = 0;

	if (!validate_has_form(c, "AXXXX999999AX9AA") &&
	    !validate_has_form(c, "AXXXX999999AXXAA"))
		return GRADE_NONE;
	while (letters < 5 && c.ptr[letters] >= 'A')
		letters++;
	for (size_t i = letters; i < 5; i++)
		if (c.ptr[i] != '9')
			return GRADE_NONE;
	month = validate_part(c, 6, 8);
	month -= month > 50 ? 50 : 0;
	return validate_answer((c.ptr[12] == '9' || c.ptr[12] >= 'A') &&
	    validate_is_short_birth(validate_digit(c, 5) * 10 +
	    validate_digit(c, 10), month, validate_part(c, 8, 10)),
	    GRADE_STRONG);
}

/* UK SEDOL (London Stock Exchange): no vowels, weights 1 3 1 7 3 9 1. */
static enum validate_grade
gb_sedol(const struct validate_input *in)
{
	static const unsigned char weights[] = { 1, 3, 1, 7, 3, 9, 1 };
	struct sv c = in->compact;
	unsigned sum = 0;

	if (c.len != 7 || (c.ptr[0] <= '9' && !validate_is_digits(c)))
		return GRADE_NONE;
	for (size_t i = 0; i < 7; i++) {
		int value = validate_index(
		    "0123456789 BCD FGH JKLMN PQRST VWXYZ", c.ptr[i]);

		if (value < 0)
			return GRADE_NONE;
		sum += weights[i] * (unsigned)value;
	}
	return validate_answer(sum % 10 == 0, GRADE_STRONG);
}

static const struct validate_entry entries[] = {
	{ "gb_chi", gb_chi }, { "gb_driver", gb_driver }, { "gb_nhs", gb_nhs },
	{ "gb_nino", gb_nino }, { "gb_sedol", gb_sedol }, { "gb_upn", gb_upn },
	{ "gb_utr", gb_utr }, { "gb_vat", gb_vat }, { "ie_pps", ie_pps },
	{ "ie_vat", ie_vat },
};
const struct validate_table validate_isles = { entries, NELEMS(entries) };
