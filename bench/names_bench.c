/*
 * How many names detection finds, and how many of those are right:
 *
 *   names_bench [-e] PACKS CODE=FILE...
 *
 * Each file holds a token and its tag a line (CoNLL), CODE its language; the
 * tokens are made running text again and every sentence is scanned as a field,
 * by the way that a request goes. A name is right if kind and bytes are, full
 * stops at its end apart. With `CODE/10=FILE` only each tenth sentence
 * counts: those that the trainer never saw. Prints precision, recall and F1 of
 * persons, places and organisations, and MB/s; with -e what is found wrongly
 * (+) and missed (-).
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "inspect/detect.h"
#include "inspect/names/train/corpus.h"

enum { FILE_BYTES = 1 << 30, ARENA_BYTES = 1 << 30, KEEP_EVERY = 10 };

static const char *const classes[KIND_COUNT] = { "personal.name",
	"location.place", "organisation.name" };

struct tally {
	size_t right[KIND_COUNT], found[KIND_COUNT], wanted[KIND_COUNT];
	size_t bytes;
	int64_t took_ns;
};

struct bench {
	struct detect_engine *engine;
	uint16_t ids[KIND_COUNT];
	bool verbose;
};

static size_t
bare_end(struct sv text, size_t start, size_t end)
{
	while (end > start + 1 && text.ptr[end - 1] == '.')
		end--;
	return end;
}

static int
kind_of(const struct bench *b, const struct finding *f)
{
	for (int k = 0; k < KIND_COUNT; k++)
		if (b->ids[k] == f->class_id)
			return k;
	return -1;
}

static bool
is_same(struct sv text, const struct corpus_span *s, const struct finding *f)
{
	return s->start == f->start && bare_end(text, s->start, s->end) ==
	    bare_end(text, f->start, f->end);
}

static void
print_wrong(const struct corpus_text *t, const char *what, size_t start,
    size_t end)
{
	printf("  %s %.*s | %.*s\n", what,
	    SV_ARG(sv_slice(t->text, start, end)), SV_ARG(t->text));
}

static void
count_wanted(const struct bench *b, const struct corpus_text *t,
    const struct findings *found, struct tally *tally)
{
	static const char missed[KIND_COUNT][8] = { "- per", "- loc", "- org" };

	for (size_t i = 0; i < t->nspans; i++) {
		const struct corpus_span *s = &t->spans[i];
		bool right = false;

		tally->wanted[s->kind]++;
		for (size_t k = 0; k < found->count && !right; k++)
			right = kind_of(b, &found->items[k]) == (int)s->kind &&
			    is_same(t->text, s, &found->items[k]);
		if (b->verbose && !right)
			print_wrong(t, missed[s->kind], s->start, s->end);
	}
}

static void
count(const struct bench *b, const struct corpus_text *t,
    const struct findings *found, struct tally *tally)
{
	static const char wrong[KIND_COUNT][8] = { "+ per", "+ loc", "+ org" };

	count_wanted(b, t, found, tally);
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->items[i];
		int kind = kind_of(b, f);
		bool right = false;

		if (kind < 0)
			continue;
		for (size_t k = 0; k < t->nspans && !right; k++)
			right = (int)t->spans[k].kind == kind &&
			    is_same(t->text, &t->spans[k], f);
		tally->found[kind]++;
		tally->right[kind] += right;
		if (b->verbose && !right)
			print_wrong(t, wrong[kind], f->start, f->end);
	}
}

static int
scan_one(const struct bench *b, const struct corpus_text *t,
    struct tally *tally)
{
	struct field field = { .text = t->text };
	struct findings found = { NULL, 0 };
	struct arena a;
	int64_t from;
	int err;

	arena_init(&a, ARENA_BYTES);
	from = clock_mono_ns();
	err = detect_scan(b->engine, &a, &field, 1, &found);
	tally->took_ns += clock_mono_ns() - from;
	tally->bytes += t->text.len;
	if (err == 0)
		count(b, t, &found, tally);
	arena_done(&a);
	return err;
}

static void
print_tally(const char *name, const struct tally *t)
{
	printf("%-20.20s", name);
	for (int k = 0; k < KIND_COUNT; k++) {
		double right = (double)t->right[k];
		double p = t->found[k] ? 100 * right / (double)t->found[k] : 0;
		double r = t->wanted[k] ? 100 * right / (double)t->wanted[k] :
		    0;

		printf("  %5.1f %5.1f %5.1f", p, r,
		    p + r > 0 ? 2 * p * r / (p + r) : 0);
	}
	printf("  %6.1f MB/s\n", (double)t->bytes * 1e3 / (double)t->took_ns);
}

static int
run(const struct bench *b, const char *arg)
{
	struct corpus_reader r = { .tokens = true };
	struct tally tally = { .bytes = 0 };
	const char *path = strchr(arg, '=');
	bool every = path != NULL && path - arg > 2;
	struct corpus_text t = { 0 };
	struct errinfo ei = { 0 };
	struct buf text;
	struct arena a;
	int err;

	if (path == NULL)
		return ERR_INVAL;
	arena_init(&a, ARENA_BYTES);
	buf_init(&text, FILE_BYTES);
	err = file_read(path + 1, &text, &ei);
	r.rest = buf_sv(&text);
	for (size_t i = 1; err == 0; i++) {
		err = corpus_next(&r, &a, &t);
		if (err == 0 && (!every || i % KEEP_EVERY == 0))
			err = scan_one(b, &t, &tally);
	}
	if (err == ERR_NOTFOUND)
		print_tally(arg, &tally);
	arena_done(&a);
	buf_done(&text);
	return err == ERR_NOTFOUND ? 0 : err;
}

int
main(int argc, char **argv)
{
	struct detect_config config = { .npacks = 1 };
	struct bench b = { .engine = NULL };
	struct errinfo ei = { 0 };
	int err = 0, at = 1;

	if (argc > 1 && strcmp(argv[1], "-e") == 0) {
		b.verbose = true;
		at++;
	}
	if (argc - at < 2) {
		fprintf(stderr, "usage: names_bench [-e] PACKS CODE=FILE...\n");
		return 1;
	}
	config.packs = (const char *const *)&argv[at];
	if (detect_open(&config, &b.engine, &ei) != 0) {
		fprintf(stderr, "%s: %s\n", ei.file, ei.text);
		return 1;
	}
	for (int k = 0; k < KIND_COUNT && err == 0; k++)
		err = detect_class_find(b.engine, sv_cstr(classes[k]),
		    &b.ids[k]);
	for (int i = at + 1; i < argc && err == 0; i++)
		err = run(&b, argv[i]);
	if (err != 0)
		fprintf(stderr, "names_bench: %s\n", err_text(err));
	detect_close(b.engine);
	return err != 0;
}
