/* base/json_tree: structure, look-ups that nest, walking. */
#include "base/json_tree.h"

#include "base/err.h"
#include "tests/tap/tap.h"

static void
test_tree(struct arena *arena)
{
	struct sv text = SV("{\"a\":[1,{\"b\\u0062\":\"x\\ny\"}],\"a\":null,"
	    "\"n\":-12,\"f\":1.5}");
	struct json_value *root = NULL, *v;
	int64_t n = 0;
	size_t count = 0;

	tap_is_int(json_tree_parse(text, arena, &root), 0, "parse");
	tap_is_int((int64_t)root->count, 4, "duplicates are kept");
	tap_is_sv(root->text, text, "a container has its source");
	v = json_tree_member(root, "a");
	tap_ok(v != NULL && v->type == JSON_ARRAY, "the first of two");
	tap_is_sv(v->text, SV("[1,{\"b\\u0062\":\"x\\ny\"}]"), "array source");
	v = json_tree_member(json_tree_element(v, 1), "bb");
	tap_is_sv(json_tree_string(v, SV("?")), SV("x\ny"), "nested string");
	tap_ok(json_tree_int(json_tree_member(root, "n"), &n) == 0 &&
	    n == -12, "integer");
	tap_is_int(json_tree_int(json_tree_member(root, "f"), &n),
	    ERR_NOTFOUND, "a fraction is no integer");
	tap_ok(json_tree_member(json_tree_element(
	    json_tree_member(root, "zz"), 0), "x") == NULL, "NULL all the way");
	tap_is_sv(json_tree_string(NULL, SV("d")), SV("d"), "default");
	tap_ok(json_tree_element(json_tree_member(root, "a"), 2) == NULL,
	    "past the end");
	for (v = root; v != NULL; v = json_tree_walk(v, root))
		count++;
	tap_is_int((int64_t)count, 8, "walk visits every node");
	v = json_tree_member(root, "a");
	count = 0;
	for (struct json_value *w = v; w != NULL; w = json_tree_walk(w, v))
		count++;
	tap_is_int((int64_t)count, 4, "and stays below its root");
}

int
main(void)
{
	struct json_value *root = NULL;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	test_tree(&arena);
	tap_is_int(json_tree_parse(SV("[1"), &arena, &root), ERR_SYNTAX,
	    "no JSON");
	tap_ok(json_tree_parse(SV("7"), &arena, &root) == 0 &&
	    root->type == JSON_NUMBER && root->parent == NULL, "a scalar");
	arena_done(&arena);
	arena_init(&arena, 0);
	tap_is_int(json_tree_parse(SV("[1]"), &arena, &root), ERR_NOMEM,
	    "no memory");
	return tap_done();
}
