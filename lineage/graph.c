#include "lineage/graph.h"

#include <string.h>

#include "base/err.h"
#include "base/wire.h"
#include "lineage/rows.h"

/*
 *	name	text				u32 id
 *	text	u32 id				text
 *	flow	u32 id of each column, u32 day	u64 of each count
 *
 * Rows with an empty class count flows as a whole: edges that do not touch the
 * class come from them, all others from rows with a class, so that a flow that
 * carries two classes is not counted twice where classes do not matter.
 */

enum table { POSITION, NAME, TEXT, FLOW, TABLES };

enum {
	FORMAT = 1,
	ID_BYTES = 4,
	KEY_BYTES = (GRAPH_KINDS + 1) * ID_BYTES,
	COUNTS = 6,
	COUNTS_BYTES = COUNTS * 8
};

static const char *const tables[TABLES] = {
	[POSITION] = "position",
	[NAME] = "name",
	[TEXT] = "text",
	[FLOW] = "flow",
};

static const struct sv kinds[GRAPH_KINDS] = {
	[GRAPH_CLIENT] = SV_INIT("client"),
	[GRAPH_ACTIVITY] = SV_INIT("activity"),
	[GRAPH_CLASS] = SV_INIT("class"),
	[GRAPH_DESTINATION] = SV_INIT("destination"),
	[GRAPH_MODEL] = SV_INIT("model"),
};

struct sv
graph_kind_name(enum graph_kind kind)
{
	ASSERT(kind < GRAPH_KINDS);
	return kinds[kind];
}

int
graph_kind_find(struct sv name, enum graph_kind *ret_kind)
{
	for (unsigned i = 0; i < GRAPH_KINDS; i++) {
		if (!sv_eq(kinds[i], name))
			continue;
		*ret_kind = (enum graph_kind)i;
		return 0;
	}
	return ERR_NOTFOUND;
}

static void
put_u32(uint8_t *out, uint32_t n)
{
	for (unsigned i = 0; i < ID_BYTES; i++)
		out[i] = (uint8_t)(n >> (24 - 8 * i));
}

static uint32_t
get_u32(struct sv s)
{
	struct wire_reader r;

	wire_read_init(&r, s);
	return wire_read_u32(&r);
}

/* The number of `text`; a new one if it has none. The empty text is 0. */
static int
intern(struct lmdb_txn *txn, struct sv text, uint8_t out[ID_BYTES])
{
	struct sv row;
	int rc;

	memset(out, 0, ID_BYTES);
	if (text.len == 0)
		return 0;
	rc = lmdb_get(txn, NAME, text, &row);
	if (rc == 0 && row.len == ID_BYTES)
		memcpy(out, row.ptr, ID_BYTES);
	if (rc != ERR_NOTFOUND)
		return rc;
	put_u32(out, (uint32_t)lmdb_count(txn, NAME) + 1);
	lmdb_put(txn, NAME, text, sv_make(out, ID_BYTES));
	lmdb_put(txn, TEXT, sv_make(out, ID_BYTES), text);
	return lmdb_err(txn);
}

static struct graph_counts
read_counts(struct sv row)
{
	struct graph_counts c;
	struct wire_reader r;

	wire_read_init(&r, row);
	c.flows = wire_read_u64(&r);
	c.blocked = wire_read_u64(&r);
	c.unsent = wire_read_u64(&r);
	c.values = wire_read_u64(&r);
	c.masked = wire_read_u64(&r);
	c.bytes = wire_read_u64(&r);
	return c;
}

static int
write_counts(struct lmdb_txn *txn, struct sv key, const struct graph_counts *c)
{
	struct buf b;
	int rc;

	buf_init(&b, COUNTS_BYTES);
	wire_write_u64(&b, c->flows);
	wire_write_u64(&b, c->blocked);
	wire_write_u64(&b, c->unsent);
	wire_write_u64(&b, c->values);
	wire_write_u64(&b, c->masked);
	wire_write_u64(&b, c->bytes);
	rc = buf_err(&b);
	if (rc == 0)
		lmdb_put(txn, FLOW, key, buf_sv(&b));
	buf_done(&b);
	return rc != 0 ? rc : lmdb_err(txn);
}

/* Add a row to what is stored under its key. */
static int
store_row(void *ctx, const struct row *row, const struct graph_counts *counts)
{
	struct graph_counts sum = *counts, there;
	struct lmdb_txn *txn = ctx;
	uint8_t key[KEY_BYTES];
	struct sv value;
	int rc = 0;

	for (unsigned i = 0; i < GRAPH_KINDS && rc == 0; i++)
		rc = intern(txn, row->names[i], key + (size_t)i * ID_BYTES);
	if (rc != 0)
		return rc;
	put_u32(key + GRAPH_KINDS * ID_BYTES, row->day);
	rc = lmdb_get(txn, FLOW, sv_make(key, sizeof(key)), &value);
	if (rc == 0) {
		there = read_counts(value);
		rows_add_counts(&sum, &there);
	} else if (rc != ERR_NOTFOUND) {
		return rc;
	}
	return write_counts(txn, sv_make(key, sizeof(key)), &sum);
}

static int
add(struct lmdb_txn *txn, struct ledger_reader *ledger, uint64_t index,
    const struct view *v)
{
	struct rows_sink sink = { store_row, txn };

	(void)index;
	return rows_from_record(ledger, v, &sink);
}

const struct projection_spec graph_spec = {
	.name = "lineage",
	.tables = tables,
	.ntables = TABLES,
	.format = FORMAT,
	.map_bytes = UINT64_C(64) << 30,
	.add = add,
};

/* Names by their numbers, as the stored rows have them. */
static int
read_names(struct lmdb_txn *txn, struct sv key, struct row *row)
{
	for (unsigned i = 0; i < GRAPH_KINDS; i++) {
		struct sv id = sv_slice(key, (size_t)i * ID_BYTES,
		    (size_t)(i + 1) * ID_BYTES);
		int rc;

		row->names[i] = SV("");
		if (get_u32(id) == 0)
			continue;
		rc = lmdb_get(txn, TEXT, id, &row->names[i]);
		if (rc != 0)
			return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
	}
	row->day = get_u32(sv_slice(key, GRAPH_KINDS * ID_BYTES, KEY_BYTES));
	return 0;
}

int
graph_each_row(struct lmdb_txn *txn, const struct rows_sink *sink)
{
	struct lmdb_cursor *c;
	struct sv key, value;
	int rc;

	rc = lmdb_cursor_open(txn, FLOW, &c);
	if (rc != 0)
		return rc;
	while ((rc = lmdb_cursor_next(c, &key, &value)) == 0) {
		struct graph_counts counts = read_counts(value);
		struct row row;

		rc = key.len != KEY_BYTES ? ERR_CORRUPT :
		    read_names(txn, key, &row);
		if (rc == 0)
			rc = sink->add(sink->ctx, &row, &counts);
		if (rc != 0)
			break;
	}
	lmdb_cursor_close(c);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
