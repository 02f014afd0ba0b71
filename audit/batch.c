#include "audit/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/approval.h"
#include "audit/record.h"
#include "audit/slots.h"
#include "base/crypto.h"
#include "base/err.h"

/*
 * Invariants:
 * 1. An item is applied whole or not at all: it is checked before it changes
 *    anything, and its rows can be dropped again. Only two items that want one
 *    slot are found out later; then the whole transaction starts anew.
 * 2. Slots are only collected here; they are written once every item is known
 *    to be good, and before the transaction commits.
 */

enum {
	NAMED_MAX = RECORD_ID_TEXT + 16,
	GATHER = 32			/* slots of one write */
};

static bool
is_outcome(const struct ledger_item *it)
{
	return it->kind == LEDGER_OUTCOME || it->kind == LEDGER_UNKNOWN;
}

/* True if the record says `"id":"…"` (or decision) of the item. */
static bool
names_id(const struct ledger_item *it)
{
	char text[NAMED_MAX], id[RECORD_ID_TEXT];
	int n;

	record_id_format(it->id, id);
	n = snprintf(text, sizeof(text), "\"%s\":\"%s\"",
	    is_outcome(it) ? "decision" : "id", id);
	return sv_find(it->record, sv_make(text, (size_t)n)) > 0;
}

/*
 * One line that looks like an object, so that exports have a record a line.
 * Nothing more is read here: records are for readers (audit/view.h).
 */
static bool
is_object_line(struct sv s)
{
	return s.len >= 2 && s.ptr[0] == '{' && s.ptr[s.len - 1] == '}' &&
	    sv_find_char(s, '\n') < 0 && sv_find_char(s, '\r') < 0;
}

static int
check_record(const struct ledger_item *it)
{
	if (it->record.len > RECORD_MAX_BYTES)
		return ERR_LIMIT;
	return is_object_line(it->record) && names_id(it) ? 0 : ERR_INVAL;
}

static int
check_lists(const struct ledger_item *it)
{
	static const char zeros[LEDGER_SLOT_BYTES];

	if (it->nrows > LEDGER_ITEM_MAX || it->nslots > LEDGER_ITEM_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < it->nrows; i++)
		if (it->rows[i].key.len == 0 ||
		    it->rows[i].key.len > LEDGER_ROW_KEY_MAX)
			return ERR_INVAL;
	for (size_t i = 0; i < it->nslots; i++)
		if (it->slots[i].image.len != LEDGER_SLOT_BYTES ||
		    memcmp(it->slots[i].image.ptr, zeros,
		    sizeof(zeros)) == 0)
			return ERR_INVAL;
	return 0;
}

static int
check_kind(const struct batch *b, const struct ledger_item *it)
{
	switch (it->kind) {
	case LEDGER_FLOW:
	case LEDGER_FINAL:
		return 0;
	case LEDGER_OUTCOME:
	case LEDGER_UNKNOWN:
		return it->nrows == 0 && it->nslots == 0 ? 0 : ERR_INVAL;
	case LEDGER_ERASE:
		return b->admin == NULL ? ERR_AUTH :
		    approval_check(it, b->admin);
	}
	return ERR_INVAL;
}

void
batch_validate(struct batch *b)
{
	for (size_t i = 0; i < b->nitems; i++) {
		struct ledger_item *it = &b->items[i];

		it->status = check_record(it);
		if (it->status == 0)
			it->status = check_lists(it);
		if (it->status == 0)
			it->status = check_kind(b, it);
	}
}

/* The item is there already: is it the same record? */
static int
check_same(struct batch *b, struct ledger_item *it, uint64_t index)
{
	struct store_key k = store_key_u64(index);
	struct sv record;
	int rc;

	rc = lmdb_get(b->txn, STORE_RECORD, store_key_sv(&k), &record);
	if (rc != 0)
		return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
	if (!sv_eq(record, it->record))
		return ERR_CONFLICT;
	it->index = index;
	return 0;
}

/* An outcome needs a decision that awaits one. */
static int
check_decision(struct batch *b, const struct ledger_item *it)
{
	struct store_key k = store_key_id(it->id, STORE_SIDE_RECORD);
	struct store_place place;
	struct sv row;
	int rc;

	rc = store_read_id(b->txn, it->id, STORE_SIDE_RECORD, &place);
	if (rc != 0)
		return rc;
	k.len = RECORD_ID_BYTES;
	rc = lmdb_get(b->txn, STORE_OPEN, store_key_sv(&k), &row);
	return rc == ERR_NOTFOUND ? ERR_CONFLICT : rc;
}

/*
 * Is `it` new? `*ret_new` false: it is there already and has its index. A real
 * outcome may follow one that we wrote because nobody knew.
 */
static int
check_new(struct batch *b, struct ledger_item *it, bool *ret_new)
{
	bool outcome = is_outcome(it);
	struct store_place place;
	int rc;

	rc = store_read_id(b->txn, it->id,
	    outcome ? STORE_SIDE_OUTCOME : STORE_SIDE_RECORD, &place);
	*ret_new = true;
	if (rc == ERR_NOTFOUND)
		return outcome ? check_decision(b, it) : 0;
	if (rc != 0)
		return rc;
	if (it->kind == LEDGER_OUTCOME &&
	    (place.flags & STORE_ID_UNKNOWN) != 0)
		return 0;
	*ret_new = false;
	return check_same(b, it, place.index);
}

static int
check_slots(struct batch *b, const struct ledger_item *it, size_t number)
{
	for (size_t i = 0; i < it->nslots; i++) {
		enum slots_state state;
		int rc;

		if (it->slots[i].slot >= b->slots_limit)
			return ERR_RANGE;
		rc = slots_compare(b->slots_fd, it->slots[i].slot,
		    it->slots[i].image, &state);
		if (rc != 0)
			return rc;
		if (it->kind == LEDGER_ERASE) {
			if (state == SLOTS_EMPTY)
				return ERR_NOTFOUND;
			continue;
		}
		if (state == SLOTS_OTHER)
			return ERR_CONFLICT;
		if (state == SLOTS_EMPTY)
			b->slots[b->nslots++] = (struct batch_slot){
				it->slots[i].slot, it->slots[i].image,
				number };
	}
	return 0;
}

static int
add_rows(struct batch *b, const struct ledger_item *it)
{
	int rc = 0;

	for (size_t i = 0; i < it->nrows && rc == 0; i++)
		rc = fresh_put(b->fresh, b->txn, it->rows[i].key,
		    it->rows[i].value);
	return rc;
}

static void
add_side(struct batch *b, struct sv side)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];

	if (side.len == 0)
		return;
	crypto_sha256(side, digest);
	lmdb_put(b->txn, STORE_SIDE, sv_make(digest, sizeof(digest)), side);
}

/* Open and close what awaits an outcome; note what must be overwritten. */
static void
add_consequences(struct batch *b, const struct ledger_item *it)
{
	struct store_key k = store_key_id(it->id, STORE_SIDE_RECORD);
	uint8_t row[4 + 8];

	k.len = RECORD_ID_BYTES;
	switch (it->kind) {
	case LEDGER_FLOW:
		for (unsigned i = 0; i < 4; i++)
			row[i] = (uint8_t)(it->owner >> (24 - 8 * i));
		for (unsigned i = 0; i < 8; i++)
			row[4 + i] = (uint8_t)(it->index >> (56 - 8 * i));
		lmdb_put(b->txn, STORE_OPEN, store_key_sv(&k),
		    sv_make(row, sizeof(row)));
		break;
	case LEDGER_OUTCOME:
	case LEDGER_UNKNOWN:
		lmdb_del(b->txn, STORE_OPEN, store_key_sv(&k));
		break;
	case LEDGER_ERASE:
		for (size_t i = 0; i < it->nslots; i++) {
			k = store_key_u64(it->slots[i].slot);
			lmdb_put(b->txn, STORE_ERASE, store_key_sv(&k),
			    it->slots[i].image);
		}
		b->erases = true;
		break;
	case LEDGER_FINAL:
		break;
	}
}

static void
add_record(struct batch *b, struct ledger_item *it)
{
	struct tree_hash leaf = tree_leaf(it->record), made[TREE_LEVELS];
	struct store_place place = { b->tree.size,
		it->kind == LEDGER_UNKNOWN ? STORE_ID_UNKNOWN : 0 };
	struct store_key k = store_key_u64(place.index);
	unsigned levels;

	it->index = place.index;
	lmdb_append(b->txn, STORE_RECORD, store_key_sv(&k), it->record);
	levels = tree_add(&b->tree, &leaf, made);
	store_add_hashes(b->txn, &b->edge, made, levels);
	store_write_id(b->txn, it->id, is_outcome(it) ?
	    STORE_SIDE_OUTCOME : STORE_SIDE_RECORD, place);
	b->added++;
}

static int
apply_item(struct batch *b, size_t number)
{
	struct ledger_item *it = &b->items[number];
	struct fresh_row *mark = fresh_mark(b->fresh);
	size_t nslots = b->nslots;
	bool new;
	int rc;

	rc = check_new(b, it, &new);
	if (rc != 0 || !new)
		return rc;
	rc = check_slots(b, it, number);
	if (rc == 0)
		rc = add_rows(b, it);
	if (rc != 0) {
		b->nslots = nslots;
		fresh_drop(b->fresh, mark);
		return rc;
	}
	add_side(b, it->side);
	add_record(b, it);
	add_consequences(b, it);
	return lmdb_err(b->txn);
}

/* An error that is the item's own and not the store's. */
static bool
is_items(const struct batch *b, int rc)
{
	if (lmdb_err(b->txn) != 0)
		return false;
	return rc == ERR_CONFLICT || rc == ERR_NOTFOUND || rc == ERR_RANGE;
}

static int
compare_slots(const void *a, const void *b)
{
	const struct batch_slot *x = a, *y = b;

	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

/* Two items of the batch may not want one slot for different images. */
static int
check_shared_slots(struct batch *b)
{
	int rc = 0;

	qsort(b->slots, b->nslots, sizeof(*b->slots), compare_slots);
	for (size_t i = 1; i < b->nslots; i++) {
		const struct batch_slot *s = &b->slots[i];

		if (s->slot != s[-1].slot || sv_eq(s->image, s[-1].image))
			continue;
		b->items[s->item].status = ERR_CONFLICT;
		rc = ERR_AGAIN;
	}
	return rc;
}

int
batch_apply(struct batch *b)
{
	uint64_t room;
	int err = slots_room(b->slots_fd, &room);

	if (err != 0)
		return err;
	b->slots_limit = room + LEDGER_SLOT_GAP;
	b->nslots = b->added = 0;
	b->erases = false;
	for (size_t i = 0; i < b->nitems; i++) {
		int rc;

		if (b->items[i].status != 0)
			continue;
		rc = apply_item(b, i);
		if (rc == 0)
			continue;
		if (!is_items(b, rc))
			return rc;
		b->items[i].status = rc;
	}
	return check_shared_slots(b);
}

/* Gather slots that stand side by side; how many were taken. */
static size_t
gather(const struct batch_slot *s, size_t n, char *out)
{
	size_t i = 0;

	do {
		memcpy(out + i * SLOTS_IMAGE, s[i].image.ptr, SLOTS_IMAGE);
		i++;
	} while (i < n && i < GATHER && s[i].slot == s[0].slot + i);
	return i;
}

int
batch_write_slots(struct batch *b)
{
	char images[GATHER * SLOTS_IMAGE];
	size_t at = 0, n;
	int rc;

	if (b->nslots == 0)
		return 0;
	rc = slots_reserve(b->slots_fd, b->slots[b->nslots - 1].slot);
	for (; at < b->nslots && rc == 0; at += n) {
		n = gather(b->slots + at, b->nslots - at, images);
		rc = slots_write(b->slots_fd, b->slots[at].slot,
		    sv_make(images, n * SLOTS_IMAGE));
	}
	return rc != 0 ? rc : slots_sync(b->slots_fd);
}
