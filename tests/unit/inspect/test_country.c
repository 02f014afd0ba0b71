/* What speaks for a country, written as people write it. */
#include "inspect/country.h"

#include "base/attr.h"
#include "tests/tap/tap.h"

/* The codes of a set, "AT DE"; "" for none. */
static void
spell(uint32_t set, char out[COUNTRIES * 3 + 1])
{
	size_t len = 0;

	for (unsigned i = 0; i < COUNTRIES; i++) {
		if ((set & country_bit(i)) == 0)
			continue;
		if (len > 0)
			out[len++] = ' ';
		out[len++] = country_code(i)[0];
		out[len++] = country_code(i)[1];
	}
	out[len] = '\0';
}

static void
is_set(uint32_t set, const char *want, const char *name)
{
	char have[COUNTRIES * 3 + 1];

	spell(set, have);
	tap_is_sv(sv_cstr(have), sv_cstr(want), "%s", name);
}

/* `how`: a country, a language, or nothing is said. */
static const struct saying {
	const char *label, *text, *want;
	enum country_saying how;
} sayings[] = {
	{ "country", "PL", "PL", COUNTRY_SAID },
	{ "country", "pl", "PL", COUNTRY_SAID },
	{ "Country_Code", "POL", "PL", COUNTRY_SAID },
	{ "shippingCountryCode", "EL", "GR", COUNTRY_SAID },
	{ "kraj", "Polska", "PL", COUNTRY_SAID },
	{ "Land", "Österreich", "AT", COUNTRY_SAID },
	{ "Staatsangehörigkeit", "DEUTSCHLAND", "DE", COUNTRY_SAID },
	{ "pays", "Pays-Bas", "NL", COUNTRY_SAID },
	{ "país", "España", "ES", COUNTRY_SAID },
	{ "χώρα", "Ελλάδα", "GR", COUNTRY_SAID },
	{ "χώρα", "Κύπρος", "CY", COUNTRY_SAID },
	{ "държава", "България", "BG", COUNTRY_SAID },
	{ "ország", "Magyarország", "HU", COUNTRY_SAID },
	{ "země", "Česká republika", "CZ", COUNTRY_SAID },
	{ "krajina", "Slovenská republika", "SK", COUNTRY_SAID },
	{ "țara", "România", "RO", COUNTRY_SAID },
	{ "šalis", "Lietuva", "LT", COUNTRY_SAID },
	{ "maa", "Suomi", "FI", COUNTRY_SAID },
	{ "nationality", "Great Britain", "GB", COUNTRY_SAID },
	{ "country", "Czech Republic", "CZ", COUNTRY_SAID },
	{ "country", "US", "", 0 },
	{ "country", "P", "", 0 },
	{ "country", "", "", 0 },
	{ "country", "PL and more of it than a name has", "", 0 },
	{ "code", "PL", "", 0 },
	{ "", "PL", "", 0 },
	{ "lang", "pl", "PL", COUNTRY_LANGUAGE },
	{ "language", "de", "AT BE CH DE LI LU", COUNTRY_LANGUAGE },
	{ "locale", "de-AT", "AT", COUNTRY_LANGUAGE },
	{ "locale", "pl_PL.UTF-8", "PL", COUNTRY_LANGUAGE },
	{ "locale", "en-US", "", 0 },
	{ "lang", "en", "", 0 },
	{ "Sprache", "PL", "PL", COUNTRY_LANGUAGE },
	{ "język", "pl", "PL", COUNTRY_LANGUAGE },
	{ "lang", "polish", "", 0 },
};

static const struct { const char *text, *want; } phones[] = {
	{ "+48 22 123 45 67", "PL" }, { "0048221234567", "PL" },
	{ "+421 2 1234 5678", "SK" }, { "+420 212 345 678", "CZ" },
	{ "+423 123 45 67", "LI" }, { "(0)30 1234567", "" },
	{ "+1 202 555 0100", "" }, { "+4", "" }, { "", "" }, { "+", "" },
}, addresses[] = {
	{ "ul. Marszałkowska 12/3, 00-001 Warszawa", "PL" },
	{ "Hauptstraße 5a, 10115 Berlin", "DE" },
	{ "Mariahilfer Straße 1, 1060 Wien", "AT CH LI LU" },
	{ "12 bis rue de la Paix, 75002 Paris", "FR" },
	{ "Via Roma 12, 00184 Roma", "IT" },
	{ "221B Baker Street, London NW1 6XE", "GB" },
	{ "Kerkstraat 10, 1018 EA Amsterdam", "NL" },
	{ "Rua Augusta 24, 1100-053 Lisboa", "PT" },
	{ "Storgatan 3, 111 22 Stockholm", "SE" },
	{ "Petőfi utca 8", "HU" },
	{ "Mannerheimintie 12", "FI" },
	{ "Calle Mayor 5", "ES" },
	{ "5", "" }, { "", "" }, { "12345-6789", "" },
	{ "Nowhere 5, 12345", "CZ DE EE ES FI FR GR HR IT LT SE SK" },
};

static const struct { const char *class_name, *want; } classes[] = {
	{ "personal.id.pl.nip", "PL" }, { "personal.id.gb.nino", "GB" },
	{ "personal.id.eu.vat", "" }, { "personal.id.pl", "" },
	{ "personal.id.passport", "" }, { "financial.iban", "" },
	{ "personal.id.", "" }, { "personal.id.p", "" },
};

static const struct { const char *text, *want; } adjectives[] = {
	{ "Greek", "GR" }, { "UK", "GB" }, { "swiss", "CH" },
	{ "Malta", "MT" }, { "polished", "" }, { "my", "" }, { "", "" },
};

static const struct { const char *label; bool is_other; } labels[] = {
	{ "order_id", true }, { "createdAt", true }, { "invoice no", true },
	{ "EAN", true }, { "", false }, { "ref", false }, { "id", false },
	{ "customer", false }, { "tax", false }, { "number", false },
}, keys[] = {
	{ "id", true }, { "user_id", true }, { "customerId", true },
	{ "_key", true }, { "", false }, { "ref", false }, { "tax_id", false },
	{ "nationalId", false }, { "identifier", false }, { "idea", false },
	{ "id_number", false },
};

/* Whatever says something begins with letters that may. */
static void
test_starts(void)
{
	struct country_starts starts;

	country_starts_init(&starts);
	for (size_t i = 0; i < NELEMS(sayings); i++)
		tap_ok(sayings[i].want[0] == '\0' || country_may_begin(&starts,
		    sv_cstr(sayings[i].text)), "%s: may be said",
		    sayings[i].text);
	tap_ok(country_may_begin(&starts, SV("PL\",")) &&
	    country_may_begin(&starts, SV("uk\n")) &&
	    country_may_begin(&starts, SV("xx-PL")) &&
	    country_may_begin(&starts, SV("POL")) &&
	    country_may_begin(&starts, SV("the Netherlands")) &&
	    country_may_begin(&starts, SV("\xc3\x96sterreich")),
	    "codes, regions, names and what is beyond ASCII");
	tap_ok(!country_may_begin(&starts, SV("self.x")) &&
	    !country_may_begin(&starts, SV("zz\n")) &&
	    !country_may_begin(&starts, SV("[PL]")) &&
	    !country_may_begin(&starts, SV("P")) &&
	    !country_may_begin(&starts, SV("")), "other letters do not");
	tap_ok(country_may_follow(&starts, SV("land: \"PL\""), 4) &&
	    country_may_follow(&starts, SV("x=pl"), 1) &&
	    !country_may_follow(&starts, SV("a, pl"), 1) &&
	    !country_may_follow(&starts, SV("x="), 1), "behind a mark");
	tap_ok(country_is_label(SV("countryCode")) &&
	    country_is_label(SV("Sprache")) && !country_is_label(SV("name")),
	    "labels");
}

int
main(void)
{
	test_starts();
	for (size_t i = 0; i < NELEMS(sayings); i++) {
		const struct saying *s = &sayings[i];
		enum country_saying how = s->how;

		is_set(country_said(sv_cstr(s->label), sv_cstr(s->text),
		    &how), s->want, s->text);
		tap_is_int(how, s->how, "%s: what is said", s->label);
	}
	for (size_t i = 0; i < NELEMS(phones); i++)
		is_set(country_of_phone(sv_cstr(phones[i].text)),
		    phones[i].want, phones[i].text);
	for (size_t i = 0; i < NELEMS(addresses); i++)
		is_set(country_of_address(sv_cstr(addresses[i].text)),
		    addresses[i].want, addresses[i].text);
	for (size_t i = 0; i < NELEMS(classes); i++)
		is_set(country_bit(country_of_class(
		    sv_cstr(classes[i].class_name))), classes[i].want,
		    classes[i].class_name);
	for (size_t i = 0; i < NELEMS(adjectives); i++)
		is_set(country_of_adjective(sv_cstr(adjectives[i].text)),
		    adjectives[i].want, adjectives[i].text);
	for (size_t i = 0; i < NELEMS(labels); i++)
		tap_ok(country_is_other_number(sv_cstr(labels[i].label)) ==
		    labels[i].is_other, "%s", labels[i].label);
	for (size_t i = 0; i < NELEMS(keys); i++)
		tap_ok(country_is_row_number(sv_cstr(keys[i].label)) ==
		    keys[i].is_other, "%s: a row", keys[i].label);
	return tap_done();
}
