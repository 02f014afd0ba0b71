/* National identifiers: Bulgaria, Croatia, Greece, Romania, Slovenia. */
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/*
 * BG ЕГН (Закон за гражданската регистрация, чл. 11): day of birth with the
 * century in the month, modulo 11.
 */
static enum validate_grade
grade_egn(struct sv c)
{
	unsigned month, century;

	if (!validate_is_number(c, 10))
		return GRADE_NONE;
	month = validate_part(c, 2, 4);
	century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
	month -= month > 40 ? 40 : month > 20 ? 20 : 0;
	if (VALIDATE_WEIGH(c, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 !=
	    validate_digit(c, 9))
		return GRADE_NONE;
	return validate_grade_birth(century + validate_part(c, 0, 2), month,
	    validate_part(c, 4, 6));
}

static enum validate_grade
bg_egn(const struct validate_input *in)
{
	return grade_egn(in->compact);
}

/* BG ЛНЧ of foreigners (Закон за чужденците): modulo 10. */
static bool
is_lnch(struct sv c)
{
	return validate_is_number(c, 10) && VALIDATE_WEIGH(c, 21, 19, 17, 13,
	    11, 9, 7, 3, 1) % 10 == validate_digit(c, 9);
}

static enum validate_grade
bg_lnch(const struct validate_input *in)
{
	return validate_answer(is_lnch(in->compact), GRADE_STRONG);
}

/* BG ЕИК (Закон за търговския регистър): nine digits, two rounds. */
static bool
is_eik(struct sv c)
{
	unsigned check = VALIDATE_WEIGH(c, 1, 2, 3, 4, 5, 6, 7, 8) % 11;

	if (check == 10)
		check = VALIDATE_WEIGH(c, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10;
	return check == validate_digit(c, 8);
}

/* Ten digits: a person's number, a foreigner's, or that of another. */
static bool
is_bg_vat(struct sv c)
{
	if (validate_is_number(c, 9))
		return is_eik(c);
	return grade_egn(c) != GRADE_NONE || is_lnch(c) ||
	    (validate_is_number(c, 10) &&
	    (11 - VALIDATE_WEIGH(c, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11 ==
	    validate_digit(c, 9));
}

static enum validate_grade
bg_vat(const struct validate_input *in)
{
	return validate_vat(in, "BG", is_bg_vat, GRADE_FAIR);
}

/* HR OIB (Zakon o osobnom identifikacijskom broju): MOD 11,10. */
static bool
is_oib(struct sv c)
{
	return validate_is_number(c, 11) && validate_mod11_10(c);
}

static enum validate_grade
hr_oib(const struct validate_input *in)
{
	return validate_vat(in, "HR", is_oib, GRADE_FAIR);
}

/*
 * The number all of Yugoslavia had (JMBG, EMŠO): day of birth with three
 * digits of the year, register, serial, modulo 11.
 */
static enum validate_grade
jmbg(struct sv c, unsigned first, unsigned last)
{
	unsigned year, check, region;

	if (!validate_is_number(c, 13))
		return GRADE_NONE;
	year = validate_part(c, 4, 7);
	region = validate_part(c, 7, 9);
	check = VALIDATE_WEIGH(c, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
	if ((11 - check) % 11 % 10 != validate_digit(c, 12) ||
	    region < first || region > last)
		return GRADE_NONE;
	return validate_grade_birth(year < 800 ? 2000 + year : 1000 + year,
	    validate_part(c, 2, 4), validate_part(c, 0, 2));
}

/* HR JMBG (until 2009): registers 30 to 39 and those of before. */
static enum validate_grade
hr_jmbg(const struct validate_input *in)
{
	return jmbg(in->compact, 10, 89);
}

/* SI EMŠO (Zakon o centralnem registru prebivalstva, čl. 8) */
static enum validate_grade
si_emso(const struct validate_input *in)
{
	return jmbg(in->compact, 0, 99);
}

/* SI davčna številka (ZDavP-2): modulo 11. */
static bool
is_davcna(struct sv c)
{
	unsigned check;

	if (!validate_is_number(c, 8) || c.ptr[0] == '0')
		return false;
	check = 11 - VALIDATE_WEIGH(c, 8, 7, 6, 5, 4, 3, 2) % 11;
	return check != 11 && check % 10 == validate_digit(c, 7);
}

static enum validate_grade
si_davcna(const struct validate_input *in)
{
	return validate_vat(in, "SI", is_davcna, GRADE_FAIR);
}

/* SI matična številka (AJPES): seven digits, and three of the branch. */
static enum validate_grade
si_maticna(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned check;

	if ((c.len != 7 && c.len != 10) ||
	    !validate_is_digits(sv_slice(c, 0, 7)) ||
	    !validate_is_digits(sv_slice(c, 8, c.len)))
		return GRADE_NONE;
	check = 11 - VALIDATE_WEIGH(c, 7, 6, 5, 4, 3, 2) % 11;
	return validate_answer(check != 11 &&
	    check % 10 == validate_digit(c, 6), GRADE_STRONG);
}

/*
 * RO CNP (OUG 97/2005; HG 1375/2006): sex and century, day of birth, county,
 * modulo 11.
 */
static enum validate_grade
ro_cnp(const struct validate_input *in)
{
	static const unsigned centuries[] = { 0, 1900, 1900, 1800, 1800, 2000,
		2000, 1900, 1900, 1900 };
	struct sv c = in->compact;
	unsigned check, county, first, year;

	if (!validate_is_number(c, 13) || c.ptr[0] == '0')
		return GRADE_NONE;
	check = VALIDATE_WEIGH(c, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
	county = validate_part(c, 7, 9);
	if ((check == 10 ? 1 : check) != validate_digit(c, 12) ||
	    county == 0 || county == 49 || county == 50 || (county > 52 &&
	    county != 70 && (county < 80 || county > 83)))
		return GRADE_NONE;
	first = validate_digit(c, 0);
	year = validate_part(c, 1, 3);
	if (first >= 7)
		return validate_answer(validate_is_short_birth(year,
		    validate_part(c, 3, 5), validate_part(c, 5, 7)),
		    GRADE_STRONG);
	return validate_grade_birth(centuries[first] + year,
	    validate_part(c, 3, 5), validate_part(c, 5, 7));
}

/* RO CUI (Legea 359/2004): two to ten digits, modulo 11. */
static bool
is_cui(struct sv c)
{
	static const unsigned char weights[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };
	unsigned sum = 0;

	if (c.len < 2 || c.len > 10 || !validate_is_digits(c) ||
	    c.ptr[0] == '0')
		return false;
	for (size_t i = 0; i + 1 < c.len; i++)
		sum += weights[9 - (c.len - 1) + i] * validate_digit(c, i);
	return sum * 10 % 11 % 10 == validate_digit(c, c.len - 1);
}

/* As a VAT number also the CNP of a person. */
static enum validate_grade
ro_cui(const struct validate_input *in)
{
	struct validate_input rest = *in;

	if (!sv_starts(in->compact, SV("RO")))
		return validate_answer(is_cui(in->compact), GRADE_WEAK);
	rest.compact = sv_slice(in->compact, 2, in->compact.len);
	if (is_cui(rest.compact))
		return rest.compact.len >= 6 ? GRADE_FAIR : GRADE_WEAK;
	return ro_cnp(&rest);
}

/* One of the counties, or districts, of the trade register. */
static bool
is_ro_county(unsigned county)
{
	return (county >= 1 && county <= 40) || county == 51 || county == 52;
}

/* The three numbers of J40/372/2002, or of J 40 / 372 / 14.06.2002. */
static bool
is_old_onrc(struct sv text)
{
	unsigned numbers[5] = { 0 };
	size_t count = 0, len = 0;

	for (size_t i = 1; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9') {
			len = 0;
			continue;
		}
		if (len++ == 0 && count++ == NELEMS(numbers))
			return false;
		if (len > 5)
			return false;
		numbers[count - 1] = numbers[count - 1] * 10 +
		    (unsigned)(text.ptr[i] - '0');
	}
	if (count == 5)
		numbers[2] = numbers[4];
	return (count == 3 || count == 5) && is_ro_county(numbers[0]) &&
	    numbers[2] >= 1990 && numbers[2] <= 2024;
}

/*
 * RO number of the trade register (Legea 265/2022): kind, county, serial, year;
 * since 2024 kind, year, serial, county, check.
 */
static enum validate_grade
ro_onrc(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned sum, year, county;

	if (c.len == 0 || validate_index("JFC", c.ptr[0]) < 0)
		return GRADE_NONE;
	if (in->text.len != c.len)
		return validate_answer(is_old_onrc(in->text), GRADE_STRONG);
	if (!validate_has_form(c, "A9999999999999"))
		return GRADE_NONE;
	sum = (unsigned char)c.ptr[0] % 10;
	for (size_t i = 1; i < 13; i++)
		sum += validate_digit(c, i);
	year = validate_part(c, 1, 5);
	county = validate_part(c, 11, 13);
	return validate_answer(sum % 10 == validate_digit(c, 13) &&
	    year >= 1990 && year <= VALIDATE_BIRTH_LAST &&
	    (is_ro_county(county) ? year <= 2024 :
	    county == 0 && year >= 2024), GRADE_STRONG);
}

/* GR ΑΦΜ (ν. 4174/2013): powers of two modulo 11. */
static bool
is_afm(struct sv c)
{
	unsigned sum = 0;

	if ((!validate_is_number(c, 9) && !validate_is_number(c, 8)) ||
	    validate_part(c, 0, c.len) == 0)
		return false;
	for (size_t i = 0; i + 1 < c.len; i++)
		sum = sum * 2 + validate_digit(c, i);
	return sum * 2 % 11 % 10 == validate_digit(c, c.len - 1);
}

static enum validate_grade
gr_afm(const struct validate_input *in)
{
	return validate_vat(in, "EL", is_afm, GRADE_FAIR);
}

/* GR ΑΜΚΑ (ν. 3655/2008): day of birth, serial, Luhn. */
static enum validate_grade
gr_amka(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 11) &&
	    validate_luhn_digits(c) && validate_is_short_birth(
	    validate_part(c, 4, 6), validate_part(c, 2, 4),
	    validate_part(c, 0, 2)), GRADE_STRONG);
}

static const struct validate_entry entries[] = {
	{ "bg_egn", bg_egn }, { "bg_lnch", bg_lnch }, { "bg_vat", bg_vat },
	{ "gr_afm", gr_afm }, { "gr_amka", gr_amka }, { "hr_jmbg", hr_jmbg },
	{ "hr_oib", hr_oib }, { "ro_cnp", ro_cnp }, { "ro_cui", ro_cui },
	{ "ro_onrc", ro_onrc }, { "si_davcna", si_davcna },
	{ "si_emso", si_emso }, { "si_maticna", si_maticna },
};
const struct validate_table validate_balkan = { entries, NELEMS(entries) };
