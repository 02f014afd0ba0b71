/*
 * How fast detection scans, and how often it hits, on one core:
 *
 *   detect_bench [-v] PACKS FILE...
 *
 * Each file is scanned again and again for half a second: as one field, as
 * fields of 2 KB, which is what a prompt is, and as fields of 24 bytes, which
 * is what small JSON values are. Prints MB/s (10^6 bytes), the time of one
 * field of either size, also of a prompt that was scanned before (inspect/
 * history.h), findings per MB, and the classes found; with -v every finding in
 * its line.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "inspect/detect.h"

enum {
	ARENA_BYTES = 1 << 30,
	HISTORY_BYTES = 64 << 20,
	PROMPT = 2048,
	SMALL = 24,
	MAX_FIELDS = 1 << 16,
	CLASSES = 2048		/* as many as an engine has */
};

static const int64_t budget_ns = 500 * 1000 * 1000;

/* Seconds a scan of all fields takes, the best of the runs. */
static double
run(const struct detect_engine *e, const struct field *fields, size_t count,
    struct findings *found, struct arena *a)
{
	int64_t began = clock_mono_ns(), best = INT64_MAX, from, took;

	do {
		arena_done(a);
		from = clock_mono_ns();
		if (detect_scan(e, a, fields, count, found) != 0)
			return 0;
		took = clock_mono_ns() - from;
		best = took < best ? took : best;
	} while (clock_mono_ns() - began < budget_ns);
	return (double)best / 1e9;
}

static size_t
cut(struct sv text, size_t size, struct field *fields)
{
	size_t count = 0;

	while (text.len > 0 && count < MAX_FIELDS) {
		fields[count++].text = sv_slice(text, 0, size);
		text = sv_slice(text, size, text.len);
	}
	return count;
}

static void
print_classes(const struct detect_engine *e, const struct findings *f)
{
	size_t counts[CLASSES] = { 0 };

	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].class_id < CLASSES)
			counts[f->items[i].class_id]++;
	for (uint16_t i = 0; i < CLASSES; i++)
		if (counts[i] > 0)
			printf("    %6zu %.*s\n", counts[i],
			    SV_ARG(detect_class_name(e, i)));
}

static void
print_findings(const struct detect_engine *e, const struct findings *f,
    struct sv text)
{
	for (size_t i = 0; i < f->count; i++) {
		struct finding x = f->items[i];
		size_t from = x.start < 40 ? 0 : x.start - 40;

		printf("  %3u %.*s: %.*s[[%.*s]]%.*s\n", x.score,
		    SV_ARG(detect_detector_name(e, x.detector)),
		    SV_ARG(sv_slice(text, from, x.start)),
		    SV_ARG(sv_slice(text, x.start, x.end)),
		    SV_ARG(sv_slice(text, x.end, x.end + 30)));
	}
}

static void
measure(const struct detect_engine *e, const struct detect_engine *known,
    const char *path, struct sv text, bool verbose)
{
	struct field *fields = mem_calloc(MAX_FIELDS, sizeof(*fields));
	double megabytes = (double)text.len / 1e6, whole, prompt, small, again;
	struct findings found = { 0 };
	struct arena a;
	size_t count;

	arena_init(&a, ARENA_BYTES);
	if (fields == NULL || text.len == 0)
		return;
	count = cut(text, PROMPT, fields);
	prompt = run(e, fields, count, &found, &a) / (double)count;
	again = run(known, fields, count, &found, &a) / (double)count;
	count = cut(text, SMALL, fields);
	small = run(e, fields, count, &found, &a) / (double)count;
	fields[0].text = text;
	whole = run(e, fields, 1, &found, &a);
	printf("%-28s %6.1f MB  %6.0f MB/s  %6.2f us/2KB "
	    "(%.2f again)  %4.0f ns/24B  %8.1f hits/MB\n", path, megabytes,
	    megabytes / whole, prompt * 1e6, again * 1e6, small * 1e9,
	    (double)found.count / megabytes);
	print_classes(e, &found);
	if (verbose)
		print_findings(e, &found, text);
	arena_done(&a);
	mem_free(fields);
}

int
main(int argc, char **argv)
{
	struct detect_config config = { 0 };
	struct detect_engine *e = NULL, *known = NULL;
	struct errinfo ei = { 0 };
	struct buf text;
	char message[1024];
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;

	argc -= verbose;
	argv += verbose;
	if (argc < 3) {
		fprintf(stderr, "usage: detect_bench [-v] PACKS FILE...\n");
		return 1;
	}
	config.packs = (const char *const *)&argv[1];
	config.npacks = 1;
	if (detect_open(&config, &e, &ei) == 0)
		config.history_bytes = HISTORY_BYTES;
	if (e == NULL || detect_open(&config, &known, &ei) != 0) {
		errinfo_format(&ei, message, sizeof(message));
		fprintf(stderr, "%s\n", message);
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		buf_init(&text, 1 << 30);
		if (file_read(argv[i], &text, &ei) == 0)
			measure(e, known, argv[i], buf_sv(&text), verbose);
		buf_done(&text);
	}
	detect_close(e);
	detect_close(known);
	return 0;
}
