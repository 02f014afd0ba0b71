/*
 * How the ledger lies in LMDB: tables, keys, the rows of the tree. Shared by
 * the writer (audit/ledger.c, batch.c), readers (audit/reader.c) and the check
 * of a whole store (audit/verify.c); nobody else.
 *
 *	meta	"verifier", "admin"	verifier keys (text of note.h)
 *		"tree"			u64 size, root[32]
 *		"period"		u64 number, u64 first index
 *		"merged"		u64 number of a blob of `fresh`
 *	record	u64 index		the record
 *	hash	u8 7 - L, u64 chunk	1..16 hashes of tile level L
 *	id	id[16], u8 side		u64 index, u8 flags
 *	open	id[16]			u32 owner, u64 index
 *	row	key			sealed value (vault)
 *	fresh	u64 number		rows not yet there (audit/fresh.h)
 *	side	SHA-256			long list that a record names
 *	seal	u64 size		signed checkpoint
 *	erase	u64 slot		image that must overwrite the slot
 *
 * Integers are big-endian. A hash of tile level L is the root of 256^L leaves
 * (tlog-tiles); chunks are a sixteenth of a tile, so that a commit rewrites
 * half a page and not three.
 */
#ifndef AUDIT_STORE_H
#define AUDIT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "audit/tile.h"
#include "audit/tree.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/lmdb.h"
#include "base/sv.h"

enum store_table {
	STORE_META,
	STORE_RECORD,
	STORE_HASH,
	STORE_ID,
	STORE_OPEN,
	STORE_ROW,
	STORE_FRESH,
	STORE_SIDE,
	STORE_SEAL,
	STORE_ERASE,
	STORE_TABLES
};

enum {
	STORE_CHUNK = 16,		/* hashes of one row */
	STORE_KEY_MAX = RECORD_ID_BYTES + 1,
	STORE_SIDE_RECORD = 0,		/* last byte of keys of `id` */
	STORE_SIDE_OUTCOME = 1,
	STORE_ID_UNKNOWN = 1		/* flag: we wrote this outcome */
};

/* A key made here; `sv` points into it. */
struct store_key {
	uint8_t bytes[STORE_KEY_MAX];
	uint8_t len;
};

static inline struct sv
store_key_sv(const struct store_key *k)
{
	return sv_make(k->bytes, k->len);
}

struct store_key store_key_u64(uint64_t n);
struct store_key store_key_hash(unsigned level, uint64_t chunk);
struct store_key store_key_id(struct record_id id, uint8_t side);

/* Open the environment in `dir`/live with all tables. Errors of lmdb_open(). */
int store_open(const char *dir, bool write, uint64_t map_bytes,
    struct lmdb **ret_db, struct errinfo *ei) MUST_USE;

/* Write `dir`/`name` to `out` of `size` bytes. ERR_LIMIT. */
int store_path(const char *dir, const char *name, char *out, size_t size)
    MUST_USE;

/* Size and root as the last commit left them; an empty tree if none did. */
int store_read_tree(struct lmdb_txn *txn, uint64_t *ret_size,
    struct tree_hash *ret_root) MUST_USE;
void store_write_tree(struct lmdb_txn *txn, uint64_t size,
    const struct tree_hash *root);

/* What `id` says: index and flags. ERR_NOTFOUND, ERR_CORRUPT. */
struct store_place {
	uint64_t index;
	uint8_t flags;
};
int store_read_id(struct lmdb_txn *txn, struct record_id id, uint8_t side,
    struct store_place *ret_place) MUST_USE;
void store_write_id(struct lmdb_txn *txn, struct record_id id, uint8_t side,
    struct store_place place);

/*
 * Append `count` hashes of tile `level` from hash `first` on to `out`.
 * ERR_CORRUPT if they are not there.
 */
int store_read_hashes(struct lmdb_txn *txn, unsigned level, uint64_t first,
    unsigned count, struct tree_hash *out) MUST_USE;

/* A tree_source over the stored hashes; ctx is the transaction. */
struct tree_source store_source(struct lmdb_txn *txn);

/*
 * The right edge of the stored hashes: each tile level's last, unfilled chunk,
 * in memory, so that appending reads nothing.
 */
struct store_edge {
	uint64_t count[TILE_LEVELS];	/* hashes of the level */
	struct tree_hash hashes[TILE_LEVELS][STORE_CHUNK];
	bool dirty[TILE_LEVELS];	/* differs from the stored row */
	bool stored[TILE_LEVELS];	/* there is a row */
};

int store_load_edge(struct lmdb_txn *txn, uint64_t size,
    struct store_edge *ret_edge) MUST_USE;

/* Append what tree_add() made, writing chunks that are full. */
void store_add_hashes(struct lmdb_txn *txn, struct store_edge *e,
    const struct tree_hash *made, unsigned levels);

/* Write the unfilled chunks that changed. */
void store_flush_edge(struct lmdb_txn *txn, struct store_edge *e);

#endif
