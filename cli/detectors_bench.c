/*
 * `exeat detectors bench`: how fast detection is on files, and how often it
 * hits. Each is read into fields once and scanned again and again for half a
 * second; the fastest round counts. The engine is the daemon's.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/detectors.h"
#include "cli/setup.h"
#include "inspect/detect.h"
#include "inspect/body/document.h"

enum {
	FILE_MAX = 1 << 30,
	OUTPUT_MAX = 1 << 28,
	READ_FACTOR = 8		/* memory of a document to its bytes, and */
};

static const int64_t budget_ns = 500 * 1000 * 1000;
static const size_t read_least = 64 * 1024 * 1024;

struct bench {
	const struct detect_engine *engine;
	struct json_write w;
	struct buf out;
	bool json;
	size_t *counts;		/* of each class */
};

/* Nanoseconds of the fastest round, at least one; an error code. */
static int
measure(const struct bench *b, const struct document *doc,
    struct findings *found, struct arena *a, int64_t *ret)
{
	int64_t began = clock_mono_ns(), best = INT64_MAX, from, took;
	int rc;

	do {
		arena_done(a);
		from = clock_mono_ns();
		rc = detect_document(b->engine, a, doc, found, NULL,
		    NULL);
		took = clock_mono_ns() - from;
		if (rc != 0)
			return rc;
		best = took < best ? took : best;
	} while (clock_mono_ns() - began < budget_ns);
	*ret = best > 0 ? best : 1;
	return 0;
}

static void
count_classes(const struct bench *b, const struct findings *f)
{
	for (size_t i = 0; i < detect_class_count(b->engine); i++)
		b->counts[i] = 0;
	for (size_t i = 0; i < f->count; i++)
		b->counts[f->items[i].class_id]++;
}

/* The value of member `key`; NULL: the key is written already. */
static void
json_rate(struct json_write *w, const char *key, double n)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%.3f", n);
	if (key != NULL)
		json_write_key(w, key);
	json_write_raw(w, sv_cstr(text));
}

static void
write_json(struct bench *b, const char *path, double megabytes, double speed)
{
	json_write_object(&b->w);
	json_write_member(&b->w, "file", sv_cstr(path));
	json_rate(&b->w, "megabytes", megabytes);
	json_rate(&b->w, "megabytes_per_second", speed);
	json_write_key(&b->w, "hits_per_megabyte");
	json_write_object(&b->w);
	for (uint16_t i = 0; i < detect_class_count(b->engine); i++) {
		if (b->counts[i] == 0)
			continue;
		json_write_key_sv(&b->w, detect_class_name(b->engine, i));
		json_rate(&b->w, NULL, (double)b->counts[i] / megabytes);
	}
	json_write_object_end(&b->w);
	json_write_object_end(&b->w);
}

static void
write_text(struct bench *b, const char *path, double megabytes, double speed,
    size_t hits)
{
	buf_addf(&b->out, "%s: %.3f MB, %.0f MB/s, %.1f hits/MB\n", path,
	    megabytes, speed, (double)hits / megabytes);
	for (uint16_t i = 0; i < detect_class_count(b->engine); i++)
		if (b->counts[i] > 0)
			buf_addf(&b->out, "  %10.1f  %.*s\n",
			    (double)b->counts[i] / megabytes,
			    SV_ARG(detect_class_name(b->engine, i)));
}

static int
bench_body(struct bench *b, const char *path, struct sv body,
    struct errinfo *ei)
{
	static const struct document_limits limits = {
		.decoded_bytes = FILE_MAX, .decoded_ratio = 1000,
		.depth = 128, .layers = 16, .fields = 1 << 24 };
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .body = body, .limits = &limits };
	double megabytes = (double)body.len / 1e6, speed;
	struct arena fields, work;
	struct findings found = { NULL, 0 };
	struct document doc;
	int64_t ns = 0;
	int rc;

	arena_init(&fields, body.len * READ_FACTOR + read_least);
	arena_init(&work, body.len * READ_FACTOR + read_least);
	rc = document_read(&doc, &fields, &in);
	if (rc == 0)
		rc = measure(b, &doc, &found, &work, &ns);
	if (rc == 0) {
		speed = megabytes / ((double)ns / 1e9);
		count_classes(b, &found);
		if (b->json)
			write_json(b, path, megabytes, speed);
		else
			write_text(b, path, megabytes, speed, found.count);
	} else {
		errinfo_at(ei, path, 0, 0);
		(void)errinfo_set(ei, rc, "%s", err_text(rc));
	}
	arena_done(&work);
	arena_done(&fields);
	return rc;
}

static int
bench_file(struct bench *b, const char *path, struct errinfo *ei)
{
	struct buf body;
	int rc;

	buf_init(&body, FILE_MAX);
	rc = file_read(path, &body, ei);
	if (rc == 0 && body.len == 0)
		rc = errinfo_set(ei, ERR_INVAL, "%s: nothing is in it", path);
	if (rc == 0)
		rc = bench_body(b, path, buf_sv(&body), ei);
	buf_done(&body);
	return rc;
}

static int
bench_all(struct bench *b, const struct detectors_request *r,
    struct errinfo *ei)
{
	int rc = 0;

	b->counts = mem_calloc(detect_class_count(b->engine) + 1,
	    sizeof(*b->counts));
	if (b->counts == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory");
	json_write_init(&b->w, &b->out);
	if (b->json)
		json_write_array(&b->w);
	for (int i = 0; i < r->nargs && rc == 0; i++)
		rc = bench_file(b, r->args[i], ei);
	if (b->json) {
		json_write_array_end(&b->w);
		buf_add_char(&b->out, '\n');
	}
	if (rc == 0 && fwrite(b->out.ptr, 1, b->out.len, stdout) !=
	    b->out.len)
		rc = detectors_failed(ERR_IO, ei);
	mem_free(b->counts);
	return rc;
}

int
detectors_bench(const struct detectors_request *r, const char *const *packs,
    size_t npacks, struct errinfo *ei)
{
	struct bench b = { .json = r->json };
	struct setup s;
	int rc = setup_open("detectors", r->config, NULL, &s);

	(void)packs;	/* all that the daemon has, the policy's classes too */
	(void)npacks;
	buf_init(&b.out, OUTPUT_MAX);
	if (rc == COMMAND_OK) {
		b.engine = s.engine->detect;
		rc = bench_all(&b, r, ei);
	}
	setup_close(&s);
	buf_done(&b.out);
	return rc;
}
