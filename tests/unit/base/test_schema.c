/* Schema tables: values read, and the message for each kind of mistake. */
#include "base/schema.h"
#include "base/suggest.h"
#include "tests/tap/tap.h"

struct inner {
	struct yaml_mark mark;
	struct sv name;
	uint32_t wait;
};

struct outer {
	struct sv text;
	bool on;
	uint64_t count, bytes;
	int64_t until;
	int word;
	struct schema_texts texts;
	struct inner one;
	bool has_one;
	struct schema_array many;
	int custom;
};

static const struct inner inner_defaults = { .wait = 7 };
static const struct schema_key inner_keys[] = {
	{ .kind = SCHEMA_MARK, .offset = offsetof(struct inner, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, .required = true,
	    .offset = offsetof(struct inner, name) },
	{ .name = "wait", .kind = SCHEMA_DURATION, .min = 1, .max = 60000,
	    .offset = offsetof(struct inner, wait) },
};
static const struct schema inner_schema = {
	.title = "an inner", .size = sizeof(struct inner),
	.defaults = &inner_defaults, .keys = inner_keys,
	.nkeys = NELEMS(inner_keys),
};

static int
read_custom(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_TEXT || !sv_eq(node->text, SV("forty-two")))
		return ERR_INVAL;
	*(int *)out = 42;
	return 0;
}

static const char *const words[] = { "allow", "tokenise", "block", NULL };
#define AT(f) .offset = offsetof(struct outer, f)
static const struct schema_key outer_keys[] = {
	{ .name = "text", .kind = SCHEMA_TEXT, AT(text) },
	{ .name = "on", .kind = SCHEMA_BOOL, AT(on) },
	{ .name = "count", .kind = SCHEMA_UINT, AT(count), .max = 10 },
	{ .name = "version", .kind = SCHEMA_UINT, AT(count), .min = 1,
	    .max = 1 },
	{ .name = "bytes", .kind = SCHEMA_SIZE, AT(bytes), .min = 1024 },
	{ .name = "until", .kind = SCHEMA_DATE, AT(until) },
	{ .name = "do", .kind = SCHEMA_WORD, AT(word), .words = words },
	{ .name = "texts", .kind = SCHEMA_TEXTS, AT(texts) },
	{ .name = "one", .kind = SCHEMA_STRUCT, AT(one), .sub = &inner_schema,
	    .present = SCHEMA_PRESENT(struct outer, has_one) },
	{ .name = "many", .kind = SCHEMA_STRUCTS, AT(many),
	    .sub = &inner_schema },
	{ .name = "custom", .kind = SCHEMA_CUSTOM, AT(custom),
	    .read = read_custom, .wants = "the number forty-two" },
};
static const struct schema outer_schema = {
	.title = "an outer", .size = sizeof(struct outer), .keys = outer_keys,
	.nkeys = NELEMS(outer_keys),
};

static const struct bad {
	const char *text, *message;
	int code;
} bads[] = {
	{ "tetx: a", "f:1:1: unknown key \"tetx\" in an outer; did you mean "
	    "\"text\"?", ERR_NOTFOUND },
	{ "zzzzzz: a", "f:1:1: unknown key \"zzzzzz\" in an outer",
	    ERR_NOTFOUND },
	{ "text: [a]", "f:1:7: \"text\" is a list; text is wanted",
	    ERR_SYNTAX },
	{ "text:", "f:1:6: \"text\" is nothing; text is wanted", ERR_SYNTAX },
	{ "text: \"\"", "f:1:7: \"text\" is \"\"; text is wanted",
	    ERR_SYNTAX },
	{ "on: yes", "f:1:5: \"on\" is \"yes\"; one of false, true is wanted",
	    ERR_SYNTAX },
	{ "on: \"true\"", "f:1:5: \"on\" is \"true\"; true or false is wanted",
	    ERR_SYNTAX },
	{ "count: 11", "f:1:8: \"count\" is 11; it must be 0 to 10",
	    ERR_RANGE },
	{ "count: -1", "f:1:8: \"count\" is \"-1\"; a whole number is wanted",
	    ERR_SYNTAX },
	{ "bytes: 12", "f:1:8: \"bytes\" is 12; it must be 1024 or more "
	    "bytes", ERR_RANGE },
	{ "version: 2", "f:1:10: \"version\" is 2; it must be 1",
	    ERR_RANGE },
	{ "bytes: 12 MB", "f:1:8: \"bytes\" is \"12 MB\"; a size such as "
	    "64MiB is wanted", ERR_SYNTAX },
	{ "until: soon", "f:1:8: \"until\" is \"soon\"; a date such as "
	    "2026-12-31 is wanted", ERR_SYNTAX },
	{ "do: tokenize", "f:1:5: \"do\" is \"tokenize\"; one of allow, "
	    "tokenise, block is wanted; did you mean \"tokenise\"?",
	    ERR_SYNTAX },
	{ "texts: [a, {b: c}]", "f:1:12: \"texts\" is a map; a list of texts "
	    "is wanted", ERR_SYNTAX },
	{ "one: {}", "f:1:6: an inner needs the key \"name\"", ERR_NOTFOUND },
	{ "one: 5", "f:1:6: an inner is a map (key: value), not text",
	    ERR_SYNTAX },
	{ "one: {name: A B}", "f:1:13: \"name\" is \"A B\"; a name of a-z, "
	    "0-9, '.', '_' and '-' is wanted", ERR_SYNTAX },
	{ "many: [{name: a}, {name: b, wait: 2h}]", "f:1:35: \"wait\" is 2h; "
	    "it must be 1 to 60000 milliseconds", ERR_RANGE },
	{ "many: 3", "f:1:7: \"many\" is \"3\"; a list of maps is wanted",
	    ERR_SYNTAX },
	{ "custom: 42", "f:1:9: \"custom\" is \"42\"; the number forty-two is "
	    "wanted", ERR_SYNTAX },
	{ "[1]", "f:1:1: an outer is a map (key: value), not a list",
	    ERR_SYNTAX },
};

static void
test_bad(void)
{
	const struct yaml_node *root;
	struct errinfo ei;
	struct outer o;
	struct arena a;
	char message[512];

	for (size_t i = 0; i < NELEMS(bads); i++) {
		arena_init(&a, 1 << 20);
		errinfo_reset(&ei);
		if (yaml_parse(sv_cstr(bads[i].text), "f", &a, &root, &ei) != 0)
			tap_diag("%s", ei.text);
		tap_is_int(schema_read(&outer_schema, root, &a, &o, &ei),
		    bads[i].code, "%s: code", bads[i].text);
		errinfo_format(&ei, message, sizeof(message));
		tap_is_sv(sv_cstr(message), sv_cstr(bads[i].message), "%s",
		    bads[i].text);
		arena_done(&a);
	}
}

static void
test_good(void)
{
	static const struct sv text = SV_INIT(
	    "text: hello\non: true\ncount: 3\nbytes: 2KiB\nuntil: 1970-01-02\n"
	    "do: block\ntexts: single\none: {name: a.b-c_1, wait: 2s}\n"
	    "many:\n  - {name: x}\n  - {name: y, wait: 5ms}\n"
	    "custom: forty-two\n");
	const struct yaml_node *root;
	const struct inner *many;
	struct outer o = { .has_one = false };
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 20);
	tap_is_int(yaml_parse(text, "f", &a, &root, &ei), 0, "parse");
	tap_is_int(schema_read(&outer_schema, root, &a, &o, &ei), 0, "read");
	tap_is_sv(o.text, SV("hello"), "text");
	tap_ok(o.on && o.count == 3 && o.bytes == 2048, "bool, number, size");
	tap_is_int(o.until, INT64_C(86400000000000), "date");
	tap_is_int(o.word, 2, "word");
	tap_ok(o.texts.count == 1 &&
	    sv_eq(o.texts.items[0].text, SV("single")) &&
	    o.texts.items[0].mark.line == 7, "one text is a list");
	tap_ok(o.has_one && o.one.wait == 2000, "structure and presence");
	tap_ok(o.one.mark.line == 8 && o.one.mark.column == 6, "its mark");
	many = o.many.items;
	tap_ok(o.many.count == 2 && many[0].wait == 7 && many[1].wait == 5,
	    "array with defaults");
	tap_is_int(o.custom, 42, "custom");
	arena_done(&a);
}

static void
test_suggest(void)
{
	static const struct { const char *word, *right, *best; } cases[] = {
		{ "lisen", "listen", "listen" },
		{ "lsiten", "listen", "listen" },
		{ "POLICY", "policy", "policy" },
		{ "do", "to", "to" },
		{ "a", "store", "" },
		{ "completely", "different", "" },
		{ "", "x", "" },
	};
	struct suggest s;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		suggest_init(&s, sv_cstr(cases[i].word));
		suggest_offer(&s, sv_cstr(cases[i].right));
		tap_is_sv(s.best, sv_cstr(cases[i].best), "suggest for \"%s\"",
		    cases[i].word);
	}
}

int
main(void)
{
	test_good();
	test_bad();
	test_suggest();
	return tap_done();
}
