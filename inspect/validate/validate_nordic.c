/* National identifiers: Denmark, Finland, Iceland, Norway, Sweden. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/*
 * DK CPR (CPR-kontoret, Personnummeret i CPR): day, month, year, four digits
 * whose first tells the century. Modulo 11 holds for numbers given out before
 * October 2007 only.
 */
static enum validate_grade
dk_cpr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned year, century;

	if (!validate_is_number(c, 10))
		return GRADE_NONE;
	year = validate_part(c, 4, 6);
	century = validate_digit(c, 6);
	if (century >= 5 && century <= 8 && year >= 58)
		year += 1800;
	else
		year += century <= 3 || ((century == 4 || century == 9) &&
		    year >= 37) ? 1900 : 2000;
	if (!validate_is_birth(year, validate_part(c, 2, 4),
	    validate_part(c, 0, 2)))
		return GRADE_NONE;
	return VALIDATE_WEIGH(c, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0 ?
	    GRADE_STRONG : GRADE_WEAK;
}

/* DK CVR (Erhvervsstyrelsen): modulo 11. */
static bool
is_cvr(struct sv c)
{
	return validate_is_number(c, 8) && c.ptr[0] != '0' &&
	    VALIDATE_WEIGH(c, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

static enum validate_grade
dk_cvr(const struct validate_input *in)
{
	return validate_vat(in, "DK", is_cvr, GRADE_FAIR);
}

/* The century sign of a henkilötunnus; VNa 128/2010, since 2023 also others. */
static unsigned
hetu_century(struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ?
		    (char)(text.ptr[i] - 'a' + 'A') : text.ptr[i];

		if (c == '+')
			return 1800;
		if (validate_index("-UVWXY", c) >= 0)
			return 1900;
		if (validate_index("ABCDEF", c) >= 0)
			return 2000;
		if (c < '0' || c > '9')
			return 0;
	}
	return 0;
}

/* FI henkilötunnus (DVV): date, sign, 002 to 899, check by modulo 31. */
static enum validate_grade
fi_hetu(const struct validate_input *in)
{
	unsigned century = hetu_century(in->text), number;
	struct sv c = in->compact;
	char digits[9];

	if (c.len < 10 || c.len > 11 || century == 0)
		return GRADE_NONE;
	memcpy(digits, c.ptr, 6);
	memcpy(digits + 6, c.ptr + c.len - 4, 3);
	if (!validate_is_digits(sv_make(digits, 9)))
		return GRADE_NONE;
	number = validate_number(sv_make(digits, 9));
	if (number % 1000 < 2 || number % 1000 > 899 ||
	    "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31] !=
	    c.ptr[c.len - 1])
		return GRADE_NONE;
	return validate_grade_birth(century + number / 1000 % 100,
	    number / 100000 % 100, number / 10000000);
}

/* FI sähköinen asiointitunnus (661/2009, 12 §): eight digits, modulo 31. */
static enum validate_grade
fi_satu(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len != 9 || !validate_is_digits(sv_slice(c, 0, 8)))
		return GRADE_NONE;
	return validate_answer("0123456789ABCDEFHJKLMNPRSTUVWXY"[
	    validate_part(c, 0, 8) % 31] == c.ptr[8], GRADE_STRONG);
}

/* FI Y-tunnus (PRH): modulo 11. */
static bool
is_ytunnus(struct sv c)
{
	return validate_is_number(c, 8) &&
	    VALIDATE_WEIGH(c, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;
}

static enum validate_grade
fi_ytunnus(const struct validate_input *in)
{
	return validate_vat(in, "FI", is_ytunnus, GRADE_FAIR);
}

/* IS kennitala (Þjóðskrá): modulo 11; 40 added to the day of companies. */
static enum validate_grade
is_kennitala(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned day, century;

	if (!validate_is_number(c, 10) ||
	    (c.ptr[9] != '8' && c.ptr[9] != '9' && c.ptr[9] != '0') ||
	    VALIDATE_WEIGH(c, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 != 0)
		return GRADE_NONE;
	century = c.ptr[9] == '0' ? 2000 : c.ptr[9] == '9' ? 1900 : 1800;
	day = validate_part(c, 0, 2);
	return validate_grade_birth(century + validate_part(c, 4, 6),
	    validate_part(c, 2, 4), day > 40 ? day - 40 : day);
}

/* The year of a fødselsnummer by its individual number, or 0. */
static unsigned
fnr_year(unsigned year, unsigned individual)
{
	if (individual < 500)
		return 1900 + year;
	if (individual < 750 && year >= 54)
		return 1800 + year;
	if (year < 40)
		return 2000 + year;
	return individual >= 900 ? 1900 + year : 0;
}

/* The two check digits, modulo 11, of Norwegian numbers of persons. */
static bool
is_no_person(struct sv c)
{
	return validate_is_number(c, 11) &&
	    VALIDATE_WEIGH(c, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0 &&
	    VALIDATE_WEIGH(c, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

/*
 * NO felles hjelpenummer, of patients who have no other number (Direktoratet
 * for e-helse): 8 or 9, no day of birth, the check digits of the others.
 */
static enum validate_grade
no_fh(const struct validate_input *in)
{
	return validate_answer(is_no_person(in->compact) &&
	    in->compact.ptr[0] >= '8', GRADE_STRONG);
}

/*
 * NO fødselsnummer, D-nummer (day + 40), H-nummer and test numbers of the tax
 * office and of others (month + 40, + 80, + 65): Skatteetaten, FOR-2017-07-14-
 * 1201. Two check digits, modulo 11.
 */
static enum validate_grade
no_fnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned day, month;

	if (!is_no_person(c))
		return GRADE_NONE;
	day = validate_part(c, 0, 2);
	month = validate_part(c, 2, 4);
	day -= day > 40 ? 40 : 0;
	month -= month > 80 ? 80 : month > 65 && month <= 77 ? 65 :
	    month > 40 ? 40 : 0;
	return validate_answer(validate_is_birth(fnr_year(
	    validate_part(c, 4, 6), validate_part(c, 6, 9)), month, day),
	    GRADE_STRONG);
}

/* NO organisasjonsnummer (Brønnøysundregistrene), VAT with MVA behind it. */
static enum validate_grade
no_orgnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	bool marked = sv_starts(c, SV("NO")) || sv_ends(c, SV("MVA"));

	if (sv_starts(c, SV("NO")))
		c = sv_slice(c, 2, c.len);
	if (sv_ends(c, SV("MVA")))
		c = sv_slice(c, 0, c.len - 3);
	return validate_answer(validate_is_number(c, 9) &&
	    VALIDATE_WEIGH(c, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0,
	    marked ? GRADE_FAIR : GRADE_WEAK);
}

/* NO kontonummer (Bits): modulo 11. */
static enum validate_grade
no_konto(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, 11) &&
	    VALIDATE_WEIGH(in->compact, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) %
	    11 == 0, GRADE_STRONG);
}

/*
 * SE personnummer and samordningsnummer (day + 60): folkbokföringslagen
 * 1991:481 § 18; Luhn over ten digits, a century may stand before them.
 */
static enum validate_grade
se_pnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned day, month;
	bool born;

	if ((c.len != 10 && c.len != 12) || !validate_is_digits(c))
		return GRADE_NONE;
	month = validate_part(c, c.len - 8, c.len - 6);
	day = validate_part(c, c.len - 6, c.len - 4);
	day -= day > 60 ? 60 : 0;
	born = c.len == 12 ? validate_is_birth(validate_part(c, 0, 4), month,
	    day) : validate_is_short_birth(validate_part(c, 0, 2), month, day);
	return validate_answer(born && validate_luhn_digits(
	    sv_slice(c, c.len - 10, c.len)), GRADE_STRONG);
}

/* SE organisationsnummer (lag 1974:174): Luhn; VAT with 01 behind it. */
static bool
is_orgnr(struct sv c)
{
	return validate_is_number(c, 10) && c.ptr[0] != '0' &&
	    validate_luhn_digits(c);
}

static enum validate_grade
se_orgnr(const struct validate_input *in)
{
	return validate_answer(is_orgnr(in->compact), GRADE_STRONG);
}

static bool
is_se_vat(struct sv c)
{
	return validate_is_number(c, 12) && validate_part(c, 10, 12) > 0 &&
	    is_orgnr(sv_slice(c, 0, 10));
}

static enum validate_grade
se_vat(const struct validate_input *in)
{
	return validate_vat(in, "SE", is_se_vat, GRADE_FAIR);
}

static const struct validate_entry entries[] = {
	{ "dk_cpr", dk_cpr }, { "dk_cvr", dk_cvr }, { "fi_hetu", fi_hetu },
	{ "fi_satu", fi_satu }, { "fi_ytunnus", fi_ytunnus }, { "is_kennitala", is_kennitala },
	{ "no_fh", no_fh }, { "no_fnr", no_fnr }, { "no_konto", no_konto },
	{ "no_orgnr", no_orgnr }, { "se_orgnr", se_orgnr },
	{ "se_pnr", se_pnr }, { "se_vat", se_vat },
};
const struct validate_table validate_nordic = { entries, NELEMS(entries) };
