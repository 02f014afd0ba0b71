/* `exeat lineage`: where content went, and where it came from. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/evidence.h"
#include "lineage/graph.h"

enum { OUT_MAX = 256 << 20, ARENA_MAX = 1 << 30, DAY_TEXT = 10 };

static const int64_t ns_per_day = INT64_C(86400000000000);

static const struct option long_options[] = {
	{ "by-day", no_argument, NULL, 'b' },
	{ "config", required_argument, NULL, 'c' },
	{ "format", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ "since", required_argument, NULL, 's' },
	{ "store", required_argument, NULL, 'D' },
	{ "until", required_argument, NULL, 'u' },
	{ NULL, 0, NULL, 0 }
};

static int
usage(FILE *to, int status)
{
	(void)fprintf(to,
	    "usage: exeat lineage downstream [KIND] NAME\n"
	    "       exeat lineage upstream [KIND] NAME\n"
	    "       exeat lineage export [--format json|dot]\n\n"
	    "Downstream is where content of NAME went, upstream where that "
	    "of NAME came from.\nKIND is client (usual for downstream), "
	    "activity, class, destination (usual for\nupstream) or model; a "
	    "class also stands for those below it, a destination for all\nits "
	    "ports. All take --since DAY, --until DAY (not included), "
	    "--by-day, --format,\n--json, --store FOLDER or -c FILE.\n");
	return status;
}

static int
take_option(struct evidence_request *r, int option, const char *value,
    struct errinfo *ei)
{
	(void)value;
	(void)ei;
	if (option != 'b')
		return ERR_NOTFOUND;
	r->by_day = true;
	return 0;
}

static const struct evidence_command command = { "lineage", "c:h",
	long_options, usage, take_option };

/* The node that was asked for; of the usual kind, if none was named. */
static int
take_node(const char *verb, const struct evidence_request *r,
    struct graph_query *q, struct errinfo *ei)
{
	const char *kind = r->nargs == 2 ? r->args[0] :
	    q->direction == GRAPH_DOWNSTREAM ? "client" : "destination";

	if (r->nargs < 1 || r->nargs > 2 || *r->args[r->nargs - 1] == '\0')
		return errinfo_set(ei, ERR_INVAL, "%s takes a name, or a kind "
		    "(client, activity, class, destination, model) and a name",
		    verb);
	q->node.name = sv_cstr(r->args[r->nargs - 1]);
	if (graph_kind_find(sv_cstr(kind), &q->node.kind) != 0)
		return errinfo_set(ei, ERR_INVAL, "%s: the kinds are client, "
		    "activity, class, destination and model", kind);
	return 0;
}

/* What the verb and its arguments ask for. */
static int
make_query(const char *verb, const struct evidence_request *r,
    struct graph_query *q, struct errinfo *ei)
{
	*q = (struct graph_query){ .by_day = r->by_day,
		.from_day = (uint32_t)(r->query.from_ns / ns_per_day),
		.to_day = (uint32_t)(r->query.to_ns / ns_per_day) };
	if (strcmp(verb, "export") == 0)
		return r->nargs == 0 ? 0 : errinfo_set(ei, ERR_INVAL,
		    "export takes no arguments; it writes to standard output");
	if (strcmp(verb, "upstream") == 0)
		q->direction = GRAPH_UPSTREAM;
	else if (strcmp(verb, "downstream") == 0)
		q->direction = GRAPH_DOWNSTREAM;
	else
		return errinfo_set(ei, ERR_INVAL, "%s: the verbs are "
		    "upstream, downstream and export", verb);
	return take_node(verb, r, q, ei);
}

static void
add_node(struct buf *b, const struct graph_node *n)
{
	buf_add_sv(b, graph_kind_name(n->kind));
	buf_add_char(b, ' ');
	buf_add_sv(b, n->name);
}

static void
add_count(struct buf *b, uint64_t n, const char *thing)
{
	buf_addf(b, "%" PRIu64 " %s%s", n, thing, n == 1 ? "" : "s");
}

static void
add_counts(struct buf *b, const struct graph_counts *c)
{
	buf_add_cstr(b, ": ");
	add_count(b, c->flows, "flow");
	if (c->blocked > 0)
		buf_addf(b, ", %" PRIu64 " refused", c->blocked);
	if (c->unsent > 0)
		buf_addf(b, ", %" PRIu64 " not sent", c->unsent);
	buf_add_cstr(b, "; ");
	add_count(b, c->values, "value");
	if (c->values > 0)
		buf_addf(b, ", %" PRIu64 " masked", c->masked);
	buf_add_cstr(b, "; ");
	add_count(b, c->bytes, "byte");
	buf_add_char(b, '\n');
}

static int
write_text(const struct graph_result *g, bool by_day, struct buf *b)
{
	char day[CLOCK_TEXT_BYTES];

	for (size_t i = 0; i < g->count; i++) {
		const struct graph_edge *e = &g->edges[i];

		clock_format((int64_t)e->first_day * ns_per_day, day);
		if (by_day)
			buf_addf(b, "%.*s  ", DAY_TEXT, day);
		add_node(b, &e->from);
		buf_add_cstr(b, " -> ");
		add_node(b, &e->to);
		add_counts(b, &e->counts);
	}
	return buf_err(b);
}

static int
write_result(const struct evidence_request *r, bool is_export,
    const struct graph_result *g, struct buf *b)
{
	const char *format = r->json ? "json" : r->format;
	int rc;

	if (format == NULL)
		format = is_export ? "json" : "text";
	if (strcmp(format, "text") == 0)
		return write_text(g, r->by_day, b);
	if (strcmp(format, "dot") == 0)
		return graph_write_dot(g, b);
	if (strcmp(format, "json") != 0)
		return ERR_UNSUPPORTED;
	rc = graph_write_json(g, b);
	buf_add_char(b, '\n');
	return rc;
}

/* An empty answer in text would look like none. */
static void
say_nothing(const struct graph_query *q)
{
	struct sv kind = graph_kind_name(q->node.kind);

	if (q->direction == GRAPH_ALL)
		(void)fprintf(stderr, "exeat lineage: no flow is recorded\n");
	else
		(void)fprintf(stderr, "exeat lineage: no flow %s %.*s %.*s is "
		    "recorded\n", q->direction == GRAPH_UPSTREAM ? "to" :
		    "from", SV_ARG(kind), SV_ARG(q->node.name));
}

static int
answer(struct evidence_store *e, const struct evidence_request *r,
    const struct graph_query *q, struct errinfo *ei)
{
	struct graph_result g = { 0 };
	struct projection *p;
	struct arena a;
	struct buf b;
	int rc;

	/* Without the graph everything is read from the ledger. */
	if (projection_open(e->dir, &graph_spec, false, &p, NULL) != 0)
		p = NULL;
	arena_init(&a, ARENA_MAX);
	buf_init(&b, OUT_MAX);
	rc = graph_find(p, e->ledger, q, &a, &g);
	reader_park(e->ledger);
	if (rc == 0)
		rc = write_result(r, q->direction == GRAPH_ALL, &g, &b);
	if (rc == ERR_UNSUPPORTED)
		rc = errinfo_set(ei, rc, "%s: the formats are json, dot and "
		    "text", r->format);
	else if (rc != 0)
		rc = errinfo_set(ei, rc, "%s: %s", e->dir, err_text(rc));
	if (rc == 0)
		rc = evidence_print(buf_sv(&b), ei);
	if (rc == 0 && b.len == 0)
		say_nothing(q);
	buf_done(&b);
	arena_done(&a);
	projection_close(p);
	return rc;
}

int
lineage_run(int argc, char **argv)
{
	struct evidence_request r = { 0 };
	struct errinfo ei = { 0 };
	struct graph_query q;
	struct evidence_store e;
	int rc = evidence_options(&command, argc, argv, &r);

	if (rc != 0)
		return rc - 1;
	rc = make_query(argv[optind], &r, &q, &ei);
	if (rc == 0)
		rc = evidence_open(&r, &e, &ei);
	if (rc == 0) {
		rc = answer(&e, &r, &q, &ei);
		evidence_close(&e);
	}
	return rc == 0 ? COMMAND_OK : command_fail("lineage", &ei);
}
