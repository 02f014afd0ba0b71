/*
 * A whole JSON text as a tree in an arena, for texts that are small and looked
 * into from several sides: records, test cases, canonical form. Large bodies
 * are read by events (base/json.h).
 */
#ifndef BASE_JSON_TREE_H
#define BASE_JSON_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/json.h"
#include "base/sv.h"

struct json_value {
	enum json_type type;	/* OBJECT ARRAY STRING NUMBER TRUE FALSE NULL */
	struct sv key;		/* of a member of an object, decoded */
	struct sv text;		/* string decoded; else the source span */
	struct json_value *parent, *next;
	struct json_value *first, *last;	/* members, in source order */
	size_t count;
};

/*
 * Read `text`, which must outlive the tree, with all nodes from `arena`.
 * Duplicate keys are kept. 0, ERR_SYNTAX, ERR_LIMIT (too deep), ERR_NOMEM.
 */
int json_tree_parse(struct sv text, struct arena *arena,
    struct json_value **ret_root) MUST_USE;

/*
 * The first member `key` of an object, or the element `index` of an array;
 * NULL if there is none or `v` is NULL or of another type, so calls nest.
 */
struct json_value *json_tree_member(const struct json_value *v,
    const char *key);
struct json_value *json_tree_element(const struct json_value *v,
    size_t index);

/* The text of a string, or `otherwise` for NULL and other types. */
struct sv json_tree_string(const struct json_value *v, struct sv otherwise);

/* The value of an integer. ERR_NOTFOUND (NULL, other type), ERR_RANGE. */
int json_tree_int(const struct json_value *v, int64_t *ret) MUST_USE;

/* The node after `v` in source order, parents first; NULL after the last. */
struct json_value *json_tree_walk(const struct json_value *v,
    const struct json_value *root);

#endif
