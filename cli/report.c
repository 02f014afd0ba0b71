#include "cli/report.h"

#include "base/clock.h"

enum { TEXT_MAX = 4096 };

static const struct { enum coverage_state state; const char *says; }
    coverage_says[] = {
	{ COVERAGE_FULL, "all of the body was understood" },
	{ COVERAGE_PARTIAL, "some of the body was not understood" },
	{ COVERAGE_NONE, "nothing of the body was understood" },
};

/* Patterns that gave up, each with the field where it did. */
static void
json_stops(struct json_write *w, const struct why *y, const struct flow *f)
{
	struct buf path;

	if (f->a.stops.count == 0)
		return;
	buf_init(&path, SIZE_MAX / 2);
	json_write_key(w, "stopped");
	json_write_array(w);
	for (size_t i = 0; i < f->a.stops.count; i++) {
		const struct detect_stop *x = &f->a.stops.items[i];

		buf_reset(&path);
		document_path(&f->doc, x->field, &path);
		json_write_object(w);
		json_write_member(w, "class",
		    detect_detector_class(y->engine->detect, x->detector));
		json_write_member(w, "detector",
		    detect_detector_name(y->engine->detect, x->detector));
		json_write_member(w, "field", buf_sv(&path));
		json_write_object_end(w);
	}
	json_write_array_end(w);
	buf_done(&path);
}

void
report_json_coverage(struct json_write *w, const struct why *y,
    const struct flow *f)
{
	const struct coverage *c = &f->doc.coverage;

	json_write_key(w, "coverage");
	json_write_object(w);
	json_write_key(w, "state");
	json_write_cstr(w, coverage_state_name(coverage_state(c)));
	json_write_key(w, "scanned");
	json_write_u64(w, c->scanned);
	json_write_key(w, "skipped");
	json_write_u64(w, c->skipped);
	json_write_key(w, "exempt");
	json_write_u64(w, c->exempt);
	json_write_key(w, "bytes_covered");
	json_write_u64(w, c->bytes_covered);
	json_write_key(w, "bytes_uncovered");
	json_write_u64(w, c->bytes_uncovered);
	json_write_key(w, "reasons");
	json_write_object(w);
	for (int i = 0; i < COVERAGE_REASONS; i++) {
		if (c->reasons[i] == 0)
			continue;
		json_write_key(w, coverage_reason_name(
		    (enum coverage_reason)i));
		json_write_u64(w, c->reasons[i]);
	}
	json_write_object_end(w);
	json_stops(w, y, f);
	json_write_object_end(w);
}

void
report_json_findings(struct json_write *w, const struct why *y,
    const struct flow *f)
{
	struct buf path;

	buf_init(&path, SIZE_MAX / 2);
	json_write_key(w, "findings");
	json_write_array(w);
	for (size_t i = 0; i < f->a.findings.count; i++) {
		const struct finding *x = &f->a.findings.items[i];

		buf_reset(&path);
		document_path(&f->doc, x->field, &path);
		json_write_object(w);
		json_write_member(w, "class",
		    detect_class_name(y->engine->detect, x->class_id));
		json_write_member(w, "field", buf_sv(&path));
		json_write_key(w, "start");
		json_write_u64(w, x->start);
		json_write_key(w, "end");
		json_write_u64(w, x->end);
		json_write_key(w, "score");
		json_write_u64(w, x->score);
		json_write_member(w, "detector",
		    detect_detector_name(y->engine->detect, x->detector));
		why_json_finding(y, x, w);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	buf_done(&path);
}

static void
json_text_or_null(struct json_write *w, const char *key, struct sv s)
{
	json_write_key(w, key);
	if (s.len == 0)
		json_write_null(w);
	else
		json_write_string(w, s);
}

static void
json_axis(struct json_write *w, const struct destination *d, enum axis axis)
{
	const struct destination_axis *x = &d->axis[axis];
	char code[4];

	json_write_key(w, destination_axis_name(axis));
	json_write_object(w);
	json_write_key(w, "places");
	json_write_array(w);
	for (int i = places_next(&x->places, 0); i >= 0;
	    i = places_next(&x->places, i + 1)) {
		places_code(i, code);
		json_write_cstr(w, code);
	}
	json_write_array_end(w);
	json_write_key(w, "complete");
	json_write_bool(w, !x->places.open);
	json_write_key(w, "evidence");
	json_write_cstr(w, destination_evidence_name(x->evidence));
	json_write_object_end(w);
}

void
report_json_destination(struct json_write *w, const struct flow *f)
{
	const struct destination *d = &f->a.destination;

	json_write_key(w, "destination");
	json_write_object(w);
	json_text_or_null(w, "host", f->host);
	json_write_key(w, "port");
	json_write_u64(w, f->port);
	json_write_key(w, "zone");
	json_write_cstr(w, zone_name(d->zone));
	json_write_key(w, "tool");
	json_write_cstr(w, destination_tool_name(d->tool));
	json_text_or_null(w, "tool_ref", d->tool_ref);
	json_write_key(w, "declared");
	json_write_bool(w, d->declared);
	for (int a = 0; a < AXES; a++)
		json_axis(w, d, (enum axis)a);
	json_text_or_null(w, "provider", d->provider);
	json_text_or_null(w, "operator", d->operator);
	json_text_or_null(w, "category", d->category);
	json_text_or_null(w, "model", f->a.facts.model);
	json_write_key(w, "notes");
	json_write_array(w);
	for (unsigned i = 0; i < DESTINATION_NOTES; i++) {
		if ((d->notes >> i) & 1)
			json_write_cstr(w, destination_note_text(i));
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

static void
json_reason(struct json_write *w, const struct decision *d,
    const struct decision_rule *r)
{
	json_write_object(w);
	json_write_member(w, "rule", r->name);
	json_write_key(w, "action");
	json_write_cstr(w, decide_action_name(r->action));
	json_text_or_null(w, "because", r->because);
	json_write_key(w, "waived");
	json_write_bool(w, r->waived);
	json_write_key(w, "classes");
	json_write_array(w);
	for (size_t i = 0; i < r->nclasses; i++)
		json_write_string(w, d->classes[r->classes[i]].name);
	json_write_array_end(w);
	json_write_object_end(w);
}

static void
json_waiver(struct json_write *w, const struct decision_waiver *x)
{
	char until[CLOCK_TEXT_BYTES];

	clock_format(x->until_ns - 1, until);
	json_write_object(w);
	json_write_member(w, "rule", x->rule);
	json_write_member(w, "until", sv_make(until, 10));
	json_write_member(w, "approved_by", x->approved_by);
	json_write_member(w, "because", x->because);
	json_write_object_end(w);
}

/* Do the values of class `i` leave as surrogates, where they can? */
static bool
by_surrogates(const struct setup *s, const struct decision *d, size_t i)
{
	return d->action < ACTION_HOLD &&
	    d->classes[i].action == ACTION_TOKENISE &&
	    assess_has_surrogates(s->engine->policy, d->classes[i].name);
}

static void
json_surrogates(struct json_write *w, const struct setup *s,
    const struct decision *d)
{
	json_write_key(w, "surrogates");
	json_write_array(w);
	for (size_t i = 0; i < d->nclasses; i++)
		if (by_surrogates(s, d, i))
			json_write_string(w, d->classes[i].name);
	json_write_array_end(w);
}

static void
json_weak(struct json_write *w, const struct decision *d)
{
	json_write_key(w, "weak");
	json_write_array(w);
	for (size_t i = 0; i < d->nweak; i++) {
		const struct decision_weak *k = &d->weak[i];

		json_write_object(w);
		json_write_member(w, "rule", k->rule);
		json_write_member(w, "class", d->classes[k->class].name);
		json_write_key(w, "count");
		json_write_u64(w, k->count);
		json_write_key(w, "min_score");
		json_write_u64(w, k->min_score);
		json_write_key(w, "score");
		json_write_u64(w, k->score);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

void
report_json_decision(struct json_write *w, const struct setup *s,
    const struct flow *f, bool reasons)
{
	const struct decision *d = &f->a.decision;

	json_write_key(w, "decision");
	json_write_object(w);
	json_write_key(w, "action");
	json_write_cstr(w, decide_action_name(d->action));
	json_write_key(w, "rules");
	json_write_array(w);
	for (size_t i = 0; i < d->nrules; i++) {
		if (!d->rules[i].waived)
			json_write_string(w, d->rules[i].name);
	}
	json_write_array_end(w);
	json_write_key(w, "classes");
	json_write_object(w);
	for (size_t i = 0; i < d->nclasses; i++) {
		json_write_key_sv(w, d->classes[i].name);
		json_write_cstr(w, decide_action_name(d->classes[i].action));
	}
	json_write_object_end(w);
	json_surrogates(w, s, d);
	json_write_key(w, "waivers");
	json_write_array(w);
	for (size_t i = 0; i < d->nwaivers; i++)
		json_waiver(w, &d->waivers[i]);
	json_write_array_end(w);
	json_weak(w, d);
	if (reasons) {
		json_write_key(w, "reasons");
		json_write_array(w);
		for (size_t i = 0; i < d->nrules; i++)
			json_reason(w, d, &d->rules[i]);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

static void
text_stops(struct buf *out, const struct why *y, const struct flow *f)
{
	struct buf path;

	buf_init(&path, SIZE_MAX / 2);
	for (size_t i = 0; i < f->a.stops.count; i++) {
		const struct detect_stop *x = &f->a.stops.items[i];

		buf_reset(&path);
		document_path(&f->doc, x->field, &path);
		buf_addf(out, "             the pattern of %.*s gave up in ",
		    SV_ARG(detect_detector_class(y->engine->detect,
		    x->detector)));
		why_add_shown(out, buf_sv(&path));
		buf_add_cstr(out, ": more steps than limits.pattern_steps\n");
	}
	buf_done(&path);
}

static void
text_coverage(struct buf *out, const struct why *y, const struct flow *f)
{
	const struct coverage *c = &f->doc.coverage;

	buf_addf(out, "coverage     %s: %s\n",
	    coverage_state_name(coverage_state(c)),
	    coverage_says[coverage_state(c)].says);
	for (int i = 0; i < COVERAGE_RECOGNISER; i++) {
		if (c->reasons[i] > 0)
			buf_addf(out, "             %u not read: %s\n",
			    c->reasons[i], coverage_reason_name(
			    (enum coverage_reason)i));
	}
	if (c->reasons[COVERAGE_RECOGNISER] > 0) {
		buf_addf(out, "             %u recognisers without an answer: ",
		    c->reasons[COVERAGE_RECOGNISER]);
		why_add_shown(out, sv_cstr(f->unasked.text));
		buf_add_char(out, '\n');
	}
	text_stops(out, y, f);
}

void
report_text_findings(struct buf *out, const struct why *y,
    const struct flow *f)
{
	struct buf path;

	text_coverage(out, y, f);
	if (f->a.findings.count == 0)
		buf_add_cstr(out, "findings     none\n");
	buf_init(&path, SIZE_MAX / 2);
	for (size_t i = 0; i < f->a.findings.count; i++) {
		const struct finding *x = &f->a.findings.items[i];

		buf_reset(&path);
		document_path(&f->doc, x->field, &path);
		buf_addf(out, "%s%-28.*s %3u  ",
		    i == 0 ? "findings     " : "             ",
		    SV_ARG(detect_class_name(y->engine->detect, x->class_id)),
		    x->score);
		why_add_shown(out, buf_sv(&path));
		buf_addf(out, " [%u, %u)\n", x->start, x->end);
		why_text_finding(y, x, out);
	}
	buf_done(&path);
}

void
report_text_destination(struct buf *out, const struct flow *f)
{
	const struct destination *d = &f->a.destination;

	buf_add_cstr(out, "destination  ");
	if (f->host.len == 0)
		buf_add_cstr(out, "not given");
	else
		buf_addf(out, "%.*s:%u", SV_ARG(f->host), f->port);
	if (d->provider.len > 0)
		buf_addf(out, " (%.*s)", SV_ARG(d->provider));
	buf_addf(out, "\n  zone       %s", zone_name(d->zone));
	if (d->tool != TOOL_NONE)
		buf_addf(out, ", by %s", destination_tool_name(d->tool));
	if (d->tool_ref.len > 0)
		buf_addf(out, " (%.*s)", SV_ARG(d->tool_ref));
	for (int a = 0; a < AXES; a++) {
		const struct destination_axis *x = &d->axis[a];

		buf_addf(out, "\n  %-10s ",
		    destination_axis_name((enum axis)a));
		if (places_is_empty(&x->places))
			buf_add_cstr(out, x->places.open ? "unknown"
			    : "none");
		else
			places_format(&x->places, ' ', out);
		if (x->evidence != EVIDENCE_NONE)
			buf_addf(out, "  (%s)",
			    destination_evidence_name(x->evidence));
	}
	buf_add_char(out, '\n');
	for (unsigned i = 0; i < DESTINATION_NOTES; i++) {
		if ((d->notes >> i) & 1)
			buf_addf(out, "  note       %s\n",
			    destination_note_text(i));
	}
}

static void
text_rule(struct buf *out, const struct decision *d,
    const struct decision_rule *r)
{
	buf_addf(out, "  %-20.*s %s%s", SV_ARG(r->name),
	    decide_action_name(r->action), r->waived ? ", waived" :
	    r->partly_waived ? ", partly waived" : "");
	for (size_t i = 0; i < r->nclasses; i++)
		buf_addf(out, "%s%.*s", i == 0 ? " for " : ", ",
		    SV_ARG(d->classes[r->classes[i]].name));
	if (r->whole_flow)
		buf_add_cstr(out, " for the flow");
	if (r->because.len > 0)
		buf_addf(out, "\n  %-20s because: %.*s", "",
		    SV_ARG(r->because));
	buf_add_char(out, '\n');
}

void
report_text_weak(struct buf *out, const struct decision *d,
    const struct decision_weak *k)
{
	const struct decision_class *c = &d->classes[k->class];

	buf_addf(out, "rule %.*s asks for a score of %u, %.*s has %s%u",
	    SV_ARG(k->rule), k->min_score, SV_ARG(c->name),
	    k->count > 1 ? "at most " : "", k->score);
	if (c->count > 1)
		buf_addf(out, " (%u of %u findings)", k->count, c->count);
}

void
report_text_decision(struct buf *out, const struct setup *s,
    const struct flow *f)
{
	const struct decision *d = &f->a.decision;
	char until[CLOCK_TEXT_BYTES];

	buf_addf(out, "decision     %s\n", decide_action_name(d->action));
	for (size_t i = 0; i < d->nclasses; i++)
		buf_addf(out, "  %-28.*s %5u  %s%s\n",
		    SV_ARG(d->classes[i].name), d->classes[i].count,
		    decide_action_name(d->classes[i].action),
		    by_surrogates(s, d, i) ? ", by surrogates" : "");
	buf_add_cstr(out, d->nrules > 0 ? "rules that asked\n"
	    : "no rule asked for anything\n");
	for (size_t i = 0; i < d->nrules; i++)
		text_rule(out, d, &d->rules[i]);
	for (size_t i = 0; i < d->nweak; i++) {
		buf_add_cstr(out, "too weak     ");
		report_text_weak(out, d, &d->weak[i]);
		buf_add_char(out, '\n');
	}
	for (size_t i = 0; i < d->nwaivers; i++) {
		clock_format(d->waivers[i].until_ns - 1, until);
		buf_addf(out, "waiver       of %.*s until %.10s, approved by "
		    "%.*s: %.*s\n", SV_ARG(d->waivers[i].rule), until,
		    SV_ARG(d->waivers[i].approved_by),
		    SV_ARG(d->waivers[i].because));
	}
}
