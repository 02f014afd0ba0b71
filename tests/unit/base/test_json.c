/* base/json: what is JSON and what is not, offsets, decoding, skipping. */
#include "base/json.h"

#include <string.h>

#include "base/err.h"
#include "base/scan.h"
#include "tests/tap/tap.h"

static const char *const good[] = {
	"null", " true ", "false", "0", "-0", "-1.5e+10", "1E-2", "1.25",
	"\"\"", "[]", "{}", "[ ]", "{ }", "[1,2,[3,{}]]", "\t[\r\n]\n",
	"{\"a\":1,\"a\":2}", "{\"\":{\"b\":[null]}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u00e9\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\"",
	"\"\xf0\x9f\x98\x80\"", "\"\x7f\"", "12345678901234567890",
};

static const char *const bad[] = {
	"", " ", "nul", "nulll", "TRUE", "True", "01", "-", "+1", ".5", "1.",
	"1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "1 2", "[1 2]",
	"[1,]", "[,1]", "[", "]", "[1", "{", "}", "{\"a\"}", "{\"a\":}",
	"{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:2}",
	"{\"a\":1]", "[1}", "\"", "\"a", "'a'", "\"\\\"", "\"\\x41\"",
	"\"\\u12\"", "\"\\u12G4\"", "\"\\ud83d\"", "\"\\ud83dx\"",
	"\"\\ud83d\\n\"", "\"\\ud83d\\ud83d\"", "\"\\ude00\"", "\"\t\"",
	"\"\n\"", "\"\x01\"", "\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"",
	"[\"\xc0\xaf\"]", "\xef\xbb\xbf{}", "// c\n1", "/* c */1", "[1]//",
	"{\"a\":1}}", "[]]", "\"a\"\"b\"", "\v1", "\f1", "\xc2\xa0[]",
	"{\"a\":1 \"b\":2}", "[1:2]", "{\"a\",1}", "-a", "1a", "1.a", "1e5.5",
	"--1", "[-]", "\"\\", "\"\\u", "tru", "[tru]", "[nul,1]",
};

static void
test_acceptance(void)
{
	for (size_t i = 0; i < NELEMS(good); i++)
		tap_ok(json_is_valid(sv_cstr(good[i])), "good: %s", good[i]);
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_ok(!json_is_valid(sv_cstr(bad[i])), "bad %zu", i);
	tap_ok(!json_is_valid(SV("\"a\0b\"")), "NUL inside a string");
	tap_ok(!json_is_valid(SV("1\0")), "NUL after a value");
}

struct event_case {
	enum json_type type;
	size_t start, end;
};

static void
test_events(void)
{
	struct sv text = SV("{ \"k\\u0065y\": [1.5, \"x\", true],\"e\":{} }");
	static const struct event_case want[] = {
		{ JSON_OBJECT, 0, 1 }, { JSON_KEY, 2, 12 },
		{ JSON_ARRAY, 14, 15 }, { JSON_NUMBER, 15, 18 },
		{ JSON_STRING, 20, 23 }, { JSON_TRUE, 25, 29 },
		{ JSON_ARRAY_END, 29, 30 }, { JSON_KEY, 31, 34 },
		{ JSON_OBJECT, 35, 36 }, { JSON_OBJECT_END, 36, 37 },
		{ JSON_OBJECT_END, 38, 39 }, { JSON_END, 39, 39 },
		{ JSON_END, 39, 39 },
	};
	struct json_event ev;
	struct json j;

	json_init(&j, text, 0);
	for (size_t i = 0; i < NELEMS(want); i++) {
		int err = json_next(&j, &ev);

		tap_ok(err == 0 && ev.type == want[i].type &&
		    ev.start == want[i].start && ev.end == want[i].end,
		    "event %zu", i);
		if (i == 1)
			tap_ok(json_is(&j, &ev, SV("key")) &&
			    !json_is(&j, &ev, SV("keys")) &&
			    !json_is(&j, &ev, SV("ke")), "escaped key");
	}
}

struct decode_case {
	const char *json;
	struct sv text;
};

static const struct decode_case decode_cases[] = {
	{ "\"plain\"", SV_INIT("plain") },
	{ "\"\"", SV_INIT("") },
	{ "\"a\\nb\\tc\\rd\\be\\ff\"", SV_INIT("a\nb\tc\rd\be\ff") },
	{ "\"\\\"\\\\\\/\"", SV_INIT("\"\\/") },
	{ "\"\\u0000\"", SV_INIT("\0") },
	{ "\"\\u00E9\\u20aC\"", SV_INIT("\xc3\xa9\xe2\x82\xac") },
	{ "\"x\\ud83d\\ude00y\"", SV_INIT("x\xf0\x9f\x98\x80y") },
	{ "\"\\udbff\\udfff\"", SV_INIT("\xf4\x8f\xbf\xbf") },
	{ "\"long enough for sixteen bytes\\u0041 and more of it\\\\\"",
	    SV_INIT("long enough for sixteen bytesA and more of it\\") },
};

static void
test_decode(void)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < NELEMS(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];
		struct json_event ev;
		struct sv got = SV("(none)");
		struct json j;

		json_init(&j, sv_cstr(c->json), 0);
		if (json_next(&j, &ev) == 0 &&
		    json_string(&j, &ev, &arena, &got) != 0)
			got = SV("(nomem)");
		tap_is_sv(got, c->text, "decode %zu", i);
		tap_ok(json_is(&j, &ev, c->text), "is %zu", i);
	}
	arena_done(&arena);
}

/* Surrogates without their other half, where they are taken. */
static void
test_lone(void)
{
	static const struct decode_case lone[] = {
		{ "\"\\ud83d\"", SV_INIT("\xef\xbf\xbd") },
		{ "\"\\ude00\"", SV_INIT("\xef\xbf\xbd") },
		{ "\"a\\uD83Dx\"", SV_INIT("a\xef\xbf\xbdx") },
		{ "\"\\ud83d\\n\"", SV_INIT("\xef\xbf\xbd\n") },
		{ "\"\\ud83d\\u0041\"", SV_INIT("\xef\xbf\xbd" "A") },
		{ "\"\\ud83d\\ud83d\\ude00\"",
		    SV_INIT("\xef\xbf\xbd\xf0\x9f\x98\x80") },
		{ "\"\\ude00\\ud83d\"",
		    SV_INIT("\xef\xbf\xbd\xef\xbf\xbd") },
		{ "\"\\ud83d\\ude00\\ude00\"",
		    SV_INIT("\xf0\x9f\x98\x80\xef\xbf\xbd") },
	};
	static const char *const still_bad[] = {
		"\"\\ud83", "\"\\ud83\"", "\"\\ud83d\\u\"", "\"\\ud83d\\ude0\"",
		"\"\\ud83d\\udeg0\"", "\"\\ud83d", "\"\xed\xa0\xbd\"",
	};
	struct json_event ev;
	struct arena arena;
	struct json j;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < NELEMS(lone); i++) {
		struct sv got = SV("(none)");

		json_init(&j, sv_cstr(lone[i].json), 0);
		json_take_lone(&j);
		if (json_next(&j, &ev) == 0)
			tap_is_int(json_string(&j, &ev, &arena, &got), 0,
			    "lone %zu: decoded", i);
		tap_is_sv(got, lone[i].text, "lone %zu", i);
		tap_ok(json_is(&j, &ev, lone[i].text), "lone %zu: is", i);
		tap_ok(!json_is_valid(sv_cstr(lone[i].json)),
		    "lone %zu: not otherwise", i);
	}
	for (size_t i = 0; i < NELEMS(still_bad); i++) {
		json_init(&j, sv_cstr(still_bad[i]), 0);
		json_take_lone(&j);
		tap_is_int(json_next(&j, &ev), ERR_SYNTAX,
		    "no lone surrogate %zu", i);
	}
	arena_done(&arena);
}

static void
test_depth(void)
{
	char text[2 * JSON_MAX_DEPTH + 3];
	struct json_event ev = { .type = JSON_NULL };
	struct json j;
	int err = 0;

	memset(text, '[', sizeof(text));
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	tap_ok(json_is_valid(sv_make(text, (size_t)2 * JSON_MAX_DEPTH)),
	    "the deepest");
	memset(text, '[', sizeof(text));
	json_init(&j, sv_make(text, JSON_MAX_DEPTH + 1), 0);
	while (err == 0 && ev.type != JSON_END)
		err = json_next(&j, &ev);
	tap_is_int(err, ERR_LIMIT, "one deeper");
	tap_is_int(json_next(&j, &ev), ERR_LIMIT, "and again");
	tap_is_int((int64_t)j.pos, JSON_MAX_DEPTH, "where");
	json_init(&j, SV("[[1]]"), 1);
	tap_ok(json_next(&j, &ev) == 0 && json_next(&j, &ev) == ERR_LIMIT,
	    "a limit of one");
}

static void
test_skip(void)
{
	struct json_event ev;
	struct json j;
	int64_t n = 0;

	json_init(&j, SV("[{\"a\":[1,{}]},7]"), 0);
	tap_ok(json_next(&j, &ev) == 0 && json_next(&j, &ev) == 0 &&
	    ev.type == JSON_OBJECT && json_skip(&j, &ev) == 0 &&
	    json_next(&j, &ev) == 0 && json_int(&j, &ev, &n) == 0 && n == 7,
	    "skip an object");
	json_init(&j, SV("[[1,2"), 0);
	tap_ok(json_next(&j, &ev) == 0 && json_skip(&j, &ev) == ERR_SYNTAX,
	    "skip what does not end");
	json_init(&j, SV("[1,x]"), 0);
	tap_ok(json_next(&j, &ev) == 0 && json_next(&j, &ev) == 0 &&
	    json_next(&j, &ev) == ERR_SYNTAX && j.pos == 3, "where it fails");
}

struct int_case {
	const char *text;
	int err;
	int64_t value;
};

static const struct int_case int_cases[] = {
	{ "0", 0, 0 }, { "-0", 0, 0 }, { "42", 0, 42 }, { "-42", 0, -42 },
	{ "9223372036854775807", 0, INT64_MAX },
	{ "-9223372036854775808", 0, INT64_MIN },
	{ "9223372036854775808", ERR_RANGE, 0 },
	{ "-9223372036854775809", ERR_RANGE, 0 },
	{ "99999999999999999999", ERR_RANGE, 0 },
	{ "1.0", ERR_SYNTAX, 0 }, { "1e3", ERR_SYNTAX, 0 },
};

static void
test_int(void)
{
	for (size_t i = 0; i < NELEMS(int_cases); i++) {
		struct json_event ev;
		struct json j;
		int64_t n = 0;

		json_init(&j, sv_cstr(int_cases[i].text), 0);
		if (json_next(&j, &ev) != 0)
			tap_ok(false, "read %s", int_cases[i].text);
		tap_is_int(json_int(&j, &ev, &n), int_cases[i].err, "int %s",
		    int_cases[i].text);
		tap_is_int(n, int_cases[i].value, "value %s",
		    int_cases[i].text);
	}
}

/* How many ways there are in which the scan does not end at `at`. */
static unsigned
scans_wrong(const char *text, size_t len, size_t at)
{
	unsigned wrong = scan_json_plain(text, len) != at;

	for (unsigned wide = 0; wide <= wide_best(); wide++)
		wrong += scan_json_plain_as((enum wide)wide, text, len) != at;
	return wrong;
}

static void
test_scan(void)
{
	static const char special[] = { '"', '\\', '\0', '\n', 0x1f };
	char text[200];
	unsigned wrong = 0;

	for (size_t len = 0; len <= sizeof(text); len++) {
		memset(text, 0xe4, sizeof(text));
		/* What is behind does not count. */
		if (len < sizeof(text))
			text[len] = '"';
		wrong += scans_wrong(text, len, len);
		for (size_t at = 0; at < len; at++) {
			memset(text, ' ', sizeof(text));
			text[at] = special[(at + len) % NELEMS(special)];
			wrong += scans_wrong(text, len, at);
		}
	}
	tap_is_int(wrong, 0, "scan finds the first special byte anywhere");
	wrong = 0;
	for (unsigned byte = 0; byte < 256; byte++) {
		bool plain = byte >= 0x20 && byte != '"' && byte != '\\';

		memset(text, 'x', sizeof(text));
		text[70] = (char)byte;
		wrong += scans_wrong(text, 100, plain ? 100 : 70);
	}
	tap_is_int(wrong, 0, "every byte is plain or special");
}

/* Every byte at every place, against its definition. */
static void
test_copy(void)
{
	char text[40], to[40];
	unsigned wrong = 0;

	for (unsigned byte = 0; byte < 256; byte++) {
		bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' &&
		    byte != '\\';

		for (size_t len = 1; len <= sizeof(text); len++) {
			for (size_t at = 0; at < len; at++) {
				memset(text, 'x', sizeof(text));
				text[at] = (char)byte;
				wrong += scan_json_copy(to, text, len) != plain;
				wrong += memcmp(to, text, len) != 0;
			}
		}
	}
	tap_is_int(wrong, 0, "copies all, and knows what needs an escape");
}

/* May byte `c` stand behind `before` in what scan_latin() passes over? */
static bool
is_latin(unsigned before, unsigned c)
{
	if (before == 0xc4 && (c == 0xb2 || c == 0xb3 || c == 0xbf))
		return false;
	if (before == 0xc5 && (c == 0xb2 || c == 0xb3 || c == 0xbf))
		return false;
	return c < 0xc2 ? strchr("&%\\=", (int)c) == NULL || c == 0 :
	    c >= 0xc3 && c <= 0xc5;
}

/* Every pair of bytes at every place of a text. */
static void
test_latin(void)
{
	unsigned wrong = 0;
	char text[37];

	for (unsigned pair = 0; pair < 1 << 16; pair++) {
		unsigned a = pair >> 8, b = pair & 255;
		size_t at = pair % (sizeof(text) - 1), want;

		memset(text, 'x', sizeof(text));
		text[at] = (char)a;
		text[at + 1] = (char)b;
		want = !is_latin('x', a) ? at : !is_latin(a, b) ? at + 1 :
		    sizeof(text);
		wrong += scan_latin(text, sizeof(text)) != want;
		wrong += scan_latin(text, at) != at;
	}
	tap_is_int(wrong, 0, "letters of Latin are passed over, no others");
}

int
main(void)
{
	test_acceptance();
	test_events();
	test_decode();
	test_lone();
	test_depth();
	test_skip();
	test_int();
	test_scan();
	test_copy();
	test_latin();
	return tap_done();
}
