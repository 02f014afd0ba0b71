/*
 * The answer: as the destination gives it, or of our own making.
 */
#include "base/clock.h"
#include "proxy/http1_write.h"
#include "proxy/session.h"
#include "proxy/txn_answer.h"
#include "proxy/txn_record.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

enum {
	OUT_MAX = 64 * 1024 * 1024,	/* of one turn, never kept */
	HEAD_MAX = 256 * 1024,
	FLUSH_AT = 16 * 1024,	/* more is not kept to the round's end */
	NRULES = 64
};

static struct sv
decision_of(const struct txn *t)
{
	if (t->refusal.code.len > 0)
		return t->refusal.decision;
	return sv_cstr(decide_action_name(t->assessment.decision.action));
}

/*
 * Give `out` to the client; slow ones make us stop reading the answer. What
 * one round of the loop brings leaves together at its end, as one segment
 * where it is short: head, body and last chunk of most answers.
 */
static int
give(struct txn *t, struct buf *out)
{
	struct conn *c = session_conn(t->session);
	int rc = buf_err(out);

	if (rc == 0 && out->len > 0)
		rc = conn_write(c, buf_sv(out));
	if (rc == 0 && conn_unsent(c) >= FLUSH_AT)
		conn_flush(c);
	if (rc == 0 && t->call != NULL && conn_is_congested(c)) {
		upstream_pause(t->call);
		session_set_timeout(t->session,
		    t->worker->config->timeouts.client_send);
	}
	return rc;
}

/* Nothing more can be said: the client must see that it is not all. */
static void
cut(struct txn *t)
{
	t->answer.state = ANSWER_CUT;
	txn_drive(t, TXN_DONE);
}

static void
refuse_answer(struct txn *t, int rc)
{
	upstream_cancel(t->call);
	t->call = NULL;
	switch (rc) {
	case ERR_DENIED:
		txn_drive(t, txn_refuse(t, 502, SV("redirect-refused"),
		    SV("the destination redirects to where the gateway does "
		    "not lead")));
		break;
	case ERR_UNSUPPORTED:
		txn_drive(t, txn_refuse(t, 502, SV("unknown-coding"),
		    SV("the answer has a content coding that cannot be "
		    "undone")));
		break;
	default:
		txn_drive(t, txn_refuse(t, 502, SV("bad-answer"),
		    SV("the answer cannot be passed on")));
		break;
	}
}

static void
on_head(void *arg, const struct http1_head *head)
{
	struct txn *t = arg;
	struct answer_spec spec = {
		.head = head, .request = &t->request, .target = &t->target,
		.dialect = t->doc.dialect, .record = sv_cstr(t->id_text),
		.decision = decision_of(t), .arena = &t->arena,
		.config = t->worker->config,
		.decoded_max = t->worker->config->limits.decoded,
		.restore = txn_is_restored(t),
		.restore_in_urls =
		    policy_restores_in_urls(t->worker->engine->policy),
		.close = t->worker->role->draining,
	};
	struct buf out;
	int rc = txn_fill_book(t);

	t->times.first_byte = clock_mono_ns();
	buf_init(&out, HEAD_MAX);
	if (rc == 0)
		rc = answer_begin(&t->answer, &spec, &out);
	if (rc != 0) {
		buf_done(&out);
		refuse_answer(t, rc);
		return;
	}
	rc = give(t, &out);
	buf_done(&out);
	txn_drive(t, rc == 0 ? TXN_ANSWER : TXN_DONE);
}

/* Ask the keeper for tokens that this request did not make. */
static int
ask_keeper(struct txn *t)
{
	struct token_book *book = &t->answer.book;
	int rc = keeper_client_resolve(t->worker, t->serial, &t->who,
	    book->wanted, book->nwanted);

	if (t->call != NULL)
		upstream_pause(t->call);
	if (rc == 0)
		txn_await(t, TXN_AWAITS_KEEPER);
	book->npending = book->nwanted;
	book->nwanted = 0;
	return rc;
}

/*
 * Bring the answer forward by `data`, and to its end if all was received. With
 * the keeper out of reach unknown tokens stay tokens: nothing is lost by it.
 */
static int
advance(struct txn *t, struct sv data, struct buf *out)
{
	int rc = answer_feed(&t->answer, data, out);

	if (rc == 0 && t->answer.at_end)
		rc = answer_end(&t->answer, out);
	while (rc == ERR_AGAIN && ask_keeper(t) != 0) {
		token_book_close(&t->answer.book);
		rc = answer_feed(&t->answer, SV(""), out);
		if (rc == 0 && t->answer.at_end)
			rc = answer_end(&t->answer, out);
	}
	return rc;
}

/* One turn: false if the transaction has ended by it. */
static bool
turn(struct txn *t, struct sv data)
{
	struct buf out;
	int rc, given;

	buf_init(&out, OUT_MAX);
	rc = advance(t, data, &out);
	given = rc == 0 || rc == ERR_AGAIN ? give(t, &out) : rc;
	buf_done(&out);
	if (given != 0) {
		cut(t);
		return false;
	}
	if (rc == 0 && t->answer.at_end) {
		txn_drive(t, TXN_DONE);
		return false;
	}
	return true;
}

static void
on_data(void *arg, struct sv data)
{
	(void)turn(arg, data);
}

static void
on_end(void *arg, const struct http1_field *trailers, size_t n)
{
	struct txn *t = arg;

	t->answer.trailers = trailers;
	t->answer.ntrailers = n;
	t->facts = upstream_facts(t->call);
	t->call = NULL;
	t->answer.at_end = true;
	if (!t->answer.is_waiting)
		(void)turn(t, SV(""));
}

static enum txn_state
refuse_failure(struct txn *t, const struct upstream_failure *f)
{
	switch (f->phase) {
	case UPSTREAM_CONNECTING:
		if (f->err == ERR_AUTH)
			return txn_refuse(t, 502, SV("certificate"),
			    SV("the destination's certificate does not "
			    "verify"));
		return txn_refuse(t, f->err == ERR_TIMEOUT ? 504 : 502,
		    SV("connect"), SV("the destination cannot be reached"));
	case UPSTREAM_SENDING:
	case UPSTREAM_WAITING:
	case UPSTREAM_ANSWERING:
	case UPSTREAM_OVER:
		break;
	}
	if (f->err == ERR_TIMEOUT)
		return txn_refuse(t, 504, SV("no-answer"),
		    SV("the destination did not answer in time"));
	return txn_refuse(t, 502, SV("bad-answer"),
	    SV("the destination broke off or did not answer in sound HTTP"));
}

static void
on_fail(void *arg, const struct upstream_failure *failure)
{
	struct txn *t = arg;

	t->facts = upstream_facts(t->call);
	t->call = NULL;
	if (t->answer.state == ANSWER_NONE)
		txn_drive(t, refuse_failure(t, failure));
	else
		cut(t);
}

const struct upstream_ops *
txn_answer_ops(void)
{
	static const struct upstream_ops ops = { .head = on_head,
		.data = on_data, .end = on_end, .fail = on_fail };

	return &ops;
}

enum txn_state
txn_enter_answer(struct txn *t)
{
	(void)t;
	return TXN_STAY;
}

void
txn_answer_resolved(struct txn *t, const struct ipc_message *m)
{
	if (!t->answer.is_waiting)
		return;
	txn_await(t, TXN_AWAITS_NOBODY);
	if (keeper_client_take_resolved(m, &t->answer.book) != 0)
		token_book_close(&t->answer.book);
	t->answer.is_waiting = false;
	if (turn(t, SV("")) && !t->answer.is_waiting && t->call != NULL &&
	    !conn_is_congested(session_conn(t->session)))
		upstream_resume(t->call);
}

void
txn_answer_unresolved(struct txn *t)
{
	token_book_close(&t->answer.book);
	if (!t->answer.is_waiting)
		return;
	txn_await(t, TXN_AWAITS_NOBODY);
	t->answer.is_waiting = false;
	if (turn(t, SV("")) && t->call != NULL)
		upstream_resume(t->call);
}

void
txn_client_drained(struct txn *t)
{
	if (t->state != TXN_ANSWER || t->call == NULL)
		return;
	session_set_timeout(t->session, 0);
	if (!t->answer.is_waiting)
		upstream_resume(t->call);
}

enum txn_state
txn_enter_refuse(struct txn *t)
{
	if (keeper_client_is_ready(t->worker->keeper) &&
	    txn_record_send(t, LEDGER_FINAL) == 0) {
		t->recorded = TXN_RECORDING;
		txn_await(t, TXN_AWAITS_RECORDER);
		return TXN_STAY;
	}
	t->id_text[0] = '\0';
	return TXN_REPLY;
}

/* What the reply says of the decision. */
static int
complete_refusal(struct txn *t)
{
	const struct decision *d = &t->assessment.decision;
	struct refuse_spec *r = &t->refusal;
	struct sv *rules = arena_zalloc(&t->arena, d->nrules + 1,
	    sizeof(*rules));

	if (rules == NULL)
		return ERR_NOMEM;
	r->record = sv_cstr(t->id_text);
	if (t->receipt != NULL)
		r->decision = sv_cstr(decide_action_name(d->action));
	else
		r->decision = d->action == ACTION_HOLD ? SV("hold") :
		    SV("block");
	r->rules = rules;
	for (size_t i = 0; i < d->nrules; i++)
		if (!d->rules[i].waived &&
		    d->rules[i].action >= ACTION_HOLD)
			rules[r->nrules++] = d->rules[i].name;
	if (r->nrules == 0)
		rules[r->nrules++] = r->code;
	r->dialect = t->doc.dialect != NULL ? t->doc.dialect :
	    dialect_by_request(t->request.method_text, t->target.host,
	    t->target.path);
	return 0;
}

static int
write_reply(struct txn *t, struct buf *out)
{
	struct http1_field extra[4] = {
		{ .name = SV("Content-Type"), .id = HTTP1_ID_CONTENT_TYPE,
		    .value = refuse_content_type(&t->refusal) },
		{ .name = SV("Exeat-Decision"), .value = t->refusal.decision },
		{ .name = SV("Cache-Control"), .value = SV("no-store"),
		    .id = HTTP1_ID_CACHE_CONTROL },
		{ .name = SV("Exeat-Record"), .value = t->refusal.record },
	};
	struct http1_response_spec spec = {
		.status = t->refusal.status,
		.list = { .extra = extra, .nextra = t->id_text[0] ? 4 : 3 },
		.framing = HTTP1_LENGTH,
		.close = !t->body_ended || !t->request.keep_alive,
		.keep_alive_1_0 = t->request.minor == 0 &&
		    t->request.keep_alive && t->body_ended,
	};
	struct buf body;
	int rc;

	buf_init(&body, HEAD_MAX);
	rc = refuse_write_body(&t->refusal, &body);
	spec.content_length = body.len;
	if (rc == 0)
		rc = http1_write_response(out, &spec);
	if (rc == 0 && t->request.method != HTTP1_M_HEAD)
		buf_add_sv(out, buf_sv(&body));
	buf_done(&body);
	t->answer.may_reuse = !spec.close;
	return rc != 0 ? rc : buf_err(out);
}

enum txn_state
txn_enter_reply(struct txn *t)
{
	struct buf out;
	int rc;

	if (t->session == NULL)
		return TXN_DONE;
	buf_init(&out, HEAD_MAX * 2);
	rc = complete_refusal(t);
	if (rc == 0)
		rc = write_reply(t, &out);
	if (rc == 0)
		rc = give(t, &out);
	buf_done(&out);
	t->answer.status = t->refusal.status;
	t->answer.state = rc == 0 ? ANSWER_WHOLE : ANSWER_CUT;
	return TXN_DONE;
}
