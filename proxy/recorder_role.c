/*
 * The recorder as a process: the only writer of the store. Nothing else blocks
 * in Exeat; this process does, on purpose, in each commit, and what arrives
 * meanwhile is the next group.
 *
 * A round of the loop reads all channels; the task at its end commits. Only in
 * a round in which nothing came is other work done, or after BUSY_ROUNDS
 * rounds without such a one, or when the projections lag too far behind.
 */
#include <string.h>

#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "config/config.h"
#include "proxy/metrics.h"
#include "proxy/recorder.h"
#include "proxy/role.h"

enum { BUSY_ROUNDS = 64, PATH_BYTES = 4096 };

struct recorder_role {
	struct role *role;
	struct recorder *recorder;
	struct loop_task task;
	struct loop_timer timer;
	bool busy;			/* something came in this round */
	unsigned busy_rounds;
	uint64_t records, commits;	/* as the metrics have them */
};

static void
send_ack(void *ctx, uint32_t to, uint64_t txn, struct sv body)
{
	struct recorder_role *rr = ctx;
	struct role_peer *p = rr->role->peers;

	while (p != NULL && (uint32_t)p->serial != to)
		p = p->next;
	if (p != NULL && ipc_send(p->ipc, RECORDER_ACK, txn, body) != 0)
		log_event(LOG_WARN, "receipt not delivered",
		    LOG_UINT("peer", to));
}

static void
send_sign(void *ctx, struct sv text)
{
	struct recorder_role *rr = ctx;
	int rc = role_send(rr->role, ROLE_KEEPER, RECORDER_SIGN, 0, text);

	if (rc != 0 && rc != ERR_CLOSED)
		log_event(LOG_WARN, "checkpoint not asked for", LOG_CODE(rc));
}

static void
fail(struct recorder_role *rr, int rc)
{
	log_event(LOG_ERROR, "the ledger cannot be written; starting again",
	    LOG_CODE(rc));
	role_finish(rr->role);
}

static void
count(struct recorder_role *rr)
{
	struct metrics *m = rr->role->metrics;
	struct recorder_stats s;

	recorder_stats(rr->recorder, &s);
	metrics_add(m, METRICS_RECORDS, s.records - rr->records);
	metrics_add(m, METRICS_COMMITS, s.commits - rr->commits);
	metrics_set(m, METRICS_UNSEALED_TAIL, s.unsealed);
	rr->records = s.records;
	rr->commits = s.commits;
}

static void
work_off(struct recorder_role *rr)
{
	uint32_t again_ms;
	int rc;

	rr->busy_rounds = 0;
	rc = recorder_idle(rr->recorder, &again_ms);
	if (rc != 0)
		fail(rr, rc);
	else if (again_ms == 0 || rr->busy)
		loop_defer(&rr->task);
	else
		loop_timer_set(&rr->timer, again_ms);
}

/* The end of a round. */
static void
on_round(void *arg)
{
	struct recorder_role *rr = arg;
	bool was_busy = rr->busy;
	int rc;

	rr->busy = false;
	rc = recorder_flush(rr->recorder);
	if (rc != 0) {
		fail(rr, rc);
		return;
	}
	if (was_busy && ++rr->busy_rounds < BUSY_ROUNDS &&
	    !recorder_lags(rr->recorder))
		loop_defer(&rr->task);
	else
		work_off(rr);
	count(rr);
}

static void
on_timer(void *arg)
{
	struct recorder_role *rr = arg;

	loop_defer(&rr->task);
}

static int
open_store(struct recorder_role *rr, const struct config *c,
    struct errinfo *ei)
{
	struct recorder_options o = {
		.map_bytes = c->ledger.map_size,
		.heartbeat_ms = c->ledger.heartbeat,
		.checkpoint_ms = c->ledger.checkpoint,
		.host = { send_ack, send_sign, rr },
	};
	char path[PATH_BYTES];

	if (c->store.len >= sizeof(path))
		return errinfo_set(ei, ERR_LIMIT, "store: path too long");
	memcpy(path, c->store.ptr, c->store.len);
	path[c->store.len] = '\0';
	o.store = path;
	return recorder_open(&o, &rr->recorder, ei);
}

static int
prepare(struct role *role, struct errinfo *ei)
{
	struct recorder_role *rr = mem_calloc(1, sizeof(*rr));

	if (rr == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	rr->role = role;
	role->state = rr;
	loop_task_init(&rr->task, role->loop, on_round, rr);
	loop_timer_init(&rr->timer, role->loop, on_timer, rr);
	return open_store(rr, role->config, ei);
}

static int
start(struct role *role, struct errinfo *ei)
{
	struct recorder_role *rr = role->state;

	(void)ei;
	loop_defer(&rr->task);
	return 0;
}

static bool
has_workers(const struct role *role, const struct role_peer *but)
{
	for (const struct role_peer *p = role->peers; p != NULL; p = p->next)
		if (p != but && p->kind == ROLE_WORKER)
			return true;
	return false;
}

/* The last worker is gone: seal what it left, then end. */
static void
leave(struct recorder_role *rr)
{
	if (role_peer(rr->role, ROLE_KEEPER) == NULL ||
	    !recorder_seal_last(rr->recorder))
		role_finish(rr->role);
}

static void
peer_closed(struct role *role, struct role_peer *peer)
{
	struct recorder_role *rr = role->state;
	int rc;

	if (peer->kind == ROLE_KEEPER && role->draining &&
	    !has_workers(role, NULL))
		role_finish(role);
	if (peer->kind != ROLE_WORKER)
		return;
	rc = recorder_gone(rr->recorder, (uint32_t)peer->serial);
	if (rc != 0 && rc != ERR_FULL && rc != ERR_NOMEM)
		fail(rr, rc);
	count(rr);
	if (role->draining && !has_workers(role, peer))
		leave(rr);
}

/*
 * From workers flows; from the console, which has no say of its own, only what
 * an administrator signed.
 */
static int
from_asker(struct recorder_role *rr, struct role_peer *peer,
    const struct ipc_message *m)
{
	struct sv kind = sv_slice(m->body, RECORD_ID_BYTES,
	    RECORD_ID_BYTES + 1);

	rr->busy = true;
	loop_defer(&rr->task);
	if (m->type != RECORDER_COMMIT)
		return ERR_SYNTAX;
	if (peer->kind == ROLE_CONSOLE &&
	    (kind.len == 0 || kind.ptr[0] != LEDGER_ERASE))
		return ERR_SYNTAX;
	return recorder_take(rr->recorder, (uint32_t)peer->serial, m->txn,
	    m->body);
}

static int
from_keeper(struct recorder_role *rr, const struct ipc_message *m)
{
	int rc;

	loop_defer(&rr->task);
	if (m->type == RECORDER_SIGNED)
		rc = recorder_signed(rr->recorder, m->body);
	else if (m->type == RECORDER_KEYS)
		rc = recorder_keys(rr->recorder, m->body);
	else
		return ERR_SYNTAX;
	if (rc != 0)
		log_event(LOG_ERROR, "the keeper's checkpoint or keys are not "
		    "of this store", LOG_CODE(rc));
	if (rr->role->draining && !has_workers(rr->role, NULL)) {
		if (rc == 0)
			leave(rr);
		else
			role_finish(rr->role);
	}
	return 0;
}

static int
message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	struct recorder_role *rr = role->state;

	switch (peer->kind) {
	case ROLE_WORKER:
	case ROLE_CONSOLE:
		return from_asker(rr, peer, m);
	case ROLE_KEEPER:
		return from_keeper(rr, m);
	case ROLE_MONITOR:
	case ROLE_RECORDER:
	case ROLE_KINDS:
		break;
	}
	return ERR_SYNTAX;
}

/* Workers still need receipts for what they have begun. */
static void
drain(struct role *role)
{
	if (!has_workers(role, NULL))
		leave(role->state);
}

static void
done(struct role *role)
{
	struct recorder_role *rr = role->state;

	if (rr == NULL)
		return;
	if (rr->recorder != NULL && recorder_flush(rr->recorder) != 0)
		log_plain(LOG_ERROR, "the last group was not written");
	loop_timer_stop(&rr->timer);
	loop_task_cancel(&rr->task);
	recorder_close(rr->recorder);
	mem_free(rr);
	role->state = NULL;
}

const struct role_ops recorder_ops = {
	.prepare = prepare,
	.start = start,
	.peer_closed = peer_closed,
	.message = message,
	.drain = drain,
	.done = done,
};
