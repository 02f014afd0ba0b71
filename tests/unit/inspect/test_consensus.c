/*
 * A number of two countries goes to the one for which the text speaks, and one
 * that is nothing by itself is believed where its record or body says whose it
 * is.
 */
#include <stdio.h>
#include <string.h>

#include "inspect/detect.h"
#include "inspect/body/document.h"
#include "inspect/explain.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

/* Identity cards have nine digits in Slovenia and in Croatia. */
static const struct {
	const char *text, *class_name;
} cases[] = {
	{ "EMŠO 0101006500006; osebna izkaznica, osobna iskaznica 123456789",
	    "personal.id.si.idcard" },
	{ "OIB 33392005961; osebna izkaznica, osobna iskaznica 123456789",
	    "personal.id.hr.idcard" },
	{ "IBAN SI56263300012039086; osebna izkaznica, osobna iskaznica "
	    "123456789", "personal.id.si.idcard" },
	{ "IBAN HR1210010051863000160; osebna izkaznica, osobna iskaznica "
	    "123456789", "personal.id.hr.idcard" },
};

#define JSON	"application/json"
#define CSV	"text/csv"
#define FORM	"application/x-www-form-urlencoded"
#define NIP	"7152268657"
#define PESEL	"02070803628"
#define IBAN	"PL61 1090 1014 0000 0712 1981 2874"
#define WORDS	" and so on and so forth, as it has been said many times " \
	"before in this very place, and as it will be said again when the " \
	"time has come for it"

enum { NEAR = 1, FAR = 2 };

/*
 * What is found of the class `class_name` in a body: its score in each place,
 * in order, 0 after the last; of the first one, by what and how near.
 */
static const struct body {
	const char *name, *type, *body, *class_name;
	unsigned scores[4];
	enum explain_ground ground;
	int how;
} bodies[] = {
	{ "nothing says a country", JSON, "{\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "a field says it", JSON, "{\"country\":\"PL\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "by name and behind", JSON,
	    "{\"ref\":\"" NIP "\",\"billingCountry\":\"Polska\"}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "as a number", JSON, "{\"land\":\"POL\",\"ref\":" NIP "}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "another country", JSON,
	    "{\"country\":\"DE\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "that is not said", JSON, "{\"code\":\"PL\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "it stays invalid", JSON,
	    "{\"country\":\"PL\",\"ref\":\"7152268650\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "the label says another thing", JSON,
	    "{\"country\":\"PL\",\"order_id\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "it names a row", JSON, "{\"country\":\"PL\",\"user_id\":\"" NIP
	    "\",\"a\":{\"id\":\"" PESEL "\"}}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "which matters less with a better check", JSON,
	    "{\"country\":\"PL\",\"user_id\":\"" NIP
	    "\",\"a\":{\"id\":\"" PESEL "\"}}",
	    "personal.id.pl.pesel", { 60 }, GROUND_SAID, NEAR },
	{ "a moment", JSON, "{\"country\":\"PL\",\"ref\":1700000002,"
	    "\"x\":1700000019}", "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "in prose not by a weak check", JSON,
	    "{\"country\":\"PL\",\"note\":\"say " NIP " twice\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "but by a better one", JSON,
	    "{\"country\":\"PL\",\"note\":\"say " PESEL " twice\"}",
	    "personal.id.pl.pesel", { 60 }, GROUND_SAID, NEAR },
	{ "a language is less", JSON,
	    "{\"lang\":\"pl\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "enough for a better check", JSON,
	    "{\"lang\":\"pl\",\"ref\":\"" PESEL "\"}",
	    "personal.id.pl.pesel", { 55 }, GROUND_LANGUAGE, NEAR },
	{ "with a region it is a country's", JSON,
	    "{\"locale\":\"pl_PL.UTF-8\",\"ref\":\"" PESEL "\"}",
	    "personal.id.pl.pesel", { 55 }, GROUND_LANGUAGE, NEAR },
	{ "an address", JSON, "{\"address\":{\"line\":"
	    "\"ul. Marszałkowska 12/3, 00-001 Warszawa\"},\"ref\":\"" NIP
	    "\"}", "personal.id.pl.nip", { 60 }, GROUND_ADDRESS, NEAR },
	{ "an address and a telephone", JSON, "{\"address\":{\"line\":"
	    "\"ul. Marszałkowska 12/3, 00-001 Warszawa\"},\"ref\":\"" NIP
	    "\",\"tel\":\"+48 22 123 45 67\"}",
	    "personal.id.pl.nip", { 70 }, GROUND_PHONE, NEAR },
	{ "another identifier", JSON,
	    "{\"pesel\":\"44051401359\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 60 }, GROUND_ID, NEAR },
	{ "an IBAN", JSON, "{\"to\":\"" IBAN "\",\"ref\":\"" NIP "\"}",
	    "personal.id.pl.nip", { 60 }, GROUND_ID, NEAR },
	{ "not itself", JSON, "{\"ref\":\"PESEL 44051401359\"}",
	    "personal.id.pl.pesel", { 95 }, 0, 0 },
	{ "nor another in its text, for a candidate", JSON,
	    "{\"a\":\"PESEL 44051401359" WORDS ": " PESEL "\"}",
	    "personal.id.pl.pesel", { 95 }, 0, 0 },
	{ "a member says it for the object", JSON,
	    "{\"a\":{\"b\":{\"country\":\"PL\"},\"c\":\"" NIP "\"}}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "far is less", JSON,
	    "{\"a\":[{\"country\":\"PL\"},{\"c\":\"" NIP "\"}]}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "enough for a better check", JSON,
	    "{\"a\":[{\"country\":\"PL\"},{\"c\":\"" PESEL "\"}]}",
	    "personal.id.pl.pesel", { 55 }, GROUND_SAID, FAR },
	{ "and far ones add up", JSON,
	    "{\"a\":[{\"country\":\"PL\",\"to\":\"" IBAN "\"},{\"c\":\"" NIP
	    "\"}]}", "personal.id.pl.nip", { 65 }, GROUND_SAID, FAR },
	{ "unless the body does not agree", JSON,
	    "{\"a\":[{\"country\":\"PL\",\"to\":\"" IBAN "\"},{\"c\":\"" NIP
	    "\"},{\"land\":\"DE\"}]}", "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "each record for itself", JSON,
	    "[{\"country\":\"PL\",\"c\":\"" NIP "\"},{\"country\":\"DE\","
	    "\"c\":\"" NIP "\"},{\"c\":\"" NIP "\",\"country\":\"PL\"}]",
	    "personal.id.pl.nip", { 60, 60 }, GROUND_SAID, NEAR },
	{ "said above, for all below", JSON,
	    "{\"country\":\"PL\",\"a\":[{\"c\":\"" NIP "\"},{\"land\":\"CZ\","
	    "\"c\":\"" NIP "\"}]}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "found above, not for lists below", JSON,
	    "{\"to\":\"" IBAN "\",\"a\":[{\"c\":\"" NIP "\"}]}",
	    "personal.id.pl.nip", { 0 }, 0, 0 },
	{ "JSON in a string", JSON,
	    "{\"country\":\"PL\",\"a\":\"{\\\"c\\\":\\\"" NIP "\\\"}\"}",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "rows", CSV, "name,country,ref\na,PL," NIP "\nb,DE," NIP "\n"
	    "c,Poland," NIP "\nd,," NIP "\n",
	    "personal.id.pl.nip", { 60, 60 }, GROUND_SAID, NEAR },
	{ "a column of one country", CSV, "country;iban;ref\nPL;" IBAN ";\n"
	    "PL;;\n;;" NIP "\n",
	    "personal.id.pl.nip", { 65 }, GROUND_ID, FAR },
	{ "a form", FORM, "ref=" NIP "&kraj=Polska",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "parts", "multipart/form-data; boundary=b", "--b\r\n"
	    "Content-Disposition: form-data; name=\"land\"\r\n\r\nPL\r\n"
	    "--b\r\nContent-Disposition: form-data; name=\"ref\"\r\n\r\n"
	    NIP "\r\n--b--\r\n",
	    "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "lines of JSON", "application/x-ndjson", "{\"land\":\"PL\"}\n"
	    "{\"ref\":\"" NIP "\"}\n{\"ref\":\"" NIP "\",\"land\":\"PL\"}"
	    "\n", "personal.id.pl.nip", { 60 }, GROUND_SAID, NEAR },
	{ "a text is words", "text/plain",
	    "country: PL, IBAN " IBAN ", ref " PESEL,
	    "personal.id.pl.pesel", { 0 }, 0, 0 },
	{ "what is found gains by its record", JSON,
	    "{\"country\":\"SI\",\"osebna izkaznica, osobna iskaznica\":"
	    "\"123456789\"}", "personal.id.si.idcard", { 89 }, GROUND_SAID,
	    NEAR },
	{ "and less by others", JSON,
	    "[{\"land\":\"HR\"},{\"osebna izkaznica, osobna iskaznica\":"
	    "\"123456789\"}]", "personal.id.hr.idcard", { 88 }, GROUND_SAID,
	    FAR },
};

static bool
ends_as(const struct detect_engine *e, struct sv text, const char *name)
{
	struct field field = { .text = text };
	struct findings f = { NULL, 0 };
	bool found = false;
	struct arena a;

	arena_init(&a, 1 << 20);
	if (detect_scan(e, &a, &field, 1, &f) == 0 && f.count > 0)
		found = sv_eq(detect_class_name(e,
		    f.items[f.count - 1].class_id), sv_cstr(name));
	for (size_t i = 0; i < f.count; i++)
		tap_diag("%.*s %u", SV_ARG(detect_class_name(e,
		    f.items[i].class_id)), f.items[i].score);
	arena_done(&a);
	return found;
}

/* The first of its findings was raised, or not, and it is said by what. */
static void
check_ground(const struct detect_engine *e, const struct explain *why,
    const struct finding *f, const struct body *b)
{
	const struct explain_raise *r = explain_raise_of(why, f);
	unsigned bit = 1U << b->ground;
	const char *country = strstr(b->class_name, "id.") + 3;

	if (!tap_ok((r != NULL) == (b->how != 0), "is it raised?") ||
	    r == NULL)
		return;
	tap_ok((b->how == NEAR ? r->near : r->far) & bit, "%s by %s",
	    b->how == NEAR ? "near" : "far", explain_ground_name(b->ground));
	tap_ok(r->country[0] + 32 == country[0] &&
	    r->country[1] + 32 == country[1], "its country");
	tap_ok(r->finding.score == f->score && r->before < f->score,
	    "from %u to %u", r->before, f->score);
	tap_ok(r->fields[b->ground] != f->field, "in another field");
	tap_ok(explain_of(why, f) != NULL, "and it is explained");
	(void)e;
}

static void
check_body(const struct detect_engine *e, const struct body *b)
{
	const struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .content_type = sv_cstr(b->type),
		.body = sv_cstr(b->body) };
	struct findings f = { NULL, 0 }, plain = { NULL, 0 };
	struct explain why = { .near = true };
	struct document doc;
	struct arena a;
	size_t n = 0;

	arena_init(&a, 1 << 24);
	tap_ok(document_read(&doc, &a, &in) == 0 &&
	    detect_document(e, &a, &doc, &f, &why, NULL) == 0 &&
	    detect_document(e, &a, &doc, &plain, NULL, NULL) == 0 &&
	    packs_kit_same(&f, &plain), "%s: asking changes nothing", b->name);
	for (size_t i = 0; i < f.count; i++) {
		if (!sv_eq(detect_class_name(e, f.items[i].class_id),
		    sv_cstr(b->class_name)))
			continue;
		if (n == 0)
			check_ground(e, &why, &f.items[i], b);
		tap_is_int(f.items[i].score, n < NELEMS(b->scores) ?
		    b->scores[n] : 0, "%s: score", b->name);
		n++;
	}
	tap_ok(n == NELEMS(b->scores) || b->scores[n] == 0,
	    "%s: no more than expected", b->name);
	arena_done(&a);
}

/* More candidates than are kept, some in each row: the last ones are not. */
static void
test_limits(const struct detect_engine *e)
{
	enum { ROWS = 100000, ROW_BYTES = 15 };
	struct document_limits limits = document_default_limits;
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .content_type = SV(CSV),
		.limits = &limits };
	struct findings f = { NULL, 0 };
	size_t found = 0;
	uint32_t last = 0;
	struct document doc;
	struct buf body;
	struct arena a;

	buf_init(&body, (size_t)ROWS * ROW_BYTES);
	buf_add_cstr(&body, "country,ref\n");
	for (size_t i = 0; i < ROWS; i++)
		buf_add_cstr(&body, "PL," NIP "\n");
	in.body = buf_sv(&body);
	limits.fields = (size_t)ROWS * 3;
	arena_init(&a, (size_t)1 << 28);
	tap_ok(document_read(&doc, &a, &in) == 0 &&
	    detect_document(e, &a, &doc, &f, NULL, NULL) == 0, "many rows");
	for (size_t i = 0; i < f.count; i++) {
		if (!sv_eq(detect_class_name(e, f.items[i].class_id),
		    SV("personal.id.pl.nip")))
			continue;
		found++;
		last = f.items[i].field;
	}
	tap_ok(found > ROWS / 2 && found < ROWS, "%zu up to the limit",
	    found);
	tap_ok(last == 2 * found + 1, "are the first ones");
	arena_done(&a);
	buf_done(&body);
}

/* Without memory it is an error, never another answer. */
static void
test_memory(const struct detect_engine *e)
{
	const struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .content_type = SV(JSON),
		.body = SV("{\"country\":\"PL\",\"ref\":\"" NIP "\"}") };
	unsigned failed = 0, found = 0;
	bool sound = true;
	struct document doc;
	struct arena a;

	arena_init(&a, 1 << 20);
	tap_is_int(document_read(&doc, &a, &in), 0, "a body");
	for (size_t bytes = 0; bytes < 32768; bytes += 64) {
		struct explain why = { .near = true };
		struct findings f = { NULL, 0 };
		struct arena small;
		int err;

		arena_init(&small, bytes);
		err = detect_document(e, &small, &doc, &f, &why, NULL);
		sound = sound && (err == ERR_NOMEM || (err == 0 &&
		    f.count == 1 && f.items[0].score == 60));
		failed += err != 0;
		found += err == 0;
		arena_done(&small);
	}
	arena_done(&a);
	tap_ok(sound && failed > 5 && found > 0,
	    "with too little memory, %u times of %u", failed,
	    failed + found);
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e != NULL) {
		for (size_t i = 0; i < NELEMS(cases); i++)
			tap_ok(ends_as(e, sv_cstr(cases[i].text),
			    cases[i].class_name), "%s", cases[i].text);
		for (size_t i = 0; i < NELEMS(bodies); i++)
			check_body(e, &bodies[i]);
		test_limits(e);
		test_memory(e);
	}
	detect_close(e);
	return tap_done();
}
