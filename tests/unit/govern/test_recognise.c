/*
 * What recognisers are asked, and what their answers mean: places in code
 * points, values that share a text, long ones that are cut, and every way in
 * which an answer can be worthless.
 */
#include "govern/recognise.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/catalogue.h"
#include "tests/tap/tap.h"

#define POLICY	"policy: 1\nrecognisers:\n" \
	"- {name: first, url: \"http://127.0.0.1:5002/a\", classes: " \
	"{PERSON: personal.name}}\n" \
	"- {name: second, url: \"http://[::1]/b\", language: de, " \
	"min_score: 60, fail: open, classes: {PER: personal.name, " \
	"\"post code\": location.code}}\n"

static struct catalogue *catalogue;
static struct policy *policy;
static struct detect_engine *detect;
static struct assess_engine engine;

static bool
setup(void)
{
	struct detect_config dc = { .npacks = 0 };
	struct outsider *outsiders = NULL;
	struct errinfo ei = { 0 };
	int rc = catalogue_load(tap_source_path("share/catalogue"),
	    &catalogue, &ei);

	if (rc == 0)
		rc = policy_parse(SV(POLICY), "p", catalogue, &policy, &ei);
	if (rc == 0)
		rc = recognise_outsiders(policy, &outsiders, &dc.noutsiders);
	dc.outsiders = outsiders;
	if (rc == 0)
		rc = detect_open(&dc, &detect, &ei);
	mem_free(outsiders);
	engine = (struct assess_engine){ detect, policy };
	return tap_is_int(rc, 0, "set up: %s", ei.text);
}

static void
test_engine(void)
{
	uint16_t a, b, c, detector;

	tap_is_int((int64_t)detect_class_count(detect), 2,
	    "a class of two recognisers is one");
	outsider_numbers(detect, 0, &a, &detector);
	outsider_numbers(detect, 1, &b, &detector);
	tap_is_sv(detect_detector_name(detect, detector),
	    SV("recogniser/second"), "its detector says who found it");
	outsider_numbers(detect, 2, &c, &detector);
	tap_ok(a == b && a != c, "classes are told apart");
	tap_is_sv(detect_class_name(detect, c), SV("location.code"),
	    "rules can name it");
}

/* What is asked. */

static struct field
field_of(const char *text)
{
	return (struct field){ .text = sv_cstr(text), .role = FIELD_CONTENT,
		.place = PLACE_BODY };
}

static void
test_plan(void)
{
	struct field fields[] = { field_of("Hello Zoe"), field_of("12,5"),
		field_of("a"), field_of("gpt"), field_of("secret"),
		field_of("\xc3\x84\xc3\xb6") };
	struct document doc = { .fields = fields, .nfields = NELEMS(fields) };
	struct recognise_questions qs = { NULL, 0 };
	struct arena a;

	fields[3].role = FIELD_CONTROL;
	fields[4].place = PLACE_HEADER;
	arena_init(&a, 1 << 20);
	tap_is_int(recognise_plan(&doc, NULL, &a, &qs), 0, "a plan");
	tap_is_int((int64_t)qs.count, 1, "values share a request");
	tap_is_sv(qs.items[0].text, SV("Hello Zoe\n\n\xc3\x84\xc3\xb6"),
	    "only values of the body that have letters");
	tap_ok(qs.items[0].nparts == 2 && qs.items[0].parts[1].field == 5 &&
	    qs.items[0].parts[1].at == 11 && qs.items[0].parts[1].start == 0,
	    "and where each is from");
	doc.nfields = 0;
	tap_ok(recognise_plan(&doc, NULL, &a, &qs) == 0 && qs.count == 0,
	    "nothing to ask");
	arena_done(&a);
}

/* Cut at `unit`s of a text that is as long as several requests. */
static void
test_long(const char *unit, bool at_blank)
{
	size_t each = strlen(unit), n = 3 * RECOGNISE_TEXT_MAX / each;
	char *text = malloc(n * each + 1);
	struct document doc = { .nfields = 1 };
	struct recognise_questions qs = { NULL, 0 };
	bool sound = true;
	struct field f;
	size_t end = 0;
	struct arena a;

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * each, unit, each + 1);
	f = field_of(text);
	doc.fields = &f;
	arena_init(&a, 1 << 22);
	tap_is_int(recognise_plan(&doc, NULL, &a, &qs), 0, "a long one");
	for (size_t i = 0; i < qs.count; i++) {
		const struct recognise_question *q = &qs.items[i];
		const struct recognise_part *p = q->parts;

		sound = sound && q->nparts == 1 && p->at == 0 &&
		    q->text.len <= RECOGNISE_TEXT_MAX && p->start <= end &&
		    (i == 0 || p->start + RECOGNISE_OVERLAP + each > end) &&
		    p->start % each == 0 && p->len % each == 0 &&
		    sv_eq(q->text, sv_slice(f.text, p->start,
		    p->start + p->len));
		end = p->start + p->len;
	}
	tap_ok((sound || at_blank) && end == f.text.len && qs.count == 4,
	    "is cut between characters, and cuts overlap");
	arena_done(&a);
	free(text);
}

static void
test_too_long(void)
{
	size_t len = (size_t)RECOGNISE_REQUESTS * RECOGNISE_TEXT_MAX;
	char *text = malloc(len + 1);
	struct document doc = { .nfields = 1 };
	struct recognise_questions qs = { NULL, 0 };
	struct arena a;
	struct field f;

	memset(text, 'x', len);
	text[len] = '\0';
	f = field_of(text);
	doc.fields = &f;
	arena_init(&a, 1 << 26);
	tap_is_int(recognise_plan(&doc, NULL, &a, &qs), ERR_LIMIT,
	    "more than there may be requests");
	arena_done(&a);
	free(text);
}

static void
test_write(void)
{
	const struct recognise_question q = { .text = SV("a \"b\"\n\xf0\x9f"
	    "\x9a\x80") };
	size_t n;
	const struct policy_recogniser *r = policy_recognisers(policy, &n);
	struct buf out;

	buf_init(&out, 1 << 16);
	tap_is_int(recognise_write(&r[0], &q, true, &out), 0, "a request");
	tap_is_sv(buf_sv(&out), SV("POST /a HTTP/1.0\r\n"
	    "Host: 127.0.0.1:5002\r\nContent-Type: application/json\r\n"
	    "Accept: application/json\r\nAccept-Encoding: identity\r\n"
	    "Connection: close\r\nContent-Length: 85\r\n\r\n"
	    "{\"text\":\"a \\\"b\\\"\\n\xf0\x9f\x9a\x80\",\"language\":\"en\","
	    "\"entities\":[\"PERSON\"],\"score_threshold\":0.50}"),
	    "as Presidio reads it");
	buf_reset(&out);
	tap_is_int(recognise_write(&r[1], &q, false, &out), 0, "another");
	tap_ok(sv_find(buf_sv(&out), SV("Host: [::1]:80\r\n")) > 0 &&
	    sv_find(buf_sv(&out), SV("Connection:")) < 0 &&
	    sv_find(buf_sv(&out), SV("\"language\":\"de\",\"entities\":"
	    "[\"PER\",\"post code\"],\"score_threshold\":0.60}")) > 0,
	    "with its own settings");
	buf_done(&out);
	buf_init(&out, 64);
	tap_is_int(recognise_write(&r[0], &q, false, &out), ERR_LIMIT,
	    "no room");
	buf_done(&out);
}

/* Answers: about "Zoe 🚀 Bob" and, in the same text, "Eve". */
static const char *const texts[] = { "Zoe \xf0\x9f\x9a\x80 Bob", "Eve" };

#define F(type, start, end, score) "{\"entity_type\":\"" type "\"," \
	"\"start\":" #start ",\"end\":" #end ",\"score\":" #score "}"

static const struct answer {
	const char *json;
	size_t number;		/* of the recogniser */
	int rc;
	size_t count;
	struct finding want;	/* the last */
} answers[] = {
	{ "[]", 0, 0, 0, { 0 } },
	{ " [ ] ", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 0.85) "]", 0, 0, 1, { 0, 0, 3, 0, 0, 85 } },
	{ "[" F("PERSON", 6, 9, 1) "]", 0, 0, 1, { 0, 9, 12, 0, 0, 100 } },
	{ "[" F("PERSON", 4, 5, 1.0) "]", 0, 0, 1, { 0, 4, 8, 0, 0, 100 } },
	{ "[" F("PERSON", 11, 14, 9e-1) "]", 0, 0, 1,
	    { 1, 0, 3, 0, 0, 90 } },
	{ "[" F("PERSON", 6, 14, 1) "]", 0, 0, 2, { 1, 0, 3, 0, 0, 100 } },
	{ "[" F("PERSON", 0, 14, 1) "]", 0, 0, 2, { 1, 0, 3, 0, 0, 100 } },
	{ "[" F("PERSON", 9, 11, 1) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 3, 4, 1) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 3, 10, 1) "]", 0, 0, 1, { 0, 4, 12, 0, 0, 100 } },
	{ "[" F("PERSON", 0, 3, 0.5) "," F("PERSON", 0, 9, 0.6) "]", 0, 0, 2,
	    { 0, 0, 12, 0, 0, 60 } },
	{ "[" F("ELSE", 0, 3, 1) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 0.494) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 0.495) "]", 0, 0, 1, { 0, 0, 3, 0, 0, 50 } },
	{ "[" F("PERSON", 0, 3, 1e-400) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 0e999999999999) "]", 0, 0, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 0.000000000000000000000000000007e29) "]", 0,
	    0, 1, { 0, 0, 3, 0, 0, 70 } },
	{ "[" F("PERSON", 0, 3, 100000000000000000e-17) "]", 0, 0, 1,
	    { 0, 0, 3, 0, 0, 100 } },
	{ "[{\"score\":1,\"x\":[{\"start\":9}],\"end\":3,\"start\":0,"
	    "\"entity_type\":\"PERSON\",\"y\":null}]", 0, 0, 1,
	    { 0, 0, 3, 0, 0, 100 } },
	{ "[" F("PERSON", 0, 3, 0.9) "]", 1, 0, 0, { 0 } },
	{ "[" F("PER", 0, 3, 0.9) "]", 1, 0, 1, { 0, 0, 3, 0, 1, 90 } },
	{ "[" F("post\\u0020code", 0, 3, 0.9) "]", 1, 0, 1,
	    { 0, 0, 3, 1, 2, 90 } },
	{ "[" F("PER", 0, 3, 0.594) "]", 1, 0, 0, { 0 } },
	/* Worthless. */
	{ "", 0, ERR_SYNTAX, 0, { 0 } },
	{ "{}", 0, ERR_SYNTAX, 0, { 0 } },
	{ "null", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[1]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[[]]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[{}]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[] []", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 1) "]x", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, NaN) "]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, Infinity) "]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, "1") "]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, null) "]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, -0.5) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 1.0000001) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 1.001) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 85) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 3, 1e999999999999) "]", 0, ERR_RANGE, 0,
	    { 0 } },
	{ "[" F("PERSON", 0, 3, 1) "," F("PERSON", 3, 3, 1) "]", 0,
	    ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 3, 2, 1) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", -1, 2, 1) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 15, 1) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("ELSE", 0, 15, 1) "]", 0, ERR_RANGE, 0, { 0 } },
	{ "[" F("PERSON", 0, 99999999999999999999, 1) "]", 0, ERR_RANGE, 0,
	    { 0 } },
	{ "[" F("PERSON", 0.0, 3, 1) "]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[{\"entity_type\":\"PERSON\",\"start\":0,\"start\":0,\"end\":1,"
	    "\"score\":1}]", 0, ERR_SYNTAX, 0, { 0 } },
	{ "[{\"entity_type\":1,\"start\":0,\"end\":1,\"score\":1}]", 0,
	    ERR_SYNTAX, 0, { 0 } },
	{ "[{\"entity_type\":\"PERSON\",\"start\":0,\"end\":1}]", 0,
	    ERR_SYNTAX, 0, { 0 } },
};

static void
test_answer(const struct answer *w)
{
	const struct recognise_asked asked = { .engine = &engine,
		.number = w->number };
	struct field fields[] = { field_of(texts[0]), field_of(texts[1]) };
	struct document doc = { .fields = fields, .nfields = NELEMS(fields) };
	struct recognise_questions qs = { NULL, 0 };
	struct recognise_found found = { NULL, 0, 0 };
	struct arena a;

	arena_init(&a, 1 << 20);
	if (!tap_is_int(recognise_plan(&doc, NULL, &a, &qs), 0, "%s", w->json))
		return;
	tap_is_int(recognise_read(&asked, &qs.items[0], sv_cstr(w->json), &a,
	    &found), w->rc, "read");
	tap_is_int((int64_t)found.count, (int64_t)w->count, "so many");
	if (found.count == w->count && w->count > 0) {
		const struct finding *f = &found.items[w->count - 1];

		tap_ok(f->field == w->want.field && f->start == w->want.start
		    && f->end == w->want.end && f->score == w->want.score &&
		    f->class_id == w->want.class_id &&
		    f->detector == w->want.detector, "where it is: field %u "
		    "[%u, %u) class %u detector %u score %u", f->field,
		    f->start, f->end, f->class_id, f->detector, f->score);
	}
	arena_done(&a);
}

/* Few bytes of an answer may not become many findings. */
static void
test_many(void)
{
	enum { FIELDS = 8000 };
	const struct recognise_asked asked = { .engine = &engine,
		.number = 0 };
	struct field *fields = calloc(FIELDS, sizeof(*fields));
	struct document doc = { .fields = fields, .nfields = FIELDS };
	struct recognise_questions qs = { NULL, 0 };
	struct recognise_found found = { NULL, 0, 0 };
	struct arena a;

	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = field_of("ab");
	arena_init(&a, 1 << 24);
	tap_ok(recognise_plan(&doc, NULL, &a, &qs) == 0 && qs.count == 1,
	    "many values in one request");
	tap_is_int(recognise_read(&asked, &qs.items[0], SV("["
	    F("PERSON", 0, 31998, 1) "," F("PERSON", 0, 31998, 1) ","
	    F("PERSON", 0, 31998, 1) "]"), &a, &found), ERR_LIMIT,
	    "each found in each");
	tap_is_int((int64_t)found.count, 0, "and none of it counts");
	arena_done(&a);
	free(fields);
}

/* Into the assessment: joined by the engine's rule, or failed. */
static void
test_join(void)
{
	struct finding own[] = { { 0, 0, 3, 0, 0, 70 },
		{ 0, 10, 20, 0, 0, 70 } };
	struct finding others[] = { { 0, 1, 3, 1, 2, 60 },
		{ 0, 12, 14, 1, 2, 90 }, { 0, 30, 31, 1, 2, 60 } };
	const struct recognise_found found = { others, NELEMS(others), 0 };
	struct assessment as = { .findings = { own, NELEMS(own) } };
	struct document doc = { .nfields = 0 };
	size_t n;
	const struct policy_recogniser *r = policy_recognisers(policy, &n);
	struct arena a;

	arena_init(&a, 1 << 20);
	tap_is_int(recognise_join(&engine, &a, &found, &doc, &as), 0, "joined");
	tap_ok(as.findings.count == 3 && as.findings.items[0].end == 3 &&
	    as.findings.items[0].score == 70 &&
	    as.findings.items[1].start == 12 &&
	    as.findings.items[2].start == 30, "the higher score wins");
	arena_done(&a);
	recognise_failed(&r[1], &doc, &as);
	tap_ok(as.facts.failed == 0 &&
	    doc.coverage.reasons[COVERAGE_RECOGNISER] == 1 &&
	    coverage_state(&doc.coverage) == COVERAGE_FULL, "open: stated, goes on");
	recognise_failed(&r[0], &doc, &as);
	tap_ok(as.facts.failed == 1u << FAIL_DETECTOR &&
	    doc.coverage.reasons[COVERAGE_RECOGNISER] == 2,
	    "closed: detection has failed");
}

int
main(void)
{
	if (!setup())
		return tap_done();
	test_engine();
	test_plan();
	test_long("x", false);
	test_long("\xc3\xa4", false);
	test_long("\xf0\x9f\x9a\x80", false);
	test_long("name ", true);
	test_too_long();
	test_write();
	for (size_t i = 0; i < NELEMS(answers); i++)
		test_answer(&answers[i]);
	test_many();
	test_join();
	detect_close(detect);
	policy_free(policy);
	catalogue_free(catalogue);
	return tap_done();
}
