#include "proxy/worker.h"

#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "proxy/keeper_client.h"
#include "proxy/listener.h"
#include "proxy/metrics.h"
#include "proxy/recogniser.h"
#include "proxy/recorder.h"
#include "proxy/session.h"
#include "proxy/txn_state.h"

enum { CREDENTIAL_MAX = 16 * 1024, ADDR_HOST_BYTES = 64 };

/* A gateway listener: where it accepts and what its gate lets in. */
struct worker_listener {
	struct worker *worker;
	struct listener *listener;
	struct tls_context *tls;
	struct gate gate;
	char host[ADDR_TEXT_BYTES];
};

/* Metrics. */

void
worker_count(struct worker *w)
{
	loop_defer(&w->count_task);
}

/* Add to `counter` what came since `*was`. */
static void
count_up(struct worker *w, enum metrics_counter counter, uint64_t now,
    uint64_t *was)
{
	metrics_add(w->role->metrics, counter, now - *was);
	*was = now;
}

static void
on_count(void *arg)
{
	struct worker *w = arg;
	struct metrics *m = w->role->metrics;
	struct worker_counted *was = &w->counted;
	struct upstream_counts up = upstream_counts(w->upstream);
	struct listener_counts sum = { 0 };

	for (size_t i = 0; i < w->nlisteners; i++) {
		struct listener_counts one;

		if (w->listeners[i].listener == NULL)
			continue;
		one = listener_counts(w->listeners[i].listener);
		sum.accepted += one.accepted;
		sum.refused += one.refused;
		sum.bad_handshakes += one.bad_handshakes;
	}
	metrics_set(m, METRICS_OPEN_CONNECTIONS, w->nsessions);
	metrics_set(m, METRICS_OPEN_REQUESTS, w->ntxns);
	metrics_set(m, METRICS_BODY_BYTES, w->body_memory);
	metrics_set(m, METRICS_KEEPER_QUEUE, w->awaiting[TXN_AWAITS_KEEPER]);
	metrics_set(m, METRICS_RECORDER_QUEUE,
	    w->awaiting[TXN_AWAITS_RECORDER]);
	count_up(w, METRICS_UPSTREAM_CONNECTS, up.opened, &was->connects);
	count_up(w, METRICS_UPSTREAM_REUSED, up.reused, &was->reused);
	count_up(w, METRICS_UPSTREAM_FAILURES, up.failed, &was->failures);
	/* A draining worker has no listeners any more. */
	if (w->role->draining)
		return;
	count_up(w, METRICS_CONNECTIONS, sum.accepted, &was->accepted);
	count_up(w, METRICS_CONNECTIONS_REFUSED, sum.refused, &was->refused);
	count_up(w, METRICS_HANDSHAKES_FAILED, sum.bad_handshakes,
	    &was->bad_handshakes);
}

/* Transactions. */

static struct txn **
bucket_of(struct worker *w, uint64_t serial)
{
	return &w->txns[serial % WORKER_TXN_BUCKETS];
}

void
worker_random(struct worker *w, uint8_t *out, size_t len)
{
	ASSERT(len <= sizeof(w->random));
	if (w->random_left < len) {
		crypto_random(w->random, sizeof(w->random));
		w->random_left = sizeof(w->random);
	}
	w->random_left -= len;
	memcpy(out, w->random + w->random_left, len);
}

void
worker_add_txn(struct worker *w, struct txn *t)
{
	struct txn **bucket;

	t->serial = ++w->next_serial;
	bucket = bucket_of(w, t->serial);
	t->next = *bucket;
	t->link = bucket;
	if (t->next != NULL)
		t->next->link = &t->next;
	*bucket = t;
	w->ntxns++;
	worker_count(w);
}

void
worker_remove_txn(struct worker *w, struct txn *t)
{
	*t->link = t->next;
	if (t->next != NULL)
		t->next->link = t->link;
	w->ntxns--;
	worker_count(w);
}

static struct txn *
find_txn(struct worker *w, uint64_t serial)
{
	struct txn *t = *bucket_of(w, serial);

	while (t != NULL && t->serial != serial)
		t = t->next;
	return t;
}

void
worker_keeper_lost(struct worker *w, uint64_t serial)
{
	struct txn *t = find_txn(w, serial);

	if (t != NULL)
		txn_keeper_lost(t);
}

bool
worker_take_memory(struct worker *w, uint64_t bytes)
{
	if (bytes > w->config->limits.worker_memory - w->body_memory)
		return false;
	w->body_memory += bytes;
	return true;
}

void
worker_give_memory(struct worker *w, uint64_t bytes)
{
	ASSERT(bytes <= w->body_memory);
	w->body_memory -= bytes;
}

/* The last transaction of a client that has gone may outlive its session. */
static void
finish_if_drained(struct worker *w)
{
	if (w->role->draining && w->nsessions == 0 && w->ntxns == 0)
		role_finish(w->role);
}

void
worker_session_over(struct worker *w)
{
	worker_count(w);
	finish_if_drained(w);
}

/* Start-up. */

static int
load_engine(struct worker *w, struct errinfo *ei)
{
	const struct config *c = w->config;
	const struct engine_files files = { .catalogue = c->catalogue.ptr,
		.policy = c->policy.ptr, .detectors = c->detectors.ptr,
		.cache = c->cache.ptr,
		.history_bytes = (size_t)c->limits.history,
		.pattern_steps = (uint32_t)c->limits.pattern_steps };

	return engine_open(&files, &w->engine, NULL, ei);
}

/* A credential as it goes into the header: prefix, then the file's line. */
static int
load_credential(const struct config_route *r, struct sv *ret,
    struct errinfo *ei)
{
	struct buf b;
	char *copy;
	int rc;

	*ret = (struct sv){ NULL, 0 };
	if (r->credential.len == 0)
		return 0;
	buf_init(&b, CREDENTIAL_MAX);
	buf_add_sv(&b, r->credential_prefix);
	rc = file_read(r->credential.ptr, &b, ei);
	while (b.len > 0 && (b.ptr[b.len - 1] == '\n' ||
	    b.ptr[b.len - 1] == '\r'))
		buf_truncate(&b, b.len - 1);
	if (rc == 0 && (b.len == r->credential_prefix.len ||
	    !http1_is_value(buf_sv(&b))))
		rc = errinfo_set(ei, ERR_SYNTAX,
		    "%s: must hold the credential on one line",
		    r->credential.ptr);
	copy = rc == 0 ? mem_alloc(b.len + 1) : NULL;
	if (copy != NULL) {
		memcpy(copy, b.ptr, b.len);
		*ret = sv_make(copy, b.len);
	} else if (rc == 0) {
		rc = errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	}
	buf_done(&b);
	return rc;
}

static int
load_credentials(struct worker *w, struct errinfo *ei)
{
	const struct config *c = w->config;
	int rc = 0;

	w->credentials = mem_calloc(c->nroutes, sizeof(*w->credentials));
	if (w->credentials == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	for (size_t i = 0; rc == 0 && i < c->nroutes; i++)
		rc = load_credential(&c->routes[i], &w->credentials[i], ei);
	return rc;
}

static void
set_limits(struct worker *w)
{
	const struct config_limits *l = &w->config->limits;

	w->request_limits = http1_default_limits;
	w->request_limits.head_bytes = (uint32_t)l->header;
	w->request_limits.line_bytes = (uint32_t)l->target;
	w->request_limits.fields = (uint32_t)l->headers;
	w->request_limits.body_bytes = l->body;
	w->document_limits = document_default_limits;
	w->document_limits.decoded_bytes = l->decoded;
	w->document_limits.decoded_ratio = (unsigned)l->decoded_ratio;
	w->document_limits.depth = (unsigned)l->depth;
	w->document_limits.fields = l->fields;
}

static int
open_tls(struct worker *w, struct errinfo *ei)
{
	const struct config *c = w->config;
	struct tls_client_options o = {
		.ca_file = c->upstream_ca_file.len > 0 ?
		    c->upstream_ca_file.ptr : NULL,
	};
	int rc = tls_context_new_client(&o, &w->upstream_tls, ei);

	for (size_t i = 0; rc == 0 && i < w->nlisteners; i++) {
		const struct config_listener *l =
		    &c->listeners[w->role->listeners[i].index];
		struct tls_server_options so = { .cert_file = l->tls.cert.ptr,
			.key_file = l->tls.key.ptr,
			.client_ca_file = l->tls.client_ca.len > 0 ?
			    l->tls.client_ca.ptr : NULL };

		if (l->has_tls)
			rc = tls_context_new_server(&so,
			    &w->listeners[i].tls, ei);
	}
	return rc;
}

static int
prepare(struct role *role, struct errinfo *ei)
{
	struct worker *w = mem_calloc(1, sizeof(*w));
	int rc;

	if (w == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	role->state = w;
	w->role = role;
	w->loop = role->loop;
	w->config = role->config;
	loop_task_init(&w->count_task, w->loop, on_count, w);
	w->nlisteners = role->nlisteners;
	w->listeners = mem_calloc(w->nlisteners, sizeof(*w->listeners));
	if (w->listeners == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	set_limits(w);
	rc = load_engine(w, ei);
	if (rc == 0)
		rc = load_credentials(w, ei);
	if (rc == 0)
		rc = open_tls(w, ei);
	if (rc == 0)
		rc = dns_new(w->loop, NULL, &w->dns, ei);
	return rc;
}

static void
on_connection(void *arg, struct listener *l, struct conn *c)
{
	struct worker_listener *wl = arg;

	(void)l;
	if (session_open(wl->worker, &wl->gate, c) != 0)
		log_event(LOG_WARN, "connection refused",
		    LOG_CODE(ERR_NOMEM));
}

static int
start_listener(struct worker *w, size_t i)
{
	struct worker_listener *wl = &w->listeners[i];
	const struct config_listener *cl =
	    &w->config->listeners[w->role->listeners[i].index];
	struct listener_options o = { .fd = w->role->listeners[i].fd,
		.ctx = wl->tls, .fn = on_connection, .arg = wl,
		.max_conns = w->config->limits.connections,
		.handshake_ms = w->config->timeouts.handshake };
	struct addr bound;
	int rc;

	wl->worker = w;
	rc = listener_new(w->hub, w->loop, &o, &wl->listener);
	if (rc != 0)
		return rc;
	bound = *listener_addr(wl->listener);
	wl->gate = (struct gate){ .port = bound.port,
		.is_loopback = addr_class_of(&bound) == ADDR_LOOPBACK,
		.is_tls = cl->has_tls, .names = cl->names,
		.nnames = cl->nnames };
	bound.port = 0;
	addr_format(&bound, wl->host);
	wl->gate.host = sv_cstr(wl->host);
	return 0;
}

static int
start(struct role *role, struct errinfo *ei)
{
	struct worker *w = role->state;
	const struct config_timeouts *t = &w->config->timeouts;
	struct conn_options co = {
		.high_water = w->config->limits.stream_buffer };
	struct upstream_options uo = { .ctx = w->upstream_tls,
		.max_idle = w->config->limits.upstream_idle,
		.idle_ms = t->upstream_idle, .connect_ms = t->connect,
		.send_ms = t->upstream_send, .head_ms = t->response_head,
		.body_ms = t->response_idle };
	int rc = conn_hub_new(w->loop, &co, &w->hub);

	if (rc == 0)
		rc = upstream_new(w->hub, w->loop, &uo, &w->upstream);
	if (rc == 0)
		rc = recogniser_new(&(struct recogniser_options){
		    .hub = w->hub, .loop = w->loop, .dns = w->dns,
		    .ctx = w->upstream_tls, .engine = &w->engine->assess,
		    .metrics = role->metrics }, &w->recogniser);
	if (rc == 0)
		rc = keeper_client_new(role, &w->keeper);
	for (size_t i = 0; rc == 0 && i < w->nlisteners; i++)
		rc = start_listener(w, i);
	if (rc != 0)
		return errinfo_set(ei, rc, "worker: %s", err_text(rc));
	return 0;
}

/* Running. */

static int
message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	struct worker *w = role->state;
	struct txn *t;

	if (peer->kind == ROLE_KEEPER && keeper_client_hear(w->keeper, m))
		return 0;
	t = find_txn(w, m->txn);
	if (t == NULL)
		return 0;	/* it did not wait for the answer */
	if (peer->kind == ROLE_KEEPER)
		txn_keeper_message(t, m);
	else if (peer->kind == ROLE_RECORDER)
		txn_recorder_message(t, m);
	finish_if_drained(w);
	return 0;
}

static void
peer_opened(struct role *role, struct role_peer *peer)
{
	struct worker *w = role->state;

	if (peer->kind == ROLE_KEEPER)
		keeper_client_opened(w->keeper);
}

/* Tell all transactions; those that end by it leave the table. */
static void
peer_closed(struct role *role, struct role_peer *peer)
{
	struct worker *w = role->state;

	for (size_t i = 0; i < WORKER_TXN_BUCKETS; i++) {
		struct txn *t, *next;

		for (t = w->txns[i]; t != NULL; t = next) {
			next = t->next;
			if (peer->kind == ROLE_KEEPER)
				txn_keeper_lost(t);
			else if (peer->kind == ROLE_RECORDER)
				txn_recorder_lost(t);
		}
	}
	finish_if_drained(w);
}

static void
drain(struct role *role)
{
	struct worker *w = role->state;

	for (size_t i = 0; i < w->nlisteners; i++) {
		listener_free(w->listeners[i].listener);
		w->listeners[i].listener = NULL;
	}
	session_drain_all(w);
	finish_if_drained(w);
}

static void
done(struct role *role)
{
	struct worker *w = role->state;

	if (w == NULL)
		return;
	session_close_all(w);
	loop_task_cancel(&w->count_task);
	for (size_t i = 0; i < w->nlisteners; i++) {
		listener_free(w->listeners[i].listener);
		tls_context_free(w->listeners[i].tls);
	}
	mem_free(w->listeners);
	upstream_free(w->upstream);
	recogniser_free(w->recogniser);
	conn_hub_free(w->hub);
	dns_free(w->dns);
	keeper_client_free(w->keeper);
	tls_context_free(w->upstream_tls);
	for (size_t i = 0; w->credentials != NULL &&
	    i < w->config->nroutes; i++)
		mem_free_wiped((void *)(uintptr_t)w->credentials[i].ptr,
		    w->credentials[i].len);
	mem_free(w->credentials);
	engine_close(w->engine);
	mem_free(w);
	role->state = NULL;
}

const struct role_ops worker_ops = {
	.prepare = prepare,
	.start = start,
	.peer_opened = peer_opened,
	.peer_closed = peer_closed,
	.message = message,
	.drain = drain,
	.done = done,
};
