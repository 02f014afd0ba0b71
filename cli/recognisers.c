#include "cli/recognisers.h"

#include "base/clock.h"
#include "base/dns.h"
#include "base/loop.h"
#include "base/tls.h"
#include "cli/exchange.h"

enum { STATUS_OK = 200, NS_PER_MS = 1000000 };

/* One recogniser being asked. */
struct asking {
	struct recognisers *r;
	const struct policy_recogniser *spec;
	struct recognise_asked asked;
	struct arena *arena;
	struct exchange_peer peer;
	struct errinfo *ei;
};

/* The address of a name, once it is known. */
struct lookup {
	int err;
	bool done;
	struct dns_answer answer;
};

void
recognisers_init(struct recognisers *r, const struct setup *s)
{
	*r = (struct recognisers){ .setup = s };
}

void
recognisers_done(struct recognisers *r)
{
	dns_free(r->dns);
	loop_free(r->loop);
	tls_context_free(r->tls);
}

static void
on_resolved(void *arg, int err, const struct dns_answer *answer)
{
	struct lookup *l = arg;

	l->done = true;
	l->err = err;
	if (err == 0)
		l->answer = *answer;
}

static int
open_resolver(struct recognisers *r, struct errinfo *ei)
{
	int rc;

	if (r->dns != NULL)
		return 0;
	rc = r->loop != NULL ? 0 : loop_new(&r->loop);
	if (rc != 0)
		return errinfo_set(ei, rc, "%s", err_text(rc));
	return dns_new(r->loop, NULL, &r->dns, ei);
}

static int
find_address(struct asking *k)
{
	struct lookup l = { .done = false };
	int rc = open_resolver(k->r, k->ei);

	if (rc != 0)
		return rc;
	rc = dns_resolve(k->r->dns, k->spec->host, k->spec->port,
	    on_resolved, &l, NULL);
	while (rc == 0 && !l.done)
		rc = loop_step(k->r->loop, true);
	rc = rc != 0 ? rc : l.err;
	for (size_t i = 0; rc == 0 && i < l.answer.naddrs; i++)
		if (!recognise_may_dial(k->spec, l.answer.classes[i]))
			rc = ERR_DENIED;
	if (rc != 0)
		return errinfo_set(k->ei, rc, "%s: %.*s: %s", k->peer.who,
		    SV_ARG(k->spec->host), err_text(rc));
	k->peer.addr = l.answer.addrs[0];
	return 0;
}

static int
open_tls(struct asking *k)
{
	const struct config *c = k->r->setup->config;
	const struct tls_client_options o = {
		.ca_file = c->upstream_ca_file.len > 0 ?
		    c->upstream_ca_file.ptr : NULL };
	int rc = 0;

	if (k->spec->is_tls && k->r->tls == NULL)
		rc = tls_context_new_client(&o, &k->r->tls, k->ei);
	k->peer.tls = k->spec->is_tls ? k->r->tls : NULL;
	return rc;
}

static int
ask_question(struct asking *k, const struct recognise_question *q,
    struct recognise_found *found)
{
	struct buf request, body;
	unsigned status = 0;
	int rc;

	buf_init(&request, (size_t)RECOGNISE_REQUEST_MAX * 2);
	buf_init(&body, RECOGNISE_ANSWER_MAX);
	rc = recognise_write(k->spec, q, true, &request);
	if (rc != 0)
		(void)errinfo_set(k->ei, rc, "%s", err_text(rc));
	if (rc == 0)
		rc = exchange_once(&k->peer, buf_sv(&request), &body, &status,
		    k->ei);
	if (rc == 0 && status != STATUS_OK)
		rc = errinfo_set(k->ei, ERR_UNSUPPORTED,
		    "%s answers with status %u", k->peer.who, status);
	if (rc == 0) {
		rc = recognise_read(&k->asked, q, buf_sv(&body), k->arena,
		    found);
		if (rc != 0)
			(void)errinfo_set(k->ei, rc, "%s: not an answer of a "
			    "recogniser: %s", k->peer.who, err_text(rc));
	}
	buf_done(&body);
	buf_done(&request);
	return rc;
}

/* As in the daemon, the time of a recogniser is that of all its answers. */
static int
set_wait(struct asking *k, int64_t end_ns)
{
	int64_t left_ms = (end_ns - clock_mono_ns()) / NS_PER_MS;

	if (left_ms <= 0)
		return errinfo_set(k->ei, ERR_TIMEOUT, "%s takes too long",
		    k->peer.who);
	k->peer.wait_ms = (uint32_t)left_ms;
	return 0;
}

static int
ask_one(struct asking *k, const struct recognise_questions *qs,
    int64_t now_ns, struct recognise_found *found)
{
	const struct policy *policy = k->r->setup->engine->policy;
	int64_t end_ns = clock_mono_ns() +
	    (int64_t)k->spec->timeout_ms * NS_PER_MS;
	size_t count = found->count;
	int rc;

	k->peer = (struct exchange_peer){ .who = k->spec->name.ptr,
		.host = k->spec->host, .max_bytes = RECOGNISE_ANSWER_MAX };
	if (!policy_may_ask(policy, k->spec, now_ns))
		return errinfo_set(k->ei, ERR_DENIED, "%s: %.*s is not in "
		    "zone perimeter any more", k->peer.who,
		    SV_ARG(k->spec->host));
	rc = find_address(k);
	if (rc == 0)
		rc = open_tls(k);
	for (size_t i = 0; i < qs->count && rc == 0; i++) {
		rc = set_wait(k, end_ns);
		if (rc == 0)
			rc = ask_question(k, &qs->items[i], found);
	}
	if (rc != 0)
		found->count = count;
	return rc;
}

int
recognisers_ask(struct recognisers *r, struct arena *arena,
    struct document *doc, int64_t now_ns, struct assessment *a)
{
	const struct engine *e = r->setup->engine;
	struct recognise_questions qs = { NULL, 0 };
	struct recognise_found found = { NULL, 0, 0 };
	size_t n;
	const struct policy_recogniser *specs =
	    policy_recognisers(e->policy, &n);
	int rc = n == 0 ? 0 : recognise_plan(doc, NULL, arena, &qs);

	errinfo_reset(&r->why);
	if (rc == ERR_LIMIT) {
		for (size_t i = 0; i < n; i++)
			recognise_failed(&specs[i], doc, a);
		(void)errinfo_set(&r->why, rc, "more text than recognisers "
		    "are asked about");
		return 0;
	}
	for (size_t i = 0; i < n && qs.count > 0 && rc == 0; i++) {
		struct asking k = { .r = r, .spec = &specs[i],
			.asked = { .engine = &e->assess, .number = i },
			.arena = arena, .ei = &r->why };

		rc = ask_one(&k, &qs, now_ns, &found);
		if (rc != 0 && rc != ERR_NOMEM) {
			recognise_failed(&specs[i], doc, a);
			rc = 0;
		}
	}
	return rc != 0 ? rc : recognise_join(&e->assess, arena,
	    &found, doc, a);
}

int
recognisers_pass_over(const struct setup *s, struct arena *arena,
    struct document *doc)
{
	struct recognise_questions qs = { NULL, 0 };
	size_t n;
	int rc;

	(void)policy_recognisers(s->engine->policy, &n);
	rc = n == 0 ? 0 : recognise_plan(doc, NULL, arena, &qs);
	if (rc == ERR_NOMEM)
		return rc;
	for (size_t i = 0; i < n && (qs.count > 0 || rc != 0); i++)
		coverage_note(&doc->coverage, COVERAGE_RECOGNISER);
	return 0;
}
