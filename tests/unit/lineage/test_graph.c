#include "lineage/graph.h"

#include "audit/follower.h"
#include "audit/record.h"
#include "base/json.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

static const struct kit_flow flows[] = {
	{ "billing", "care", "api.example", "gpt", "personal.contact.email",
	    "tokenise", 1 },
	{ "billing", "care", "api.example", "gpt", "personal.id", "tokenise",
	    2 },
	{ "billing", "", "api.example", "", "secret.key", "block", 3 },
	{ "support", "care", "eu.example", "mistral", "", "allow", 4 },
	{ "support", "care", "api.example", "gpt", "personal.contact.email",
	    "allow", 5 },
};

/* Of the answer, one edge as "from>to flows/blocked/unsent/values/…". */
struct want {
	const char *from, *to;
	struct graph_counts counts;
};

static const struct {
	const char *name;
	struct graph_query q;
	struct want edges[12];
} cases[] = {
	{ "everything", { .direction = GRAPH_ALL }, {
	    { "billing", "care", { 2, 0, 0, 4, 4, 200 } },
	    { "billing", "secret.key", { 1, 1, 0, 2, 0, 0 } },
	    { "support", "care", { 2, 0, 1, 2, 0, 100 } },
	    { "care", "personal.contact.email", { 2, 0, 0, 4, 2, 200 } },
	    { "care", "personal.id", { 1, 0, 0, 2, 2, 100 } },
	    { "care", "unclassified", { 1, 0, 1, 0, 0, 0 } },
	    { "personal.contact.email", "api.example:443",
		{ 2, 0, 0, 4, 2, 200 } },
	    { "personal.id", "api.example:443", { 1, 0, 0, 2, 2, 100 } },
	    { "secret.key", "api.example:443", { 1, 1, 0, 2, 0, 0 } },
	    { "unclassified", "eu.example:443", { 1, 0, 1, 0, 0, 0 } },
	    { "api.example:443", "gpt", { 3, 0, 0, 6, 4, 300 } },
	    { "eu.example:443", "mistral", { 1, 0, 1, 0, 0, 0 } } } },
	{ "what flows into a destination", {
	    .node = { GRAPH_DESTINATION, SV_INIT("eu.example") },
	    .direction = GRAPH_UPSTREAM }, {
	    { "support", "care", { 1, 0, 1, 0, 0, 0 } },
	    { "care", "unclassified", { 1, 0, 1, 0, 0, 0 } },
	    { "unclassified", "eu.example:443", { 1, 0, 1, 0, 0, 0 } } } },
	{ "where a class goes", {
	    .node = { GRAPH_CLASS, SV_INIT("personal.contact") },
	    .direction = GRAPH_DOWNSTREAM }, {
	    { "personal.contact.email", "api.example:443",
		{ 2, 0, 0, 4, 2, 200 } },
	    { "api.example:443", "gpt", { 2, 0, 0, 4, 2, 200 } } } },
	{ "a prefix is of whole words", {
	    .node = { GRAPH_CLASS, SV_INIT("personal.con") } }, { { 0 } } },
	{ "where a client's content goes", {
	    .node = { GRAPH_CLIENT, SV_INIT("billing") },
	    .direction = GRAPH_DOWNSTREAM, .to_day = 20782 }, {
	    { "billing", "care", { 2, 0, 0, 4, 4, 200 } },
	    { "billing", "secret.key", { 1, 1, 0, 2, 0, 0 } },
	    { "care", "personal.contact.email", { 1, 0, 0, 2, 2, 100 } },
	    { "care", "personal.id", { 1, 0, 0, 2, 2, 100 } },
	    { "personal.contact.email", "api.example:443",
		{ 1, 0, 0, 2, 2, 100 } },
	    { "personal.id", "api.example:443", { 1, 0, 0, 2, 2, 100 } },
	    { "secret.key", "api.example:443", { 1, 1, 0, 2, 0, 0 } },
	    { "api.example:443", "gpt", { 2, 0, 0, 4, 4, 200 } } } },
	{ "another day", { .from_day = 20782 }, { { 0 } } },
};

static bool
is_edge(const struct graph_edge *e, const struct want *w)
{
	return sv_eq(e->from.name, sv_cstr(w->from)) &&
	    sv_eq(e->to.name, sv_cstr(w->to)) &&
	    memcmp(&e->counts, &w->counts, sizeof(w->counts)) == 0 &&
	    e->first_day == 20781 && e->last_day == 20781;
}

static void
show(const struct graph_result *r)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	if (graph_write_dot(r, &b) == 0)
		tap_diag("%.*s", SV_ARG(buf_sv(&b)));
	buf_done(&b);
}

static void
test_cases(struct projection *p, struct ledger_reader *r, const char *when)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		const struct want *w = cases[i].edges;
		struct graph_result result = { 0 };
		struct arena a;
		bool good;
		size_t n = 0;

		arena_init(&a, 1 << 20);
		good = graph_find(p, r, &cases[i].q, &a, &result) == 0;
		for (; n < result.count && w[n].from != NULL; n++)
			good = good && is_edge(&result.edges[n], &w[n]);
		good = good && n == result.count &&
		    (n == NELEMS(cases[i].edges) || w[n].from == NULL);
		if (!tap_ok(good, "%s: %s", when, cases[i].name))
			show(&result);
		arena_done(&a);
	}
}

static void
test_export(struct projection *p, struct ledger_reader *r)
{
	struct graph_query q = { .by_day = true };
	struct graph_result result;
	struct arena a;
	struct buf b;

	arena_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	tap_is_int(graph_find(p, r, &q, &a, &result), 0, "by day");
	tap_is_int(graph_write_json(&result, &b), 0, "JSON");
	tap_ok(json_is_valid(buf_sv(&b)), "is JSON");
	tap_ok(sv_find(buf_sv(&b), SV("{\"from\":{\"kind\":\"client\",\"name\":"
	    "\"billing\"},\"to\":{\"kind\":\"activity\",\"name\":\"care\"},"
	    "\"first_day\":\"2026-11-24\",\"last_day\":\"2026-11-24\","
	    "\"flows\":2,")) > 0, "says it");
	buf_reset(&b);
	tap_is_int(graph_write_dot(&result, &b), 0, "DOT");
	tap_ok(sv_find(buf_sv(&b), SV("\t\"client billing\" -> "
	    "\"activity care\" [label=\"2 flows, 4 values (4 masked), "
	    "200 bytes\"];\n")) > 0, "says it too");
	buf_done(&b);
	arena_done(&a);
}

/* The fourth flow did not leave after all. */
static bool
take_back(struct ledger *l)
{
	struct record_outcome o = { .result = RECORD_NOT_SENT };
	struct ledger_item it = { .kind = LEDGER_OUTCOME };
	struct buf b;
	bool good;

	o.decision = it.id = record_id_make(INT64_C(3000000),
	    (const uint8_t *)"0123456789");
	buf_init(&b, RECORD_MAX_BYTES);
	good = record_write_outcome(&o, &b) == 0;
	it.record = buf_sv(&b);
	good = good && ledger_commit(l, &it, 1) == 0 && it.status == 0;
	buf_done(&b);
	return good;
}

static const struct projection_spec *const specs[] = { &graph_spec };

int
main(void)
{
	char *dir = tmpdir_new();
	struct ledger *l = kit_open(dir);
	struct ledger_reader *r;
	struct projection *p;
	struct follower *f;
	unsigned bad = 0;

	for (uint32_t i = 0; i < NELEMS(flows); i++)
		bad += !kit_decide(l, i, &flows[i]);
	bad += !take_back(l);
	tap_is_int((int64_t)bad, 0, "flows");
	tap_is_int(ledger_reader(l, &r), 0, "reader");
	tap_is_int(follower_open(dir, specs, 1, &f), 0, "projection");
	p = follower_projection(f, 0);
	test_cases(NULL, r, "from the ledger alone");
	test_cases(p, r, "nothing projected");
	tap_ok(follower_step(f, r, 4), "step");
	follower_commit(f, r);
	test_cases(p, r, "a part projected");
	tap_ok(!follower_step(f, r, 4), "step to the end");
	follower_commit(f, r);
	test_cases(p, r, "all projected");
	test_export(p, r);
	follower_close(f);
	reader_close(r);
	ledger_close(l);
	tmpdir_free(dir);
	return tap_done();
}
