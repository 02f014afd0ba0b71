#include "audit/tree.h"

#include <stdbool.h>
#include <string.h>

#include "base/crypto.h"
#include "base/err.h"

struct tree_hash
tree_leaf(struct sv record)
{
	const struct sv parts[] = { sv_make("\x00", 1), record };
	struct tree_hash h;

	crypto_sha256_parts(parts, NELEMS(parts), h.bytes);
	return h;
}

struct tree_hash
tree_node(const struct tree_hash *left, const struct tree_hash *right)
{
	uint8_t all[1 + 2 * TREE_HASH_BYTES];
	struct tree_hash h;

	all[0] = 1;
	memcpy(all + 1, left->bytes, TREE_HASH_BYTES);
	memcpy(all + 1 + TREE_HASH_BYTES, right->bytes, TREE_HASH_BYTES);
	crypto_sha256(sv_make(all, sizeof(all)), h.bytes);
	return h;
}

void
tree_init(struct tree *t)
{
	memset(t, 0, sizeof(*t));
}

/* Put `h` at `level` and merge upwards, as adding one to a binary number. */
static void
carry(struct tree *t, unsigned level, struct tree_hash h)
{
	uint64_t size = t->size + (UINT64_C(1) << level);

	for (; (t->size >> level & 1) != 0; level++)
		h = tree_node(&t->peaks[level], &h);
	t->peaks[level] = h;
	t->size = size;
}

unsigned
tree_add(struct tree *t, const struct tree_hash *leaf,
    struct tree_hash made[TREE_LEVELS])
{
	struct tree_hash h = *leaf;
	unsigned level = 0;

	for (; (t->size >> level & 1) != 0; level++) {
		if (made != NULL)
			made[level] = h;
		h = tree_node(&t->peaks[level], &h);
	}
	if (made != NULL)
		made[level] = h;
	t->peaks[level] = h;
	t->size++;
	return level + 1;
}

int
tree_add_subtree(struct tree *t, unsigned level, const struct tree_hash *root)
{
	uint64_t leaves;

	if (level >= TREE_LEVELS)
		return ERR_INVAL;
	leaves = UINT64_C(1) << level;
	if ((t->size & (leaves - 1)) != 0 || t->size > UINT64_MAX - leaves)
		return ERR_INVAL;
	carry(t, level, *root);
	return 0;
}

struct tree_hash
tree_root(const struct tree *t)
{
	struct tree_hash h;
	bool some = false;

	if (t->size == 0)
		crypto_sha256(SV(""), h.bytes);
	for (unsigned level = 0; level < TREE_LEVELS; level++) {
		if ((t->size >> level & 1) == 0)
			continue;
		h = some ? tree_node(&t->peaks[level], &h) : t->peaks[level];
		some = true;
	}
	return h;
}

unsigned
tree_level_at(uint64_t from, uint64_t to)
{
	unsigned level = 0;

	while (level + 1 < TREE_LEVELS &&
	    (from & ((UINT64_C(2) << level) - 1)) == 0 &&
	    to - from >= UINT64_C(2) << level)
		level++;
	return level;
}

/*
 * Root of leaves [from, to), where `from` is a multiple of a power of two that
 * is at least to - from: in that case it is a tree of its own.
 */
static int
range_root(const struct tree_source *src, uint64_t from, uint64_t to,
    struct tree_hash *ret_root)
{
	struct tree t;
	struct tree_hash h;
	int rc = 0;

	tree_init(&t);
	for (uint64_t at = from; at < to && rc == 0;) {
		unsigned level = tree_level_at(at, to);

		rc = src->node(src->ctx, level, at >> level, &h);
		if (rc == 0)
			carry(&t, level, h);
		at += UINT64_C(1) << level;
	}
	if (rc == 0)
		*ret_root = tree_root(&t);
	return rc;
}

int
tree_root_at(const struct tree_source *src, uint64_t size,
    struct tree_hash *ret_root)
{
	return range_root(src, 0, size, ret_root);
}

int
tree_load(const struct tree_source *src, uint64_t size, struct tree *ret_tree)
{
	struct tree t;
	int rc = 0;

	tree_init(&t);
	while (t.size < size && rc == 0) {
		unsigned level = tree_level_at(t.size, size);
		struct tree_hash h;

		rc = src->node(src->ctx, level, t.size >> level, &h);
		if (rc == 0)
			carry(&t, level, h);
	}
	if (rc == 0)
		*ret_tree = t;
	return rc;
}

/* The greatest power of two below `n` >= 2. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static void
reverse(struct tree_proof *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		struct tree_hash h = p->hashes[i];

		p->hashes[i] = p->hashes[p->count - 1 - i];
		p->hashes[p->count - 1 - i] = h;
	}
}

/* Append the root of [from, to). */
static int
prove_range(const struct tree_source *src, uint64_t from, uint64_t to,
    struct tree_proof *p)
{
	ASSERT(p->count < TREE_PROOF_MAX);
	return range_root(src, from, to, &p->hashes[p->count++]);
}

int
tree_prove_inclusion(const struct tree_source *src, uint64_t index,
    uint64_t size, struct tree_proof *ret_proof)
{
	uint64_t from = 0, to = size;
	int rc = 0;

	if (index >= size)
		return ERR_RANGE;
	ret_proof->count = 0;
	while (to - from > 1 && rc == 0) {
		uint64_t mid = from + split(to - from);

		if (index < mid) {
			rc = prove_range(src, mid, to, ret_proof);
			to = mid;
		} else {
			rc = prove_range(src, from, mid, ret_proof);
			from = mid;
		}
	}
	reverse(ret_proof);
	return rc;
}

int
tree_prove_consistency(const struct tree_source *src, uint64_t old,
    uint64_t size, struct tree_proof *ret_proof)
{
	uint64_t from = 0, to = size;
	int rc = 0;

	if (old == 0 || old > size)
		return ERR_RANGE;
	ret_proof->count = 0;
	while (to != old && rc == 0) {
		uint64_t mid = from + split(to - from);

		if (old <= mid) {
			rc = prove_range(src, mid, to, ret_proof);
			to = mid;
		} else {
			rc = prove_range(src, from, mid, ret_proof);
			from = mid;
		}
	}
	if (rc == 0 && from > 0)
		rc = prove_range(src, from, to, ret_proof);
	reverse(ret_proof);
	return rc;
}

/* True when `s` is a hash; then `*ret` is a copy of it. */
static bool
get_hash(struct sv s, struct tree_hash *ret)
{
	if (s.len != TREE_HASH_BYTES)
		return false;
	memcpy(ret->bytes, s.ptr, TREE_HASH_BYTES);
	return true;
}

static bool
is_hash(const struct tree_hash *h, struct sv s)
{
	return sv_eq(sv_make(h->bytes, TREE_HASH_BYTES), s);
}

int
tree_verify_inclusion(uint64_t index, uint64_t size, struct sv leaf,
    const struct sv *proof, size_t n, struct sv root)
{
	uint64_t fn = index, sn = size - 1;
	struct tree_hash r, p;

	if (index >= size || !get_hash(leaf, &r))
		return ERR_AUTH;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0 || !get_hash(proof[i], &p))
			return ERR_AUTH;
		if ((fn & 1) == 0 && fn != sn) {
			r = tree_node(&r, &p);
		} else {
			r = tree_node(&p, &r);
			for (; (fn & 1) == 0 && fn != 0; sn >>= 1)
				fn >>= 1;
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && is_hash(&r, root) ? 0 : ERR_AUTH;
}

/* The loop of §2.1.4.2 over all hashes but the first. */
static int
walk_consistency(uint64_t fn, uint64_t sn, const struct sv *proof, size_t n,
    struct tree_hash *fr, struct tree_hash *sr)
{
	struct tree_hash c;

	for (size_t i = 0; i < n; i++) {
		if (sn == 0 || !get_hash(proof[i], &c))
			return ERR_AUTH;
		if ((fn & 1) == 0 && fn != sn) {
			*sr = tree_node(sr, &c);
		} else {
			*fr = tree_node(&c, fr);
			*sr = tree_node(&c, sr);
			for (; (fn & 1) == 0 && fn != 0; sn >>= 1)
				fn >>= 1;
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 ? 0 : ERR_AUTH;
}

int
tree_verify_consistency(const struct tree_point *old,
    const struct tree_point *now, const struct sv *proof, size_t n)
{
	uint64_t fn = old->size - 1, sn = now->size - 1;
	struct tree_hash fr, sr;
	size_t used = 0;
	int rc;

	if (old->size == 0 || old->size > now->size)
		return ERR_AUTH;
	if (old->size == now->size)
		return n == 0 && sv_eq(old->root, now->root) ? 0 : ERR_AUTH;
	for (; (fn & 1) != 0; sn >>= 1)
		fn >>= 1;
	/* A complete old tree is itself where the walk begins. */
	if (fn == 0) {
		if (!get_hash(old->root, &fr))
			return ERR_AUTH;
	} else if (n == 0 || !get_hash(proof[used++], &fr)) {
		return ERR_AUTH;
	}
	sr = fr;
	rc = walk_consistency(fn, sn, proof + used, n - used, &fr, &sr);
	if (rc != 0)
		return rc;
	return is_hash(&fr, old->root) && is_hash(&sr, now->root) ? 0 :
	    ERR_AUTH;
}
