#include "base/lmdb.h"

#include <errno.h>
#include <lmdb.h>
#include <string.h>

#include "base/fault.h"
#include "base/mem.h"

enum { FILE_MODE = 0600, READERS_MAX = 64 };

/* Where the main table says which format the named tables follow. */
static const struct sv format_key = SV_INIT("exeat.format");

struct lmdb {
	MDB_env *env;
	MDB_dbi tables[LMDB_TABLES_MAX];
	size_t ntables;
	bool broken;		/* a commit failed: disk state unknown */
};

struct lmdb_txn {
	struct lmdb *db;
	MDB_txn *txn;
	bool write;
	int err;
};

struct lmdb_cursor {
	struct lmdb_txn *txn;
	MDB_cursor *cursor;
};

/* The one place where LMDB's errors become ours. */
static int
translate(int rc)
{
	switch (rc) {
	case MDB_SUCCESS:
		return 0;
	case MDB_NOTFOUND:
	case ENOENT:
		return ERR_NOTFOUND;
	case MDB_KEYEXIST:
		return ERR_EXISTS;
	case MDB_MAP_FULL:
	case MDB_READERS_FULL:
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case MDB_TXN_FULL:
		return ERR_LIMIT;
	case ENOMEM:
		return ERR_NOMEM;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
		return ERR_CORRUPT;
	case MDB_VERSION_MISMATCH:
	case MDB_INCOMPATIBLE:
		return ERR_UNSUPPORTED;
	case MDB_PANIC:
		return ERR_STATE;
	case MDB_BAD_VALSIZE:
	case EINVAL:
		return ERR_INVAL;
	default:
		return ERR_IO;
	}
}

static MDB_val
to_val(struct sv s)
{
	return (MDB_val){ s.len, (void *)(uintptr_t)s.ptr };
}

static struct sv
to_sv(MDB_val v)
{
	return sv_make(v.mv_data, v.mv_size);
}

/* Compare the format row, or write it into a new environment. */
static int
check_format(MDB_txn *txn, const struct lmdb_options *o)
{
	unsigned char want[4] = { (unsigned char)(o->format >> 24),
		(unsigned char)(o->format >> 16),
		(unsigned char)(o->format >> 8), (unsigned char)o->format };
	MDB_val key = to_val(format_key), val;
	MDB_dbi main_table;
	int rc;

	rc = mdb_dbi_open(txn, NULL, 0, &main_table);
	if (rc != 0)
		return translate(rc);
	rc = mdb_get(txn, main_table, &key, &val);
	if (rc == MDB_NOTFOUND && o->write) {
		val = (MDB_val){ sizeof(want), want };
		return translate(mdb_put(txn, main_table, &key, &val, 0));
	}
	if (rc != 0)
		return translate(rc);
	if (val.mv_size != sizeof(want) ||
	    memcmp(val.mv_data, want, sizeof(want)) != 0)
		return ERR_UNSUPPORTED;
	return 0;
}

static int
open_tables(struct lmdb *db, const struct lmdb_options *o)
{
	MDB_txn *txn;
	int rc;

	rc = mdb_txn_begin(db->env, NULL, o->write ? 0 : MDB_RDONLY, &txn);
	if (rc != 0)
		return translate(rc);
	rc = check_format(txn, o);
	for (size_t i = 0; i < o->ntables && rc == 0; i++)
		rc = translate(mdb_dbi_open(txn, o->tables[i],
		    o->write ? MDB_CREATE : 0, &db->tables[i]));
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc;
	}
	return translate(mdb_txn_commit(txn));
}

static int
open_env(struct lmdb *db, const struct lmdb_options *o)
{
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD |
	    (o->derived ? MDB_NOSYNC : 0);
	int rc;

	rc = mdb_env_create(&db->env);
	if (rc != 0)
		return translate(rc);
	rc = mdb_env_set_maxdbs(db->env, LMDB_TABLES_MAX);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(db->env, READERS_MAX);
	if (rc == 0)
		rc = mdb_env_set_mapsize(db->env, o->map_bytes);
	if (rc == 0)
		rc = mdb_env_open(db->env, o->dir,
		    o->write ? flags : flags | MDB_RDONLY, FILE_MODE);
	if (rc != 0)
		return translate(rc);
	rc = open_tables(db, o);
	return rc;
}

int
lmdb_open(const struct lmdb_options *o, struct lmdb **ret_db,
    struct errinfo *ei)
{
	struct lmdb *db;
	int rc;

	ASSERT(o->ntables <= LMDB_TABLES_MAX);
	db = mem_calloc(1, sizeof(*db));
	if (db == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s: out of memory", o->dir);
	db->ntables = o->ntables;
	rc = open_env(db, o);
	if (rc == 0) {
		*ret_db = db;
		return 0;
	}
	lmdb_close(db);
	if (rc == ERR_UNSUPPORTED)
		return errinfo_set(ei, rc, "%s: the store has another format "
		    "than this program's (%u); export it with the program "
		    "that wrote it", o->dir, o->format);
	return errinfo_set(ei, rc, "%s: cannot open the store: %s", o->dir,
	    err_text(rc));
}

void
lmdb_close(struct lmdb *db)
{
	if (db == NULL)
		return;
	if (db->env != NULL)
		mdb_env_close(db->env);
	mem_free(db);
}

static int
begin(struct lmdb *db, bool write, struct lmdb_txn **ret_txn)
{
	struct lmdb_txn *t = mem_calloc(1, sizeof(*t));
	unsigned flags = write ? 0 : MDB_RDONLY;
	int rc;

	if (t == NULL)
		return ERR_NOMEM;
	rc = mdb_txn_begin(db->env, NULL, flags, &t->txn);
	if (rc == MDB_MAP_RESIZED) {
		rc = mdb_env_set_mapsize(db->env, 0);
		if (rc == 0)
			rc = mdb_txn_begin(db->env, NULL, flags, &t->txn);
	}
	if (rc != 0) {
		mem_free(t);
		return translate(rc);
	}
	t->db = db;
	t->write = write;
	*ret_txn = t;
	return 0;
}

int
lmdb_begin_read(struct lmdb *db, struct lmdb_txn **ret_txn)
{
	return begin(db, false, ret_txn);
}

int
lmdb_begin_write(struct lmdb *db, struct lmdb_txn **ret_txn)
{
	if (db->broken)
		return ERR_STATE;
	return begin(db, true, ret_txn);
}

int
lmdb_commit(struct lmdb_txn *txn)
{
	struct lmdb *db = txn->db;
	int rc = txn->err;

	ASSERT(txn->write);
	if (rc == 0 && fault_hit(FAULT_WRITE)) {
		rc = ERR_IO;
		db->broken = true;
	}
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	rc = translate(mdb_txn_commit(txn->txn));
	mem_free(txn);
	/* A sync that failed may have written all the same: so does this. */
	if (fault_hit(FAULT_SYNC))
		rc = ERR_IO;
	if (rc != 0 && rc != ERR_FULL && rc != ERR_NOMEM)
		db->broken = true;
	return rc;
}

int
lmdb_sync(struct lmdb *db)
{
	if (fault_hit(FAULT_SYNC))
		return ERR_IO;
	return translate(mdb_env_sync(db->env, 1));
}

void
lmdb_abort(struct lmdb_txn *txn)
{
	if (txn == NULL)
		return;
	mdb_txn_abort(txn->txn);
	mem_free(txn);
}

void
lmdb_park(struct lmdb_txn *txn)
{
	ASSERT(!txn->write);
	mdb_txn_reset(txn->txn);
}

int
lmdb_renew(struct lmdb_txn *txn)
{
	int rc;

	ASSERT(!txn->write);
	rc = mdb_txn_renew(txn->txn);
	if (rc == MDB_MAP_RESIZED) {
		rc = mdb_env_set_mapsize(txn->db->env, 0);
		if (rc == 0)
			rc = mdb_txn_renew(txn->txn);
	}
	txn->err = translate(rc);
	return txn->err;
}

int
lmdb_err(const struct lmdb_txn *txn)
{
	return txn->err;
}

/* Note an error that is not an answer. */
static int
stick(struct lmdb_txn *txn, int rc)
{
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_EXISTS)
		txn->err = rc;
	return rc;
}

static MDB_dbi
table_of(const struct lmdb_txn *txn, unsigned table)
{
	ASSERT(table < txn->db->ntables);
	return txn->db->tables[table];
}

int
lmdb_get(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv *ret_value)
{
	MDB_val k = to_val(key), v;
	int rc;

	if (txn->err != 0)
		return txn->err;
	rc = stick(txn, translate(mdb_get(txn->txn, table_of(txn, table), &k,
	    &v)));
	if (rc == 0)
		*ret_value = to_sv(v);
	return rc;
}

/* mdb_put() with our errors; ERR_EXISTS only with MDB_NOOVERWRITE. */
static int
put(struct lmdb_txn *txn, unsigned table, struct sv key, MDB_val *value,
    unsigned flags)
{
	MDB_val k = to_val(key);

	if (txn->err != 0)
		return txn->err;
	if (fault_hit(FAULT_WRITE))
		return stick(txn, ERR_IO);
	return stick(txn, translate(mdb_put(txn->txn, table_of(txn, table), &k,
	    value, flags)));
}

void
lmdb_put(struct lmdb_txn *txn, unsigned table, struct sv key, struct sv value)
{
	MDB_val v = to_val(value);

	(void)put(txn, table, key, &v, 0);
}

void
lmdb_append(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv value)
{
	MDB_val v = to_val(value);

	if (put(txn, table, key, &v, MDB_APPEND) == ERR_EXISTS)
		txn->err = ERR_CORRUPT;
}

int
lmdb_insert(struct lmdb_txn *txn, unsigned table, struct sv key,
    struct sv value, struct sv *ret_there)
{
	MDB_val v = to_val(value);
	int rc = put(txn, table, key, &v, MDB_NOOVERWRITE);

	if (rc == ERR_EXISTS)
		*ret_there = to_sv(v);
	return rc;
}

void
lmdb_del(struct lmdb_txn *txn, unsigned table, struct sv key)
{
	MDB_val k = to_val(key);

	if (txn->err != 0)
		return;
	if (fault_hit(FAULT_WRITE)) {
		txn->err = ERR_IO;
		return;
	}
	(void)stick(txn, translate(mdb_del(txn->txn, table_of(txn, table), &k,
	    NULL)));
}

void
lmdb_clear(struct lmdb_txn *txn, unsigned table)
{
	if (txn->err != 0)
		return;
	(void)stick(txn, translate(mdb_drop(txn->txn, table_of(txn, table),
	    0)));
}

uint64_t
lmdb_count(struct lmdb_txn *txn, unsigned table)
{
	MDB_stat st;

	if (txn->err != 0)
		return 0;
	if (stick(txn, translate(mdb_stat(txn->txn, table_of(txn, table),
	    &st))) != 0)
		return 0;
	return st.ms_entries;
}

int
lmdb_cursor_open(struct lmdb_txn *txn, unsigned table,
    struct lmdb_cursor **ret_cursor)
{
	struct lmdb_cursor *c;
	int rc;

	if (txn->err != 0)
		return txn->err;
	c = mem_calloc(1, sizeof(*c));
	if (c == NULL)
		return ERR_NOMEM;
	rc = translate(mdb_cursor_open(txn->txn, table_of(txn, table),
	    &c->cursor));
	if (rc != 0) {
		mem_free(c);
		return stick(txn, rc);
	}
	c->txn = txn;
	*ret_cursor = c;
	return 0;
}

void
lmdb_cursor_close(struct lmdb_cursor *c)
{
	if (c == NULL)
		return;
	mdb_cursor_close(c->cursor);
	mem_free(c);
}

static int
move(struct lmdb_cursor *c, MDB_val key, MDB_cursor_op op, struct sv *ret_key,
    struct sv *ret_value)
{
	MDB_val v;
	int rc;

	if (c->txn->err != 0)
		return c->txn->err;
	rc = stick(c->txn, translate(mdb_cursor_get(c->cursor, &key, &v, op)));
	if (rc != 0)
		return rc;
	*ret_key = to_sv(key);
	*ret_value = to_sv(v);
	return 0;
}

int
lmdb_cursor_seek(struct lmdb_cursor *c, struct sv key, struct sv *ret_key,
    struct sv *ret_value)
{
	return move(c, to_val(key), MDB_SET_RANGE, ret_key, ret_value);
}

int
lmdb_cursor_last(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value)
{
	return move(c, (MDB_val){ 0, NULL }, MDB_LAST, ret_key, ret_value);
}

int
lmdb_cursor_next(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value)
{
	return move(c, (MDB_val){ 0, NULL }, MDB_NEXT, ret_key, ret_value);
}

int
lmdb_cursor_prev(struct lmdb_cursor *c, struct sv *ret_key,
    struct sv *ret_value)
{
	return move(c, (MDB_val){ 0, NULL }, MDB_PREV, ret_key, ret_value);
}

int
lmdb_reader_check(struct lmdb *db, unsigned *ret_dead)
{
	int dead = 0;
	int rc = translate(mdb_reader_check(db->env, &dead));

	if (rc == 0)
		*ret_dead = (unsigned)dead;
	return rc;
}

int
lmdb_usage(struct lmdb *db, struct lmdb_usage *ret_usage)
{
	MDB_envinfo info;
	MDB_stat st;
	int rc;

	rc = mdb_env_info(db->env, &info);
	if (rc == 0)
		rc = mdb_env_stat(db->env, &st);
	if (rc != 0)
		return translate(rc);
	ret_usage->used_bytes = ((uint64_t)info.me_last_pgno + 1) * st.ms_psize;
	ret_usage->map_bytes = info.me_mapsize;
	ret_usage->readers = info.me_numreaders;
	return 0;
}
