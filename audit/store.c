#include "audit/store.h"

#include <stdio.h>
#include <string.h>

#include "audit/ledger.h"
#include "base/wire.h"

enum {
	INDEX_BYTES = 8,
	TREE_ROW = INDEX_BYTES + TREE_HASH_BYTES,
	ID_ROW = INDEX_BYTES + 1,
	PATH_BYTES = 4096
};

static const char *const tables[STORE_TABLES] = {
	[STORE_META] = "meta",
	[STORE_RECORD] = "record",
	[STORE_HASH] = "hash",
	[STORE_ID] = "id",
	[STORE_OPEN] = "open",
	[STORE_ROW] = "row",
	[STORE_FRESH] = "fresh",
	[STORE_SIDE] = "side",
	[STORE_SEAL] = "seal",
	[STORE_ERASE] = "erase",
};

static void
put_u64(uint8_t *out, uint64_t n)
{
	for (unsigned i = 0; i < INDEX_BYTES; i++)
		out[i] = (uint8_t)(n >> (56 - 8 * i));
}

struct store_key
store_key_u64(uint64_t n)
{
	struct store_key k = { .len = INDEX_BYTES };

	put_u64(k.bytes, n);
	return k;
}

/* Leaves come last, so that the table grows at its end. */
struct store_key
store_key_hash(unsigned level, uint64_t chunk)
{
	struct store_key k = { .len = 1 + INDEX_BYTES };

	k.bytes[0] = (uint8_t)(TILE_LEVELS - 1 - level);
	put_u64(k.bytes + 1, chunk);
	return k;
}

struct store_key
store_key_id(struct record_id id, uint8_t side)
{
	struct store_key k = { .len = RECORD_ID_BYTES + 1 };

	memcpy(k.bytes, id.bytes, RECORD_ID_BYTES);
	k.bytes[RECORD_ID_BYTES] = side;
	return k;
}

int
store_path(const char *dir, const char *name, char *out, size_t size)
{
	int n = snprintf(out, size, "%s/%s", dir, name);

	return n < 0 || (size_t)n >= size ? ERR_LIMIT : 0;
}

int
store_open(const char *dir, bool write, uint64_t map_bytes,
    struct lmdb **ret_db, struct errinfo *ei)
{
	char path[PATH_BYTES];
	struct lmdb_options o = { .dir = path, .tables = tables,
		.ntables = STORE_TABLES, .map_bytes = map_bytes,
		.format = LEDGER_FORMAT, .write = write };

	if (store_path(dir, "live", path, sizeof(path)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", dir);
	return lmdb_open(&o, ret_db, ei);
}

int
store_read_tree(struct lmdb_txn *txn, uint64_t *ret_size,
    struct tree_hash *ret_root)
{
	struct wire_reader r;
	struct tree empty;
	struct sv row;
	int rc;

	rc = lmdb_get(txn, STORE_META, SV("tree"), &row);
	if (rc == ERR_NOTFOUND) {
		tree_init(&empty);
		*ret_size = 0;
		*ret_root = tree_root(&empty);
		return 0;
	}
	if (rc != 0)
		return rc;
	if (row.len != TREE_ROW)
		return ERR_CORRUPT;
	wire_read_init(&r, row);
	*ret_size = wire_read_u64(&r);
	wire_read_copy(&r, ret_root->bytes, TREE_HASH_BYTES);
	return 0;
}

void
store_write_tree(struct lmdb_txn *txn, uint64_t size,
    const struct tree_hash *root)
{
	uint8_t row[TREE_ROW];

	put_u64(row, size);
	memcpy(row + INDEX_BYTES, root->bytes, TREE_HASH_BYTES);
	lmdb_put(txn, STORE_META, SV("tree"), sv_make(row, sizeof(row)));
}

int
store_read_id(struct lmdb_txn *txn, struct record_id id, uint8_t side,
    struct store_place *ret_place)
{
	struct store_key k = store_key_id(id, side);
	struct wire_reader r;
	struct sv row;
	int rc;

	rc = lmdb_get(txn, STORE_ID, store_key_sv(&k), &row);
	if (rc != 0)
		return rc;
	if (row.len != ID_ROW)
		return ERR_CORRUPT;
	wire_read_init(&r, row);
	ret_place->index = wire_read_u64(&r);
	ret_place->flags = wire_read_u8(&r);
	return 0;
}

void
store_write_id(struct lmdb_txn *txn, struct record_id id, uint8_t side,
    struct store_place place)
{
	struct store_key k = store_key_id(id, side);
	uint8_t row[ID_ROW];

	put_u64(row, place.index);
	row[INDEX_BYTES] = place.flags;
	lmdb_put(txn, STORE_ID, store_key_sv(&k), sv_make(row, sizeof(row)));
}

int
store_read_hashes(struct lmdb_txn *txn, unsigned level, uint64_t first,
    unsigned count, struct tree_hash *out)
{
	while (count > 0) {
		struct store_key k = store_key_hash(level,
		    first / STORE_CHUNK);
		unsigned at = (unsigned)(first % STORE_CHUNK);
		unsigned n = STORE_CHUNK - at < count ? STORE_CHUNK - at :
		    count;
		struct sv row;
		int rc;

		rc = lmdb_get(txn, STORE_HASH, store_key_sv(&k), &row);
		if (rc != 0)
			return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
		if (row.len < (at + n) * (size_t)TREE_HASH_BYTES)
			return ERR_CORRUPT;
		memcpy(out, row.ptr + at * (size_t)TREE_HASH_BYTES,
		    n * (size_t)TREE_HASH_BYTES);
		out += n;
		first += n;
		count -= n;
	}
	return 0;
}

/* A node inside a tile: the fold of up to 128 of its hashes. */
static int
read_node(void *ctx, unsigned level, uint64_t index,
    struct tree_hash *ret_hash)
{
	struct tree_hash h[TILE_WIDTH / 2];
	unsigned inside = level % TILE_BITS, n = 1U << inside;
	int rc;

	rc = store_read_hashes(ctx, level / TILE_BITS, index << inside, n, h);
	if (rc != 0)
		return rc;
	for (; n > 1; n /= 2)
		for (unsigned i = 0; i < n / 2; i++)
			h[i] = tree_node(&h[2 * i], &h[2 * i + 1]);
	*ret_hash = h[0];
	return 0;
}

struct tree_source
store_source(struct lmdb_txn *txn)
{
	return (struct tree_source){ read_node, txn };
}

int
store_load_edge(struct lmdb_txn *txn, uint64_t size,
    struct store_edge *ret_edge)
{
	int rc = 0;

	memset(ret_edge, 0, sizeof(*ret_edge));
	for (unsigned l = 0; l < TILE_LEVELS && rc == 0; l++) {
		uint64_t count = size >> (TILE_BITS * l);
		unsigned open = (unsigned)(count % STORE_CHUNK);

		ret_edge->count[l] = count;
		ret_edge->stored[l] = open > 0;
		rc = store_read_hashes(txn, l, count - open, open,
		    ret_edge->hashes[l]);
	}
	return rc;
}

/* Write the level's present chunk, of `n` hashes. */
static void
write_chunk(struct lmdb_txn *txn, struct store_edge *e, unsigned level,
    unsigned n)
{
	struct store_key k = store_key_hash(level,
	    (e->count[level] - 1) / STORE_CHUNK);
	struct sv row = sv_make(e->hashes[level],
	    n * (size_t)TREE_HASH_BYTES);

	if (level == 0 && !e->stored[level])
		lmdb_append(txn, STORE_HASH, store_key_sv(&k), row);
	else
		lmdb_put(txn, STORE_HASH, store_key_sv(&k), row);
	e->dirty[level] = false;
	e->stored[level] = n < STORE_CHUNK;
}

void
store_add_hashes(struct lmdb_txn *txn, struct store_edge *e,
    const struct tree_hash *made, unsigned levels)
{
	for (unsigned l = 0; l * TILE_BITS < levels; l++) {
		e->hashes[l][e->count[l] % STORE_CHUNK] = made[l * TILE_BITS];
		e->count[l]++;
		e->dirty[l] = true;
		if (e->count[l] % STORE_CHUNK == 0)
			write_chunk(txn, e, l, STORE_CHUNK);
	}
}

void
store_flush_edge(struct lmdb_txn *txn, struct store_edge *e)
{
	for (unsigned l = 0; l < TILE_LEVELS; l++)
		if (e->dirty[l])
			write_chunk(txn, e, l,
			    (unsigned)(e->count[l] % STORE_CHUNK));
}
