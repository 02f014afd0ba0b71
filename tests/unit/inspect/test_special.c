/*
 * The switch of each special category (GDPR Art. 9 and 10): a class turned off
 * is found no more, and all others are.
 */
#include "base/arena.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

/* One sentence of each class, which only that class finds. */
static const struct {
	struct sv class_name;
	const char *text;
} cases[] = {
	{ SV_INIT("special.health.condition"), "I have epilepsy." },
	{ SV_INIT("special.health.medication"), "I take metformin." },
	{ SV_INIT("special.health.status"), "I'm pregnant, keep it quiet." },
	{ SV_INIT("special.health.treatment"), "My brother has a pacemaker." },
	{ SV_INIT("special.health.icd10"), "Diagnose: F32.1" },
	{ SV_INIT("special.union"), "Our intern is a union member." },
	{ SV_INIT("special.religion"), "I am a Muslim." },
	{ SV_INIT("special.ethnic"), "Der Bewerber ist kurdischer Herkunft." },
	{ SV_INIT("special.political"), "My neighbour canvasses for Labour." },
	{ SV_INIT("special.sexual"), "My son is gay." },
	{ SV_INIT("special.genetic"), "My son has Down syndrome." },
	{ SV_INIT("special.biometric"), "Please delete my fingerprints." },
	{ SV_INIT("special.conviction"), "My ex was convicted of theft." },
};

/* What may be turned off: a class, all that is below one, everything. */
static const char *const switches[] = { "special.health.condition",
	"special.health.medication", "special.health.status",
	"special.health.treatment", "special.health.icd10", "special.health",
	"special.union", "special.religion", "special.ethnic",
	"special.political", "special.sexual", "special.genetic",
	"special.biometric", "special.conviction", "special" };

static unsigned
count_below(const struct detect_engine *e, const char *text,
    struct sv class_name)
{
	struct field field = { .text = sv_cstr(text), .label = SV("") };
	struct findings f;
	struct arena a;
	unsigned count = 0;

	arena_init(&a, 1 << 24);
	if (tap_ok(detect_scan(e, &a, &field, 1, &f) == 0, "%s", text))
		for (size_t i = 0; i < f.count; i++)
			count += sv_has_dotted_prefix(detect_class_name(e,
			    f.items[i].class_id), class_name);
	arena_done(&a);
	return count;
}

static void
test_switch(const char *name)
{
	const struct detect_class class = { .name = sv_cstr(name),
		.disabled = true };
	struct detect_engine *e = packs_kit_engine((struct detect_config){
		.classes = &class, .nclasses = 1 });

	if (!tap_ok(e != NULL, "without %s", name))
		return;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		bool off = sv_has_dotted_prefix(cases[i].class_name,
		    class.name);
		unsigned n = count_below(e, cases[i].text,
		    cases[i].class_name);

		tap_ok(off ? n == 0 : n > 0, "without %s: %s", name,
		    cases[i].text);
	}
	detect_close(e);
}

static void
test_all(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e == NULL)
		return;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		tap_ok(count_below(e, cases[i].text, cases[i].class_name) >
		    0, "%s", cases[i].text);
		tap_is_int((int)count_below(e, cases[i].text, SV("special")),
		    (int)count_below(e, cases[i].text, cases[i].class_name),
		    "%s: of no other class", cases[i].text);
	}
	detect_close(e);
}

int
main(void)
{
	test_all();
	for (size_t i = 0; i < NELEMS(switches); i++)
		test_switch(switches[i]);
	return tap_done();
}
