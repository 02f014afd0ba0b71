/* National identifiers: Belgium, France, Luxembourg, the Netherlands. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/* 97 less the first nine digits modulo 97, with 2 before them since 2000. */
static unsigned
nn_century(struct sv c)
{
	unsigned rest = validate_modulo(sv_slice(c, 0, 9), 97);
	unsigned check = validate_part(c, 9, 11);

	if (97 - rest == check)
		return 1900;
	/* 2 * 10^9 modulo 97 */
	return 97 - (rest + 2000000000u % 97) % 97 == check ? 2000 : 0;
}

/*
 * The date of a Belgian number: its parts may be unknown, and where the numbers
 * of a day ran out days are counted on.
 */
static enum validate_grade
grade_nn(struct sv c, unsigned century, unsigned month)
{
	unsigned year = century + validate_part(c, 0, 2);

	if (century == 0 || month > 12 || year > VALIDATE_BIRTH_LAST)
		return GRADE_NONE;
	return validate_is_birth(year, month, validate_part(c, 4, 6)) ?
	    GRADE_STRONG : GRADE_WEAK;
}

/* BE rijksregisternummer (wet van 8 augustus 1983, art. 2; KB 3.4.1984) */
static enum validate_grade
be_nn(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_is_number(c, 11) ? grade_nn(c, nn_century(c),
	    validate_part(c, 2, 4)) : GRADE_NONE;
}

/* BE BIS-nummer (KSZ): 20 added to the month, or 40 where the sex is known. */
static enum validate_grade
be_bis(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned month;

	if (!validate_is_number(c, 11))
		return GRADE_NONE;
	month = validate_part(c, 2, 4);
	return month >= 20 ? grade_nn(c, nn_century(c), month >= 40 ?
	    month - 40 : month - 20) : GRADE_NONE;
}

/* BE number of the identity card: ten digits and their remainder by 97. */
static enum validate_grade
be_eid(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned rest;

	if (!validate_is_number(c, 12))
		return GRADE_NONE;
	rest = validate_modulo(sv_slice(c, 0, 10), 97);
	return validate_answer(validate_part(c, 10, 12) ==
	    (rest == 0 ? 97 : rest), GRADE_STRONG);
}

/* BE ondernemingsnummer (KBO): 97 less the rest; nine digits before 2005. */
static bool
is_kbo(struct sv c)
{
	if (c.len == 9 && c.ptr[0] == '0')
		return false;
	return (validate_is_number(c, 9) || (validate_is_number(c, 10) &&
	    c.ptr[0] <= '1')) && validate_part(c, 0, c.len - 2) > 0 &&
	    97 - validate_modulo(sv_slice(c, 0, c.len - 2), 97) ==
	    validate_part(c, c.len - 2, c.len);
}

static enum validate_grade
be_vat(const struct validate_input *in)
{
	return validate_vat(in, "BE", is_kbo, GRADE_STRONG);
}

/* FR numéro fiscal de référence (DGFiP): the first ten modulo 511. */
static enum validate_grade
fr_nif(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, 13) && c.ptr[0] <= '3' &&
	    validate_modulo(sv_slice(c, 0, 10), 511) ==
	    validate_part(c, 10, 13), GRADE_STRONG);
}

/* FR SIREN (code de commerce R123-221): Luhn. */
static bool
is_siren(struct sv c)
{
	return validate_is_number(c, 9) && validate_part(c, 0, 9) > 0 &&
	    validate_luhn_digits(c);
}

static enum validate_grade
fr_siren(const struct validate_input *in)
{
	return validate_answer(is_siren(in->compact), GRADE_STRONG);
}

/* The SIREN after the letter of the commercial register, as in B323159715. */
static enum validate_grade
fr_rcs(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(c.len == 10 && validate_index("ABCD",
	    c.ptr[0]) >= 0 && is_siren(sv_slice(c, 1, 10)), GRADE_STRONG);
}

/*
 * FR SIRET: Luhn; at La Poste (356 000 000), its seat apart, the sum of the
 * digits is a multiple of 5.
 */
static enum validate_grade
fr_siret(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned sum = 0;

	if (!validate_is_number(c, 14) || !is_siren(sv_slice(c, 0, 9)))
		return GRADE_NONE;
	if (!sv_starts(c, SV("356000000")) ||
	    sv_eq(c, SV("35600000000048")))
		return validate_answer(validate_luhn_digits(c), GRADE_STRONG);
	for (size_t i = 0; i < c.len; i++)
		sum += validate_digit(c, i);
	return validate_answer(sum % 5 == 0, GRADE_STRONG);
}

/*
 * FR TVA intracommunautaire (CGI 286 ter; BOI-TVA-DECLA-20-10-10): a key of
 * two digits, or with letters, before the SIREN (of Monaco: 000).
 */
static bool
is_tva(struct sv c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	struct sv siren = sv_slice(c, 2, c.len);
	unsigned number, check;
	int first, second;

	if (c.len != 11 || !validate_is_number(siren, 9))
		return false;
	first = validate_index(alphabet, c.ptr[0]);
	second = validate_index(alphabet, c.ptr[1]);
	if (first < 0 || second < 0 ||
	    (!is_siren(siren) && !sv_starts(siren, SV("000"))))
		return false;
	number = validate_number(siren);
	if (first < 10 && second < 10)
		return (12 + 3 * (number % 97)) % 97 ==
		    (unsigned)(first * 10 + second);
	check = first < 10 ? (unsigned)(first * 24 + second - 10) :
	    (unsigned)(first * 34 + second - 100);
	return (number % 11 + 1 + check / 11) % 11 == check % 11;
}

static enum validate_grade
fr_tva(const struct validate_input *in)
{
	return validate_vat(in, "FR", is_tva, GRADE_STRONG);
}

/* FR identity card: since 2021 nine letters and digits, before twelve. */
static enum validate_grade
fr_cni(const struct validate_input *in)
{
	struct sv c = in->compact;
	size_t digits = 0;

	/* Year, month, then department and serial. */
	if (validate_is_number(c, 12))
		return validate_answer(validate_part(c, 2, 4) >= 1 &&
		    validate_part(c, 2, 4) <= 12, GRADE_WEAK);
	if (c.len != 9)
		return GRADE_NONE;
	for (size_t i = 0; i < c.len; i++) {
		if (validate_index("0123456789CFGHJKLMNPRTVWXYZ", c.ptr[i]) <
		    0)
			return GRADE_NONE;
		digits += c.ptr[i] <= '9';
	}
	return validate_answer(digits >= 3 && digits < 9, GRADE_WEAK);
}

/* FR excise number: FR0, region, number, trade, number. */
static enum validate_grade
fr_accise(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_has_form(c, "FR099999A9999") &&
	    validate_index("ENCB", c.ptr[8]) >= 0, GRADE_STRONG);
}

/* LU TVA (AED): the first six modulo 89. */
static bool
is_lu_tva(struct sv c)
{
	return validate_is_number(c, 8) && validate_modulo(sv_slice(c, 0, 6),
	    89) == validate_part(c, 6, 8);
}

static enum validate_grade
lu_tva(const struct validate_input *in)
{
	return validate_vat(in, "LU", is_lu_tva, GRADE_STRONG);
}

/* Verhoeff's check (Mathematical Centre Tract 29, 1969). */
static bool
has_verhoeff(struct sv c)
{
	static const unsigned char moved[8][10] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
		{ 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 },
		{ 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 },
		{ 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
		{ 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 },
		{ 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 },
		{ 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 },
		{ 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
	};
	unsigned state = 0;

	for (size_t i = 0; i < c.len; i++) {
		unsigned d = moved[i % 8][validate_digit(c, c.len - 1 - i)];
		unsigned rotation = state % 5, turned = d % 5;

		/* The group of the pentagon: turns 0-4, reflections 5-9. */
		if (state < 5)
			state = d < 5 ? (rotation + turned) % 5 :
			    5 + (rotation + turned) % 5;
		else
			state = d < 5 ? 5 + (rotation + 5 - turned) % 5 :
			    (rotation + 5 - turned) % 5;
	}
	return state == 0;
}

/*
 * LU matricule (loi du 19 juin 2013, règlement grand-ducal du 18 juin 2014):
 * day of birth, serial, Luhn and Verhoeff over the first eleven.
 */
static enum validate_grade
lu_matricule(const struct validate_input *in)
{
	struct sv c = in->compact;
	char other[12];

	if (!validate_is_number(c, 13) || !validate_is_birth(
	    validate_part(c, 0, 4), validate_part(c, 4, 6),
	    validate_part(c, 6, 8)))
		return GRADE_NONE;
	memcpy(other, c.ptr, 11);
	other[11] = c.ptr[12];
	return validate_answer(validate_luhn_digits(sv_slice(c, 0, 12)) &&
	    has_verhoeff(sv_make(other, 12)), GRADE_STRONG);
}

/* Weights 9 to 2 and -1 over nine digits, a zero before eight: modulo 11. */
static unsigned
elfproef(struct sv c)
{
	unsigned sum = 0;

	for (size_t i = 0; i + 1 < c.len; i++)
		sum += (unsigned)(c.len - i) * validate_digit(c, i);
	return (sum + 10 * validate_digit(c, c.len - 1)) % 11;
}

/* NL burgerservicenummer (Wabb; Logisch Ontwerp BSN): elfproef. */
static enum validate_grade
nl_bsn(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer((validate_is_number(c, 9) ||
	    validate_is_number(c, 8)) && validate_part(c, 0, c.len) > 0 &&
	    elfproef(c) == 0, GRADE_STRONG);
}

/* NL onderwijsnummer (DUO): begins with 10, elfproef leaves 5. */
static enum validate_grade
nl_onderwijs(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, 9) &&
	    sv_starts(in->compact, SV("10")) && elfproef(in->compact) == 5,
	    GRADE_STRONG);
}

/*
 * NL A-nummer (Logisch Ontwerp BRP): neighbours differ, the digits' sum leaves
 * 0 or 5 modulo 11, that by powers of two 0.
 */
static enum validate_grade
nl_anummer(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned sum = 0, powers = 0;

	if (!validate_is_number(c, 10) || c.ptr[0] == '0')
		return GRADE_NONE;
	for (size_t i = 0; i < 10; i++) {
		if (i > 0 && c.ptr[i] == c.ptr[i - 1])
			return GRADE_NONE;
		sum += validate_digit(c, i);
		powers += validate_digit(c, i) << i;
	}
	return validate_answer((sum % 11 == 0 || sum % 11 == 5) &&
	    powers % 11 == 0, GRADE_STRONG);
}

/*
 * NL btw-identificatienummer (Belastingdienst): the old one holds the BSN or
 * RSIN, the one of sole traders since 2020 is checked modulo 97.
 */
static enum validate_grade
nl_btw(const struct validate_input *in)
{
	struct sv c = in->compact, number;
	bool prefix = sv_starts(c, SV("NL"));
	char all[14] = "NL";

	if (prefix)
		c = sv_slice(c, 2, c.len);
	/* Without the zeros before them: ten or eleven. */
	if (c.len < 10 || c.len > 12 || c.ptr[c.len - 3] != 'B')
		return GRADE_NONE;
	number = sv_slice(c, 0, c.len - 3);
	if (!validate_is_digits(number) || validate_number(number) == 0 ||
	    !validate_is_digits(sv_slice(c, c.len - 2, c.len)) ||
	    validate_part(c, c.len - 2, c.len) == 0)
		return GRADE_NONE;
	memset(all + 2, '0', 2);
	memcpy(all + 14 - c.len, c.ptr, c.len);
	return validate_answer(elfproef(number) == 0 ||
	    validate_mod97(sv_make(all, sizeof(all))) == 1,
	    prefix ? GRADE_STRONG : GRADE_FAIR);
}

/* NL document number (Paspoortuitvoeringsregeling): no O, a digit last. */
static enum validate_grade
nl_document(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_has_form(c, "AAXXXXXX9") &&
	    memchr(c.ptr, 'O', c.len) == NULL, GRADE_WEAK);
}

static const struct validate_entry entries[] = {
	{ "be_bis", be_bis }, { "be_eid", be_eid }, { "be_nn", be_nn },
	{ "be_vat", be_vat }, { "fr_accise", fr_accise }, { "fr_cni", fr_cni },
	{ "fr_nif", fr_nif }, { "fr_rcs", fr_rcs }, { "fr_siren", fr_siren },
	{ "fr_siret", fr_siret }, { "fr_tva", fr_tva },
	{ "lu_matricule", lu_matricule }, { "lu_tva", lu_tva },
	{ "nl_anummer", nl_anummer }, { "nl_bsn", nl_bsn },
	{ "nl_btw", nl_btw }, { "nl_document", nl_document },
	{ "nl_onderwijs", nl_onderwijs },
};
const struct validate_table validate_west = { entries, NELEMS(entries) };
