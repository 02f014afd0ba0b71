/*
 * States:
 *
 *	IDLE --first byte--> HEAD --head complete--> BUSY --over--> IDLE
 *	  any --closed, failed, refused--> gone
 *
 * HEAD and BUSY have a transaction. While it is BUSY input is read only when
 * the transaction wants the body, or wants to know that the client leaves
 * (session_watch()): then what it sends ahead is read, up to what a connection
 * keeps unread, and not parsed.
 */
#include "proxy/session.h"

#include "base/err.h"
#include "base/mem.h"
#include "proxy/txn.h"
#include "proxy/worker.h"

enum session_state { SESSION_IDLE, SESSION_HEAD, SESSION_BUSY };

struct session {
	uint32_t magic;
	enum session_state state;
	struct worker *worker;
	const struct gate *gate;
	struct conn *conn;
	struct txn *txn;
	struct http1_parser parser;
	struct loop_task task;	/* to go on parsing from the loop */
	struct session *next, **link;
	uint64_t requests;
	bool wants_body;
	bool watched;		/* an end of input ends the transaction */
	bool pumping;		/* session_pump() is on the stack */
	bool eof;		/* the client sends no more */
};

enum { SESSION_MAGIC = 0x53455353 };

static void session_gone(struct session *s);

static void
unlink_session(struct session *s)
{
	*s->link = s->next;
	if (s->next != NULL)
		s->next->link = s->link;
	s->worker->nsessions--;
}

/* Release `s`; the connection is the caller's business. */
static void
release(struct session *s)
{
	struct worker *w = s->worker;

	unlink_session(s);
	loop_task_cancel(&s->task);
	http1_done(&s->parser);
	s->magic = 0;
	mem_free(s);
	worker_session_over(w);
}

/* The connection is of no use any more. */
static void
session_gone(struct session *s)
{
	struct txn *t = s->txn;

	s->txn = NULL;
	if (t != NULL)
		txn_client_gone(t);
	conn_free(s->conn);
	release(s);
}

static int
begin_txn(struct session *s)
{
	int rc = txn_new(s, &s->txn);

	if (rc != 0)
		return rc;
	s->state = SESSION_HEAD;
	http1_begin(&s->parser, txn_arena(s->txn), HTTP1_M_GET);
	conn_set_timeout(s->conn, s->worker->config->timeouts.head);
	return 0;
}

/* Tell the transaction what the parser found; false: stop pumping. */
static bool
hand_over(struct session *s, enum http1_event event, struct sv data)
{
	switch (event) {
	case HTTP1_MORE:
	case HTTP1_INTERIM:
		return false;
	case HTTP1_HEAD:
		s->state = SESSION_BUSY;
		s->wants_body = false;
		conn_set_timeout(s->conn, 0);
		txn_take_head(s->txn, &s->parser.head);
		return true;
	case HTTP1_DATA:
		txn_take_body(s->txn, data);
		return true;
	case HTTP1_END:
		s->wants_body = false;
		txn_take_end(s->txn, s->parser.trailers, s->parser.ntrailers);
		return true;
	case HTTP1_REFUSED:
		s->state = SESSION_BUSY;
		s->wants_body = false;
		conn_set_timeout(s->conn, 0);
		txn_take_refusal(s->txn, &s->parser.refusal);
		return false;
	}
	return false;
}

/* Does the present state read what the client sends? */
static bool
is_reading(const struct session *s)
{
	return s->state != SESSION_BUSY || s->wants_body;
}

/*
 * Parse what is there, as far as somebody wants it. The transaction may end
 * and release this very session meanwhile: then `pumping` keeps the memory
 * until we are back here.
 */
static void
session_pump(struct session *s)
{
	bool more = true;

	if (s->pumping)
		return;
	s->pumping = true;
	while (more && s->conn != NULL && is_reading(s)) {
		struct sv in = conn_input(s->conn), data = { NULL, 0 };
		size_t before = in.len;
		enum http1_event event;

		if (before == 0 && s->state != SESSION_BUSY)
			break;
		if (s->state == SESSION_IDLE && begin_txn(s) != 0) {
			conn_free(s->conn);
			s->conn = NULL;
			break;
		}
		event = http1_next(&s->parser, &in, &data);
		more = hand_over(s, event, data);
		if (s->conn != NULL)
			conn_consume(s->conn, before - in.len);
	}
	s->pumping = false;
	if (s->conn == NULL)
		release(s);
	else if (!is_reading(s) && !s->watched)
		conn_pause(s->conn);
}

/*
 * The client sends no more. Between requests that is the end; in the middle of
 * one it is a cut request; while we answer it may still be reading. A closed
 * connection looks like one whose client only sends no more: where the
 * transaction watches, it is taken for closed.
 */
static void
session_eof(struct session *s)
{
	s->eof = true;
	if (s->state == SESSION_BUSY && !s->wants_body && !s->watched)
		return;
	session_gone(s);
}

static void
session_timed_out(struct session *s)
{
	if (s->state == SESSION_IDLE || s->txn == NULL) {
		session_gone(s);
		return;
	}
	if (s->state == SESSION_HEAD) {
		s->state = SESSION_BUSY;
		s->wants_body = false;
	}
	txn_client_slow(s->txn);
}

static void
on_event(void *arg, struct conn *c, enum conn_event event)
{
	struct session *s = arg;

	ASSERT(s->magic == SESSION_MAGIC && s->conn == c);
	switch (event) {
	case CONN_OPENED:
	case CONN_READABLE:
		session_pump(s);
		break;
	case CONN_EOF:
		session_eof(s);
		break;
	case CONN_DRAINED:
		if (s->txn != NULL)
			txn_client_drained(s->txn);
		break;
	case CONN_TIMED_OUT:
		session_timed_out(s);
		break;
	case CONN_FAILED:
		session_gone(s);
		break;
	}
}

static void
on_task(void *arg)
{
	struct session *s = arg;

	if (s->watched && s->eof)
		session_gone(s);
	else
		session_pump(s);
}

int
session_open(struct worker *w, const struct gate *gate, struct conn *c)
{
	struct session *s = mem_calloc(1, sizeof(*s));

	if (s == NULL) {
		conn_free(c);
		return ERR_NOMEM;
	}
	s->magic = SESSION_MAGIC;
	s->worker = w;
	s->gate = gate;
	s->conn = c;
	loop_task_init(&s->task, w->loop, on_task, s);
	http1_init(&s->parser, HTTP1_REQUEST, &w->request_limits);
	s->next = w->sessions;
	s->link = &w->sessions;
	if (s->next != NULL)
		s->next->link = &s->next;
	w->sessions = s;
	w->nsessions++;
	worker_count(w);
	conn_set_owner(c, on_event, s);
	conn_set_timeout(c, w->config->timeouts.idle);
	session_pump(s);
	return 0;
}

void
session_drain_all(struct worker *w)
{
	struct session *s, *next;

	for (s = w->sessions; s != NULL; s = next) {
		next = s->next;
		if (s->state == SESSION_IDLE)
			session_gone(s);
	}
}

void
session_close_all(struct worker *w)
{
	while (w->sessions != NULL)
		session_gone(w->sessions);
}

const struct gate *
session_gate(const struct session *s)
{
	return s->gate;
}

struct conn *
session_conn(struct session *s)
{
	return s->conn;
}

struct worker *
session_worker(struct session *s)
{
	return s->worker;
}

void
session_want_body(struct session *s, bool want)
{
	s->wants_body = want;
	if (!want)
		return;
	conn_resume(s->conn);
	/* Never from within the transaction, which may be in the middle. */
	if (!s->pumping)
		loop_defer(&s->task);
}

void
session_watch(struct session *s, bool watch)
{
	s->watched = watch;
	if (watch)
		conn_resume(s->conn);
	else if (!is_reading(s))
		conn_pause(s->conn);
	/* It was told before, and is not told again. */
	if (watch && s->eof)
		loop_defer(&s->task);
}

void
session_set_timeout(struct session *s, uint32_t ms)
{
	conn_set_timeout(s->conn, ms);
}

void
session_txn_over(struct session *s, bool reuse)
{
	const struct config_limits *limits = &s->worker->config->limits;

	s->txn = NULL;
	s->watched = false;
	s->requests++;
	reuse = reuse && !s->eof && !s->worker->role->draining &&
	    s->requests < limits->requests;
	if (reuse) {
		s->state = SESSION_IDLE;
		conn_set_timeout(s->conn, s->worker->config->timeouts.idle);
		conn_resume(s->conn);
		return;
	}
	conn_finish(s->conn);
	s->conn = NULL;
	if (!s->pumping)
		release(s);
}
