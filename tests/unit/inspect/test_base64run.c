/* inspect/body/base64run: what is a run, what is not, and where it ends. */
#include "inspect/body/base64run.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "tests/tap/tap.h"

static const char kinds[] = { [BASE64RUN_NONE] = '-', [BASE64RUN_TEXT] = 'T',
	[BASE64RUN_OPAQUE] = 'O', [BASE64RUN_MEDIA] = 'M' };

/*
 * Texts are described: words stand for themselves, {t120} is 120 bytes of
 * base64 of text, {b...} of bytes that are no text, {h...} hexadecimal, {w...}
 * base64 of text in lines of 76 bytes.
 */
static const struct {
	const char *name;
	const char *text;
	const char *kinds;
} cases[] = {
	{ "prose", "the quick brown fox jumps over the lazy dog, again and "
	    "again, until it has gone on for longer than any stride", "" },
	{ "long text", "see {t400} there", "T" },
	{ "text of 124", "{t124}", "" },
	{ "text of 128", "{t128}", "T" },
	{ "two", "{t200} and {t300}", "TT" },
	{ "unreadable and short", "{b1000}", "" },
	{ "unreadable and long", "{b1100}", "O" },
	{ "hexadecimal", "{h2000}", "" },
	{ "in lines", "Subject: x\n\n{w800}\n\nbye", "T" },
	{ "in lines, words on the next", "{w760}\r\nThanks for all", "T" },
	{ "in lines, a word on the next", "{w760}\nThanks\nbye", "T" },
	{ "one line, a word on the next", "{t400}\nThanks\nbye", "T" },
	{ "token with dots", "{t200}.{t200}.{b300}", "" },
	{ "dot at the end of a sentence", "It is {t200}. Yes.", "T" },
	{ "PEM", "-----BEGIN X-----\n{b1600}\n-----END X-----", "" },
	{ "data URL", "data:text/plain;base64,{t40}", "M" },
	{ "data URL, no text", "x data:image/png;base64,{b40}) y", "M" },
	{ "data URL, long", "data:image/png;base64,{b4000} {t200}", "MT" },
	{ "text, then data URL", "{t200} data:a/b;base64,{t20}", "TM" },
	{ "only the word", "base64,{t20} data: base64,{t20}", "" },
	{ "data URL with parameters",
	    "DATA:text/plain;charset=utf-8;base64,{t20}", "M" },
	{ "data URL without payload", "data:;base64, {t200}", "T" },
};

static void
add_run(struct buf *out, char kind, size_t len)
{
	/* "some text." and 7 bytes that are no UTF-8, 3 to 4 bytes. */
	static const char text[] = "c29tZSB0ZXh0LnNvbWUgdGV4dC5zb21l";
	static const char bytes[] = "wf7Agf+B/sDB/4D+gcH/gP7Bgf+A/sGB";
	static const char hex[] = "0123456789abcdef0123456789abcdef";
	const char *from = kind == 'b' ? bytes : kind == 'h' ? hex : text;

	for (size_t i = 0; i < len; i++) {
		if (kind == 'w' && i > 0 && i % 76 == 0)
			buf_add_sv(out, SV("\r\n"));
		buf_add_char(out, from[i % 32]);
	}
}

static void
expand(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		size_t len = 0;
		char kind;

		if (*text != '{') {
			buf_add_char(out, *text);
			continue;
		}
		kind = text[1];
		for (text += 2; *text != '}'; text++)
			len = len * 10 + (size_t)(*text - '0');
		add_run(out, kind, len);
	}
}

static void
test_cases(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct base64run_search search;
		struct base64run run;
		struct arena arena;
		struct buf text, got;
		size_t last = 0;
		bool ordered = true;

		arena_init(&arena, 1 << 20);
		buf_init(&text, 1 << 16);
		buf_init(&got, 64);
		expand(&text, cases[i].text);
		base64run_init(&search, buf_sv(&text));
		while (base64run_next(&search, &arena, &run) == 0 &&
		    run.kind != BASE64RUN_NONE) {
			buf_add_char(&got, kinds[run.kind]);
			ordered = ordered && run.start >= last &&
			    run.end > run.start && run.end <= text.len;
			last = run.end;
		}
		tap_is_sv(buf_sv(&got), sv_cstr(cases[i].kinds), "%s",
		    cases[i].name);
		tap_ok(ordered, "%s: in order", cases[i].name);
		buf_done(&got);
		buf_done(&text);
		arena_done(&arena);
	}
}

static const struct {
	struct sv text;
	struct sv decoded;	/* empty: no base64 text */
} whole_cases[] = {
	{ SV_INIT("TWF4IE11c3Rlcm1hbm4="), SV_INIT("Max Mustermann") },
	{ SV_INIT("TWF4IE11c3Rlcm1hbm4"), SV_INIT("Max Mustermann") },
	{ SV_INIT("TWF4IE11c3Rlcm1hbm4=="), SV_INIT("") },
	{ SV_INIT("TWF4IE11c3Rl"), SV_INIT("") },	/* too short */
	{ SV_INIT("TWF4 IE11c3Rlcm1hbm4="), SV_INIT("") },
	{ SV_INIT("/////////////////////w=="), SV_INIT("") },
	{ SV_INIT("0123456789abcdef0123456789abcdef"), SV_INIT("") },
};

static void
test_whole(void)
{
	for (size_t i = 0; i < NELEMS(whole_cases); i++) {
		struct base64run run;
		struct arena arena;

		arena_init(&arena, 1 << 20);
		tap_is_int(base64run_whole(whole_cases[i].text, &arena, &run),
		    0, "whole %zu", i);
		tap_is_sv(run.kind == BASE64RUN_TEXT ? run.decoded : SV(""),
		    whole_cases[i].decoded, "whole %zu: decoded", i);
		arena_done(&arena);
	}
}

int
main(void)
{
	test_cases();
	test_whole();
	return tap_done();
}
