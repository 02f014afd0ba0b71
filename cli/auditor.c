#define _POSIX_C_SOURCE 200809L
#include "cli/auditor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/export.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json_write.h"

enum {
	FILE_MAX = 1 << 20,		/* keys, states, proofs, records */
	OUT_MAX = 1 << 20,
	KEY_BYTES = 1024,
	STATE_MODE = 0600,
	FAULTS_SHOWN = 20,
	CHUNK = 256 << 10,		/* read at once */
	LINE_MAX_BYTES = 1 << 20
};

static int
print_lines(void *ctx, struct sv lines)
{
	return evidence_print(lines, ctx);
}

int
auditor_export(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei)
{
	struct export_range range = { r->query.first, r->query.last };
	struct export_sink sink = { print_lines, ei };
	int rc;

	if (r->nargs != 0)
		return errinfo_set(ei, ERR_INVAL, "export takes no arguments; "
		    "it writes to standard output");
	if (r->format == NULL || strcmp(r->format, "jsonl") == 0)
		rc = export_jsonl(e->ledger, &range, &sink);
	else if (strcmp(r->format, "csv") == 0)
		rc = export_csv(e->ledger, &range, &sink);
	else
		return errinfo_set(ei, ERR_INVAL, "%s: the formats are jsonl "
		    "and csv", r->format);
	if (rc == ERR_NOTFOUND)
		return errinfo_set(ei, rc, "there is no signed checkpoint "
		    "yet; let exeatd run for some seconds");
	if (rc == ERR_RANGE)
		return errinfo_set(ei, rc, "the records asked for are not all "
		    "below the newest checkpoint");
	if (rc != 0 && ei->text[0] == '\0')
		return errinfo_set(ei, rc, "%s: %s", e->dir, err_text(rc));
	return rc;
}

/* What one verification reads and finds. */
struct session {
	const struct evidence_request *r;
	bool progress;			/* standard error is a terminal */
	uint64_t faults;
	struct buf key, old;		/* texts of the options */
	struct buf faults_json;
	struct json_write list;
};

static void
show_fault(void *ctx, uint64_t index, const char *what)
{
	struct session *s = ctx;

	if (s->faults++ >= FAULTS_SHOWN)
		return;
	json_write_object(&s->list);
	if (index != UINT64_MAX) {
		json_write_key(&s->list, "index");
		json_write_u64(&s->list, index);
	}
	json_write_member(&s->list, "what", sv_cstr(what));
	json_write_object_end(&s->list);
	if (s->r->json)
		return;
	if (index == UINT64_MAX)
		(void)fprintf(stderr, "%s\n", what);
	else
		(void)fprintf(stderr, "record %" PRIu64 ": %s\n", index, what);
}

static void
show_progress(void *ctx, uint64_t done, uint64_t all)
{
	const struct session *s = ctx;

	if (s->progress)
		(void)fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " records\r",
		    done, all);
}

/* A key as text, or the first line of the file of that name. */
static int
read_key(struct session *s, struct errinfo *ei)
{
	struct sv text;
	int rc;

	if (s->r->key == NULL)
		return 0;
	if (strchr(s->r->key, '+') != NULL) {
		buf_add_cstr(&s->key, s->r->key);
		return buf_err(&s->key);
	}
	rc = file_read(s->r->key, &s->key, ei);
	if (rc != 0)
		return rc;
	text = buf_sv(&s->key);
	buf_truncate(&s->key, sv_cut(&text, '\n').len);
	return 0;
}

/* The checkpoint kept from before; the first time there is none. */
static int
read_state(struct session *s, struct errinfo *ei)
{
	int rc;

	if (s->r->state == NULL)
		return 0;
	rc = file_read(s->r->state, &s->old, ei);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Give all whole lines of `b` to `v` and drop them; at the end, the rest. */
static int
take_lines(struct buf *b, bool end, struct verify_export *v)
{
	struct sv rest = buf_sv(b), before, line;
	int rc = 0;

	for (;;) {
		before = rest;
		line = sv_cut(&rest, '\n');
		if (rc != 0 || (rest.ptr == NULL && (!end || line.len == 0)))
			break;
		rc = verify_export_line(v, line);
		if (rest.ptr == NULL)
			break;
	}
	buf_drop_front(b, rest.ptr == NULL && end ? b->len :
	    b->len - before.len);
	return rc;
}

static int
read_lines(FILE *f, const char *name, struct verify_export *v,
    struct errinfo *ei)
{
	struct buf b;
	size_t n;
	int rc = 0;

	buf_init(&b, LINE_MAX_BYTES + CHUNK);
	do {
		char *to = buf_reserve(&b, CHUNK);

		if (to == NULL)
			break;
		n = fread(to, 1, CHUNK, f);
		buf_grow(&b, n);
		rc = take_lines(&b, n == 0, v);
	} while (rc == 0 && n > 0);
	if (rc == 0)
		rc = buf_err(&b);
	buf_done(&b);
	if (rc == 0 && ferror(f))
		return errinfo_errno(ei, ERR_IO, "%s", name);
	return rc == 0 ? 0 : errinfo_set(ei, rc, "%s: %s", name,
	    rc == ERR_LIMIT ? "a line is too long for an export" :
	    err_text(rc));
}

/* Keep the checkpoint for the next time. */
static int
keep_state(struct session *s, struct sv note, struct errinfo *ei)
{
	if (s->r->state == NULL || note.len == 0)
		return 0;
	return file_replace(s->r->state, note, STATE_MODE, ei);
}

static void
add_time(struct buf *b, int64_t ns)
{
	char text[CLOCK_TEXT_BYTES];

	clock_format(ns, text);
	buf_add_cstr(b, ns == 0 ? "-" : text);
}

static void
add_text_report(struct buf *b, const struct verify_report *r)
{
	buf_addf(b, "%s: records %" PRIu64 " to %" PRIu64 " of %" PRIu64
	    " under the checkpoint\n", r->faults == 0 ? "verified" : "FAILED",
	    r->first, r->last, r->size);
	buf_add_cstr(b, "root ");
	buf_add_hex(b, r->root.bytes, sizeof(r->root.bytes));
	buf_addf(b, "\n%" PRIu64 " decisions, %" PRIu64 " outcomes (%" PRIu64
	    " unknown), %" PRIu64 " without an outcome, %" PRIu64
	    " other records\nfrom ", r->decisions, r->outcomes, r->unknown,
	    r->open, r->events);
	add_time(b, r->first_ns);
	buf_add_cstr(b, " to ");
	add_time(b, r->last_ns);
	buf_addf(b, ", longest time without a record %.3f s, largest step of "
	    "the clock backwards %.3f s\n", (double)r->longest_gap_ns / 1e9,
	    (double)r->largest_step_ns / 1e9);
	if (!r->key_is_given)
		buf_add_cstr(b, "the key is the ledger's own word: give "
		    "--key to check who signed\n");
}

static void
add_number(struct json_write *w, const char *key, uint64_t n)
{
	json_write_key(w, key);
	json_write_u64(w, n);
}

static int
add_json_report(struct session *s, const struct verify_report *r,
    struct buf *b)
{
	struct json_write w;
	struct buf root;

	buf_init(&root, 2 * TREE_HASH_BYTES);
	buf_add_hex(&root, r->root.bytes, sizeof(r->root.bytes));
	json_write_array_end(&s->list);
	json_write_init(&w, b);
	json_write_object(&w);
	json_write_key(&w, "verified");
	json_write_bool(&w, r->faults == 0);
	add_number(&w, "first", r->first);
	add_number(&w, "last", r->last);
	add_number(&w, "size", r->size);
	json_write_member(&w, "root", buf_sv(&root));
	add_number(&w, "decisions", r->decisions);
	add_number(&w, "outcomes", r->outcomes);
	add_number(&w, "unknown", r->unknown);
	add_number(&w, "open", r->open);
	add_number(&w, "other", r->events);
	add_number(&w, "longest_gap_ms", (uint64_t)r->longest_gap_ns / 1000000);
	add_number(&w, "clock_back_ms", (uint64_t)r->largest_step_ns / 1000000);
	json_write_key(&w, "key_given");
	json_write_bool(&w, r->key_is_given);
	json_write_key(&w, "state_compared");
	json_write_bool(&w, r->old_was_checked);
	add_number(&w, "fault_count", r->faults);
	json_write_key(&w, "faults");
	json_write_raw(&w, buf_sv(&s->faults_json));
	json_write_object_end(&w);
	buf_add_char(b, '\n');
	buf_done(&root);
	return json_write_end(&w) != 0 ? json_write_end(&w) :
	    json_write_end(&s->list);
}

/* Print the report; keep the checkpoint if all is well. */
static int
conclude(struct session *s, const struct verify_report *r, struct sv note,
    struct errinfo *ei)
{
	struct buf b;
	int rc = 0;

	buf_init(&b, OUT_MAX);
	if (s->r->json)
		rc = add_json_report(s, r, &b);
	else
		add_text_report(&b, r);
	if (rc == 0)
		rc = buf_err(&b);
	rc = rc == 0 ? evidence_print(buf_sv(&b), ei) :
	    errinfo_set(ei, rc, "report: %s", err_text(rc));
	buf_done(&b);
	if (rc != 0)
		return rc;
	if (r->faults != 0)
		return ERR_CORRUPT;
	if (s->old.len > 0 && !r->old_was_checked) {
		(void)fprintf(stderr, "the kept checkpoint does not fall on "
		    "an edge of this export: export all records to compare "
		    "with it\n");
		return ERR_CORRUPT;
	}
	return keep_state(s, note, ei);
}

static struct verify_options
options(struct session *s)
{
	return (struct verify_options){ .key = buf_sv(&s->key),
		.old = buf_sv(&s->old),
		.sink = { show_fault, show_progress, s } };
}

static int
verify_file(struct session *s, FILE *f, const char *name, struct errinfo *ei)
{
	struct verify_options o = options(s);
	struct verify_report report;
	struct verify_export *v;
	struct sv note;
	int rc;

	rc = verify_export_new(&o, &v);
	if (rc != 0)
		return errinfo_set(ei, rc, "out of memory");
	rc = read_lines(f, name, v, ei);
	if (rc == 0) {
		(void)!verify_export_end(v, &report, &note);
		rc = conclude(s, &report, note, ei);
	}
	verify_export_free(v);
	return rc;
}

static int
verify_named(struct session *s, const char *name, struct errinfo *ei)
{
	FILE *f = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	int rc;

	if (f == NULL)
		return errinfo_errno(ei, errno == ENOENT ? ERR_NOTFOUND :
		    ERR_IO, "%s", name);
	rc = verify_file(s, f, name, ei);
	if (f != stdin)
		(void)fclose(f);
	return rc;
}

static int
verify_here(struct session *s, struct errinfo *ei)
{
	struct verify_options o = options(s);
	struct verify_report report;
	struct evidence_store e;
	struct sv note;
	int rc;

	rc = evidence_open(s->r, &e, ei);
	if (rc != 0)
		return rc;
	rc = verify_store(e.ledger, &o, &report, &note);
	if (rc == 0 || rc == ERR_CORRUPT)
		rc = conclude(s, &report, note, ei);
	else
		rc = errinfo_set(ei, rc, "%s: %s", e.dir, err_text(rc));
	evidence_close(&e);
	return rc;
}

/* The record of a proof: one line of a file, or all of it. */
static int
verify_one(struct session *s, const char *name, struct errinfo *ei)
{
	struct buf proof, record;
	struct note_key key;
	struct sv text;
	int rc;

	if (note_key_parse(buf_sv(&s->key), &key) != 0)
		return errinfo_set(ei, ERR_INVAL, "a proof is checked with "
		    "--key, the verifier key of the log");
	buf_init(&proof, FILE_MAX);
	buf_init(&record, FILE_MAX);
	rc = file_read(name, &proof, ei);
	if (rc == 0)
		rc = file_read(s->r->record, &record, ei);
	text = buf_sv(&record);
	if (rc == 0) {
		rc = verify_proof(buf_sv(&proof), sv_cut(&text, '\n'), &key);
		if (rc != 0)
			(void)fprintf(stderr, "%s does not prove that %s is "
			    "in the log\n", name, s->r->record);
		rc = rc == 0 ? evidence_print(SV("verified\n"), ei) :
		    ERR_CORRUPT;
	}
	buf_done(&proof);
	buf_done(&record);
	return rc;
}

int
auditor_verify(const struct evidence_request *r, struct errinfo *ei)
{
	struct session s = { .r = r, .progress = isatty(STDERR_FILENO) == 1 };
	int rc;

	if (r->nargs > 1 || (r->record != NULL && r->nargs != 1))
		return errinfo_set(ei, ERR_INVAL, "verify takes one export or "
		    "proof, or nothing for the store");
	buf_init(&s.key, KEY_BYTES);
	buf_init(&s.old, FILE_MAX);
	buf_init(&s.faults_json, OUT_MAX);
	json_write_init(&s.list, &s.faults_json);
	json_write_array(&s.list);
	rc = read_key(&s, ei);
	if (rc == 0)
		rc = read_state(&s, ei);
	if (rc == 0 && r->record != NULL)
		rc = verify_one(&s, r->args[0], ei);
	else if (rc == 0)
		rc = r->nargs == 1 ? verify_named(&s, r->args[0], ei) :
		    verify_here(&s, ei);
	buf_done(&s.key);
	buf_done(&s.old);
	buf_done(&s.faults_json);
	return rc;
}
