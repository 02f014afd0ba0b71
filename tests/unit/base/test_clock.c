#include "base/clock.h"
#include "base/err.h"
#include "tests/tap/tap.h"

static const struct {
	const char *text;
	int rc;
	const char *want;	/* as clock_format() writes it */
} cases[] = {
	{ "2026-11-24", 0, "2026-11-24T00:00:00.000Z" },
	{ "2026-11-24T08:09:10Z", 0, "2026-11-24T08:09:10.000Z" },
	{ "2026-11-24T08:09:10.1239Z", 0, "2026-11-24T08:09:10.123Z" },
	{ "2026-11-24T01:09:10+02:00", 0, "2026-11-23T23:09:10.000Z" },
	{ "1969-12-31T23:59:59.5Z", 0, "1969-12-31T23:59:59.500Z" },
	{ "2024-02-29", 0, "2024-02-29T00:00:00.000Z" },
	{ "2025-02-29", ERR_RANGE, NULL },
	{ "2026-13-01", ERR_RANGE, NULL },
	{ "1013-11-24", ERR_RANGE, NULL },	/* beyond int64_t nanoseconds */
	{ "2263-01-01T00:00:00Z", ERR_RANGE, NULL },
	{ "2262-04-11", 0, "2262-04-11T00:00:00.000Z" },
	{ "2026-1-1", ERR_SYNTAX, NULL },
	{ "2026-11-24T08:09:10", ERR_SYNTAX, NULL },
	{ "2026-11-24T25:09:10Z", ERR_RANGE, NULL },
	{ "2026-11-24T08:09:10Zx", ERR_SYNTAX, NULL },
	{ "", ERR_SYNTAX, NULL },
};

int
main(void)
{
	char text[CLOCK_TEXT_BYTES];
	int64_t t;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		t = 42;
		tap_is_int(clock_parse(sv_cstr(cases[i].text), &t),
		    cases[i].rc, "parse '%s'", cases[i].text);
		if (cases[i].rc != 0) {
			tap_is_int(t, 42, "result untouched");
			continue;
		}
		clock_format(t, text);
		tap_is_sv(sv_cstr(text), sv_cstr(cases[i].want), "format");
	}
	clock_freeze(1000, 5);
	clock_advance(7);
	tap_ok(clock_wall_ns() == 1007 && clock_mono_ns() == 12, "frozen");
	clock_thaw();
	tap_ok(clock_wall_ns() > 1007, "thawed");
	return tap_done();
}
