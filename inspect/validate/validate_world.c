/* Identifiers that one standard gives many countries: BIC, LEI, VAT, EHIC. */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/* ISO 3166-1, and XK as BICs have it. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI "
    "BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN "
    "CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS XK YE YT ZA ZM ZW";

static bool
is_country(struct sv c)
{
	for (size_t i = 0; i + 2 <= sizeof(countries); i += 3)
		if (memcmp(countries + i, c.ptr, 2) == 0)
			return true;
	return false;
}

/*
 * A registration mark, whose letters are neither a currency (ISO 4217) nor a
 * unit that amounts are written with.
 */
static enum validate_grade
plate(const struct validate_input *in)
{
	static const char others[] = "ALL BAM BGN CHF CZK DKK EUR GBP GHZ HRK "
	    "HUF ISK KWH LEI LEV LTL MDL MHZ MKD NOK PLN RON RSD RUB SEK TRY "
	    "UAH UTC USD";
	struct sv c = in->compact;
	size_t first = 0;

	while (first < c.len && c.ptr[first] <= '9')
		first++;
	if (c.len < first + 3 || c.ptr[first + 1] <= '9' ||
	    c.ptr[first + 2] <= '9' ||
	    (c.len > first + 3 && c.ptr[first + 3] > '9'))
		return GRADE_STRONG;
	for (size_t i = 0; i + 3 < sizeof(others); i += 4)
		if (memcmp(others + i, c.ptr + first, 3) == 0)
			return GRADE_NONE;
	return GRADE_STRONG;
}

/* Are there digits, and all letters small? */
static bool
is_small_code(struct sv text)
{
	bool digits = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')
			return false;
		digits |= text.ptr[i] <= '9';
	}
	return digits;
}

/*
 * BIC (ISO 9362): four letters of the party, country, two of the place, three
 * of the branch or none. Of upper case only; eight letters may be a word, with
 * a digit among the last it is not, and may be in lower case.
 */
static enum validate_grade
bic(const struct validate_input *in)
{
	struct sv c = in->compact;

	if ((!sv_eq(in->text, c) && !is_small_code(in->text)) ||
	    (c.len != 8 && c.len != 11) ||
	    !validate_has_form(sv_slice(c, 0, 6), "AAAAAA") ||
	    !is_country(sv_slice(c, 4, 6)))
		return GRADE_NONE;
	if (c.len == 11 && c.ptr[8] == 'X' && !sv_ends(c, SV("XXX")))
		return GRADE_NONE;
	/* What ISO 20022 says where there is no reference. */
	return sv_eq(c, SV("NOTPROVIDED")) ? GRADE_NONE : GRADE_WEAK;
}

/* LEI (ISO 17442): eighteen letters and digits, ISO 7064 MOD 97-10. */
static enum validate_grade
lei(const struct validate_input *in)
{
	struct sv c = in->compact;
	size_t letters = 0;

	if (c.len != 20 || !validate_is_digits(sv_slice(c, 18, 20)))
		return GRADE_NONE;
	for (size_t i = 0; i < 18; i++)
		letters += c.ptr[i] >= 'A';
	/* Only digits are something else, and so is a mixture of cases. */
	return validate_answer(letters > 0 && validate_mod97(c) == 1 &&
	    (sv_eq(c, in->text) || is_small_code(in->text)), GRADE_STRONG);
}

/* One-stop-shop numbers (Regulation (EU) 282/2011): EU, IM and 9 or 10. */
static enum validate_grade
eu_oss(const struct validate_input *in)
{
	struct sv c = in->compact, number = sv_slice(c, 2, c.len);

	if (!(sv_starts(c, SV("EU")) && validate_is_number(number, 9)) &&
	    !(sv_starts(c, SV("IM")) && validate_is_number(number, 10)))
		return GRADE_NONE;
	return sv_starts(number, SV("372")) || number.ptr[0] != '0' ?
	    GRADE_WEAK : GRADE_NONE;
}

/* Which validator looks at a VAT number that begins with this country. */
static const struct {
	char country[3];
	const char *name;
} vat_numbers[] = {
	{ "AT", "at_uid" }, { "BE", "be_vat" }, { "BG", "bg_vat" },
	{ "CY", "cy_vat" }, { "CZ", "cz_dic" },
	{ "DE", "de_vat" }, { "DK", "dk_cvr" }, { "EE", "ee_kmkr" },
	{ "EL", "gr_afm" }, { "ES", "es_vat" }, { "EU", "eu_oss" },
	{ "FI", "fi_ytunnus" }, { "FR", "fr_tva" },
	{ "HR", "hr_oib" }, { "HU", "hu_anum" }, { "IE", "ie_vat" },
	{ "IM", "eu_oss" }, { "IT", "it_iva" }, { "LT", "lt_pvm" },
	{ "LU", "lu_tva" }, { "LV", "lv_pvn" }, { "MT", "mt_vat" },
	{ "NL", "nl_btw" }, { "PL", "pl_nip" },
	{ "PT", "pt_nif" }, { "RO", "ro_cui" }, { "SE", "se_vat" },
	{ "SI", "si_davcna" }, { "SK", "sk_dph" }, { "XI", "gb_vat" },
};

/* VAT numbers with their country (Directive 2006/112/EC, art. 215; VIES) */
static enum validate_grade
eu_vat(const struct validate_input *in)
{
	struct sv c = in->compact;

	for (size_t i = 0; i < NELEMS(vat_numbers) && c.len > 1; i++)
		if (memcmp(vat_numbers[i].country, c.ptr, 2) == 0)
			return validate_find(sv_cstr(vat_numbers[i].name))(in);
	return GRADE_NONE;
}

/*
 * EHIC (Decision S2 of 12 June 2009; EN 1867): the card's number, 80, country
 * by ISO 3166-1 numeric, institution, serial; Luhn over all twenty where the
 * card follows EN 1867.
 */
static enum validate_grade
ehic(const struct validate_input *in)
{
	static const unsigned short members[] = { 40, 56, 100, 191, 196, 203,
		208, 233, 246, 250, 276, 300, 348, 352, 372, 380, 428, 438,
		440, 442, 470, 528, 578, 616, 620, 642, 703, 705, 724, 752,
		756, 826 };
	struct sv c = in->compact;

	if (!validate_is_number(c, 20) || !sv_starts(c, SV("80")))
		return GRADE_NONE;
	for (size_t i = 0; i < NELEMS(members); i++)
		if (validate_part(c, 2, 5) == members[i])
			return validate_luhn_digits(c) ? GRADE_STRONG :
			    GRADE_WEAK;
	return GRADE_NONE;
}

/* Keys of GS1 (General Specifications 7.9.1): weights 3 1 from the right. */
static enum validate_grade
gs1(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned sum = 0;

	if (c.len < 8 || !validate_is_digits(c))
		return GRADE_NONE;
	for (size_t i = 0; i < c.len; i++)
		sum += validate_digit(c, i) *
		    ((c.len - i) % 2 == 0 ? 3 : 1);
	return validate_answer(sum % 10 == 0, GRADE_WEAK);
}

/*
 * SEPA creditor identifier (EPC262-08): MOD 97-10 without places 5 to 7, which
 * are free: weak but where they are ZZZ.
 */
static enum validate_grade
sepa_creditor(const struct validate_input *in)
{
	struct sv c = in->compact;
	char turned[35];
	size_t len = 0;

	if (c.len < 8 || c.len > 35 || !is_country(c) ||
	    !validate_is_digits(sv_slice(c, 2, 4)))
		return GRADE_NONE;
	for (size_t i = 7; i < c.len; i++)
		turned[len++] = c.ptr[i];
	memcpy(turned + len, c.ptr, 4);
	if (validate_mod97(sv_make(turned, len + 4)) != 1)
		return GRADE_NONE;
	/* The business code is free, and mostly what the book suggests. */
	return sv_eq(sv_slice(c, 4, 7), SV("ZZZ")) ? GRADE_STRONG : GRADE_WEAK;
}

static const struct validate_entry entries[] = {
	{ "bic", bic }, { "ehic", ehic }, { "eu_oss", eu_oss },
	{ "eu_vat", eu_vat }, { "gs1", gs1 }, { "lei", lei },
	{ "plate", plate },
	{ "sepa_creditor", sepa_creditor },
};
const struct validate_table validate_world = { entries, NELEMS(entries) };
