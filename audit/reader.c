#include "audit/reader.h"

#include <string.h>

#include "audit/fresh.h"
#include "audit/ledger.h"
#include "audit/store.h"
#include "base/encode.h"
#include "base/lmdb.h"
#include "base/mem.h"
#include "base/wire.h"

enum { OPEN_ROW = 4 + 8 };

struct ledger_reader {
	struct lmdb *db;
	bool owns_db;
	struct lmdb_txn *txn;
	uint64_t size;
	struct tree_hash root;
	struct fresh fresh;
	bool caught_up;			/* `fresh` is of this view */
};

int
reader_attach(struct lmdb *db, struct ledger_reader **ret_reader)
{
	struct ledger_reader *s = mem_calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return ERR_NOMEM;
	s->db = db;
	fresh_init(&s->fresh);
	rc = lmdb_begin_read(db, &s->txn);
	if (rc == 0)
		rc = store_read_tree(s->txn, &s->size, &s->root);
	if (rc != 0) {
		reader_close(s);
		return rc;
	}
	*ret_reader = s;
	return 0;
}

int
reader_open(const char *dir, struct ledger_reader **ret_reader,
    struct errinfo *ei)
{
	struct lmdb *db;
	int rc;

	rc = store_open(dir, false, LEDGER_MAP_BYTES, &db, ei);
	if (rc != 0)
		return rc;
	rc = reader_attach(db, ret_reader);
	if (rc != 0) {
		lmdb_close(db);
		return errinfo_set(ei, rc, "%s: cannot read the ledger: %s",
		    dir, err_text(rc));
	}
	(*ret_reader)->owns_db = true;
	return 0;
}

void
reader_close(struct ledger_reader *s)
{
	if (s == NULL)
		return;
	lmdb_abort(s->txn);
	fresh_done(&s->fresh);
	if (s->owns_db)
		lmdb_close(s->db);
	mem_free(s);
}

void
reader_park(struct ledger_reader *s)
{
	lmdb_park(s->txn);
}

int
reader_renew(struct ledger_reader *s)
{
	int rc;

	lmdb_park(s->txn);
	s->caught_up = false;
	rc = lmdb_renew(s->txn);
	return rc != 0 ? rc : store_read_tree(s->txn, &s->size, &s->root);
}

uint64_t
reader_size(const struct ledger_reader *s)
{
	return s->size;
}

struct tree_hash
reader_root(const struct ledger_reader *s)
{
	return s->root;
}

struct tree_source
reader_source(struct ledger_reader *s)
{
	return store_source(s->txn);
}

struct lmdb_txn *
reader_txn(struct ledger_reader *s)
{
	return s->txn;
}

int
reader_record(struct ledger_reader *s, uint64_t index, struct sv *ret_record)
{
	struct store_key k = store_key_u64(index);
	int rc;

	if (index >= s->size)
		return ERR_NOTFOUND;
	rc = lmdb_get(s->txn, STORE_RECORD, store_key_sv(&k), ret_record);
	return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
}

int
reader_view(struct ledger_reader *s, uint64_t index, struct arena *a,
    struct sv *ret_record, struct view *ret_view)
{
	uint8_t digest[RECORD_DIGEST_BYTES];
	struct sv list;
	int rc;

	rc = reader_record(s, index, ret_record);
	if (rc == 0)
		rc = view_read(*ret_record, a, ret_view);
	if (rc != 0 || ret_view->side.len == 0 ||
	    encode_unhex(ret_view->side, digest, sizeof(digest)) != 0)
		return rc;
	rc = reader_side(s, digest, &list);
	if (rc == 0)
		rc = view_read_subjects(list, a, ret_view);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
reader_find(struct ledger_reader *s, struct record_id id, bool outcome,
    uint64_t *ret_index)
{
	struct store_place place;
	int rc;

	rc = store_read_id(s->txn, id,
	    outcome ? STORE_SIDE_OUTCOME : STORE_SIDE_RECORD, &place);
	if (rc == 0)
		*ret_index = place.index;
	return rc;
}

int
reader_row(struct ledger_reader *s, struct sv key, struct sv *ret_value)
{
	int rc = 0;

	if (!s->caught_up)
		rc = fresh_catch_up(&s->fresh, s->txn);
	if (rc != 0)
		return rc;
	s->caught_up = true;
	return fresh_get(&s->fresh, s->txn, key, ret_value);
}

int
reader_side(struct ledger_reader *s, const uint8_t sha256[32],
    struct sv *ret_list)
{
	return lmdb_get(s->txn, STORE_SIDE, sv_make(sha256, 32), ret_list);
}

int
reader_verifier(struct ledger_reader *s, struct sv *ret_key)
{
	return lmdb_get(s->txn, STORE_META, SV("verifier"), ret_key);
}

int
reader_checkpoint(struct ledger_reader *s, uint64_t size, struct sv *ret_note)
{
	struct store_key k = store_key_u64(size);
	struct lmdb_cursor *c;
	struct sv key, note;
	int rc;

	rc = lmdb_cursor_open(s->txn, STORE_SEAL, &c);
	if (rc != 0)
		return rc;
	if (size == UINT64_MAX)
		rc = lmdb_cursor_last(c, &key, &note);
	else
		rc = lmdb_cursor_seek(c, store_key_sv(&k), &key, &note);
	lmdb_cursor_close(c);
	if (rc == 0)
		*ret_note = note;
	return rc;
}

/* Fill `at` from a row of the table; is it another one than before? */
static int
read_open(struct sv key, struct sv row, struct reader_open_decision *at)
{
	struct wire_reader r;

	if (key.len != RECORD_ID_BYTES || row.len != OPEN_ROW)
		return ERR_CORRUPT;
	memcpy(at->id.bytes, key.ptr, RECORD_ID_BYTES);
	wire_read_init(&r, row);
	at->owner = wire_read_u32(&r);
	at->index = wire_read_u64(&r);
	return 0;
}

int
reader_next_open(struct ledger_reader *s, struct reader_open_decision *at,
    bool *first)
{
	struct sv from = sv_make(at->id.bytes, RECORD_ID_BYTES), key, row;
	struct lmdb_cursor *c;
	int rc;

	rc = lmdb_cursor_open(s->txn, STORE_OPEN, &c);
	if (rc != 0)
		return rc;
	rc = lmdb_cursor_seek(c, from, &key, &row);
	if (rc == 0 && !*first && sv_eq(key, from))
		rc = lmdb_cursor_next(c, &key, &row);
	lmdb_cursor_close(c);
	*first = false;
	return rc != 0 ? rc : read_open(key, row, at);
}

uint64_t
reader_open_count(struct ledger_reader *s)
{
	return lmdb_count(s->txn, STORE_OPEN);
}

static int
add_entries(struct ledger_reader *s, const struct tile *t, struct buf *b)
{
	for (unsigned i = 0; i < t->width; i++) {
		struct sv record;
		int rc;

		rc = reader_record(s, t->index * TILE_WIDTH + i, &record);
		if (rc != 0)
			return rc;
		tile_add_entry(b, record);
	}
	return buf_err(b);
}

int
reader_tile(struct ledger_reader *s, const struct tile *t, struct buf *b)
{
	struct tree_hash hashes[TILE_WIDTH];
	int rc;

	if (t->width > tile_width(t->level, t->index, s->size))
		return ERR_NOTFOUND;
	if (t->entries)
		return add_entries(s, t, b);
	rc = store_read_hashes(s->txn, t->level, t->index * TILE_WIDTH,
	    t->width, hashes);
	if (rc != 0)
		return rc;
	buf_add(b, hashes, t->width * sizeof(hashes[0]));
	return buf_err(b);
}
