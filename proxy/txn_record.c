#include "proxy/txn_record.h"

#include "audit/record.h"
#include "base/clock.h"
#include "proxy/metrics.h"
#include "proxy/recorder.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

enum {
	CODE_BYTES = 4,
	NS_PER_US = 1000
};

static int
fill_axis(struct txn *t, enum axis from, struct record_axis *to)
{
	const struct destination_axis *axis =
	    &t->assessment.destination.axis[from];
	size_t n = 0;
	unsigned count = places_count(&axis->places);
	/* One more for "any". */
	struct sv *names = arena_zalloc(&t->arena, count + 1, sizeof(*names));
	char *codes = arena_alloc(&t->arena, count * CODE_BYTES);

	if (names == NULL || codes == NULL)
		return ERR_NOMEM;
	for (int i = places_next(&axis->places, 0); i >= 0;
	    i = places_next(&axis->places, i + 1), n++) {
		places_code(i, codes + n * CODE_BYTES);
		names[n] = sv_cstr(codes + n * CODE_BYTES);
	}
	if (axis->places.open)
		names[n++] = SV("any");
	to->codes = (struct record_names){ names, n };
	to->grade = sv_cstr(destination_evidence_name(axis->evidence));
	return 0;
}

static int
fill_destination(struct txn *t, struct record_decision *d)
{
	const struct destination *dest = &t->assessment.destination;
	char *text = arena_alloc(&t->arena, ADDR_TEXT_BYTES);
	int rc;

	if (text == NULL)
		return ERR_NOMEM;
	d->host = t->target.host;
	d->port = t->target.port;
	d->route = t->target.name;
	d->zone = sv_cstr(zone_name(dest->zone));
	d->tool = sv_cstr(destination_tool_name(dest->tool));
	if (t->naddrs > 0) {
		addr_format(&t->addrs[0], text);
		d->address = sv_cstr(text);
	}
	rc = fill_axis(t, AXIS_PROCESSING, &d->axes[RECORD_PROCESSING]);
	if (rc == 0)
		rc = fill_axis(t, AXIS_STORAGE, &d->axes[RECORD_STORAGE]);
	if (rc == 0)
		rc = fill_axis(t, AXIS_CONTROL, &d->axes[RECORD_CONTROL]);
	if (rc == 0)
		rc = fill_axis(t, AXIS_PROVENANCE,
		    &d->axes[RECORD_PROVENANCE]);
	return rc;
}

/* Patterns that gave up; a field by its number, since a path may be content. */
static int
fill_stops(struct txn *t, struct record_coverage *c)
{
	const struct detect_engine *e = t->worker->engine->detect;
	const struct detect_stops *from = &t->assessment.stops;
	struct record_stop *stops = arena_zalloc(&t->arena, from->count + 1,
	    sizeof(*stops));

	if (stops == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < from->count; i++)
		stops[i] = (struct record_stop){
			.class_name = detect_detector_class(e,
			    from->items[i].detector),
			.detector = detect_detector_name(e,
			    from->items[i].detector),
			.field = from->items[i].field };
	c->stops = stops;
	c->nstops = from->count;
	return 0;
}

static int
fill_coverage(struct txn *t, struct record_coverage *c)
{
	const struct coverage *from = &t->doc.coverage;
	struct sv *names = arena_zalloc(&t->arena, COVERAGE_REASONS,
	    sizeof(*names));
	size_t n = 0;

	if (names == NULL)
		return ERR_NOMEM;
	for (unsigned i = 0; i < COVERAGE_REASONS; i++)
		if (from->reasons[i] > 0)
			names[n++] = sv_cstr(coverage_reason_name(
			    (enum coverage_reason)i));
	*c = (struct record_coverage){
		.state = sv_cstr(coverage_state_name(coverage_state(from))),
		.scanned_fields = from->scanned,
		.scanned_bytes = from->bytes_covered,
		.skipped_fields = from->skipped,
		.undecodable_bytes = from->bytes_uncovered,
		.reasons = { names, n },
	};
	return fill_stops(t, c);
}

static int
fill_classes(struct txn *t, struct record_decision *d)
{
	const struct decision *from = &t->assessment.decision;
	struct record_class *classes = arena_zalloc(&t->arena, from->nclasses,
	    sizeof(*classes));

	if (classes == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < from->nclasses; i++) {
		enum action a = from->classes[i].action > from->flow ?
		    from->classes[i].action : from->flow;

		classes[i] = (struct record_class){
			.name = from->classes[i].name,
			.count = from->classes[i].count,
			.action = sv_cstr(decide_action_name(a)),
		};
	}
	d->classes = classes;
	d->nclasses = from->nclasses;
	return 0;
}

/* What rules left out for its score. */
static int
fill_weak(struct txn *t, struct record_decision *d)
{
	const struct decision *from = &t->assessment.decision;
	struct record_weak *weak = arena_zalloc(&t->arena, from->nweak + 1,
	    sizeof(*weak));

	if (weak == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < from->nweak; i++) {
		const struct decision_weak *k = &from->weak[i];

		weak[i] = (struct record_weak){ .rule = k->rule,
			.class_name = from->classes[k->class].name,
			.count = k->count, .min_score = k->min_score,
			.score = k->score };
	}
	d->weak = weak;
	d->nweak = from->nweak;
	return 0;
}

/* Names of the rules that asked, and of those that were waived. */
static int
fill_rules(struct txn *t, struct record_decision *d)
{
	const struct decision *from = &t->assessment.decision;
	struct sv *rules = arena_zalloc(&t->arena, from->nrules + 1,
	    sizeof(*rules));
	size_t n = from->nrules;
	struct sv *waivers = arena_zalloc(&t->arena, from->nwaivers,
	    sizeof(*waivers));

	if (rules == NULL || waivers == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < from->nrules; i++)
		rules[i] = from->rules[i].name;
	for (size_t i = 0; i < from->nwaivers; i++)
		waivers[i] = from->waivers[i].rule;
	/* A refusal of the gateway's own stands beside them. */
	if (t->refusal.code.len > 0 && from->action < ACTION_HOLD)
		rules[n++] = t->refusal.code;
	d->rules = (struct record_names){ rules, n };
	d->waivers = (struct record_names){ waivers, from->nwaivers };
	return 0;
}

static struct record_digest
digest_of(const struct txn *t, struct sv bytes)
{
	struct record_digest d = { .set = true, .bytes = bytes.len };

	keeper_client_digest(t->worker, bytes, d.digest);
	return d;
}

static void
fill_digests(struct txn *t, struct record_decision *d)
{
	struct sv rest = t->target.path, path = sv_cut(&rest, '?');

	if (t->target.path.len > 0)
		d->path = digest_of(t, path);
	if (rest.ptr != NULL)
		d->query = digest_of(t, rest);
	if (t->body_ended)
		d->body_in = digest_of(t, buf_sv(&t->body));
	if (t->draft != NULL)
		d->body_out = digest_of(t, receipt_draft_body(t->draft));
	memcpy(d->policy, t->worker->engine->policy_digest, sizeof(d->policy));
	memcpy(d->catalogue, t->worker->engine->catalogue_digest,
	    sizeof(d->catalogue));
	memcpy(d->law, t->worker->engine->catalogue_digest, sizeof(d->law));
}

/* The template of the path: only what the dialect's own table says. */
static struct sv
template_of(const struct txn *t)
{
	struct sv rest = t->target.path, path = sv_cut(&rest, '?');
	const struct dialect *d = t->doc.dialect;

	for (size_t i = 0; d != NULL && d->paths[i] != NULL; i++)
		if (sv_ends(path, sv_cstr(d->paths[i])))
			return sv_cstr(d->paths[i]);
	return SV("");
}

static void
fill_who(const struct txn *t, struct record_decision *d)
{
	const struct config_client *c = t->who.client;

	d->id = t->id;
	d->time_ns = t->wall_ns;
	d->method = t->request.method_text;
	d->template = template_of(t);
	if (t->doc.dialect != NULL)
		d->dialect = sv_cstr(t->doc.dialect->name);
	d->model = t->doc.model;
	d->subjects = t->tokens.subjects;
	d->nsubjects = t->tokens.nsubjects;
	d->tokens = t->tokens.count;
	if (c == NULL)
		return;
	d->client = c->name;
	d->team = c->team;
	d->purpose = c->purpose;
	d->activity = c->activity;
}

static int
fill(struct txn *t, struct record_decision *d)
{
	int rc;

	fill_who(t, d);
	rc = fill_destination(t, d);
	if (rc == 0)
		rc = fill_coverage(t, &d->coverage);
	if (rc == 0)
		rc = fill_classes(t, d);
	if (rc == 0)
		rc = fill_weak(t, d);
	if (rc == 0)
		rc = fill_rules(t, d);
	fill_digests(t, d);
	d->decision = t->refusal.code.len == 0 || t->assessed ?
	    sv_cstr(decide_action_name(t->assessment.decision.action)) :
	    SV("block");
	/* A refusal of our own is a block whatever the policy allowed. */
	if (t->refusal.code.len > 0 &&
	    t->assessment.decision.action < ACTION_HOLD)
		d->decision = SV("block");
	return rc;
}

static int
send_item(struct txn *t, struct ledger_item *item)
{
	struct buf b;
	int rc;

	buf_init(&b, ROLE_MESSAGE_MAX);
	recorder_write_commit(&b, item);
	rc = buf_err(&b);
	if (item->nrows > LEDGER_ITEM_MAX || item->nslots > LEDGER_ITEM_MAX)
		rc = ERR_LIMIT;
	if (rc == 0)
		rc = role_send(t->worker->role, ROLE_RECORDER,
		    RECORDER_COMMIT, t->serial, buf_sv(&b));
	buf_done(&b);
	return rc;
}

int
txn_record_send(struct txn *t, enum ledger_kind kind)
{
	struct ledger_item item = { .id = t->id, .kind = kind };
	struct record_decision d = { 0 };
	struct buf record, side;
	int rc = fill(t, &d);

	buf_init(&record, RECORD_MAX_BYTES);
	buf_init(&side, ROLE_MESSAGE_MAX);
	if (rc == 0)
		rc = record_write_decision(&d, &record, &side);
	item.record = buf_sv(&record);
	item.side = buf_sv(&side);
	if (kind == LEDGER_FLOW) {
		item.rows = t->tokens.rows;
		item.nrows = t->tokens.nrows;
		item.slots = t->tokens.slots;
		item.nslots = t->tokens.nslots;
	}
	if (rc == 0)
		rc = send_item(t, &item);
	buf_done(&record);
	buf_done(&side);
	return rc;
}

/* How the flow ended, as the outcome says it. */
static enum record_result
result_of(const struct txn *t)
{
	if (t->receipt == NULL || t->facts.sent_bytes == 0)
		return RECORD_NOT_SENT;
	if (t->refusal.code.len > 0)
		return RECORD_CUT;
	return t->answer.state == ANSWER_WHOLE ? RECORD_COMPLETE : RECORD_CUT;
}

static struct sv
cause_of(const struct txn *t)
{
	if (t->refusal.code.len > 0)
		return t->refusal.code;
	if (t->client_gone)
		return SV("client-gone");
	return t->answer.state == ANSWER_WHOLE ? SV("") : SV("answer-cut");
}

static uint64_t
us_between(int64_t from, int64_t to)
{
	return from == 0 || to < from ? 0 : (uint64_t)(to - from) / NS_PER_US;
}

static void
send_outcome(struct txn *t)
{
	struct record_outcome o = {
		.decision = t->id, .time_ns = clock_wall_ns(),
		.result = result_of(t), .cause = cause_of(t),
		.status = (uint16_t)t->answer.status,
		.attempts = t->receipt == NULL ? 0 :
		    1 + (uint32_t)t->facts.was_retried,
		.bytes_sent = t->facts.sent_bytes,
		.bytes_received = t->facts.body_bytes,
		.tokens_restored = t->answer.restored,
		.first_byte_us = us_between(t->times.committed,
		    t->times.first_byte),
		.total_us = us_between(t->times.begun, clock_mono_ns()),
	};
	struct ledger_item item = { .id = t->id, .kind = LEDGER_OUTCOME };
	struct buf record;

	buf_init(&record, RECORD_MAX_BYTES);
	if (record_write_outcome(&o, &record) == 0) {
		item.record = buf_sv(&record);
		/* Lost with the recorder, it becomes `unknown` there. */
		(void)send_item(t, &item);
	}
	buf_done(&record);
}

static void
count_steps(const struct txn *t, struct metrics *m)
{
	const struct txn_times *at = &t->times;

	if (at->inspected != 0)
		metrics_time(m, METRICS_INSPECT, at->inspected - at->body);
	if (at->commit_sent != 0 && at->inspected != 0)
		metrics_time(m, METRICS_DECIDE,
		    at->commit_sent - at->inspected);
	if (at->committed != 0 && at->commit_sent != 0)
		metrics_time(m, METRICS_COMMIT,
		    at->committed - at->commit_sent);
	if (at->first_byte != 0)
		metrics_time(m, METRICS_FIRST_BYTE,
		    at->first_byte - at->committed);
}

/* What counts a refusal; METRICS_COUNTERS if the decision does. */
static enum metrics_counter
counter_of(const struct txn *t)
{
	struct sv code = t->refusal.code;

	if (sv_starts(code, SV("ledger-")))
		return METRICS_REFUSED_LEDGER;
	if (sv_starts(code, SV("keeper-")))
		return METRICS_REFUSED_KEEPER;
	if (sv_starts(code, SV("resolve-")) || sv_eq(code, SV("no-such-host")))
		return METRICS_REFUSED_NAME;
	if (t->refusal.status == 413)
		return METRICS_REFUSED_LIMIT;
	if (t->refusal.status == 503)
		return METRICS_REFUSED_BUSY;
	if (t->assessed)
		return METRICS_COUNTERS;
	return t->was_malformed ? METRICS_REFUSED_MALFORMED :
	    METRICS_REFUSED_GATE;
}

static void
count_refusal(const struct txn *t, struct metrics *m)
{
	enum metrics_counter counter = counter_of(t);

	if (t->refusal.code.len > 0 && counter != METRICS_COUNTERS)
		metrics_add(m, counter, 1);
}

static void
count(const struct txn *t)
{
	struct metrics *m = t->worker->role->metrics;
	const struct facts *f = &t->assessment.facts;

	if (t->state == TXN_HEAD)
		return;
	count_steps(t, m);
	count_refusal(t, m);
	if (t->client_gone && t->recorded == TXN_UNRECORDED)
		metrics_add(m, METRICS_ABANDONED, 1);
	if (t->assessed)
		metrics_request(m, t->assessment.decision.action,
		    t->assessment.destination.zone);
	for (size_t i = 0; i < f->nclasses; i++)
		metrics_findings(m, metrics_class(m, f->classes[i].name),
		    f->classes[i].count);
	metrics_add(m, METRICS_BYTES_IN, t->body.len);
	metrics_add(m, METRICS_BYTES_OUT, t->facts.sent_bytes);
	metrics_add(m, METRICS_TOKENS_MADE, t->tokens.count);
	metrics_add(m, METRICS_TOKENS_RESTORED, t->answer.restored);
	metrics_add(m, METRICS_UPSTREAM_RETRIES, t->facts.was_retried);
}

void
txn_report(struct txn *t)
{
	if (t->recorded != TXN_UNRECORDED && t->was_flow)
		send_outcome(t);
	count(t);
}
