/*
 * Between detection and decision: what the policy's recognisers find.
 */
#include "proxy/recogniser.h"
#include "proxy/session.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

static void
on_answered(void *arg)
{
	struct txn *t = arg;
	int rc = recogniser_join(t->ask, &t->doc, &t->assessment);

	recogniser_done(t->ask);
	t->ask = NULL;
	session_watch(t->session, false);
	txn_drive(t, rc != 0 ? txn_refuse(t, 503, SV("no-memory"),
	    SV("out of memory for this request")) : txn_decide(t));
}

enum txn_state
txn_enter_recognise(struct txn *t)
{
	struct recogniser_about about = { .arena = &t->arena,
		.now_ns = t->wall_ns, .fn = on_answered, .arg = t };
	int rc = recognise_plan(&t->doc, &t->arena, &about.questions);

	if (rc == ERR_LIMIT) {
		/* There is more text than may be asked about. */
		recognise_failed_all(t->worker->engine->policy, &t->doc,
		    &t->assessment);
		return txn_decide(t);
	}
	if (rc == 0 && about.questions.count == 0)
		return txn_decide(t);
	if (rc == 0)
		rc = recogniser_ask(t->worker->recogniser, &about, &t->ask);
	if (rc != 0)
		return txn_refuse(t, 503, SV("no-memory"),
		    SV("out of memory for this request"));
	/* Nobody is asked on for a client that does not wait any more. */
	session_watch(t->session, true);
	return TXN_STAY;
}
