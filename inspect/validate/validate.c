#include "inspect/validate/validate.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/validate/validate_region.h"
#include "inspect/words/word.h"

static const struct validate_entry general[] = {
	{ "app_password", validate_app_password },
	{ "aws_key", validate_aws_key },
	{ "aws_secret", validate_aws_secret },
	{ "basic_auth", validate_basic_auth },
	{ "bech32", validate_bech32 },
	{ "card", validate_card },
	{ "cloudflare", validate_cloudflare },
	{ "date", validate_date },
	{ "date_plain", validate_date_plain },
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
	{ "phone_plain", validate_phone_plain },
	{ "phone_trunk", validate_phone_trunk },
	{ "phone_us", validate_phone_us },
	{ "pl_pesel", validate_pl_pesel },
	{ "pl_pesel_reversed", validate_pl_pesel_reversed },
	{ "secret", validate_secret },
	{ "user_password", validate_user_password },
	{ "varied", validate_varied },
};

static const struct validate_table all = { general, NELEMS(general) };

static const struct validate_table *const tables[] = { &all,
	&validate_account, &validate_balkan, &validate_baltic,
	&validate_centre, &validate_dach, &validate_document,
	&validate_isles, &validate_nordic, &validate_overseas,
	&validate_register, &validate_south, &validate_west,
	&validate_world };

/* Asked of every VAT number: mostly the first letter is another one. */
static inline bool
is_name(const char *name, struct sv sought)
{
	return sought.len > 0 && name[0] == sought.ptr[0] &&
	    sv_eq(sv_cstr(name), sought);
}

/* Mostly digits, and then all of them or groups: read by eights. */
struct sv
validate_compact(struct sv text, size_t start, size_t end,
    char out[VALIDATE_ROOM])
{
	size_t len = 0, n;

	for (size_t i = start; i < end && len < VALIDATE_COMPACT; i++) {
		char c = text.ptr[i];

		if (ascii_is_letter(c)) {
			out[len++] = (char)(c & ~0x20);
		} else if (ascii_is_digit(c) && text.len - i >= WORD_KEY) {
			uint64_t v = word_load(text.ptr + i);

			n = word_count_range(v, '0', '9');
			n = n < end - i ? n : end - i;
			word_store(out + len, v);
			len += n;
			i += n - 1;
		} else if (ascii_is_digit(c)) {
			out[len++] = c;
		}
	}
	return sv_make(out, len < VALIDATE_COMPACT ? len : VALIDATE_COMPACT);
}

validate_fn *
validate_find(struct sv name)
{
	for (size_t i = 0; i < NELEMS(tables); i++)
		for (size_t k = 0; k < tables[i]->count; k++)
			if (is_name(tables[i]->entries[k].name, name))
				return tables[i]->entries[k].check;
	return NULL;
}

const char *
validate_name(size_t index)
{
	for (size_t i = 0; i < NELEMS(tables); i++) {
		if (index < tables[i]->count)
			return tables[i]->entries[index].name;
		index -= tables[i]->count;
	}
	return NULL;
}
