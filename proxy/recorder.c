#include "proxy/recorder.h"

#include <string.h>

#include "audit/event.h"
#include "audit/follower.h"
#include "audit/index.h"
#include "audit/reader.h"
#include "audit/settle.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "lineage/graph.h"

/*
 * Invariants:
 * 1. An ACK of 0 is sent only after the commit that holds the item returned.
 * 2. Nothing but receipts is done while something is queued: checkpoints,
 *    heartbeats, projections and merging come after, unless too many vault rows
 *    wait to be merged.
 * 3. Projections may lag, since searches read what they lack from the ledger:
 *    while records keep coming, they are fed by slices that are worth it, and
 *    commit in large groups; when no more come, what is left is committed.
 */

enum {
	QUEUE_BYTES = 64 << 20,
	ACK_BYTES = 64,
	HEARTBEAT_MS = 60000,
	CHECKPOINT_MS = 1000,
	SIGN_PATIENCE_MS = 5000,	/* then the keeper is asked again */
	NS_PER_MS = 1000000,
	CHECKPOINT_MAX = 4096,
	SLICE = 256,			/* records projected at a time */
	GROUP = 8192,			/* records a commit of projections */
	LAG_MAX = 65536,		/* records that projections may lack */
	QUIET_MS = 200,			/* without records: nothing waits */
	MERGE_AT = 4096,		/* vault rows that are worth a round */
	MERGE_MUST = 65536,		/* so many that it cannot wait */
	MERGE_SLICE = 512
};

static const struct projection_spec *const projections[] = { &index_spec,
	&graph_spec };

enum { PROJECTIONS = NELEMS(projections) };

/* Who asked for the item of the same place. */
struct asker {
	uint32_t peer;
	uint64_t txn;
};

struct recorder {
	struct recorder_options o;
	struct ledger *ledger;
	struct arena arena;		/* bodies of what is queued */
	struct ledger_item items[LEDGER_BATCH_MAX];
	struct asker askers[LEDGER_BATCH_MAX];
	size_t count;
	int failed;			/* the process must end */
	uint64_t records, commits;
	int64_t record_wall_ns, record_ns;	/* of the last record */
	int64_t checkpoint_ns;		/* of the last one asked for */
	bool signing;
	struct ledger_reader *reader;	/* parked between slices */
	struct follower *follower;
	bool merging;			/* a round is under way */
};

static void
note_records(struct recorder *r, uint64_t before)
{
	uint64_t n = ledger_size(r->ledger) - before;

	if (n == 0)
		return;
	r->records += n;
	r->commits++;
	r->record_wall_ns = clock_wall_ns();
	r->record_ns = clock_mono_ns();
}

static int
settle(struct recorder *r, uint32_t owner)
{
	uint64_t before = ledger_size(r->ledger), n;
	int rc;

	rc = settle_unknown(r->ledger, owner, clock_wall_ns(), &n);
	note_records(r, before);
	if (rc != 0 && rc != ERR_FULL && rc != ERR_NOMEM)
		r->failed = rc;
	return rc;
}

static int
open_projections(struct recorder *r)
{
	int rc;

	rc = ledger_reader(r->ledger, &r->reader);
	if (rc != 0)
		return rc;
	reader_park(r->reader);
	return follower_open(r->o.store, projections, PROJECTIONS,
	    &r->follower);
}

int
recorder_open(const struct recorder_options *o, struct recorder **ret_recorder,
    struct errinfo *ei)
{
	struct ledger_options lo = { .dir = o->store,
		.map_bytes = o->map_bytes };
	struct recorder *r = mem_calloc(1, sizeof(*r));
	int rc;

	if (r == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	r->o = *o;
	if (r->o.heartbeat_ms == 0)
		r->o.heartbeat_ms = HEARTBEAT_MS;
	if (r->o.checkpoint_ms == 0)
		r->o.checkpoint_ms = CHECKPOINT_MS;
	arena_init(&r->arena, QUEUE_BYTES);
	r->record_wall_ns = clock_wall_ns();
	r->record_ns = clock_mono_ns();
	rc = ledger_open(&lo, &r->ledger, ei);
	if (rc == 0) {
		rc = settle(r, SETTLE_ANY);
		/* A full store still answers, and refuses. */
		if (rc == ERR_FULL)
			rc = 0;
		if (rc != 0)
			(void)errinfo_set(ei, rc, "%s: cannot settle open "
			    "decisions: %s", o->store, err_text(rc));
	}
	if (rc == 0)
		rc = open_projections(r);
	if (rc != 0) {
		recorder_close(r);
		return rc;
	}
	/* The caller's texts need not live on. */
	r->o.store = NULL;
	*ret_recorder = r;
	return 0;
}

void
recorder_close(struct recorder *r)
{
	if (r == NULL)
		return;
	follower_close(r->follower);
	reader_close(r->reader);
	ledger_close(r->ledger);
	arena_done(&r->arena);
	mem_free(r);
}

static void
acknowledge(const struct recorder *r, const struct asker *to,
    const struct ledger_item *it)
{
	struct recorder_ack ack = { it->id, it->kind, it->status, it->index };
	struct buf b;

	if (it->kind == LEDGER_OUTCOME && it->status == 0)
		return;
	buf_init(&b, ACK_BYTES);
	recorder_write_ack(&b, &ack);
	if (buf_err(&b) == 0)
		r->o.host.ack(r->o.host.ctx, to->peer, to->txn, buf_sv(&b));
	buf_done(&b);
}

/* One slice of moving vault rows, where there are enough of them. */
static int
merge(struct recorder *r, size_t at)
{
	int rc;

	if (!r->merging && ledger_fresh_count(r->ledger) < at)
		return 0;
	rc = ledger_merge(r->ledger, MERGE_SLICE, &r->merging);
	if (rc == 0)
		return 0;
	r->merging = false;
	return rc == ERR_FULL || rc == ERR_NOMEM ? 0 : rc;
}

int
recorder_flush(struct recorder *r)
{
	uint64_t before = ledger_size(r->ledger);
	int rc;

	if (r->count == 0)
		return r->failed;
	rc = ledger_commit(r->ledger, r->items, r->count);
	if (rc != 0 && rc != ERR_FULL && rc != ERR_NOMEM)
		r->failed = rc;
	for (size_t i = 0; i < r->count; i++)
		acknowledge(r, &r->askers[i], &r->items[i]);
	note_records(r, before);
	r->count = 0;
	arena_done(&r->arena);
	if (r->failed == 0 && ledger_fresh_count(r->ledger) >= MERGE_MUST)
		r->failed = merge(r, MERGE_MUST);
	return r->failed;
}

/* Copy and read `body` into the next place of the queue. */
static int
enqueue(struct recorder *r, const struct asker *from, struct sv body)
{
	struct ledger_item *it = &r->items[r->count];
	struct sv copy = arena_dup(&r->arena, body);
	int rc;

	if (copy.ptr == NULL)
		return ERR_NOMEM;
	rc = recorder_read_commit(copy, &r->arena, it);
	if (rc != 0)
		return rc;
	it->owner = from->peer;
	r->askers[r->count++] = *from;
	return 0;
}

int
recorder_take(struct recorder *r, uint32_t peer, uint64_t txn, struct sv body)
{
	struct asker from = { peer, txn };
	int rc;

	rc = r->count < LEDGER_BATCH_MAX ? enqueue(r, &from, body) :
	    ERR_NOMEM;
	if (rc != ERR_NOMEM)
		return rc;
	/* No room: make some, and try once more. */
	if (recorder_flush(r) == 0)
		rc = enqueue(r, &from, body);
	return rc == ERR_NOMEM ? ERR_LIMIT : rc;
}

int
recorder_gone(struct recorder *r, uint32_t peer)
{
	int rc;

	rc = recorder_flush(r);
	return rc == 0 ? settle(r, peer) : rc;
}

int
recorder_keys(struct recorder *r, struct sv body)
{
	struct sv verifier, admin;
	int rc;

	rc = recorder_read_keys(body, &verifier, &admin);
	if (rc == 0)
		rc = ledger_set_keys(r->ledger, verifier, admin);
	r->signing = false;
	return rc;
}

int
recorder_signed(struct recorder *r, struct sv note)
{
	r->signing = false;
	return ledger_seal(r->ledger, note, clock_wall_ns());
}

static bool
is_due(int64_t since_ns, uint32_t ms)
{
	return clock_mono_ns() - since_ns >= (int64_t)ms * NS_PER_MS;
}

/* Ask the keeper to sign the present tree. */
static void
ask_to_sign(struct recorder *r)
{
	struct buf text;

	buf_init(&text, CHECKPOINT_MAX);
	if (ledger_checkpoint(r->ledger, &text) == 0) {
		r->signing = true;
		r->checkpoint_ns = clock_mono_ns();
		r->o.host.sign(r->o.host.ctx, buf_sv(&text));
	}
	buf_done(&text);
}

/* The same, where it is time to. */
static void
ask_for_checkpoint(struct recorder *r)
{
	if (ledger_unsealed(r->ledger) > 0 &&
	    is_due(r->checkpoint_ns, r->o.checkpoint_ms) &&
	    (!r->signing || is_due(r->checkpoint_ns, SIGN_PATIENCE_MS)))
		ask_to_sign(r);
}

bool
recorder_seal_last(struct recorder *r)
{
	if (recorder_flush(r) != 0 || ledger_unsealed(r->ledger) == 0)
		return false;
	if (!r->signing)
		ask_to_sign(r);
	return r->signing;
}

/* Say that nothing happened since the last record. */
static int
beat(struct recorder *r)
{
	struct event_heartbeat h = { .from_ns = r->record_wall_ns,
		.open = ledger_open_count(r->ledger) };
	struct ledger_item it = { .kind = LEDGER_FINAL };
	uint64_t before = ledger_size(r->ledger);
	uint8_t random[10];
	struct buf b;
	int rc;

	if (!is_due(r->record_ns, r->o.heartbeat_ms))
		return 0;
	crypto_random(random, sizeof(random));
	h.time_ns = clock_wall_ns();
	h.id = it.id = record_id_make(h.time_ns, random);
	buf_init(&b, RECORD_MAX_BYTES);
	rc = event_write_heartbeat(&h, &b);
	it.record = buf_sv(&b);
	if (rc == 0)
		rc = ledger_commit(r->ledger, &it, 1);
	buf_done(&b);
	note_records(r, before);
	/* Full or short of memory: say so again an interval later. */
	r->record_ns = clock_mono_ns();
	return rc == ERR_FULL || rc == ERR_NOMEM ? 0 : rc;
}

static uint32_t
ms_until(int64_t since_ns, uint32_t ms)
{
	int64_t left = since_ns + (int64_t)ms * NS_PER_MS - clock_mono_ns();

	return left <= 0 ? 1 : (uint32_t)(left / NS_PER_MS) + 1;
}

/*
 * One slice of the projections, if there is one or nothing else comes; how
 * long to wait for the next.
 */
static uint32_t
project(struct recorder *r)
{
	uint64_t left = ledger_size(r->ledger) -
	    follower_position(r->follower);
	bool quiet = is_due(r->record_ns, QUIET_MS), more;

	if (left < SLICE && !quiet)
		return ms_until(r->record_ns, QUIET_MS);
	if (left == 0 && follower_pending(r->follower) == 0)
		return UINT32_MAX;
	if (reader_renew(r->reader) != 0)
		return UINT32_MAX;
	more = follower_step(r->follower, r->reader, SLICE);
	if (follower_pending(r->follower) >= GROUP || (quiet && !more))
		follower_commit(r->follower, r->reader);
	reader_park(r->reader);
	return more ? 0 : QUIET_MS;
}

bool
recorder_lags(const struct recorder *r)
{
	return ledger_size(r->ledger) - follower_position(r->follower) >
	    LAG_MAX;
}

int
recorder_idle(struct recorder *r, uint32_t *ret_again_ms)
{
	uint32_t again, projections_ms;
	int rc;

	if (r->failed != 0)
		return r->failed;
	ask_for_checkpoint(r);
	rc = beat(r);
	if (rc == 0)
		rc = merge(r, MERGE_AT);
	if (rc != 0) {
		r->failed = rc;
		return rc;
	}
	projections_ms = project(r);
	again = ms_until(r->record_ns, r->o.heartbeat_ms);
	again = projections_ms < again ? projections_ms : again;
	if (ledger_unsealed(r->ledger) > 0) {
		uint32_t seal = ms_until(r->checkpoint_ns, r->signing ?
		    SIGN_PATIENCE_MS : r->o.checkpoint_ms);

		again = seal < again ? seal : again;
	}
	*ret_again_ms = r->merging ? 0 : again;
	return 0;
}

void
recorder_stats(const struct recorder *r, struct recorder_stats *ret_stats)
{
	*ret_stats = (struct recorder_stats){ .records = r->records,
		.commits = r->commits, .unsealed = ledger_unsealed(r->ledger),
		.unprojected = ledger_size(r->ledger) -
		follower_position(r->follower) +
		follower_pending(r->follower) };
}
