/*
 * The shipped law tables as a whole: which code is in which zone, for whom and
 * when. A change of a row shows here.
 */
#include "rules/law.h"

#include "base/clock.h"
#include "rules/tables.h"
#include "tests/tap/tap.h"

static const struct law_tool dpf = { TOOL_DPF, INT64_MIN, INT64_MAX, { "", 0 } };

/* Every known code whose zone is `zone`, but ordinary third countries. */
static const struct row {
	const char *what, *date, *home;
	enum zone zone;
	const char *codes;
} rows[] = {
	{ "the EEA and its regions", "2026-11-24", "", ZONE_EEA,
	    "AT AX BE BG CY CZ DE DK EE ES FI FR GF GP GR HR HU IE IS IT LI "
	    "LT LU LV MF MQ MT NL NO PL PT RE RO SE SI SK YT" },
	{ "adequate", "2026-11-24", "", ZONE_ADEQUATE,
	    "AD AR BR CH FO GB GG IM JE NZ UY EPO" },
	{ "adequate for Norway", "2026-11-24", "NO", ZONE_ADEQUATE,
	    "AD AR CH FO GB GG IM JE NZ UY EPO" },
	{ "adequate before 2026", "2025-07-14", "", ZONE_ADEQUATE,
	    "AD AR CH FO GB GG IM JE NZ UY" },
	{ "adequate in 2032", "2032-01-01", "", ZONE_ADEQUATE,
	    "AD AR BR CH FO GG IM JE NZ UY EPO" },
	{ "scoped", "2026-11-24", "", ZONE_SCOPED, "CA IL JP KR" },
	{ "certified", "2026-11-24", "", ZONE_DPF, "US" },
	{ "certified, before the framework", "2023-07-09", "", ZONE_DPF, "" },
	{ "not settled", "2026-11-24", "", ZONE_REVIEW,
	    "BL EU NC PF PM SJ TF WF" },
	{ "home", "2026-11-24", "CH", ZONE_HOME, "CH" },
};

static void
list_zone(const struct law *law, const struct law_case *c, enum zone zone,
    struct buf *out)
{
	char code[4];

	for (int i = 0; i < PLACES_COUNT; i++) {
		if (!law->countries[i].known ||
		    law->countries[i].alias_of != LAW_NONE ||
		    law_judge_country(law, c, i).zone != zone)
			continue;
		places_code(i, code);
		buf_addf(out, "%s%s", out->len > 0 ? " " : "", code);
	}
}

static int
test_rows(const struct law *law)
{
	struct buf b;
	int rc = 0;

	buf_init(&b, 4096);
	for (size_t i = 0; i < NELEMS(rows) && rc == 0; i++) {
		struct law_case c = { .tools = &dpf, .ntools = 1,
			.home = law_country(law, sv_cstr(rows[i].home)) };

		rc = clock_parse(sv_cstr(rows[i].date), &c.now_ns);
		buf_reset(&b);
		list_zone(law, &c, rows[i].zone, &b);
		tap_is_sv(buf_sv(&b), sv_cstr(rows[i].codes), "%s",
		    rows[i].what);
	}
	buf_done(&b);
	return rc;
}

static void
test_codes(const struct law *law)
{
	static const struct { const char *code, *is; } aliases[] = {
		{ "UK", "GB" }, { "EL", "GR" }, { "XI", "GB" },
		{ "IC", "ES" }, { "EA", "ES" }, { "DE", "DE" },
	};
	static const char *const third[] = { "GL", "AW", "GI", "MC", "XK",
		"CN", "IN", "RU", "SG", "ZA" };
	struct law_case c = { .home = LAW_NONE };
	struct places p = { .open = false };
	size_t known = 0;

	for (size_t i = 0; i < NELEMS(aliases); i++)
		tap_is_int(law_country(law, sv_cstr(aliases[i].code)),
		    places_index(sv_cstr(aliases[i].is)), "%s is %s",
		    aliases[i].code, aliases[i].is);
	for (size_t i = 0; i < NELEMS(third); i++)
		tap_is_int(law_judge_country(law, &c, law_country(law,
		    sv_cstr(third[i]))).zone, ZONE_THIRD, "%s", third[i]);
	tap_is_int(law_country(law, SV("XX")), LAW_NONE, "no country");
	tap_is_int(law_country(law, SV("de")), LAW_NONE, "lower case");
	for (int i = 0; i < PLACES_COUNT; i++)
		known += law->countries[i].known &&
		    law->countries[i].alias_of == LAW_NONE;
	/* ISO 3166-1 has 249; Kosovo, the token EU and the EPO come to it. */
	tap_is_int((int64_t)known, 252, "codes");
	tap_ok(law_parse_places(law, SV("EU+CH"), &p) == 0 && !p.open &&
	    places_has(&p, places_index(SV("CH"))) &&
	    places_has(&p, places_index(SV("BE"))) &&
	    !places_has(&p, places_index(SV("NO"))) &&
	    !places_has(&p, places_index(SV("EU"))), "EU is the 27 here");
	tap_ok(law_parse_places(law, SV("*"), &p) == 0 && p.open, "anywhere");
	tap_is_int(law_parse_places(law, SV("DE+QQ"), &p), ERR_NOTFOUND,
	    "a code that is none");
}

static void
test_places(void)
{
	struct places a = { .open = false }, b = { .open = false };
	struct buf out;

	buf_init(&out, 100);
	places_add(&a, places_index(SV("ZZ")));
	places_add(&a, places_index(SV("AA")));
	places_add(&a, PLACES_EPO);
	places_format(&a, '+', &out);
	tap_is_sv(buf_sv(&out), SV("AA+ZZ+EPO"), "first, last, EPO");
	tap_ok(places_within(&b, &a) && !places_within(&a, &b) &&
	    !places_intersect(&a, &b), "the empty set");
	b.open = true;
	places_join(&a, &b);
	buf_reset(&out);
	places_format(&a, ' ', &out);
	tap_is_sv(buf_sv(&out), SV("AA ZZ EPO ?"), "open");
	tap_ok(!places_equal(&a, &b) && places_equal(&a, &a), "equal");
	tap_is_int(places_index(SV("A")), -1, "one letter");
	tap_is_int(places_index(SV("A1")), -1, "a digit");
	buf_done(&out);
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct catalogue *c;

	test_places();
	if (catalogue_load(tap_source_path("share/catalogue"), &c, &ei) != 0) {
		tap_ok(false, "catalogue: %s", ei.text);
		return tap_done();
	}
	tap_is_int(test_rows(&c->law), 0, "dates");
	test_codes(&c->law);
	catalogue_free(c);
	return tap_done();
}
