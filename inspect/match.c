#include "inspect/match.h"

#include "base/attr.h"

static const struct matcher matchers[] = {
	{ "address", MATCH_NUMBER, match_address },
	{ "address_named", MATCH_NUMBER, match_address_named },
	{ "assigned", MATCH_KEY, match_assigned },
	{ "aws_pair", MATCH_LITERAL, match_aws_pair },
	{ "bic", MATCH_LITERAL, match_bic },
	{ "birth_date", MATCH_NUMBER, match_birth_date },
	{ "card_reversed", MATCH_NUMBER, match_card_reversed },
	{ "email", MATCH_AT_SIGN, match_email },
	{ "encoded_key", MATCH_LITERAL, match_encoded_key },
	{ "iban", MATCH_NUMBER, match_iban },
	{ "iban_reversed", MATCH_NUMBER, match_iban_reversed },
	{ "ipv6", MATCH_NUMBER, match_ipv6 },
	{ "jwt", MATCH_LITERAL, match_jwt },
	{ "mac", MATCH_NUMBER, match_mac },
	{ "organisation", MATCH_NAME, NULL },
	{ "person", MATCH_NAME, NULL },
	{ "phone", MATCH_NUMBER, match_phone },
	{ "phone_any", MATCH_NUMBER, match_phone_any },
	{ "place", MATCH_NAME, NULL },
	{ "private_key", MATCH_LITERAL, match_private_key },
	{ "url_credentials", MATCH_AT_SIGN, match_url_credentials },
	{ "vat", MATCH_NUMBER, match_vat },
};

const struct matcher *
match_find(struct sv name)
{
	for (size_t i = 0; i < NELEMS(matchers); i++)
		if (sv_eq(sv_cstr(matchers[i].name), name))
			return &matchers[i];
	return NULL;
}

const char *
match_name(size_t index)
{
	return index < NELEMS(matchers) ? matchers[index].name : NULL;
}
