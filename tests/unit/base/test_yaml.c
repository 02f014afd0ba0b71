/* YAML to trees: what is read, where it stands, and what is refused. */
#include "base/buf.h"
#include "base/yaml.h"
#include "tests/tap/tap.h"

static const struct bad {
	const char *name, *text, *message;
	int code;
} bads[] = {
	{ "alias", "a: &x 1\nb: *x\n", "f.yaml:1:4: anchors (&name) are not "
	    "allowed; write the value out", ERR_UNSUPPORTED },
	{ "alias alone", "- *x\n", "f.yaml:1:3: aliases (*name) are not "
	    "allowed; write the value out", ERR_UNSUPPORTED },
	{ "tag", "a: !!binary aGk=\n", "f.yaml:1:4: tags (!type) are not "
	    "allowed; leave it out", ERR_UNSUPPORTED },
	{ "duplicate key", "a: 1\nb: 2\na: 3\n",
	    "f.yaml:3:1: \"a\" stands here a second time; first in line 1",
	    ERR_CONFLICT },
	{ "key of a list", "? [a]\n: b\n",
	    "f.yaml:1:3: a key must be text, not a list", ERR_UNSUPPORTED },
	{ "two documents", "a: 1\n---\nb: 2\n",
	    "f.yaml:2:1: a second document (---) is not allowed",
	    ERR_UNSUPPORTED },
	{ "NUL", "a: \"x\\0\"\n",
	    "f.yaml:1:4: text may not hold a NUL character", ERR_SYNTAX },
	{ "no UTF-8", "a: 1\nb: \xc3\xa9\xff\n", "f.yaml:2:5: invalid "
	    "leading UTF-8 octet", ERR_SYNTAX },
	{ "half a character", "a: 1\n\n b: \xe2\x82x\n", "f.yaml:3:6: invalid "
	    "trailing UTF-8 octet", ERR_SYNTAX },
	{ "a control character", "a: 1\nb: x\001\n", "f.yaml:2:5: control "
	    "characters are not allowed", ERR_SYNTAX },
	{ "behind a mark of order", "\xef\xbb\xbf" "a: [1\r\n", "f.yaml:2:1: "
	    "did not find expected ',' or ']'", ERR_SYNTAX },
	{ "tab indent", "a:\n\tb: 1\n", "f.yaml:2:1: found character that "
	    "cannot start any token", ERR_SYNTAX },
	{ "open flow", "a: [1, 2\n", "f.yaml:2:1: did not find expected ',' "
	    "or ']'", ERR_SYNTAX },
};

static void
test_tree(void)
{
	static const struct sv text = SV_INIT(
	    "# a comment\nlisten:\n  - gateway: 127.0.0.1:8080\n"
	    "    tls: {cert: \"a b\"}\nempty:\nnothing: ~\nquoted: \"~\"\n");
	const struct yaml_node *root, *n;
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 20);
	tap_is_int(yaml_parse(text, "f.yaml", &a, &root, &ei), 0, "parses");
	tap_is_int(root->kind, YAML_MAP, "a map");
	tap_is_int((int64_t)root->count, 4, "with four keys");
	n = yaml_get(root, SV("listen"));
	tap_ok(n->kind == YAML_LIST && n->count == 1, "a list");
	n = n->child;
	tap_is_int(n->mark.line, 3, "line of the item");
	tap_is_int(n->mark.column, 5, "column of the item");
	tap_is_sv(yaml_get(n, SV("gateway"))->text, SV("127.0.0.1:8080"),
	    "a scalar");
	n = yaml_get(yaml_get(n, SV("tls")), SV("cert"));
	tap_ok(!n->plain && sv_eq(n->text, SV("a b")), "quoted");
	tap_ok(n->mark.line == 4 && n->mark.column == 17, "its place");
	tap_is_int(yaml_get(root, SV("empty"))->kind, YAML_NULL, "empty");
	tap_is_int(yaml_get(root, SV("nothing"))->kind, YAML_NULL, "~");
	tap_is_int(yaml_get(root, SV("quoted"))->kind, YAML_TEXT, "\"~\"");
	tap_ok(yaml_get(root, SV("other")) == NULL, "no such key");
	tap_is_int(yaml_parse(SV("\xef\xbb\xbf" "a: b\r\nc: d\r\n"), "f.yaml",
	    &a, &root, &ei), 0, "with a mark of order, and CRLF");
	tap_ok(root->count == 2 && sv_eq(yaml_get(root, SV("a"))->text,
	    SV("b")) && root->mark.column == 1, "reads the same");
	tap_is_int(yaml_parse(SV("# only\n"), "f.yaml", &a, &root, &ei), 0,
	    "nothing but a comment");
	tap_is_int(root->kind, YAML_NULL, "is null");
	arena_done(&a);
}

static void
test_bad(void)
{
	const struct yaml_node *root = NULL;
	struct errinfo ei;
	struct arena a;
	char message[512];

	for (size_t i = 0; i < NELEMS(bads); i++) {
		arena_init(&a, 1 << 20);
		errinfo_reset(&ei);
		tap_is_int(yaml_parse(sv_cstr(bads[i].text), "f.yaml", &a,
		    &root, &ei), bads[i].code, "%s: code", bads[i].name);
		errinfo_format(&ei, message, sizeof(message));
		tap_is_sv(sv_cstr(message), sv_cstr(bads[i].message), "%s",
		    bads[i].name);
		arena_done(&a);
	}
	tap_ok(root == NULL, "result untouched on failure");
}

static void
test_limits(void)
{
	const struct yaml_node *root;
	struct errinfo ei = { 0 };
	struct arena a;
	struct buf b;

	arena_init(&a, 64 << 20);
	buf_init(&b, 8 << 20);
	for (unsigned i = 0; i < YAML_MAX_DEPTH; i++)
		buf_add_char(&b, '[');
	for (unsigned i = 0; i < YAML_MAX_DEPTH; i++)
		buf_add_char(&b, ']');
	tap_is_int(yaml_parse(buf_sv(&b), "f", &a, &root, &ei), 0, "depth");
	buf_reset(&b);
	for (unsigned i = 0; i < 3000; i++)
		buf_add_char(&b, '[');
	tap_is_int(yaml_parse(buf_sv(&b), "f", &a, &root, &ei), ERR_LIMIT,
	    "too deep");
	buf_reset(&b);
	for (unsigned i = 0; i <= YAML_MAX_KEYS; i++)
		buf_addf(&b, "k%u: 1\n", i);
	tap_is_int(yaml_parse(buf_sv(&b), "f", &a, &root, &ei), ERR_LIMIT,
	    "too many keys");
	buf_reset(&b);
	for (unsigned i = 0; i <= YAML_MAX_NODES; i++)
		buf_add_cstr(&b, "- x\n");
	tap_is_int(yaml_parse(buf_sv(&b), "f", &a, &root, &ei), ERR_LIMIT,
	    "too many nodes");
	arena_done(&a);
	arena_init(&a, 20000);
	tap_is_int(yaml_parse(buf_sv(&b), "f", &a, &root, &ei), ERR_NOMEM,
	    "the arena ends");
	arena_done(&a);
	buf_done(&b);
}

int
main(void)
{
	test_tree();
	test_bad();
	test_limits();
	return tap_done();
}
