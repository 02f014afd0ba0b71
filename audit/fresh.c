#include "audit/fresh.h"

#include <string.h>

#include "audit/store.h"
#include "base/err.h"
#include "base/wire.h"

static const size_t arena_max = (size_t)1 << 30;
static const size_t blob_max = (size_t)1 << 28;

void
fresh_init(struct fresh *f)
{
	*f = (struct fresh){ 0 };
	map_init(&f->by_key);
	arena_init(&f->arena, arena_max);
	buf_init(&f->blob, blob_max);
}

/* Forget everything, to begin at blob `merged`. */
static void
reset(struct fresh *f, uint64_t merged)
{
	map_done(&f->by_key);
	arena_done(&f->arena);
	buf_truncate(&f->blob, 0);
	f->pending = f->unused = NULL;
	f->merged = f->next = merged;
	f->generation++;
}

void
fresh_done(struct fresh *f)
{
	reset(f, 0);
	buf_done(&f->blob);
}

size_t
fresh_count(const struct fresh *f)
{
	return f->by_key.count;
}

static struct sv
key_of(const struct fresh_row *row)
{
	return sv_make(row->key, row->key_len);
}

/* Remember where the row `key` is. */
static int
remember(struct fresh *f, struct sv key, uint64_t number,
    struct fresh_row **ret_row)
{
	struct fresh_row *row = f->unused;
	int rc;

	if (key.len == 0 || key.len > sizeof(row->key))
		return ERR_CORRUPT;
	if (row != NULL)
		f->unused = row->older;
	else
		row = arena_alloc(&f->arena, sizeof(*row));
	if (row == NULL)
		return ERR_NOMEM;
	row->number = number;
	row->key_len = (uint8_t)key.len;
	memcpy(row->key, key.ptr, key.len);
	rc = map_put(&f->by_key, key_of(row), row);
	if (rc != 0) {
		row->older = f->unused;
		f->unused = row;
		return rc;
	}
	*ret_row = row;
	return 0;
}

static int
take_blob(struct fresh *f, uint64_t number, struct sv blob)
{
	struct wire_reader r;
	int rc = 0;

	wire_read_init(&r, blob);
	while (r.left > 0 && rc == 0) {
		struct sv key = wire_read_bytes(&r, wire_read_u8(&r));
		struct sv value = wire_read_sv(&r);
		struct fresh_row *row;

		if (r.err != 0)
			return ERR_CORRUPT;
		rc = remember(f, key, number, &row);
		if (rc != 0)
			break;
		row->at = (uint32_t)(value.ptr - blob.ptr);
		row->len = (uint32_t)value.len;
	}
	return rc == ERR_EXISTS ? ERR_CORRUPT : rc;
}

static uint64_t
get_u64(struct sv s)
{
	struct wire_reader r;

	wire_read_init(&r, s);
	return wire_read_u64(&r);
}

/* All blobs from f->next on. */
static int
take_blobs(struct fresh *f, struct lmdb_txn *txn)
{
	struct store_key k = store_key_u64(f->next);
	struct lmdb_cursor *c;
	struct sv key, blob;
	int rc;

	rc = lmdb_cursor_open(txn, STORE_FRESH, &c);
	if (rc != 0)
		return rc;
	rc = lmdb_cursor_seek(c, store_key_sv(&k), &key, &blob);
	while (rc == 0) {
		rc = take_blob(f, get_u64(key), blob);
		if (rc != 0)
			break;
		f->next = get_u64(key) + 1;
		rc = lmdb_cursor_next(c, &key, &blob);
	}
	lmdb_cursor_close(c);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
fresh_catch_up(struct fresh *f, struct lmdb_txn *txn)
{
	uint64_t merged = 0;
	struct sv row;
	int rc;

	rc = lmdb_get(txn, STORE_META, SV("merged"), &row);
	if (rc == 0)
		merged = get_u64(row);
	else if (rc != ERR_NOTFOUND)
		return rc;
	if (merged != f->merged)
		reset(f, merged);
	rc = take_blobs(f, txn);
	if (rc != 0)
		reset(f, UINT64_MAX);
	return rc;
}

int
fresh_get(struct fresh *f, struct lmdb_txn *txn, struct sv key,
    struct sv *ret_value)
{
	const struct fresh_row *row = map_get(&f->by_key, key);
	struct store_key k;
	struct sv blob;
	int rc;

	if (row == NULL)
		return lmdb_get(txn, STORE_ROW, key, ret_value);
	blob = buf_sv(&f->blob);
	if (row->number < f->next) {
		k = store_key_u64(row->number);
		rc = lmdb_get(txn, STORE_FRESH, store_key_sv(&k), &blob);
		if (rc != 0)
			return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
	}
	if (blob.len < row->at || blob.len - row->at < row->len)
		return ERR_CORRUPT;
	*ret_value = sv_make(blob.ptr + row->at, row->len);
	return 0;
}

int
fresh_put(struct fresh *f, struct lmdb_txn *txn, struct sv key,
    struct sv value)
{
	size_t before = f->blob.len;
	struct fresh_row *row;
	struct sv there;
	int rc;

	rc = fresh_get(f, txn, key, &there);
	if (rc == 0)
		return sv_eq(there, value) ? 0 : ERR_CONFLICT;
	if (rc != ERR_NOTFOUND)
		return rc;
	wire_write_u8(&f->blob, (uint8_t)key.len);
	buf_add_sv(&f->blob, key);
	wire_write_sv(&f->blob, value);
	rc = buf_err(&f->blob);
	if (rc == 0)
		rc = remember(f, key, f->next, &row);
	if (rc != 0) {
		buf_truncate(&f->blob, before);
		return rc;
	}
	row->at = (uint32_t)(f->blob.len - value.len);
	row->len = (uint32_t)value.len;
	row->older = f->pending;
	f->pending = row;
	return 0;
}

struct fresh_row *
fresh_mark(const struct fresh *f)
{
	return f->pending;
}

void
fresh_drop(struct fresh *f, struct fresh_row *mark)
{
	while (f->pending != mark) {
		struct fresh_row *row = f->pending;

		f->pending = row->older;
		(void)map_remove(&f->by_key, key_of(row));
		row->older = f->unused;
		f->unused = row;
	}
	/* The sticky error of a blob that grew too long goes with it. */
	f->blob.err = 0;
	buf_truncate(&f->blob, mark == NULL ? 0 : mark->at + mark->len);
}

void
fresh_write(struct fresh *f, struct lmdb_txn *txn)
{
	struct store_key k = store_key_u64(f->next);

	if (f->pending != NULL)
		lmdb_append(txn, STORE_FRESH, store_key_sv(&k),
		    buf_sv(&f->blob));
}

void
fresh_keep(struct fresh *f)
{
	if (f->pending == NULL)
		return;
	f->pending = NULL;
	f->next++;
	buf_truncate(&f->blob, 0);
}
