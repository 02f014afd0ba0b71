/* A number of two countries goes to the one for which the text speaks. */
#include <stdio.h>

#include "inspect/detect.h"
#include "tests/tap/tap.h"

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

int
main(void)
{
	char path[1024];
	const char *packs[] = { path };
	struct detect_config config = { .packs = packs, .npacks = 1 };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };

	(void)snprintf(path, sizeof(path), "%s",
	    tap_source_path("share/detectors"));
	if (tap_ok(detect_open(&config, &e, &ei) == 0, "packs open"))
		for (size_t i = 0; i < NELEMS(cases); i++)
			tap_ok(ends_as(e, sv_cstr(cases[i].text),
			    cases[i].class_name), "%s", cases[i].text);
	detect_close(e);
	return tap_done();
}
