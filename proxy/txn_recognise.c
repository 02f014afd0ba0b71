/*
 * Between detection and decision: what the policy's recognisers find. Each is
 * asked about what it does not know from earlier flows; what it knows is found
 * without it.
 */
#include "proxy/metrics.h"
#include "proxy/recogniser.h"
#include "proxy/session.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

static enum txn_state
join(struct txn *t)
{
	if (recognise_join(&t->worker->engine->assess, &t->arena,
	    &t->recognised, &t->doc, &t->assessment) != 0)
		return txn_refuse_memory(t);
	return txn_decide(t);
}

static void
on_answered(void *arg)
{
	struct txn *t = arg;
	size_t n;
	const struct policy_recogniser *r =
	    policy_recognisers(t->worker->engine->policy, &n);

	for (size_t i = 0; i < n; i++) {
		if (recogniser_has_answered(t->ask, i))
			recognise_turn_keep(&t->turns[i], &t->doc, &t->arena,
			    &t->recognised);
		else
			recognise_failed(&r[i], &t->doc, &t->assessment);
	}
	recogniser_done(t->ask);
	t->ask = NULL;
	session_watch(t->session, false);
	txn_drive(t, join(t));
}

/* Begin a turn of each, with its questions; how many there are in all. */
static int
begin_turns(struct txn *t, struct recognise_questions *questions,
    size_t *ret)
{
	const struct engine *e = t->worker->engine;
	size_t n, count = 0, known = 0;
	const struct policy_recogniser *r = policy_recognisers(e->policy, &n);

	for (size_t i = 0; i < n; i++) {
		const struct recognise_asked asked = { &e->assess, i,
			t->who.client != NULL ? t->who.client->name : SV("") };
		int rc = recognise_turn_begin(&asked, &t->doc, &t->arena,
		    &t->recognised, &t->turns[i]);

		/* There is more text than may be asked about. */
		if (rc == ERR_LIMIT)
			recognise_failed(&r[i], &t->doc, &t->assessment);
		else if (rc != 0)
			return rc;
		questions[i] = t->turns[i].questions;
		count += questions[i].count;
		known += t->turns[i].nknown;
	}
	metrics_add(t->worker->role->metrics, METRICS_RECOGNISER_KNOWN,
	    known);
	*ret = count;
	return 0;
}

enum txn_state
txn_enter_recognise(struct txn *t)
{
	struct recogniser_about about = { .arena = &t->arena,
		.found = &t->recognised, .now_ns = t->wall_ns,
		.fn = on_answered, .arg = t };
	struct recognise_questions *questions;
	size_t n, count = 0;
	int rc;

	(void)policy_recognisers(t->worker->engine->policy, &n);
	questions = arena_zalloc(&t->arena, n, sizeof(*questions));
	t->turns = arena_zalloc(&t->arena, n, sizeof(*t->turns));
	if (questions == NULL || t->turns == NULL)
		return txn_refuse_memory(t);
	rc = begin_turns(t, questions, &count);
	if (rc == 0 && count == 0)
		return join(t);
	about.questions = questions;
	if (rc == 0)
		rc = recogniser_ask(t->worker->recogniser, &about, &t->ask);
	if (rc != 0)
		return txn_refuse_memory(t);
	/* Nobody is asked on for a client that does not wait any more. */
	session_watch(t->session, true);
	return TXN_STAY;
}
