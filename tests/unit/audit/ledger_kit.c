#include "tests/unit/audit/ledger_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/note.h"
#include "audit/record.h"
#include "audit/reader.h"
#include "audit/tree.h"
#include "base/crypto.h"
#include "tests/tap/tap.h"

static const uint8_t seeds[2][NOTE_SEED_BYTES] = { { 1 }, { 2 } };
static const char *const names[2] = { "log.example", "admin.example" };

static void
die(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(1);
}

static void
make_key(bool admin, struct note_key *key)
{
	uint8_t pub[NOTE_PUBLIC_BYTES];

	if (crypto_ed25519_public(seeds[admin], pub) != 0 ||
	    note_key_make(sv_cstr(names[admin]), pub, key) != 0)
		die("no key");
}

static struct sv
key_text(bool admin)
{
	static char texts[2][256];
	struct note_key key;
	struct buf b;

	if (texts[admin][0] != '\0')
		return sv_cstr(texts[admin]);
	make_key(admin, &key);
	buf_init(&b, 256);
	note_key_write(&key, &b);
	(void)snprintf(texts[admin], sizeof(texts[admin]), "%.*s",
	    SV_ARG(buf_sv(&b)));
	buf_done(&b);
	return sv_cstr(texts[admin]);
}

struct sv
kit_verifier(void)
{
	return key_text(false);
}

struct sv
kit_admin(void)
{
	return key_text(true);
}

void
kit_sign(struct sv text, bool admin, struct buf *b)
{
	struct note_key key;

	make_key(admin, &key);
	if (note_sign(text, &key, seeds[admin], b) != 0)
		buf_truncate(b, 0);
}

void
kit_make(struct kit_item *k, enum ledger_kind kind, uint32_t n, bool with_rest)
{
	bool outcome = kind == LEDGER_OUTCOME || kind == LEDGER_UNKNOWN;
	char id[RECORD_ID_TEXT];
	int len;

	memset(k, 0, sizeof(*k));
	k->item.id = record_id_make((int64_t)n * 1000000,
	    (const uint8_t *)"0123456789");
	record_id_format(k->item.id, id);
	len = snprintf(k->text, sizeof(k->text),
	    "{\"%s\":\"%s\",\"n\":%u,\"time\":\"2026-11-24T08:00:00.000Z\","
	    "\"type\":\"%s\",\"v\":1}", outcome ? "decision" : "id", id, n,
	    outcome ? "outcome" : "decision");
	k->item.kind = kind;
	k->item.record = sv_make(k->text, (size_t)len);
	if (!with_rest)
		return;
	(void)snprintf(k->image, sizeof(k->image), "slot %u", n);
	k->row.key = sv_make(k->item.id.bytes, RECORD_ID_BYTES);
	k->row.value = sv_make(k->image, 10);
	k->slot.slot = n;
	k->slot.image = sv_make(k->image, sizeof(k->image));
	k->item.rows = &k->row;
	k->item.nrows = 1;
	k->item.slots = &k->slot;
	k->item.nslots = 1;
}

int
kit_commit(struct ledger *l, struct kit_item *k)
{
	int rc = ledger_commit(l, &k->item, 1);

	return rc != 0 ? rc : k->item.status;
}

bool
kit_decide(struct ledger *l, uint32_t n, const struct kit_flow *f)
{
	struct record_class class = { .name = sv_cstr(f->class_name),
		.count = 2, .action = sv_cstr(f->action) };
	struct sv subject = sv_make(&f->subject, 1);
	struct record_decision d = {
		.id = record_id_make((int64_t)n * 1000000,
		    (const uint8_t *)"0123456789"),
		.time_ns = KIT_START + (int64_t)n * 60 * 1000000000,
		.client = sv_cstr(f->client),
		.activity = sv_cstr(f->activity), .host = sv_cstr(f->host),
		.port = 443, .model = sv_cstr(f->model),
		.decision = sv_cstr(f->action), .zone = SV("third"),
		.classes = &class, .nclasses = f->class_name[0] != '\0',
		.subjects = &subject, .nsubjects = 1,
		.body_out = { true, 100, { 1 } } };
	bool block = strcmp(f->action, "block") == 0;
	struct ledger_item it = { .id = d.id,
		.kind = block ? LEDGER_FINAL : LEDGER_FLOW };
	struct buf b, side;
	bool good;

	buf_init(&b, RECORD_MAX_BYTES);
	buf_init(&side, RECORD_MAX_BYTES);
	good = record_write_decision(&d, &b, &side) == 0;
	it.record = buf_sv(&b);
	good = good && ledger_commit(l, &it, 1) == 0 && it.status == 0;
	buf_done(&b);
	buf_done(&side);
	return good;
}

struct ledger *
kit_open(const char *dir)
{
	struct ledger_options o = { .dir = dir, .verifier = kit_verifier(),
		.admin = kit_admin(), .map_bytes = 64 << 20 };
	struct errinfo ei = { 0 };
	struct ledger *l;

	if (ledger_open(&o, &l, &ei) != 0)
		die(ei.text);
	return l;
}

bool
kit_seal(struct ledger *l, int64_t now_ns)
{
	struct buf text, note;
	bool good;

	buf_init(&text, 4096);
	buf_init(&note, 4096);
	good = ledger_checkpoint(l, &text) == 0;
	if (good)
		kit_sign(buf_sv(&text), false, &note);
	good = good && ledger_seal(l, buf_sv(&note), now_ns) == 0;
	buf_done(&text);
	buf_done(&note);
	return good;
}

static bool
leaves_are_sound(struct ledger_reader *s)
{
	struct tree_source src = reader_source(s);
	struct tree_hash leaf, stored, root;
	struct tree t;
	struct sv record;

	tree_init(&t);
	for (uint64_t i = 0; i < reader_size(s); i++) {
		if (reader_record(s, i, &record) != 0 ||
		    src.node(src.ctx, 0, i, &stored) != 0)
			return false;
		leaf = tree_leaf(record);
		if (memcmp(&leaf, &stored, sizeof(leaf)) != 0)
			return false;
		(void)tree_add(&t, &leaf, NULL);
	}
	root = tree_root(&t);
	leaf = reader_root(s);
	if (memcmp(&root, &leaf, sizeof(root)) != 0)
		return false;
	return tree_root_at(&src, t.size, &stored) == 0 &&
	    memcmp(&root, &stored, sizeof(root)) == 0;
}

bool
kit_store_is_sound(const char *dir, uint64_t *ret_size)
{
	struct ledger_reader *s;
	bool sound;

	if (reader_open(dir, &s, NULL) != 0)
		return false;
	sound = leaves_are_sound(s);
	*ret_size = reader_size(s);
	reader_close(s);
	return sound;
}

bool
kit_has(struct ledger_reader *s, const struct kit_item *k)
{
	bool outcome = k->item.kind == LEDGER_OUTCOME;
	struct sv record, row;
	uint64_t index;

	if (reader_find(s, k->item.id, outcome, &index) != 0 ||
	    index != k->item.index || reader_record(s, index, &record) != 0 ||
	    !sv_eq(record, k->item.record))
		return false;
	return k->item.nrows == 0 ||
	    (reader_row(s, k->row.key, &row) == 0 &&
	    sv_eq(row, k->row.value));
}

bool
kit_is_there(const char *dir, const struct kit_item *k)
{
	struct ledger_reader *s;
	bool there;

	if (reader_open(dir, &s, NULL) != 0)
		return false;
	there = kit_has(s, k);
	reader_close(s);
	return there;
}
