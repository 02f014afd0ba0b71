/*
 * Tables that turn a YAML tree into structures. A table names the keys of one
 * map: what each may hold, and at which offset of the structure it goes. All
 * mistakes of a person (unknown key, wrong type, out of range, missing) are
 * found here and answered with `file:line:column`, what was found, what would
 * be right, and "did you mean".
 *
 * Nesting follows the tables, never the input.
 */
#ifndef BASE_SCHEMA_H
#define BASE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/sv.h"
#include "base/yaml.h"

enum schema_kind {
	SCHEMA_TEXT,		/* struct sv, not empty */
	SCHEMA_NAME,		/* struct sv of [a-z0-9._-], at most 64 */
	SCHEMA_BOOL,		/* bool: true, false */
	SCHEMA_UINT,		/* uint64_t in min .. max */
	SCHEMA_SIZE,		/* uint64_t, "64MiB", in min .. max bytes */
	SCHEMA_DURATION,	/* uint32_t ms, "10s", in min .. max */
	SCHEMA_DATE,		/* int64_t ns, "2026-12-31" or RFC 3339 */
	SCHEMA_WORD,		/* int: index of one of `words` */
	SCHEMA_TEXTS,		/* struct schema_texts; one alone is allowed */
	SCHEMA_STRUCT,		/* the structure itself, by `sub` */
	SCHEMA_STRUCTS,		/* struct schema_array; one alone is allowed */
	SCHEMA_CUSTOM,		/* whatever `read` makes of the node */
	SCHEMA_MARK,		/* no key: struct yaml_mark of the map */
};

struct schema_text {
	struct sv text;
	struct yaml_mark mark;
};

struct schema_texts {
	struct schema_text *items;
	size_t count;
};

/* Elements of the `sub` schema's size. */
struct schema_array {
	void *items;
	size_t count;
};

/*
 * Read one node into `out`; memory from `arena`. It fails with yaml_fail(), or
 * by returning ERR_INVAL, which becomes a message made from its row's `wants`.
 */
typedef int schema_read_fn(const struct yaml_node *node, struct arena *arena,
    void *out, struct errinfo *ei);

struct schema;

struct schema_key {
	const char *name;
	enum schema_kind kind;
	size_t offset;		/* in the structure */
	size_t present;		/* SCHEMA_PRESENT() of a bool, or 0 */
	bool required;
	uint64_t min, max;	/* max 0: none */
	const char *const *words;	/* SCHEMA_WORD, ends in NULL */
	const struct schema *sub;
	schema_read_fn *read;
	const char *wants;	/* "an address and port such as 127.0.0.1:80" */
};

struct schema {
	const char *title;	/* "a rule", for messages */
	size_t size;		/* of the structure */
	const void *defaults;	/* what an array element begins as, or NULL */
	const struct schema_key *keys;
	size_t nkeys;
};

#define SCHEMA_PRESENT(s, field)	(offsetof(s, field) + 1)

/*
 * Read the map `node` into the structure `out`, which already holds the
 * defaults. Texts are in the tree's memory. ERR_SYNTAX (wrong type or form),
 * ERR_NOTFOUND (unknown key, missing key), ERR_RANGE, ERR_NOMEM.
 */
int schema_read(const struct schema *schema, const struct yaml_node *node,
    struct arena *arena, void *out, struct errinfo *ei) MUST_USE;

/* Fail: `"key" is <what stands there>; <wants> is wanted`. ERR_SYNTAX. */
int schema_wants(const struct yaml_node *node, const char *wants,
    struct errinfo *ei);

/*
 * Fail: `no <what> named "name"; did you mean …?`, of the keys of `known`.
 * ERR_NOTFOUND.
 */
int schema_fail_name(const struct schema_text *name, const char *what,
    const struct map *known, struct errinfo *ei);

/* Is `s` a name: 1 to 64 of [a-z0-9._-]? */
bool schema_is_name(struct sv s);

#endif
