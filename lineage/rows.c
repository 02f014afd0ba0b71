#include "lineage/rows.h"

#include <stdio.h>

#include "audit/record_id.h"
#include "base/arena.h"
#include "base/err.h"

enum { RECORD_ARENA = 4 << 20 };

static const int64_t ns_per_day = INT64_C(86400000000000);

void
rows_add_counts(struct graph_counts *to, const struct graph_counts *c)
{
	to->flows += c->flows;
	to->blocked += c->blocked;
	to->unsent += c->unsent;
	to->values += c->values;
	to->masked += c->masked;
	to->bytes += c->bytes;
}

static bool
is_refused(const struct view *v)
{
	return sv_eq(v->decision, SV("block")) ||
	    sv_eq(v->decision, SV("hold"));
}

static bool
is_masked(struct sv action)
{
	return sv_eq(action, SV("tokenise")) || sv_eq(action, SV("redact"));
}

/* What one row of the flow counts; `c` NULL for the flow as a whole. */
static struct graph_counts
count(const struct view *v, const struct view_class *c, bool unsent)
{
	struct graph_counts n = { 0 };

	if (unsent) {
		n.unsent = 1;
		n.bytes = 0 - v->bytes_out;
		return n;
	}
	n.flows = 1;
	n.blocked = is_refused(v);
	n.bytes = is_refused(v) ? 0 : v->bytes_out;
	if (c != NULL) {
		n.values = c->count;
		n.masked = is_masked(c->action) ? c->count : 0;
		return n;
	}
	for (size_t i = 0; i < v->nclasses; i++) {
		n.values += v->classes[i].count;
		if (is_masked(v->classes[i].action))
			n.masked += v->classes[i].count;
	}
	return n;
}

static int
add_row(const struct view *v, struct row *row, const struct view_class *c,
    bool unsent, const struct rows_sink *sink)
{
	struct graph_counts n = count(v, c, unsent);

	return sink->add(sink->ctx, row, &n);
}

static int
add_decision(const struct view *v, bool unsent, const struct rows_sink *sink)
{
	char destination[ROWS_NAME_MAX];
	struct row row = { .names = { [GRAPH_CLIENT] = v->client,
		[GRAPH_ACTIVITY] = v->activity, [GRAPH_MODEL] = v->model } };
	int n, rc;

	if (v->host.len == 0 || v->time_ns <= 0)
		return 0;
	n = snprintf(destination, sizeof(destination), "%.*s:%u",
	    SV_ARG(sv_slice(v->host, 0, 255)), (unsigned)v->port);
	row.names[GRAPH_DESTINATION] = sv_make(destination, (size_t)n);
	row.day = (uint32_t)(v->time_ns / ns_per_day);
	rc = add_row(v, &row, NULL, unsent, sink);
	for (size_t i = 0; i < v->nclasses && rc == 0; i++) {
		row.names[GRAPH_CLASS] = v->classes[i].name;
		rc = add_row(v, &row, &v->classes[i], unsent, sink);
	}
	if (rc == 0 && v->nclasses == 0) {
		row.names[GRAPH_CLASS] = SV("unclassified");
		rc = add_row(v, &row, NULL, unsent, sink);
	}
	return rc;
}

/* Nothing left after all: find the decision and take its bytes back. */
static int
take_back(struct ledger_reader *ledger, const struct view *outcome,
    const struct rows_sink *sink)
{
	struct record_id id;
	struct sv record;
	struct arena a;
	struct view v;
	uint64_t index;
	int rc;

	if (record_id_parse(outcome->decision, &id) != 0)
		return 0;
	rc = reader_find(ledger, id, false, &index);
	if (rc != 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	arena_init(&a, RECORD_ARENA);
	rc = reader_view(ledger, index, &a, &record, &v);
	if (rc == 0 && !is_refused(&v))
		rc = add_decision(&v, true, sink);
	arena_done(&a);
	return rc;
}

int
rows_from_record(struct ledger_reader *ledger, const struct view *v,
    const struct rows_sink *sink)
{
	if (v->type == VIEW_DECISION)
		return add_decision(v, false, sink);
	if (v->type == VIEW_OUTCOME && sv_eq(v->result, SV("not_sent")))
		return take_back(ledger, v, sink);
	return 0;
}
