/*
 * Bank accounts as their countries write them without an IBAN, where they hold
 * a check of their own.
 */
#include <string.h>

#include "base/attr.h"
#include "inspect/validate/validate_region.h"

enum {
	PL_NRB = 26,
	PL_CHECK = 2,		/* digits in front, those of the IBAN */
	HU_BLOCK = 8,
	FR_RIB = 23,
	FR_BANK = 10,		/* bank and branch */
	FR_ACCOUNT = 21,	/* the key is what follows */
	BE_NUMBER = 12,
	PT_NIB = 21,
	SI_NUMBER = 15,
	CH_LEAST = 4,		/* kind, one digit, check */
	CH_NUMBER = 9,
	HR_BANK = 7,
	HR_NUMBER = 17,
	IT_BBAN = 23,		/* CIN, ABI, CAB, account */
	RO_BANK = 4,
	RO_BBAN = 20
};

static bool
is_zero(struct sv c)
{
	for (size_t i = 0; i < c.len; i++)
		if (c.ptr[i] != '0')
			return false;
	return true;
}

/* PL, NRB (NBP, zarządzenie 7/2017): the IBAN without its PL. */
static enum validate_grade
pl_nrb(const struct validate_input *in)
{
	struct sv c = in->compact;
	char moved[PL_NRB + 4];

	if (!validate_is_number(c, PL_NRB) || is_zero(c))
		return GRADE_NONE;
	memcpy(moved, c.ptr + PL_CHECK, PL_NRB - PL_CHECK);
	memcpy(moved + PL_NRB - PL_CHECK, "2521", 4);
	memcpy(moved + PL_NRB + 4 - PL_CHECK, c.ptr, PL_CHECK);
	return validate_answer(validate_mod97(sv_make(moved,
	    sizeof(moved))) == 1, GRADE_STRONG);
}

/* Weights 9 7 3 1 over and over; the last digit makes the sum a ten. */
static bool
is_hungarian_block(struct sv c)
{
	static const unsigned char weights[] = { 9, 7, 3, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < c.len; i++)
		sum += weights[i % sizeof(weights)] * validate_digit(c, i);
	return sum % 10 == 0;
}

/* HU (MNB, 35/2017 rendelet): bank and branch, then one block or two. */
static enum validate_grade
hu_account(const struct validate_input *in)
{
	struct sv c = in->compact;
	struct sv bank = sv_slice(c, 0, HU_BLOCK);

	if ((!validate_is_number(c, 2 * HU_BLOCK) &&
	    !validate_is_number(c, 3 * HU_BLOCK)) || is_zero(bank))
		return GRADE_NONE;
	return validate_answer(is_hungarian_block(bank) &&
	    is_hungarian_block(sv_slice(c, HU_BLOCK, c.len)), GRADE_STRONG);
}

/* A J are 1, B K S are 2, ... I R Z are 9. */
static char
rib_digit(char c)
{
	unsigned n = (unsigned)(c - 'A');

	if (n >= 26)
		return c;
	return (char)('1' + (n < 18 ? n % 9 : (n - 17) % 9));
}

/* FR, RIB (CFONB): bank, branch, account with letters, key modulo 97. */
static enum validate_grade
fr_rib(const struct validate_input *in)
{
	struct sv c = in->compact;
	char digits[FR_RIB];

	if (c.len != FR_RIB || !validate_is_digits(sv_slice(c, 0, FR_BANK)) ||
	    !validate_is_digits(sv_slice(c, FR_ACCOUNT, FR_RIB)))
		return GRADE_NONE;
	for (size_t i = 0; i < FR_RIB; i++)
		digits[i] = rib_digit(c.ptr[i]);
	if (is_zero(sv_make(digits, FR_ACCOUNT)))
		return GRADE_NONE;
	/* 89 bank + 15 branch + 3 account + key is this, modulo 97. */
	return validate_answer(validate_modulo(sv_make(digits, FR_RIB), 97) ==
	    0, GRADE_STRONG);
}

/* BE (Febelfin): the last two digits are those before them modulo 97. */
static enum validate_grade
be_account(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned rest;

	if (!validate_is_number(c, BE_NUMBER) || is_zero(c))
		return GRADE_NONE;
	rest = validate_modulo(sv_slice(c, 0, BE_NUMBER - 2), 97);
	return validate_answer(validate_part(c, BE_NUMBER - 2, BE_NUMBER) ==
	    (rest == 0 ? 97 : rest), GRADE_STRONG);
}

/* PT, NIB (Banco de Portugal): ISO 7064 MOD 97-10 over all of it. */
static enum validate_grade
pt_nib(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, PT_NIB) &&
	    validate_mod97(in->compact) == 1, GRADE_STRONG);
}

/* SI (Banka Slovenije): the same. */
static enum validate_grade
si_account(const struct validate_input *in)
{
	return validate_answer(validate_is_number(in->compact, SI_NUMBER) &&
	    validate_mod97(in->compact) == 1, GRADE_STRONG);
}

/*
 * CH, Postkonto (SIX, payment slips): kind, number, check. The check is made
 * over the number with as many zeros before it as make it six digits.
 */
static enum validate_grade
ch_post(const struct validate_input *in)
{
	struct sv c = in->compact;
	char all[CH_NUMBER];

	if (c.len < CH_LEAST || c.len > CH_NUMBER || !validate_is_digits(c) ||
	    is_zero(sv_slice(c, 2, c.len - 1)))
		return GRADE_NONE;
	memset(all, '0', sizeof(all));
	memcpy(all, c.ptr, 2);
	memcpy(all + CH_NUMBER + 2 - c.len, c.ptr + 2, c.len - 2);
	return validate_answer(validate_mod10_carried(sv_make(all,
	    sizeof(all))), GRADE_STRONG);
}

/* HR (HNB, vodeći broj banke): ISO 7064 MOD 11,10 over bank and account. */
static enum validate_grade
hr_account(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(validate_is_number(c, HR_NUMBER) &&
	    !is_zero(c) && validate_mod11_10(sv_slice(c, 0, HR_BANK)) &&
	    validate_mod11_10(sv_slice(c, HR_BANK, c.len)), GRADE_STRONG);
}

/* IT (ABI, coordinate bancarie): CIN is the check letter of what follows. */
static enum validate_grade
it_bban(const struct validate_input *in)
{
	struct sv c = in->compact, rest = sv_slice(c, 1, c.len);

	if (c.len != IT_BBAN || c.ptr[0] < 'A' || c.ptr[0] > 'Z' ||
	    !validate_is_digits(sv_slice(c, 1, 11)) || is_zero(rest))
		return GRADE_NONE;
	return validate_answer((unsigned)(c.ptr[0] - 'A') ==
	    validate_weigh_odd_even(rest) % 26, GRADE_STRONG);
}

/* RO (BNR, ISO 13616): four letters of the BIC, letters and digits. */
static enum validate_grade
ro_bban(const struct validate_input *in)
{
	struct sv c = in->compact;

	return validate_answer(c.len == RO_BBAN &&
	    validate_has_form(sv_slice(c, 0, RO_BANK), "AAAA") &&
	    validate_has_form(sv_slice(c, RO_BANK, c.len),
	    "XXXXXXXXXXXXXXXX"), GRADE_WEAK);
}

static const struct validate_entry entries[] = {
	{ "be_account", be_account }, { "ch_post", ch_post },
	{ "fr_rib", fr_rib }, { "hr_account", hr_account },
	{ "hu_account", hu_account }, { "it_bban", it_bban },
	{ "pl_nrb", pl_nrb }, { "pt_nib", pt_nib }, { "ro_bban", ro_bban },
	{ "si_account", si_account },
};

const struct validate_table validate_account = { entries, NELEMS(entries) };
