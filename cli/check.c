/*
 * exeat check: scan content and say what would happen to it.
 */
#include "cli/check.h"

#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/report.h"

enum { OUTPUT_MAX = 1 << 30, GO_ON = -1 };

static const struct option long_options[] = {
	{ "as", required_argument, NULL, 'a' },
	{ "at", required_argument, NULL, 'd' },
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ "method", required_argument, NULL, 'm' },
	{ "policy", required_argument, NULL, 'p' },
	{ "rewrite", no_argument, NULL, 'r' },
	{ "to", required_argument, NULL, 't' },
	{ "type", required_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 }
};

static int
usage(const char *name, FILE *to)
{
	(void)fprintf(to, "usage: exeat %s [-c CONFIG] [--policy FILE] "
	    "[--json]%s\n           [--to HOST[:PORT][/PATH]] [--as CLIENT] "
	    "[--method METHOD]\n           [--type MEDIA-TYPE] [--at DATE] "
	    "FILE|-\n\nExits with 0 if it may leave (perhaps rewritten), 2 if "
	    "it would be blocked,\n3 if the policy is invalid, 4 if it would "
	    "be held, 1 after any other failure.\n", name,
	    strcmp(name, "check") == 0 ? " [--rewrite]" : "");
	return to == stdout ? COMMAND_OK : COMMAND_FAILED;
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
	case 'j':
		o->json = true;
		break;
	case 'm':
		o->method = optarg;
		break;
	case 'p':
		o->policy = optarg;
		break;
	case 'r':
		o->rewrite = true;
		break;
	case 't':
		o->to = optarg;
		break;
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
		status = take_option(name, letter, ret);
	if (status != GO_ON)
		return status;
	if (optind + 1 != argc)
		return usage(name, stderr);
	ret->file = argv[optind];
	return GO_ON;
}

/* The exit status that a decision stands for. */
static int
status_of(enum action action)
{
	switch (action) {
	case ACTION_ALLOW:
	case ACTION_TOKENISE:
	case ACTION_REDACT:
		return COMMAND_OK;
	case ACTION_HOLD:
		return COMMAND_UNDECIDED;
	case ACTION_BLOCK:
		return COMMAND_REFUSED;
	}
	return COMMAND_FAILED;
}

static int
check_body(const char *name, const struct check_options *o,
    const struct setup *s, struct sv body, check_writer *write)
{
	struct flow_request r = { .to = sv_cstr(o->to), .as = sv_cstr(o->as),
		.method = sv_cstr(o->method), .type = sv_cstr(o->type),
		.body = body, .now_ns = o->at_ns };
	struct errinfo ei = { 0 };
	struct flow f;
	struct buf out;
	int rc = flow_run(s, &r, &f, &ei), status;

	buf_init(&out, OUTPUT_MAX);
	if (rc == ERR_LIMIT) {
		(void)command_fail(name, &ei);
		status = COMMAND_REFUSED;
	} else if (rc != 0) {
		status = command_fail(name, &ei);
	} else {
		status = status_of(f.a.decision.action);
		rc = write(o, s, &f, &out);
		if (rc == 0)
			rc = buf_err(&out);
		if (rc != 0)
			status = command_failf(name, "%s", err_text(rc));
		else if (fwrite(out.ptr, 1, out.len, stdout) != out.len ||
		    fflush(stdout) != 0)
			status = command_failf(name, "cannot write");
	}
	buf_done(&out);
	flow_done(&f);
	return status;
}

int
check_file(const char *name, const struct check_options *o,
    check_writer *write)
{
	struct errinfo ei = { 0 };
	struct setup s;
	struct buf body;
	int status = setup_open(name, o->config, o->policy, &s);

	if (status == COMMAND_OK) {
		/* One byte more than may be: then it is refused as a body. */
		buf_init(&body, (size_t)s.config->limits.body + 1);
		if (file_read(o->file, &body, &ei) != 0 &&
		    buf_err(&body) != ERR_LIMIT)
			status = command_fail(name, &ei);
		else
			status = check_body(name, o, &s, buf_sv(&body),
			    write);
		buf_done(&body);
	}
	setup_close(&s);
	return status;
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
write_json(const struct check_options *o, const struct setup *s,
    struct flow *f, struct buf *out)
{
	struct json_write w;
	int rc = 0;

	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "source", sv_cstr(o->file));
	report_json_coverage(&w, &f->doc.coverage);
	report_json_findings(&w, s, f);
	report_json_destination(&w, f);
	report_json_decision(&w, s, f, false);
	if (o->rewrite)
		rc = json_rewritten(&w, s, f);
	json_write_object_end(&w);
	buf_add_char(out, '\n');
	return rc != 0 ? rc : json_write_end(&w);
}

static int
write_check(const struct check_options *o, const struct setup *s,
    struct flow *f, struct buf *out)
{
	const struct decision *d = &f->a.decision;
	bool first = true;
	int rc;

	if (o->json)
		return write_json(o, s, f, out);
	report_text_findings(out, s, f);
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
	if (!o->rewrite)
		return 0;
	buf_add_cstr(out, "rewritten\n");
	rc = flow_rewrite(s, f, out);
	buf_add_cstr(out, rc == ERR_STATE ? "nothing leaves\n" : "\n");
	return rc == ERR_STATE ? 0 : rc;
}

int
check_run(int argc, char **argv)
{
	struct check_options o;
	int status = check_options("check", argc, argv, &o);

	return status != GO_ON ? status : check_file("check", &o,
	    write_check);
}
