#include "audit/settle.h"

#include <stdbool.h>

#include "audit/ledger.h"
#include "audit/record.h"
#include "audit/reader.h"
#include "base/buf.h"
#include "base/mem.h"

enum { GROUP = 256, RECORD_ROOM = 1024 };

/* One group's items; their records stand one after the other in `text`. */
struct group {
	struct ledger_item items[GROUP];
	struct record_id ids[GROUP];
	size_t count;
	struct buf text;
};

/* Collect up to GROUP decisions of `owner` from the one after `at` on. */
static int
collect(struct ledger_reader *s, uint32_t owner, struct group *g,
    struct reader_open_decision *at, bool *first)
{
	int rc = 0;

	g->count = 0;
	while (g->count < GROUP && rc == 0) {
		rc = reader_next_open(s, at, first);
		if (rc == 0 && (owner == SETTLE_ANY || at->owner == owner))
			g->ids[g->count++] = at->id;
	}
	return rc;
}

static int
write_records(struct group *g, int64_t now_ns)
{
	size_t ends[GROUP], from = 0;

	buf_reset(&g->text);
	for (size_t i = 0; i < g->count; i++) {
		struct record_outcome o = { .decision = g->ids[i],
			.time_ns = now_ns, .result = RECORD_UNKNOWN,
			.cause = SV("restart") };
		int rc = record_write_outcome(&o, &g->text);

		if (rc != 0)
			return rc;
		ends[i] = g->text.len;
	}
	for (size_t i = 0; i < g->count; i++) {
		g->items[i] = (struct ledger_item){ .id = g->ids[i],
			.kind = LEDGER_UNKNOWN,
			.record = sv_slice(buf_sv(&g->text), from, ends[i]) };
		from = ends[i];
	}
	return 0;
}

/* The view does not move while the groups are committed. */
static int
run(struct ledger *l, uint32_t owner, int64_t now_ns, struct group *g,
    uint64_t *ret_count)
{
	struct reader_open_decision at = { 0 };
	bool first = true, more = true;
	struct ledger_reader *s;
	uint64_t count = 0;
	int rc;

	rc = ledger_reader(l, &s);
	if (rc != 0)
		return rc;
	while (more && rc == 0) {
		rc = collect(s, owner, g, &at, &first);
		more = rc != ERR_NOTFOUND;
		if (rc == ERR_NOTFOUND)
			rc = 0;
		if (rc == 0)
			rc = write_records(g, now_ns);
		if (rc == 0)
			rc = ledger_commit(l, g->items, g->count);
		count += g->count;
	}
	reader_close(s);
	if (rc == 0)
		*ret_count = count;
	return rc;
}

int
settle_unknown(struct ledger *l, uint32_t owner, int64_t now_ns,
    uint64_t *ret_count)
{
	struct group *g = mem_calloc(1, sizeof(*g));
	int rc;

	if (g == NULL)
		return ERR_NOMEM;
	buf_init(&g->text, (size_t)GROUP * RECORD_ROOM);
	rc = run(l, owner, now_ns, g, ret_count);
	buf_done(&g->text);
	mem_free(g);
	return rc;
}
