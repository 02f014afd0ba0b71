/* National identifiers: Cyprus, Italy, Malta, Portugal, Spain. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

static const char dni_letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";

/*
 * CY TIC (Tax Department): a letter for the sum, in which every other digit
 * counts by a table.
 */
static bool
is_tic(struct sv c)
{
	static const unsigned char table[] =
	    { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21 };
	unsigned sum = 0;

	if (!validate_has_form(c, "99999999A") || sv_starts(c, SV("12")))
		return false;
	for (size_t i = 0; i < 8; i++)
		sum += i % 2 == 0 ? table[validate_digit(c, i)] :
		    validate_digit(c, i);
	return (unsigned)(c.ptr[8] - 'A') == sum % 26;
}

static enum validate_grade
cy_vat(const struct validate_input *in)
{
	return validate_vat(in, "CY", is_tic, GRADE_STRONG);
}

/* A digit, or the letter that takes its place (omocodia); -1 for others. */
static int
cf_digit(char c)
{
	return c <= '9' ? c - '0' : validate_index("LMNPQRSTUV", c);
}

/*
 * IT codice fiscale (DM 23.12.1976): name, year, month, day (40 added for
 * women), municipality, check letter.
 */
static enum validate_grade
it_cf(const struct validate_input *in)
{
	static const unsigned char numbers[] = { 6, 7, 9, 10, 12, 13, 14 };
	struct sv c = in->compact;
	int digits[16], month;
	unsigned day;

	if (!validate_has_form(c, "AAAAAAXXAXXAXXXA"))
		return GRADE_NONE;
	for (size_t i = 0; i < sizeof(numbers); i++) {
		digits[numbers[i]] = cf_digit(c.ptr[numbers[i]]);
		if (digits[numbers[i]] < 0)
			return GRADE_NONE;
	}
	month = validate_index("ABCDEHLMPRST", c.ptr[8]) + 1;
	day = (unsigned)(digits[9] * 10 + digits[10]);
	return validate_answer(validate_weigh_odd_even(sv_slice(c, 0, 15)) %
	    26 == (unsigned)(c.ptr[15] - 'A') && month > 0 &&
	    validate_is_short_birth((unsigned)(digits[6] * 10 +
	    digits[7]), (unsigned)month, day > 40 ? day - 40 : day),
	    GRADE_STRONG);
}

/* IT partita IVA (Agenzia delle Entrate): office, Luhn. */
static bool
is_iva(struct sv c)
{
	unsigned office;

	if (!validate_is_number(c, 11) || validate_part(c, 0, 7) == 0)
		return false;
	office = validate_part(c, 7, 10);
	return ((office >= 1 && office <= 100) || office == 120 ||
	    office == 121 || office == 888 || office == 999) &&
	    validate_luhn_digits(c);
}

static enum validate_grade
it_iva(const struct validate_input *in)
{
	return validate_vat(in, "IT", is_iva, GRADE_STRONG);
}

/* IT electronic identity card: CA00000AA. */
static enum validate_grade
it_cie(const struct validate_input *in)
{
	return validate_answer(validate_has_form(in->compact, "AA99999AA") ||
	    validate_has_form(in->compact, "AA9999999"), GRADE_WEAK);
}

/* IT AIC of medicines (AIFA): nine digits from 0 on, doubled digits. */
static bool
is_aic(struct sv c)
{
	static const unsigned char doubled[10] =
	    { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;

	if (!validate_is_number(c, 9) || c.ptr[0] != '0')
		return false;
	/* The cross sum of the doubled 5 to 9 is 1 to 9: as Luhn's. */
	for (size_t i = 0; i < 8; i++)
		sum += i % 2 == 0 ? validate_digit(c, i) :
		    doubled[validate_digit(c, i)];
	return sum % 10 == validate_digit(c, 8);
}

/* The same with six characters of the base 32. */
static enum validate_grade
it_aic(const struct validate_input *in)
{
	struct sv c = in->compact;
	uint32_t value = 0;
	char digits[10];

	if (c.len == 9)
		return validate_answer(is_aic(c), GRADE_STRONG);
	if (c.len != 6)
		return GRADE_NONE;
	for (size_t i = 0; i < c.len; i++) {
		int n = validate_index("0123456789BCDFGHJKLMNPQRSTUVWXYZ",
		    c.ptr[i]);

		if (n < 0)
			return GRADE_NONE;
		value = value << 5 | (uint32_t)n;
	}
	for (size_t i = 9; i > 0; i--) {
		digits[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	return validate_answer(value == 0 && is_aic(sv_make(digits, 9)),
	    GRADE_STRONG);
}

/* MT VAT (Commissioner for Revenue): modulo 37. */
static bool
is_mt_vat(struct sv c)
{
	return validate_is_number(c, 8) && c.ptr[0] != '0' &&
	    VALIDATE_WEIGH(c, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0;
}

static enum validate_grade
mt_vat(const struct validate_input *in)
{
	return validate_vat(in, "MT", is_mt_vat, GRADE_FAIR);
}

/* MT identity card (Cap. 258): serial, year, and where it was registered. */
static enum validate_grade
mt_id(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(c.len >= 3 && c.len <= 8 &&
	    validate_index("MGAPLHBZ", c.ptr[c.len - 1]) >= 0 &&
	    validate_is_digits(sv_slice(c, 0, c.len - 1)), GRADE_WEAK);
}

/* PT NIF (Decreto-Lei 14/2013): modulo 11, and the kinds of holders. */
static bool
is_pt_nif(struct sv c)
{
	unsigned check;

	if (!validate_is_number(c, 9) ||
	    validate_index("1235689", c.ptr[0]) < 0) {
		/* 45 not resident, 70 to 79 estates, funds, ... */
		if (!validate_is_number(c, 9) || (!sv_starts(c, SV("45")) &&
		    c.ptr[0] != '7'))
			return false;
	}
	check = (11 - VALIDATE_WEIGH(c, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;
	return check % 10 == validate_digit(c, 8);
}

static enum validate_grade
pt_nif(const struct validate_input *in)
{
	return validate_vat(in, "PT", is_pt_nif, GRADE_FAIR);
}

/* PT cartão de cidadão (Lei 7/2007; AMA): Luhn with letters from 10 on. */
static enum validate_grade
pt_cc(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned sum = 0;

	if (!validate_has_form(c, "999999999XX9"))
		return GRADE_NONE;
	for (size_t i = 0; i < 12; i++) {
		unsigned value = (unsigned)(c.ptr[i] - (c.ptr[i] <= '9' ?
		    '0' : 'A' - 10));

		if (i % 2 == 0)
			value = value * 2 > 9 ? value * 2 - 9 : value * 2;
		sum += value;
	}
	return validate_answer(sum % 10 == 0, GRADE_STRONG);
}

/* PT NISS (Segurança Social): primes as weights. */
static enum validate_grade
pt_niss(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 11) &&
	    (c.ptr[0] == '1' || c.ptr[0] == '2') &&
	    9 - VALIDATE_WEIGH(c, 29, 23, 19, 17, 13, 11, 7, 5, 3, 2) % 10 ==
	    validate_digit(c, 10), GRADE_STRONG);
}

/* ES NIF K, L, M (Orden EHA/451/2008): letter by modulo 23. */
static bool
is_klm(struct sv c)
{
	return c.len == 9 && validate_index("KLM", c.ptr[0]) >= 0 &&
	    validate_is_digits(sv_slice(c, 1, 8)) &&
	    dni_letters[validate_part(c, 1, 8) % 23] == c.ptr[8];
}

/* ES NIF of bodies (Orden EHA/451/2008): Luhn, as a digit or a letter. */
static bool
is_cif(struct sv c)
{
	unsigned sum = 0, check;

	if (c.len != 9 || validate_index("ABCDEFGHJNPQRSUVW", c.ptr[0]) < 0 ||
	    !validate_is_digits(sv_slice(c, 1, 8)))
		return false;
	for (size_t i = 1; i < 8; i++) {
		unsigned d = validate_digit(c, i);

		sum += i % 2 == 0 ? d : d * 2 / 10 + d * 2 % 10;
	}
	check = (10 - sum % 10) % 10;
	return c.ptr[8] == (char)('0' + check) ||
	    c.ptr[8] == "JABCDEFGHI"[check];
}

static enum validate_grade
es_cif(const struct validate_input *in)
{
	return validate_answer(is_cif(in->compact), GRADE_STRONG);
}

static enum validate_grade
es_klm(const struct validate_input *in)
{
	return validate_answer(is_klm(in->compact), GRADE_STRONG);
}

/* ES as a VAT number: the NIF of persons or of bodies. */
static enum validate_grade
es_vat(const struct validate_input *in)
{
	struct validate_input rest = *in;

	if (sv_starts(in->compact, SV("ES")))
		rest.compact = sv_slice(in->compact, 2, in->compact.len);
	if (is_cif(rest.compact) || is_klm(rest.compact) ||
	    validate_es_dni(&rest) != GRADE_NONE ||
	    validate_es_nie(&rest) != GRADE_NONE)
		return rest.compact.len < in->compact.len ? GRADE_STRONG :
		    GRADE_WEAK;
	return GRADE_NONE;
}

/* ES número de afiliación (Seguridad Social): province and number by 97. */
static enum validate_grade
es_nss(const struct validate_input *in)
{
	struct sv c = in->compact, number = sv_slice(c, 2, c.len - 2);
	unsigned province;

	if ((c.len != 12 && c.len != 11) || !validate_is_digits(c))
		return GRADE_NONE;
	province = validate_part(c, 0, 2);
	if (province == 0 || (province > 53 && province != 66))
		return GRADE_NONE;
	/* Small numbers count without the zero before them. */
	if (c.len == 12 && number.ptr[0] == '0')
		number = sv_slice(number, 1, number.len);
	return validate_answer((validate_number(number) % 97 + province *
	    (number.len == 8 ? 100000000u % 97 : 10000000u % 97)) % 97 ==
	    validate_part(c, c.len - 2, c.len), GRADE_STRONG);
}

/* ES código cuenta cliente (Banco de España): as inside the IBAN. */
static enum validate_grade
es_ccc(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned bank, account;

	if (!validate_is_number(c, 20))
		return GRADE_NONE;
	bank = 11 - VALIDATE_WEIGH(c, 4, 8, 5, 10, 9, 7, 3, 6) % 11;
	account = 11 - VALIDATE_WEIGH(sv_slice(c, 10, 20), 1, 2, 4, 8, 5, 10,
	    9, 7, 3, 6) % 11;
	return validate_answer(
	    (bank > 9 ? 11 - bank : bank) == validate_digit(c, 8) &&
	    (account > 9 ? 11 - account : account) == validate_digit(c, 9),
	    GRADE_STRONG);
}

/* ES CUPS (Ministerio de Industria): two letters by modulo 529 and 23. */
static enum validate_grade
es_cups(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned rest;

	if (!validate_has_form(sv_slice(c, 0, 20), "ES9999999999999999AA") ||
	    (c.len != 20 && c.len != 22))
		return GRADE_NONE;
	if (c.len == 22 && (c.ptr[20] > '9' ||
	    validate_index("FPRCXYZ", c.ptr[21]) < 0))
		return GRADE_NONE;
	rest = validate_modulo(sv_slice(c, 2, 18), 529);
	return validate_answer(dni_letters[rest / 23] == c.ptr[18] &&
	    dni_letters[rest % 23] == c.ptr[19], GRADE_STRONG);
}

/* One control letter of a cadastral reference, of `part` and the property. */
static char
cadastral_letter(const unsigned char *part, const unsigned char *property)
{
	static const unsigned char weights[] =
	    { 13, 15, 12, 5, 4, 17, 9, 21, 3, 7, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < sizeof(weights); i++)
		sum += (unsigned)weights[i] * (i < 7 ? part[i] :
		    property[i - 7]);
	return "MQWERTYUIOPASDFGHJKLBZX"[sum % 23];
}

/*
 * ES referencia catastral (Dirección General del Catastro). Read as it is
 * written, since the alphabet has the Ñ after the N.
 */
static enum validate_grade
es_catastral(const struct validate_input *in)
{
	unsigned char values[20];
	char letters[20];
	size_t len = 0;

	for (size_t i = 0; i < in->text.len; i++) {
		char c = in->text.ptr[i];

		if (c == ' ' || c == '-' || c == '\xc3')
			continue;
		if (len == sizeof(values))
			return GRADE_NONE;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		letters[len] = c;
		/* The second byte of Ñ, and of ñ */
		if (c == '\x91' || c == '\xb1')
			values[len++] = 15;
		else if (c >= '0' && c <= '9')
			values[len++] = (unsigned char)(c - '0');
		else if (c >= 'A' && c <= 'Z')
			values[len++] = (unsigned char)(c - 'A' +
			    (c <= 'N' ? 1 : 2));
		else
			return GRADE_NONE;
	}
	return validate_answer(len == sizeof(values) &&
	    cadastral_letter(values, values + 14) == letters[18] &&
	    cadastral_letter(values + 7, values + 14) == letters[19],
	    GRADE_STRONG);
}

/*
 * ES código de actividad y establecimiento (Orden HAC/1149/2003): office, key
 * of the activity, number, letter. A row is the first character of keys and
 * the second ones.
 */
static enum validate_grade
es_cae(const struct validate_input *in)
{
	static const char *const keys[] = { "A012679CFTVWX", "B01679AT",
		"C17", "DABFMP", "E7C", "F1", "H01246789ABCDEFHIJKLMNPQRSTUVWXZ",
		"L01237", "M7", "OABEHRTV", "PF", "RF", "T17T", "V17D" };
	struct sv c = in->compact;
	unsigned office;

	if (!validate_has_form(c, "ES00099XX999A"))
		return GRADE_NONE;
	office = validate_part(c, 5, 7);
	for (size_t i = 0; i < NELEMS(keys); i++)
		if (keys[i][0] == c.ptr[7])
			return validate_answer(office >= 1 && office <= 56 &&
			    validate_index(keys[i] + 1, c.ptr[8]) >= 0,
			    GRADE_STRONG);
	return GRADE_NONE;
}

static const struct validate_entry entries[] = {
	{ "cy_vat", cy_vat }, { "es_cae", es_cae }, { "es_catastral",
	    es_catastral }, { "es_ccc", es_ccc }, { "es_cif", es_cif },
	{ "es_cups", es_cups }, { "es_klm", es_klm }, { "es_nss", es_nss },
	{ "es_vat", es_vat }, { "it_aic", it_aic }, { "it_cf", it_cf },
	{ "it_cie", it_cie }, { "it_iva", it_iva }, { "mt_id", mt_id },
	{ "mt_vat", mt_vat }, { "pt_cc", pt_cc }, { "pt_nif", pt_nif },
	{ "pt_niss", pt_niss },
};
const struct validate_table validate_south = { entries, NELEMS(entries) };
