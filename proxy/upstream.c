/*
 * One request to an origin and its answer.
 *
 *	CONNECTING -> SENDING -> WAITING -> ANSWERING -> OVER
 *	CONNECTING -> CONNECTING (next address)
 *	SENDING, WAITING -> CONNECTING (once: the reused connection had died)
 *
 * 1. Bytes come from the receipt and from nowhere else.
 * 2. A call is over before its last callback is made: the connection is
 *    given back or closed, so the callback may begin another call.
 * 3. A call is released by its own task, never inside a callback.
 */
#include "proxy/upstream.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"
#include "proxy/upstream_pool.h"

enum { TEXT_BYTES = 192, PIECES = 3 };

struct upstream_call {
	struct upstream *pool;
	struct upstream_call *next, **link;
	const struct receipt *receipt;
	struct arena *arena;
	const struct upstream_ops *ops;
	void *arg;
	struct upstream_link *peer;	/* the connection, or NULL */
	struct loop_task task;
	struct http1_parser parser;
	enum upstream_phase phase;
	size_t next_addr;		/* to try when connecting fails */
	size_t sent;			/* of what the receipt owns */
	int err;			/* why to fail, from the task */
	bool is_paused;
	struct upstream_facts facts;
	char text[TEXT_BYTES];
};

static void run_task(void *arg);

int
upstream_new(struct conn_hub *hub, struct loop *loop,
    const struct upstream_options *options, struct upstream **ret_upstream)
{
	static const struct upstream_options defaults = {
		.limits = &http1_default_limits,
		.max_idle = 1024,
		.idle_ms = 50000,
		.connect_ms = 10000,
		.send_ms = 30000,
		.head_ms = 300000,
		.body_ms = 300000,
	};
	struct upstream *u = mem_calloc(1, sizeof(*u));
	struct upstream_options *o;

	if (u == NULL)
		return ERR_NOMEM;
	u->hub = hub;
	u->loop = loop;
	map_init(&u->origins);
	u->options = *options;
	o = &u->options;
	o->limits = o->limits != NULL ? o->limits : defaults.limits;
	o->max_idle = o->max_idle != 0 ? o->max_idle : defaults.max_idle;
	o->idle_ms = o->idle_ms != 0 ? o->idle_ms : defaults.idle_ms;
	o->connect_ms = o->connect_ms != 0 ? o->connect_ms :
	    defaults.connect_ms;
	o->send_ms = o->send_ms != 0 ? o->send_ms : defaults.send_ms;
	o->head_ms = o->head_ms != 0 ? o->head_ms : defaults.head_ms;
	o->body_ms = o->body_ms != 0 ? o->body_ms : defaults.body_ms;
	*ret_upstream = u;
	return 0;
}

static void
release(struct upstream_call *call)
{
	loop_task_cancel(&call->task);
	*call->link = call->next;
	if (call->next != NULL)
		call->next->link = call->link;
	mem_free(call);
}

/* Nothing more comes; the memory goes from the loop. */
static void
close_call(struct upstream_call *call)
{
	call->facts.phase = call->phase;
	if (call->phase != UPSTREAM_OVER)
		call->pool->counts.active--;
	call->phase = UPSTREAM_OVER;
	http1_done(&call->parser);
	loop_defer(&call->task);
}

void
upstream_free(struct upstream *u)
{
	struct upstream_call *call;

	if (u == NULL)
		return;
	while ((call = u->calls) != NULL) {
		upstream_cancel(call);
		release(call);
	}
	upstream_pool_clear(u);
	map_done(&u->origins);
	mem_free(u);
}

static void
drop_peer(struct upstream_call *call)
{
	struct upstream_link *l = call->peer;

	call->peer = NULL;
	if (l != NULL)
		upstream_pool_drop(l);
}

static void
fail(struct upstream_call *call, int err, const char *text)
{
	struct upstream_failure failure = {
		.phase = call->phase,
		.err = err,
		.refusal = call->parser.refusal.code,
		.text = call->text,
	};
	char addr[ADDR_TEXT_BYTES];

	addr_format(&call->facts.addr, addr);
	(void)snprintf(call->text, sizeof(call->text), "%s: %s", addr, text);
	call->pool->counts.failed++;
	drop_peer(call);
	close_call(call);
	call->ops->fail(call->arg, &failure);
}

/* From within a call of the owner: told by the task. */
static void
fail_later(struct upstream_call *call, int err)
{
	call->err = err;
	loop_defer(&call->task);
}

/* Set the time that the phase may take without progress. */
static void
arm_timeout(struct upstream_call *call)
{
	const struct upstream_options *o = &call->pool->options;
	uint32_t ms = 0;

	switch (call->phase) {
	case UPSTREAM_CONNECTING:
		ms = o->connect_ms;
		break;
	case UPSTREAM_SENDING:
		ms = o->send_ms;
		break;
	case UPSTREAM_WAITING:
		ms = o->head_ms;
		break;
	case UPSTREAM_ANSWERING:
		ms = call->is_paused ? 0 : o->body_ms;
		break;
	case UPSTREAM_OVER:
		return;
	}
	if (call->peer != NULL)
		conn_set_timeout(call->peer->conn, ms);
}

/* Head, body and tail without what was sent of them; their length. */
static size_t
rest_of(const struct upstream_call *call, struct sv pieces[PIECES])
{
	size_t sent = call->sent, rest = 0;

	pieces[0] = receipt_head(call->receipt);
	pieces[1] = receipt_body(call->receipt);
	pieces[2] = receipt_tail(call->receipt);
	for (size_t i = 0; i < PIECES; i++) {
		size_t of_this = sent < pieces[i].len ? sent : pieces[i].len;

		pieces[i] = sv_slice(pieces[i], of_this, pieces[i].len);
		sent -= of_this;
		rest += pieces[i].len;
	}
	return rest;
}

static void
send_some(struct upstream_call *call)
{
	struct sv pieces[PIECES];
	size_t rest = rest_of(call, pieces), taken;

	if (rest == 0)
		return;
	/* If the origin takes no more, its answer or its end tells why. */
	if (conn_send(call->peer->conn, pieces, PIECES, &taken) != 0)
		return;
	call->sent += taken;
	call->facts.sent_bytes = call->sent;
	if (taken == rest) {
		call->facts.sent_ns = clock_mono_ns();
		if (call->phase == UPSTREAM_SENDING)
			call->phase = UPSTREAM_WAITING;
	}
	arm_timeout(call);
}

static void
begin_sending(struct upstream_call *call)
{
	struct tls *tls = conn_tls_of(call->peer->conn);

	call->phase = UPSTREAM_SENDING;
	call->sent = 0;
	call->facts.sent_bytes = 0;
	if (tls != NULL)
		call->facts.tls_minor = sv_ends(sv_cstr(tls_version(tls)),
		    SV("1.3")) ? 3 : 2;
	http1_begin(&call->parser, call->arena,
	    receipt_method(call->receipt));
	send_some(call);
}

static struct upstream_key
key_for(const struct receipt *r, const struct addr *addr)
{
	return (struct upstream_key){ .addr = *addr,
		.is_tls = receipt_is_tls(r), .host = receipt_host(r),
		.identity = receipt_identity(r) };
}

static void
connect_next(struct upstream_call *call)
{
	size_t naddrs;
	const struct addr *addrs = receipt_addrs(call->receipt, &naddrs);
	struct upstream_key key = key_for(call->receipt,
	    &addrs[call->next_addr]);
	int err;

	call->phase = UPSTREAM_CONNECTING;
	call->facts.addr = addrs[call->next_addr++];
	err = upstream_pool_open(call->pool, &key, call, &call->peer);
	if (err != 0)
		fail_later(call, err);
	else
		arm_timeout(call);
}

/* An idle connection to one of the addresses, or a new one to the first. */
static void
start(struct upstream_call *call)
{
	size_t naddrs;
	const struct addr *addrs = receipt_addrs(call->receipt, &naddrs);

	for (size_t i = 0; i < naddrs; i++) {
		struct upstream_key key = key_for(call->receipt, &addrs[i]);

		call->peer = upstream_pool_take(call->pool, &key, call);
		if (call->peer == NULL)
			continue;
		call->facts.addr = addrs[i];
		call->facts.was_reused = true;
		begin_sending(call);
		return;
	}
	connect_next(call);
}

int
upstream_send(struct upstream *u, const struct receipt *receipt,
    struct arena *arena, const struct upstream_ops *ops, void *arg,
    struct upstream_call **ret_call)
{
	struct upstream_call *call = mem_calloc(1, sizeof(*call));

	if (call == NULL)
		return ERR_NOMEM;
	call->pool = u;
	call->receipt = receipt;
	call->arena = arena;
	call->ops = ops;
	call->arg = arg;
	http1_init(&call->parser, HTTP1_RESPONSE, u->options.limits);
	loop_task_init(&call->task, u->loop, run_task, call);
	call->next = u->calls;
	call->link = &u->calls;
	if (call->next != NULL)
		call->next->link = &call->next;
	u->calls = call;
	u->counts.active++;
	start(call);
	*ret_call = call;
	return 0;
}

static bool
is_all_sent(const struct upstream_call *call)
{
	struct sv pieces[PIECES];

	return rest_of(call, pieces) == 0;
}

/* The answer is complete. */
static void
finish(struct upstream_call *call)
{
	struct upstream_link *l = call->peer;
	bool reusable = call->parser.head.keep_alive && is_all_sent(call) &&
	    conn_input(l->conn).len == 0;

	call->facts.body_bytes = call->parser.body_bytes;
	call->peer = NULL;
	if (call->is_paused)
		conn_resume(l->conn);
	if (reusable)
		upstream_pool_give(l);
	else
		upstream_pool_drop(l);
	close_call(call);
	call->ops->end(call->arg, call->parser.trailers,
	    call->parser.ntrailers);
}

static void
got_head(struct upstream_call *call)
{
	call->phase = UPSTREAM_ANSWERING;
	arm_timeout(call);
	call->ops->head(call->arg, &call->parser.head);
}

/* One event of the parser; `used` bytes of the input led to it. */
static void
handle(struct upstream_call *call, enum http1_event event, struct sv data,
    size_t used)
{
	switch (event) {
	case HTTP1_INTERIM:
		if (call->ops->interim != NULL)
			call->ops->interim(call->arg, &call->parser.head);
		break;
	case HTTP1_HEAD:
		got_head(call);
		break;
	case HTTP1_DATA:
		call->facts.body_bytes = call->parser.body_bytes;
		call->ops->data(call->arg, data);
		break;
	case HTTP1_END:
		conn_consume(call->peer->conn, used);
		finish(call);
		return;
	case HTTP1_REFUSED:
		fail(call, ERR_SYNTAX,
		    http1_code_text(call->parser.refusal.code));
		return;
	case HTTP1_MORE:
		break;
	}
	if (call->phase != UPSTREAM_OVER)
		conn_consume(call->peer->conn, used);
}

static void
feed(struct upstream_call *call)
{
	struct sv in = conn_input(call->peer->conn), data = { NULL, 0 };
	enum http1_event event = HTTP1_HEAD;

	if (in.len > 0 && call->facts.first_byte_ns == 0)
		call->facts.first_byte_ns = clock_mono_ns();
	while (call->phase != UPSTREAM_OVER && !call->is_paused &&
	    event != HTTP1_MORE) {
		size_t before = in.len;

		event = http1_next(&call->parser, &in, &data);
		handle(call, event, data, before - in.len);
	}
	if (call->phase != UPSTREAM_OVER)
		arm_timeout(call);
}

/* The connection ended before the answer did. */
static void
lost(struct upstream_call *call, int err, const char *text)
{
	char reason[TEXT_BYTES / 2];

	(void)snprintf(reason, sizeof(reason), "%s", text);
	if (call->peer->was_reused && !call->facts.was_retried &&
	    call->facts.first_byte_ns == 0) {
		call->facts.was_retried = true;
		call->facts.was_reused = false;
		call->pool->counts.retried++;
		drop_peer(call);
		call->next_addr = 0;
		connect_next(call);
		return;
	}
	fail(call, err, reason);
}

static void
on_eof(struct upstream_call *call)
{
	struct conn *c = call->peer->conn;
	enum http1_event event;

	if (conn_is_truncated(c) &&
	    call->parser.head.framing == HTTP1_UNTIL_CLOSE) {
		lost(call, ERR_TRUNCATED, "the answer may be cut short");
		return;
	}
	event = http1_eof(&call->parser);
	if (event == HTTP1_END)
		finish(call);
	else
		lost(call, ERR_TRUNCATED, event == HTTP1_MORE ?
		    "closed without an answer" : "the answer was cut short");
}

/* Connecting failed: the next address may do better. */
static void
on_connect_failure(struct upstream_call *call, int err, const char *text)
{
	char reason[TEXT_BYTES / 2];
	size_t naddrs;

	(void)receipt_addrs(call->receipt, &naddrs);
	(void)snprintf(reason, sizeof(reason), "%s", text);
	/* A wrong certificate is a finding, not an accident. */
	if (call->next_addr >= naddrs || err == ERR_AUTH) {
		fail(call, err, reason);
		return;
	}
	drop_peer(call);
	connect_next(call);
}

static void
on_failure(struct upstream_call *call, int err, const char *text)
{
	if (call->phase == UPSTREAM_CONNECTING)
		on_connect_failure(call, err, text);
	else
		lost(call, err, text);
}

static const char *
timeout_text(enum upstream_phase phase)
{
	switch (phase) {
	case UPSTREAM_CONNECTING:
		return "connecting took too long";
	case UPSTREAM_SENDING:
		return "the origin does not take the request";
	case UPSTREAM_WAITING:
		return "no answer in time";
	case UPSTREAM_ANSWERING:
	case UPSTREAM_OVER:
		break;
	}
	return "the answer stands still";
}

void
upstream_call_event(struct upstream_call *call, enum conn_event event)
{
	struct conn *c = call->peer->conn;

	switch (event) {
	case CONN_OPENED:
		begin_sending(call);
		break;
	case CONN_READABLE:
		if (call->phase != UPSTREAM_CONNECTING)
			feed(call);
		break;
	case CONN_DRAINED:
		send_some(call);
		break;
	case CONN_EOF:
		if (call->phase == UPSTREAM_CONNECTING)
			on_connect_failure(call, ERR_CLOSED, "closed at once");
		else
			on_eof(call);
		break;
	case CONN_TIMED_OUT:
		if (call->phase == UPSTREAM_CONNECTING)
			on_connect_failure(call, ERR_TIMEOUT,
			    timeout_text(call->phase));
		else
			fail(call, ERR_TIMEOUT, timeout_text(call->phase));
		break;
	case CONN_FAILED:
		on_failure(call, conn_error(c), conn_error_text(c));
		break;
	}
}

static void
run_task(void *arg)
{
	struct upstream_call *call = arg;
	int err = call->err;

	if (call->phase == UPSTREAM_OVER) {
		release(call);
		return;
	}
	call->err = 0;
	if (err != 0 && call->phase == UPSTREAM_CONNECTING)
		on_connect_failure(call, err, err_text(err));
	else if (call->peer != NULL && !call->is_paused &&
	    call->phase != UPSTREAM_CONNECTING)
		feed(call);
}

void
upstream_pause(struct upstream_call *call)
{
	if (call->phase == UPSTREAM_OVER || call->is_paused)
		return;
	call->is_paused = true;
	if (call->peer != NULL && call->phase != UPSTREAM_CONNECTING)
		conn_pause(call->peer->conn);
	arm_timeout(call);
}

void
upstream_resume(struct upstream_call *call)
{
	if (call->phase == UPSTREAM_OVER || !call->is_paused)
		return;
	call->is_paused = false;
	if (call->peer != NULL && call->phase != UPSTREAM_CONNECTING)
		conn_resume(call->peer->conn);
	arm_timeout(call);
	loop_defer(&call->task);
}

void
upstream_cancel(struct upstream_call *call)
{
	if (call->phase == UPSTREAM_OVER)
		return;
	drop_peer(call);
	close_call(call);
}

struct upstream_facts
upstream_facts(const struct upstream_call *call)
{
	struct upstream_facts facts = call->facts;

	if (call->phase != UPSTREAM_OVER)
		facts.phase = call->phase;
	return facts;
}

struct upstream_counts
upstream_counts(const struct upstream *u)
{
	return u->counts;
}

void
upstream_drop_idle(struct upstream *u)
{
	upstream_pool_clear(u);
}
