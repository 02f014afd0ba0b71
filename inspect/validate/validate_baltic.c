/* National identifiers: Estonia, Latvia, Lithuania. */
#include "base/attr.h"
#include "inspect/validate/validate_region.h"

/*
 * The check of Estonia and Lithuania: weights 1 2 3 ... 9 1 ..., and where the
 * remainder is 10 once more from weight 3 on.
 */
static bool
has_double_check(struct sv c)
{
	unsigned first = 0, second = 0, last = validate_digit(c, c.len - 1);

	for (unsigned i = 0; i + 1 < c.len; i++) {
		first += (1 + i % 9) * validate_digit(c, i);
		second += (1 + (i + 2) % 9) * validate_digit(c, i);
	}
	return (first % 11 < 10 ? first % 11 : second % 11 % 10) == last;
}

/* Sex and century in the first digit, then the day of birth. */
static enum validate_grade
grade_day(struct sv c)
{
	unsigned first = validate_digit(c, 0);

	if (first < 1 || first > 8)
		return GRADE_NONE;
	return validate_grade_birth(1800 + (first - 1) / 2 * 100 +
	    validate_part(c, 1, 3), validate_part(c, 3, 5),
	    validate_part(c, 5, 7));
}

/* EE isikukood (rahvastikuregistri seadus § 39; EVS 585:2007) */
static enum validate_grade
ee_ik(const struct validate_input *in)
{
	return validate_is_number(in->compact, 11) &&
	    has_double_check(in->compact) ? grade_day(in->compact) :
	    GRADE_NONE;
}

/* EE registrikood (äriregistri seadus): eight digits. */
static enum validate_grade
ee_registrikood(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, 8) &&
	    validate_index("1789", in->compact.ptr[0]) >= 0 &&
	    has_double_check(in->compact), GRADE_STRONG);
}

/* EE käibemaksukohustuslase number: weights 3 7 1. */
static bool
is_kmkr(struct sv c)
{
	return validate_is_number(c, 9) &&
	    VALIDATE_WEIGH(c, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
}

static enum validate_grade
ee_kmkr(const struct validate_input *in)
{
	return validate_vat(in, "EE", is_kmkr, GRADE_FAIR);
}

/* LT asmens kodas (gyventojų registro įstatymas); 9 stands for no date. */
static enum validate_grade
lt_asmens(const struct validate_input *in)
{
	struct sv c = in->compact;

	if (!validate_is_number(c, 11) || !has_double_check(c))
		return GRADE_NONE;
	return c.ptr[0] == '9' ? GRADE_WEAK : grade_day(c);
}

/* LT PVM mokėtojo kodas: nine digits, or twelve for temporary ones. */
static bool
is_pvm(struct sv c)
{
	return ((validate_is_number(c, 9) && c.ptr[7] == '1') ||
	    (validate_is_number(c, 12) && c.ptr[10] == '1')) &&
	    has_double_check(c);
}

static enum validate_grade
lt_pvm(const struct validate_input *in)
{
	return validate_vat(in, "LT", is_pvm, GRADE_FAIR);
}

/* LT juridinio asmens kodas (Registrų centras): nine digits. */
static enum validate_grade
lt_imones(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, 9) &&
	    has_double_check(in->compact), GRADE_STRONG);
}

/*
 * LV personas kods (Fizisko personu reģistra likums): the day of birth, the
 * century and a check; since July 2017 32 to 39 and nothing of birth.
 */
static bool
has_personas_check(struct sv c)
{
	return (1 + VALIDATE_WEIGH(c, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 %
	    10 == validate_digit(c, 10);
}

static enum validate_grade
lv_pk(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned first;

	if (!validate_is_number(c, 11))
		return GRADE_NONE;
	first = validate_part(c, 0, 2);
	if (first >= 32 && first <= 39)
		return has_personas_check(c) ? GRADE_FAIR : GRADE_NONE;
	if (!has_personas_check(c) || c.ptr[6] > '2')
		return GRADE_NONE;
	return validate_grade_birth(1800 + 100 * validate_digit(c, 6) +
	    validate_part(c, 4, 6), validate_part(c, 2, 4), first);
}

/* LV PVN, reģistrācijas numurs (Uzņēmumu reģistrs): modulo 11 is 3. */
static bool
is_pvn(struct sv c)
{
	return validate_is_number(c, 11) && c.ptr[0] > '3' &&
	    VALIDATE_WEIGH(c, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3;
}

static enum validate_grade
lv_pvn(const struct validate_input *in)
{
	struct validate_input rest = *in;

	if (!sv_starts(in->compact, SV("LV")))
		return validate_answer(is_pvn(in->compact), GRADE_WEAK);
	/* A natural person's VAT number is the personal code. */
	rest.compact = sv_slice(in->compact, 2, in->compact.len);
	return is_pvn(rest.compact) ? GRADE_FAIR : lv_pk(&rest);
}

static const struct validate_entry entries[] = {
	{ "ee_ik", ee_ik }, { "ee_kmkr", ee_kmkr },
	{ "ee_registrikood", ee_registrikood }, { "lt_asmens", lt_asmens },
	{ "lt_imones", lt_imones }, { "lt_pvm", lt_pvm }, { "lv_pk", lv_pk },
	{ "lv_pvn", lv_pvn },
};
const struct validate_table validate_baltic = { entries, NELEMS(entries) };
