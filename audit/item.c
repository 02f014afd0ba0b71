#include "audit/item.h"

enum {
	ROW_MIN = 8,			/* bytes of the smallest row */
	SLOT_BYTES = 8 + LEDGER_SLOT_BYTES
};

void
item_write(const struct ledger_item *item, struct buf *b)
{
	buf_add(b, item->id.bytes, RECORD_ID_BYTES);
	wire_write_u8(b, (uint8_t)item->kind);
	wire_write_sv(b, item->record);
	wire_write_sv(b, item->side);
	wire_write_sv(b, item->approval);
	wire_write_u32(b, (uint32_t)item->nrows);
	for (size_t i = 0; i < item->nrows; i++) {
		wire_write_sv(b, item->rows[i].key);
		wire_write_sv(b, item->rows[i].value);
	}
	wire_write_u32(b, (uint32_t)item->nslots);
	for (size_t i = 0; i < item->nslots; i++) {
		ASSERT(item->slots[i].image.len == LEDGER_SLOT_BYTES);
		wire_write_u64(b, item->slots[i].slot);
		buf_add_sv(b, item->slots[i].image);
	}
}

/* A count of things that take at least `each` bytes; ERR_LIMIT beyond. */
static int
read_count(struct wire_reader *r, size_t each, size_t *ret_count)
{
	uint32_t n = wire_read_u32(r);

	if (r->err != 0)
		return r->err;
	if (n > LEDGER_ITEM_MAX)
		return ERR_LIMIT;
	if (n > r->left / each)
		return ERR_TRUNCATED;
	*ret_count = n;
	return 0;
}

static int
read_rows(struct wire_reader *r, struct arena *a, struct ledger_item *it)
{
	struct ledger_row *rows;
	size_t n;
	int rc;

	rc = read_count(r, ROW_MIN, &n);
	if (rc != 0 || n == 0)
		return rc;
	rows = arena_zalloc(a, n, sizeof(*rows));
	if (rows == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		rows[i].key = wire_read_sv(r);
		rows[i].value = wire_read_sv(r);
	}
	it->rows = rows;
	it->nrows = n;
	return r->err;
}

static int
read_slots(struct wire_reader *r, struct arena *a, struct ledger_item *it)
{
	struct ledger_slot *slots;
	size_t n;
	int rc;

	rc = read_count(r, SLOT_BYTES, &n);
	if (rc != 0 || n == 0)
		return rc;
	slots = arena_zalloc(a, n, sizeof(*slots));
	if (slots == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		slots[i].slot = wire_read_u64(r);
		slots[i].image = wire_read_bytes(r, LEDGER_SLOT_BYTES);
	}
	it->slots = slots;
	it->nslots = n;
	return r->err;
}

int
item_read_kind(struct wire_reader *r, enum ledger_kind *ret_kind)
{
	uint8_t kind = wire_read_u8(r);

	if (kind < LEDGER_FLOW || kind > LEDGER_ERASE)
		return r->err != 0 ? r->err : ERR_SYNTAX;
	*ret_kind = (enum ledger_kind)kind;
	return 0;
}

int
item_read(struct sv body, struct arena *a, struct ledger_item *ret_item)
{
	struct ledger_item it = { 0 };
	struct wire_reader r;
	int rc;

	wire_read_init(&r, body);
	wire_read_copy(&r, it.id.bytes, RECORD_ID_BYTES);
	rc = item_read_kind(&r, &it.kind);
	if (rc != 0)
		return rc;
	it.record = wire_read_sv(&r);
	it.side = wire_read_sv(&r);
	it.approval = wire_read_sv(&r);
	rc = read_rows(&r, a, &it);
	if (rc == 0)
		rc = read_slots(&r, a, &it);
	if (rc == 0)
		rc = wire_read_end(&r);
	if (rc == 0)
		*ret_item = it;
	return rc;
}
