#include "proxy/txn.h"

#include "base/clock.h"
#include "base/mem.h"
#include "proxy/recogniser.h"
#include "proxy/session.h"
#include "proxy/txn_record.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

#define MAY(s)	(1u << (s))

/* What a request may become from each state, and for how long it may wait. */
static const struct {
	const char *name;
	enum txn_state (*enter)(struct txn *t);
	size_t timeout;		/* offset in struct config_timeouts */
	bool has_timeout;
	unsigned successors;
} states[TXN_STATES] = {
#define TIMEOUT(m)	offsetof(struct config_timeouts, m), true
#define NO_TIMEOUT	0, false
	[TXN_HEAD] = { "head", NULL, NO_TIMEOUT,
	    MAY(TXN_GATE) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_GATE] = { "gate", txn_enter_gate, NO_TIMEOUT,
	    MAY(TXN_RESOLVE) | MAY(TXN_REFUSE) | MAY(TXN_REPLY) |
	    MAY(TXN_DONE) },
	[TXN_RESOLVE] = { "resolve", txn_enter_resolve, TIMEOUT(resolve),
	    MAY(TXN_BODY) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_BODY] = { "body", txn_enter_body, NO_TIMEOUT,
	    MAY(TXN_INSPECT) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_INSPECT] = { "inspect", txn_enter_inspect, NO_TIMEOUT,
	    MAY(TXN_RECOGNISE) | MAY(TXN_TOKENS) | MAY(TXN_REFUSE) |
	    MAY(TXN_DONE) },
	/* Each recogniser has the timeout that the policy gives it. */
	[TXN_RECOGNISE] = { "recognise", txn_enter_recognise, NO_TIMEOUT,
	    MAY(TXN_TOKENS) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_TOKENS] = { "tokens", txn_enter_tokens, TIMEOUT(tokenise),
	    MAY(TXN_REWRITE) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_REWRITE] = { "rewrite", txn_enter_rewrite, NO_TIMEOUT,
	    MAY(TXN_COMMIT) | MAY(TXN_REFUSE) | MAY(TXN_DONE) },
	[TXN_COMMIT] = { "commit", txn_enter_commit, TIMEOUT(commit),
	    MAY(TXN_SEND) | MAY(TXN_REPLY) | MAY(TXN_DONE) },
	[TXN_SEND] = { "send", txn_enter_send, NO_TIMEOUT,
	    MAY(TXN_ANSWER) | MAY(TXN_REPLY) | MAY(TXN_DONE) },
	[TXN_ANSWER] = { "answer", txn_enter_answer, NO_TIMEOUT,
	    MAY(TXN_REPLY) | MAY(TXN_DONE) },
	[TXN_REFUSE] = { "refuse", txn_enter_refuse, TIMEOUT(commit),
	    MAY(TXN_REPLY) | MAY(TXN_DONE) },
	[TXN_REPLY] = { "reply", txn_enter_reply, NO_TIMEOUT, MAY(TXN_DONE) },
	[TXN_DONE] = { "done", txn_enter_done, NO_TIMEOUT, 0 },
#undef TIMEOUT
#undef NO_TIMEOUT
};

static uint32_t
timeout_of(const struct txn *t, enum txn_state state)
{
	const char *timeouts = (const char *)&t->worker->config->timeouts;
	uint32_t ms;

	memcpy(&ms, timeouts + states[state].timeout, sizeof(ms));
	return ms;
}

void
txn_await(struct txn *t, enum txn_awaits awaits)
{
	struct worker *w = t->worker;

	if (t->awaits == awaits)
		return;
	if (t->awaits != TXN_AWAITS_NOBODY)
		w->awaiting[t->awaits]--;
	if (awaits != TXN_AWAITS_NOBODY)
		w->awaiting[awaits]++;
	t->awaits = awaits;
	worker_count(w);
}

bool
txn_is_restored(const struct txn *t)
{
	return t->assessment.destination.zone != ZONE_PERIMETER;
}

/* The only assignment of a transaction's state. */
static void
txn_enter(struct txn *t, enum txn_state next)
{
	ASSERT(t->magic == TXN_MAGIC);
	ASSERT((states[t->state].successors & MAY(next)) != 0);
	t->state = next;
	txn_await(t, TXN_AWAITS_NOBODY);
	loop_timer_stop(&t->timer);
	if (states[next].has_timeout)
		loop_timer_set(&t->timer, timeout_of(t, next));
}

void
txn_drive(struct txn *t, enum txn_state next)
{
	ASSERT(!t->driving);
	t->driving = true;
	while (next != TXN_STAY) {
		bool last = next == TXN_DONE;

		txn_enter(t, next);
		next = states[next].enter(t);
		if (last)
			return;		/* `t` is released */
	}
	t->driving = false;
}

enum txn_state
txn_refuse(struct txn *t, unsigned status, struct sv code, struct sv text)
{
	t->refusal.status = status;
	t->refusal.code = code;
	t->refusal.text = text;
	return t->recorded == TXN_UNRECORDED ? TXN_REFUSE : TXN_REPLY;
}

enum txn_state
txn_refuse_memory(struct txn *t)
{
	return txn_refuse(t, 503, SV("no-memory"),
	    SV("no memory for this request: it takes more than twice "
	    "limits.decoded and 64 MiB, or the machine has none"));
}

/* A state took longer than its table row allows. */
static void
on_timeout(void *arg)
{
	struct txn *t = arg;

	switch (t->state) {
	case TXN_RESOLVE:
		txn_drive(t, txn_refuse(t, 504, SV("resolve-timeout"),
		    SV("the destination's name did not resolve in time")));
		break;
	case TXN_TOKENS:
		txn_drive(t, txn_refuse(t, 503, SV("keeper-timeout"),
		    SV("the keeper of the tokens did not answer in time")));
		break;
	case TXN_COMMIT:
	case TXN_REFUSE:
		t->id_text[0] = '\0';
		t->recorded = TXN_RECORDING;
		if (t->state == TXN_COMMIT)
			(void)txn_refuse(t, 503, SV("ledger-timeout"),
			    SV("the ledger did not confirm in time"));
		txn_drive(t, TXN_REPLY);
		break;
	case TXN_HEAD:
	case TXN_GATE:
	case TXN_BODY:
	case TXN_INSPECT:
	case TXN_RECOGNISE:
	case TXN_REWRITE:
	case TXN_SEND:
	case TXN_ANSWER:
	case TXN_REPLY:
	case TXN_DONE:
	case TXN_STATES:
		ASSERT(!"this state has no clock");
	}
}

int
txn_new(struct session *s, struct txn **ret_txn)
{
	struct worker *w = session_worker(s);
	struct txn *t = mem_calloc(1, sizeof(*t));
	const struct config_limits *limits = &w->config->limits;
	uint8_t random[10];

	if (t == NULL)
		return ERR_NOMEM;
	t->magic = TXN_MAGIC;
	t->state = TXN_HEAD;
	t->session = s;
	t->worker = w;
	t->wall_ns = clock_wall_ns();
	t->times.begun = clock_mono_ns();
	worker_random(w, random, sizeof(random));
	t->id = record_id_make(t->wall_ns, random);
	record_id_format(t->id, t->id_text);
	arena_init(&t->arena, (size_t)limits_request_memory(limits));
	buf_init(&t->body, limits->body);
	buf_init(&t->out_head, limits->header * 2);
	buf_init(&t->out_body, limits->decoded * 2);
	buf_init(&t->out_tail, limits->header * 2);
	loop_timer_init(&t->timer, w->loop, on_timeout, t);
	worker_add_txn(w, t);
	*ret_txn = t;
	return 0;
}

struct arena *
txn_arena(struct txn *t)
{
	return &t->arena;
}

void
txn_client_gone(struct txn *t)
{
	t->session = NULL;
	t->client_gone = true;
	/* A record on its way is waited for: its ACK gives the index. */
	if (t->state != TXN_COMMIT && t->state != TXN_REFUSE)
		txn_drive(t, TXN_DONE);
}

void
txn_client_slow(struct txn *t)
{
	struct session *s = t->session;

	switch (t->state) {
	case TXN_HEAD:
	case TXN_BODY:
		session_want_body(s, false);
		txn_drive(t, txn_refuse(t, 408, SV("request-timeout"),
		    SV("the request did not arrive in time")));
		break;
	case TXN_ANSWER:
	case TXN_REPLY:
		/* It takes nothing of the answer: cut it off. */
		txn_drive(t, TXN_DONE);
		break;
	case TXN_GATE:
	case TXN_RESOLVE:
	case TXN_INSPECT:
	case TXN_RECOGNISE:
	case TXN_TOKENS:
	case TXN_REWRITE:
	case TXN_COMMIT:
	case TXN_SEND:
	case TXN_REFUSE:
	case TXN_DONE:
	case TXN_STATES:
		break;
	}
}

void
txn_release_body(struct txn *t)
{
	worker_give_memory(t->worker, t->reserved);
	t->reserved = 0;
	buf_done(&t->body);
}

enum txn_state
txn_enter_done(struct txn *t)
{
	struct session *s = t->session;
	bool reuse = answer_may_reuse(&t->answer) && t->body_ended;

	if (t->call != NULL) {
		t->facts = upstream_facts(t->call);
		upstream_cancel(t->call);
	}
	if (t->query != NULL)
		dns_cancel(t->query);
	if (t->ask != NULL)
		recogniser_done(t->ask);
	loop_timer_stop(&t->timer);
	txn_report(t);
	worker_remove_txn(t->worker, t);
	answer_done(&t->answer);
	receipt_draft_free(t->draft);
	receipt_free(t->receipt);
	buf_done(&t->out_head);
	buf_done(&t->out_body);
	buf_done(&t->out_tail);
	txn_release_body(t);
	arena_done(&t->arena);
	t->magic = 0;
	mem_free(t);
	if (s != NULL)
		session_txn_over(s, reuse);
	return TXN_STAY;
}
