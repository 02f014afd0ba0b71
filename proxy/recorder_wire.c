#include "proxy/recorder.h"

#include "audit/item.h"
#include "base/wire.h"

void
recorder_write_commit(struct buf *b, const struct ledger_item *item)
{
	item_write(item, b);
}

int
recorder_read_commit(struct sv body, struct arena *a,
    struct ledger_item *ret_item)
{
	return item_read(body, a, ret_item);
}

void
recorder_write_ack(struct buf *b, const struct recorder_ack *ack)
{
	buf_add(b, ack->id.bytes, RECORD_ID_BYTES);
	wire_write_u8(b, (uint8_t)ack->kind);
	wire_write_u32(b, (uint32_t)-ack->status);
	wire_write_u64(b, ack->index);
}

int
recorder_read_ack(struct sv body, struct recorder_ack *ret_ack)
{
	struct recorder_ack ack;
	struct wire_reader r;
	uint32_t status;
	int rc;

	wire_read_init(&r, body);
	wire_read_copy(&r, ack.id.bytes, RECORD_ID_BYTES);
	rc = item_read_kind(&r, &ack.kind);
	status = wire_read_u32(&r);
	ack.status = status > INT16_MAX ? ERR_IO : -(int)status;
	ack.index = wire_read_u64(&r);
	if (rc == 0)
		rc = wire_read_end(&r);
	if (rc == 0)
		*ret_ack = ack;
	return rc;
}

void
recorder_write_keys(struct buf *b, struct sv verifier, struct sv admin)
{
	wire_write_sv(b, verifier);
	wire_write_sv(b, admin);
}

int
recorder_read_keys(struct sv body, struct sv *ret_verifier,
    struct sv *ret_admin)
{
	struct sv verifier, admin;
	struct wire_reader r;
	int rc;

	wire_read_init(&r, body);
	verifier = wire_read_sv(&r);
	admin = wire_read_sv(&r);
	rc = wire_read_end(&r);
	if (rc == 0) {
		*ret_verifier = verifier;
		*ret_admin = admin;
	}
	return rc;
}
