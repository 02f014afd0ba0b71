/*
 * inspect/body/mediatype, inspect/body/percent, inspect/body/coverage: their
 * tables.
 */
#include "inspect/body/mediatype.h"

#include "base/err.h"
#include "inspect/body/coverage.h"
#include "inspect/body/field.h"
#include "inspect/body/percent.h"
#include "tests/tap/tap.h"

static const struct {
	struct sv value;
	enum mediatype type;
	enum mediatype_charset charset;
} type_cases[] = {
	{ SV_INIT("application/json"), MEDIATYPE_JSON, MEDIATYPE_UTF8 },
	{ SV_INIT(" Application/JSON ;charset=UTF-8"), MEDIATYPE_JSON,
	    MEDIATYPE_UTF8 },
	{ SV_INIT("application/vnd.x+json"), MEDIATYPE_JSON, MEDIATYPE_UTF8 },
	{ SV_INIT("application/json-seq"), MEDIATYPE_OTHER, MEDIATYPE_UTF8 },
	{ SV_INIT("application/x-ndjson"), MEDIATYPE_NDJSON, MEDIATYPE_UTF8 },
	{ SV_INIT("text/csv;charset=\"latin1\""), MEDIATYPE_CSV,
	    MEDIATYPE_LATIN1 },
	{ SV_INIT("text/markdown; charset=windows-1252"), MEDIATYPE_TEXT,
	    MEDIATYPE_ASCII_LIKE },
	{ SV_INIT("text/plain; a=\"; charset=utf-16\"; charset=utf-7"),
	    MEDIATYPE_TEXT, MEDIATYPE_UNREADABLE },
	{ SV_INIT("image/svg+xml"), MEDIATYPE_TEXT, MEDIATYPE_UTF8 },
	{ SV_INIT("image/png"), MEDIATYPE_OTHER, MEDIATYPE_UTF8 },
	{ SV_INIT("multipart/form-data; boundary=x"), MEDIATYPE_MULTIPART,
	    MEDIATYPE_UTF8 },
	{ SV_INIT(""), MEDIATYPE_BYTES, MEDIATYPE_UTF8 },
	{ SV_INIT("application/octet-stream"), MEDIATYPE_BYTES,
	    MEDIATYPE_UTF8 },
};

static const struct {
	struct sv value, name, param;
	int err;
} param_cases[] = {
	{ SV_INIT("multipart/x; boundary=abc"), SV_INIT("boundary"),
	    SV_INIT("abc"), 0 },
	{ SV_INIT("multipart/x; a=b ; BOUNDARY = \"a;\\\"b\" ; c=d"),
	    SV_INIT("boundary"), SV_INIT("a;\"b"), 0 },
	{ SV_INIT("multipart/x; boundary=\"abc"), SV_INIT("boundary"),
	    SV_INIT(""), ERR_SYNTAX },
	{ SV_INIT("boundary=abc"), SV_INIT("boundary"), SV_INIT(""),
	    ERR_NOTFOUND },
	{ SV_INIT("multipart/x; boundary"), SV_INIT("boundary"), SV_INIT(""),
	    ERR_NOTFOUND },
	{ SV_INIT("form-data; filename=\"x; name=y\"; name=z"),
	    SV_INIT("name"), SV_INIT("z"), 0 },
};

static void
test_types(void)
{
	for (size_t i = 0; i < NELEMS(type_cases); i++) {
		struct sv value = type_cases[i].value;

		tap_is_int(mediatype_of(value), type_cases[i].type,
		    "type %.*s", SV_ARG(value));
		tap_is_int(mediatype_charset_of(value),
		    type_cases[i].charset, "charset %.*s", SV_ARG(value));
	}
	tap_is_sv(mediatype_essence(SV(" text/plain ; x")), SV("text/plain"),
	    "essence");
}

static void
test_params(struct arena *arena)
{
	for (size_t i = 0; i < NELEMS(param_cases); i++) {
		struct sv got = SV("");

		tap_is_int(mediatype_param(param_cases[i].value,
		    param_cases[i].name, arena, &got), param_cases[i].err,
		    "parameter %zu", i);
		tap_is_sv(got, param_cases[i].param, "parameter %zu: value",
		    i);
	}
}

static void
test_percent(struct arena *arena)
{
	struct sv raw = SV("plain"), got;

	tap_ok(percent_decode(raw, true, arena, &got) == 0 &&
	    got.ptr == raw.ptr, "nothing encoded, nothing copied");
	tap_ok(percent_decode(SV("a+b%2B%zz%4"), true, arena, &got) == 0,
	    "form");
	tap_is_sv(got, SV("a b+%zz%4"), "form: text");
	tap_ok(percent_decode(SV("a+b%2f"), false, arena, &got) == 0, "path");
	tap_is_sv(got, SV("a+b/"), "path: text");
}

static void
test_coverage(void)
{
	struct coverage c = { .scanned = 1 };

	tap_ok(coverage_state(&c) == COVERAGE_FULL,
	    "nothing skipped: full");
	coverage_skip(&c, COVERAGE_TYPE, 7);
	tap_ok(coverage_state(&c) == COVERAGE_NONE,
	    "nothing read: none");
	c.bytes_covered = 1;
	tap_is_int(coverage_state(&c), COVERAGE_PARTIAL, "some: partial");
	tap_ok(c.bytes_uncovered == 7 && c.reasons[COVERAGE_TYPE] == 1 &&
	    c.skipped == 1, "counted");
	for (enum coverage_reason r = 0; r < COVERAGE_REASONS; r++)
		tap_ok(coverage_reason_name(r) != NULL, "reason %d", (int)r);
	for (enum field_meaning m = 0; m < MEANINGS; m++)
		tap_ok(field_meaning_name(m) != NULL, "meaning %d", (int)m);
	tap_is_sv(sv_cstr(field_role_name(FIELD_CONTROL)), SV("control"),
	    "role");
}

int
main(void)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	test_types();
	test_params(&arena);
	test_percent(&arena);
	test_coverage();
	arena_done(&arena);
	return tap_done();
}
