/* Why something is found, and what kept a near miss out. */
#include <string.h>

#include "inspect/explain.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static const struct sv badge_words[] = { SV_INIT("badge") };
static const struct detect_class users[] = {
	{ .name = SV_INIT("internal.badge"), .pattern = SV_INIT("BD(\\d{10})"),
	    .validator = SV_INIT("luhn"), .context = badge_words,
	    .ncontext = 1, .context_required = true },
};

static struct detect_engine *
open_engine(void)
{
	struct detect_engine *e = packs_kit_engine((struct detect_config){
		.classes = users, .nclasses = NELEMS(users) });

	tap_ok(e != NULL, "packs open");
	return e;
}

static const struct explain_entry *
find(const struct detect_engine *e, const struct explain *x,
    const char *detector)
{
	for (size_t i = 0; i < x->count; i++)
		if (sv_eq(detect_detector_name(e,
		    x->items[i].finding.detector), sv_cstr(detector)))
			return &x->items[i];
	return NULL;
}

static const struct explain_case {
	const char *detector, *label, *text;
	const char *value;		/* where the candidate stands */
	const char *word, *against;	/* of the text, or NULL */
	enum explain_cause cause;
	enum explain_place place;
	enum validate_grade grade;
} cases[] = {
	{ "person/pl_pesel", "", "PESEL: 44051401359.", "44051401359",
	    "PESEL", NULL, EXPLAIN_FOUND, 0, GRADE_STRONG },
	{ "person/pl_pesel", "", "a 44051401359.", "44051401359",
	    NULL, NULL, EXPLAIN_CONTEXT, 0, GRADE_STRONG },
	{ "person/pl_pesel", "", "PESEL: 44051401358.", "44051401358",
	    "PESEL", NULL, EXPLAIN_VALIDATOR, 0, GRADE_NONE },
	{ "person/pl_pesel", "", "PESEL a-44051401359.", "44051401359",
	    "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_WORD, GRADE_STRONG },
	{ "person/pl_pesel", "",
	    "PESEL https://x.example/a?b=c-44051401359", "44051401359",
	    "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_URL, GRADE_STRONG },
	{ "person/pl_pesel", "",
	    "PESEL ab-44051401359-cdabcdabcdabcdabcdabcdabcdabcd",
	    "44051401359", "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_BASE64,
	    GRADE_STRONG },
	{ "financial/card", "",
	    "card 550e8400-e29b-41d4-a716-630427373398", "630427373398",
	    "card", NULL, EXPLAIN_PLACE, EXPLAIN_UUID, GRADE_WEAK },
	{ "financial/card", "",
	    "card abcdefabcdefa630427373398abcdefabcdef01", "630427373398",
	    "card", NULL, EXPLAIN_PLACE, EXPLAIN_HASH, GRADE_WEAK },
	/* Other digits touch it. */
	{ "person/pl_pesel", "",
	    "PESEL sha1: 9f86d081884c7d6544051401359d082b0b822cd1",
	    "44051401359", "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_HASH,
	    GRADE_STRONG },
	{ "person/pl_pesel", "", "PESEL 0.44051401359", "44051401359",
	    "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_DECIMAL, GRADE_STRONG },
	{ "person/pl_pesel", "", "PESEL 44051401359.5", "44051401359",
	    "PESEL", NULL, EXPLAIN_PLACE, EXPLAIN_DECIMAL, GRADE_STRONG },
	{ "financial/iban", "", "to DE89 3704 0044 0532 0130 00 now",
	    "DE89 3704 0044 0532 0130 00", NULL, NULL, EXPLAIN_FOUND, 0,
	    GRADE_STRONG },
	{ "financial/iban", "", "to GB82 WEST 1234 5698 7654 33 now",
	    "GB82 WEST 1234 5698 7654 33", NULL, NULL, EXPLAIN_VALIDATOR, 0,
	    GRADE_NONE },
	{ "policy/internal.badge", "", "badge BD0000000018", "0000000018",
	    "badge", NULL, EXPLAIN_FOUND, 0, GRADE_STRONG },
	{ "policy/internal.badge", "", "see BD0000000018", "0000000018",
	    NULL, NULL, EXPLAIN_CONTEXT, 0, GRADE_STRONG },
	{ "policy/internal.badge", "", "badge BD0000000019", "0000000019",
	    "badge", NULL, EXPLAIN_VALIDATOR, 0, GRADE_NONE },
};

static bool
is_word(const struct explain_case *c, bool has, const struct context_word *w,
    const char *want)
{
	struct sv from = sv_cstr(w->in_label ? c->label : c->text);

	if (!has || want == NULL)
		return has == (want != NULL);
	return sv_eq(sv_slice(from, w->start, w->end), sv_cstr(want));
}

static void
check_case(const struct detect_engine *e, struct arena *a,
    const struct explain_case *c)
{
	struct field field = { .text = sv_cstr(c->text),
		.label = sv_cstr(c->label) };
	struct explain x = { .near = true }, far = { .near = false };
	struct findings f, plain;
	const struct explain_entry *got;
	size_t at = (size_t)(strstr(c->text, c->value) - c->text);

	tap_ok(detect_explain(e, a, &field, 1, &f, &x) == 0 &&
	    detect_scan(e, a, &field, 1, &plain) == 0 &&
	    packs_kit_same(&plain, &f),
	    "%s: asking changes nothing", c->text);
	got = find(e, &x, c->detector);
	if (!tap_ok(got != NULL, "%s: explained", c->detector))
		return;
	tap_is_int(got->cause, c->cause, "cause of %s", c->text);
	tap_is_int(got->place, c->place, "place");
	tap_is_int(got->grade, c->grade, "grade");
	tap_ok(got->finding.start == at &&
	    got->finding.end == at + strlen(c->value), "and where");
	tap_ok(is_word(c, got->has_word, &got->word, c->word) &&
	    is_word(c, got->has_against, &got->against, c->against),
	    "and its words");
	tap_ok(detect_explain(e, a, &field, 1, &f, &far) == 0 &&
	    far.count == f.count && (f.count == 0 ||
	    explain_of(&far, &f.items[0]) != NULL),
	    "without near misses one entry for each finding");
}

/* The label's word, and the score before and after it. */
static void
test_label(const struct detect_engine *e, struct arena *a)
{
	struct field field = { .text = SV_INIT("44051401359"),
		.label = SV_INIT("customer_pesel") };
	struct explain x = { .near = false };
	const struct explain_entry *got;
	struct findings f;

	if (!tap_ok(detect_explain(e, a, &field, 1, &f, &x) == 0 &&
	    f.count == 1, "found by its label"))
		return;
	got = explain_of(&x, &f.items[0]);
	tap_ok(got != NULL && got->has_word && got->word.in_label &&
	    got->word.start == 9 && got->word.end == 14, "the label's word");
	tap_ok(got != NULL && got->alone < DETECT_MIN_SCORE &&
	    got->finding.score == f.items[0].score &&
	    got->finding.score > got->alone, "score before and after");
}

/* What lost to another finding says to which. */
static void
test_overlap(const struct detect_engine *e, struct arena *a)
{
	struct field field = {
		.text = SV_INIT("phone 4111 1111 1111 1111") };
	struct explain x = { .near = true };
	const struct explain_entry *lost = NULL;
	struct findings f;

	tap_is_int(detect_explain(e, a, &field, 1, &f, &x), 0, "overlaps");
	for (size_t i = 0; i < x.count; i++)
		if (x.items[i].cause == EXPLAIN_OVERLAP)
			lost = &x.items[i];
	tap_ok(f.count == 1 && lost != NULL &&
	    lost->winner == f.items[0].detector &&
	    lost->finding.detector != lost->winner, "one lost to the other");
}

/* A word against it that is nearer than any for it. */
static void
test_against(const struct detect_engine *e, struct arena *a)
{
	struct field field = {
		.text = SV_INIT("phone list of order 0301234567") };
	struct explain x = { .near = true };
	bool found = false;
	struct findings f;

	tap_is_int(detect_explain(e, a, &field, 1, &f, &x), 0, "against");
	for (size_t i = 0; i < x.count; i++)
		found |= x.items[i].cause == EXPLAIN_AGAINST &&
		    x.items[i].has_against &&
		    sv_eq(sv_slice(field.text, x.items[i].against.start,
		    x.items[i].against.end), SV("order"));
	tap_ok(found, "the order's number is none to call");
}

static void
test_limit(const struct detect_engine *e)
{
	static char text[12 * 70000];
	struct field field = { .text = { text, sizeof(text) } };
	struct explain x = { .near = true };
	struct findings f;
	struct arena a;

	for (size_t i = 0; i < sizeof(text); i += 12)
		memcpy(text + i, "44051401359 ", 12);
	text[sizeof(text) - 1] = '\n';
	arena_init(&a, 1 << 28);
	tap_is_int(detect_explain(e, &a, &field, 1, &f, &x), 0, "many");
	tap_ok(x.count <= EXPLAIN_MAX && x.dropped > 0,
	    "%zu near misses kept, %zu counted", x.count, x.dropped);
	arena_done(&a);
	arena_init(&a, 4096);
	tap_is_int(detect_explain(e, &a, &field, 1, &f, &x), ERR_NOMEM,
	    "no memory");
	arena_done(&a);
}

int
main(void)
{
	struct detect_engine *e = open_engine();
	struct arena a;

	arena_init(&a, 1 << 24);
	if (e != NULL) {
		for (size_t i = 0; i < NELEMS(cases); i++)
			check_case(e, &a, &cases[i]);
		test_label(e, &a);
		test_overlap(e, &a);
		test_against(e, &a);
		test_limit(e);
	}
	detect_close(e);
	arena_done(&a);
	return tap_done();
}
