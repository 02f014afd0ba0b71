#include "proxy/recorder.h"

#include <stdio.h>

#include "audit/note.h"
#include "audit/reader.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

enum { ACKS = 4096, IMAGE = LEDGER_SLOT_BYTES, SECOND = 1000000000 };

static const uint8_t seed[NOTE_SEED_BYTES] = { 7 };

/* The world around the recorder. */
struct world {
	struct recorder *r;
	struct note_key key;
	struct recorder_ack acks[ACKS];
	uint64_t txns[ACKS];
	uint32_t peers[ACKS];
	size_t nacks;
	struct buf sign;		/* the text to be signed */
	struct buf keys;
};

static void
take_ack(void *ctx, uint32_t peer, uint64_t txn, struct sv body)
{
	struct world *w = ctx;

	if (recorder_read_ack(body, &w->acks[w->nacks]) != 0)
		tap_ok(false, "an ACK that can be read");
	w->peers[w->nacks] = peer;
	w->txns[w->nacks++] = txn;
}

static void
take_sign(void *ctx, struct sv text)
{
	struct world *w = ctx;

	buf_reset(&w->sign);
	buf_add_sv(&w->sign, text);
}

static void
open_world(struct world *w, const char *dir)
{
	struct recorder_options o = { .store = dir, .map_bytes = 256 << 20,
		.host = { take_ack, take_sign, w } };
	uint8_t pub[NOTE_PUBLIC_BYTES];
	struct errinfo ei = { 0 };
	struct buf b;

	w->nacks = 0;
	tap_is_int(recorder_open(&o, &w->r, &ei), 0, "open %s", ei.text);
	tap_ok(crypto_ed25519_public(seed, pub) == 0 &&
	    note_key_make(SV("log.example"), pub, &w->key) == 0, "a key");
	buf_init(&w->sign, 4096);
	buf_init(&w->keys, 4096);
	buf_init(&b, 4096);
	note_key_write(&w->key, &b);
	recorder_write_keys(&w->keys, buf_sv(&b), SV(""));
	buf_done(&b);
	tap_is_int(recorder_keys(w->r, buf_sv(&w->keys)), 0, "keys");
}

static void
close_world(struct world *w)
{
	recorder_close(w->r);
	buf_done(&w->sign);
	buf_done(&w->keys);
}

/* Let `peer` ask for record number `n`. */
static int
ask(struct world *w, uint32_t peer, enum ledger_kind kind, uint32_t n)
{
	char id[RECORD_ID_TEXT], text[256], image[IMAGE] = "image";
	struct ledger_row row = { SV("row"), SV("value") };
	struct ledger_slot slot = { 3, { image, IMAGE } };
	struct ledger_item it = { .kind = kind, .rows = &row, .nrows = 1,
		.slots = &slot, .nslots = 1 };
	struct buf b;
	int len, rc;

	it.id = record_id_make((int64_t)n * 1000000,
	    (const uint8_t *)"0123456789");
	record_id_format(it.id, id);
	len = snprintf(text, sizeof(text), "{\"%s\":\"%s\",\"n\":%u}",
	    kind == LEDGER_OUTCOME ? "decision" : "id", id, n);
	it.record = sv_make(text, (size_t)len);
	if (kind == LEDGER_OUTCOME)
		it.nrows = it.nslots = 0;
	buf_init(&b, 1 << 16);
	recorder_write_commit(&b, &it);
	rc = recorder_take(w->r, peer, 1000 + n, buf_sv(&b));
	buf_done(&b);
	return rc;
}

static void
test_groups(struct world *w)
{
	struct recorder_stats s;

	tap_is_int(ask(w, 1, LEDGER_FLOW, 1), 0, "a decision");
	tap_is_int(ask(w, 2, LEDGER_FLOW, 2), 0, "another's");
	tap_is_int((int64_t)w->nacks, 0, "no receipt before the commit");
	tap_is_int(recorder_flush(w->r), 0, "commit");
	tap_is_int((int64_t)w->nacks, 2, "both receipts");
	tap_ok(w->acks[0].status == 0 && w->acks[0].index == 0 &&
	    w->peers[0] == 1 && w->txns[0] == 1001, "the first's");
	tap_ok(w->acks[1].status == 0 && w->acks[1].index == 1 &&
	    w->peers[1] == 2 && w->txns[1] == 1002, "the second's");
	recorder_stats(w->r, &s);
	tap_ok(s.commits == 1 && s.records == 2 && s.unsealed == 2, "stats");
	tap_is_int(ask(w, 1, LEDGER_FLOW, 1), 0, "the first again");
	tap_is_int(ask(w, 1, LEDGER_OUTCOME, 9), 0, "an outcome of nothing");
	tap_is_int(ask(w, 1, LEDGER_UNKNOWN, 1), ERR_SYNTAX,
	    "no peer may say unknown");
	tap_is_int(recorder_take(w->r, 1, 1, SV("rubbish")), ERR_TRUNCATED,
	    "rubbish");
	tap_is_int(recorder_flush(w->r), 0, "commit");
	tap_ok(w->acks[2].status == 0 && w->acks[2].index == 0, "old place");
	tap_is_int(w->acks[3].status, ERR_NOTFOUND, "refused");
	w->nacks = 0;
	for (uint32_t i = 0; i < LEDGER_BATCH_MAX + 5; i++)
		if (ask(w, 3, LEDGER_FINAL, 100 + i) != 0)
			tap_ok(false, "ask");
	tap_is_int((int64_t)w->nacks, LEDGER_BATCH_MAX,
	    "a full queue is committed");
	tap_is_int(recorder_flush(w->r), 0, "and the rest");
	tap_is_int((int64_t)w->nacks, LEDGER_BATCH_MAX + 5, "all");
}

static uint64_t
open_decisions(const char *dir)
{
	struct ledger_reader *s;
	uint64_t n;

	if (reader_open(dir, &s, NULL) != 0)
		return UINT64_MAX;
	n = reader_open_count(s);
	reader_close(s);
	return n;
}

static void
test_settling(struct world *w, const char *dir)
{
	tap_is_int(recorder_gone(w->r, 2), 0, "a worker is gone");
	close_world(w);
	tap_is_int((int64_t)open_decisions(dir), 1, "one decision is open");
	open_world(w, dir);
	close_world(w);
	tap_is_int((int64_t)open_decisions(dir), 0, "settled by opening");
	open_world(w, dir);
}

/* Do what can be done now; when to come again. */
static uint32_t
idle(struct world *w)
{
	struct recorder_stats s;
	unsigned slices = 0;
	uint32_t again = 0;

	/* The last two wait for QUIET_MS and find nothing. */
	while (again < 1000 && slices < 20 &&
	    recorder_idle(w->r, &again) == 0)
		slices++;
	recorder_stats(w->r, &s);
	tap_ok(s.unprojected == 0 && slices < 10,
	    "everything is projected in %u slices", slices);
	return again;
}

static void
test_checkpoint(struct world *w)
{
	struct recorder_stats s;
	struct buf note;
	uint32_t again;

	buf_init(&note, 4096);
	clock_advance(2LL * SECOND);
	tap_is_int(idle(w), 5001, "waits for what");
	tap_ok(w->sign.len > 0, "it asks for: a checkpoint");
	tap_is_int(note_sign(buf_sv(&w->sign), &w->key, seed, &note), 0,
	    "signed");
	buf_reset(&w->sign);
	tap_is_int(recorder_signed(w->r, buf_sv(&note)), 0, "taken");
	recorder_stats(w->r, &s);
	tap_is_int((int64_t)s.unsealed, 0, "nothing is unsealed");
	tap_is_int(ask(w, 1, LEDGER_FINAL, 5000), 0, "a record");
	tap_is_int(recorder_flush(w->r), 0, "commit");
	tap_is_int(recorder_idle(w->r, &again), 0, "idle");
	tap_is_int((int64_t)w->sign.len, 0, "not twice in a second");
	clock_advance(SECOND);
	tap_is_int(recorder_idle(w->r, &again), 0, "idle");
	tap_ok(w->sign.len > 0, "but later");
	buf_reset(&w->sign);
	clock_advance(5LL * SECOND);
	tap_is_int(recorder_idle(w->r, &again), 0, "idle");
	tap_ok(w->sign.len > 0, "asked again when no answer comes");
	buf_reset(&note);
	buf_add_cstr(&note, "rubbish");
	tap_is_int(recorder_signed(w->r, buf_sv(&note)), ERR_AUTH, "rubbish");
	buf_done(&note);
}

static void
test_heartbeat(struct world *w)
{
	struct recorder_stats before, after;
	uint32_t again;

	tap_is_int(ask(w, 1, LEDGER_FINAL, 6000), 0, "a record");
	tap_is_int(recorder_flush(w->r), 0, "commit");
	recorder_stats(w->r, &before);
	clock_advance(59LL * SECOND);
	tap_is_int(recorder_idle(w->r, &again), 0, "idle");
	recorder_stats(w->r, &after);
	tap_is_int((int64_t)(after.records - before.records), 0, "for long");
	clock_advance(1LL * SECOND);
	tap_is_int(recorder_idle(w->r, &again), 0, "idle for a minute");
	recorder_stats(w->r, &after);
	tap_is_int((int64_t)(after.records - before.records), 1,
	    "says that nothing happened");
	tap_is_int(recorder_idle(w->r, &again), 0, "idle");
	recorder_stats(w->r, &before);
	tap_is_int((int64_t)(after.records - before.records), 0, "once");
}

static void
test_wire(void)
{
	struct recorder_ack ack = { .kind = LEDGER_FLOW, .status = ERR_FULL,
		.index = UINT64_MAX }, back;
	struct ledger_item it;
	struct arena a;
	struct buf b;

	buf_init(&b, 1024);
	arena_init(&a, 1 << 20);
	recorder_write_ack(&b, &ack);
	tap_ok(recorder_read_ack(buf_sv(&b), &back) == 0 &&
	    back.status == ERR_FULL && back.index == UINT64_MAX, "ACK");
	for (size_t i = 0; i < b.len; i++)
		if (recorder_read_ack(sv_slice(buf_sv(&b), 0, i), &back) == 0)
			tap_ok(false, "half an ACK of %zu bytes", i);
	tap_is_int(recorder_read_commit(SV("0123456789abcdef\1\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\xff\xff\xff\xff"), &a, &it), ERR_LIMIT,
	    "too many rows");
	tap_is_int(recorder_read_commit(SV("0123456789abcdef\1\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\xff"), &a, &it), ERR_TRUNCATED,
	    "rows that are not there");
	arena_done(&a);
	buf_done(&b);
}

int
main(void)
{
	static struct world w;
	char *dir = tmpdir_new();

	clock_freeze(1795507200LL * SECOND, SECOND);
	test_wire();
	open_world(&w, dir);
	test_groups(&w);
	test_settling(&w, dir);
	test_checkpoint(&w);
	test_heartbeat(&w);
	close_world(&w);
	tmpdir_free(dir);
	return tap_done();
}
