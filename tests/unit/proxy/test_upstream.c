/*
 * Calls to an origin that plays its part in the same loop: reuse, retries,
 * failures of all kinds, flow control, and what makes a receipt.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "proxy/http1_write.h"
#include "proxy/listener.h"
#include "proxy/recorder.h"
#include "proxy/upstream.h"
#include "tests/tap/tap.h"
#include "tests/unit/proxy/netkit.h"

enum { STEPS = 12, VISITS = 16, BIG = 3 * 1024 * 1024, BUF_MAX = 8 << 20,
	ARENA_MAX = 1 << 20, SEC = 1000000000 };

/* The origin answers its requests, over all connections, in this order. */
struct origin {
	struct listener *listener;
	struct addr at;
	int fd;
	const char *replies[STEPS];	/* NULL: hang up instead */
	const char *fill;		/* BIG bytes after the next reply */
	int next;
	bool closes;			/* after each reply */
	bool is_deaf;			/* does not read */
	struct buf heard;		/* all requests */
	size_t expects;			/* bytes of the body to wait for */
	size_t request_at;		/* where the present one begins */
	struct conn *visits[VISITS];
	int nvisits;
	int resumed;			/* visits with a resumed session */
};

/* What a call told. */
struct caller {
	struct upstream_call *call;
	struct arena arena;
	int interims, heads, ends, fails;
	unsigned status;
	struct buf body;
	size_t ntrailers;
	int err;
	enum upstream_phase phase;
	enum http1_code refusal;
	char text[256];
	struct upstream_facts facts;
	bool cancels;		/* in the head */
	bool pauses;		/* in the head */
};

static char big[BIG];

static void
forget_visit(struct origin *o, struct conn *c)
{
	for (int i = 0; i < VISITS; i++)
		if (o->visits[i] == c)
			o->visits[i] = NULL;
}

static void
reply(struct origin *o, struct conn *c)
{
	const char *text = o->next < STEPS ? o->replies[o->next++] : NULL;

	o->request_at = o->heard.len;
	if (text == NULL || o->closes)
		forget_visit(o, c);
	if (text == NULL) {
		conn_free(c);
		return;
	}
	(void)!conn_write(c, sv_cstr(text));
	if (o->fill != NULL)
		(void)!conn_write(c, sv_make(o->fill, BIG));
	o->fill = NULL;
	if (o->closes)
		conn_finish(c);
}

static void
on_visitor(void *arg, struct conn *c, enum conn_event event)
{
	struct origin *o = arg;
	struct sv in = conn_input(c), request;
	ptrdiff_t end;

	if (event == CONN_EOF || event == CONN_FAILED) {
		forget_visit(o, c);
		conn_free(c);
		return;
	}
	if (event != CONN_READABLE || o->is_deaf)
		return;
	buf_add_sv(&o->heard, in);
	conn_consume(c, in.len);
	request = sv_slice(buf_sv(&o->heard), o->request_at, o->heard.len);
	end = sv_find(request, SV("\r\n\r\n"));
	if (end >= 0 && request.len >= (size_t)end + 4 + o->expects)
		reply(o, c);
}

static void
on_visit(void *arg, struct listener *l, struct conn *c)
{
	struct origin *o = arg;
	struct tls *tls = conn_tls_of(c);

	(void)l;
	conn_set_owner(c, on_visitor, o);
	if (o->nvisits < VISITS)
		o->visits[o->nvisits++] = c;
	o->resumed += tls != NULL && tls_was_resumed(tls);
}

static void
origin_init(struct origin *o, struct netkit *k, bool tls)
{
	struct listener_options options = { .fn = on_visit, .arg = o,
		.ctx = tls ? k->server : NULL };
	int small = 256 * 1024;

	memset(o, 0, sizeof(*o));
	buf_init(&o->heard, BUF_MAX);
	o->fd = options.fd = netkit_listen(&o->at);
	/* What waits shall wait here, not in the kernel. */
	(void)setsockopt(o->fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	if (listener_new(k->hub, k->loop, &options, &o->listener) != 0)
		tap_ok(false, "an origin");
}

static void
origin_done(struct origin *o, struct netkit *k)
{
	listener_free(o->listener);
	for (int i = 0; i < VISITS; i++)
		conn_free(o->visits[i]);
	buf_done(&o->heard);
	netkit_step(k);
	(void)close(o->fd);
}

static void
on_interim(void *arg, const struct http1_head *head)
{
	struct caller *c = arg;

	c->interims += head->status < 200;
}

static void
on_head(void *arg, const struct http1_head *head)
{
	struct caller *c = arg;

	c->heads++;
	c->status = head->status;
	if (c->pauses)
		upstream_pause(c->call);
	if (c->cancels)
		upstream_cancel(c->call);
}

static void
on_data(void *arg, struct sv data)
{
	buf_add_sv(&((struct caller *)arg)->body, data);
}

static void
on_end(void *arg, const struct http1_field *trailers, size_t n)
{
	struct caller *c = arg;

	(void)trailers;
	c->ends++;
	c->ntrailers = n;
	c->facts = upstream_facts(c->call);
}

static void
on_fail(void *arg, const struct upstream_failure *failure)
{
	struct caller *c = arg;

	c->fails++;
	c->err = failure->err;
	c->phase = failure->phase;
	c->refusal = failure->refusal;
	(void)snprintf(c->text, sizeof(c->text), "%s", failure->text);
	c->facts = upstream_facts(c->call);
}

static const struct upstream_ops ops = { on_interim, on_head, on_data, on_end,
	on_fail };

/* Where to, and what. */
struct order {
	struct addr addrs[2];
	size_t naddrs;
	const char *host;
	const char *identity;
	bool is_tls;
	enum http1_method method;
	size_t body_len;	/* of `big` */
	const char *tail;	/* NULL: none, and no chunks */
};

static struct order
order_to(const struct origin *o)
{
	return (struct order){ .addrs = { o->at }, .naddrs = 1,
		.host = "localhost", .identity = "tenant",
		.method = HTTP1_M_POST };
}

static struct receipt_draft *
make_draft(const struct order *order, struct record_id id)
{
	struct http1_request_spec http = { .method = SV("POST"),
		.target = SV("/x"), .authority = sv_cstr(order->host),
		.framing = HTTP1_LENGTH, .content_length = order->body_len };
	struct receipt_draft *draft = NULL;
	struct buf head, body, tail;
	struct receipt_spec spec = { .id = id, .addrs = order->addrs,
		.naddrs = order->naddrs, .host = sv_cstr(order->host),
		.identity = sv_cstr(order->identity),
		.is_tls = order->is_tls, .method = order->method,
		.head = &head, .body = &body, .tail = &tail };

	buf_init(&head, BUF_MAX);
	buf_init(&body, BUF_MAX);
	buf_init(&tail, BUF_MAX);
	buf_add(&body, big, order->body_len);
	if (order->tail != NULL) {
		http.framing = HTTP1_CHUNKED;
		buf_add_cstr(&tail, order->tail);
	}
	if (http1_write_request(&head, &http) != 0 ||
	    receipt_draft_new(&spec, &draft) != 0)
		tap_ok(false, "a draft");
	tap_ok(!head.ptr && !body.ptr && !tail.ptr, "its bytes are taken");
	return draft;
}

static struct receipt *
make_receipt(const struct order *order)
{
	struct record_id id = { { 1, 2, 3 } };
	struct recorder_ack ack = { .id = id, .kind = LEDGER_FLOW,
		.index = 7 };
	struct receipt_draft *draft = make_draft(order, id);
	struct receipt *r = NULL;

	tap_is_int(receipt_new(&draft, &ack, &r), 0, "a receipt");
	return r;
}

static void
caller_reset(struct caller *c)
{
	buf_done(&c->body);
	arena_done(&c->arena);
	memset(c, 0, sizeof(*c));
	buf_init(&c->body, BUF_MAX);
	arena_init(&c->arena, ARENA_MAX);
}

/* Make the call and see it through. */
static void
go(struct netkit *k, struct upstream *u, struct caller *c,
    const struct order *order)
{
	struct receipt *r = make_receipt(order);
	bool cancels = c->cancels;

	caller_reset(c);
	c->cancels = cancels;
	if (upstream_send(u, r, &c->arena, &ops, c, &c->call) != 0)
		tap_ok(false, "send");
	tap_ok(c->heads + c->ends + c->fails == 0, "no callback from within");
	NETKIT_RUN(k, c->ends + c->fails > 0 || (cancels && c->heads > 0));
	receipt_free(r);
}

static struct upstream *
new_upstream(struct netkit *k)
{
	struct upstream_options options = { .ctx = k->client, .max_idle = 3,
		.idle_ms = 1000, .connect_ms = 1000, .send_ms = 1000,
		.head_ms = 1000, .body_ms = 1000 };
	struct upstream *u = NULL;

	if (upstream_new(k->hub, k->loop, &options, &u) != 0)
		tap_ok(false, "a pool");
	return u;
}

#define HEAD_OF(n) "HTTP/1.1 200 OK\r\nContent-Length: " #n "\r\n\r\n"

static void
test_answers(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	order = order_to(&o);
	o.replies[0] = HEAD_OF(5) "hello";
	o.replies[1] = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 C\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n";
	o.replies[2] = "HTTP/1.1 204 No Content\r\n\r\n";
	o.replies[3] = HEAD_OF(99);
	o.replies[4] = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.status == 200, "an answer");
	tap_is_sv(buf_sv(&c.body), SV("hello"), "its body");
	tap_is_sv(buf_sv(&o.heard), SV("POST /x HTTP/1.1\r\n"
	    "Host: localhost\r\nContent-Length: 0\r\n\r\n"),
	    "what the receipt owns");
	tap_ok(!c.facts.was_reused && c.facts.body_bytes == 5 &&
	    c.facts.sent_bytes == o.heard.len && c.facts.sent_ns > 0 &&
	    c.facts.first_byte_ns >= c.facts.sent_ns &&
	    addr_eq(&c.facts.addr, &o.at), "facts");
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.interims == 1 && c.status == 201 &&
	    c.ntrailers == 1 && c.facts.was_reused, "chunked, after 100");
	tap_is_sv(buf_sv(&c.body), SV("abc"), "its body");
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.status == 204, "no body");
	order.method = HTTP1_M_HEAD;
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.body.len == 0, "an answer to HEAD");
	order.method = HTTP1_M_GET;
	o.closes = true;
	go(k, u, &c, &order);
	tap_is_sv(buf_sv(&c.body), SV("until the end"), "until close");
	tap_is_int(o.nvisits, 1, "all on one connection");
	tap_ok(upstream_counts(u).reused == 4 && upstream_counts(u).idle == 0,
	    "which is gone now");
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_pool(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	for (int i = 0; i < STEPS; i++)
		o.replies[i] = HEAD_OF(0);
	order = order_to(&o);
	go(k, u, &c, &order);
	order.identity = "another tenant";
	go(k, u, &c, &order);
	tap_ok(!c.facts.was_reused, "not between tenants");
	order.identity = "tenant";
	order.host = "127.0.0.1";
	go(k, u, &c, &order);
	tap_ok(!c.facts.was_reused, "not for another host");
	tap_is_int(o.nvisits, 3, "three connections");
	order.host = "localhost";
	go(k, u, &c, &order);
	tap_ok(c.facts.was_reused, "but for the same");
	tap_is_int((int64_t)upstream_counts(u).idle, 3, "three idle");
	order.identity = "a third";
	go(k, u, &c, &order);
	tap_is_int((int64_t)upstream_counts(u).idle, 3, "and no more");
	order.identity = "another tenant";
	go(k, u, &c, &order);
	tap_ok(!c.facts.was_reused, "the longest idle went");
	order.identity = "tenant";
	go(k, u, &c, &order);
	tap_ok(c.facts.was_reused, "the others stayed");
	clock_advance((int64_t)2 * SEC);
	netkit_step(k);
	netkit_step(k);
	tap_is_int((int64_t)upstream_counts(u).idle, 0, "until they are old");
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && !c.facts.was_reused, "a new one");
	NETKIT_RUN(k, o.visits[5] != NULL);
	conn_free(o.visits[5]);
	o.visits[5] = NULL;
	NETKIT_RUN(k, upstream_counts(u).idle == 0);
	tap_is_int((int64_t)upstream_counts(u).idle, 0,
	    "an idle one that the origin closes is dropped");
	go(k, u, &c, &order);
	upstream_drop_idle(u);
	tap_is_int((int64_t)upstream_counts(u).idle, 0, "drop all");
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_retry(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	order = order_to(&o);
	o.replies[0] = HEAD_OF(0);
	o.replies[1] = NULL;
	o.replies[2] = HEAD_OF(2) "ok";
	o.replies[3] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
	go(k, u, &c, &order);
	order.body_len = 100;
	o.expects = 100;
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.facts.was_retried, "sent again");
	tap_ok(!c.facts.was_reused && o.nvisits == 2 &&
	    upstream_counts(u).retried == 1, "once, on a fresh connection");
	o.closes = true;
	go(k, u, &c, &order);
	tap_ok(c.fails == 1 && c.err == ERR_TRUNCATED && !c.facts.was_retried,
	    "never after a byte of the answer: %s", c.text);
	tap_is_sv(buf_sv(&c.body), SV("half"), "what came was told");
	o.next = STEPS;
	go(k, u, &c, &order);
	tap_ok(c.fails == 1 && c.err == ERR_TRUNCATED &&
	    c.phase == UPSTREAM_WAITING && o.nvisits == 3,
	    "nor on a fresh connection: %s", c.text);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_addresses(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct addr nobody;
	struct order order;
	struct origin o;
	int fd = netkit_listen(&nobody);

	(void)close(fd);
	origin_init(&o, k, false);
	o.replies[0] = o.replies[1] = HEAD_OF(0);
	order = order_to(&o);
	order.addrs[0] = nobody;
	order.addrs[1] = o.at;
	order.naddrs = 2;
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && addr_eq(&c.facts.addr, &o.at),
	    "the second address");
	go(k, u, &c, &order);
	tap_ok(c.facts.was_reused, "is found again");
	order.naddrs = 1;
	go(k, u, &c, &order);
	tap_ok(c.fails == 1 && c.err == ERR_CLOSED &&
	    c.phase == UPSTREAM_CONNECTING, "nobody there: %s", c.text);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_tls(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, true);
	order = order_to(&o);
	order.is_tls = true;
	o.replies[0] = o.replies[1] = o.replies[2] = HEAD_OF(2) "hi";
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.facts.tls_minor == 3, "TLS 1.3: %s", c.text);
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.facts.was_reused, "used again");
	upstream_drop_idle(u);
	order.identity = "another tenant";
	o.closes = true;
	go(k, u, &c, &order);
	tap_is_int(o.resumed, 0, "no session of another tenant");
	o.closes = false;
	o.next = 0;
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && o.resumed == 1, "a session of its own");
	order.host = "other.test";
	order.naddrs = 2;
	order.addrs[1] = o.at;
	go(k, u, &c, &order);
	tap_ok(c.fails == 1 && c.err == ERR_AUTH &&
	    c.phase == UPSTREAM_CONNECTING, "another name: %s", c.text);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_bad_answers(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	order = order_to(&o);
	o.replies[0] = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
	o.replies[1] = HEAD_OF(0) "HTTP/1.1 200 OK\r\n\r\n";
	o.replies[2] = HEAD_OF(0);
	go(k, u, &c, &order);
	tap_ok(c.fails == 1 && c.err == ERR_SYNTAX &&
	    c.refusal == HTTP1_LENGTH_AND_CODING, "refused: %s", c.text);
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && upstream_counts(u).idle == 0,
	    "bytes after the answer spoil the connection");
	c.cancels = true;
	go(k, u, &c, &order);
	netkit_step(k);
	tap_ok(c.heads == 1 && c.ends == 0 && c.fails == 0 &&
	    upstream_counts(u).active == 0, "cancelled in its head");
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_timeouts(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct receipt *r;
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	order = order_to(&o);
	o.is_deaf = true;
	r = make_receipt(&order);
	caller_reset(&c);
	(void)!upstream_send(u, r, &c.arena, &ops, &c, &c.call);
	NETKIT_RUN(k, upstream_facts(c.call).phase == UPSTREAM_WAITING);
	clock_advance((int64_t)2 * SEC);
	NETKIT_RUN(k, c.fails == 1);
	tap_ok(c.fails == 1 && c.err == ERR_TIMEOUT &&
	    c.phase == UPSTREAM_WAITING, "no answer: %s", c.text);
	receipt_free(r);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

/* A body far larger than any buffer arrives whole at a slow origin. */
static void
test_large_request(struct netkit *k, bool tls)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct sv tail = SV("\r\n0\r\nX-Sum: 7\r\n\r\n");
	struct order order;
	struct origin o;
	size_t head;

	origin_init(&o, k, tls);
	order = order_to(&o);
	order.is_tls = tls;
	order.body_len = BIG;
	order.tail = tail.ptr;
	o.expects = BIG + tail.len;
	o.replies[0] = HEAD_OF(0);
	go(k, u, &c, &order);
	head = o.heard.len - o.expects;
	tap_ok(c.ends == 1 && o.heard.len > BIG &&
	    memcmp(o.heard.ptr + head, big, BIG) == 0 &&
	    sv_ends(buf_sv(&o.heard), tail) &&
	    c.facts.sent_bytes == o.heard.len, "a large request");
	tap_is_int((int64_t)upstream_counts(u).idle, 1, "then idle");
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

static void
test_early_answer(struct netkit *k)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct order order;
	struct origin o;

	origin_init(&o, k, false);
	order = order_to(&o);
	order.body_len = BIG;
	o.expects = 10;
	o.replies[0] = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno!";
	o.closes = true;
	go(k, u, &c, &order);
	tap_ok(c.ends == 1 && c.status == 413, "an answer before the end");
	tap_is_sv(buf_sv(&c.body), SV("no!"), "is heard");
	tap_is_int((int64_t)upstream_counts(u).idle, 0, "and ends there");
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
}

/* While the caller pauses, the answer waits at the origin, not here. */
static void
test_flow_control(struct netkit *k, bool tls)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct conn_hub *hub = k->hub;
	struct conn_options roomy = { .max_unsent = BUF_MAX };
	struct receipt *r;
	struct order order;
	struct origin o;

	/* The origin may hold what it cannot send; the caller may not. */
	if (conn_hub_new(k->loop, &roomy, &k->hub) != 0)
		tap_ok(false, "a hub");
	origin_init(&o, k, tls);
	order = order_to(&o);
	order.is_tls = tls;
	o.replies[0] = HEAD_OF(3145728);
	o.fill = big;
	r = make_receipt(&order);
	caller_reset(&c);
	c.pauses = true;
	(void)!upstream_send(u, r, &c.arena, &ops, &c, &c.call);
	NETKIT_RUN(k, c.heads == 1);
	for (int i = 0; i < 2000; i++)
		netkit_step(k);
	tap_ok(c.body.len == 0, "paused");
	tap_ok(o.visits[0] != NULL && conn_unsent(o.visits[0]) > 0,
	    "the origin still has %zu bytes", o.visits[0] == NULL ? 0 :
	    conn_unsent(o.visits[0]));
	clock_advance((int64_t)5 * SEC);
	netkit_step(k);
	tap_is_int(c.fails, 0, "who pauses does not time out");
	upstream_resume(c.call);
	NETKIT_RUN(k, c.ends + c.fails > 0);
	tap_ok(c.ends == 1 && c.body.len == BIG &&
	    memcmp(c.body.ptr, big, BIG) == 0, "then all of it: %s", c.text);
	receipt_free(r);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
	conn_hub_free(k->hub);
	k->hub = hub;
}

#ifdef WITH_FAULT_INJECTION
/* One call during which the `nth` allocation fails, on whichever side. */
static bool
call_with_fault(struct netkit *k, unsigned nth, bool tls)
{
	struct upstream *u = new_upstream(k);
	struct caller c = { .heads = 0 };
	struct receipt *r;
	struct order order;
	struct origin o;
	bool is_over;

	origin_init(&o, k, tls);
	order = order_to(&o);
	order.is_tls = tls;
	o.replies[0] = HEAD_OF(2) "ok";
	r = make_receipt(&order);
	caller_reset(&c);
	fault_arm(FAULT_ALLOC, nth);
	if (upstream_send(u, r, &c.arena, &ops, &c, &c.call) != 0)
		c.fails++;
	for (int i = 0; i < 20000 && c.ends + c.fails == 0; i++)
		netkit_step(k);
	is_over = fault_count(FAULT_ALLOC) < nth;
	fault_arm(FAULT_ALLOC, 0);
	for (int i = 0; i < 10 && c.ends + c.fails == 0; i++) {
		clock_advance((int64_t)2 * SEC);
		netkit_step(k);
	}
	if (c.ends + c.fails != 1)
		tap_ok(false, "allocation %u: %d ends, %d failures", nth,
		    c.ends, c.fails);
	receipt_free(r);
	caller_reset(&c);
	upstream_free(u);
	origin_done(&o, k);
	return is_over;
}

static void
test_faults(struct netkit *k)
{
	unsigned nth = 1;

	while (nth < 200 && !call_with_fault(k, nth, false))
		nth++;
	tap_ok(nth > 5 && nth < 200, "each of %u allocations failed once",
	    nth - 1);
	nth = 1;
	while (nth < 200 && !call_with_fault(k, nth, true))
		nth++;
	tap_ok(nth > 5 && nth < 200, "each of %u allocations with TLS",
	    nth - 1);
}
#else
static void
test_faults(struct netkit *k)
{
	(void)k;
	tap_skip(2, "built without fault injection");
}
#endif

static void
test_receipt(void)
{
	struct record_id id = { { 9 } }, other = { { 8 } };
	struct recorder_ack ack = { .id = id, .kind = LEDGER_FLOW,
		.status = ERR_IO, .index = 3 };
	struct order order = { .naddrs = 1, .host = "h", .identity = "",
		.addrs = { { .family = ADDR_IPV4, .port = 80 } } };
	struct receipt_draft *draft = make_draft(&order, id);
	struct receipt *r = NULL;

	tap_is_int(receipt_new(&draft, &ack, &r), ERR_DENIED, "not durable");
	ack.status = 0;
	ack.kind = LEDGER_OUTCOME;
	tap_is_int(receipt_new(&draft, &ack, &r), ERR_DENIED, "no decision");
	ack.kind = LEDGER_FLOW;
	ack.id = other;
	tap_is_int(receipt_new(&draft, &ack, &r), ERR_DENIED, "of another");
	tap_ok(draft != NULL && r == NULL, "the draft stays one");
	ack.id = id;
	tap_is_int(receipt_new(&draft, &ack, &r), 0, "its own");
	tap_ok(draft == NULL && receipt_index(r) == 3, "is a receipt");
	receipt_free(r);
}

static void
test_bad_draft(void)
{
	struct buf head, body;
	struct receipt_spec spec = { .naddrs = 0, .host = SV("h"),
		.head = &head, .body = &body };
	struct receipt_draft *draft;

	buf_init(&head, 10);
	buf_init(&body, 10);
	buf_add_cstr(&head, "x");
	tap_is_int(receipt_draft_new(&spec, &draft), ERR_INVAL,
	    "no address, no draft");
	buf_done(&head);
}

int
main(void)
{
	struct netkit k;

	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (char)(i * 13 + i / 1001);
	clock_freeze(clock_wall_ns(), SEC);
	if (!netkit_init(&k, true))
		return tap_done();
	test_receipt();
	test_bad_draft();
	test_answers(&k);
	test_pool(&k);
	test_retry(&k);
	test_addresses(&k);
	test_tls(&k);
	test_bad_answers(&k);
	test_timeouts(&k);
	test_large_request(&k, false);
	test_large_request(&k, true);
	test_early_answer(&k);
	test_flow_control(&k, false);
	test_flow_control(&k, true);
	test_faults(&k);
	netkit_done(&k);
	return tap_done();
}
