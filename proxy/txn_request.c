/*
 * The first half: from the head of the request to what is to be decided.
 */
#include "base/clock.h"
#include "proxy/metrics.h"
#include "proxy/recogniser.h"
#include "proxy/session.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

/* Bodies are counted against the worker's memory in steps of this size. */
enum { RESERVE_STEP = 64 * 1024, INSPECT_FACTOR = 3 };

void
txn_take_head(struct txn *t, const struct http1_head *head)
{
	t->request = *head;
	txn_drive(t, TXN_GATE);
}

void
txn_take_refusal(struct txn *t, const struct http1_refusal *refusal)
{
	t->was_malformed = true;
	txn_drive(t, txn_refuse(t, http1_code_status(refusal->code),
	    sv_cstr(http1_code_name(refusal->code)),
	    sv_cstr(http1_code_text(refusal->code))));
}

/* The name-level facts; the body adds to them. */
static struct assess_input
input_of(struct txn *t)
{
	const struct config_client *c = t->who.client;
	struct assess_input in = {
		.path = t->target.path,
		.facts = {
			.now_ns = t->wall_ns,
			.method = t->request.method_text,
			.host = t->target.host,
			.port = t->target.port,
			.size = t->body.len,
		},
	};

	if (c != NULL) {
		in.facts.client = c->name;
		in.facts.team = c->team;
		in.facts.purpose = c->purpose;
		in.facts.activity = c->activity;
	}
	return in;
}

/* What follows from the target alone, whatever the policy says. */
static enum txn_state
check_target(struct txn *t)
{
	const struct destination *d = &t->assessment.destination;
	const struct config_route *r = t->target.route;

	if (!t->target.https && d->zone != ZONE_PERIMETER)
		return txn_refuse(t, 403, SV("clear-http"),
		    SV("clear HTTP goes only to destinations declared in "
		    "zone perimeter"));
	if (r == NULL && t->target.port != 443 && !d->declared)
		return txn_refuse(t, 403, SV("undeclared-port"),
		    SV("only port 443 and ports declared in the policy are "
		    "dialled"));
	if (r != NULL && r->credential.len > 0 && t->who.client == NULL)
		return txn_refuse(t, 401, SV("unknown-client"),
		    SV("this route lends a credential and serves clients of "
		    "exeat.yaml only"));
	return TXN_RESOLVE;
}

static enum txn_state
decide_name(struct txn *t)
{
	struct assess_input in = input_of(t);
	enum txn_state next;

	if (assess_name(&t->worker->engine->assess, &t->arena, &in,
	    &t->assessment) != 0)
		return txn_refuse_memory(t);
	next = check_target(t);
	if (next != TXN_RESOLVE)
		return next;
	if (t->assessment.decision.action < ACTION_HOLD)
		return TXN_RESOLVE;
	t->assessed = true;
	return txn_refuse(t, 403, SV("policy"),
	    SV("the policy does not let this destination be used"));
}

enum txn_state
txn_enter_gate(struct txn *t)
{
	const struct gate *gate = session_gate(t->session);
	const struct gate_refusal *r = gate_check(gate, &t->request);
	struct sockaddr_storage peer = { 0 };
	int rc;

	if (!keeper_client_is_ready(t->worker->keeper)) {
		/* Its digests could not be made: so it has no record. */
		t->id_text[0] = '\0';
		(void)txn_refuse(t, 503, SV("starting"),
		    SV("the gateway is starting; try again"));
		return TXN_REPLY;
	}
	if (r != NULL)
		return txn_refuse(t, r->status, r->code, r->text);
	(void)addr_to_sockaddr(conn_peer(session_conn(t->session)), &peer);
	t->who = identity_find(t->worker->config, &t->request,
	    (const struct sockaddr *)&peer);
	rc = route_find(t->worker->config, t->request.path, &t->arena,
	    &t->target);
	if (rc == ERR_NOTFOUND)
		return txn_refuse(t, 404, SV("no-route"),
		    SV("no route has this path; use /to/<host>/... or add "
		    "one to exeat.yaml"));
	if (rc != 0)
		return txn_refuse(t, 400, SV("bad-target"),
		    SV("the path names no sound destination"));
	return decide_name(t);
}

/*
 * An address that is not public is dialled only where the policy declares the
 * destination, or where exeat.yaml names the very address.
 */
static bool
may_dial(const struct txn *t, enum addr_class class)
{
	const struct destination *d = &t->assessment.destination;

	if (addr_class_is_public(class))
		return true;
	return class != ADDR_METADATA && class != ADDR_UNSPECIFIED &&
	    class != ADDR_MULTICAST && d->declared &&
	    d->zone == ZONE_PERIMETER;
}

static enum txn_state
take_answer(struct txn *t, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->naddrs; i++) {
		/* One inside is enough: somebody plays with the name. */
		if (!may_dial(t, answer->classes[i]))
			return txn_refuse(t, 403, SV("private-address"),
			    SV("the name resolves to an address that is not "
			    "public, and no policy declares it"));
		if (t->naddrs < RECEIPT_ADDRS)
			t->addrs[t->naddrs++] = answer->addrs[i];
	}
	return TXN_BODY;
}

static void
on_resolved(void *arg, int err, const struct dns_answer *answer)
{
	struct txn *t = arg;

	t->query = NULL;
	if (err == 0)
		txn_drive(t, take_answer(t, answer));
	else if (err == ERR_TIMEOUT)
		txn_drive(t, txn_refuse(t, 504, SV("resolve-timeout"),
		    SV("the destination's name did not resolve in time")));
	else
		txn_drive(t, txn_refuse(t, 502, SV("no-such-host"),
		    SV("the destination's name does not resolve")));
}

/* The address that exeat.yaml gives for the target, if any. */
static bool
find_override(struct txn *t)
{
	const struct config *c = t->worker->config;

	for (size_t i = 0; i < c->nresolve; i++) {
		const struct config_resolve *r = &c->resolve[i];

		if (r->port != t->target.port ||
		    !sv_eq(r->host, t->target.host))
			continue;
		if (addr_parse_ip(r->to.host, &t->addrs[0]) != 0)
			return false;
		t->addrs[0].port = r->to.port;
		t->naddrs = 1;
		return true;
	}
	return false;
}

enum txn_state
txn_enter_resolve(struct txn *t)
{
	struct addr literal;
	int rc;

	if (find_override(t))
		return TXN_BODY;
	if (addr_host_kind(t->target.host, &literal) == ADDR_HOST_IPV4) {
		struct dns_answer answer = { .naddrs = 1 };

		literal.port = t->target.port;
		answer.addrs[0] = literal;
		answer.classes[0] = addr_class_of(&literal);
		return take_answer(t, &answer);
	}
	rc = dns_resolve(t->worker->dns, t->target.host, t->target.port,
	    on_resolved, t, &t->query);
	if (rc != 0)
		return txn_refuse(t, rc == ERR_SYNTAX ? 400 : 503,
		    SV("resolve-failed"),
		    SV("the destination's name cannot be looked up now"));
	return TXN_STAY;
}

enum txn_state
txn_enter_body(struct txn *t)
{
	const struct config *c = t->worker->config;
	struct conn *conn = session_conn(t->session);

	if (t->request.framing == HTTP1_LENGTH &&
	    t->request.content_length > c->limits.body)
		return txn_refuse(t, 413, SV("body-too-large"),
		    SV("the body is larger than limits.body allows"));
	if (t->request.expects_continue &&
	    conn_write(conn, SV("HTTP/1.1 100 Continue\r\n\r\n")) != 0)
		return TXN_DONE;
	session_set_timeout(t->session, c->timeouts.body);
	session_want_body(t->session, true);
	return TXN_STAY;
}

/* Make room for `more` bytes; 0 or the status to refuse with. */
static unsigned
reserve(struct txn *t, size_t more)
{
	uint64_t need = (uint64_t)t->body.len + more;
	uint64_t step;

	if (need > t->worker->config->limits.body)
		return 413;
	if (need <= t->reserved)
		return 0;
	step = need - t->reserved;
	if (step < RESERVE_STEP && t->reserved > 0)
		step = RESERVE_STEP;
	if (!worker_take_memory(t->worker, step))
		return 503;
	t->reserved += step;
	return 0;
}

void
txn_take_body(struct txn *t, struct sv data)
{
	unsigned status = reserve(t, data.len);

	if (status == 0) {
		buf_add_sv(&t->body, data);
		if (buf_err(&t->body) != 0)
			status = 503;
	}
	if (status == 0)
		return;
	session_want_body(t->session, false);
	if (status == 413)
		txn_drive(t, txn_refuse(t, 413, SV("body-too-large"),
		    SV("the body is larger than limits.body allows")));
	else
		txn_drive(t, txn_refuse(t, 503, SV("worker-memory"),
		    SV("the bodies being inspected fill "
		    "limits.worker_memory; try again")));
}

void
txn_take_end(struct txn *t, const struct http1_field *trailers,
    size_t ntrailers)
{
	t->body_ended = true;
	session_set_timeout(t->session, 0);
	t->times.body = clock_mono_ns();
	t->trailers = trailers;
	t->ntrailers = ntrailers;
	txn_drive(t, TXN_INSPECT);
}

/* Fields that are framing, identity or our own are no content. */
static bool
is_content_field(const struct txn *t, const struct http1_field *f)
{
	static const uint64_t skip =
	    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
	    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) |
	    HTTP1_BIT(HTTP1_ID_CONNECTION) | HTTP1_BIT(HTTP1_ID_KEEP_ALIVE) |
	    HTTP1_BIT(HTTP1_ID_EXPECT) | HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) |
	    HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) | HTTP1_BIT(HTTP1_ID_ACCEPT) |
	    HTTP1_BIT(HTTP1_ID_ACCEPT_ENCODING);

	if (f->id != HTTP1_ID_NONE &&
	    ((skip | t->who.drop) & HTTP1_BIT(f->id)) != 0)
		return false;
	return !sv_eq_nocase(f->name, identity_field_name());
}

/*
 * All fields of the header or of the trailers, in their order:
 * document_read() numbers them so.
 */
static struct document_header *
content_lines(struct txn *t, const struct http1_field *fields, size_t n)
{
	struct document_header *h = arena_zalloc(&t->arena, n, sizeof(*h));

	for (size_t i = 0; h != NULL && i < n; i++)
		if (is_content_field(t, &fields[i]))
			h[i] = (struct document_header){ fields[i].name,
				fields[i].value };
	return h;
}

static struct sv
value_of(const struct txn *t, enum http1_id id)
{
	const struct http1_field *f = http1_find(&t->request, id);

	return f == NULL ? SV("") : f->value;
}

static int
read_document(struct txn *t)
{
	struct document_input in = {
		.kind = DOCUMENT_REQUEST,
		.method = t->request.method_text,
		.host = t->target.host,
		.target = t->target.path,
		.content_type = value_of(t, HTTP1_ID_CONTENT_TYPE),
		.content_encoding = value_of(t, HTTP1_ID_CONTENT_ENCODING),
		.body = buf_sv(&t->body),
		.headers = content_lines(t, t->request.fields,
		    t->request.nfields),
		.nheaders = t->request.nfields,
		.trailers = content_lines(t, t->trailers, t->ntrailers),
		.ntrailers = t->ntrailers,
		.limits = &t->worker->document_limits,
	};

	if ((in.headers == NULL && in.nheaders > 0) ||
	    (in.trailers == NULL && in.ntrailers > 0))
		return ERR_NOMEM;
	return document_read(&t->doc, &t->arena, &in);
}

static enum txn_state
detect(struct txn *t)
{
	struct assess_input in = input_of(t);

	in.doc = &t->doc;
	if (assess_detect(&t->worker->engine->assess, &t->arena, &in,
	    &t->assessment) != 0)
		return txn_refuse_memory(t);
	return recogniser_is_used(t->worker->recogniser) ? TXN_RECOGNISE :
	    txn_decide(t);
}

enum txn_state
txn_decide(struct txn *t)
{
	struct assess_input in = input_of(t);

	in.doc = &t->doc;
	if (assess_decide(&t->worker->engine->assess, &t->arena, &in,
	    &t->assessment) != 0)
		return txn_refuse_memory(t);
	t->times.inspected = clock_mono_ns();
	t->assessed = true;
	switch (t->assessment.decision.action) {
	case ACTION_ALLOW:
	case ACTION_TOKENISE:
	case ACTION_REDACT:
		return check_target(t) == TXN_RESOLVE ? TXN_TOKENS :
		    TXN_REFUSE;
	case ACTION_HOLD:
		return txn_refuse(t, 403, SV("held"),
		    SV("the policy holds this flow for a decision"));
	case ACTION_BLOCK:
		break;
	}
	return txn_refuse(t, 403, SV("policy"),
	    SV("the policy does not let this content leave"));
}

enum txn_state
txn_enter_inspect(struct txn *t)
{
	uint64_t extra = (uint64_t)t->body.len * INSPECT_FACTOR;
	int rc;

	/* Fields and what is found in them take about as much again. */
	if (!worker_take_memory(t->worker, extra))
		return txn_refuse(t, 503, SV("worker-memory"),
		    SV("the bodies being inspected fill "
		    "limits.worker_memory; try again"));
	t->reserved += extra;
	rc = read_document(t);
	if (rc == ERR_LIMIT)
		return txn_refuse(t, 413, SV("decoded-too-large"),
		    SV("the decoded body passes limits.decoded or "
		    "limits.decoded_ratio"));
	return rc != 0 ? txn_refuse_memory(t) : detect(t);
}
