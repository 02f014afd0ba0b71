/*
 * exeat test: take cases from files through the policy, and compare what comes
 * of each with what it expects. The examples of the policy's own classes are
 * cases too.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json_write.h"
#include "cli/cases.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/flow.h"
#include "cli/report.h"

enum { MEMORY_MAX = 256 << 20, OUTPUT_MAX = 256 << 20, BODY_MAX = 1 << 30 };

static const char name[] = "test";

/* All cases of one run. */
struct run {
	struct setup setup;
	struct buf out;
	struct json_write json;
	bool as_json;
	unsigned passed, failed;
	struct buf faults;		/* of the case at hand, a line each */
};

static void fault(struct run *r, const char *fmt, ...) PRINTF(2, 3);

static void
fault(struct run *r, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_addf(&r->faults, "%s\n", text);
}

/* Why a rule did not ask, or not for all. */
static void
fault_weak(struct run *r, const struct decision *d, size_t i)
{
	report_text_weak(&r->faults, d, &d->weak[i]);
	buf_add_char(&r->faults, '\n');
}

/* The case is over: count and report it. */
static void
conclude(struct run *r, struct sv prefix, struct sv title)
{
	bool ok = r->faults.len == 0;
	struct sv rest = buf_sv(&r->faults), line;

	r->passed += ok;
	r->failed += !ok;
	if (!r->as_json) {
		buf_addf(&r->out, "%-4s %.*s%.*s\n", ok ? "ok" : "FAIL",
		    SV_ARG(prefix), SV_ARG(title));
	} else {
		json_write_object(&r->json);
		json_write_member(&r->json, "name", title);
		json_write_key(&r->json, "ok");
		json_write_bool(&r->json, ok);
		json_write_key(&r->json, "faults");
		json_write_array(&r->json);
	}
	while (rest.ptr != NULL && rest.len > 0) {
		line = sv_cut(&rest, '\n');
		if (r->as_json)
			json_write_string(&r->json, line);
		else
			buf_addf(&r->out, "     %.*s\n", SV_ARG(line));
	}
	if (r->as_json) {
		json_write_array_end(&r->json);
		json_write_object_end(&r->json);
	}
	buf_reset(&r->faults);
}

/* Is a class found that `wanted` is, or is a dotted prefix of? */
static bool
has_class(const struct flow *f, struct sv wanted)
{
	const struct decision *d = &f->a.decision;

	for (size_t i = 0; i < d->nclasses; i++) {
		if (sv_has_dotted_prefix(d->classes[i].name, wanted))
			return true;
	}
	return false;
}

static bool
has_rule(const struct flow *f, struct sv wanted)
{
	const struct decision *d = &f->a.decision;

	for (size_t i = 0; i < d->nrules; i++) {
		if (!d->rules[i].waived && sv_eq(d->rules[i].name, wanted))
			return true;
	}
	return false;
}

/* Which of these rules asked, and which did not for want of a score. */
static void
expect_rules(struct run *r, const struct case_expect *e, const struct flow *f)
{
	const struct decision *d = &f->a.decision;

	for (size_t i = 0; i < e->rules.count; i++) {
		struct sv rule = e->rules.items[i].text;

		if (has_rule(f, rule))
			continue;
		fault(r, "rule %.*s does not ask for anything", SV_ARG(rule));
		for (size_t k = 0; k < d->nweak; k++)
			if (sv_eq(d->weak[k].rule, rule))
				fault_weak(r, d, k);
	}
	for (size_t i = 0; i < e->no_rules.count; i++) {
		if (has_rule(f, e->no_rules.items[i].text))
			fault(r, "rule %.*s asks for something",
			    SV_ARG(e->no_rules.items[i].text));
	}
}

static void
expect_decision(struct run *r, const struct case_expect *e,
    const struct flow *f)
{
	const char *zone = zone_name(f->a.destination.zone);
	const struct decision *d = &f->a.decision;

	if (e->has_action && d->action != (enum action)e->action)
		fault(r, "action is %s, not %s",
		    decide_action_name(d->action),
		    decide_action_name((enum action)e->action));
	for (size_t i = 0; i < d->nweak && e->has_action &&
	    d->action < (enum action)e->action; i++)
		fault_weak(r, d, i);
	if (e->zone.len > 0 && !sv_eq(e->zone, sv_cstr(zone)))
		fault(r, "zone is %s, not %.*s", zone, SV_ARG(e->zone));
	if (e->classes.items != NULL && e->classes.count == 0 &&
	    d->nclasses > 0)
		fault(r, "%.*s is found, and %zu more; nothing should be",
		    SV_ARG(d->classes[0].name), d->nclasses - 1);
	for (size_t i = 0; i < e->classes.count; i++) {
		if (!has_class(f, e->classes.items[i].text))
			fault(r, "class %.*s is not found",
			    SV_ARG(e->classes.items[i].text));
	}
	for (size_t i = 0; i < e->no_classes.count; i++) {
		if (has_class(f, e->no_classes.items[i].text))
			fault(r, "class %.*s is found",
			    SV_ARG(e->no_classes.items[i].text));
	}
	expect_rules(r, e, f);
}

/* What does not leave lacks everything, and has nothing. */
static void
expect_rewritten(struct run *r, const struct case_expect *e, struct flow *f)
{
	struct buf body;
	int rc;

	if (e->rewritten_lacks.count == 0 && e->rewritten_has.count == 0)
		return;
	buf_init(&body, BODY_MAX);
	rc = flow_rewrite(&r->setup, f, &body);
	if (rc != 0 && rc != ERR_STATE)
		fault(r, "cannot be rewritten: %s", err_text(rc));
	for (size_t i = 0; i < e->rewritten_lacks.count; i++) {
		if (sv_find(buf_sv(&body), e->rewritten_lacks.items[i].text) >=
		    0)
			fault(r, "the rewritten body has \"%.*s\"",
			    SV_ARG(e->rewritten_lacks.items[i].text));
	}
	for (size_t i = 0; i < e->rewritten_has.count; i++) {
		if (sv_find(buf_sv(&body), e->rewritten_has.items[i].text) < 0)
			fault(r, "the rewritten body lacks \"%.*s\"",
			    SV_ARG(e->rewritten_has.items[i].text));
	}
	buf_done(&body);
}

static int
run_case(struct run *r, const struct test_case *c, struct errinfo *ei)
{
	struct flow_request q = { .to = c->to, .as = c->as, .team = c->team,
		.purpose = c->purpose, .activity = c->activity,
		.method = c->method, .type = c->type,
		.now_ns = c->has_at ? c->at_ns : clock_wall_ns() };
	struct flow f;
	struct buf body;
	int rc;

	buf_init(&body, BODY_MAX);
	rc = cases_body(c, &body, ei);
	if (rc == 0) {
		q.body = buf_sv(&body);
		rc = flow_run(&r->setup, &q, &f, ei);
		if (rc == 0) {
			expect_decision(r, &c->expect, &f);
			expect_rewritten(r, &c->expect, &f);
			conclude(r, SV(""), c->name);
		} else if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
			fault(r, "%s", ei->text);
			conclude(r, SV(""), c->name);
			rc = 0;
		}
		flow_done(&f);
	}
	buf_done(&body);
	return rc;
}

static int
run_file(struct run *r, const char *path, struct errinfo *ei)
{
	struct test_case *cases;
	struct arena arena;
	size_t n;
	int rc;

	arena_init(&arena, MEMORY_MAX);
	rc = cases_read(path, &arena, &cases, &n, ei);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = run_case(r, &cases[i], ei);
	arena_done(&arena);
	return rc;
}

/* One example of a class: it is found in it, or is not. */
static int
run_example(struct run *r, const struct policy_class *k, struct sv example,
    bool wanted, struct errinfo *ei)
{
	struct flow_request q = { .body = example, .type = SV("text/plain"),
		.now_ns = clock_wall_ns() };
	struct flow f;
	int rc = flow_run(&r->setup, &q, &f, ei);

	if (rc == 0) {
		if (has_class(&f, k->name) != wanted)
			fault(r, "%s:%u: \"%.*s\" is %s", k->file, k->line,
			    SV_ARG(example), wanted ? "not found"
			    : "found");
		conclude(r, wanted ? SV("example of ") :
		    SV("counterexample of "), k->name);
	}
	flow_done(&f);
	return rc;
}

static int
run_examples(struct run *r, struct errinfo *ei)
{
	size_t n;
	const struct policy_class *k =
	    policy_classes(r->setup.engine->policy, &n);
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		for (size_t x = 0; x < k[i].nexamples && rc == 0; x++)
			rc = run_example(r, &k[i], k[i].examples[x], true,
			    ei);
		for (size_t x = 0; x < k[i].ncounterexamples && rc == 0; x++)
			rc = run_example(r, &k[i], k[i].counterexamples[x],
			    false, ei);
	}
	return rc;
}

static bool
has_recognisers(const struct run *r)
{
	size_t n;

	(void)policy_recognisers(r->setup.engine->policy, &n);
	return n > 0;
}

static int
print(struct run *r)
{
	if (!r->as_json) {
		buf_addf(&r->out, "%u passed, %u failed%s\n", r->passed,
		    r->failed, has_recognisers(r) ?
		    "; recognisers were not asked" : "");
	} else {
		json_write_array_end(&r->json);
		json_write_key(&r->json, "passed");
		json_write_u64(&r->json, r->passed);
		json_write_key(&r->json, "failed");
		json_write_u64(&r->json, r->failed);
		json_write_object_end(&r->json);
		buf_add_char(&r->out, '\n');
	}
	if ((r->as_json && json_write_end(&r->json) != 0) ||
	    buf_err(&r->out) != 0 ||
	    fwrite(r->out.ptr, 1, r->out.len, stdout) != r->out.len ||
	    fflush(stdout) != 0)
		return command_failf(name, "cannot write");
	return r->failed > 0 ? COMMAND_REFUSED : COMMAND_OK;
}

static int
run_all(struct run *r, char **files)
{
	struct errinfo ei = { 0 };
	int rc, status;

	buf_init(&r->out, OUTPUT_MAX);
	buf_init(&r->faults, OUTPUT_MAX);
	if (r->as_json) {
		json_write_init(&r->json, &r->out);
		json_write_object(&r->json);
		json_write_key(&r->json, "cases");
		json_write_array(&r->json);
	}
	rc = run_examples(r, &ei);
	for (; *files != NULL && rc == 0; files++)
		rc = run_file(r, *files, &ei);
	status = rc != 0 ? command_fail(name, &ei) : print(r);
	buf_done(&r->out);
	buf_done(&r->faults);
	return status;
}

static int
usage(FILE *to)
{
	(void)fprintf(to, "usage: exeat test [-c CONFIG] [--policy FILE] "
	    "[--json] FILE ...\n\nExits with 0 if every case comes out as it "
	    "expects, 2 if one does not,\n3 if the policy is invalid, 1 after "
	    "any other failure.\n");
	return to == stdout ? COMMAND_OK : COMMAND_FAILED;
}

int
test_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "policy", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 }
	};
	const char *config = NULL, *policy = NULL;
	struct run r = { .passed = 0 };
	int letter, status;

	optind = 1;
	while ((letter = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (letter == 'c')
			config = optarg;
		else if (letter == 'p')
			policy = optarg;
		else if (letter == 'j')
			r.as_json = true;
		else
			return usage(letter == 'h' ? stdout : stderr);
	}
	if (optind == argc)
		return usage(stderr);
	status = setup_open(name, config, policy, &r.setup);
	if (status == COMMAND_OK)
		status = run_all(&r, argv + optind);
	setup_close(&r.setup);
	return status;
}
