/*
 * Vault rows are found and guarded wherever they are: fresh, being merged,
 * merged; by the writer, by a reader that was there before, after reopening,
 * and whatever fails.
 */
#include "audit/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "audit/reader.h"
#include "base/fault.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

enum { ROWS = 600, STEPS = 400, KEY_BYTES = 12, TRIES_MAX = 300 };

/* Row `n`: its key is scattered, its value says its number. */
struct row {
	char key[KEY_BYTES], value[16];
};

static struct row rows[ROWS];

static void
make_rows(void)
{
	for (uint32_t n = 0; n < ROWS; n++) {
		uint32_t scattered = n * UINT32_C(2654435761);

		(void)snprintf(rows[n].key, KEY_BYTES, "%08x-%u", scattered,
		    n % 10);
		(void)snprintf(rows[n].value, sizeof(rows[n].value), "v%u", n);
	}
}

static struct ledger_row
row(uint32_t n)
{
	return (struct ledger_row){ sv_cstr(rows[n].key),
		sv_cstr(rows[n].value) };
}

/* Commit rows [from, to) with record number `id`. */
static int
put(struct ledger *l, uint32_t id, uint32_t from, uint32_t to)
{
	struct ledger_row list[ROWS];
	struct kit_item k;

	kit_make(&k, LEDGER_FINAL, id, false);
	for (uint32_t i = from; i < to; i++)
		list[i - from] = row(i);
	k.item.rows = list;
	k.item.nrows = to - from;
	return kit_commit(l, &k);
}

/* How many of the rows [0, n) the reader does not find right. */
static unsigned
count_wrong(struct ledger_reader *r, uint32_t n)
{
	unsigned wrong = 0;
	struct sv value;

	for (uint32_t i = 0; i < n; i++)
		wrong += reader_row(r, sv_cstr(rows[i].key), &value) != 0 ||
		    !sv_eq(value, sv_cstr(rows[i].value));
	if (n < ROWS)
		wrong += reader_row(r, sv_cstr(rows[n].key), &value) !=
		    ERR_NOTFOUND;
	return wrong;
}

/* Another value under the key of row `n` must be refused. */
static bool
is_guarded(struct ledger *l, uint32_t id, uint32_t n)
{
	struct ledger_row list[2] = { { SV("new and dropped"), SV("x") },
		{ sv_cstr(rows[n].key), SV("other") } };
	struct kit_item k;

	kit_make(&k, LEDGER_FINAL, id, false);
	k.item.rows = list;
	k.item.nrows = 2;
	return kit_commit(l, &k) == ERR_CONFLICT;
}

/* Random steps, always the same ones. */
static void
test_steps(const char *dir)
{
	uint32_t have = 0, id = 1, seed = 42;
	struct ledger *l = kit_open(dir);
	struct ledger_reader *r, *old;
	unsigned wrong = 0, merges = 0;
	bool more = false;

	tap_is_int(ledger_reader(l, &r), 0, "reader");
	for (unsigned i = 0; i < STEPS; i++) {
		seed = seed * 1103515245 + 12345;
		if (seed >> 16 & 1) {
			uint32_t to = have + (seed >> 20) % 8;

			to = to < ROWS ? to : ROWS;
			/* The last row comes again, with its value. */
			wrong += put(l, id++, have > 0 ? have - 1 : 0,
			    to) != 0;
			have = to;
		} else if (ledger_fresh_count(l) > 0 || more) {
			merges++;
			wrong += ledger_merge(l, 1 + (seed >> 20) % 9,
			    &more) != 0;
		}
		if (i % 50 == 7) {
			reader_close(r);
			ledger_close(l);
			l = kit_open(dir);
			wrong += ledger_reader(l, &r) != 0;
			more = false;
		}
		wrong += reader_renew(r) != 0;
		wrong += count_wrong(r, have) != 0;
		wrong += have > 0 && !is_guarded(l, 100000, seed % have);
	}
	tap_is_int(wrong, 0, "every row is found and guarded at every step");
	tap_ok(have > 500 && merges > 100, "%u rows, %u slices", have, merges);
	/* A view from before a merge still sees everything. */
	tap_is_int(ledger_reader(l, &old), 0, "a view");
	do
		wrong += ledger_merge(l, 100, &more) != 0;
	while (more);
	tap_is_int((int64_t)count_wrong(old, have), 0, "of before the merge");
	tap_is_int(reader_renew(old), 0, "renew");
	tap_is_int((int64_t)count_wrong(old, have) + wrong, 0, "and after it");
	tap_is_int(put(l, id++, 0, 1), 0, "a commit takes notice");
	tap_is_int((int64_t)ledger_fresh_count(l), 0, "none are fresh");
	reader_close(old);
	reader_close(r);
	ledger_close(l);
}

#ifdef WITH_FAULT_INJECTION
/* Rows, a merge between, more rows, a merge to the end. */
static int
work(const char *dir)
{
	struct ledger_options o = { .dir = dir, .map_bytes = 64 << 20 };
	struct ledger *l;
	bool more = true;
	int rc, rc2;

	rc = ledger_open(&o, &l, NULL);
	if (rc != 0)
		return rc;
	rc = put(l, 1, 0, 20);
	rc2 = ledger_merge(l, 7, &more);
	rc = rc == 0 ? rc2 : rc;
	rc2 = put(l, 2, 20, 40);
	rc = rc == 0 ? rc2 : rc;
	for (more = true; more && rc == 0;)
		rc = ledger_merge(l, 7, &more);
	ledger_close(l);
	return rc;
}

static void
test_faults(enum fault_kind kind, const char *name)
{
	unsigned n = 0, bad = 0;
	bool failed = true;

	while (failed && ++n < TRIES_MAX) {
		char *dir = tmpdir_new();
		struct ledger_reader *r;

		fault_arm(kind, n);
		(void)!work(dir);
		failed = fault_count(kind) >= n;
		fault_arm(kind, 0);
		bad += work(dir) != 0;
		bad += reader_open(dir, &r, NULL) != 0;
		bad += count_wrong(r, 40) != 0;
		reader_close(r);
		tmpdir_free(dir);
	}
	tap_ok(bad == 0 && n > 5 && n < TRIES_MAX,
	    "%s fails, each of %u: all rows are there", name, n - 1);
}
#endif

int
main(void)
{
	char *dir = tmpdir_new();

	make_rows();
	test_steps(dir);
	tmpdir_free(dir);
#ifdef WITH_FAULT_INJECTION
	test_faults(FAULT_WRITE, "write");
	test_faults(FAULT_SYNC, "sync");
	test_faults(FAULT_ALLOC, "allocation");
#endif
	return tap_done();
}
