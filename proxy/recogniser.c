/*
 * Recognisers: who asks something waits in a queue for each recogniser, and
 * connections take one question of each in turn, so that a flow of hundreds
 * does not keep those of few from being answered in time.
 *
 *	RESOLVING -> CONNECTING -> BUSY <-> IDLE
 *
 * 1. An ask has one part for each recogniser. A part ends once: with its last
 *    answer, or with the first thing that goes wrong, or when its time is up;
 *    then nothing of it is in the queue or on a connection.
 * 2. A connection that was used for a part which ended early is closed: what
 *    would still come there is nobody's answer.
 * 3. Connections take questions in a task of their own, never while another
 *    one is ended.
 * 4. A question is asked again, once and on a fresh connection, only if it
 *    went out on a used one and not one byte of an answer came.
 */
#include "proxy/recogniser.h"

#include "base/addr.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/dns.h"
#include "base/err.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "proxy/conn.h"
#include "proxy/http1.h"
#include "proxy/metrics.h"

enum { STATUS_OK = 200 };

enum link_state { RESOLVING, CONNECTING, BUSY, IDLE };

struct question {
	struct part *part;
	const struct recognise_question *what;
	struct question *next;		/* of those to be asked again */
	bool again;			/* wants a fresh connection */
};

/* What one recogniser is asked for one document. */
struct part {
	struct recogniser_ask *ask;
	struct peer *peer;
	struct question *questions;
	size_t count, asked;		/* the rest waits */
	struct question *again;		/* these wait once more */
	size_t left;			/* without an answer */
	struct part *next, **at;	/* in the queue; `at` NULL: not */
	struct loop_timer timer;
	bool over, failed;
};

struct recogniser_ask {
	struct recogniser *all;
	struct arena *arena;
	struct part *parts;		/* one for each peer */
	size_t left;			/* parts that are not over */
	struct recognise_found *found;
	struct loop_task task;
	recogniser_fn *fn;
	void *arg;
};

struct link {
	struct peer *peer;
	struct link *next, **at;
	enum link_state state;
	struct question *question;	/* NULL: idle */
	struct dns_query *query;
	struct conn *conn;
	struct dns_answer addrs;
	size_t next_addr;
	struct http1_parser parser;
	struct buf out, body;
	size_t sent;			/* of `out` */
	int64_t begun_ns;
	bool was_reused, has_answer;
};

/* One recogniser. */
struct peer {
	struct recogniser *all;
	const struct policy_recogniser *spec;
	size_t number;
	struct part *first, **last;	/* the queue */
	size_t queued;			/* questions that wait in it */
	struct link *links;
	size_t nlinks;
	struct loop_task task;		/* to serve the queue */
	bool is_failing;		/* and the log says so */
};

struct recogniser {
	struct recogniser_options o;
	struct http1_limits limits;
	struct peer *peers;
	size_t npeers;
};

static void serve_queue(void *arg);

int
recogniser_new(const struct recogniser_options *options,
    struct recogniser **ret)
{
	struct recogniser *r = mem_calloc(1, sizeof(*r));
	const struct policy_recogniser *specs;

	if (r == NULL)
		return ERR_NOMEM;
	r->o = *options;
	r->limits = http1_default_limits;
	r->limits.body_bytes = RECOGNISE_ANSWER_MAX;
	specs = policy_recognisers(options->engine->policy, &r->npeers);
	r->peers = mem_calloc(r->npeers + 1, sizeof(*r->peers));
	if (r->peers == NULL) {
		mem_free(r);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < r->npeers; i++) {
		struct peer *p = &r->peers[i];

		*p = (struct peer){ .all = r, .spec = &specs[i], .number = i };
		p->last = &p->first;
		loop_task_init(&p->task, options->loop, serve_queue, p);
	}
	*ret = r;
	return 0;
}

static void
drop_link(struct link *l)
{
	struct peer *p = l->peer;

	*l->at = l->next;
	if (l->next != NULL)
		l->next->at = l->at;
	p->nlinks--;
	if (l->query != NULL)
		dns_cancel(l->query);
	conn_free(l->conn);
	http1_done(&l->parser);
	buf_done(&l->out);
	buf_done(&l->body);
	mem_free(l);
	if (p->first != NULL)
		loop_defer(&p->task);
}

void
recogniser_free(struct recogniser *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->npeers; i++) {
		struct peer *p = &r->peers[i];

		ASSERT(p->first == NULL);
		while (p->links != NULL)
			drop_link(p->links);
		loop_task_cancel(&p->task);
	}
	mem_free(r->peers);
	mem_free(r);
}

bool
recogniser_is_used(const struct recogniser *r)
{
	return r->npeers > 0;
}

/* The queue. */

static bool
waits(const struct part *part)
{
	return part->again != NULL || part->asked < part->count;
}

static void
enter(struct part *part)
{
	struct peer *p = part->peer;

	if (part->at != NULL)
		return;
	part->next = NULL;
	part->at = p->last;
	*p->last = part;
	p->last = &part->next;
	loop_defer(&p->task);
}

static void
leave(struct part *part)
{
	if (part->at == NULL)
		return;
	*part->at = part->next;
	if (part->next != NULL)
		part->next->at = part->at;
	else
		part->peer->last = part->at;
	part->at = NULL;
}

/* The next question of who has waited longest. */
static struct question *
next_question(const struct part *part)
{
	return part->again != NULL ? part->again :
	    &part->questions[part->asked];
}

/* Take it, and let its part wait behind the others. */
static struct question *
take(struct peer *p)
{
	struct part *part = p->first;
	struct question *q = next_question(part);

	if (part->again != NULL)
		part->again = q->next;
	else
		part->asked++;
	p->queued--;
	leave(part);
	if (waits(part))
		enter(part);
	return q;
}

static void
ask_again(struct question *q)
{
	struct part *part = q->part;

	q->again = true;
	q->next = part->again;
	part->again = q;
	part->peer->queued++;
	enter(part);
}

static void
unqueue(struct part *part)
{
	struct peer *p = part->peer;

	for (; part->again != NULL; part->again = part->again->next)
		p->queued--;
	p->queued -= part->count - part->asked;
	part->asked = part->count;
	leave(part);
}

/* The end of a part. */

/* Take it out of the queue and off the connections. */
static void
end_part(struct part *part)
{
	struct link *l, *next;

	part->over = true;
	loop_timer_stop(&part->timer);
	unqueue(part);
	for (l = part->peer->links; l != NULL; l = next) {
		next = l->next;
		if (l->question != NULL && l->question->part == part)
			drop_link(l);
	}
}

static void
part_over(struct part *part, int err)
{
	struct recogniser_ask *ask = part->ask;
	struct peer *p = part->peer;

	ASSERT(!part->over);
	part->failed = err != 0;
	end_part(part);
	if (err != 0)
		metrics_add(p->all->o.metrics, METRICS_RECOGNISER_FAILURES,
		    1);
	/* Once for each change: a broken one would fill the log. */
	if (err != 0 && !p->is_failing)
		log_event(LOG_WARN, "recogniser gives no answer",
		    LOG_ID_SV("name", p->spec->name), LOG_CODE(err));
	else if (err == 0 && p->is_failing)
		log_event(LOG_INFO, "recogniser answers again",
		    LOG_ID_SV("name", p->spec->name));
	p->is_failing = err != 0;
	if (--ask->left == 0)
		loop_defer(&ask->task);
}

static void
on_late(void *arg)
{
	part_over(arg, ERR_TIMEOUT);
}

/* Connections. */

static void on_event(void *arg, struct conn *c, enum conn_event event);

/* Ends the question's part, and with it `l`. */
static void
fail(struct link *l, int err)
{
	part_over(l->question->part, err);
}

static void
send_some(struct link *l)
{
	struct sv rest = sv_slice(buf_sv(&l->out), l->sent, l->out.len);
	size_t taken;

	/* If the peer takes no more, its answer or its end tells why. */
	if (rest.len > 0 && conn_send(l->conn, &rest, 1, &taken) == 0)
		l->sent += taken;
}

/* Put the question of `l` to its open connection. */
static void
begin(struct link *l)
{
	int rc;

	l->state = BUSY;
	l->sent = 0;
	l->has_answer = false;
	l->begun_ns = clock_mono_ns();
	buf_reset(&l->out);
	buf_reset(&l->body);
	http1_begin(&l->parser, l->question->part->ask->arena, HTTP1_M_POST);
	rc = recognise_write(l->peer->spec, l->question->what, false,
	    &l->out);
	if (rc != 0) {
		fail(l, rc);
		return;
	}
	metrics_add(l->peer->all->o.metrics, METRICS_RECOGNISER_REQUESTS, 1);
	send_some(l);
}

static void
connect_next(struct link *l, int err)
{
	struct recogniser *r = l->peer->all;
	struct conn_tls tls = { .ctx = r->o.ctx, .host = l->peer->spec->host };

	l->state = CONNECTING;
	while (l->next_addr < l->addrs.naddrs) {
		conn_free(l->conn);
		l->conn = NULL;
		err = conn_connect(r->o.hub,
		    &l->addrs.addrs[l->next_addr++],
		    l->peer->spec->is_tls ? &tls : NULL, on_event, l,
		    &l->conn);
		if (err == 0)
			return;
	}
	fail(l, err);
}

static void
on_resolved(void *arg, int err, const struct dns_answer *answer)
{
	struct link *l = arg;

	l->query = NULL;
	for (size_t i = 0; err == 0 && i < answer->naddrs; i++)
		if (!recognise_may_dial(l->peer->spec, answer->classes[i]))
			err = ERR_DENIED;
	if (err != 0) {
		fail(l, err);
		return;
	}
	l->addrs = *answer;
	connect_next(l, ERR_NOTFOUND);
}

/* A new connection for `q`, whose name is looked up first. */
static int
open_link(struct peer *p, struct question *q)
{
	struct link *l = mem_calloc(1, sizeof(*l));
	int rc;

	if (l == NULL)
		return ERR_NOMEM;
	l->peer = p;
	l->question = q;
	l->state = RESOLVING;
	http1_init(&l->parser, HTTP1_RESPONSE, &p->all->limits);
	buf_init(&l->out, (size_t)RECOGNISE_REQUEST_MAX * 2);
	buf_init(&l->body, RECOGNISE_ANSWER_MAX);
	l->next = p->links;
	l->at = &p->links;
	if (l->next != NULL)
		l->next->at = &l->next;
	p->links = l;
	p->nlinks++;
	rc = dns_resolve(p->all->o.dns, p->spec->host, p->spec->port,
	    on_resolved, l, &l->query);
	if (rc != 0) {
		l->query = NULL;
		drop_link(l);
	}
	return rc;
}

static struct link *
find_idle(struct peer *p)
{
	struct link *l, *next;

	for (l = p->links; l != NULL; l = next) {
		next = l->next;
		if (l->state != IDLE)
			continue;
		if (conn_is_quiet(l->conn))
			return l;
		drop_link(l);
	}
	return NULL;
}

/* Give the first of the queue a connection; false: there is none for it. */
static bool
serve_first(struct peer *p)
{
	struct link *idle = find_idle(p);
	struct question *q = next_question(p->first);
	int rc;

	if (idle != NULL && q->again) {
		drop_link(idle);
		idle = NULL;
	}
	if (idle == NULL && p->nlinks == RECOGNISER_CONNS)
		return false;
	(void)take(p);
	if (idle != NULL) {
		conn_set_timeout(idle->conn, 0);
		idle->question = q;
		idle->was_reused = true;
		begin(idle);
		return true;
	}
	rc = open_link(p, q);
	if (rc != 0)
		part_over(q->part, rc);
	return true;
}

static void
serve_queue(void *arg)
{
	struct peer *p = arg;

	while (p->first != NULL && serve_first(p))
		continue;
}

/* The answer is complete. */
static void
finish(struct link *l)
{
	struct question *q = l->question;
	struct part *part = q->part;
	struct peer *p = l->peer;
	const struct recognise_asked asked = { .engine =
	    p->all->o.engine, .number = p->number };
	bool reusable = l->parser.head.keep_alive && l->sent == l->out.len &&
	    conn_input(l->conn).len == 0;
	int rc = recognise_read(&asked, q->what, buf_sv(&l->body),
	    part->ask->arena, part->ask->found);

	metrics_time(p->all->o.metrics, METRICS_RECOGNISER,
	    clock_mono_ns() - l->begun_ns);
	if (rc != 0) {
		fail(l, rc);
		return;
	}
	l->question = NULL;
	l->state = IDLE;
	buf_reset(&l->body);
	buf_reset(&l->out);
	if (reusable)
		conn_set_timeout(l->conn, RECOGNISER_IDLE_MS);
	else
		drop_link(l);
	if (p->first != NULL)
		loop_defer(&p->task);
	if (--part->left == 0)
		part_over(part, 0);
}

/* The connection ended before the answer did. */
static void
lost(struct link *l, int err)
{
	struct question *q = l->question;

	if (l->was_reused && !l->has_answer && !q->again) {
		l->question = NULL;
		drop_link(l);
		ask_again(q);
		return;
	}
	fail(l, err);
}

/* What one event of the parser leads to: false, and `l` may be gone. */
static bool
handle(struct link *l, enum http1_event event, struct sv data)
{
	switch (event) {
	case HTTP1_MORE:
		return false;
	case HTTP1_INTERIM:
		return true;
	case HTTP1_HEAD:
		/* A redirect is no answer either: nobody else is asked. */
		if (l->parser.head.status == STATUS_OK)
			return true;
		fail(l, ERR_UNSUPPORTED);
		return false;
	case HTTP1_DATA:
		buf_add_sv(&l->body, data);
		if (buf_err(&l->body) == 0)
			return true;
		fail(l, buf_err(&l->body));
		return false;
	case HTTP1_END:
		finish(l);
		return false;
	case HTTP1_REFUSED:
		break;
	}
	fail(l, ERR_SYNTAX);
	return false;
}

static void
feed(struct link *l)
{
	struct sv in = conn_input(l->conn), data = { NULL, 0 };
	enum http1_event event;

	l->has_answer = l->has_answer || in.len > 0;
	do {
		size_t before = in.len;

		event = http1_next(&l->parser, &in, &data);
		/* An answer that is refused is not consumed: it is over. */
		if (event != HTTP1_REFUSED && event != HTTP1_DATA)
			conn_consume(l->conn, before - in.len);
		if (!handle(l, event, data))
			return;
		if (event == HTTP1_DATA)
			conn_consume(l->conn, before - in.len);
	} while (true);
}

static void
on_eof(struct link *l)
{
	enum http1_event event = HTTP1_REFUSED;

	if (!conn_is_truncated(l->conn) ||
	    l->parser.head.framing != HTTP1_UNTIL_CLOSE)
		event = http1_eof(&l->parser);
	if (event == HTTP1_END) {
		l->parser.head.keep_alive = false;
		finish(l);
	} else {
		lost(l, ERR_TRUNCATED);
	}
}

static void
on_event(void *arg, struct conn *c, enum conn_event event)
{
	struct link *l = arg;

	if (l->state == IDLE) {
		/* Whatever happens, it is of no use any more. */
		if (event != CONN_DRAINED)
			drop_link(l);
		return;
	}
	switch (event) {
	case CONN_OPENED:
		begin(l);
		break;
	case CONN_READABLE:
		if (l->state == BUSY)
			feed(l);
		break;
	case CONN_DRAINED:
		if (l->state == BUSY)
			send_some(l);
		break;
	case CONN_EOF:
		if (l->state == BUSY)
			on_eof(l);
		else
			connect_next(l, ERR_CLOSED);
		break;
	case CONN_FAILED:
		if (l->state == BUSY)
			lost(l, conn_error(c));
		else
			connect_next(l, conn_error(c));
		break;
	case CONN_TIMED_OUT:
		break;		/* was for the idle time; a part has its own */
	}
}

/* Asking. */

static void
on_answered(void *arg)
{
	struct recogniser_ask *ask = arg;

	ask->fn(ask->arg);
}

/* Ask one of them; what cannot be is a failure of its part. */
static int
ask_one(struct recogniser_ask *ask, struct part *part,
    const struct recogniser_about *about)
{
	const struct recognise_questions *qs =
	    &about->questions[part->peer->number];
	struct recogniser *r = ask->all;
	struct peer *p = part->peer;

	part->left = qs->count;
	part->questions = arena_zalloc(ask->arena, qs->count,
	    sizeof(*part->questions));
	if (part->questions == NULL)
		return ERR_NOMEM;
	loop_timer_init(&part->timer, r->o.loop, on_late, part);
	if (!policy_may_ask(r->o.engine->policy, p->spec,
	    about->now_ns)) {
		part_over(part, ERR_DENIED);
		return 0;
	}
	/* Those that are asked again may be more than the queue takes. */
	if (p->queued + qs->count > RECOGNISER_QUEUE) {
		part_over(part, ERR_FULL);
		return 0;
	}
	loop_timer_set(&part->timer, p->spec->timeout_ms);
	for (size_t i = 0; i < qs->count; i++)
		part->questions[i] = (struct question){ .part = part,
			.what = &qs->items[i] };
	part->count = qs->count;
	p->queued += qs->count;
	enter(part);
	return 0;
}

/* The parts: those that ask something, and those that are over at once. */
static int
make_parts(struct recogniser_ask *ask, const struct recogniser_about *about)
{
	struct recogniser *r = ask->all;

	ask->parts = arena_zalloc(ask->arena, r->npeers, sizeof(*ask->parts));
	if (ask->parts == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < r->npeers; i++) {
		ask->parts[i] = (struct part){ .ask = ask,
			.peer = &r->peers[i], .over = true };
		ask->left += about->questions[i].count > 0;
	}
	ASSERT(ask->left > 0);
	return 0;
}

int
recogniser_ask(struct recogniser *r, const struct recogniser_about *about,
    struct recogniser_ask **ret)
{
	struct recogniser_ask *ask = arena_zalloc(about->arena, 1,
	    sizeof(*ask));
	int rc = 0;

	if (ask == NULL)
		return ERR_NOMEM;
	*ask = (struct recogniser_ask){ .all = r, .arena = about->arena,
		.found = about->found, .fn = about->fn, .arg = about->arg };
	loop_task_init(&ask->task, r->o.loop, on_answered, ask);
	rc = make_parts(ask, about);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < r->npeers && rc == 0; i++) {
		if (about->questions[i].count == 0)
			continue;
		ask->parts[i].over = false;
		rc = ask_one(ask, &ask->parts[i], about);
		ask->parts[i].over = ask->parts[i].over || rc != 0;
	}
	if (rc != 0)
		recogniser_done(ask);
	else
		*ret = ask;
	return rc;
}

bool
recogniser_has_answered(const struct recogniser_ask *ask, size_t number)
{
	ASSERT(number < ask->all->npeers);
	return !ask->parts[number].failed;
}

void
recogniser_done(struct recogniser_ask *ask)
{
	for (size_t i = 0; i < ask->all->npeers; i++)
		if (!ask->parts[i].over)
			end_part(&ask->parts[i]);
	loop_task_cancel(&ask->task);
}
