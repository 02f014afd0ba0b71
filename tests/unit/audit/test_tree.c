#include "audit/tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "tests/tap/tap.h"

enum { LEAVES = 70, PATH_BYTES = 1024, HASHES_MAX = 80 };

/* One case of the vectors, of either kind. */
struct vector {
	struct arena arena;
	bool consistency, want_err;
	uint64_t numbers[2];		/* leafIdx, treeSize or sizes */
	struct sv hashes[2];		/* leafHash, root or roots */
	struct sv proof[HASHES_MAX];
	size_t nproof;
};

static struct tree_hash leaves[LEAVES];

/* The definition of RFC 9162 §2.1.1, recursive as it stands there. */
static struct tree_hash
definition(size_t from, size_t to)
{
	struct tree_hash left, right;
	size_t k = 1;

	if (to - from == 1)
		return leaves[from];
	while (2 * k < to - from)
		k *= 2;
	left = definition(from, from + k);
	right = definition(from + k, to);
	return tree_node(&left, &right);
}

static int
node(void *ctx, unsigned level, uint64_t index, struct tree_hash *ret_hash)
{
	(void)ctx;
	if ((index + 1) << level > LEAVES)
		return ERR_NOTFOUND;
	*ret_hash = definition((size_t)index << level,
	    (size_t)(index + 1) << level);
	return 0;
}

static const struct tree_source source = { node, NULL };

static struct sv
hash_sv(const struct tree_hash *h)
{
	return sv_make(h->bytes, TREE_HASH_BYTES);
}

static size_t
proof_svs(const struct tree_proof *p, struct sv *out)
{
	for (size_t i = 0; i < p->count; i++)
		out[i] = hash_sv(&p->hashes[i]);
	return p->count;
}

static void
test_growth(void)
{
	struct tree t, loaded;
	struct tree_hash root, at;
	unsigned bad = 0;

	tree_init(&t);
	root = tree_root(&t);
	tap_ok(root.bytes[0] == 0xe3 && root.bytes[31] == 0x55,
	    "the empty tree is SHA-256 of nothing");
	for (size_t n = 0; n < LEAVES; n++) {
		char text[2] = { 'L', (char)n };

		leaves[n] = tree_leaf(sv_make(text, 2));
		tree_add(&t, &leaves[n], NULL);
		root = tree_root(&t);
		at = definition(0, n + 1);
		bad += !sv_eq(hash_sv(&root), hash_sv(&at));
		if (tree_root_at(&source, n + 1, &root) != 0 ||
		    tree_load(&source, n + 1, &loaded) != 0)
			bad++;
		bad += !sv_eq(hash_sv(&root), hash_sv(&at));
		root = tree_root(&loaded);
		bad += !sv_eq(hash_sv(&root), hash_sv(&at));
	}
	tap_is_int(bad, 0, "roots follow the definition");
	tap_is_int(tree_add_subtree(&t, 2, &leaves[0]), ERR_INVAL,
	    "a subtree must be aligned");
	tap_is_int(tree_add_subtree(&t, 1, &leaves[0]), 0, "as this one");
}

static void
test_inclusion(void)
{
	struct sv proof[TREE_PROOF_MAX];
	struct tree_proof p;
	unsigned bad = 0, accepted = 0;

	for (size_t size = 1; size <= LEAVES; size++) {
		struct tree_hash root = definition(0, size);

		for (size_t i = 0; i < size; i++) {
			bad += tree_prove_inclusion(&source, i, size, &p) != 0;
			bad += tree_verify_inclusion(i, size,
			    hash_sv(&leaves[i]), proof,
			    proof_svs(&p, proof), hash_sv(&root)) != 0;
			accepted += size > 1 && tree_verify_inclusion(
			    (i + 1) % size, size, hash_sv(&leaves[i]), proof,
			    p.count, hash_sv(&root)) == 0;
		}
	}
	tap_is_int(bad, 0, "inclusion proofs prove");
	tap_is_int(accepted, 0, "and nothing about another place");
	tap_is_int(tree_prove_inclusion(&source, 3, 3, &p), ERR_RANGE,
	    "nothing beyond the end");
}

static void
test_consistency(void)
{
	struct sv proof[TREE_PROOF_MAX];
	struct tree_proof p;
	unsigned bad = 0, accepted = 0;

	for (size_t size = 1; size <= LEAVES; size++) {
		struct tree_hash root = definition(0, size);

		for (size_t old = 1; old <= size; old++) {
			struct tree_hash was = definition(0, old);
			struct tree_point a = { old, hash_sv(&was) };
			struct tree_point b = { size, hash_sv(&root) };

			bad += tree_prove_consistency(&source, old, size,
			    &p) != 0;
			bad += tree_verify_consistency(&a, &b, proof,
			    proof_svs(&p, proof)) != 0;
			a.root = hash_sv(&leaves[0]);
			accepted += old > 1 && tree_verify_consistency(&a, &b,
			    proof, p.count) == 0;
		}
	}
	tap_is_int(bad, 0, "consistency proofs prove");
	tap_is_int(accepted, 0, "and nothing about another root");
	tap_is_int(tree_prove_consistency(&source, 0, 3, &p), ERR_RANGE,
	    "nothing is proved of nothing");
}

static struct sv
unbase64(struct vector *v, struct sv text)
{
	struct buf b;
	struct sv out = { 0 };

	buf_init(&b, PATH_BYTES);
	if (encode_unbase64(&b, BASE64_STD, text) == 0)
		out = arena_dup(&v->arena, buf_sv(&b));
	buf_done(&b);
	return out;
}

static void
read_proof(struct vector *v, struct json *j)
{
	struct json_event ev;

	while (json_next(j, &ev) == 0 && ev.type == JSON_STRING)
		if (v->nproof < HASHES_MAX)
			v->proof[v->nproof++] = unbase64(v, json_raw(j, &ev));
}

static void
read_member(struct vector *v, struct json *j, const struct json_event *key)
{
	static const char *const numbers[] = { "leafIdx", "treeSize", "size1",
		"size2" };
	static const char *const hashes[] = { "leafHash", "root", "root1",
		"root2" };
	struct json_event ev;

	if (json_next(j, &ev) != 0)
		return;
	for (size_t i = 0; i < NELEMS(numbers); i++) {
		if (json_is(j, key, sv_cstr(numbers[i])) &&
		    num_u64(json_raw(j, &ev), &v->numbers[i % 2]) != 0)
			tap_ok(false, "a number");
		if (json_is(j, key, sv_cstr(hashes[i])))
			v->hashes[i % 2] = unbase64(v, json_raw(j, &ev));
	}
	if (json_is(j, key, SV("size1")))
		v->consistency = true;
	if (json_is(j, key, SV("wantErr")))
		v->want_err = ev.type == JSON_TRUE;
	if (json_is(j, key, SV("proof")) && ev.type == JSON_ARRAY)
		read_proof(v, j);
}

static int
check_vector(const struct vector *v)
{
	struct tree_point old = { v->numbers[0], v->hashes[0] };
	struct tree_point now = { v->numbers[1], v->hashes[1] };

	if (v->consistency)
		return tree_verify_consistency(&old, &now, v->proof,
		    v->nproof);
	return tree_verify_inclusion(v->numbers[0], v->numbers[1],
	    v->hashes[0], v->proof, v->nproof, v->hashes[1]);
}

static void
run_file(const char *path)
{
	struct sv text = tap_read_file(path);
	struct vector v = { 0 };
	struct json_event ev;
	struct json j;

	arena_init(&v.arena, 1 << 20);
	json_init(&j, text, 0);
	while (json_next(&j, &ev) == 0 && ev.type != JSON_END)
		if (ev.type == JSON_KEY)
			read_member(&v, &j, &ev);
	tap_is_int(check_vector(&v), v.want_err ? ERR_AUTH : 0, "%s", path);
	arena_done(&v.arena);
	free((void *)(uintptr_t)text.ptr);
}

/* Every .json below `path`; how many there were. */
static unsigned
run_folder(const char *path, int depth)
{
	char sub[PATH_BYTES];
	struct dirent *e;
	DIR *d = opendir(path);
	unsigned n = 0;

	if (d == NULL)
		return 0;
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(sub, sizeof(sub), "%s/%s", path, e->d_name);
		if (sv_ends(sv_cstr(sub), SV(".json"))) {
			run_file(sub);
			n++;
		} else if (depth > 0) {
			n += run_folder(sub, depth - 1);
		}
	}
	(void)closedir(d);
	return n;
}

static void
test_vectors(const char *folder, unsigned want)
{
	char path[PATH_BYTES];
	unsigned n;

	(void)snprintf(path, sizeof(path), "%s", tap_source_path(folder));
	n = run_folder(path, 2);
	if (n == 0)
		tap_skip(1, "the shared vectors are not here");
	else
		tap_is_int(n, want, "all of %s", folder);
}

int
main(void)
{
	test_growth();
	test_inclusion();
	test_consistency();
	test_vectors("../shared/vectors/merkle/inclusion", 98);
	test_vectors("../shared/vectors/merkle/consistency", 98);
	return tap_done();
}
