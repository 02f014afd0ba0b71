/*
 * What a recogniser was asked about once it is not asked about again, as long
 * as it is the same one, and what is found is the same.
 */
#include "govern/recognise_turn.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rules/catalogue.h"
#include "tests/tap/tap.h"

#define FIRST	"{name: first, url: \"http://127.0.0.1:5002/a\", " \
	"classes: {PERSON: personal.name}}"
#define SECOND	"{name: second, url: \"http://127.0.0.1:5003/a\", " \
	"classes: {PERSON: personal.name}}"

/* Policies that one engine of detection serves. */
static const struct {
	const char *name, *recognisers;
	bool same;			/* as the first one, to recogniser 0 */
} policies[] = {
	{ "the same", "[" FIRST ", " SECOND "]", true },
	{ "the other way round", "[" SECOND ", " FIRST "]", false },
	{ "another score", "[{name: first, url: \"http://127.0.0.1:5002/a\", "
	    "min_score: 60, classes: {PERSON: personal.name}}, " SECOND "]",
	    false },
	{ "another path", "[{name: first, url: \"http://127.0.0.1:5002/b\", "
	    "classes: {PERSON: personal.name}}, " SECOND "]", false },
	{ "another language", "[{name: first, language: de, url: "
	    "\"http://127.0.0.1:5002/a\", classes: {PERSON: personal.name}}, "
	    SECOND "]", false },
	{ "another class", "[{name: first, url: \"http://127.0.0.1:5002/a\", "
	    "classes: {PERSON: personal.other}}, " SECOND "]", false },
	{ "another time", "[{name: first, url: \"http://127.0.0.1:5002/a\", "
	    "timeout: 9s, classes: {PERSON: personal.name}}, " SECOND "]",
	    true },
};

static struct catalogue *catalogue;

/* A policy, and an engine of detection of its own unless `*detect` is one. */
static bool
open_policy(const char *recognisers, struct policy **policy,
    struct detect_engine **detect, size_t history_bytes)
{
	struct detect_config dc = { .history_bytes = history_bytes };
	struct outsider *outsiders = NULL;
	struct errinfo ei = { 0 };
	char text[1024];
	int rc;

	(void)snprintf(text, sizeof(text), "policy: 1\nrecognisers: %s\n",
	    recognisers);
	rc = policy_parse(sv_cstr(text), "p", catalogue, policy, &ei);
	if (rc == 0 && *detect == NULL)
		rc = recognise_outsiders(*policy, &outsiders,
		    &dc.noutsiders);
	dc.outsiders = outsiders;
	if (rc == 0 && *detect == NULL)
		rc = detect_open(&dc, detect, &ei);
	mem_free(outsiders);
	return tap_is_int(rc, 0, "policy and engine %s", ei.text);
}

static struct field
field_of(const char *text)
{
	return (struct field){ .text = sv_cstr(text), .role = FIELD_CONTENT,
		.place = PLACE_BODY };
}

/* Begin a turn, and let the recogniser find "Zoe" wherever it is asked. */
static void
take_turn(const struct recognise_asked *asked, const struct document *doc,
    struct arena *a, struct recognise_found *found, struct recognise_turn *t)
{
	tap_is_int(recognise_turn_begin(asked, doc, a, found, t), 0,
	    "a turn");
	for (size_t i = 0; i < t->questions.count; i++) {
		struct sv text = t->questions.items[i].text;
		struct buf json;

		buf_init(&json, 1 << 20);
		buf_add_char(&json, '[');
		for (size_t at = 0; at + 3 <= text.len; at++)
			if (sv_eq(sv_slice(text, at, at + 3), SV("Zoe")))
				buf_addf(&json, "%s{\"entity_type\":\"PERSON"
				    "\",\"start\":%zu,\"end\":%zu,\"score\":"
				    "0.8}", json.len > 1 ? "," : "", at,
				    at + 3);
		buf_add_char(&json, ']');
		tap_is_int(recognise_read(asked, &t->questions.items[i],
		    buf_sv(&json), a, found), 0, "answered");
		buf_done(&json);
	}
}

static bool
has(const struct recognise_found *found, uint32_t field, uint32_t start)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->items[i].field == field &&
		    found->items[i].start == start &&
		    found->items[i].end == start + 3 &&
		    found->items[i].score == 80)
			return true;
	return false;
}

/* Turn after turn of a conversation, with both recognisers. */
static void
test_turns(const struct assess_engine *engine, bool remembers)
{
	struct field fields[] = { field_of("Hello Zoe and Zoe"),
		field_of("nobody"), field_of("12"), field_of("Zoe") };
	struct field moved[] = { fields[3], fields[0] };
	struct document doc = { .fields = fields, .nfields = 3 };
	const struct recognise_asked first = { .engine = engine,
		.number = 0 };
	const struct recognise_asked second = { .engine = engine,
		.number = 1 };
	struct recognise_found found = { NULL, 0, 0 };
	struct recognise_turn t, u;
	struct arena a;

	arena_init(&a, 1 << 20);
	take_turn(&first, &doc, &a, &found, &t);
	tap_ok(t.nknown == 0 && found.count == 2, "all is asked");
	take_turn(&first, &doc, &a, &found, &u);
	tap_ok(u.nknown == 0, "nothing is known before it is kept");
	take_turn(&second, &doc, &a, &found, &u);
	found.count = 2;
	recognise_turn_keep(&t, &doc, &a, &found);
	found.count = 0;
	take_turn(&second, &doc, &a, &found, &u);
	tap_ok(u.nknown == 0 && found.count == 2,
	    "nor from another recogniser");
	recognise_turn_keep(&u, &doc, &a, &found);
	doc.nfields = 4;
	found.count = 0;
	take_turn(&first, &doc, &a, &found, &t);
	tap_is_int((int64_t)t.nknown, remembers ? 2 : 0, "the next turn");
	tap_ok(t.questions.count == 1 && sv_eq(t.questions.items[0].text,
	    remembers ? SV("Zoe") : SV("Hello Zoe and Zoe\n\nnobody\n\nZoe")),
	    "asks what is new");
	tap_ok(found.count == 3 && has(&found, 0, 6) && has(&found, 0, 14) &&
	    has(&found, 3, 0), "and finds the same");
	recognise_turn_keep(&t, &doc, &a, &found);
	found.count = 0;
	doc = (struct document){ .fields = moved, .nfields = 2 };
	take_turn(&first, &doc, &a, &found, &t);
	tap_ok((t.questions.count == 0) == remembers, "nothing is new");
	tap_ok(found.count == 3 && has(&found, 0, 0) && has(&found, 1, 6) &&
	    has(&found, 1, 14), "where it stands now");
	arena_done(&a);
}

/* Is what the first policy's recogniser knows also known to this one? */
static void
test_policy(struct detect_engine *detect, size_t i)
{
	struct field f = field_of("Zoe, as it was");
	struct document doc = { .fields = &f, .nfields = 1 };
	struct recognise_found found = { NULL, 0, 0 };
	struct policy *policy = NULL;
	struct assess_engine engine;
	struct recognise_turn t;
	struct arena a;

	if (!open_policy(policies[i].recognisers, &policy, &detect, 0))
		return;
	arena_init(&a, 1 << 20);
	engine = (struct assess_engine){ detect, policy };
	take_turn(&(struct recognise_asked){ .engine = &engine }, &doc, &a,
	    &found, &t);
	tap_ok((t.nknown == 1) == (policies[i].same && i > 0) &&
	    found.count == 1, "%s: %s", policies[i].name,
	    policies[i].same ? "known" : "not known");
	if (i == 0)
		recognise_turn_keep(&t, &doc, &a, &found);
	take_turn(&(struct recognise_asked){ &engine, 0, SV("other") }, &doc,
	    &a, &found, &t);
	tap_ok(t.nknown == 0, "not known to another client");
	arena_done(&a);
	policy_free(policy);
}

/* A key of detection is none of a recogniser, whatever the label. */
static void
test_apart(const struct detect_engine *detect)
{
	struct history *h = history_of(detect);
	const struct history_content none = { .count = 0 };
	struct history_content known;
	struct history_key key;

	tap_ok(history_key(h, SV("text"), SV("owner"), &key) == 0, "a key");
	history_keep(h, &key, &none);
	tap_ok(history_find(h, &key, &known), "known");
	tap_ok(history_key_of(h, SV("owner"), SV("text"), &key) == 0 &&
	    !history_find(h, &key, &known), "to nobody else");
}

/* Too much is asked about, unless most of it is known. */
static void
test_limit(const struct assess_engine *engine)
{
	enum { FIELDS = RECOGNISE_REQUESTS + 10, EACH = 40000 };
	const struct recognise_asked asked = { .engine = engine,
		.number = 0 };
	struct recognise_found found = { NULL, 0, 0 };
	struct field *fields = mem_calloc(FIELDS, sizeof(*fields));
	char *text = mem_calloc(FIELDS, EACH);
	struct document doc = { .fields = fields, .nfields = FIELDS };
	struct recognise_turn t;
	struct arena a;

	arena_init(&a, 1 << 28);
	memset(text, 'x', (size_t)FIELDS * EACH);
	for (size_t i = 0; i < FIELDS; i++) {
		(void)snprintf(text + i * EACH, 9, "t%07zu", i);
		text[i * EACH + 8] = 'x';
		fields[i] = field_of("");
		fields[i].text = sv_make(text + i * EACH, EACH);
	}
	tap_is_int(recognise_turn_begin(&asked, &doc, &a, &found, &t),
	    ERR_LIMIT, "too much");
	doc.nfields = 20;
	take_turn(&asked, &doc, &a, &found, &t);
	recognise_turn_keep(&t, &doc, &a, &found);
	doc.nfields = FIELDS;
	take_turn(&asked, &doc, &a, &found, &t);
	tap_is_int((int64_t)t.nknown, 20, "not beside what is known");
	arena_done(&a);
	mem_free(text);
	mem_free(fields);
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct detect_engine *with = NULL, *without = NULL;
	struct policy *policy = NULL, *other = NULL;

	if (!tap_is_int(catalogue_load(tap_source_path("share/catalogue"),
	    &catalogue, &ei), 0, "catalogue %s", ei.text))
		return tap_done();
	if (open_policy(policies[0].recognisers, &policy, &with, 1 << 20) &&
	    open_policy(policies[0].recognisers, &other, &without, 0)) {
		test_turns(&(struct assess_engine){ with, policy }, true);
		test_turns(&(struct assess_engine){ without, other }, false);
		for (size_t i = 0; i < NELEMS(policies); i++)
			test_policy(with, i);
		test_apart(with);
		test_limit(&(struct assess_engine){ with, policy });
	}
	policy_free(policy);
	policy_free(other);
	detect_close(with);
	detect_close(without);
	catalogue_free(catalogue);
	return tap_done();
}
