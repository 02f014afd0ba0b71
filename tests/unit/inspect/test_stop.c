/*
 * Patterns that give up: the scan says which and where, goes on with what
 * others find, asks the pattern no more, and remembers nothing of it.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/body/document.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"

enum { LONG = 400 };

static struct detect_engine *
open_engine(const struct detect_class *classes, size_t count, uint32_t steps)
{
	const struct detect_config config = { .classes = classes,
		.nclasses = count, .pattern_steps = steps,
		.history_bytes = 1 << 20 };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };

	tap_is_int(detect_open(&config, &e, &ei), 0, "the engine opens");
	if (e == NULL)
		tap_diag("%s", ei.text);
	return e;
}

/* Of `a` and no digit behind, which the pattern of x.slow goes mad on. */
static void
slow_text(char out[LONG + 1])
{
	memset(out, 'a', LONG);
	memcpy(out, "EMP-123456 ", 11);
	out[LONG - 1] = 'b';
	out[LONG] = '\0';
}

static struct document
read_body(struct arena *a, struct sv body)
{
	const struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .content_type = SV("application/json"),
		.body = body };
	struct document doc = { .nfields = 0 };

	tap_is_int(document_read(&doc, a, &in), 0, "the body is read");
	return doc;
}

static bool
is_path(const struct document *doc, uint32_t field, struct sv path)
{
	struct buf b;
	bool same;

	buf_init(&b, 256);
	document_path(doc, field, &b);
	same = sv_eq(buf_sv(&b), path);
	buf_done(&b);
	return same;
}

static const struct detect_class classes[] = {
	{ .name = SV_INIT("x.slow"), .pattern = SV_INIT("(?:a|aa)+[^a](?=[0-9])") },
	{ .name = SV_INIT("x.staff"), .pattern = SV_INIT("EMP-[0-9]{6}") },
};

static void
test_goes_on(void)
{
	struct detect_engine *e = open_engine(classes, NELEMS(classes), 0);
	struct detect_stops stops = { .count = 0 };
	struct findings f = { NULL, 0 };
	char text[LONG + 1], body[4 * LONG];
	struct document doc;
	struct arena a;

	if (e == NULL)
		return;
	slow_text(text);
	(void)snprintf(body, sizeof(body),
	    "{\"one\":\"EMP-654321\",\"two\":\"%s\",\"three\":\"%s\"}", text, text);
	arena_init(&a, 1 << 24);
	doc = read_body(&a, sv_cstr(body));
	for (unsigned turn = 0; turn < 2; turn++) {
		tap_is_int(detect_document(e, &a, &doc, &f, NULL, &stops), 0,
		    "turn %u: no failure of the scan", turn);
		tap_ok(stops.count == 1 && sv_eq(SV("x.slow"),
		    detect_detector_class(e, stops.items[0].detector)) &&
		    sv_eq(SV("policy/x.slow"), detect_detector_name(e,
		    stops.items[0].detector)) && is_path(&doc,
		    stops.items[0].field, SV("body.two")),
		    "turn %u: which, and the first field", turn);
		tap_is_int((int64_t)f.count, 3, "turn %u: others find on",
		    turn);
	}
	tap_is_int(detect_document(e, &a, &doc, &f, NULL, NULL), ERR_LIMIT,
	    "who does not ask gets a failure");
	tap_is_int(detect_scan(e, &a, doc.fields, doc.nfields, &f), ERR_LIMIT,
	    "and so without a document");
	arena_done(&a);
	detect_close(e);
}

static void
test_steps(void)
{
	static const struct detect_class one[] = {
		{ .name = SV_INIT("x.some"),
		    .pattern = SV_INIT("(?:a|aa)+[^a](?=[0-9])") },
	};
	struct detect_stops stops = { .count = 0 };
	struct findings f = { NULL, 0 };
	size_t count[2] = { 9, 9 };

	for (unsigned i = 0; i < 2; i++) {
		struct detect_engine *e = open_engine(one, 1,
		    i == 0 ? 1000 : 100000000);
		struct document doc;
		struct arena a;

		if (e == NULL)
			return;
		arena_init(&a, 1 << 24);
		doc = read_body(&a, SV("\"aaaaaaaaaaaaaaaaaaaaaaaac\""));
		tap_is_int(detect_document(e, &a, &doc, &f, NULL, &stops), 0,
		    "scanned");
		count[i] = stops.count;
		arena_done(&a);
		detect_close(e);
	}
	tap_ok(count[0] == 1 && count[1] == 0,
	    "the number of steps is the configured one");
}

/* So many patterns that give up are no scan any more. */
static void
test_many(void)
{
	struct detect_class many[DETECT_STOPS + 1];
	char names[NELEMS(many)][8], text[LONG + 3] = "\"";
	struct detect_stops stops = { .count = 0 };
	struct findings f = { NULL, 0 };
	struct detect_engine *e;
	struct document doc;
	struct arena a;

	for (size_t i = 0; i < NELEMS(many); i++) {
		(void)snprintf(names[i], sizeof(names[i]), "x.n%zu", i);
		many[i] = classes[0];
		many[i].name = sv_cstr(names[i]);
	}
	e = open_engine(many, NELEMS(many), 1000);
	if (e == NULL)
		return;
	slow_text(text + 1);
	text[LONG + 1] = '"';
	arena_init(&a, 1 << 24);
	doc = read_body(&a, sv_make(text, LONG + 2));
	tap_is_int(detect_document(e, &a, &doc, &f, NULL, &stops), ERR_LIMIT,
	    "one more than can be told");
	arena_done(&a);
	detect_close(e);
}

int
main(void)
{
	test_goes_on();
	test_steps();
	test_many();
	return tap_done();
}
