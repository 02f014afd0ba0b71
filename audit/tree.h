/*
 * The Merkle tree of RFC 9162 §2.1 over SHA-256: leaf and node hashes, a tree
 * that grows leaf by leaf, proofs made and proofs checked. Pure: hashes of
 * stored subtrees come through a callback.
 */
#ifndef AUDIT_TREE_H
#define AUDIT_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum {
	TREE_HASH_BYTES = 32,
	TREE_LEVELS = 64,
	TREE_PROOF_MAX = 66		/* hashes of any proof */
};

struct tree_hash {
	uint8_t bytes[TREE_HASH_BYTES];
};

/* SHA-256(0x00 || record) and SHA-256(0x01 || left || right). */
struct tree_hash tree_leaf(struct sv record);
struct tree_hash tree_node(const struct tree_hash *left,
    const struct tree_hash *right);

/*
 * A growing tree: for each bit of `size` that is set, the root of a complete
 * subtree of that many leaves.
 */
struct tree {
	uint64_t size;
	struct tree_hash peaks[TREE_LEVELS];
};

void tree_init(struct tree *t);

/*
 * Add one leaf hash. Returns how many complete subtrees end with it, the leaf
 * itself being the first; `made`, unless NULL, gets their roots by level.
 */
unsigned tree_add(struct tree *t, const struct tree_hash *leaf,
    struct tree_hash made[TREE_LEVELS]);

/* Add a complete subtree of 2^level leaves: `size` must be a multiple of
 * 2^level (ERR_INVAL). */
int tree_add_subtree(struct tree *t, unsigned level,
    const struct tree_hash *root) MUST_USE;

/* The root; of the empty tree SHA-256 of nothing. */
struct tree_hash tree_root(const struct tree *t);

/*
 * The level of the greatest complete subtree that begins at leaf `from` and
 * ends by `to` > from: by taking one after the other, [from, to) is covered in
 * one way only.
 */
unsigned tree_level_at(uint64_t from, uint64_t to);

/*
 * Where stored hashes come from: the root of the complete subtree of leaves
 * [index << level, (index + 1) << level). 0, ERR_NOTFOUND or another error.
 */
struct tree_source {
	int (*node)(void *ctx, unsigned level, uint64_t index,
	    struct tree_hash *ret_hash);
	void *ctx;
};

/* Root of the first `size` leaves. */
int tree_root_at(const struct tree_source *src, uint64_t size,
    struct tree_hash *ret_root) MUST_USE;

/* Fill `t` with the first `size` leaves, to go on from there. */
int tree_load(const struct tree_source *src, uint64_t size,
    struct tree *ret_tree) MUST_USE;

/* A proof; hashes from the leaf's (or smaller tree's) end upwards. */
struct tree_proof {
	size_t count;
	struct tree_hash hashes[TREE_PROOF_MAX];
};

/* Make an inclusion proof (RFC 9162 §2.1.3.1). ERR_RANGE unless
 * index < size. */
int tree_prove_inclusion(const struct tree_source *src, uint64_t index,
    uint64_t size, struct tree_proof *ret_proof) MUST_USE;

/* Make a consistency proof (§2.1.4.1). ERR_RANGE unless 0 < old <= size. */
int tree_prove_consistency(const struct tree_source *src, uint64_t old,
    uint64_t size, struct tree_proof *ret_proof) MUST_USE;

/*
 * Check an inclusion proof of `n` hashes (§2.1.3.2). 0, or ERR_AUTH. Any hash
 * that has not TREE_HASH_BYTES is refused.
 */
int tree_verify_inclusion(uint64_t index, uint64_t size, struct sv leaf,
    const struct sv *proof, size_t n, struct sv root) MUST_USE;

struct tree_point {
	uint64_t size;
	struct sv root;
};

/*
 * Check a consistency proof (§2.1.4.2). 0, or ERR_AUTH; an old size of zero
 * proves nothing and is refused.
 */
int tree_verify_consistency(const struct tree_point *old,
    const struct tree_point *now, const struct sv *proof, size_t n) MUST_USE;

#endif
