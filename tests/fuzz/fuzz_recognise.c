/*
 * govern/recognise: values separated by 0x1e bytes up to a NUL byte, behind it
 * what a recogniser answers about them. Whatever it says, what is found stands
 * in a value, between characters, with a score that is one.
 */
#include <stdint.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "govern/recognise.h"
#include "rules/catalogue.h"
#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS = 64 };

static struct assess_engine engine;

static void
open_engine(void)
{
	static const struct sv text = SV_INIT("policy: 1\nrecognisers:\n"
	    "- {name: a, url: \"http://127.0.0.1:5002/a\", classes: "
	    "{PERSON: personal.name, LOCATION: location.place}}\n");
	struct outsider *outsiders = NULL;
	struct detect_config dc = { .npacks = 0 };
	struct detect_engine *detect = NULL;
	struct catalogue *catalogue = NULL;
	struct policy *policy = NULL;
	struct errinfo ei = { 0 };

	ASSERT(catalogue_load(tap_source_path("share/catalogue"), &catalogue,
	    &ei) == 0);
	ASSERT(policy_parse(text, "p", catalogue, &policy, &ei) == 0);
	ASSERT(recognise_outsiders(policy, &outsiders, &dc.noutsiders) == 0);
	dc.outsiders = outsiders;
	ASSERT(detect_open(&dc, &detect, &ei) == 0);
	mem_free(outsiders);
	engine = (struct assess_engine){ detect, policy };
}

static void
check(const struct document *doc, const struct recognise_found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->items[i];
		struct sv text;

		ASSERT(f->field < doc->nfields);
		text = doc->fields[f->field].text;
		ASSERT(f->start < f->end && f->end <= text.len);
		ASSERT(utf8_is_boundary(text, f->start) &&
		    utf8_is_boundary(text, f->end));
		ASSERT(f->score >= 50 && f->score <= 100);
	}
}

static void
ask(const struct document *doc, struct sv json)
{
	const struct recognise_asked asked = { .engine = &engine,
		.number = 0 };
	struct recognise_questions qs = { NULL, 0 };
	struct recognise_found found = { NULL, 0, 0 };
	struct arena a;

	arena_init(&a, 1 << 28);
	if (recognise_plan(doc, NULL, &a, &qs) != 0)
		qs.count = 0;
	for (size_t i = 0; i < qs.count; i++) {
		ASSERT(qs.items[i].text.len <= RECOGNISE_TEXT_MAX);
		if (recognise_read(&asked, &qs.items[i], json, &a,
		    &found) == 0)
			check(doc, &found);
	}
	arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = sv_make(data, size), texts = sv_cut(&rest, '\0');
	struct field fields[FIELDS];
	struct document doc = { .fields = fields };

	if (engine.policy == NULL)
		open_engine();
	if (!utf8_is_valid(texts))
		return 0;
	while (texts.len > 0 && doc.nfields < FIELDS)
		fields[doc.nfields++] = (struct field){
			.text = sv_cut(&texts, '\x1e'),
			.role = FIELD_CONTENT, .place = PLACE_BODY };
	ask(&doc, rest);
	return 0;
}
