#include "inspect/validate.h"

#include "base/attr.h"

static const struct {
	const char *name;
	validate_fn *check;
} validators[] = {
	{ "aws_key", validate_aws_key },
	{ "aws_secret", validate_aws_secret },
	{ "basic_auth", validate_basic_auth },
	{ "bech32", validate_bech32 },
	{ "card", validate_card },
	{ "cloudflare", validate_cloudflare },
	{ "date", validate_date },
	{ "de_idnr", validate_de_idnr },
	{ "es_dni", validate_es_dni },
	{ "es_nie", validate_es_nie },
	{ "fr_nir", validate_fr_nir },
	{ "github", validate_github },
	{ "gitlab", validate_gitlab },
	{ "iban", validate_iban },
	{ "icd10", validate_icd10 },
	{ "ipv4", validate_ipv4 },
	{ "jwt", validate_jwt },
	{ "luhn", validate_luhn },
	{ "password", validate_password },
	{ "phone_de", validate_phone_de },
	{ "phone_es", validate_phone_es },
	{ "phone_fr", validate_phone_fr },
	{ "phone_gb", validate_phone_gb },
	{ "phone_it", validate_phone_it },
	{ "phone_nl", validate_phone_nl },
	{ "phone_pl", validate_phone_pl },
	{ "phone_us", validate_phone_us },
	{ "pl_pesel", validate_pl_pesel },
	{ "secret", validate_secret },
	{ "user_password", validate_user_password },
	{ "varied", validate_varied },
};

validate_fn *
validate_find(struct sv name)
{
	for (size_t i = 0; i < NELEMS(validators); i++)
		if (sv_eq(sv_cstr(validators[i].name), name))
			return validators[i].check;
	return NULL;
}

const char *
validate_name(size_t index)
{
	return index < NELEMS(validators) ? validators[index].name : NULL;
}
