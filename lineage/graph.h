/*
 * Where content went: a projection of the ledger into counts by day of
 *
 *	client -> activity -> class -> destination -> model
 *
 * where class is the class of content that was found (a dataset's class too),
 * or "unclassified" for flows in which nothing was found. Rebuilt from the
 * ledger whenever it is deleted.
 */
#ifndef LINEAGE_GRAPH_H
#define LINEAGE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/projection.h"
#include "audit/reader.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

extern const struct projection_spec graph_spec;

/* The columns of the graph, from left to right. */
enum graph_kind {
	GRAPH_CLIENT,
	GRAPH_ACTIVITY,
	GRAPH_CLASS,
	GRAPH_DESTINATION,	/* host:port */
	GRAPH_MODEL,
	GRAPH_KINDS
};

struct graph_counts {
	uint64_t flows;
	uint64_t blocked;	/* of them refused or held */
	uint64_t unsent;	/* allowed, but no byte left */
	uint64_t values;	/* findings of the class */
	uint64_t masked;	/* of them left as token or redacted */
	uint64_t bytes;		/* of bodies that left */
};

struct graph_node {
	enum graph_kind kind;
	struct sv name;
};

/* Days since 1970-01-01; first and last are equal where asked by day. */
struct graph_edge {
	struct graph_node from, to;
	uint32_t first_day, last_day;
	struct graph_counts counts;
};

enum graph_direction {
	GRAPH_ALL,
	GRAPH_UPSTREAM,		/* what flows into the node */
	GRAPH_DOWNSTREAM	/* what flows out of it */
};

/*
 * Flows that pass through `node` (an empty name: all flows). A class matches
 * by dotted prefix, a destination also by its host alone.
 */
struct graph_query {
	struct graph_node node;
	enum graph_direction direction;
	uint32_t from_day, to_day;	/* to_day exclusive; 0: no end */
	bool by_day;
};

/* Edges in a fixed order; all memory is the arena's. */
struct graph_result {
	struct graph_edge *edges;
	size_t count;
	uint64_t records;		/* of the ledger that went in */
};

/*
 * Answer `q` from the projection `p` and the records that it lacks; `p` may be
 * NULL: then from the ledger alone. A flow is counted once in each edge, but
 * in those of every class it carries. ERR_NOMEM (arena), errors of LMDB.
 */
int graph_find(struct projection *p, struct ledger_reader *ledger,
    const struct graph_query *q, struct arena *a,
    struct graph_result *ret_result) MUST_USE;

/* "client", "activity"...; and back, ERR_NOTFOUND. */
struct sv graph_kind_name(enum graph_kind kind);
int graph_kind_find(struct sv name, enum graph_kind *ret_kind) MUST_USE;

/* Append the result as one JSON object, or as a Graphviz digraph. */
int graph_write_json(const struct graph_result *r, struct buf *b) MUST_USE;
int graph_write_dot(const struct graph_result *r, struct buf *b) MUST_USE;

#endif
