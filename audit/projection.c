#define _POSIX_C_SOURCE 200809L
#include "audit/projection.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "audit/store.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/wire.h"

/*
 * Commits here are not synced: a receipt would have to wait for them. As long
 * as the system runs that changes nothing, whatever becomes of the process; a
 * crash of the system may damage the file. So the file "state" beside it says
 * which boot of the system it was written in, or "clean" after an orderly end:
 * anything else is not read, and made anew by the next writer.
 */
enum {
	PATH_BYTES = 4096,
	STATE_BYTES = 64,
	FILE_MODE = 0600,
	DIR_MODE = 0700,
	POSITION_ROW = 8 + TREE_HASH_BYTES
};

struct projection {
	const struct projection_spec *spec;
	struct lmdb *db;
	int state_fd;			/* -1: a reader */
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

/* The name of this boot of the system, with its newline; or "unknown". */
static void
read_boot(struct buf *b)
{
	if (file_read("/proc/sys/kernel/random/boot_id", b, NULL) == 0)
		return;
	buf_reset(b);
	buf_add_cstr(b, "unknown\n");
}

static bool
is_sound(struct sv state)
{
	struct buf boot;
	bool same;

	buf_init(&boot, STATE_BYTES);
	read_boot(&boot);
	same = sv_eq(state, buf_sv(&boot)) && !sv_eq(state, SV("unknown\n"));
	buf_done(&boot);
	return same || sv_eq(state, SV("clean\n"));
}

/* Was the file written in this boot, or left in order? */
static int
check_state(const char *path, struct errinfo *ei)
{
	char file[PATH_BYTES];
	struct buf state;
	int rc;

	if (store_path(path, "state", file, sizeof(file)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", path);
	buf_init(&state, STATE_BYTES);
	rc = file_read(file, &state, ei);
	if (rc == 0 && !is_sound(buf_sv(&state)))
		rc = errinfo_set(ei, ERR_NOTFOUND, "%s: from before a crash "
		    "of the system; it is made anew", path);
	buf_done(&state);
	return rc;
}

static int
write_state(const struct projection *p, struct sv text)
{
	ssize_t n = pwrite(p->state_fd, text.ptr, text.len, 0);

	if (n != (ssize_t)text.len ||
	    ftruncate(p->state_fd, (off_t)text.len) != 0)
		return ERR_IO;
	return fdatasync(p->state_fd) == 0 ? 0 : ERR_IO;
}

/* From now on, and until an orderly end, the file is one of this boot. */
static int
mark_boot(struct projection *p, const char *path, struct errinfo *ei)
{
	char file[PATH_BYTES];
	struct buf boot;
	int rc;

	if (store_path(path, "state", file, sizeof(file)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", path);
	p->state_fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    FILE_MODE);
	if (p->state_fd < 0)
		return errinfo_errno(ei, ERR_IO, "%s", file);
	buf_init(&boot, STATE_BYTES);
	read_boot(&boot);
	rc = write_state(p, buf_sv(&boot));
	if (rc != 0)
		rc = errinfo_errno(ei, ERR_IO, "%s", file);
	buf_done(&boot);
	return rc;
}

static int
open_env(struct projection *p, const char *path, bool write,
    struct errinfo *ei)
{
	struct lmdb_options o = { .dir = path, .tables = p->spec->tables,
		.ntables = p->spec->ntables, .map_bytes = p->spec->map_bytes,
		.format = p->spec->format, .write = write, .derived = write };
	int rc;

	rc = check_state(path, ei);
	if (!write)
		return rc != 0 ? rc : lmdb_open(&o, &p->db, ei);
	if (rc != 0)
		remove_files(path);
	rc = file_mkdirs(path, DIR_MODE, ei);
	if (rc == 0)
		rc = mark_boot(p, path, ei);
	if (rc != 0)
		return rc;
	rc = lmdb_open(&o, &p->db, ei);
	if (rc != ERR_UNSUPPORTED && rc != ERR_CORRUPT)
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
	p->state_fd = -1;
	rc = open_env(p, path, write, ei);
	if (rc != 0) {
		projection_close(p);
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
	if (p->state_fd >= 0) {
		if (p->db != NULL && lmdb_sync(p->db) == 0)
			(void)write_state(p, SV("clean\n"));
		(void)close(p->state_fd);
	}
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
