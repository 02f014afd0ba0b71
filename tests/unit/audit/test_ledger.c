#include "audit/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "audit/approval.h"
#include "audit/checkpoint.h"
#include "audit/settle.h"
#include "audit/slots.h"
#include "audit/reader.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

enum { MANY = 700 };

static void
test_commit(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct kit_item a, b, again;
	uint64_t size;

	kit_make(&a, LEDGER_FLOW, 1, true);
	kit_make(&b, LEDGER_FINAL, 2, true);
	tap_is_int(kit_commit(l, &a), 0, "a decision");
	tap_is_int((int64_t)a.item.index, 0, "is the first");
	tap_is_int(kit_commit(l, &b), 0, "another");
	tap_is_int((int64_t)b.item.index, 1, "is the second");
	tap_is_int((int64_t)ledger_open_count(l), 1, "one awaits its outcome");
	again = a;
	again.item.record = sv_make(a.text, a.item.record.len);
	again.item.index = 99;
	tap_is_int(kit_commit(l, &again), 0, "the same again");
	tap_is_int((int64_t)again.item.index, 0, "has its old place");
	again.text[a.item.record.len - 2] = '7';
	again.item.record = sv_make(again.text, a.item.record.len);
	tap_is_int(kit_commit(l, &again), ERR_CONFLICT,
	    "another under its id");
	tap_is_int((int64_t)ledger_size(l), 2, "two records");
	ledger_close(l);
	tap_ok(kit_is_there(dir, &a) && kit_is_there(dir, &b), "both there");
	tap_ok(kit_store_is_sound(dir, &size) && size == 2, "sound");
}

static void
test_refused(struct ledger *l)
{
	struct kit_item k;

	kit_make(&k, LEDGER_FINAL, 10, false);
	k.text[5] = '\n';
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "a record of two lines");
	kit_make(&k, LEDGER_FINAL, 10, false);
	k.item.record.len--;
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "a record cut off");
	kit_make(&k, LEDGER_FINAL, 10, false);
	k.item.id.bytes[0] ^= 1;
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "a record of another id");
	kit_make(&k, LEDGER_FINAL, 10, true);
	k.row.key.len = 0;
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "a row without a key");
	kit_make(&k, LEDGER_FINAL, 10, true);
	k.slot.image.len--;
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "half a slot");
	kit_make(&k, LEDGER_FINAL, 10, true);
	memset(k.image, 0, sizeof(k.image));
	tap_is_int(kit_commit(l, &k), ERR_INVAL, "an empty slot image");
	kit_make(&k, LEDGER_FINAL, 10, true);
	k.slot.slot = LEDGER_SLOT_GAP;
	tap_is_int(kit_commit(l, &k), ERR_RANGE, "a slot far away");
	kit_make(&k, LEDGER_FINAL, 10, false);
	k.item.record = sv_make(k.text, 70000);
	tap_is_int(kit_commit(l, &k), ERR_LIMIT, "a record too long");
	tap_is_int((int64_t)ledger_size(l), 0, "nothing of all that");
}

/* One bad item does not spoil the others, nor leave half of itself. */
static void
test_conflicts(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct ledger_item items[4];
	struct ledger_row rows[2];
	struct kit_item k[4];
	struct ledger_reader *s;
	struct sv value;

	test_refused(l);
	for (uint32_t i = 0; i < 4; i++)
		kit_make(&k[i], LEDGER_FINAL, 20 + i, true);
	/* The second: a new row, then that of the first with other bytes. */
	rows[0] = (struct ledger_row){ SV("only-of-the-second"), SV("x") };
	rows[1] = (struct ledger_row){ k[0].row.key, SV("other") };
	k[1].item.rows = rows;
	k[1].item.nrows = 2;
	/* The third wants the slot of the first. */
	k[2].slot.slot = k[0].slot.slot;
	for (size_t i = 0; i < 4; i++)
		items[i] = k[i].item;
	tap_is_int(ledger_commit(l, items, 4), 0, "the batch");
	tap_is_int(items[0].status, 0, "the first");
	tap_is_int(items[1].status, ERR_CONFLICT, "a row of another value");
	tap_is_int(items[2].status, ERR_CONFLICT, "a slot wanted twice");
	tap_is_int(items[3].status, 0, "the last");
	tap_is_int((int64_t)items[3].index, 1, "has no gap before it");
	tap_is_int(ledger_reader(l, &s), 0, "reader");
	tap_is_int(reader_row(s, rows[0].key, &value), ERR_NOTFOUND,
	    "nothing of the second");
	reader_close(s);
	k[2].item.status = 0;
	tap_is_int(kit_commit(l, &k[2]), ERR_CONFLICT, "a slot taken before");
	k[2].slot.image = k[0].slot.image;
	tap_is_int(kit_commit(l, &k[2]), 0, "the same image is no conflict");
	ledger_close(l);
}

static void
test_outcomes(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct kit_item d, o, lost;
	uint64_t n = 9;

	kit_make(&d, LEDGER_FLOW, 1, false);
	kit_make(&o, LEDGER_OUTCOME, 1, false);
	kit_make(&lost, LEDGER_FLOW, 2, false);
	tap_is_int(kit_commit(l, &o), ERR_NOTFOUND, "outcome of nothing");
	tap_is_int(kit_commit(l, &d), 0, "decision");
	tap_is_int(kit_commit(l, &o), 0, "outcome");
	tap_is_int((int64_t)o.item.index, 1, "follows");
	tap_is_int(kit_commit(l, &o), 0, "outcome again");
	o.text[o.item.record.len - 2] = '7';
	tap_is_int(kit_commit(l, &o), ERR_CONFLICT, "another outcome");
	d.item.owner = lost.item.owner = 5;
	tap_is_int(kit_commit(l, &lost), 0, "a decision whose worker dies");
	tap_is_int(settle_unknown(l, 4, 0, &n), 0, "another's settled");
	tap_is_int((int64_t)n, 0, "which had none");
	tap_is_int(settle_unknown(l, 5, 0, &n), 0, "settled");
	tap_is_int((int64_t)n, 1, "one");
	tap_is_int((int64_t)ledger_open_count(l), 0, "none is open");
	kit_make(&o, LEDGER_OUTCOME, 2, false);
	tap_is_int(kit_commit(l, &o), 0, "the real one comes late");
	tap_is_int((int64_t)o.item.index, 4, "and is recorded after it");
	o.text[o.item.record.len - 2] = '7';
	tap_is_int(kit_commit(l, &o), ERR_CONFLICT, "but once");
	kit_make(&d, LEDGER_FINAL, 3, false);
	kit_make(&o, LEDGER_OUTCOME, 3, false);
	tap_is_int(kit_commit(l, &d), 0, "a refusal");
	tap_is_int(kit_commit(l, &o), ERR_CONFLICT, "awaits no outcome");
	ledger_close(l);
	tap_ok(kit_store_is_sound(dir, &n) && n == 6, "sound");
}

/* Many open decisions are settled in groups. */
static void
test_settle_many(const char *dir)
{
	struct ledger *l = kit_open(dir);
	uint64_t n = 0, size;
	unsigned bad = 0;

	for (uint32_t i = 0; i < MANY; i += 100) {
		static struct kit_item k[100];
		struct ledger_item items[100];

		for (uint32_t j = 0; j < 100; j++) {
			kit_make(&k[j], LEDGER_FLOW, i + j, false);
			k[j].item.owner = 1;
			items[j] = k[j].item;
		}
		bad += ledger_commit(l, items, 100) != 0;
	}
	tap_is_int(bad, 0, "decisions");
	tap_is_int((int64_t)ledger_open_count(l), MANY, "all open");
	tap_is_int(settle_unknown(l, SETTLE_ANY, 0, &n), 0, "settle all");
	tap_is_int((int64_t)n, MANY, "all");
	tap_is_int((int64_t)ledger_open_count(l), 0, "none open");
	ledger_close(l);
	tap_ok(kit_store_is_sound(dir, &size) && size == 2 * MANY,
	    "sound over several tiles");
	l = kit_open(dir);
	tap_is_int((int64_t)ledger_size(l), 2 * MANY, "opened again");
	ledger_close(l);
}

static void
approve(struct kit_item *k, bool by_admin, struct buf *b)
{
	struct buf text;

	buf_init(&text, 4096);
	approval_write_text(&k->item, &text);
	kit_sign(buf_sv(&text), by_admin, b);
	k->item.approval = buf_sv(b);
	buf_done(&text);
}

static void
test_erase(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct kit_item live, erase;
	enum slots_state state;
	struct buf note, other;
	int fd;

	buf_init(&note, 4096);
	buf_init(&other, 4096);
	kit_make(&live, LEDGER_FINAL, 1, true);
	tap_is_int(kit_commit(l, &live), 0, "a subject");
	kit_make(&erase, LEDGER_ERASE, 2, true);
	erase.item.nrows = 0;
	tap_is_int(kit_commit(l, &erase), ERR_AUTH, "no approval");
	approve(&erase, false, &other);
	tap_is_int(kit_commit(l, &erase), ERR_AUTH, "the wrong key's");
	approve(&erase, true, &note);
	tap_is_int(kit_commit(l, &erase), ERR_NOTFOUND, "nothing to erase");
	erase.slot.slot = live.slot.slot;
	tap_is_int(kit_commit(l, &erase), ERR_AUTH, "another slot's approval");
	buf_reset(&note);
	approve(&erase, true, &note);
	tap_is_int(kit_commit(l, &erase), 0, "approved");
	tap_is_int(slots_open(dir, false, &fd, NULL), 0, "look");
	tap_is_int(slots_compare(fd, 1, erase.slot.image, &state), 0, "at it");
	tap_is_int(state, SLOTS_SAME, "overwritten");
	(void)close(fd);
	kit_make(&live, LEDGER_FINAL, 3, true);
	live.slot.slot = 1;
	tap_is_int(kit_commit(l, &live), ERR_CONFLICT, "never used again");
	ledger_close(l);
	buf_done(&note);
	buf_done(&other);
}

static void
test_seal(const char *dir)
{
	struct ledger *l = kit_open(dir);
	struct ledger_reader *s;
	struct kit_item k;
	struct buf text, note;
	struct sv stored;

	buf_init(&text, 4096);
	buf_init(&note, 4096);
	kit_make(&k, LEDGER_FINAL, 1, false);
	tap_is_int(kit_commit(l, &k), 0, "a record");
	tap_is_int(ledger_checkpoint(l, &text), 0, "checkpoint");
	kit_sign(buf_sv(&text), true, &note);
	tap_is_int(ledger_seal(l, buf_sv(&note), 0), ERR_AUTH, "wrong key");
	buf_reset(&note);
	kit_sign(buf_sv(&text), false, &note);
	tap_is_int(ledger_seal(l, buf_sv(&note), 0), 0, "seal");
	tap_is_int(ledger_checkpoint(l, &text), ERR_AGAIN, "nothing new");
	tap_is_int(ledger_reader(l, &s), 0, "reader");
	tap_is_int(reader_checkpoint(s, 1, &stored), 0, "stored");
	tap_is_sv(stored, buf_sv(&note), "as signed");
	tap_is_int(reader_checkpoint(s, 2, &stored), ERR_NOTFOUND,
	    "none beyond");
	reader_close(s);
	kit_make(&k, LEDGER_FINAL, 2, false);
	tap_is_int(kit_commit(l, &k), 0, "another record");
	buf_reset(&note);
	kit_sign(SV("log.example\n2\n"
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), false, &note);
	tap_is_int(ledger_seal(l, buf_sv(&note), 0), ERR_CORRUPT,
	    "signed, but not this tree");
	ledger_close(l);
	buf_done(&text);
	buf_done(&note);
}

static void
test_proofs(struct ledger_reader *s)
{
	struct tree_source src = reader_source(s);
	struct tree_hash root = reader_root(s);
	uint64_t size = reader_size(s);
	unsigned bad = 0;

	for (uint64_t i = 0; i < size; i += 37) {
		struct sv hashes[TREE_PROOF_MAX], record;
		struct tree_proof p;
		struct tree_hash leaf;

		bad += reader_record(s, i, &record) != 0;
		leaf = tree_leaf(record);
		bad += tree_prove_inclusion(&src, i, size, &p) != 0;
		for (size_t j = 0; j < p.count; j++)
			hashes[j] = sv_make(p.hashes[j].bytes, 32);
		bad += tree_verify_inclusion(i, size, sv_make(leaf.bytes, 32),
		    hashes, p.count, sv_make(root.bytes, 32)) != 0;
	}
	tap_is_int(bad, 0, "proofs from the stored tiles");
}

static void
test_tiles(const char *dir)
{
	struct tile bundle = { true, 0, 1, 256 }, leaves = { false, 0, 1, 256 };
	struct tile upper = { false, 1, 0, 2 };
	struct ledger_reader *s;
	struct buf b, want;
	struct sv rest, entry;

	buf_init(&b, 1 << 20);
	buf_init(&want, 1 << 20);
	tap_is_int(reader_open(dir, &s, NULL), 0, "open");
	test_proofs(s);
	tap_is_int(reader_tile(s, &bundle, &b), 0, "bundle");
	rest = buf_sv(&b);
	while (tile_next_entry(&rest, &entry) == 0) {
		struct tree_hash h = tree_leaf(entry);

		buf_add(&want, &h, sizeof(h));
	}
	buf_reset(&b);
	tap_is_int(reader_tile(s, &leaves, &b), 0, "tile");
	tap_is_sv(buf_sv(&b), buf_sv(&want), "has the bundle's hashes");
	tap_is_int(reader_tile(s, &upper, &b), 0, "upper tile");
	upper.width = 255;
	tap_is_int(reader_tile(s, &upper, &b), ERR_NOTFOUND, "not so wide");
	reader_close(s);
	buf_done(&b);
	buf_done(&want);
}

static void
test_open(const char *dir)
{
	struct ledger_options o = { .dir = dir, .verifier = kit_admin(),
		.map_bytes = 64 << 20 };
	struct ledger *l, *second;
	struct errinfo ei = { 0 };

	l = kit_open(dir);
	tap_is_int(ledger_open(&o, &second, &ei), ERR_CONFLICT, "two writers");
	tap_ok(strstr(ei.text, "another process") != NULL, "%s", ei.text);
	ledger_close(l);
	tap_is_int(ledger_open(&o, &l, &ei), ERR_CONFLICT, "another log's key");
	tap_ok(strstr(ei.text, "another log") != NULL, "%s", ei.text);
	o.dir = "/proc/nothing/here";
	tap_ok(ledger_open(&o, &l, &ei) != 0, "no such folder");
}

/* The map is full: refused, said so, and nothing is lost. */
static void
test_full(const char *dir)
{
	struct ledger_options o = { .dir = dir, .map_bytes = 1 << 20 };
	struct kit_item k;
	struct ledger *l;
	uint64_t size, n = 0;
	uint32_t i = 0;
	int rc;

	if (ledger_open(&o, &l, NULL) != 0) {
		tap_ok(false, "open");
		return;
	}
	do {
		kit_make(&k, LEDGER_FINAL, i++, true);
		rc = kit_commit(l, &k);
		n += rc == 0;
	} while (rc == 0 && i < 100000);
	tap_is_int(rc, ERR_FULL, "full after %u records", i);
	tap_is_int((int64_t)ledger_size(l), (int64_t)n, "what was said is in");
	ledger_close(l);
	tap_ok(kit_store_is_sound(dir, &size) && size == n, "sound");
}

static void
run(void (*test)(const char *dir))
{
	char *dir = tmpdir_new();

	test(dir);
	tmpdir_free(dir);
}

static void
test_many(const char *dir)
{
	test_settle_many(dir);
	test_tiles(dir);
}

int
main(void)
{
	run(test_commit);
	run(test_conflicts);
	run(test_outcomes);
	run(test_many);
	run(test_erase);
	run(test_seal);
	run(test_open);
	run(test_full);
	return tap_done();
}
