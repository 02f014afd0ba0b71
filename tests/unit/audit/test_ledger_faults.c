/*
 * The n-th allocation, write or sync fails, for every n: whatever was
 * acknowledged is there afterwards, the store is sound, and asking again for
 * everything gives every item its one place.
 */
#include "audit/ledger.h"

#include <unistd.h>

#include "audit/approval.h"
#include "audit/slots.h"
#include "audit/reader.h"
#include "base/fault.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

#ifdef WITH_FAULT_INJECTION

enum { ITEMS = 8, TRIES_MAX = 400 };

struct run {
	struct kit_item items[ITEMS];
	bool acked[ITEMS];
	struct buf approval;
};

static void
make_items(struct run *r)
{
	struct buf text;

	for (uint32_t i = 0; i < ITEMS - 2; i++)
		kit_make(&r->items[i], LEDGER_FLOW, i + 1, true);
	kit_make(&r->items[ITEMS - 2], LEDGER_OUTCOME, 1, false);
	kit_make(&r->items[ITEMS - 1], LEDGER_ERASE, 100, true);
	r->items[ITEMS - 1].slot.slot = r->items[0].slot.slot;
	r->items[ITEMS - 1].item.nrows = 0;
	buf_init(&text, 4096);
	buf_init(&r->approval, 4096);
	approval_write_text(&r->items[ITEMS - 1].item, &text);
	kit_sign(buf_sv(&text), true, &r->approval);
	r->items[ITEMS - 1].item.approval = buf_sv(&r->approval);
	buf_done(&text);
}

/* Commit [from, to) as one batch; note what is acknowledged. */
static int
commit_some(struct ledger *l, struct run *r, size_t from, size_t to)
{
	struct ledger_item items[ITEMS];
	int rc;

	for (size_t i = from; i < to; i++)
		items[i] = r->items[i].item;
	rc = ledger_commit(l, items + from, to - from);
	for (size_t i = from; i < to; i++) {
		if (rc != 0 || items[i].status != 0)
			continue;
		r->acked[i] = true;
		r->items[i].item.index = items[i].index;
	}
	return rc;
}

static int
seal(struct ledger *l)
{
	struct buf text, note;
	int rc;

	buf_init(&text, 4096);
	buf_init(&note, 4096);
	rc = ledger_checkpoint(l, &text);
	if (rc == 0) {
		kit_sign(buf_sv(&text), false, &note);
		rc = ledger_seal(l, buf_sv(&note), 0);
	}
	buf_done(&text);
	buf_done(&note);
	return rc == ERR_AGAIN ? 0 : rc;
}

/* Everything that writes, once; the first error. */
static int
work(const char *dir, struct run *r)
{
	struct ledger_options o = { .dir = dir, .verifier = kit_verifier(),
		.admin = kit_admin(), .map_bytes = 64 << 20 };
	struct ledger *l;
	int rc, rc2;

	rc = ledger_open(&o, &l, NULL);
	if (rc != 0)
		return rc;
	rc = commit_some(l, r, 0, 3);
	rc2 = commit_some(l, r, 3, ITEMS - 2);
	rc = rc == 0 ? rc2 : rc;
	rc2 = commit_some(l, r, ITEMS - 2, ITEMS);
	rc = rc == 0 ? rc2 : rc;
	rc2 = seal(l);
	ledger_close(l);
	return rc == 0 ? rc2 : rc;
}

static bool
acked_are_there(const char *dir, const struct run *r)
{
	for (size_t i = 0; i < ITEMS; i++)
		if (r->acked[i] && !kit_is_there(dir, &r->items[i]))
			return false;
	return true;
}

static bool
is_erased(const char *dir, struct run *r)
{
	enum slots_state state = SLOTS_EMPTY;
	int fd, rc;

	if (slots_open(dir, false, &fd, NULL) != 0)
		return false;
	rc = slots_compare(fd, 1, r->items[ITEMS - 1].slot.image, &state);
	(void)close(fd);
	return rc == 0 && state == SLOTS_SAME;
}

/* One run with the `n`-th call failing; false when no call failed. */
static bool
once(enum fault_kind kind, unsigned n, unsigned *bad)
{
	char *dir = tmpdir_new();
	struct run r = { 0 };
	uint64_t size = 0;
	bool failed;

	make_items(&r);
	fault_arm(kind, n);
	(void)!work(dir, &r);
	failed = fault_count(kind) >= n;
	fault_arm(kind, 0);
	ledger_close(kit_open(dir));
	*bad += !kit_store_is_sound(dir, &size);
	*bad += !acked_are_there(dir, &r);
	*bad += work(dir, &r) != 0;
	*bad += !acked_are_there(dir, &r) || !is_erased(dir, &r);
	for (size_t i = 0; i < ITEMS; i++)
		*bad += !r.acked[i];
	*bad += !kit_store_is_sound(dir, &size) || size != ITEMS;
	buf_done(&r.approval);
	tmpdir_free(dir);
	return failed;
}

static void
test_kind(enum fault_kind kind, const char *name)
{
	unsigned n = 1, bad = 0;

	while (n < TRIES_MAX && once(kind, n, &bad))
		n++;
	tap_ok(bad == 0, "%s fails, each of %u: nothing is lost", name, n - 1);
	tap_ok(n > 3 && n < TRIES_MAX, "there were some");
}

int
main(void)
{
	(void)kit_verifier();
	(void)kit_admin();
	test_kind(FAULT_WRITE, "write");
	test_kind(FAULT_SYNC, "sync");
	test_kind(FAULT_ALLOC, "allocation");
	return tap_done();
}

#else

int
main(void)
{
	tap_skip(1, "built without fault injection");
	return tap_done();
}

#endif
