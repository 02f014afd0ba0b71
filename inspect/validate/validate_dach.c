/* National identifiers: Austria, Germany, Liechtenstein, Switzerland. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/* Doubled digits count by their cross sum, from the second on. */
static unsigned
cross_sum(struct sv c, size_t count)
{
	static const unsigned char doubled[10] =
	    { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += i % 2 == 0 ? validate_digit(c, i) :
		    doubled[validate_digit(c, i)];
	return sum;
}

/*
 * AT Versicherungsnummer (ASVG § 31): three digits, check by modulo 11, day of
 * birth, whose month goes up to 15 where the numbers of a day ran out.
 */
static enum validate_grade
at_vnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned day, month, year;

	if (!validate_is_number(c, 10) || c.ptr[0] == '0' ||
	    VALIDATE_WEIGH(c, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 !=
	    validate_digit(c, 3))
		return GRADE_NONE;
	day = validate_part(c, 4, 6);
	month = validate_part(c, 6, 8);
	year = validate_part(c, 8, 10);
	if (validate_is_short_birth(year, month, day))
		return GRADE_STRONG;
	return validate_answer(month > 12 && month < 16 && day >= 1 &&
	    day <= 31, GRADE_WEAK);
}

/* The first two digits: tax offices (BMF, Finanzamtsnummern). */
static bool
is_at_office(unsigned office)
{
	static const unsigned char offices[] = { 3, 4, 6, 7, 8, 9, 10, 12, 15,
		16, 18, 22, 23, 29, 33, 38, 41, 46, 51, 52, 53, 54, 57, 59,
		61, 65, 67, 68, 69, 71, 72, 81, 82, 83, 84, 90, 91, 93, 97,
		98 };

	return memchr(offices, (int)office, sizeof(offices)) != NULL;
}

/* AT Steuernummer (BMF): office, number, check by doubled digits. */
static enum validate_grade
at_tin(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 9) &&
	    is_at_office(validate_part(c, 0, 2)) &&
	    (10 - cross_sum(c, 8) % 10) % 10 == validate_digit(c, 8),
	    GRADE_STRONG);
}

/* AT UID (UStG Art. 28): U and eight digits. */
static bool
is_at_uid(struct sv c)
{
	return c.len == 9 && c.ptr[0] == 'U' &&
	    validate_is_digits(sv_slice(c, 1, 9)) &&
	    (10 - (cross_sum(sv_slice(c, 1, 9), 7) + 4) % 10) % 10 ==
	    validate_digit(c, 8);
}

static enum validate_grade
at_uid(const struct validate_input *in)
{
	return validate_vat(in, "AT", is_at_uid, GRADE_STRONG);
}

/*
 * DE Rentenversicherungsnummer (VKVV § 2): area, day of birth, letter, serial,
 * check by weights 2 1 2 5 7 1 2 1 2 1 2 1 and cross sums.
 */
static enum validate_grade
de_rvnr(const struct validate_input *in)
{
	static const unsigned char weights[] =
	    { 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 };
	struct sv c = in->compact;
	unsigned sum = 0, letter, day;
	char digits[13];

	if (!validate_has_form(c, "99999999A999"))
		return GRADE_NONE;
	letter = (unsigned)(c.ptr[8] - 'A') + 1;
	memcpy(digits, c.ptr, 8);
	digits[8] = (char)('0' + letter / 10);
	digits[9] = (char)('0' + letter % 10);
	memcpy(digits + 10, c.ptr + 9, 3);
	for (size_t i = 0; i < sizeof(weights); i++) {
		unsigned p = weights[i] * (unsigned)(digits[i] - '0');

		sum += p / 10 + p % 10;
	}
	day = validate_part(c, 2, 4);
	return validate_answer(validate_part(c, 0, 2) >= 2 &&
	    sum % 10 == (unsigned)(digits[12] - '0') &&
	    validate_is_short_birth(validate_part(c, 6, 8),
	    validate_part(c, 4, 6), day > 50 ? day - 50 : day), GRADE_STRONG);
}

/* DE Krankenversichertennummer (SGB V § 290): letter, doubled digits. */
static enum validate_grade
de_kvnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned letter;
	char digits[10];

	if (!validate_has_form(c, "A999999999"))
		return GRADE_NONE;
	letter = (unsigned)(c.ptr[0] - 'A') + 1;
	digits[0] = (char)('0' + letter / 10);
	digits[1] = (char)('0' + letter % 10);
	memcpy(digits + 2, c.ptr + 1, 8);
	return validate_answer(cross_sum(sv_make(digits, 10), 10) % 10 ==
	    validate_digit(c, 9), GRADE_STRONG);
}

/*
 * DE serial numbers of identity cards and passports (PAuswV, PassV; ICAO Doc
 * 9303): an authority's letter, letters and digits that cannot be confused,
 * then the check digit if it is written.
 */
static enum validate_grade
de_document(struct sv c, const char *first)
{
	size_t digits = 0;

	if (c.len < 9 || c.len > 10 || validate_index(first, c.ptr[0]) < 0)
		return GRADE_NONE;
	for (size_t i = 0; i < 9; i++) {
		if (validate_index("0123456789CFGHJKLMNPRTVWXYZ", c.ptr[i]) <
		    0)
			return GRADE_NONE;
		digits += c.ptr[i] <= '9';
	}
	if (digits == 0)
		return GRADE_NONE;
	if (c.len == 9)
		return GRADE_WEAK;
	return validate_answer(validate_weigh_731(sv_slice(c, 0, 9)) % 10 ==
	    (unsigned char)c.ptr[9] - (unsigned)'0', GRADE_STRONG);
}

static enum validate_grade
de_ausweis(const struct validate_input *in)
{
	return de_document(in->compact, "LMNPRTVWXYZ");
}

static enum validate_grade
de_pass(const struct validate_input *in)
{
	return de_document(in->compact, "CFGHJK");
}

/*
 * DE lebenslange Arztnummer (KBV): six digits with weights 4 9, their check,
 * two of the specialty.
 */
static enum validate_grade
de_lanr(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!validate_is_number(c, 9))
		return GRADE_NONE;
	return validate_answer((VALIDATE_WEIGH(c, 4, 9, 4, 9, 4, 9, 1)) % 10 ==
	    0, GRADE_WEAK);
}

/* DE Umsatzsteuer-Identifikationsnummer (UStG § 27a): MOD 11,10. */
static bool
is_de_vat(struct sv c)
{
	return validate_is_number(c, 9) && c.ptr[0] != '0' &&
	    validate_mod11_10(c);
}

static enum validate_grade
de_vat(const struct validate_input *in)
{
	return validate_vat(in, "DE", is_de_vat, GRADE_FAIR);
}

/*
 * DE Wirtschafts-Identifikationsnummer (AO § 139c): built as the VAT number,
 * with five digits for each activity. Without these it is weak, since nothing
 * but a word tells it from a VAT number.
 */
static enum validate_grade
de_widnr(const struct validate_input *in)
{
	struct sv c = in->compact, activity = sv_slice(c, 11, c.len);

	if (!sv_starts(c, SV("DE")) || !is_de_vat(sv_slice(c, 2, 11)))
		return GRADE_NONE;
	if (activity.len == 0)
		return GRADE_WEAK;
	return validate_answer(validate_is_number(activity, 5) &&
	    validate_part(activity, 0, 5) != 0, GRADE_STRONG);
}

/*
 * DE Steuernummer (AO; formats of the Länder): ten or eleven digits as they
 * are written, twelve or thirteen in the federal form, with 0 at place five.
 */
static enum validate_grade
de_stnr(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!validate_is_digits(c))
		return GRADE_NONE;
	if (c.len == 12)
		return validate_answer(c.ptr[0] != '0' && c.ptr[3] == '0',
		    GRADE_WEAK);
	if (c.len == 13)
		return validate_answer(c.ptr[0] != '0' && c.ptr[4] == '0',
		    GRADE_WEAK);
	return validate_answer(c.len == 10 || c.len == 11, GRADE_WEAK);
}

/* DE Handelsregister: which register, then the number (HRV § 13). */
static enum validate_grade
de_register(const struct validate_input *in)
{
	static const char *const registers[] = { "HRA", "HRB", "GNR", "VR",
		"PR", "GSR" };
	struct sv c = in->compact;

	for (size_t i = 0; i < NELEMS(registers) && c.len > 0; i++) {
		size_t len;

		/* Mostly the first letter is another one. */
		if (registers[i][0] != c.ptr[0])
			continue;
		len = strlen(registers[i]);
		if (sv_starts(c, sv_cstr(registers[i])) && c.len > len &&
		    c.ptr[len] >= '1' && c.ptr[len] <= '9')
			return len == 3 ? GRADE_STRONG : GRADE_WEAK;
	}
	return GRADE_NONE;
}

/* DE Leitweg-ID (KoSIT): ISO 7064 MOD 97-10 over all of it. */
static enum validate_grade
de_leitweg(const struct validate_input *in)
{
	static const char *const lands[] = { "01", "02", "03", "04", "05",
		"06", "07", "08", "09", "10", "11", "12", "13", "14", "15",
		"16", "99" };
	ptrdiff_t first = sv_find_char(in->text, '-');

	if (first != 2 && first != 3 && first != 5 && first != 8 &&
	    first != 9 && first != 12)
		return GRADE_NONE;
	for (size_t i = 0; i < NELEMS(lands); i++)
		if (sv_starts(in->compact, sv_cstr(lands[i])))
			return validate_answer(validate_mod97(in->compact) ==
			    1, GRADE_STRONG);
	return GRADE_NONE;
}

/* CH AHV-Nummer (AHVG Art. 50c; eCH-0044): 756 and the check of EAN-13. */
static enum validate_grade
ch_ahv(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 13) &&
	    sv_starts(c, SV("756")) && VALIDATE_WEIGH(c, 1, 3, 1, 3, 1, 3, 1,
	    3, 1, 3, 1, 3, 1) % 10 == 0, GRADE_STRONG);
}

/* CH UID (UIDG; eCH-0097): CHE, nine digits, modulo 11; VAT with MWST ... */
static enum validate_grade
ch_uid(const struct validate_input *in)
{
	struct sv c = in->compact, number = sv_slice(c, 3, 12);
	unsigned check;

	if (!sv_starts(c, SV("CHE")) || !validate_is_number(number, 9))
		return GRADE_NONE;
	check = 11 - VALIDATE_WEIGH(number, 5, 4, 3, 2, 7, 6, 5, 4) % 11;
	return validate_answer(check != 10 &&
	    check % 11 == validate_digit(number, 8), GRADE_STRONG);
}

/* The same with what makes it a VAT number (MWSTV Art. 57). */
static enum validate_grade
ch_vat(const struct validate_input *in)
{
	static const char *const marks[] = { "MWST", "TVA", "IVA", "VAT" };

	for (size_t i = 0; i < NELEMS(marks); i++)
		if (sv_ends(in->compact, sv_cstr(marks[i])))
			return ch_uid(in);
	return GRADE_NONE;
}

/* CH reference number of payment slips (SIX). */
static enum validate_grade
ch_esr(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!validate_is_digits(c) || c.len < 7 || c.len > 27)
		return GRADE_NONE;
	return validate_answer(validate_mod10_carried(c), GRADE_STRONG);
}

static const struct validate_entry entries[] = {
	{ "at_tin", at_tin }, { "at_uid", at_uid }, { "at_vnr", at_vnr },
	{ "ch_ahv", ch_ahv }, { "ch_esr", ch_esr }, { "ch_uid", ch_uid }, { "ch_vat", ch_vat },
	{ "de_ausweis", de_ausweis }, { "de_kvnr", de_kvnr },
	{ "de_lanr", de_lanr }, { "de_leitweg", de_leitweg },
	{ "de_pass", de_pass },
	{ "de_register", de_register }, { "de_rvnr", de_rvnr },
	{ "de_stnr", de_stnr }, { "de_vat", de_vat },
	{ "de_widnr", de_widnr },
};
const struct validate_table validate_dach = { entries, NELEMS(entries) };
