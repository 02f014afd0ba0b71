/*
 * The second half: tokens, the request as it will leave, the record, and only
 * then the way out.
 */
#include "base/clock.h"
#include "govern/edits.h"
#include "govern/occurrence.h"
#include "proxy/egress.h"
#include "proxy/recorder.h"
#include "proxy/session.h"
#include "proxy/txn_answer.h"
#include "proxy/txn_record.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

/* Keeper and recorder take so much of one request, whoever sends it. */
static enum txn_state
refuse_too_many(struct txn *t)
{
	return txn_refuse(t, 413, SV("too-many-values"),
	    SV("the request holds more values that tokens must replace than "
	    "one request may; send it in parts"));
}

enum txn_state
txn_enter_tokens(struct txn *t)
{
	int rc;

	if (!keeper_client_is_needed(t->worker, &t->assessment))
		return TXN_REWRITE;
	rc = keeper_client_ask(t->worker, t->serial, &t->who,
	    &t->assessment);
	if (rc == ERR_LIMIT)
		return refuse_too_many(t);
	if (rc != 0)
		return txn_refuse(t, 503, SV("keeper-busy"),
		    SV("the keeper of the tokens cannot take this request "
		    "now; try again"));
	txn_await(t, TXN_AWAITS_KEEPER);
	return TXN_STAY;
}

/* Which of `n` texts stand in what leaves, though we did not put them there? */
static int
find_lookalikes(struct txn *t, const struct sv *texts, size_t n,
    struct occurrence_texts *ret, size_t *ret_count)
{
	*ret = (struct occurrence_texts){ .items = texts, .count = n,
		.hit = arena_zalloc(&t->arena, n + 1, sizeof(*ret->hit)) };
	if (ret->hit == NULL)
		return ERR_NOMEM;
	return occurrence_lookalikes(&t->arena, &t->doc, &t->assessment, ret,
	    ret_count);
}

/*
 * A surrogate that the request holds already as something else cannot be used:
 * its value gets a token, asked for anew. `*ret_again`: so it was. Nothing of
 * the first answer is kept, and what it would have stored is not.
 */
static int
give_up_lookalikes(struct txn *t, bool *ret_again)
{
	struct assessment *a = &t->assessment;
	struct occurrence_texts texts;
	size_t count = 0;
	int rc = find_lookalikes(t, t->tokens.surrogates, a->nvalues, &texts,
	    &count);

	*ret_again = rc == 0 && count > 0;
	if (!*ret_again)
		return rc;
	for (size_t i = 0; i < a->nvalues; i++)
		if (texts.hit[i])
			a->values[i].wants_surrogate = false;
	return keeper_client_ask(t->worker, t->serial, &t->who, a);
}

/* The same of earlier requests' surrogates, which are then not looked for. */
static int
forget_lookalikes(struct txn *t)
{
	struct keeper_tokens *k = &t->tokens;
	struct sv *items = arena_zalloc(&t->arena, k->nrecent + 1,
	    sizeof(*items));
	struct occurrence_texts texts;
	size_t count = 0;
	int rc;

	if (items == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < k->nrecent; i++)
		items[i] = k->recent[i].text;
	rc = find_lookalikes(t, items, k->nrecent, &texts, &count);
	for (size_t i = 0; rc == 0 && count > 0 && i < k->nrecent; i++)
		if (texts.hit[i])
			k->recent[i].text = SV("");
	return rc;
}

static void
take_tokens(struct txn *t, const struct ipc_message *m)
{
	bool again = false;
	int rc = keeper_client_take(m, &t->arena, &t->assessment, &t->tokens);

	if (rc == 0 && t->tokens.nsurrogates > 0)
		rc = give_up_lookalikes(t, &again);
	if (rc == 0 && again)
		return;
	if (rc == 0 && t->tokens.nrecent > 0)
		rc = forget_lookalikes(t);
	t->times.tokenised = clock_mono_ns();
	if (rc == 0)
		txn_drive(t, TXN_REWRITE);
	else if (rc == ERR_LIMIT)
		txn_drive(t, refuse_too_many(t));
	else
		txn_drive(t, txn_refuse(t, 503, SV("keeper-failed"),
		    SV("the keeper of the tokens refused this request")));
}

void
txn_keeper_message(struct txn *t, const struct ipc_message *m)
{
	if (t->state == TXN_ANSWER)
		txn_answer_resolved(t, m);
	else if (t->state == TXN_TOKENS)
		take_tokens(t, m);
}

static enum txn_state
refuse_rewriting(struct txn *t, int rc)
{
	switch (rc) {
	case ERR_DENIED:
		return txn_refuse(t, 403, SV("signed-request"),
		    SV("the request is signed or digested; tokens would break "
		    "it, so it is not sent"));
	case ERR_LIMIT:
		return txn_refuse(t, 413, SV("rewritten-too-large"),
		    SV("the rewritten request passes the limits"));
	case ERR_INVAL:
		return txn_refuse(t, 403, SV("cannot-rewrite"),
		    SV("a value stands where no token can; it is not sent"));
	default:
		return txn_refuse_memory(t);
	}
}

static int
write_request(struct txn *t)
{
	struct worker *w = t->worker;
	struct egress e = { .head = &t->request, .doc = &t->doc,
		.trailers = t->trailers, .ntrailers = t->ntrailers,
		.config = w->config, .target = &t->target, .who = &t->who,
		.arena = &t->arena };
	struct edits_input in = { .engine = &w->engine->assess, .doc = &t->doc,
		.a = &t->assessment, .tokens = t->tokens.texts,
		.escape = txn_is_restored(t) };
	struct edit *edits = NULL;
	int rc;

	rc = edits_make(&in, &t->arena, &edits, &e.nedits);
	if (rc != 0)
		return rc;
	e.edits = edits;
	e.want_identity = e.nedits > 0;
	if (t->target.route != NULL)
		e.credential = w->credentials[t->target.route -
		    w->config->routes];
	return egress_write(&e, &t->out_head, &t->out_body, &t->out_tail);
}

static struct sv
pool_identity(const struct txn *t)
{
	return t->who.client == NULL ? SV("") : t->who.client->name;
}

enum txn_state
txn_enter_rewrite(struct txn *t)
{
	struct receipt_spec spec = { .id = t->id, .addrs = t->addrs,
		.naddrs = t->naddrs, .host = t->target.host,
		.is_tls = t->target.https, .identity = pool_identity(t),
		.method = t->request.method, .head = &t->out_head,
		.body = &t->out_body, .tail = &t->out_tail };
	int rc = write_request(t);

	if (rc == 0)
		rc = receipt_draft_new(&spec, &t->draft);
	return rc == 0 ? TXN_COMMIT : refuse_rewriting(t, rc);
}

enum txn_state
txn_enter_commit(struct txn *t)
{
	int rc = txn_record_send(t, LEDGER_FLOW);

	t->times.commit_sent = clock_mono_ns();
	if (rc == 0) {
		t->recorded = TXN_RECORDING;
		t->was_flow = true;
		txn_await(t, TXN_AWAITS_RECORDER);
		return TXN_STAY;
	}
	if (rc == ERR_LIMIT)
		return refuse_too_many(t);
	t->id_text[0] = '\0';
	(void)txn_refuse(t, 503, SV("ledger-unavailable"),
	    SV("the ledger cannot be written; nothing leaves without a "
	    "record"));
	return TXN_REPLY;
}

/* The answer to a record: the receipt, or that there is none. */
static void
take_ack(struct txn *t, const struct recorder_ack *ack)
{
	t->times.committed = clock_mono_ns();
	if (ack->status == 0)
		t->recorded = TXN_RECORDED;
	else
		t->id_text[0] = '\0';
	if (t->state == TXN_REFUSE) {
		txn_drive(t, t->client_gone ? TXN_DONE : TXN_REPLY);
		return;
	}
	if (t->client_gone) {
		txn_drive(t, TXN_DONE);
	} else if (receipt_new(&t->draft, ack, &t->receipt) == 0) {
		txn_drive(t, TXN_SEND);
	} else {
		t->recorded = TXN_UNRECORDED;
		(void)txn_refuse(t, 503, SV("ledger-refused"),
		    SV("the ledger did not take the record; nothing leaves "
		    "without one"));
		txn_drive(t, TXN_REPLY);
	}
}

void
txn_recorder_message(struct txn *t, const struct ipc_message *m)
{
	struct recorder_ack ack;

	if (m->type != RECORDER_ACK || recorder_read_ack(m->body, &ack) != 0)
		return;
	if (t->state != TXN_COMMIT && t->state != TXN_REFUSE)
		return;
	if (memcmp(&ack.id, &t->id, sizeof(t->id)) == 0)
		take_ack(t, &ack);
}

void
txn_keeper_lost(struct txn *t)
{
	if (t->state == TXN_TOKENS)
		txn_drive(t, txn_refuse(t, 503, SV("keeper-lost"),
		    SV("the keeper of the tokens was restarted; try again")));
	else if (t->state == TXN_ANSWER)
		txn_answer_unresolved(t);
}

/* Whether it was written is unknown: what was to leave does not. */
void
txn_recorder_lost(struct txn *t)
{
	if (t->state != TXN_COMMIT && t->state != TXN_REFUSE)
		return;
	if (t->client_gone) {
		txn_drive(t, TXN_DONE);
		return;
	}
	if (t->state == TXN_COMMIT)
		(void)txn_refuse(t, 503, SV("ledger-lost"),
		    SV("the recorder was restarted; try again"));
	txn_drive(t, TXN_REPLY);
}

enum txn_state
txn_enter_send(struct txn *t)
{
	int rc = upstream_send(t->worker->upstream, t->receipt, &t->arena,
	    txn_answer_ops(), t, &t->call);

	if (rc != 0)
		return txn_refuse_memory(t);
	return TXN_STAY;
}
