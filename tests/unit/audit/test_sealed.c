/* What the vault reads of a store that the ledger wrote. */
#include <stdio.h>
#include <string.h>

#include "audit/ledger.h"
#include "audit/sealed.h"
#include "audit/reader.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

/* Commit one row and one slot with a record. */
static int
commit(struct ledger *l, uint8_t id, struct sv key, uint64_t slot)
{
	struct ledger_row row = { key, SV("sealed") };
	char image[LEDGER_SLOT_BYTES];
	struct ledger_slot s = { slot, sv_make(image, sizeof(image)) };
	char text[RECORD_ID_TEXT], record[200];
	struct ledger_item item = { .kind = LEDGER_FINAL, .rows = &row,
		.nrows = 1, .slots = &s, .nslots = 1 };
	int n, rc;

	memset(item.id.bytes, id, sizeof(item.id.bytes));
	memset(image, 'A' + id, sizeof(image));
	record_id_format(item.id, text);
	n = snprintf(record, sizeof(record), "{\"id\":\"%s\"}", text);
	item.record = sv_make(record, (size_t)n);
	rc = ledger_commit(l, &item, 1);
	return rc != 0 ? rc : item.status;
}

static void
test_read(struct ledger *l, struct sealed *s)
{
	uint8_t image[LEDGER_SLOT_BYTES];
	uint64_t count = 99;
	struct sv value;

	tap_ok(sealed_slots(s, &count) == 0 && count == 0, "no slots yet");
	tap_is_int(sealed_slot(s, 0, image), ERR_NOTFOUND, "nor the first");
	tap_is_int(commit(l, 1, SV("t1"), 5), 0, "commit");
	tap_is_int(sealed_begin(s), 0, "begin");
	tap_ok(sealed_row(s, SV("t1"), &value) == 0 &&
	    sv_eq(value, SV("sealed")), "a row");
	tap_is_int(sealed_row(s, SV("t2"), &value), ERR_NOTFOUND, "no row");
	sealed_end(s);
	tap_ok(sealed_slots(s, &count) == 0 && count == 6, "six slots");
	tap_ok(sealed_slot(s, 5, image) == 0 && image[0] == 'B' &&
	    image[127] == 'B', "the one that was written");
	tap_ok(sealed_slot(s, 4, image) == 0 && image[0] == 0, "a free one");
	tap_is_int(sealed_slot(s, 60000, image), ERR_NOTFOUND, "beyond the end");
	tap_is_int(sealed_slot(s, UINT64_MAX, image), ERR_NOTFOUND,
	    "far beyond");
}

int
main(void)
{
	char *dir = tmpdir_new();
	struct ledger_options o = { .dir = dir, .map_bytes = 1 << 24 };
	struct ledger_reader *view = NULL;
	struct sealed *s = NULL;
	struct ledger *l = NULL;
	struct errinfo ei = { 0 };

	tap_is_int(sealed_open(dir, &s, &ei), ERR_NOTFOUND, "no store");
	tap_is_int(ledger_open(&o, &l, &ei), 0, "ledger %s", ei.text);
	if (tap_ok(l != NULL && ledger_reader(l, &view) == 0 &&
	    sealed_attach(dir, view, &s, &ei) == 0, "attach %s", ei.text)) {
		test_read(l, s);
		sealed_close(s);
	}
	ledger_close(l);
	if (tap_ok(sealed_open(dir, &s, &ei) == 0, "alone: %s", ei.text)) {
		struct sv value;

		tap_ok(sealed_begin(s) == 0 &&
		    sealed_row(s, SV("t1"), &value) == 0, "the same row");
		sealed_end(s);
		sealed_close(s);
	}
	sealed_close(NULL);
	tmpdir_free(dir);
	return tap_done();
}
