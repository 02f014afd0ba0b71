/*
 * The run of `exeat check` over its files: each is read, taken through the
 * engine and reported by itself; the worst status is that of the run.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/sarif.h"

enum {
	OUTPUT_MAX = 1 << 30,
	BINARY_LOOK = 8192	/* bytes in which a zero byte tells */
};

struct job {
	const char *name;
	const struct check_options *o;
	check_writer *write;
	struct setup setup;
	struct packs packs;
	struct sarif sarif;
	struct progress progress;
	struct recognisers recognisers;
	struct buf body, out, source;
	const char *path;	/* of the file at hand; empty: none */
	bool many;
	uint64_t hits, skipped;	/* files with findings; not read */
	int status;
};

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

/* A failure says most, since then not everything was looked at. */
static void
note_status(struct job *j, int status)
{
	static const int order[] = { COMMAND_FAILED, COMMAND_REFUSED,
		COMMAND_UNDECIDED };

	for (size_t i = 0; i < NELEMS(order); i++) {
		if (j->status == order[i])
			return;
		if (status == order[i]) {
			j->status = status;
			return;
		}
	}
}

static void
fail(struct job *j, const struct errinfo *ei, int status)
{
	progress_clear(&j->progress);
	(void)command_fail(j->name, ei);
	if (j->o->sarif)
		sarif_failure(&j->sarif, j->path, sv_cstr(ei->text));
	note_status(j, status);
}

/* The path as text: bytes that are no UTF-8 become question marks. */
static struct sv
source_of(struct job *j, const char *path)
{
	struct sv rest = sv_cstr(path);

	buf_reset(&j->source);
	while (rest.len > 0) {
		size_t n = utf8_valid_prefix(rest);

		buf_add_sv(&j->source, sv_slice(rest, 0, n));
		if (n < rest.len)
			buf_add_char(&j->source, '?');
		rest = sv_slice(rest, n + 1, rest.len);
	}
	return buf_sv(&j->source);
}

static bool
flush(struct job *j)
{
	bool good = j->out.len == 0 ||
	    fwrite(j->out.ptr, 1, j->out.len, stdout) == j->out.len;

	buf_reset(&j->out);
	if (!good)
		note_status(j, command_failf(j->name, "cannot write"));
	return good;
}

static bool
skip(void *ctx, const char *path, const char *why)
{
	struct job *j = ctx;
	struct json_write w;

	j->skipped++;
	progress_clear(&j->progress);
	if (j->o->sarif)
		sarif_notice(&j->sarif, path, sv_cstr(why));
	else if (!j->o->json)
		(void)command_failf(j->name, "%s: %s", path, why);
	if (!j->o->json)
		return true;
	json_write_init(&w, &j->out);
	json_write_object(&w);
	json_write_member(&w, "source", source_of(j, path));
	json_write_member(&w, "skipped", sv_cstr(why));
	json_write_object_end(&w);
	buf_add_char(&j->out, '\n');
	return flush(j);
}

/* Write what is to be told of the flow; an error code. */
static int
report(struct job *j, const char *path, struct flow *f)
{
	struct check_view v = { .o = j->o, .setup = &j->setup, .flow = f,
		.why = { j->setup.engine, &j->packs, &f->doc, &f->why },
		.many = j->many };
	int rc;

	if (j->o->sarif) {
		sarif_add(&j->sarif, path, f);
		return j->sarif.err;
	}
	v.source = source_of(j, path);
	progress_clear(&j->progress);
	rc = j->write(&v, &j->out);
	return rc != 0 ? rc : buf_err(&j->out);
}

static bool
check_body(struct job *j, const char *path, struct sv body)
{
	const struct check_options *o = j->o;
	struct flow_request r = { .to = sv_cstr(o->to), .as = sv_cstr(o->as),
		.method = sv_cstr(o->method), .type = sv_cstr(o->type),
		.body = body, .now_ns = o->at_ns,
		.recognisers = &j->recognisers };
	struct errinfo ei = { 0 };
	bool good = true;
	struct flow f;
	int rc;

	if (j->many)
		errinfo_at(&ei, path, 0, 0);
	rc = flow_run(&j->setup, &r, &f, &ei);
	if (rc == 0)
		rc = flow_explain(&j->setup, o->near, &f, &ei);
	if (rc != 0) {
		fail(j, &ei, rc == ERR_LIMIT ? COMMAND_REFUSED :
		    COMMAND_FAILED);
		good = j->many;
	} else {
		note_status(j, status_of(f.a.decision.action));
		j->hits += f.a.findings.count > 0;
		progress_file(&j->progress, body.len, f.a.findings.count);
		rc = report(j, path, &f);
		good = rc == 0 && flush(j);
		if (rc != 0)
			note_status(j, command_failf(j->name, "%s",
			    err_text(rc)));
	}
	flow_done(&f);
	return good;
}

/* A zero byte soon, and not UTF-16 with its mark. */
static bool
is_binary(struct sv body)
{
	struct sv head = sv_slice(body, 0, BINARY_LOOK);

	return sv_find_char(head, '\0') >= 0 &&
	    !sv_starts(head, SV("\xff\xfe")) &&
	    !sv_starts(head, SV("\xfe\xff"));
}

static bool
check_one(void *ctx, const char *path, bool walked)
{
	struct job *j = ctx;
	struct errinfo ei = { 0 };
	int rc;

	j->path = path;
	buf_reset(&j->body);
	rc = file_read(path, &j->body, &ei);
	if (rc == ERR_LIMIT) {
		errinfo_at(&ei, path, 0, 0);
		(void)errinfo_set(&ei, rc, "the body passes limits.body; "
		    "exeatd would refuse it (413)");
		fail(j, &ei, COMMAND_REFUSED);
		return true;
	}
	if (rc != 0) {
		fail(j, &ei, COMMAND_FAILED);
		return true;
	}
	if (walked && is_binary(buf_sv(&j->body)))
		return skip(j, path, "binary, not read");
	return check_body(j, path, buf_sv(&j->body));
}

static void
summary(const struct job *j)
{
	const struct progress *p = &j->progress;

	(void)printf("%llu files, %.1f MB: %llu findings in %llu files, "
	    "%llu not read\n", (unsigned long long)p->files,
	    (double)p->bytes / 1e6, (unsigned long long)p->findings,
	    (unsigned long long)j->hits, (unsigned long long)j->skipped);
}

static void
finish(struct job *j)
{
	int rc;

	progress_clear(&j->progress);
	if (j->o->sarif) {
		rc = sarif_end(&j->sarif, j->status != COMMAND_FAILED);
		if (rc != 0)
			note_status(j, command_failf(j->name, "%s",
			    err_text(rc)));
		(void)flush(j);
	} else if (j->many && !j->o->json) {
		summary(j);
	}
	if (fflush(stdout) != 0)
		note_status(j, command_failf(j->name, "cannot write"));
}

/* A check that looked at nothing, for a glob with a slip, is none. */
static bool
is_unmatched(const struct job *j, struct errinfo *ei)
{
	const struct sources *s = &j->o->sources;

	if (s->ninclude + s->nexclude == 0 || j->progress.files > 0 ||
	    j->status != COMMAND_OK)
		return false;
	*ei = (struct errinfo){ 0 };
	return errinfo_set(ei, ERR_NOTFOUND, "no file that could be read %s; "
	    "nothing was checked", s->ninclude > 0 ? "matches --include" :
	    "is left by --exclude") != 0;
}

static void
run(struct job *j)
{
	const char *packs[1] = { j->setup.config->detectors.ptr };
	const struct sources_sink sink = { check_one, skip, j };
	struct errinfo ei = { 0 };
	int rc;

	buf_init(&j->body, (size_t)j->setup.config->limits.body);
	recognisers_init(&j->recognisers, &j->setup);
	progress_init(&j->progress);
	j->progress.on = j->progress.on && j->many;
	if (packs_open(packs, 1, &j->packs, &ei) != 0) {
		fail(j, &ei, COMMAND_FAILED);
	} else if (j->o->sarif && sarif_open(&j->sarif,
	    j->setup.engine, &j->packs, &j->out) != 0) {
		note_status(j, command_failf(j->name, "%s",
		    err_text(ERR_NOMEM)));
	} else {
		rc = sources_each(&j->o->sources, &sink, &ei);
		j->path = ei.file;
		if (rc != 0 || is_unmatched(j, &ei))
			fail(j, &ei, COMMAND_FAILED);
		finish(j);
	}
	if (j->o->sarif)
		sarif_done(&j->sarif);
	packs_done(&j->packs);
	recognisers_done(&j->recognisers);
	buf_done(&j->body);
}

/* Who is no client of the configuration is never taken for one. */
static int
check_client(const char *name, const struct check_options *o,
    const struct config *c)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	if (o->as[0] == '\0' || c->nclients == 0 ||
	    config_client_named(c, sv_cstr(o->as)) != NULL)
		return COMMAND_OK;
	suggest_init(&s, sv_cstr(o->as));
	for (size_t i = 0; i < c->nclients; i++)
		suggest_offer(&s, c->clients[i].name);
	return command_failf(name, "--as %s: exeat.yaml has no such client%s",
	    o->as, suggest_text(&s, hint));
}

int
check_files(const char *name, const struct check_options *o,
    check_writer *write)
{
	struct job j = { .name = name, .o = o, .write = write, .path = "",
		.many = sources_are_many(&o->sources),
		.status = COMMAND_OK };
	int status = setup_open(name, o->config, o->policy, &j.setup);

	buf_init(&j.out, OUTPUT_MAX);
	buf_init(&j.source, OUTPUT_MAX);
	if (status == COMMAND_OK)
		status = check_client(name, o, j.setup.config);
	if (status == COMMAND_OK) {
		run(&j);
		status = j.status;
	}
	buf_done(&j.source);
	buf_done(&j.out);
	setup_close(&j.setup);
	return status;
}
