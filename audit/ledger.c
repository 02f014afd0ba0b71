#define _DEFAULT_SOURCE
#include "audit/ledger.h"

#include <sys/file.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "audit/batch.h"
#include "audit/checkpoint.h"
#include "audit/record.h"
#include "audit/slots.h"
#include "audit/reader.h"
#include "audit/store.h"
#include "base/file.h"
#include "base/lmdb.h"
#include "base/mem.h"

/*
 * Invariants:
 * 1. Memory follows the disk: tree, edge and counts are replaced only after
 *    the transaction that made them has committed.
 * 2. Slots are durable before the record that speaks of them; erasures are
 *    durable as a record and as a row of STORE_ERASE before they are done, and
 *    done again at the next opening if a crash came between.
 * 3. After an error that leaves the disk's state unknown nothing more is
 *    committed: `broken`.
 */

enum { PATH_BYTES = 4096, DIR_MODE = 0700, FILE_MODE = 0600 };

static const int64_t NS_PER_MINUTE = INT64_C(60000000000);

struct ledger {
	struct lmdb *db;
	int lock_fd, slots_fd;
	bool broken;
	struct tree tree;
	struct store_edge edge;
	uint64_t open;			/* decisions that await an outcome */
	uint64_t sealed;		/* size of the newest checkpoint */
	int64_t sealed_minute;
	char *log_text, *admin_text;	/* verifier keys */
	struct note_key log, admin;
};

/* Only one writer: its tree is in its memory. */
static int
take_lock(struct ledger *l, const char *dir, struct errinfo *ei)
{
	char path[PATH_BYTES];

	if (store_path(dir, "writer.lock", path, sizeof(path)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", dir);
	l->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    FILE_MODE);
	if (l->lock_fd < 0)
		return errinfo_errno(ei, ERR_IO, "%s", path);
	if (flock(l->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return errinfo_set(ei, ERR_CONFLICT,
		    "%s: another process writes to this store", dir);
	return 0;
}

static int
make_dirs(const char *dir, struct errinfo *ei)
{
	char path[PATH_BYTES];

	if (store_path(dir, "live", path, sizeof(path)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", dir);
	return file_mkdirs(path, DIR_MODE, ei);
}

/* Take the stored verifier key `name`, or store the one given. */
static int
load_key(struct lmdb_txn *txn, struct sv name, struct sv given, char **text,
    struct note_key *key)
{
	struct note_key parsed;
	struct sv there;
	char *copy;
	int rc, bad;

	rc = lmdb_get(txn, STORE_META, name, &there);
	if (rc == ERR_NOTFOUND) {
		if (given.len == 0)
			return 0;
		there = given;
	} else if (rc != 0) {
		return rc;
	}
	if (given.len > 0 && !sv_eq(given, there))
		return ERR_CONFLICT;
	copy = mem_calloc(there.len + 1, 1);
	if (copy == NULL)
		return ERR_NOMEM;
	memcpy(copy, there.ptr, there.len);
	bad = note_key_parse(sv_cstr(copy), &parsed);
	if (bad != 0) {
		mem_free(copy);
		return bad;
	}
	mem_free(*text);
	*text = copy;
	*key = parsed;
	if (rc == ERR_NOTFOUND)
		lmdb_put(txn, STORE_META, name, given);
	return lmdb_err(txn);
}

static int
load_keys(struct ledger *l, struct lmdb_txn *txn, struct sv log,
    struct sv admin)
{
	int rc;

	rc = load_key(txn, SV("verifier"), log, &l->log_text, &l->log);
	if (rc == 0)
		rc = load_key(txn, SV("admin"), admin, &l->admin_text,
		    &l->admin);
	return rc;
}

/* The last record must be the leaf that the tree has. */
static int
check_last(struct ledger *l, struct lmdb_txn *txn)
{
	struct store_key k = store_key_u64(l->tree.size - 1);
	struct tree_hash want, got;
	struct sv record;
	int rc;

	if (l->tree.size == 0)
		return 0;
	rc = lmdb_get(txn, STORE_RECORD, store_key_sv(&k), &record);
	if (rc != 0)
		return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
	rc = store_read_hashes(txn, 0, l->tree.size - 1, 1, &want);
	got = tree_leaf(record);
	if (rc == 0 && memcmp(&got, &want, sizeof(got)) != 0)
		rc = ERR_CORRUPT;
	return rc;
}

static int
load_tree(struct ledger *l, struct lmdb_txn *txn)
{
	struct tree_source src = store_source(txn);
	struct tree_hash want, got;
	uint64_t size;
	int rc;

	rc = store_read_tree(txn, &size, &want);
	if (rc == 0)
		rc = tree_load(&src, size, &l->tree);
	if (rc != 0)
		return rc;
	got = tree_root(&l->tree);
	if (memcmp(&got, &want, sizeof(got)) != 0)
		return ERR_CORRUPT;
	rc = store_load_edge(txn, size, &l->edge);
	return rc == 0 ? check_last(l, txn) : rc;
}

static int
load_sealed(struct ledger *l, struct lmdb_txn *txn)
{
	struct lmdb_cursor *c;
	struct sv k, v;
	int rc;

	rc = lmdb_cursor_open(txn, STORE_SEAL, &c);
	if (rc != 0)
		return rc;
	if (lmdb_cursor_last(c, &k, &v) == 0 && k.len == sizeof(l->sealed))
		for (size_t i = 0; i < k.len; i++)
			l->sealed = l->sealed << 8 | (unsigned char)k.ptr[i];
	lmdb_cursor_close(c);
	return lmdb_err(txn);
}

/* Overwrite the slots that records have declared erased, then forget it. */
static int
redo_erasures(struct ledger *l)
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
load(struct ledger *l, const struct ledger_options *o)
{
	struct lmdb_txn *txn;
	int rc;

	rc = lmdb_begin_write(l->db, &txn);
	if (rc != 0)
		return rc;
	rc = load_tree(l, txn);
	if (rc == 0)
		rc = load_sealed(l, txn);
	if (rc == 0)
		rc = load_keys(l, txn, o->verifier, o->admin);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	l->open = lmdb_count(txn, STORE_OPEN);
	rc = lmdb_commit(txn);
	return rc == 0 ? redo_erasures(l) : rc;
}

static int
open_all(struct ledger *l, const struct ledger_options *o, struct errinfo *ei)
{
	int rc;

	rc = make_dirs(o->dir, ei);
	if (rc == 0)
		rc = take_lock(l, o->dir, ei);
	if (rc == 0)
		rc = slots_open(o->dir, true, &l->slots_fd, ei);
	if (rc == 0)
		rc = store_open(o->dir, true, o->map_bytes == 0 ?
		    LEDGER_MAP_BYTES : o->map_bytes, &l->db, ei);
	if (rc != 0)
		return rc;
	rc = load(l, o);
	if (rc == ERR_CONFLICT)
		return errinfo_set(ei, rc, "%s: this store belongs to another "
		    "log: its verifier key is not this one", o->dir);
	if (rc != 0)
		return errinfo_set(ei, rc, "%s: cannot load the ledger: %s",
		    o->dir, err_text(rc));
	return 0;
}

int
ledger_open(const struct ledger_options *o, struct ledger **ret_ledger,
    struct errinfo *ei)
{
	struct ledger *l = mem_calloc(1, sizeof(*l));
	int rc;

	if (l == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	l->lock_fd = l->slots_fd = -1;
	rc = open_all(l, o, ei);
	if (rc != 0) {
		ledger_close(l);
		return rc;
	}
	*ret_ledger = l;
	return 0;
}

void
ledger_close(struct ledger *l)
{
	if (l == NULL)
		return;
	lmdb_close(l->db);
	if (l->slots_fd >= 0)
		(void)close(l->slots_fd);
	if (l->lock_fd >= 0)
		(void)close(l->lock_fd);
	mem_free(l->log_text);
	mem_free(l->admin_text);
	mem_free(l);
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
	rc = batch_apply(b);
	if (rc == 0 && b->added > 0)
		rc = batch_write_slots(b);
	if (rc != 0 || b->added == 0) {
		lmdb_abort(b->txn);
		return rc;
	}
	root = tree_root(&b->tree);
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
	do
		rc = attempt(l, b);
	while (rc == ERR_AGAIN);
	mem_free(b->slots);
	if (rc != 0 || b->added == 0)
		return rc;
	l->tree = b->tree;
	l->edge = b->edge;
	l->open = b->open;
	return b->erases ? redo_erasures(l) : 0;
}

int
ledger_commit(struct ledger *l, struct ledger_item *items, size_t n)
{
	struct batch b = { .items = items, .nitems = n,
		.slots_fd = l->slots_fd,
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
	rc = load_keys(l, txn, verifier, admin);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	rc = lmdb_commit(txn);
	if (rc != 0)
		note_failure(l, rc);
	return rc;
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
