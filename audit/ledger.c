#include "audit/ledger_private.h"

#include <string.h>

#include "audit/batch.h"
#include "audit/checkpoint.h"
#include "audit/reader.h"
#include "audit/slots.h"
#include "base/mem.h"

static const int64_t NS_PER_MINUTE = INT64_C(60000000000);

int
ledger_redo_erasures(struct ledger *l)
{
	struct lmdb_txn *txn;
	struct lmdb_cursor *c;
	struct sv key, image;
	uint64_t n = 0;
	int rc;

	rc = lmdb_begin_write(l->db, &txn);
	if (rc != 0)
		return rc;
	rc = lmdb_cursor_open(txn, STORE_ERASE, &c);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	for (; rc == 0; n++) {
		uint64_t slot = 0;

		rc = lmdb_cursor_next(c, &key, &image);
		if (rc != 0)
			break;
		for (size_t i = 0; i < key.len; i++)
			slot = slot << 8 | (unsigned char)key.ptr[i];
		rc = slots_write(l->slots_fd, slot, image);
	}
	lmdb_cursor_close(c);
	if (rc == ERR_NOTFOUND)
		rc = n == 0 ? 0 : slots_sync(l->slots_fd);
	if (rc != 0 || n == 0) {
		lmdb_abort(txn);
		return rc;
	}
	lmdb_clear(txn, STORE_ERASE);
	return lmdb_commit(txn);
}

static int
fail_all(struct ledger_item *items, size_t n, int rc)
{
	for (size_t i = 0; i < n; i++)
		items[i].status = rc;
	return rc;
}

/* After most failures the disk may hold more than we know. */
static void
note_failure(struct ledger *l, int rc)
{
	if (rc != ERR_FULL && rc != ERR_NOMEM)
		l->broken = true;
}

/* One attempt; ERR_AGAIN when an item had to be taken out. */
static int
attempt(struct ledger *l, struct batch *b)
{
	struct tree_hash root;
	int rc;

	rc = lmdb_begin_write(l->db, &b->txn);
	if (rc != 0)
		return rc;
	b->tree = l->tree;
	b->edge = l->edge;
	rc = fresh_catch_up(&l->fresh, b->txn);
	if (rc == 0)
		rc = batch_apply(b);
	if (rc == 0 && b->added > 0)
		rc = batch_write_slots(b);
	if (rc != 0 || b->added == 0) {
		lmdb_abort(b->txn);
		return rc;
	}
	root = tree_root(&b->tree);
	fresh_write(&l->fresh, b->txn);
	store_flush_edge(b->txn, &b->edge);
	store_write_tree(b->txn, b->tree.size, &root);
	b->open = lmdb_count(b->txn, STORE_OPEN);
	return lmdb_commit(b->txn);
}

static int
commit(struct ledger *l, struct batch *b)
{
	size_t nslots = 0;
	int rc;

	for (size_t i = 0; i < b->nitems; i++)
		if (b->items[i].status == 0)
			nslots += b->items[i].nslots;
	b->slots = mem_calloc(nslots, sizeof(*b->slots));
	if (b->slots == NULL)
		return ERR_NOMEM;
	do {
		rc = attempt(l, b);
		if (rc == 0)
			fresh_keep(&l->fresh);
		else
			fresh_drop(&l->fresh, NULL);
	} while (rc == ERR_AGAIN);
	mem_free(b->slots);
	if (rc != 0 || b->added == 0)
		return rc;
	l->tree = b->tree;
	l->edge = b->edge;
	l->open = b->open;
	return b->erases ? ledger_redo_erasures(l) : 0;
}

int
ledger_commit(struct ledger *l, struct ledger_item *items, size_t n)
{
	struct batch b = { .items = items, .nitems = n,
		.slots_fd = l->slots_fd, .fresh = &l->fresh,
		.admin = l->admin_text == NULL ? NULL : &l->admin };
	int rc;

	if (n == 0)
		return 0;
	if (l->broken)
		return fail_all(items, n, ERR_STATE);
	if (n > LEDGER_BATCH_MAX)
		return fail_all(items, n, ERR_LIMIT);
	batch_validate(&b);
	rc = commit(l, &b);
	if (rc == 0)
		return 0;
	note_failure(l, rc);
	return fail_all(items, n, rc);
}

int
ledger_set_keys(struct ledger *l, struct sv verifier, struct sv admin)
{
	struct lmdb_txn *txn;
	int rc;

	if (l->broken)
		return ERR_STATE;
	rc = lmdb_begin_write(l->db, &txn);
	if (rc != 0)
		return rc;
	rc = ledger_load_keys(l, txn, verifier, admin);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	rc = lmdb_commit(txn);
	if (rc != 0)
		note_failure(l, rc);
	return rc;
}

int
ledger_merge(struct ledger *l, size_t max, bool *ret_more)
{
	int rc;

	if (l->broken)
		return ERR_STATE;
	rc = merge_step(&l->merge, &l->fresh, l->db, max, ret_more);
	if (rc != 0)
		note_failure(l, rc);
	return rc;
}

size_t
ledger_fresh_count(const struct ledger *l)
{
	return fresh_count(&l->fresh);
}

uint64_t
ledger_size(const struct ledger *l)
{
	return l->tree.size;
}

uint64_t
ledger_unsealed(const struct ledger *l)
{
	return l->tree.size - l->sealed;
}

uint64_t
ledger_open_count(const struct ledger *l)
{
	return l->open;
}

int
ledger_reader(struct ledger *l, struct ledger_reader **ret_reader)
{
	return reader_attach(l->db, ret_reader);
}

int
ledger_checkpoint(const struct ledger *l, struct buf *b)
{
	struct checkpoint c = { .origin = l->log.name, .size = l->tree.size,
		.root = tree_root(&l->tree) };

	if (l->log_text == NULL)
		return ERR_STATE;
	if (l->sealed == l->tree.size)
		return ERR_AGAIN;
	checkpoint_write(&c, b);
	return buf_err(b);
}

/* Is the checkpoint one of this tree? */
static int
check_root(struct lmdb_txn *txn, const struct checkpoint *c)
{
	struct tree_source src = store_source(txn);
	struct tree_hash root;
	int rc;

	rc = tree_root_at(&src, c->size, &root);
	if (rc == 0 && memcmp(&root, &c->root, sizeof(root)) != 0)
		rc = ERR_CORRUPT;
	return rc;
}

int
ledger_seal(struct ledger *l, struct sv note, int64_t now_ns)
{
	int64_t minute = now_ns / NS_PER_MINUTE;
	struct store_key k, old = store_key_u64(l->sealed);
	struct checkpoint c;
	struct lmdb_txn *txn;
	int rc;

	if (l->broken || l->log_text == NULL)
		return ERR_STATE;
	rc = checkpoint_open(note, &l->log, &c);
	if (rc != 0)
		return ERR_AUTH;
	if (c.size > l->tree.size || c.size < l->sealed)
		return ERR_CORRUPT;
	rc = lmdb_begin_write(l->db, &txn);
	if (rc != 0)
		return rc;
	rc = check_root(txn, &c);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	/* Of all checkpoints of one minute the last is kept. */
	if (l->sealed_minute == minute && l->sealed > 0)
		lmdb_del(txn, STORE_SEAL, store_key_sv(&old));
	k = store_key_u64(c.size);
	lmdb_put(txn, STORE_SEAL, store_key_sv(&k), note);
	rc = lmdb_commit(txn);
	if (rc != 0) {
		note_failure(l, rc);
		return rc;
	}
	l->sealed = c.size;
	l->sealed_minute = minute;
	return 0;
}
