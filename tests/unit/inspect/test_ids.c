/*
 * National identifiers: each case of ../shared/data/national_ids.tsv that
 * belongs to one of the countries of the packs is found with a word near it
 * when it is valid, and is not when it is not. Skipped where the cases are not.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

/* Module of the case, class it must have, and the word before the value. */
static const struct module {
	const char *name, *class_name, *context;
} modules[] = {
	{ "at.tin", "personal.id.at.tin", "Steuernummer" },
	{ "at.businessid", "personal.id.at.businessid", "Firmenbuchnummer" },
	{ "at.uid", "personal.id", "UID" },
	{ "at.vnr", "personal.id.at.vnr", "Versicherungsnummer" },
	{ "be.bis", "personal.id.be.bis", "bisnummer" },
	{ "be.eid", "personal.id.be.eid", "identiteitskaart" },
	{ "be.iban", "financial.iban", "IBAN" },
	{ "be.nn", "personal.id.be.nn", "rijksregisternummer" },
	{ "be.ssn", "personal.id.be", "NISS" },
	{ "be.vat", "personal.id", "BTW" },
	{ "bg.egn", "personal.id.bg.egn", "ЕГН" },
	{ "bg.vat", "personal.id.bg.vat", "ДДС" },
	{ "ch.esr", "financial.reference.ch.esr", "Referenznummer" },
	{ "ch.ssn", "personal.id.ch.ssn", "AHV" },
	{ "ch.uid", "personal.id", "UID" },
	{ "ch.vat", "personal.id.ch.vat", "MWST-Nummer" },
	{ "cy.vat", "personal.id", "ΦΠΑ" },
	{ "cz.bankaccount", "financial.account.cz.bankaccount", "číslo účtu" },
	{ "cz.dic", "personal.id.cz.dic", "DIČ" },
	{ "cz.ico", "personal.id.cz.ico", "IČO" },
	{ "cz.rc", "personal.id.cz.rc", "rodné číslo" },
	{ "de.handelsregisternummer", "personal.id.de.handelsregisternummer",
	    "Amtsgericht" },
	{ "de.idnr", "personal.id.de.idnr", "Steuer-ID" },
	{ "de.leitweg", "personal.id.de.leitweg", "Leitweg-ID" },
	{ "de.stnr", "personal.id.de.stnr", "Steuernummer" },
	{ "de.vat", "personal.id", "USt-IdNr" },
	{ "de.wkn", "financial.security.de.wkn", "WKN" },
	{ "dk.cpr", "personal.id.dk.cpr", "CPR" },
	{ "dk.cvr", "personal.id", "CVR" },
	{ "ee.ik", "personal.id.ee.ik", "isikukood" },
	{ "ee.registrikood", "personal.id.ee.registrikood", "registrikood" },
	{ "es.cae", "personal.id.es.cae", "CAE" },
	{ "es.ccc", "financial.account.es.ccc", "número de cuenta" },
	{ "es.cif", "personal.id.es.cif", "CIF" },
	{ "es.cups", "personal.id.es.cups", "CUPS" },
	{ "es.dni", "personal.id.es.dni", "DNI" },
	{ "es.iban", "financial.iban", "IBAN" },
	{ "es.nie", "personal.id.es.nie", "NIE" },
	{ "es.nif", "personal.id.es", "NIF" },
	{ "es.referenciacatastral", "personal.id.es.referenciacatastral",
	    "referencia catastral" },
	{ "eu.vat", "personal.id.eu.vat", "VAT" },
	{ "eu.oss", "personal.id.eu.vat", "VAT" },
	{ "eu.at_02", "financial.sepa.creditor", "creditor identifier" },
	{ "fi.alv", "personal.id", "ALV" },
	{ "fi.associationid", "personal.id.fi.associationid",
	    "rekisterinumero" },
	{ "fi.hetu", "personal.id.fi.hetu", "henkilötunnus" },
	{ "fi.veronumero", "personal.id.fi.veronumero", "veronumero" },
	{ "fr.accise", "personal.id.fr.accise", "accise" },
	{ "fr.nif", "personal.id.fr.nif", "numéro fiscal" },
	{ "fr.nir", "personal.id.fr.nir", "NIR" },
	{ "fr.rcs", "personal.id.fr", "immatriculée" },
	{ "fr.siren", "personal.id.fr.siren", "SIREN" },
	{ "fr.siret", "personal.id.fr.siret", "SIRET" },
	{ "fr.tva", "personal.id", "TVA" },
	{ "gb.sedol", "financial.security.gb.sedol", "SEDOL" },
	{ "gb.upn", "personal.id.gb.upn", "UPN" },
	{ "gb.utr", "personal.id.gb.utr", "UTR" },
	{ "gb.vat", "personal.id.gb.vat", "VAT" },
	{ "gr.amka", "personal.id.gr.amka", "ΑΜΚΑ" },
	{ "gr.vat", "personal.id", "ΑΦΜ" },
	{ "hr.oib", "personal.id.hr.oib", "OIB" },
	{ "hu.anum", "personal.id", "adószám" },
	{ "ie.pps", "personal.id.ie.pps", "PPS number" },
	{ "ie.vat", "personal.id.ie.vat", "VAT" },
	{ "is_.kennitala", "personal.id.is.kennitala", "kennitala" },
	{ "it.aic", "personal.id.it.aic", "AIC" },
	{ "it.codicefiscale", "personal.id.it", "codice fiscale" },
	{ "it.iva", "personal.id", "partita IVA" },
	{ "li.peid", "personal.id.li.peid", "PEID" },
	{ "lt.asmens", "personal.id.lt.asmens", "asmens kodas" },
	{ "lt.pvm", "personal.id", "PVM" },
	{ "lu.tva", "personal.id", "TVA" },
	{ "lv.pvn", "personal.id.lv", "personas kods, PVN" },
	{ "mt.vat", "personal.id.mt.vat", "VAT" },
	{ "nl.bsn", "personal.id.nl.bsn", "BSN" },
	{ "nl.brin", "personal.id.nl.brin", "BRIN" },
	{ "nl.btw", "personal.id", "btw" },
	{ "nl.identiteitskaartnummer", "personal.id.nl.idcard",
	    "identiteitskaart" },
	{ "nl.onderwijsnummer", "personal.id.nl.onderwijsnummer",
	    "onderwijsnummer" },
	{ "no.fodselsnummer", "personal.id.no.fodselsnummer",
	    "fødselsnummer" },
	{ "no.iban", "financial.iban", "IBAN" },
	{ "no.kontonr", "financial.account.no.kontonr", "kontonummer" },
	{ "no.mva", "personal.id.no.orgnr", "foretaksnummer" },
	{ "no.orgnr", "personal.id.no.orgnr", "orgnr" },
	{ "pl.nip", "personal.id", "NIP" },
	{ "pl.pesel", "personal.id.pl.pesel", "PESEL" },
	{ "pl.regon", "personal.id.pl.regon", "REGON" },
	{ "pt.cc", "personal.id.pt.cc", "cartão de cidadão" },
	{ "pt.nif", "personal.id.pt.nif", "NIF" },
	{ "ro.cf", "personal.id.ro", "CNP" },
	{ "ro.cnp", "personal.id.ro.cnp", "CNP" },
	{ "ro.cui", "personal.id", "CUI" },
	{ "ro.onrc", "personal.id.ro.onrc", "registrul comerțului" },
	{ "se.orgnr", "personal.id.se.orgnr", "organisationsnummer" },
	{ "se.personnummer", "personal.id.se.personnummer", "personnummer" },
	{ "se.vat", "personal.id", "momsnummer" },
	{ "si.ddv", "personal.id", "davčna številka" },
	{ "si.emso", "personal.id.si.emso", "EMŠO" },
	{ "si.maticna", "personal.id.si.maticna", "matična številka" },
	{ "sk.dph", "personal.id", "DPH" },
	{ "bic", "financial.bic", "BIC" },
	{ "iban", "financial.iban", "IBAN" },
	{ "lei", "financial.lei", "LEI" },
};

static const struct module *
find_module(struct sv name)
{
	for (size_t i = 0; i < NELEMS(modules); i++)
		if (sv_eq(sv_cstr(modules[i].name), name))
			return &modules[i];
	return NULL;
}

/*
 * How word and value stand together: what is around the two, and which comes
 * first. Without a text between them the word is the label of the value.
 */
static const struct form {
	const char *before, *between, *after;
	bool value_first;
} forms[] = {
	{ "Her ", " is ", ".", false },
	{ "Name: Anna\n", ": ", "\nPlace: X\n", false },
	{ "She wrote ", " (", "), I think", true },
	{ "| ", " | ", " |", false },
	{ "", NULL, "", false },
};

/*
 * Is it found? A part of it counts for a valid value, which may hold a town or
 * a mark; what a part of an invalid one is does not matter here.
 */
static bool
is_found(const struct detect_engine *e, const struct module *m,
    const struct form *form, struct sv value, bool whole)
{
	struct sv word = sv_cstr(m->context);
	struct field field = { .role = FIELD_CONTENT };
	struct findings f = { NULL, 0 };
	bool found = false;
	struct arena a;
	struct buf text;

	arena_init(&a, 1 << 20);
	buf_init(&text, 4096);
	if (form->between == NULL)
		field.label = word;
	else
		buf_addf(&text, "%s%.*s%s", form->before,
		    SV_ARG(form->value_first ? value : word), form->between);
	buf_addf(&text, "%.*s%s", SV_ARG(form->value_first ? word : value),
	    form->after);
	field.text = buf_sv(&text);
	tap_ok(detect_scan(e, &a, &field, 1, &f) == 0, "scan");
	for (size_t i = 0; i < f.count; i++)
		found |= sv_has_dotted_prefix(detect_class_name(e,
		    f.items[i].class_id), sv_cstr(m->class_name)) &&
		    (!whole || f.items[i].end - f.items[i].start >= value.len);
	buf_done(&text);
	arena_done(&a);
	return found;
}

/* Found in a text beside its name, by a pattern; a label says nothing. */
static bool
has_no_shape(const struct module *m)
{
	return sv_eq(sv_cstr(m->name), SV("de.leitweg"));
}

static void
test_cases(const struct detect_engine *e, const struct form *form,
    struct sv all)
{
	unsigned counts[2][2] = { { 0, 0 }, { 0, 0 } };

	while (all.ptr != NULL) {
		struct sv line = sv_cut(&all, '\n'), rest = line;
		struct sv name = sv_cut(&rest, '\t');
		struct sv value = sv_cut(&rest, '\t');
		bool valid = sv_eq(rest, SV("valid")), found;
		const struct module *m = find_module(name);

		if (m == NULL || (form->between == NULL && has_no_shape(m)))
			continue;
		found = is_found(e, m, form, sv_trim(value), !valid);
		counts[valid][found]++;
		if (found != valid)
			tap_diag("%s: %.*s", found ? "false" : "missed",
			    SV_ARG(line));
	}
	tap_ok(counts[1][1] >= 1600 && counts[1][0] == 0,
	    "valid identifiers: %u found, %u missed", counts[1][1],
	    counts[1][0]);
	tap_ok(counts[0][0] >= 150 && counts[0][1] == 0,
	    "invalid ones: %u left, %u found", counts[0][0], counts[0][1]);
}

int
main(void)
{
	struct sv all = tap_read_file(
	    tap_source_path("../shared/data/national_ids.tsv"));
	struct detect_engine *e = packs_kit_open();

	if (e != NULL && all.ptr != NULL)
		for (size_t i = 0; i < NELEMS(forms); i++)
			test_cases(e, &forms[i], all);
	else
		tap_skip(1, "national_ids.tsv");
	detect_close(e);
	free((void *)(uintptr_t)all.ptr);
	return tap_done();
}
