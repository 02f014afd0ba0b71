#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate.h"

enum { PESEL_DIGITS = 11 };

/*
 * DE Identifikationsnummer (§ 139b AO): eleven digits, the first not 0; among
 * the first ten one digit stands two or three times, all others once at most;
 * check digit by ISO 7064 MOD 11,10.
 */
enum validate_grade
validate_de_idnr(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned seen[10] = { 0 }, repeated = 0, product = 10, check;

	if (c.len != 11 || !validate_is_digits(c) || c.ptr[0] == '0')
		return GRADE_NONE;
	for (size_t i = 0; i < 10; i++) {
		unsigned d = (unsigned)(c.ptr[i] - '0');
		unsigned sum = (d + product) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
		seen[d]++;
	}
	check = (11 - product) % 10;
	if (check != (unsigned)(c.ptr[10] - '0'))
		return GRADE_NONE;
	for (size_t i = 0; i < 10; i++) {
		if (seen[i] > 3)
			return GRADE_NONE;
		repeated += seen[i] > 1;
	}
	return repeated == 1 ? GRADE_STRONG : GRADE_NONE;
}

static char
dni_letter(unsigned number)
{
	return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
}

/* ES DNI (Real Decreto 1553/2005, art. 11): letter by the number modulo 23. */
enum validate_grade
validate_es_dni(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (c.len != 9 || !validate_is_digits(sv_slice(c, 0, 8)))
		return GRADE_NONE;
	return c.ptr[8] == dni_letter(validate_number(sv_slice(c, 0, 8))) ?
	    GRADE_STRONG : GRADE_NONE;
}

/* ES NIE (Orden INT/2058/2008): X, Y, Z for a leading 0, 1, 2. */
enum validate_grade
validate_es_nie(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned number;

	if (c.len != 9 || c.ptr[0] < 'X' || c.ptr[0] > 'Z' ||
	    !validate_is_digits(sv_slice(c, 1, 8)))
		return GRADE_NONE;
	number = (unsigned)(c.ptr[0] - 'X') * 10000000 +
	    validate_number(sv_slice(c, 1, 8));
	return c.ptr[8] == dni_letter(number) ? GRADE_STRONG : GRADE_NONE;
}

/* Where in the country: 01-95, 2A, 2B, 96 (Morocco ...), 97-98, 99 abroad. */
static bool
nir_department(struct sv c, char *digits)
{
	if (c.ptr[6] == 'A' || c.ptr[6] == 'B') {
		if (c.ptr[5] != '2')
			return false;
		/* INSEE: 2A counts as 19, 2B as 18 */
		digits[5] = '1';
		digits[6] = c.ptr[6] == 'A' ? '9' : '8';
		return true;
	}
	return c.ptr[5] != '0' || c.ptr[6] != '0';
}

/*
 * FR NIR (INSEE; décret 82-103): sex, year, month, department, commune, order,
 * key = 97 - number mod 97. Months beyond 12 stand for unknown ones.
 */
enum validate_grade
validate_fr_nir(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned month, rest = 0;
	char digits[15];

	if (c.len != 15 || memchr("123478", c.ptr[0], 6) == NULL)
		return GRADE_NONE;
	memcpy(digits, c.ptr, sizeof(digits));
	if (!nir_department(c, digits))
		return GRADE_NONE;
	if (!validate_is_digits(sv_make(digits, sizeof(digits))))
		return GRADE_NONE;
	month = validate_number(sv_make(digits + 3, 2));
	if (month == 0 || (month > 12 && month < 20) ||
	    (month > 42 && month < 50))
		return GRADE_NONE;
	rest = validate_mod97(sv_make(digits, 13));
	if (97 - rest != validate_number(sv_make(digits + 13, 2)))
		return GRADE_NONE;
	/* Fifteen bare digits could be anything; written in groups they are
	 * not. */
	return month <= 12 && (c.ptr[0] == '1' || c.ptr[0] == '2') &&
	    in->text.len != c.len ? GRADE_STRONG : GRADE_WEAK;
}

/*
 * PL PESEL (ustawa z 24.9.2010 o ewidencji ludności, art. 15): the century in
 * the month, weights 1 3 7 9, the tenth digit even for women.
 */
enum validate_grade
validate_pl_pesel(const struct validate_input *in)
{
	static const unsigned char weights[] =
	    { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1 };
	static const unsigned centuries[] = { 1900, 2000, 2100, 2200, 1800 };
	struct sv c = in->compact;
	unsigned sum = 0, month;

	if (c.len != 11 || !validate_is_digits(c))
		return GRADE_NONE;
	for (size_t i = 0; i < 11; i++)
		sum += weights[i] * (unsigned)(c.ptr[i] - '0');
	month = validate_number(sv_slice(c, 2, 4));
	if (sum % 10 != 0 || !validate_is_day(centuries[month / 20] +
	    validate_number(sv_slice(c, 0, 2)), month % 20,
	    validate_number(sv_slice(c, 4, 6))))
		return GRADE_NONE;
	return GRADE_STRONG;
}

/* The same from its last digit to its first, where it is none forwards. */
enum validate_grade
validate_pl_pesel_reversed(const struct validate_input *in)
{
	char turned[PESEL_DIGITS];
	struct validate_input back = { in->text,
		sv_make(turned, sizeof(turned)) };

	if (in->compact.len != PESEL_DIGITS ||
	    validate_pl_pesel(in) != GRADE_NONE)
		return GRADE_NONE;
	for (size_t i = 0; i < PESEL_DIGITS; i++)
		turned[i] = in->compact.ptr[PESEL_DIGITS - 1 - i];
	return validate_pl_pesel(&back);
}
