#include "audit/verify.h"

#include <stdlib.h>

#include "audit/export.h"
#include "audit/record.h"
#include "audit/settle.h"
#include "audit/store.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

enum { RECORDS = 300, SEALED = 290, LINES_MAX = RECORDS + 2 };

/* An export in memory, line by line. */
struct lines {
	struct sv line[LINES_MAX];
	size_t count;
	struct buf text;
};

static int
take_lines(void *ctx, struct sv lines)
{
	struct lines *l = ctx;

	buf_add_sv(&l->text, lines);
	return buf_err(&l->text);
}

/* Now that the text does not move any more, point into it. */
static void
find_lines(struct lines *l)
{
	struct sv rest = buf_sv(&l->text);

	l->count = 0;
	while (rest.len > 0 && l->count < LINES_MAX)
		l->line[l->count++] = sv_cut(&rest, '\n');
}

static bool
export(struct ledger_reader *r, uint64_t first, uint64_t last,
    struct lines *out)
{
	struct export_range range = { first, last };
	struct export_sink sink = { take_lines, out };
	bool good;

	buf_init(&out->text, 4 << 20);
	good = export_jsonl(r, &range, &sink) == 0;
	find_lines(out);
	return good;
}

struct seen {
	uint64_t faults;
	char what[256];
};

static void
note_fault(void *ctx, uint64_t index, const char *what)
{
	struct seen *s = ctx;

	(void)index;
	if (s->faults++ == 0)
		(void)snprintf(s->what, sizeof(s->what), "%s", what);
}

static struct verify_options
options(struct seen *seen, struct sv old)
{
	seen->faults = 0;
	seen->what[0] = '\0';
	return (struct verify_options){ .key = kit_verifier(), .old = old,
		.sink = { .fault = note_fault, .ctx = seen } };
}

/* Verify; the first fault, or an empty text. */
static int
verify(const struct lines *l, struct sv old, struct seen *seen,
    struct verify_report *report)
{
	struct verify_options o = options(seen, old);
	struct verify_export *v;
	struct sv note;
	int rc;

	if (verify_export_new(&o, &v) != 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < l->count; i++)
		if (verify_export_line(v, l->line[i]) != 0)
			tap_ok(false, "memory");
	rc = verify_export_end(v, report, &note);
	verify_export_free(v);
	return rc;
}

static struct ledger *
fill(const char *dir)
{
	static const char *const actions[] = { "allow", "block", "tokenise" };
	struct kit_flow f = { "billing", "care", "api.example", "gpt",
		"personal.email", "allow", 1 };
	struct ledger *l = kit_open(dir);
	bool good = true;

	for (uint32_t i = 0; i < RECORDS; i++) {
		f.action = actions[i % 3];
		good = good && kit_decide(l, i, &f);
		if (i + 1 == 100 || i + 1 == SEALED)
			good = good && kit_seal(l, (int64_t)i * 100000000000);
	}
	tap_ok(good, "a ledger");
	return l;
}

static void
test_good(struct ledger_reader *r, struct sv old)
{
	static const struct {
		uint64_t first, last;
	} ranges[] = { { 0, 0 }, { 0, 1 }, { 1, 2 }, { 64, 128 }, { 99, 290 },
		{ 100, 101 }, { 289, 290 }, { 290, 290 }, { 7, 7 } };
	struct verify_report report;
	static struct lines l;
	struct seen seen;

	for (size_t i = 0; i < NELEMS(ranges); i++) {
		uint64_t last = ranges[i].last == 0 ? SEALED : ranges[i].last;

		tap_ok(export(r, ranges[i].first, ranges[i].last, &l),
		    "export from %u to %u", (unsigned)ranges[i].first,
		    (unsigned)last);
		tap_is_int(verify(&l, old, &seen, &report), 0, "verifies %s",
		    seen.what);
		tap_ok(report.first == ranges[i].first && report.last == last &&
		    report.size == SEALED && report.key_is_given, "reports");
		if (i == 0)
			tap_ok(report.old_was_checked && report.open == 193 &&
			    report.decisions == SEALED, "and counts");
		buf_done(&l.text);
	}
	tap_ok(!export(r, 0, SEALED + 1, &l), "not beyond the checkpoint");
	buf_done(&l.text);
}

/* What is done to an export of [from, to). */
enum deed { FLIP, REMOVE, SWAP, REPEAT, CUT, SPACE };

static void
tamper(struct lines *l, enum deed deed, size_t at)
{
	struct sv other = l->line[at];

	switch (deed) {
	case FLIP:
		l->text.ptr[l->line[at].ptr - l->text.ptr +
		    (ptrdiff_t)l->line[at].len / 2] ^= 1;
		break;
	case REMOVE:
		l->count--;
		for (size_t i = at; i < l->count; i++)
			l->line[i] = l->line[i + 1];
		break;
	case SWAP:
		l->line[at] = l->line[at + 1];
		l->line[at + 1] = other;
		break;
	case REPEAT:
		l->line[at + 1] = other;
		break;
	case CUT:
		l->count = at;
		break;
	case SPACE:
		l->line[at].len--;
		break;
	}
}

/* How often the deed, done at one line or another, went unnoticed. */
static unsigned
count_accepted(struct ledger_reader *r, uint64_t first, enum deed deed,
    struct lines *l)
{
	struct verify_report report;
	unsigned accepted = 0;
	struct seen seen;

	for (size_t at = deed == FLIP ? 0 : 1; at < 250; at += 31) {
		accepted += !export(r, first, 0, l);
		tamper(l, deed, at);
		accepted += verify(l, SV(""), &seen, &report) != ERR_CORRUPT;
		accepted += seen.faults == 0;
		buf_done(&l->text);
	}
	return accepted;
}

static void
test_tampering(struct ledger_reader *r)
{
	static const char *const names[] = { "a bit flipped",
		"a record removed", "two records swapped", "a record repeated",
		"the end cut off", "a byte cut off" };
	static const uint64_t firsts[] = { 0, 33 };
	struct verify_report report;
	static struct lines l;
	struct seen seen;

	for (unsigned n = 0; n < NELEMS(firsts) * NELEMS(names); n++)
		tap_is_int(count_accepted(r, firsts[n / NELEMS(names)],
		    (enum deed)(n % NELEMS(names)), &l), 0, "found: %s",
		    names[n % NELEMS(names)]);
	l.count = 0;
	tap_is_int(verify(&l, SV(""), &seen, &report), ERR_CORRUPT,
	    "nothing is no export");
	l.line[l.count++] = SV("{\"type\":\"export\"}");
	tap_is_int(verify(&l, SV(""), &seen, &report), ERR_CORRUPT,
	    "nor is an empty header");
	l.line[0] = SV("[");
	tap_is_int(verify(&l, SV(""), &seen, &report), ERR_CORRUPT,
	    "nor is rubbish");
}

/* Every hash and number of the header matters too. */
static void
test_header(struct ledger_reader *r)
{
	struct verify_report report;
	static struct lines l;
	struct seen seen;
	unsigned accepted = 0, tried = 0;

	for (size_t at = 0;; at += 3) {
		if (!export(r, 33, 250, &l) || at >= l.line[0].len) {
			buf_done(&l.text);
			break;
		}
		l.text.ptr[at] ^= 2;
		tried++;
		accepted += verify(&l, SV(""), &seen, &report) == 0;
		buf_done(&l.text);
	}
	/* The export's own word on the key is not used when one is given. */
	tap_ok(accepted <= 30 && tried > 200, "%u of %u changes accepted",
	    accepted, tried);
}

static void
test_old(struct ledger_reader *r, const char *other_dir, struct sv old)
{
	struct ledger *other = kit_open(other_dir);
	struct kit_flow f = { "x", "y", "z.example", "", "", "allow", 1 };
	struct verify_report report;
	struct ledger_reader *o;
	static struct lines l;
	struct seen seen;
	bool good = true;

	for (uint32_t i = 0; i < 50; i++)
		good = good && kit_decide(other, i, &f);
	good = good && kit_seal(other, 0) && ledger_reader(other, &o) == 0 &&
	    export(o, 0, 0, &l);
	tap_ok(good, "a smaller ledger by the same key");
	tap_is_int(verify(&l, old, &seen, &report), ERR_CORRUPT, "is found");
	tap_ok(strstr(seen.what, "has been cut") != NULL, "%s", seen.what);
	buf_done(&l.text);
	for (uint32_t i = 50; i < 150; i++)
		good = good && kit_decide(other, i, &f);
	good = good && kit_seal(other, 1) && reader_renew(o) == 0 &&
	    export(o, 0, 0, &l);
	tap_ok(good, "a larger one with other records");
	tap_is_int(verify(&l, old, &seen, &report), ERR_CORRUPT, "is found");
	tap_ok(strstr(seen.what, "below the kept checkpoint") != NULL, "%s",
	    seen.what);
	tap_is_int(verify(&l, SV("rubbish"), &seen, &report), ERR_CORRUPT,
	    "a kept checkpoint that is none");
	buf_done(&l.text);
	reader_close(o);
	ledger_close(other);
	(void)r;
}

static void
test_proof(struct ledger_reader *r)
{
	struct sv record = SV("");
	struct note_key key;
	unsigned bad = 0;
	struct buf b;

	buf_init(&b, 1 << 16);
	tap_is_int(note_key_parse(kit_verifier(), &key), 0, "key");
	for (uint64_t i = 0; i < SEALED; i += 17) {
		buf_reset(&b);
		bad += export_proof(r, i, &b) != 0;
		bad += reader_record(r, i, &record) != 0;
		bad += verify_proof(buf_sv(&b), record, &key) != 0;
		bad += verify_proof(buf_sv(&b), SV("{}"), &key) != ERR_AUTH;
		b.ptr[b.len - 10] ^= 1;
		bad += verify_proof(buf_sv(&b), record, &key) == 0;
	}
	tap_is_int(bad, 0, "proofs prove, and nothing else");
	tap_is_int(export_proof(r, SEALED, &b), ERR_NOTFOUND, "not sealed");
	for (size_t n = 0; n < b.len; n++)
		if (verify_proof(sv_slice(buf_sv(&b), 0, n), record,
		    &key) == 0)
			tap_ok(false, "a proof cut off at %zu", n);
	buf_done(&b);
}

static int
check_store(const char *dir, struct seen *seen, struct sv old,
    struct verify_report *report)
{
	struct verify_options o = options(seen, old);
	struct ledger_reader *r;
	struct sv note;
	int rc;

	if (reader_open(dir, &r, NULL) != 0)
		return ERR_IO;
	rc = verify_store(r, &o, report, &note);
	reader_close(r);
	return rc;
}

/* What is done to a store, behind the ledger's back. */
static void
change(struct lmdb_txn *txn, unsigned what)
{
	struct store_key k = store_key_u64(123), last = store_key_u64(299);
	struct store_key hash = store_key_hash(0, 3);
	struct store_key upper = store_key_hash(1, 0);
	struct record_id id = record_id_make(INT64_C(150000000),
	    (const uint8_t *)"0123456789");
	struct store_key open = store_key_id(id, 0);
	static char copy[4096];
	struct sv v = SV("");

	switch (what) {
	case 0:
		if (lmdb_get(txn, STORE_RECORD, store_key_sv(&k), &v) != 0)
			return;
		memcpy(copy, v.ptr, v.len);
		copy[20] ^= 1;
		lmdb_put(txn, STORE_RECORD, store_key_sv(&k),
		    sv_make(copy, v.len));
		break;
	case 1:
		lmdb_del(txn, STORE_RECORD, store_key_sv(&k));
		break;
	case 2:
		if (lmdb_get(txn, STORE_HASH, store_key_sv(&hash), &v) != 0)
			return;
		memcpy(copy, v.ptr, v.len);
		copy[100] ^= 1;
		lmdb_put(txn, STORE_HASH, store_key_sv(&hash),
		    sv_make(copy, v.len));
		break;
	case 3:
		memset(copy, 7, TREE_HASH_BYTES);
		lmdb_put(txn, STORE_HASH, store_key_sv(&upper),
		    sv_make(copy, TREE_HASH_BYTES));
		break;
	case 4:
		lmdb_del(txn, STORE_RECORD, store_key_sv(&last));
		break;
	case 5:
		open.len = RECORD_ID_BYTES;
		lmdb_del(txn, STORE_OPEN, store_key_sv(&open));
		break;
	case 6:
		store_write_id(txn, id, 0, (struct store_place){ 3, 0 });
		break;
	case 7:
		k = store_key_u64(100);
		lmdb_put(txn, STORE_SEAL, store_key_sv(&k), SV("rubbish"));
		break;
	}
}

static void
test_store(void)
{
	struct verify_report report;
	struct seen seen;

	for (unsigned what = 0; what < 9; what++) {
		char *dir = tmpdir_new();
		struct lmdb_txn *txn;
		struct lmdb *db;

		ledger_close(fill(dir));
		if (store_open(dir, true, 64 << 20, &db, NULL) != 0 ||
		    lmdb_begin_write(db, &txn) != 0) {
			tap_ok(false, "open");
			return;
		}
		change(txn, what);
		tap_is_int(lmdb_commit(txn), 0, "change %u", what);
		lmdb_close(db);
		tap_is_int(check_store(dir, &seen, SV(""), &report),
		    what == 8 ? 0 : ERR_CORRUPT, "found: %s", seen.what);
		tmpdir_free(dir);
	}
	tap_ok(report.size == SEALED && report.last == RECORDS &&
	    report.open == 200, "an untouched one is sound");
}

static void
test_csv(struct ledger_reader *r)
{
	struct view v = { .client = SV("=1+1"), .host = SV("a\"b"),
		.time = SV("2026-11-24T08:00:00.000Z") };
	struct export_range range = { 5, 7 };
	static struct lines l;
	struct export_sink sink = { take_lines, &l };
	struct buf b;

	buf_init(&l.text, 1 << 20);
	tap_is_int(export_csv(r, &range, &sink), 0, "CSV");
	find_lines(&l);
	tap_is_int((int64_t)l.count, 3, "a head and two rows");
	tap_ok(sv_starts(l.line[1], SV("5,\"2026-11-24T08:05:00.000Z\","
	    "\"decision\",\"")), "a row");
	tap_ok(sv_find(l.line[1], SV(",\"personal.email:2:tokenise\",0,100,"))
	    > 0, "its classes");
	buf_done(&l.text);
	buf_init(&b, 4096);
	export_csv_row(1, &v, &b);
	tap_ok(sv_find(buf_sv(&b), SV(",\"'=1+1\",")) > 0, "no formulas");
	tap_ok(sv_find(buf_sv(&b), SV(",\"a\"\"b\",")) > 0, "quotes doubled");
	buf_done(&b);
}

int
main(void)
{
	char *dir = tmpdir_new(), *other = tmpdir_new();
	struct ledger *l = fill(dir);
	struct ledger_reader *r;
	struct sv old = SV("");
	uint64_t n = 0;

	tap_is_int(ledger_reader(l, &r), 0, "reader");
	tap_is_int(reader_checkpoint(r, 100, &old), 0, "kept checkpoint");
	test_good(r, old);
	test_tampering(r);
	test_header(r);
	test_old(r, other, old);
	test_proof(r);
	test_csv(r);
	reader_close(r);
	tap_is_int(settle_unknown(l, SETTLE_ANY, KIT_START, &n), 0, "settle");
	ledger_close(l);
	tmpdir_free(dir);
	tmpdir_free(other);
	test_store();
	return tap_done();
}
