#include "tests/unit/inspect/disguise_kit.h"

#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "inspect/body/document.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static void
show(const struct detect_engine *e, const struct findings *f, struct sv text)
{
	for (size_t i = 0; i < f->count; i++) {
		struct finding x = f->items[i];

		tap_diag("  found %.*s, %u: '%.*s'",
		    SV_ARG(detect_detector_name(e, x.detector)), x.score,
		    SV_ARG(sv_slice(text, x.start, x.end)));
	}
}

bool
disguise_kit_finds(const struct detect_engine *e, struct sv text,
    const char *class_name, size_t start, size_t end)
{
	struct field field = { .text = text };
	struct findings f = { NULL, 0 };
	struct arena a;
	bool found = false;
	uint16_t id = 0;

	arena_init(&a, 1 << 26);
	if (detect_class_find(e, sv_cstr(class_name), &id) == 0 &&
	    detect_scan(e, &a, &field, 1, &f) == 0)
		for (size_t i = 0; i < f.count; i++)
			found = found || (f.items[i].class_id == id &&
			    f.items[i].start == start &&
			    f.items[i].end == end);
	if (!found)
		show(e, &f, text);
	arena_done(&a);
	return found;
}

void
disguise_kit_cases(const struct detect_engine *e,
    const struct disguise_case *cases, size_t count)
{
	size_t start = 0, end = 0;
	struct buf text;

	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < count; i++) {
		if (!packs_kit_take_marks(sv_cstr(cases[i].text), &text, &start,
		    &end))
			continue;
		tap_ok(disguise_kit_finds(e, buf_sv(&text),
		    cases[i].class_name, start, end), "%s", cases[i].text);
	}
	buf_done(&text);
}

/* The same in the middle of much else: windows are cut around places. */
void
disguise_kit_far(const struct detect_engine *e,
    const struct disguise_case *cases, size_t count)
{
	size_t start = 0, end = 0;
	struct buf text, whole;

	buf_init(&text, 1 << 20);
	buf_init(&whole, 1 << 20);
	for (size_t i = 0; i < count; i++) {
		if (!packs_kit_take_marks(sv_cstr(cases[i].text), &text, &start,
		    &end))
			continue;
		buf_reset(&whole);
		while (whole.len < 9000)
			buf_add_cstr(&whole, "nothing of note here. ");
		start += whole.len;
		end += whole.len;
		buf_add_sv(&whole, buf_sv(&text));
		while (whole.len < 20000)
			buf_add_cstr(&whole, " nothing of note here.");
		tap_ok(disguise_kit_finds(e, buf_sv(&whole),
		    cases[i].class_name, start, end), "far: %s",
		    cases[i].text);
	}
	buf_done(&text);
	buf_done(&whole);
}

void
disguise_kit_clean(const struct detect_engine *e, const char *const *texts,
    size_t count)
{
	struct findings f = { NULL, 0 };
	struct arena a;

	arena_init(&a, 1 << 26);
	for (size_t i = 0; i < count; i++) {
		struct field field = { .text = sv_cstr(texts[i]) };

		if (!tap_ok(detect_scan(e, &a, &field, 1, &f) == 0 &&
		    f.count == 0, "clean: %s", texts[i]))
			show(e, &f, field.text);
	}
	arena_done(&a);
}

void
disguise_kit_rewrites(const struct detect_engine *e,
    const struct disguise_body *bodies, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct document_input in = { .kind = DOCUMENT_REQUEST,
			.method = SV("POST"), .host = SV("example.org"),
			.target = SV("/"), .body = sv_cstr(bodies[i].body),
			.content_type = SV("application/json") };
		struct document doc;
		struct edit edits[4];
		struct findings f = { NULL, 0 };
		struct arena a;
		struct buf out;
		size_t n = 0;

		memset(&doc, 0, sizeof(doc));
		arena_init(&a, 1 << 26);
		buf_init(&out, 4096);
		tap_ok(document_read(&doc, &a, &in) == 0 && detect_scan(e, &a,
		    doc.fields, doc.nfields, &f) == 0, "read");
		for (; n < f.count && n < NELEMS(edits); n++)
			edits[n] = (struct edit){ f.items[n].field,
				f.items[n].start, f.items[n].end,
				SV("TOKEN") };
		tap_is_int(document_rewrite(&doc, edits, n, &out), 0,
		    "rewritten");
		tap_is_sv(buf_sv(&out), sv_cstr(bodies[i].rewritten), "%s",
		    bodies[i].body);
		buf_done(&out);
		arena_done(&a);
	}
}
