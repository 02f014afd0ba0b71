#include "base/lmdb.h"

#include <sys/wait.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/fault.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

enum { WORDS, NUMBERS };

static const char *const tables[] = { "words", "numbers" };

static struct lmdb_options
options(const char *dir)
{
	return (struct lmdb_options){ .dir = dir, .tables = tables,
		.ntables = NELEMS(tables), .map_bytes = 1 << 20, .format = 7,
		.write = true };
}

static struct lmdb *
open_or_die(const struct lmdb_options *o)
{
	struct lmdb *db;

	if (lmdb_open(o, &db, NULL) != 0) {
		printf("Bail out! cannot open a store\n");
		exit(1);
	}
	return db;
}

static struct lmdb_txn *
begin_or_die(struct lmdb *db)
{
	struct lmdb_txn *txn;

	if (lmdb_begin_write(db, &txn) != 0) {
		printf("Bail out! cannot begin\n");
		exit(1);
	}
	return txn;
}

static struct sv
number(uint32_t n, unsigned char out[4])
{
	out[0] = (unsigned char)(n >> 24);
	out[1] = (unsigned char)(n >> 16);
	out[2] = (unsigned char)(n >> 8);
	out[3] = (unsigned char)n;
	return sv_make(out, 4);
}

static void
test_rows(struct lmdb *db)
{
	struct lmdb_txn *txn = begin_or_die(db);
	struct sv v = SV("untouched");

	lmdb_put(txn, WORDS, SV("a"), SV("one"));
	lmdb_put(txn, WORDS, SV("a"), SV("two"));
	tap_is_int(lmdb_insert(txn, WORDS, SV("b"), SV("bee"), &v), 0,
	    "insert");
	tap_is_int(lmdb_insert(txn, WORDS, SV("b"), SV("cow"), &v), ERR_EXISTS,
	    "insert again");
	tap_is_sv(v, SV("bee"), "says what is there");
	lmdb_del(txn, WORDS, SV("nothing"));
	tap_is_int(lmdb_err(txn), 0, "no answer is an error");
	tap_is_int((int64_t)lmdb_count(txn, WORDS), 2, "count");
	tap_is_int(lmdb_commit(txn), 0, "commit");

	tap_is_int(lmdb_begin_read(db, &txn), 0, "read");
	tap_is_int(lmdb_get(txn, WORDS, SV("a"), &v), 0, "get");
	tap_is_sv(v, SV("two"), "the later value");
	tap_is_int(lmdb_get(txn, NUMBERS, SV("a"), &v), ERR_NOTFOUND,
	    "tables are apart");
	lmdb_abort(txn);
}

static void
test_cursor(struct lmdb *db)
{
	struct lmdb_txn *txn = begin_or_die(db);
	struct lmdb_cursor *c;
	unsigned char key[4];
	struct sv k, v;

	for (uint32_t i = 0; i < 1000; i += 2)
		lmdb_append(txn, NUMBERS, number(i, key), SV("x"));
	tap_is_int(lmdb_cursor_open(txn, NUMBERS, &c), 0, "cursor");
	tap_is_int(lmdb_cursor_seek(c, number(501, key), &k, &v), 0, "seek");
	tap_is_sv(k, number(502, key), "the next greater");
	tap_is_int(lmdb_cursor_prev(c, &k, &v), 0, "back");
	tap_is_sv(k, number(500, key), "the one before");
	tap_is_int(lmdb_cursor_last(c, &k, &v), 0, "last");
	tap_is_sv(k, number(998, key), "the last");
	tap_is_int(lmdb_cursor_next(c, &k, &v), ERR_NOTFOUND, "no more");
	lmdb_cursor_close(c);
	lmdb_append(txn, NUMBERS, number(3, key), SV("x"));
	tap_is_int(lmdb_commit(txn), ERR_CORRUPT, "append out of order");
}

static void
test_snapshot(struct lmdb *db)
{
	struct lmdb_txn *read, *txn;
	struct sv v;

	tap_is_int(lmdb_begin_read(db, &read), 0, "read");
	txn = begin_or_die(db);
	lmdb_put(txn, WORDS, SV("new"), SV("x"));
	tap_is_int(lmdb_commit(txn), 0, "commit beside a reader");
	tap_is_int(lmdb_get(read, WORDS, SV("new"), &v), ERR_NOTFOUND,
	    "the reader's view stands");
	lmdb_park(read);
	tap_is_int(lmdb_renew(read), 0, "renew");
	tap_is_int(lmdb_get(read, WORDS, SV("new"), &v), 0, "now it is there");
	lmdb_abort(read);
}

static void
test_sticky(struct lmdb *db)
{
	static char long_key[LMDB_KEY_MAX + 1];
	struct lmdb_txn *txn = begin_or_die(db);
	struct sv v;

	lmdb_put(txn, WORDS, sv_make(long_key, sizeof(long_key)), SV("x"));
	lmdb_put(txn, WORDS, SV("sticky"), SV("x"));
	tap_is_int(lmdb_get(txn, WORDS, SV("a"), &v), ERR_INVAL,
	    "the first error sticks");
	tap_is_int(lmdb_commit(txn), ERR_INVAL, "commit tells it");
	tap_is_int(lmdb_begin_read(db, &txn), 0, "still usable");
	tap_is_int(lmdb_get(txn, WORDS, SV("sticky"), &v), ERR_NOTFOUND,
	    "nothing of it counts");
	lmdb_abort(txn);
}

static void
test_full(struct lmdb *db)
{
	static char big[64 * 1024];
	struct lmdb_usage usage;
	struct lmdb_txn *txn;
	unsigned char key[4];
	int rc = 0;

	for (uint32_t i = 0; i < 100 && rc == 0; i++) {
		txn = begin_or_die(db);
		lmdb_put(txn, WORDS, number(i, key),
		    sv_make(big, sizeof(big)));
		rc = lmdb_commit(txn);
	}
	tap_is_int(rc, ERR_FULL, "map full");
	txn = begin_or_die(db);
	lmdb_del(txn, WORDS, number(0, key));
	tap_is_int(lmdb_commit(txn), 0, "still usable");
	tap_is_int(lmdb_usage(db, &usage), 0, "usage");
	tap_ok(usage.map_bytes == 1 << 20 && usage.used_bytes > 900000 &&
	    usage.used_bytes <= usage.map_bytes, "used");
}

static void
test_open(const char *dir)
{
	struct lmdb_options o = options(dir);
	struct errinfo ei = { 0 };
	struct lmdb *db;

	o.format = 8;
	tap_is_int(lmdb_open(&o, &db, &ei), ERR_UNSUPPORTED, "other format");
	tap_ok(strstr(ei.text, "another format") != NULL, "%s", ei.text);
	o.format = 7;
	o.write = false;
	tap_is_int(lmdb_open(&o, &db, &ei), 0, "reader");
	lmdb_close(db);
	o.dir = "does-not-exist";
	tap_is_int(lmdb_open(&o, &db, &ei), ERR_NOTFOUND, "no folder");
}

#ifdef WITH_FAULT_INJECTION
/* Ten rows in one transaction; the commit's answer. */
static int
write_ten(struct lmdb *db)
{
	struct lmdb_txn *txn;
	unsigned char key[4];
	int rc;

	rc = lmdb_begin_write(db, &txn);
	if (rc != 0)
		return rc;
	for (uint32_t i = 0; i < 10; i++)
		lmdb_put(txn, WORDS, number(i, key), SV("ten"));
	return lmdb_commit(txn);
}

static void
test_faults(const char *dir)
{
	struct lmdb_options o = options(dir);
	struct lmdb_txn *txn;
	struct lmdb *db;
	unsigned n = 0;
	int rc;

	do {
		db = open_or_die(&o);
		fault_arm(FAULT_WRITE, ++n);
		rc = write_ten(db);
		fault_arm(FAULT_WRITE, 0);
		lmdb_close(db);
		db = open_or_die(&o);
		txn = begin_or_die(db);
		if (rc != 0 && lmdb_count(txn, WORDS) != 0)
			tap_ok(false, "write %u: half a transaction", n);
		lmdb_abort(txn);
		lmdb_close(db);
	} while (rc != 0 && n < 100);
	tap_is_int(n, 12, "ten rows and a commit could fail");

	db = open_or_die(&o);
	fault_arm(FAULT_SYNC, 1);
	tap_is_int(write_ten(db), ERR_IO, "sync fails");
	fault_arm(FAULT_SYNC, 0);
	tap_is_int(write_ten(db), ERR_STATE, "then it must be reopened");
	lmdb_close(db);
}
#endif

/* A child takes a reader's slot and dies without giving it back. */
static void
test_dead_reader(const char *dir)
{
	struct lmdb_options o = options(dir);
	struct lmdb_txn *txn;
	struct lmdb *db = open_or_die(&o);
	unsigned dead = 0;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		o.write = false;
		db = open_or_die(&o);
		_exit(lmdb_begin_read(db, &txn) == 0 ? 0 : 1);
	}
	tap_ok(waitpid(pid, &status, 0) == pid && status == 0, "a reader died");
	tap_is_int(lmdb_reader_check(db, &dead), 0, "reader check");
	tap_is_int(dead, 1, "its slot is free");
	lmdb_close(db);
}

int
main(void)
{
	char *dir = tmpdir_new();
	struct lmdb_options o = options(dir);
	struct lmdb *db = open_or_die(&o);

	test_rows(db);
	test_cursor(db);
	test_snapshot(db);
	test_sticky(db);
	test_full(db);
	lmdb_close(db);
	test_open(dir);
	test_dead_reader(dir);
	tmpdir_free(dir);
#ifdef WITH_FAULT_INJECTION
	dir = tmpdir_new();
	test_faults(dir);
	tmpdir_free(dir);
#endif
	return tap_done();
}
