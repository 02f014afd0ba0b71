#include "inspect/match/match.h"

#include "base/attr.h"
#include "inspect/match/number.h"

static const struct matcher matchers[] = {
	{ "address", MATCH_NUMBER, match_address,
	    NUMBER_DIGITS | NUMBER_UP_TO_5 },
	{ "address_named", MATCH_NUMBER, match_address_named,
	    NUMBER_DIGITS | NUMBER_UP_TO_4 },
	{ "address_plain", MATCH_NUMBER, match_address_plain, 0 },
	{ "assigned", MATCH_KEY, match_assigned, 0 },
	{ "aws_pair", MATCH_LITERAL, match_aws_pair, 0 },
	{ "bic", MATCH_LITERAL, match_bic, 0 },
	{ "birth_date", MATCH_NUMBER, match_birth_date, NUMBER_DATE },
	{ "card_reversed", MATCH_NUMBER, match_card_reversed, NUMBER_CARD },
	{ "coordinate", MATCH_NUMBER, match_coordinate, NUMBER_FRACTION },
	{ "coordinates", MATCH_NUMBER, match_coordinates, NUMBER_FRACTION },
	{ "email", MATCH_AT_SIGN, match_email, 0 },
	{ "encoded_key", MATCH_LITERAL, match_encoded_key, 0 },
	{ "iban", MATCH_NUMBER, match_iban, NUMBER_PAIR },
	{ "iban_reversed", MATCH_NUMBER, match_iban_reversed,
	    NUMBER_PAIR_LAST },
	{ "ipv6", MATCH_NUMBER, match_ipv6, NUMBER_COLON },
	{ "jwt", MATCH_LITERAL, match_jwt, 0 },
	{ "mac", MATCH_NUMBER, match_mac, NUMBER_GROUPS },
	{ "organisation", MATCH_NAME, NULL, 0 },
	{ "person", MATCH_NAME, NULL, 0 },
	{ "phone", MATCH_NUMBER, match_phone, NUMBER_DIGITS | NUMBER_CALLED },
	{ "phone_any", MATCH_NUMBER, match_phone_any,
	    NUMBER_DIGITS | NUMBER_LINE },
	{ "place", MATCH_NAME, NULL, 0 },
	{ "private_key", MATCH_LITERAL, match_private_key, 0 },
	{ "url_credentials", MATCH_AT_SIGN, match_url_credentials, 0 },
	{ "vat", MATCH_NUMBER, match_vat, NUMBER_CODE },
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
