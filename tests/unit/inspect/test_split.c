/* Values split over the texts of a body, as documents have them. */
#include <stdlib.h>
#include <string.h>

#include "inspect/detect.h"
#include "inspect/body/document.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

enum { PIECES = 22 };

static const struct {
	const char *body;
	const char *class_name;		/* NULL: nothing is found */
	const char *pieces[PIECES];
} cases[] = {
	{ "{\"x\":[\"DE89 3704\",\"0044 0532 0130 00\"]}", "financial.iban",
	    { "DE89 3704", "0044 0532 0130 00" } },
	{ "{\"x\":[\"pay to DE89 37\",\"04 0044 0532 0130 00 today\"]}",
	    "financial.iban", { "DE89 37", "04 0044 0532 0130 00" } },
	{ "{\"x\":[\"DE89\",\"3704\",\"0044\",\"0532\",\"0130\",\"00\"]}",
	    "financial.iban",
	    { "DE89", "3704", "0044", "0532", "0130", "00" } },
	{ "{\"x\":[\"D\",\"E\",\"8\",\"9\",\"3\",\"7\",\"0\",\"4\",\"0\","
	    "\"0\",\"4\",\"4\",\"0\",\"5\",\"3\",\"2\",\"0\",\"1\",\"3\","
	    "\"0\",\"0\",\"0\"]}", "financial.iban",
	    { "D", "E", "8", "9", "3", "7", "0", "4", "0", "0", "4", "4", "0",
	    "5", "3", "2", "0", "1", "3", "0", "0", "0" } },
	{ "{\"card\":[\"4111 1111\",\"1111 1111\"]}", "financial.card",
	    { "4111 1111", "1111 1111" } },
	{ "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":["
	    "{\"type\":\"text\",\"text\":\"my IBAN: DE89 3704 0044 \"},"
	    "{\"type\":\"text\",\"text\":\" 0532 0130 00 ok\"}]}]}",
	    "financial.iban", { "DE89 3704 0044", "0532 0130 00" } },
	{ "{\"model\":\"gpt-4o\",\"messages\":["
	    "{\"role\":\"user\",\"content\":\"first half DE89 3704 0044\"},"
	    "{\"role\":\"assistant\",\"content\":\"and 2?\"},"
	    "{\"role\":\"user\",\"content\":\"0532 0130 00\"}]}",
	    "financial.iban", { "DE89 3704 0044", "0532 0130 00" } },
	/* Numbers of a vector, names of different things, no check digit. */
	{ "{\"card\":[4111,1111,1111,1111]}", NULL, { NULL } },
	{ "{\"a\":\"DE89 3704\",\"b\":\"0044 0532 0130 00\"}", NULL,
	    { NULL } },
	{ "{\"x\":[\"DE89 3704\",\"0044 0532 0130 01\"]}", NULL, { NULL } },
	{ "{\"x\":[\"DE89 3704\",\"and\",\"0044 0532 0130 00\"]}", NULL,
	    { NULL } },
	{ "{\"x\":[\"room 12\",\"34 people\"]}", NULL, { NULL } },
};

static int
read_body(struct document *doc, struct arena *a, const char *body)
{
	const struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .host = SV("api.openai.com"),
		.target = SV("/v1/chat/completions"),
		.content_type = SV("application/json"),
		.body = sv_cstr(body) };

	memset(doc, 0, sizeof(*doc));
	return document_read(doc, a, &in);
}

static void
check_pieces(const struct detect_engine *e, const struct document *doc,
    const struct findings *f, size_t n)
{
	struct finding found[4 * PIECES];
	size_t count = 0, got = 0;

	/* Half an IBAN may look like a telephone number. */
	for (size_t i = 0; i < f->count && got < NELEMS(found); i++)
		if (sv_has_dotted_prefix(detect_class_name(e,
		    f->items[i].class_id), SV("financial")))
			found[got++] = f->items[i];
	while (count < PIECES && cases[n].pieces[count] != NULL)
		count++;
	if (!tap_is_int((int64_t)got, (int64_t)count, "%s",
	    cases[n].body))
		return;
	for (size_t i = 0; i < count; i++) {
		const struct finding *x = &found[i];

		tap_is_sv(sv_slice(doc->fields[x->field].text, x->start,
		    x->end), sv_cstr(cases[n].pieces[i]), "its piece");
		tap_is_sv(detect_class_name(e, x->class_id),
		    sv_cstr(cases[n].class_name), "its class");
	}
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (!tap_ok(e != NULL, "packs open"))
		return tap_done();
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = { NULL, 0 };
		struct document doc;
		struct arena a;

		arena_init(&a, 1 << 24);
		if (tap_ok(read_body(&doc, &a, cases[i].body) == 0 &&
		    detect_scan(e, &a, doc.fields, doc.nfields, &f) == 0,
		    "read and scanned"))
			check_pieces(e, &doc, &f, i);
		arena_done(&a);
	}
	detect_close(e);
	return tap_done();
}
