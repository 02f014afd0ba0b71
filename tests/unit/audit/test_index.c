/* The index finds exactly what reading everything finds. */
#include "audit/index.h"

#include <stdio.h>

#include "audit/follower.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

enum { FLOWS = 300, FOUND_MAX = 1000 };

static const char *const clients[] = { "billing", "bill", "support", "" };
static const char *const hosts[] = { "api.example", "eu.example" };
static const char *const actions[] = { "allow", "tokenise", "block" };

struct found {
	uint64_t index[FOUND_MAX];
	size_t count, stop_after;
};

static int
note(void *ctx, uint64_t index, struct sv record, const struct view *v)
{
	struct found *f = ctx;

	(void)record;
	(void)v;
	f->index[f->count++] = index;
	return f->count == f->stop_after ? ERR_AGAIN : 0;
}

static const struct {
	const char *name;
	struct index_query q;
	size_t count;		/* 0: not said here */
} queries[] = {
	{ "everything", { .first = 0 }, FLOWS },
	{ "a client", { .client = SV_INIT("billing") }, FLOWS / 4 },
	{ "a client whose name begins another's",
	    { .client = SV_INIT("bill") }, FLOWS / 4 },
	{ "nobody", { .client = SV_INIT("nobody") }, 0 },
	{ "a host", { .host = SV_INIT("eu.example") }, FLOWS / 2 },
	{ "both", { .client = SV_INIT("support"),
	    .host = SV_INIT("api.example") }, FLOWS / 4 },
	{ "a subject", { .subject = SV_INIT("05") }, FLOWS / 10 },
	{ "a subject in capitals", { .subject = SV_INIT("0A") }, 0 },
	{ "no subject's hash", { .subject = SV_INIT("xyz") }, 0 },
	{ "blocks", { .decision = SV_INIT("block") }, FLOWS / 3 },
	{ "ten minutes", { .from_ns = KIT_START + INT64_C(600000000000),
	    .to_ns = KIT_START + INT64_C(1200000000000) }, 10 },
	{ "from a time on", { .from_ns = KIT_START +
	    INT64_C(17940000000000) }, 1 },
	{ "before all", { .to_ns = KIT_START }, 0 },
	{ "a client in a time", { .client = SV_INIT("billing"),
	    .from_ns = KIT_START + INT64_C(600000000000),
	    .to_ns = KIT_START + INT64_C(1200000000000) }, 2 },
	{ "a piece", { .first = 10, .last = 20 }, 10 },
	{ "a client in a piece", { .client = SV_INIT("billing"), .first = 10,
	    .last = 20 }, 2 },
};

static void
fill(struct ledger *l, uint32_t from, uint32_t to)
{
	unsigned bad = 0;

	for (uint32_t i = from; i < to; i++) {
		struct kit_flow f = { .client = clients[i % 4],
			.host = hosts[i % 2], .class_name = "personal.email",
			.activity = "a", .model = "m",
			.action = actions[i % 3],
			.subject = (uint8_t)(i % 10) };

		bad += !kit_decide(l, i, &f);
	}
	tap_is_int((int64_t)bad, 0, "records");
}

static bool
is_reversed(const struct found *a, const struct found *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->index[i] != b->index[b->count - 1 - i])
			return false;
	return true;
}

static void
compare(struct ledger_reader *r, struct projection *p, size_t n,
    const char *when)
{
	static struct found by_index, by_reading, backwards;
	struct index_search s = { r, p, note, &by_index };
	struct index_query q = queries[n].q;
	int rc;

	by_index.count = by_reading.count = backwards.count = 0;
	rc = index_find(&s, &q);
	s = (struct index_search){ r, NULL, note, &by_reading };
	rc = rc != 0 ? rc : index_find(&s, &q);
	s = (struct index_search){ r, p, note, &backwards };
	q.descending = true;
	rc = rc != 0 ? rc : index_find(&s, &q);
	tap_ok(rc == 0 && by_index.count == by_reading.count &&
	    memcmp(by_index.index, by_reading.index,
	    by_index.count * sizeof(uint64_t)) == 0, "%s: %s", when,
	    queries[n].name);
	tap_ok(is_reversed(&by_index, &backwards), "and backwards");
	tap_is_int((int64_t)by_index.count, (int64_t)queries[n].count,
	    "as many as there are");
}

static void
compare_all(struct ledger_reader *r, struct projection *p, const char *when)
{
	for (size_t i = 0; i < NELEMS(queries); i++)
		compare(r, p, i, when);
}

static const struct projection_spec *const specs[] = { &index_spec };

static void
test_find(const char *dir)
{
	struct found two = { .stop_after = 2 };
	struct ledger *l = kit_open(dir);
	struct index_search s = { .found = note, .ctx = &two };
	struct ledger_reader *r;
	struct projection *p;
	struct follower *f;
	unsigned steps = 2;

	fill(l, 0, FLOWS);
	tap_is_int(ledger_reader(l, &r), 0, "reader");
	tap_is_int(follower_open(dir, specs, 1, &f), 0, "index");
	p = follower_projection(f, 0);
	compare_all(r, p, "nothing indexed");
	tap_ok(follower_step(f, r, 77), "a step");
	tap_ok(follower_position(f) == 77 && follower_pending(f) == 77,
	    "taken in, not committed");
	compare_all(r, p, "nothing committed");
	follower_commit(f, r);
	tap_is_int((int64_t)follower_pending(f), 0, "committed");
	compare_all(r, p, "a part indexed");
	while (follower_step(f, r, 77))
		steps++;
	tap_is_int(steps, (FLOWS + 76) / 77, "steps");
	follower_commit(f, r);
	compare_all(r, p, "all indexed");
	s.ledger = r;
	s.p = p;
	tap_is_int(index_find(&s, &queries[0].q), 0, "stop");
	tap_is_int((int64_t)two.count, 2, "when enough is found");
	follower_close(f);
	reader_close(r);
	ledger_close(l);
}

/* Write `text` over the state of the index in `dir`. */
static void
set_state(const char *dir, const char *text)
{
	char path[1024];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/index/state", dir);
	f = fopen(path, "w");
	tap_ok(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0, "state");
}

/* An index that a crash of the system may have damaged is not used. */
static void
test_crash(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct ledger_reader *r;
	struct projection *p;
	struct follower *f;

	tap_is_int(ledger_reader(l, &r), 0, "reader");
	tap_is_int(projection_open(dir, &index_spec, false, &p, NULL), 0,
	    "a reader opens what was closed in order");
	projection_close(p);
	set_state(dir, "3a1b8c52-0000-4000-8000-000000000000\n");
	tap_is_int(projection_open(dir, &index_spec, false, &p, NULL),
	    ERR_NOTFOUND, "but not what is from before a crash");
	tap_is_int(follower_open(dir, specs, 1, &f), 0, "a writer");
	tap_ok(follower_step(f, r, 77) && follower_position(f) == 77,
	    "begins anew");
	follower_commit(f, r);
	compare_all(r, follower_projection(f, 0), "a part indexed again");
	follower_close(f);
	tap_is_int(follower_open(dir, specs, 1, &f), 0, "a writer");
	tap_ok(!follower_step(f, r, FLOWS) && follower_pending(f) ==
	    FLOWS - 77, "goes on where it was");
	follower_commit(f, r);
	follower_close(f);
	reader_close(r);
	ledger_close(l);
}

/* The same index beside another ledger begins anew. */
static void
test_another(const char *dir)
{
	static struct found found;
	struct index_query q = { .client = SV("stranger") };
	struct kit_flow f = { .client = "stranger", .host = "h.example",
		.class_name = "", .activity = "", .model = "",
		.action = "allow" };
	struct index_search s = { .found = note, .ctx = &found };
	struct ledger *l = kit_open(dir);
	struct follower *w;

	tap_ok(kit_decide(l, 1, &f), "another ledger");
	tap_is_int(ledger_reader(l, &s.ledger), 0, "reader");
	tap_is_int(follower_open(dir, specs, 1, &w), 0, "the old index");
	s.p = follower_projection(w, 0);
	tap_is_int(index_find(&s, &q), 0, "find");
	tap_is_int((int64_t)found.count, 1, "what is there");
	tap_ok(!follower_step(w, s.ledger, 100), "step");
	follower_commit(w, s.ledger);
	found.count = 0;
	tap_is_int(index_find(&s, &q), 0, "find");
	tap_is_int((int64_t)found.count, 1, "what is there");
	q.client = SV("billing");
	tap_is_int(index_find(&s, &q), 0, "find");
	tap_is_int((int64_t)found.count, 1, "and nothing of the old");
	follower_close(w);
	reader_close(s.ledger);
	ledger_close(l);
}

int
main(void)
{
	char *dir = tmpdir_new(), *other = tmpdir_new();
	char from[1024], to[1024];

	test_find(dir);
	test_crash(dir);
	(void)snprintf(from, sizeof(from), "%s/index", dir);
	(void)snprintf(to, sizeof(to), "%s/index", other);
	tap_is_int(rename(from, to), 0, "move the index");
	test_another(other);
	tmpdir_free(dir);
	tmpdir_free(other);
	return tap_done();
}
