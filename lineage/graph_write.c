#include "base/clock.h"
#include "base/err.h"
#include "base/json_write.h"
#include "lineage/graph.h"

enum { DAY_TEXT = 10 };		/* "2026-11-24" */

static const int64_t ns_per_day = INT64_C(86400000000000);

static void
add_day(struct json_write *w, const char *key, uint32_t day)
{
	char text[CLOCK_TEXT_BYTES];

	clock_format((int64_t)day * ns_per_day, text);
	json_write_member(w, key, sv_make(text, DAY_TEXT));
}

static void
add_node(struct json_write *w, const char *key, const struct graph_node *n)
{
	json_write_key(w, key);
	json_write_object(w);
	json_write_member(w, "kind", graph_kind_name(n->kind));
	json_write_member(w, "name", n->name);
	json_write_object_end(w);
}

static void
add_count(struct json_write *w, const char *key, uint64_t n)
{
	json_write_key(w, key);
	json_write_u64(w, n);
}

static void
add_edge(struct json_write *w, const struct graph_edge *e)
{
	json_write_object(w);
	add_node(w, "from", &e->from);
	add_node(w, "to", &e->to);
	add_day(w, "first_day", e->first_day);
	add_day(w, "last_day", e->last_day);
	add_count(w, "flows", e->counts.flows);
	add_count(w, "blocked", e->counts.blocked);
	add_count(w, "unsent", e->counts.unsent);
	add_count(w, "values", e->counts.values);
	add_count(w, "masked", e->counts.masked);
	add_count(w, "bytes", e->counts.bytes);
	json_write_object_end(w);
}

int
graph_write_json(const struct graph_result *r, struct buf *b)
{
	struct json_write w;

	json_write_init(&w, b);
	json_write_object(&w);
	json_write_key(&w, "records");
	json_write_u64(&w, r->records);
	json_write_key(&w, "edges");
	json_write_array(&w);
	for (size_t i = 0; i < r->count; i++)
		add_edge(&w, &r->edges[i]);
	json_write_array_end(&w);
	json_write_object_end(&w);
	return json_write_end(&w);
}

/* A quoted identifier of the DOT language: only `"` and `\` matter. */
static void
add_quoted(struct buf *b, const struct graph_node *n)
{
	buf_add_char(b, '"');
	buf_add_sv(b, graph_kind_name(n->kind));
	buf_add_char(b, ' ');
	for (size_t i = 0; i < n->name.len; i++) {
		if (n->name.ptr[i] == '"' || n->name.ptr[i] == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, n->name.ptr[i]);
	}
	buf_add_char(b, '"');
}

int
graph_write_dot(const struct graph_result *r, struct buf *b)
{
	buf_add_cstr(b, "digraph lineage {\n\trankdir=LR;\n");
	for (size_t i = 0; i < r->count; i++) {
		const struct graph_edge *e = &r->edges[i];

		buf_add_char(b, '\t');
		add_quoted(b, &e->from);
		buf_add_cstr(b, " -> ");
		add_quoted(b, &e->to);
		buf_add_cstr(b, " [label=\"");
		buf_add_u64(b, e->counts.flows);
		buf_add_cstr(b, " flows, ");
		buf_add_u64(b, e->counts.values);
		buf_add_cstr(b, " values (");
		buf_add_u64(b, e->counts.masked);
		buf_add_cstr(b, " masked), ");
		buf_add_u64(b, e->counts.bytes);
		buf_add_cstr(b, " bytes\"];\n");
	}
	buf_add_cstr(b, "}\n");
	return buf_err(b);
}
