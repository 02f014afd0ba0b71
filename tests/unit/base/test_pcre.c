/* Patterns: Unicode words, anchoring, limits, and what is refused. */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/pcre.h"
#include "tests/tap/tap.h"

static struct pcre *
make(const char *pattern, unsigned flags)
{
	struct errinfo ei = { 0 };
	struct pcre *re = NULL;

	if (pcre_new(sv_cstr(pattern), flags, &re, &ei) != 0)
		tap_diag("%s: %s", pattern, ei.text);
	return re;
}

static void
test_find(void)
{
	static const struct {
		const char *pattern, *subject;
		unsigned flags;
		int start, end;		/* -1: no match */
	} cases[] = {
		{ "EMP-\\d{6}", "x EMP-123456 y", 0, 2, 12 },
		{ "\\bller\\b", "M\xc3\xbcller", 0, -1, 0 },
		{ "m\xc3\xbcller", "Herr M\xc3\x9cLLER", PCRE_CASELESS, 5, 12 },
		{ "\\w+", "\xc3\xa9t\xc3\xa9 x", 0, 0, 5 },
		{ "key=(\\d+)", "key=42", 0, 4, 6 },
		{ "a.c", "a\xff" "c abc", 0, 4, 7 },
		{ "abc$", "abc\n", 0, -1, 0 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct pcre *re = make(cases[i].pattern, cases[i].flags);
		struct sv s = sv_cstr(cases[i].subject);
		struct pcre_span span = { 0, 0 };
		size_t next = 0;
		int err = re == NULL ? ERR_INVAL : pcre_find(re, s,
		    (struct pcre_span){ 0, s.len }, &span, &next);

		if (cases[i].start < 0)
			tap_is_int(err, ERR_NOTFOUND, "%s", cases[i].pattern);
		else
			tap_ok(err == 0 && (int)span.start == cases[i].start &&
			    (int)span.end == cases[i].end && next > 0,
			    "%s at %zu to %zu", cases[i].pattern, span.start,
			    span.end);
		pcre_free(re);
	}
}

static void
test_match_at(void)
{
	struct pcre *re = make("(?<=x)ab+", 0);
	struct sv s = SV("ab xabb ab");
	struct pcre_span span = { 0, 0 };
	size_t next = 0;

	tap_is_int(pcre_match_at(re, s, 0, &span), ERR_NOTFOUND, "lookbehind");
	tap_is_int(pcre_match_at(re, s, 3, &span), ERR_NOTFOUND,
	    "not one byte later");
	tap_ok(pcre_match_at(re, s, 4, &span) == 0 && span.end == 7, "here");
	tap_is_int(pcre_find(re, s, (struct pcre_span){ 0, 3 }, &span, &next),
	    ERR_NOTFOUND, "begins within the range only");
	tap_is_int(pcre_match_at(re, s, s.len, &span), ERR_NOTFOUND, "end");
	pcre_free(re);
}

static void
test_refused(void)
{
	static const char *const bad[] = { "a(", "x*", "[z-a]", "\\C", "(?<n>a" };

	for (size_t i = 0; i < NELEMS(bad); i++) {
		struct errinfo ei = { 0 };
		struct pcre *re = NULL;

		errinfo_at(&ei, "policy.yaml", 3, 10);
		tap_is_int(pcre_new(sv_cstr(bad[i]), 0, &re, &ei), ERR_SYNTAX,
		    "refused: %s", bad[i]);
		tap_ok(re == NULL && ei.text[0] != '\0' && ei.line == 3 &&
		    ei.column >= 10, "with a reason: %s", ei.text);
	}
}

static void
test_limit(void)
{
	struct pcre *re = make("(?:a|aa)+[^a]", 0);
	char text[64];
	struct pcre_span span;

	memset(text, 'a', sizeof(text));
	tap_is_int(pcre_match_at(re, sv_make(text, sizeof(text)), 0, &span),
	    ERR_LIMIT, "an explosive pattern stops");
	pcre_free(re);
}

int
main(void)
{
	test_find();
	test_match_at();
	test_refused();
	test_limit();
	return tap_done();
}
