/*
 * exeat check: scan content and say what would happen to it.
 */
#include "cli/check.h"

#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/report.h"

enum { OUTPUT_MAX = 1 << 30, GO_ON = -1 };

static const struct option long_options[] = {
	{ "as", required_argument, NULL, 'a' },
	{ "at", required_argument, NULL, 'd' },
	{ "config", required_argument, NULL, 'c' },
	{ "exclude", required_argument, NULL, 'x' },
	{ "help", no_argument, NULL, 'h' },
	{ "include", required_argument, NULL, 'i' },
	{ "json", no_argument, NULL, 'j' },
	{ "method", required_argument, NULL, 'm' },
	{ "near", no_argument, NULL, 'n' },
	{ "policy", required_argument, NULL, 'p' },
	{ "rewrite", no_argument, NULL, 'r' },
	{ "sarif", no_argument, NULL, 's' },
	{ "to", required_argument, NULL, 't' },
	{ "type", required_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 }
};

static int
usage(const char *name, FILE *to)
{
	bool check = strcmp(name, "check") == 0;

	(void)fprintf(to, "usage: exeat %s [-c CONFIG] [--policy FILE] "
	    "[--json%s] [--near]%s\n           [--to HOST[:PORT][/PATH]] "
	    "[--as CLIENT] [--method METHOD]\n           [--type MEDIA-TYPE] "
	    "[--at DATE] %s\n\nExits with 0 if it may leave (perhaps "
	    "rewritten), 2 if it would be blocked,\n3 if the policy is "
	    "invalid, 4 if it would be held, 1 after any other failure.\n",
	    name, check ? " | --sarif" : "", check ? "\n           "
	    "[--rewrite] [--include GLOB] [--exclude GLOB]" : "",
	    check ? "FILE|FOLDER|- ..." : "FILE|-");
	return to == stdout ? COMMAND_OK : COMMAND_FAILED;
}

static int
take_glob(const char *name, const char **globs, size_t *count)
{
	if (*count == SOURCES_GLOBS)
		return command_failf(name, "%s: at most %d globs", optarg,
		    SOURCES_GLOBS);
	globs[(*count)++] = optarg;
	return GO_ON;
}

/* Options that are switches; false if `letter` is none. */
static bool
take_switch(int letter, struct check_options *o)
{
	switch (letter) {
	case 'j':
		o->json = true;
		return true;
	case 'n':
		o->near = true;
		return true;
	case 'r':
		o->rewrite = true;
		return true;
	case 's':
		o->sarif = true;
		return true;
	default:
		return false;
	}
}

static int
take_option(const char *name, int letter, struct check_options *o)
{
	switch (letter) {
	case 'a':
		o->as = optarg;
		break;
	case 'c':
		o->config = optarg;
		break;
	case 'd':
		if (clock_parse(sv_cstr(optarg), &o->at_ns) != 0)
			return command_failf(name, "--at %s: a date such as "
			    "2026-12-31 is wanted", optarg);
		break;
	case 'i':
		return take_glob(name, o->sources.include,
		    &o->sources.ninclude);
	case 'm':
		o->method = optarg;
		break;
	case 'p':
		o->policy = optarg;
		break;
	case 't':
		o->to = optarg;
		break;
	case 'x':
		return take_glob(name, o->sources.exclude,
		    &o->sources.nexclude);
	case 'y':
		o->type = optarg;
		break;
	case 'h':
		return usage(name, stdout);
	default:
		return usage(name, stderr);
	}
	return GO_ON;
}

int
check_options(const char *name, int argc, char **argv,
    struct check_options *ret)
{
	int letter, status = GO_ON;

	*ret = (struct check_options){ .to = "", .as = "", .method = "",
		.type = "", .at_ns = clock_wall_ns() };
	optind = 1;
	while (status == GO_ON && (letter = getopt_long(argc, argv, "c:h",
	    long_options, NULL)) != -1)
		if (!take_switch(letter, ret))
			status = take_option(name, letter, ret);
	if (status != GO_ON)
		return status;
	if (optind == argc)
		return usage(name, stderr);
	if (ret->json && ret->sarif)
		return command_failf(name, "--json or --sarif, not both");
	if (ret->rewrite && ret->sarif)
		return command_failf(name,
		    "--rewrite goes with text and --json");
	ret->sources.paths = argv + optind;
	ret->sources.npaths = (size_t)(argc - optind);
	return GO_ON;
}

/* The body as it would leave: a string, base64 of other bytes, or null. */
static int
json_rewritten(struct json_write *w, const struct setup *s, struct flow *f)
{
	struct buf body, text;
	int rc;

	buf_init(&body, OUTPUT_MAX);
	rc = flow_rewrite(s, f, &body);
	json_write_key(w, rc == 0 && !utf8_is_valid(buf_sv(&body)) ?
	    "rewritten_base64" : "rewritten");
	if (rc == ERR_STATE) {
		json_write_null(w);
		rc = 0;
	} else if (rc == 0 && utf8_is_valid(buf_sv(&body))) {
		json_write_string(w, buf_sv(&body));
	} else if (rc == 0) {
		buf_init(&text, OUTPUT_MAX);
		encode_base64(&text, BASE64_STD, body.ptr, body.len);
		json_write_string(w, buf_sv(&text));
		buf_done(&text);
	}
	buf_done(&body);
	return rc;
}

static int
write_json(const struct check_view *v, struct buf *out)
{
	struct json_write w;
	int rc = 0;

	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "source", v->source);
	report_json_coverage(&w, &v->why, v->flow);
	report_json_findings(&w, &v->why, v->flow);
	if (v->o->near)
		why_json_near(&v->why, &w);
	report_json_destination(&w, v->flow);
	report_json_decision(&w, v->setup, v->flow, false);
	if (v->o->rewrite)
		rc = json_rewritten(&w, v->setup, v->flow);
	json_write_object_end(&w);
	buf_add_char(out, '\n');
	return rc != 0 ? rc : json_write_end(&w);
}

static void
text_decision(const struct flow *f, struct buf *out)
{
	const struct decision *d = &f->a.decision;
	bool first = true;

	buf_addf(out, "destination  %.*s  zone %s\n",
	    SV_ARG(f->host.len > 0 ? f->host : SV("not given")),
	    zone_name(f->a.destination.zone));
	buf_addf(out, "decision     %s", decide_action_name(d->action));
	for (size_t i = 0; i < d->nrules; i++) {
		if (d->rules[i].waived)
			continue;
		buf_addf(out, "%s%.*s", first ? "  by " : ", ",
		    SV_ARG(d->rules[i].name));
		first = false;
	}
	buf_add_char(out, '\n');
	for (size_t i = 0; i < d->nweak; i++) {
		buf_add_cstr(out, "too weak     ");
		report_text_weak(out, d, &d->weak[i]);
		buf_add_char(out, '\n');
	}
}

/* Of many files only those with something to say are shown. */
static bool
is_quiet(const struct check_view *v)
{
	return v->many && v->flow->a.findings.count == 0 &&
	    v->flow->why.count == 0 &&
	    v->flow->a.decision.action == ACTION_ALLOW;
}

static int
write_check(const struct check_view *v, struct buf *out)
{
	int rc;

	if (v->o->json)
		return write_json(v, out);
	if (is_quiet(v))
		return 0;
	if (v->many) {
		buf_add_cstr(out, "== ");
		why_add_shown(out, v->source);
		buf_add_char(out, '\n');
	}
	report_text_findings(out, &v->why, v->flow);
	if (v->o->near)
		why_text_near(&v->why, out);
	text_decision(v->flow, out);
	if (!v->o->rewrite)
		return 0;
	buf_add_cstr(out, "rewritten\n");
	rc = flow_rewrite(v->setup, v->flow, out);
	buf_add_cstr(out, rc == ERR_STATE ? "nothing leaves\n" : "\n");
	return rc == ERR_STATE ? 0 : rc;
}

int
check_run(int argc, char **argv)
{
	struct check_options o;
	int status = check_options("check", argc, argv, &o);

	return status != GO_ON ? status : check_files("check", &o,
	    write_check);
}
