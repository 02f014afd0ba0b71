/*
 * Numbers of trade registers that have a form but, except for Liechtenstein's,
 * no check digit.
 */
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

enum {
	HU_COURTS = 20,		/* Budapest and the counties */
	LI_DIGITS = 11,
	REA_LEAST = 4,
	REA_MOST = 7
};

static bool
is_plain_number(struct sv c, size_t least, size_t most)
{
	return c.len >= least && c.len <= most && validate_is_digits(c) &&
	    c.ptr[0] != '0';
}

/* LU RCS (loi du 19 décembre 2002): a section, A to J, and a number. */
static enum validate_grade
lu_rcs(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(c.len > 1 && c.ptr[0] >= 'A' &&
	    c.ptr[0] <= 'J' && is_plain_number(sv_slice(c, 1, c.len), 2, 7),
	    GRADE_STRONG);
}

/* HU cégjegyzékszám (Ctv.): court, form of company, number. */
static enum validate_grade
hu_ceg(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned court;

	if (!validate_is_number(c, 10))
		return GRADE_NONE;
	court = validate_part(c, 0, 2);
	return validate_answer(court >= 1 && court <= HU_COURTS &&
	    validate_part(c, 2, 4) != 0 && validate_part(c, 4, 10) != 0,
	    GRADE_STRONG);
}

/* IT REA (D.P.R. 581/1995): the province (ISO 3166-2:IT) and a number. */
static enum validate_grade
it_rea(const struct validate_input *in)
{
	static const char provinces[] =
	    "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB "
	    "CE CH CI CL CN CO CR CS CT CZ EN FC FE FG FI FM FO FR GE GO GR "
	    "IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OG "
	    "OR OT PA PC PD PE PG PI PN PO PR PS PT PU PV PZ RA RC RE RG RI "
	    "RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA "
	    "VB VC VE VI VR VS VT VV ";
	struct sv c = in->compact;

	if (!is_plain_number(sv_slice(c, 2, c.len), REA_LEAST, REA_MOST))
		return GRADE_NONE;
	for (size_t i = 0; i + 2 < sizeof(provinces); i += 3)
		if (provinces[i] == c.ptr[0] && provinces[i + 1] == c.ptr[1])
			return GRADE_STRONG;
	return GRADE_NONE;
}

/* CY (Cap. 113): HE for companies, AE for those from overseas. */
static enum validate_grade
cy_he(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer((sv_starts(c, SV("HE")) ||
	    sv_starts(c, SV("AE"))) &&
	    is_plain_number(sv_slice(c, 2, c.len), 3, 6), GRADE_STRONG);
}

/* MT (Cap. 386): C and a number. */
static enum validate_grade
mt_company(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(sv_starts(c, SV("C")) &&
	    is_plain_number(sv_slice(c, 1, c.len), 4, 6), GRADE_STRONG);
}

/*
 * LI (HRV): FL, ten digits and the check of payment slips, which Switzerland's
 * registers used as well.
 */
static enum validate_grade
li_register(const struct validate_input *in)
{
	struct sv c = in->compact, number = sv_slice(c, 2, c.len);

	return validate_answer(sv_starts(c, SV("FL")) &&
	    validate_is_number(number, LI_DIGITS) &&
	    validate_mod10_carried(number), GRADE_STRONG);
}

static const struct validate_entry entries[] = {
	{ "cy_he", cy_he }, { "hu_ceg", hu_ceg }, { "it_rea", it_rea },
	{ "li_register", li_register }, { "lu_rcs", lu_rcs },
	{ "mt_company", mt_company },
};

const struct validate_table validate_register = { entries, NELEMS(entries) };
