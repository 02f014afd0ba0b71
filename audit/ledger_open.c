#define _DEFAULT_SOURCE
#include "audit/ledger_private.h"

#include <sys/file.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "audit/slots.h"
#include "base/file.h"
#include "base/mem.h"

enum { PATH_BYTES = 4096, DIR_MODE = 0700, FILE_MODE = 0600 };

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

int
ledger_load_keys(struct ledger *l, struct lmdb_txn *txn, struct sv log,
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
		rc = ledger_load_keys(l, txn, o->verifier, o->admin);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	l->open = lmdb_count(txn, STORE_OPEN);
	rc = lmdb_commit(txn);
	return rc == 0 ? ledger_redo_erasures(l) : rc;
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
	fresh_init(&l->fresh);
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
	merge_done(&l->merge);
	fresh_done(&l->fresh);
	lmdb_close(l->db);
	if (l->slots_fd >= 0)
		(void)close(l->slots_fd);
	if (l->lock_fd >= 0)
		(void)close(l->lock_fd);
	mem_free(l->log_text);
	mem_free(l->admin_text);
	mem_free(l);
}
