#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/wire.h"
#include "lineage/graph.h"
#include "lineage/rows.h"

enum { RECORD_ARENA = 4 << 20 };

/* A query being answered. */
struct sum {
	const struct graph_query *q;
	struct arena *arena;
	struct map edges;		/* key bytes -> struct graph_edge */
};

static bool
node_matches(const struct graph_node *want, struct sv name)
{
	switch (want->kind) {
	case GRAPH_CLASS:
		return sv_has_dotted_prefix(name, want->name);
	case GRAPH_DESTINATION:
		return sv_eq(name, want->name) || (sv_starts(name,
		    want->name) && name.ptr[want->name.len] == ':');
	case GRAPH_CLIENT:
	case GRAPH_ACTIVITY:
	case GRAPH_MODEL:
	case GRAPH_KINDS:
		break;
	}
	return sv_eq(name, want->name);
}

static bool
row_matches(const struct graph_query *q, const struct row *row)
{
	if (row->day < q->from_day || (q->to_day != 0 && row->day >= q->to_day))
		return false;
	return q->node.name.len == 0 ||
	    node_matches(&q->node, row->names[q->node.kind]);
}

/* Is an edge between these columns on the asked side of the node? */
static bool
is_wanted(const struct graph_query *q, unsigned from, unsigned to)
{
	switch (q->direction) {
	case GRAPH_ALL:
		return true;
	case GRAPH_UPSTREAM:
		return to <= (unsigned)q->node.kind;
	case GRAPH_DOWNSTREAM:
		return from >= (unsigned)q->node.kind;
	}
	return false;
}

/* The edge between two columns of `row`, made if it is not there. */
static int
find_edge(struct sum *s, struct sv key, const struct graph_edge *like,
    struct graph_edge **ret_edge)
{
	struct graph_edge *e = map_get(&s->edges, key);
	struct sv copy;

	if (e != NULL) {
		*ret_edge = e;
		return 0;
	}
	e = arena_zalloc(s->arena, 1, sizeof(*e));
	copy = arena_dup(s->arena, key);
	if (e == NULL || copy.ptr == NULL)
		return ERR_NOMEM;
	*e = *like;
	e->from.name = arena_dup(s->arena, like->from.name);
	e->to.name = arena_dup(s->arena, like->to.name);
	if (e->from.name.ptr == NULL || e->to.name.ptr == NULL)
		return ERR_NOMEM;
	*ret_edge = e;
	return map_put(&s->edges, copy, e);
}

static int
add_edge(struct sum *s, const struct row *row, unsigned from, unsigned to,
    const struct graph_counts *counts)
{
	struct graph_edge like = {
		.from = { (enum graph_kind)from, row->names[from] },
		.to = { (enum graph_kind)to, row->names[to] },
		.first_day = row->day, .last_day = row->day };
	struct graph_edge *e;
	struct buf key;
	int rc;

	buf_init(&key, 2 * ROWS_NAME_MAX + 16);
	wire_write_u8(&key, (uint8_t)from);
	wire_write_u8(&key, (uint8_t)to);
	wire_write_u32(&key, s->q->by_day ? row->day : 0);
	wire_write_sv(&key, like.from.name);
	wire_write_sv(&key, like.to.name);
	rc = buf_err(&key);
	if (rc == 0)
		rc = find_edge(s, buf_sv(&key), &like, &e);
	buf_done(&key);
	if (rc != 0)
		return rc;
	if (row->day < e->first_day)
		e->first_day = row->day;
	if (row->day > e->last_day)
		e->last_day = row->day;
	rows_add_counts(&e->counts, counts);
	return 0;
}

/* Which edges the row speaks for: see the top of graph.c. */
static bool
speaks_for(const struct graph_query *q, const struct row *row, unsigned from,
    unsigned to)
{
	bool whole = row->names[GRAPH_CLASS].len == 0;

	if (from == GRAPH_CLASS || to == GRAPH_CLASS)
		return !whole;
	if (q->node.kind == GRAPH_CLASS && q->node.name.len > 0)
		return !whole;
	return whole;
}

static int
sum_row(void *ctx, const struct row *row, const struct graph_counts *counts)
{
	struct sum *s = ctx;
	int from = -1, rc = 0;

	if (!row_matches(s->q, row))
		return 0;
	for (unsigned i = 0; i < GRAPH_KINDS && rc == 0; i++) {
		/* The class has its place even in rows without one. */
		if (row->names[i].len == 0 && i != GRAPH_CLASS)
			continue;
		if (from >= 0 && is_wanted(s->q, (unsigned)from, i) &&
		    speaks_for(s->q, row, (unsigned)from, i))
			rc = add_edge(s, row, (unsigned)from, i, counts);
		from = (int)i;
	}
	return rc;
}

/* The records that the projection has not taken in. */
static int
sum_tail(struct sum *s, struct ledger_reader *ledger, uint64_t from)
{
	struct rows_sink sink = { sum_row, s };
	int rc = 0;

	for (uint64_t i = from; i < reader_size(ledger) && rc == 0; i++) {
		struct sv record;
		struct arena a;
		struct view v;

		arena_init(&a, RECORD_ARENA);
		rc = reader_view(ledger, i, &a, &record, &v);
		if (rc == 0)
			rc = rows_from_record(ledger, &v, &sink);
		else if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
			rc = 0;
		arena_done(&a);
	}
	return rc;
}

static int
compare_nodes(const struct graph_node *a, const struct graph_node *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return sv_cmp(a->name, b->name);
}

static int
compare_edges(const void *pa, const void *pb)
{
	const struct graph_edge *a = pa, *b = pb;
	int c = compare_nodes(&a->from, &b->from);

	if (c == 0)
		c = compare_nodes(&a->to, &b->to);
	if (c == 0 && a->first_day != b->first_day)
		c = a->first_day < b->first_day ? -1 : 1;
	return c;
}

static int
list_edges(struct sum *s, struct graph_result *r)
{
	struct graph_edge *edges = arena_zalloc(s->arena, s->edges.count,
	    sizeof(*edges));
	size_t at = 0, n = 0;
	struct sv key;
	void *value;

	if (edges == NULL)
		return ERR_NOMEM;
	while (map_next(&s->edges, &at, &key, &value))
		edges[n++] = *(struct graph_edge *)value;
	qsort(edges, n, sizeof(*edges), compare_edges);
	r->edges = edges;
	r->count = n;
	return 0;
}

int
graph_find(struct projection *p, struct ledger_reader *ledger,
    const struct graph_query *q, struct arena *a,
    struct graph_result *ret_result)
{
	struct graph_result r = { .records = reader_size(ledger) };
	struct sum s = { .q = q, .arena = a };
	struct rows_sink sink = { sum_row, &s };
	struct lmdb_txn *txn = NULL;
	uint64_t position = 0;
	int rc = 0;

	map_init(&s.edges);
	if (p != NULL)
		rc = projection_read(p, ledger, &txn, &position);
	if (rc == 0 && position > 0)
		rc = graph_each_row(txn, &sink);
	if (rc == 0)
		rc = sum_tail(&s, ledger, position);
	if (rc == 0)
		rc = list_edges(&s, &r);
	lmdb_abort(txn);
	map_done(&s.edges);
	if (rc == 0)
		*ret_result = r;
	return rc;
}
