/*
 * YAML files to trees with line and column, for configuration, policies and
 * detector packs. The only file that includes libyaml.
 *
 * A strict part of YAML 1.2: one document, block and flow maps, lists and
 * scalars. Anchors, aliases, tags, keys that are not scalars and duplicate
 * keys are refused, and size, depth and number of nodes are bounded, so what
 * stands in the file is what is read.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum {
	YAML_MAX_BYTES = 4 * 1024 * 1024,
	YAML_MAX_DEPTH = 32,
	YAML_MAX_KEYS = 2000,	/* of one map */
	YAML_MAX_NODES = 200 * 1000
};

enum yaml_kind { YAML_NULL, YAML_TEXT, YAML_LIST, YAML_MAP };

/* Where a node begins; line and column count from 1. */
struct yaml_mark {
	const char *file;	/* as given to yaml_parse(), in the arena */
	unsigned line;
	unsigned column;
};

struct yaml_node {
	enum yaml_kind kind;
	bool plain;			/* a scalar without quotes */
	struct yaml_mark mark;
	struct sv text;			/* scalar, UTF-8, NUL after it */
	size_t count;			/* children */
	const struct yaml_node *child;	/* first of list or map */
	const struct yaml_node *next;	/* sibling */
	const struct yaml_node *key;	/* of a child of a map */
};

/*
 * Parse `text` into `*ret`, all memory from `arena`. An empty document is a
 * node of kind YAML_NULL. ERR_SYNTAX, ERR_UNSUPPORTED (aliases, tags),
 * ERR_CONFLICT (duplicate key), ERR_LIMIT, ERR_NOMEM; `ei` gets `file`, line,
 * column and what is wrong.
 */
int yaml_parse(struct sv text, const char *file, struct arena *arena,
    const struct yaml_node **ret, struct errinfo *ei) MUST_USE;

/* The value of `key` in `map`, or NULL; also NULL if it is no map. */
const struct yaml_node *yaml_get(const struct yaml_node *map, struct sv key);

/* "a map", "a list", "text", "nothing": for messages. */
const char *yaml_kind_name(enum yaml_kind kind);

/* Point `ei` at `mark`, set the text, return `code`. */
int yaml_fail(struct errinfo *ei, const struct yaml_mark *mark, int code,
    const char *fmt, ...) PRINTF(4, 5);

#endif
