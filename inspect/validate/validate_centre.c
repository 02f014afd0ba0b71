/* National identifiers: Czechia, Hungary, Poland, Slovakia. */
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/*
 * CZ, SK rodné číslo (zákon 133/2000 Sb.; zákon 301/1995 Z. z.): year, month
 * (50 added for women, 20 where the numbers ran out), day; ten digits are a
 * multiple of 11 (or leave 10 and end in 0), nine have no check and are of
 * before 1954.
 */
static enum validate_grade
rodne(struct sv c)
{
	unsigned year, month;

	if (!validate_is_number(c, 9) && !validate_is_number(c, 10))
		return GRADE_NONE;
	month = validate_part(c, 2, 4) % 50 % 20;
	year = validate_part(c, 0, 2);
	if (c.len == 9) {
		year += year >= 80 ? 1800 : 1900;
		return validate_answer(year <= 1953 && validate_is_birth(year,
		    month, validate_part(c, 4, 6)), GRADE_WEAK);
	}
	year += year < 54 ? 2000 : 1900;
	return validate_part(c, 0, 9) % 11 % 10 == validate_digit(c, 9) ?
	    validate_grade_birth(year, month, validate_part(c, 4, 6)) :
	    GRADE_NONE;
}

static enum validate_grade
cz_rc(const struct validate_input *in)
{
	return rodne(in->compact);
}

/* CZ, SK IČO (ČSÚ; ŠÚ SR): modulo 11. */
static bool
is_ico(struct sv c)
{
	unsigned check;

	if (!validate_is_number(c, 8) || validate_part(c, 0, 8) == 0)
		return false;
	check = 11 - VALIDATE_WEIGH(c, 8, 7, 6, 5, 4, 3, 2) % 11;
	return check % 10 == validate_digit(c, 7);
}

static enum validate_grade
cz_ico(const struct validate_input *in)
{
	return validate_answer(is_ico(in->compact), GRADE_STRONG);
}

/* CZ DIČ (zákon 280/2009 Sb. § 130): IČO, rodné číslo, or 6 and a number. */
static bool
is_dic(struct sv c)
{
	unsigned check;

	if (c.len == 8)
		return c.ptr[0] != '9' && is_ico(c);
	if (rodne(c) != GRADE_NONE)
		return true;
	if (!validate_is_number(c, 9) || c.ptr[0] != '6')
		return false;
	check = VALIDATE_WEIGH(sv_slice(c, 1, 8), 8, 7, 6, 5, 4, 3, 2) % 11;
	return (18 - (10 - check) % 11) % 10 == validate_digit(c, 8);
}

static enum validate_grade
cz_dic(const struct validate_input *in)
{
	return validate_vat(in, "CZ", is_dic, GRADE_FAIR);
}

/* CZ account number (vyhláška 169/2011 Sb.): prefix and number, modulo 11. */
static enum validate_grade
cz_account(const struct validate_input *in)
{
	static const unsigned char weights[] = { 1, 2, 4, 8, 5, 10, 9, 7, 3,
		6 };
	ptrdiff_t slash = sv_find_char(in->text, '/'), stroke;
	struct sv number = sv_slice(in->text, 0, slash < 0 ? 0 :
	    (size_t)slash), prefix = sv_slice(number, 0, 0);
	unsigned sum = 0, prefix_sum = 0;

	stroke = sv_find_char(number, '-');
	if (stroke >= 0) {
		prefix = sv_slice(number, 0, (size_t)stroke);
		number = sv_slice(number, (size_t)stroke + 1, number.len);
	}
	if (number.len < 2 || number.len > 10 || prefix.len > 6 ||
	    !validate_is_digits(number) || !validate_is_digits(prefix) ||
	    sv_ends(in->text, SV("0000")))
		return GRADE_NONE;
	for (size_t i = 0; i < number.len; i++)
		sum += weights[i] * validate_digit(number, number.len - 1 - i);
	for (size_t i = 0; i < prefix.len; i++)
		prefix_sum += weights[i] *
		    validate_digit(prefix, prefix.len - 1 - i);
	return validate_answer(sum % 11 == 0 && prefix_sum % 11 == 0,
	    GRADE_STRONG);
}

/* SK IČ DPH (zákon 222/2004 Z. z.): a multiple of 11. */
static bool
is_dph(struct sv c)
{
	return validate_is_number(c, 10) && c.ptr[0] != '0' &&
	    validate_index("234789", c.ptr[2]) >= 0 &&
	    validate_modulo(c, 11) == 0;
}

static enum validate_grade
sk_dph(const struct validate_input *in)
{
	return validate_vat(in, "SK", is_dph, GRADE_FAIR);
}

/* HU adószám (2017. évi CL. törvény): weights 9 7 3 1; county, kind of tax. */
static bool
is_adoszam(struct sv c)
{
	if (!validate_is_number(c, 8) && !validate_is_number(c, 11))
		return false;
	if (c.len == 11 && (c.ptr[8] < '1' || c.ptr[8] > '5' ||
	    validate_part(c, 9, 11) < 2 || validate_part(c, 9, 11) > 51))
		return false;
	return c.ptr[0] != '0' &&
	    VALIDATE_WEIGH(c, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;
}

static enum validate_grade
hu_anum(const struct validate_input *in)
{
	return validate_vat(in, "HU", is_adoszam, GRADE_FAIR);
}

/* HU adóazonosító jel: 8, days since 1867, serial; weights 1 to 9. */
static enum validate_grade
hu_adojel(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 10) &&
	    c.ptr[0] == '8' && VALIDATE_WEIGH(c, 1, 2, 3, 4, 5, 6, 7, 8, 9) %
	    11 == validate_digit(c, 9), GRADE_STRONG);
}

/* HU TAJ (1996. évi XX. törvény): weights 3 7. */
static enum validate_grade
hu_taj(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 9) &&
	    validate_part(c, 0, 9) > 0 && VALIDATE_WEIGH(c, 3, 7, 3, 7, 3, 7,
	    3, 7) % 10 == validate_digit(c, 8), GRADE_STRONG);
}

/*
 * HU személyi azonosító (1996. évi XX. törvény): sex and century, day of
 * birth, serial; weights 1 to 10, since 1997 10 to 1.
 */
static enum validate_grade
hu_szemelyi(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned year, check;
	bool late;

	if (!validate_is_number(c, 11) || c.ptr[0] < '1' || c.ptr[0] > '4')
		return GRADE_NONE;
	year = validate_part(c, 1, 3) + (c.ptr[0] <= '2' ? 1900u : 2000u);
	late = year >= 1997;
	check = (late ? VALIDATE_WEIGH(c, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1) :
	    VALIDATE_WEIGH(c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) % 11;
	return validate_answer(check == validate_digit(c, 10) &&
	    validate_is_birth(year, validate_part(c, 3, 5),
	    validate_part(c, 5, 7)), GRADE_STRONG);
}

/* PL NIP (ustawa z 13.10.1995): modulo 11. */
static bool
is_nip(struct sv c)
{
	return validate_is_number(c, 10) && validate_part(c, 0, 9) > 0 &&
	    VALIDATE_WEIGH(c, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 ==
	    validate_digit(c, 9);
}

static enum validate_grade
pl_nip(const struct validate_input *in)
{
	return validate_vat(in, "PL", is_nip, GRADE_FAIR);
}

/* PL REGON (GUS): nine digits, fourteen for a unit: modulo 11. */
static enum validate_grade
pl_regon(const struct validate_input *in)
{
	struct sv c = in->compact;

	if ((!validate_is_number(c, 9) && !validate_is_number(c, 14)) ||
	    VALIDATE_WEIGH(c, 8, 9, 2, 3, 4, 5, 6, 7) % 11 % 10 !=
	    validate_digit(c, 8) || validate_part(c, 0, 9) == 0)
		return GRADE_NONE;
	return validate_answer(c.len == 9 || VALIDATE_WEIGH(c, 2, 4, 8, 5, 0,
	    9, 7, 3, 6, 1, 2, 4, 8) % 11 % 10 == validate_digit(c, 13),
	    GRADE_STRONG);
}

/* Letters from 10 on, digits, with these weights, make a multiple of ten. */
static bool
is_pl_document(struct sv c, const char *weights)
{
	unsigned sum = 0;

	for (size_t i = 0; i < c.len; i++)
		sum += (unsigned)(weights[i] - '0') * (unsigned)(c.ptr[i] -
		    (c.ptr[i] <= '9' ? '0' : 'A' - 10));
	return sum % 10 == 0;
}

/* PL dowód osobisty (rozporządzenie MSWiA; ICAO Doc 9303): 7 3 1 9 7 3 ... */
static enum validate_grade
pl_dowod(const struct validate_input *in)
{
	return validate_answer(validate_has_form(in->compact, "AAA999999") &&
	    is_pl_document(in->compact, "731973173"), GRADE_STRONG);
}

static enum validate_grade
pl_paszport(const struct validate_input *in)
{
	return validate_answer(validate_has_form(in->compact, "AA9999999") &&
	    is_pl_document(in->compact, "739173173"), GRADE_STRONG);
}

/*
 * PL prawo wykonywania zawodu of physicians (Naczelna Izba Lekarska): the check
 * first, six digits with weights 1 to 6 modulo 11.
 */
static enum validate_grade
pl_pwz(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!validate_is_number(c, 7) || c.ptr[0] == '0')
		return GRADE_NONE;
	return validate_answer(VALIDATE_WEIGH(c, 0, 1, 2, 3, 4, 5, 6) % 11 ==
	    validate_digit(c, 0), GRADE_WEAK);
}

static const struct validate_entry entries[] = {
	{ "cz_account", cz_account }, { "cz_dic", cz_dic },
	{ "cz_ico", cz_ico }, { "cz_rc", cz_rc }, { "hu_adojel", hu_adojel },
	{ "hu_anum", hu_anum }, { "hu_szemelyi", hu_szemelyi },
	{ "hu_taj", hu_taj }, { "pl_dowod", pl_dowod }, { "pl_nip", pl_nip },
	{ "pl_paszport", pl_paszport }, { "pl_pwz", pl_pwz },
	{ "pl_regon", pl_regon },
	{ "sk_dph", sk_dph },
};
const struct validate_table validate_centre = { entries, NELEMS(entries) };
