/*
 * Each connection carries one request, which is answered and closed; it must
 * come within a few seconds. The monitor sends pages of metrics and the table
 * of processes whenever they change. What an administrator signed goes to the
 * recorder, whose receipt is the answer.
 */
#include "proxy/console.h"

#include <string.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/wire.h"
#include "proxy/conn.h"
#include "proxy/console_answer.h"
#include "proxy/control.h"
#include "proxy/gate.h"
#include "proxy/http1.h"
#include "proxy/listener.h"
#include "proxy/metrics.h"
#include "proxy/recorder.h"

enum {
	PAGES_MAX = 4096,
	CONNS_MAX = 256,
	HEAD_MS = 10000,
	HEAD_MEMORY = 256 * 1024,
	ORDER_MAX = 1 << 20,
	ANSWER_MAX = 32 << 20
};

static const struct http1_limits limits = {
	.line_bytes = 4096, .head_bytes = 16384, .fields = 64,
	.chunk_ext_bytes = 0, .interim = 0, .body_bytes = ORDER_MAX,
};

struct console {
	struct role *role;
	struct conn_hub *hub;
	struct listener *listener;
	struct visit *visits;
	struct metrics *pages[PAGES_MAX];
	size_t npages;
	struct control_row rows[CONTROL_ROWS_MAX];
	size_t nrows;
	bool draining;		/* the whole daemon */
	uint64_t last_ticket;
};

enum visit_state {
	VISIT_HEAD,
	VISIT_ORDER,		/* the body of an order comes */
	VISIT_WAITING,		/* for the recorder */
	VISIT_ANSWERED
};

/* One connection. */
struct visit {
	struct visit *next, **link;
	enum visit_state state;
	uint64_t ticket;	/* names the order to the recorder */
	struct buf order;
	struct console *console;
	struct conn *conn;
	struct http1_parser parser;
	struct arena arena;
	struct loop_task end;
};

static struct console_view
view_of(const struct console *c)
{
	return (struct console_view){ c->pages, c->npages, c->rows, c->nrows,
		c->draining };
}

static void
release(void *arg)
{
	struct visit *v = arg;

	*v->link = v->next;
	if (v->next != NULL)
		v->next->link = v->link;
	loop_task_cancel(&v->end);
	conn_free(v->conn);
	http1_done(&v->parser);
	buf_done(&v->order);
	arena_done(&v->arena);
	mem_free(v);
}

/* Send `out` and leave the connection to itself. */
static void
part(struct visit *v, const struct buf *out)
{
	v->state = VISIT_ANSWERED;
	if (conn_write(v->conn, buf_sv(out)) == 0) {
		conn_finish(v->conn);
		v->conn = NULL;
	}
	loop_defer(&v->end);
}

/* The same with what one of console_answer's functions has made of it. */
static void
part_with(struct visit *v, int rc, struct buf *out)
{
	if (rc == 0)
		part(v, out);
	else
		loop_defer(&v->end);
	buf_done(out);
}

static void
refuse(struct visit *v, unsigned status)
{
	struct buf out;

	buf_init(&out, ANSWER_MAX);
	part_with(v, console_refuse(status, &out), &out);
}

/* The head is there: answer it, or go on to the body of an order. */
static void
answer(struct visit *v)
{
	const struct addr *local = conn_local(v->conn);
	struct console_view view = view_of(v->console);
	struct addr bare = *local;
	char host[ADDR_TEXT_BYTES];
	struct gate gate;
	struct buf out;

	bare.port = 0;
	addr_format(&bare, host);
	gate = (struct gate){ .host = sv_cstr(host), .port = local->port,
		.is_loopback = addr_class_of(local) == ADDR_LOOPBACK };
	/* From elsewhere it is called by whatever name leads here. */
	if (!gate.is_loopback) {
		gate.names = &v->parser.head.host;
		gate.nnames = 1;
	}
	if (console_is_order(&gate, &v->parser.head)) {
		v->state = VISIT_ORDER;
		return;
	}
	buf_init(&out, ANSWER_MAX);
	part_with(v, console_answer(&view, &gate, &v->parser.head, &out),
	    &out);
}

/* The order is complete: the recorder will check who signed it. */
static void
submit(struct visit *v)
{
	struct console *c = v->console;

	if (buf_err(&v->order) != 0 ||
	    console_check_order(buf_sv(&v->order)) != 0) {
		refuse(v, 400);
		return;
	}
	v->ticket = ++c->last_ticket;
	v->state = VISIT_WAITING;
	if (role_send(c->role, ROLE_RECORDER, RECORDER_COMMIT, v->ticket,
	    buf_sv(&v->order)) != 0)
		refuse(v, 503);
}

/* Take the next event of the request; false: there is none. */
static bool
read_event(struct visit *v)
{
	struct sv in = conn_input(v->conn), data;
	size_t before = in.len;
	enum http1_event event = http1_next(&v->parser, &in, &data);

	if (event == HTTP1_DATA)
		buf_add_sv(&v->order, data);
	conn_consume(v->conn, before - in.len);
	switch (event) {
	case HTTP1_MORE:
		return false;
	case HTTP1_REFUSED:
		refuse(v, http1_code_status(v->parser.refusal.code));
		return false;
	case HTTP1_HEAD:
		answer(v);
		break;
	case HTTP1_DATA:
		break;
	case HTTP1_END:
		submit(v);
		return false;
	case HTTP1_INTERIM:
		loop_defer(&v->end);
		return false;
	}
	return v->state == VISIT_ORDER;
}

static void
read_request(struct visit *v)
{
	bool more = v->state == VISIT_HEAD || v->state == VISIT_ORDER;

	while (more)
		more = read_event(v);
}

static void
on_event(void *arg, struct conn *conn, enum conn_event event)
{
	struct visit *v = arg;

	(void)conn;
	switch (event) {
	case CONN_READABLE:
		read_request(v);
		return;
	case CONN_TIMED_OUT:
		refuse(v, 408);
		return;
	case CONN_OPENED:
	case CONN_DRAINED:
		return;
	case CONN_EOF:
	case CONN_FAILED:
		break;
	}
	loop_defer(&v->end);
}

static void
on_conn(void *arg, struct listener *l, struct conn *conn)
{
	struct console *c = arg;
	struct visit *v = mem_calloc(1, sizeof(*v));

	(void)l;
	if (v == NULL) {
		conn_free(conn);
		return;
	}
	v->console = c;
	v->conn = conn;
	arena_init(&v->arena, HEAD_MEMORY);
	buf_init(&v->order, ORDER_MAX);
	http1_init(&v->parser, HTTP1_REQUEST, &limits);
	http1_begin(&v->parser, &v->arena, HTTP1_M_GET);
	loop_task_init(&v->end, c->role->loop, release, v);
	v->next = c->visits;
	if (v->next != NULL)
		v->next->link = &v->next;
	v->link = &c->visits;
	c->visits = v;
	conn_set_owner(conn, on_event, v);
	conn_set_timeout(conn, HEAD_MS);
	if (conn_input(conn).len > 0)
		read_request(v);
}

/* What the monitor says */

static struct console *
state_of(struct role *role)
{
	if (role->state == NULL) {
		role->state = mem_calloc(1, sizeof(struct console));
		if (role->state != NULL)
			((struct console *)role->state)->role = role;
	}
	return role->state;
}

static int
take_page(struct console *c, struct ipc_message *m)
{
	int rc;

	if (m->nfds != 1)
		return ERR_SYNTAX;
	if (c->npages == PAGES_MAX)
		return 0;
	rc = metrics_open(m->fds[0], &c->pages[c->npages]);
	m->fds[0] = -1;
	if (rc == 0)
		c->npages++;
	return rc;
}

int
console_control(struct role *role, struct ipc_message *m)
{
	struct console *c = state_of(role);

	if (c == NULL)
		return ERR_NOMEM;
	if (m->type == CONTROL_PAGE)
		return take_page(c, m);
	return control_read_table(m->body, &c->draining, c->rows, &c->nrows);
}

/* The role */

static int
prepare(struct role *role, struct errinfo *ei)
{
	static const struct conn_options options = {
		.max_unsent = ANSWER_MAX };
	struct console *c = state_of(role);
	int rc = c == NULL ? ERR_NOMEM :
	    conn_hub_new(role->loop, &options, &c->hub);

	if (rc != 0)
		return errinfo_set(ei, rc, "%s", err_text(rc));
	return 0;
}

static int
start(struct role *role, struct errinfo *ei)
{
	struct console *c = role->state;
	struct listener_options o = { .max_conns = CONNS_MAX, .fn = on_conn,
		.arg = c };
	int rc;

	if (role->nlisteners == 0)
		return 0;
	o.fd = role->listeners[0].fd;
	rc = listener_new(c->hub, role->loop, &o, &c->listener);
	if (rc != 0)
		return errinfo_set(ei, rc, "admin listener: %s", err_text(rc));
	return 0;
}

static struct visit *
find_ticket(struct console *c, uint64_t ticket)
{
	struct visit *v = c->visits;

	while (v != NULL &&
	    (v->state != VISIT_WAITING || v->ticket != ticket))
		v = v->next;
	return v;
}

static int
message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	struct console *c = role->state;
	struct recorder_ack ack;
	struct visit *v;
	struct buf out;

	if (peer->kind != ROLE_RECORDER || m->type != RECORDER_ACK ||
	    recorder_read_ack(m->body, &ack) != 0)
		return ERR_SYNTAX;
	v = find_ticket(c, m->txn);
	if (v == NULL)
		return 0;
	buf_init(&out, ANSWER_MAX);
	part_with(v, console_receipt(ack.status, ack.index, &out), &out);
	return 0;
}

/* The recorder is gone: nobody knows what became of the orders. */
static void
peer_closed(struct role *role, struct role_peer *peer)
{
	struct console *c = role->state;

	for (struct visit *v = c->visits; v != NULL; v = v->next)
		if (peer->kind == ROLE_RECORDER && v->state == VISIT_WAITING)
			refuse(v, 503);
}

static void
done(struct role *role)
{
	struct console *c = role->state;

	if (c == NULL)
		return;
	while (c->visits != NULL)
		release(c->visits);
	listener_free(c->listener);
	conn_hub_free(c->hub);
	for (size_t i = 0; i < c->npages; i++)
		metrics_close(c->pages[i]);
	mem_free(c);
	role->state = NULL;
}

const struct role_ops console_ops = {
	.prepare = prepare,
	.start = start,
	.peer_closed = peer_closed,
	.message = message,
	.done = done,
};
