#define _POSIX_C_SOURCE 200809L
#include "audit/projection.h"

#include <string.h>
#include <unistd.h>

#include "audit/store.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/wire.h"

enum {
	PATH_BYTES = 4096,
	DIR_MODE = 0700,
	POSITION_ROW = 8 + TREE_HASH_BYTES
};

struct projection {
	const struct projection_spec *spec;
	struct lmdb *db;
	struct lmdb_txn *txn;		/* NULL: not begun */
	uint64_t position;		/* records taken in, with it */
};

/* Files of an environment that is to be made anew. */
static void
remove_files(const char *path)
{
	static const char *const names[] = { "data.mdb", "lock.mdb" };
	char file[PATH_BYTES];

	for (size_t i = 0; i < NELEMS(names); i++)
		if (store_path(path, names[i], file, sizeof(file)) == 0)
			(void)unlink(file);
}

static int
open_env(struct projection *p, const char *path, bool write,
    struct errinfo *ei)
{
	struct lmdb_options o = { .dir = path, .tables = p->spec->tables,
		.ntables = p->spec->ntables, .map_bytes = p->spec->map_bytes,
		.format = p->spec->format, .write = write };
	int rc;

	if (write) {
		rc = file_mkdirs(path, DIR_MODE, ei);
		if (rc != 0)
			return rc;
	}
	rc = lmdb_open(&o, &p->db, ei);
	if (!write || (rc != ERR_UNSUPPORTED && rc != ERR_CORRUPT))
		return rc;
	remove_files(path);
	return lmdb_open(&o, &p->db, ei);
}

int
projection_open(const char *dir, const struct projection_spec *spec,
    bool write, struct projection **ret_projection, struct errinfo *ei)
{
	struct projection *p;
	char path[PATH_BYTES];
	int rc;

	if (store_path(dir, spec->name, path, sizeof(path)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", dir);
	p = mem_calloc(1, sizeof(*p));
	if (p == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	p->spec = spec;
	rc = open_env(p, path, write, ei);
	if (rc != 0) {
		mem_free(p);
		return rc;
	}
	*ret_projection = p;
	return 0;
}

void
projection_close(struct projection *p)
{
	if (p == NULL)
		return;
	projection_abort(p);
	lmdb_close(p->db);
	mem_free(p);
}

/*
 * How many records were taken in; 0 if the last of them is not what this
 * ledger has in its place.
 */
static int
read_position(struct lmdb_txn *txn, struct ledger_reader *ledger,
    uint64_t *ret_position)
{
	struct tree_source src = reader_source(ledger);
	struct tree_hash was, is;
	struct wire_reader r;
	uint64_t n;
	struct sv row;
	int rc;

	*ret_position = 0;
	rc = lmdb_get(txn, 0, SV("position"), &row);
	if (rc != 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (row.len != POSITION_ROW)
		return 0;
	wire_read_init(&r, row);
	n = wire_read_u64(&r);
	wire_read_copy(&r, was.bytes, sizeof(was.bytes));
	if (n == 0 || n > reader_size(ledger))
		return 0;
	rc = src.node(src.ctx, 0, n - 1, &is);
	if (rc == 0 && memcmp(&was, &is, sizeof(is)) == 0)
		*ret_position = n;
	return rc;
}

static int
write_position(struct lmdb_txn *txn, struct ledger_reader *ledger, uint64_t n)
{
	struct tree_source src = reader_source(ledger);
	struct tree_hash leaf;
	struct buf row;
	int rc;

	rc = src.node(src.ctx, 0, n - 1, &leaf);
	if (rc != 0)
		return rc;
	buf_init(&row, POSITION_ROW);
	wire_write_u64(&row, n);
	buf_add(&row, leaf.bytes, sizeof(leaf.bytes));
	rc = buf_err(&row);
	if (rc == 0)
		lmdb_put(txn, 0, SV("position"), buf_sv(&row));
	buf_done(&row);
	return rc;
}

int
projection_begin(struct projection *p, struct ledger_reader *ledger,
    uint64_t *ret_position)
{
	int rc;

	if (p->txn != NULL) {
		*ret_position = p->position;
		return 0;
	}
	rc = lmdb_begin_write(p->db, &p->txn);
	if (rc != 0) {
		p->txn = NULL;
		return rc;
	}
	rc = read_position(p->txn, ledger, &p->position);
	if (rc == 0 && p->position == 0)
		for (unsigned t = 0; t < p->spec->ntables; t++)
			lmdb_clear(p->txn, t);
	if (rc == 0)
		rc = lmdb_err(p->txn);
	if (rc != 0) {
		projection_abort(p);
		return rc;
	}
	*ret_position = p->position;
	return 0;
}

int
projection_add(struct projection *p, struct ledger_reader *ledger,
    uint64_t index, const struct view *v)
{
	ASSERT(p->txn != NULL && index == p->position);
	p->position++;
	return v == NULL ? 0 : p->spec->add(p->txn, ledger, index, v);
}

int
projection_commit(struct projection *p, struct ledger_reader *ledger)
{
	struct lmdb_txn *txn = p->txn;
	int rc;

	if (txn == NULL)
		return 0;
	rc = p->position == 0 ? 0 :
	    write_position(txn, ledger, p->position);
	if (rc != 0) {
		projection_abort(p);
		return rc;
	}
	p->txn = NULL;
	return lmdb_commit(txn);
}

void
projection_abort(struct projection *p)
{
	lmdb_abort(p->txn);
	p->txn = NULL;
}

int
projection_read(struct projection *p, struct ledger_reader *ledger,
    struct lmdb_txn **ret_txn, uint64_t *ret_position)
{
	struct lmdb_txn *txn;
	int rc;

	rc = lmdb_begin_read(p->db, &txn);
	if (rc != 0)
		return rc;
	rc = read_position(txn, ledger, ret_position);
	if (rc != 0) {
		lmdb_abort(txn);
		return rc;
	}
	*ret_txn = txn;
	return 0;
}
