/* Phrases: the longest at a place, and what may become one. */
#include "inspect/answer/phrases.h"

#include "base/err.h"
#include "base/fault.h"
#include "tests/tap/tap.h"

static const struct sv texts[] = {
	SV_INIT("4111 1111"), SV_INIT("4111 1111 2222"), SV_INIT("4111"),
	SV_INIT("11 22"), SV_INIT("+49 30 1"),
};

static const struct {
	const char *text;
	size_t at;
	const char *longest;	/* NULL: none is complete */
	bool may_begin;
} cases[] = {
	{ "", 0, NULL, false },
	{ "4", 0, NULL, true },
	{ "411", 0, NULL, true },
	{ "4111", 0, "4111", true },
	{ "4111 1111", 0, "4111 1111", true },
	{ "4111 1111 x", 0, "4111 1111", false },
	{ "4111 1111 222", 0, "4111 1111", true },
	{ "4111 1111 2222", 0, "4111 1111 2222", false },
	{ "4111 1111 2222", 1, NULL, false },
	{ "4111 1111 2222", 7, "11 22", false },
	{ "4111 1111 2", 7, NULL, true },
	{ "4112", 0, NULL, false },
	{ "call +49", 5, NULL, true },
	{ "call +49", 4, NULL, false },
	{ "call +49", 8, NULL, false },
	{ "\xff\xff\xff\xff\xff", 0, NULL, false },
};

static void
test_faults(void)
{
#ifdef WITH_FAULT_INJECTION
	struct arena arena;
	struct phrases p;

	arena_init(&arena, 1 << 20);
	phrases_init(&p, &arena);
	fault_arm(FAULT_ALLOC, 1);
	tap_is_int(phrases_add(&p, texts[0], SV("v")), ERR_NOMEM,
	    "no memory");
	fault_arm(FAULT_ALLOC, 0);
	tap_ok(phrases_find(&p, texts[0]) == NULL, "nothing is added");
	arena_done(&arena);
#else
	tap_skip(2, "built without fault injection");
#endif
}

int
main(void)
{
	struct arena arena;
	struct phrases p;

	arena_init(&arena, 1 << 20);
	phrases_init(&p, &arena);
	tap_ok(phrases_at(&p, SV("4111"), 0) == NULL &&
	    !phrases_may_begin(&p, SV("4111"), 0), "none is added");
	for (size_t i = 0; i < NELEMS(texts); i++)
		tap_is_int(phrases_add(&p, texts[i], texts[i]), 0, "add");
	tap_is_int(phrases_add(&p, texts[0], texts[0]), 0, "once more");
	tap_is_int((int64_t)p.count, NELEMS(texts), "each is there once");
	tap_is_int(phrases_add(&p, texts[0], SV("other")), ERR_CONFLICT,
	    "for another value: never");
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		const struct phrase *f = phrases_at(&p, text, cases[i].at);

		tap_ok(cases[i].longest == NULL ? f == NULL : f != NULL &&
		    sv_eq(f->value, sv_cstr(cases[i].longest)),
		    "\"%s\" from %zu", cases[i].text, cases[i].at);
		tap_ok(phrases_may_begin(&p, text, cases[i].at) ==
		    cases[i].may_begin, "\"%s\" from %zu: may begin",
		    cases[i].text, cases[i].at);
	}
	tap_ok(phrases_find(&p, SV("4111 1111 2222")) != NULL &&
	    phrases_find(&p, SV("4111 1111 2")) == NULL, "as a whole");
	arena_done(&arena);
	test_faults();
	return tap_done();
}
