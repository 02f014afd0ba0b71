/*
 * The yardstick of detection's speed: typical patterns of personal data and
 * secrets, all in one database of Vectorscan (or Hyperscan), on one core.
 *
 *   regex_bench PATTERNS FILE...
 *
 * PATTERNS has one pattern a line; blank lines and lines that begin with `#`
 * are none. Each file is scanned in pieces of 64 KiB again and again for half
 * a second, hits counted and nothing more: no confirming, no validator, no
 * context, ends only. Prints MB/s (10^6 bytes) of the fastest round and hits a
 * MB. The library is used as it comes, not through base/hs.h, whose
 * databases know Unicode and are slower.
 */
#include <hs.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

enum { MAX_PATTERNS = 256, PIECE = 64 << 10 };

static const int64_t budget_ns = 500 * 1000 * 1000;

/* The lines of `text`, each ended by a NUL in place; how many patterns. */
static unsigned
cut(struct buf *text, const char **patterns)
{
	unsigned count = 0;
	char *line, *end;

	buf_add_char(text, '\0');
	if (buf_err(text) != 0)
		return 0;
	for (line = text->ptr; (end = strchr(line, '\n')) != NULL;
	    line = end + 1) {
		*end = '\0';
		if (*line != '#' && line != end && count < MAX_PATTERNS)
			patterns[count++] = line;
	}
	return count;
}

static hs_database_t *
compile(struct buf *text, unsigned *count)
{
	static const char *patterns[MAX_PATTERNS];
	static unsigned flags[MAX_PATTERNS], ids[MAX_PATTERNS];
	hs_compile_error_t *error = NULL;
	hs_database_t *db = NULL;

	*count = cut(text, patterns);
	for (unsigned i = 0; i < *count; i++)
		ids[i] = i;
	if (*count > 0 && hs_compile_multi(patterns, flags, ids, *count,
	    HS_MODE_BLOCK, NULL, &db, &error) != HS_SUCCESS) {
		if (error != NULL && error->expression >= 0)
			fprintf(stderr, "%s: %s\n",
			    patterns[error->expression], error->message);
		hs_free_compile_error(error);
	}
	return db;
}

static int
on_hit(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	++*(size_t *)ctx;
	return 0;
}

static bool
scan(const hs_database_t *db, hs_scratch_t *scratch, struct sv text,
    size_t *hits)
{
	*hits = 0;
	for (; text.len > 0; text = sv_slice(text, PIECE, text.len)) {
		struct sv piece = sv_slice(text, 0, PIECE);

		if (hs_scan(db, piece.ptr, (unsigned)piece.len, 0, scratch,
		    on_hit, hits) != HS_SUCCESS)
			return false;
	}
	return true;
}

static bool
measure(const hs_database_t *db, hs_scratch_t *scratch, const char *path,
    struct sv text)
{
	int64_t began = clock_mono_ns(), best = INT64_MAX, from, took;
	double megabytes = (double)text.len / 1e6;
	size_t hits = 0;

	if (text.len == 0)
		return true;
	do {
		from = clock_mono_ns();
		if (!scan(db, scratch, text, &hits))
			return false;
		took = clock_mono_ns() - from;
		best = took < best ? took : best;
	} while (clock_mono_ns() - began < budget_ns);
	printf("%s\t%.1f MB\t%.1f MB/s\t%.1f hits/MB\n", path, megabytes,
	    megabytes * 1e9 / (double)best, (double)hits / megabytes);
	return true;
}

int
main(int argc, char **argv)
{
	hs_scratch_t *scratch = NULL;
	hs_database_t *db = NULL;
	struct errinfo ei = { 0 };
	unsigned count = 0;
	struct buf text;
	bool ok = true;

	if (argc < 3) {
		fprintf(stderr, "usage: regex_bench PATTERNS FILE...\n");
		return 1;
	}
	buf_init(&text, 1 << 30);
	if (file_read(argv[1], &text, &ei) == 0)
		db = compile(&text, &count);
	buf_done(&text);
	if (db == NULL || hs_alloc_scratch(db, &scratch) != HS_SUCCESS) {
		fprintf(stderr, "%s: no database of these patterns\n",
		    argv[1]);
		return 1;
	}
	fprintf(stderr, "%u patterns\n", count);
	for (int i = 2; i < argc && ok; i++) {
		buf_init(&text, 1 << 30);
		ok = file_read(argv[i], &text, &ei) == 0 &&
		    measure(db, scratch, argv[i], buf_sv(&text));
		if (!ok)
			fprintf(stderr, "%s: cannot be scanned\n", argv[i]);
		buf_done(&text);
	}
	hs_free_scratch(scratch);
	hs_free_database(db);
	return ok ? 0 : 1;
}
