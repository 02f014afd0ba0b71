/* Which values want surrogates, and which texts of a request look like one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "govern/engine.h"
#include "govern/occurrence.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

enum { PATH = 512, TEXTS = 3 };

#define IBAN "DE89370400440532013000"
#define OTHER "GB82WEST12345698765432"

static const struct sv policy_text = SV_INIT("policy: 1\n"
    "rules:\n"
    "- {name: r, when: {data: [financial, personal]}, do: tokenise}\n"
    "- {name: s, when: {data: [financial.card]}, do: redact}\n"
    "tokens: {surrogates: [financial.iban, financial.card]}\n");

/* The first text is looked for, and two that are made of its parts. */
static const struct {
	const char *body;
	bool hits[TEXTS];
} cases[] = {
	{ "{\"a\":\"nothing at all\"}", { false, false, false } },
	{ "{\"a\":\"it is " IBAN ".\"}", { false, false, false } },
	{ "{\"a\":\"id a1" OTHER "x\"}", { true, true, true } },
	{ "{\"a\":\"" IBAN "\",\"b\":\"x1" OTHER "\"}",
	    { true, true, true } },
	{ "{\"a\":\"WEST12345698\",\"b\":\"65432\"}",
	    { false, true, false } },
	{ "{\"a1" OTHER "\":1}", { true, true, true } },
	{ "{\"a\":\"id a1GB82\",\"b\":\"WEST1234\"}",
	    { false, true, false } },
};

static const struct sv texts[TEXTS] = { SV_INIT(OTHER), SV_INIT("WEST1234"),
	SV_INIT("98765432") };

static struct engine *
open_engine(const char *dir)
{
	char catalogue[PATH], detectors[PATH], policy[PATH];
	const struct engine_files files = { .catalogue = catalogue,
		.policy = policy, .detectors = detectors };
	struct engine *e = NULL;
	struct errinfo ei = { 0 };

	(void)snprintf(catalogue, PATH, "%s",
	    tap_source_path("share/catalogue"));
	(void)snprintf(detectors, PATH, "%s",
	    tap_source_path("share/detectors"));
	(void)snprintf(policy, PATH, "%s/policy.yaml", dir);
	if (file_replace(policy, policy_text, 0600, &ei) != 0 ||
	    engine_open(&files, &e, NULL, &ei) != 0) {
		tap_ok(false, "open: %s", ei.text);
		exit(tap_done());
	}
	return e;
}

/* Assess `body` into `a`; memory of `arena`. */
static void
assess(const struct engine *e, const char *body, struct arena *arena,
    struct document *doc, struct assessment *a)
{
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .host = SV("api.example"),
		.target = SV("/"), .content_type = SV("application/json"),
		.body = sv_cstr(body), .limits = &document_default_limits };
	struct assess_input ain = { .doc = doc,
		.facts = { .host = SV("api.example"), .port = 443 } };

	if (document_read(doc, arena, &in) != 0 ||
	    assess_flow(&e->assess, arena, &ain, a) != 0)
		tap_ok(false, "assess");
}

static void
test_wants(const struct engine *e)
{
	struct assessment a;
	struct document doc;
	struct arena arena;

	arena_init(&arena, 1 << 24);
	assess(e, "[\"" IBAN "\",\"ada@example.org\",\"card 4111 1111 1111 "
	    "1111\"]", &arena, &doc, &a);
	tap_is_int((int64_t)a.nvalues, 3, "three values");
	for (size_t i = 0; i < a.nvalues; i++) {
		struct sv class = detect_class_name(e->detect,
		    a.values[i].class_id);

		tap_ok(a.values[i].wants_surrogate ==
		    sv_eq(class, SV("financial.iban")),
		    "%.*s: only what is tokenised and listed", SV_ARG(class));
	}
	tap_ok(assess_has_surrogates(e->policy, SV("financial.card")) &&
	    !assess_has_surrogates(e->policy, SV("financial")),
	    "classes, not groups");
	arena_done(&arena);
}

static void
test_lookalikes(const struct engine *e)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		bool hit[TEXTS] = { false };
		const struct occurrence_texts t = { texts, hit, TEXTS };
		size_t count = 99, want = 0;
		struct assessment a;
		struct document doc;
		struct arena arena;

		arena_init(&arena, 1 << 24);
		assess(e, cases[i].body, &arena, &doc, &a);
		if (occurrence_lookalikes(&arena, &doc, &a, &t, &count) != 0)
			tap_ok(false, "search");
		for (size_t k = 0; k < TEXTS; k++)
			want += cases[i].hits[k];
		tap_ok(memcmp(hit, cases[i].hits, sizeof(hit)) == 0 &&
		    count == want, "%s", cases[i].body);
		arena_done(&arena);
	}
}

int
main(void)
{
	char *dir = tmpdir_new();
	struct engine *e = open_engine(dir);

	test_wants(e);
	test_lookalikes(e);
	engine_close(e);
	tmpdir_free(dir);
	return tap_done();
}
