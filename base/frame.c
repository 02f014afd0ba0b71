#include "base/frame.h"

#include <string.h>

#include "base/err.h"

enum { FRAME_MAGIC = 0x7845, KEEP_BYTES = 65536 };

/* As it lies in the packet. */
struct header {
	uint16_t magic;
	uint16_t type;
	uint32_t total;
	uint64_t txn;
	uint32_t offset;
	uint16_t len;
	uint16_t nfds;
};

_Static_assert(sizeof(struct header) == FRAME_HEADER, "header has padding");

void
frame_write_header(const struct frame *f, char out[FRAME_HEADER])
{
	struct header h = {
		.magic = FRAME_MAGIC, .type = f->type, .total = f->total,
		.txn = f->txn, .offset = f->offset,
		.len = (uint16_t)f->body.len, .nfds = f->nfds,
	};

	ASSERT(f->body.len <= FRAME_BODY_MAX);
	memcpy(out, &h, sizeof(h));
}

int
frame_parse(struct sv *packet, struct frame *ret_frame)
{
	struct header h;

	if (packet->len < sizeof(h))
		return ERR_TRUNCATED;
	memcpy(&h, packet->ptr, sizeof(h));
	if (h.magic != FRAME_MAGIC || h.nfds > FRAME_FDS_MAX)
		return ERR_SYNTAX;
	if (h.len > packet->len - sizeof(h))
		return ERR_TRUNCATED;
	if (h.offset > h.total || h.len > h.total - h.offset)
		return ERR_SYNTAX;
	*ret_frame = (struct frame){
		.type = h.type, .nfds = h.nfds, .txn = h.txn, .total = h.total,
		.offset = h.offset,
		.body = sv_make(packet->ptr + sizeof(h), h.len),
	};
	packet->ptr += sizeof(h) + h.len;
	packet->len -= sizeof(h) + h.len;
	return 0;
}

void
frame_joiner_init(struct frame_joiner *j, size_t max_message)
{
	memset(j, 0, sizeof(*j));
	buf_init(&j->partial, max_message);
}

void
frame_joiner_done(struct frame_joiner *j)
{
	buf_done(&j->partial);
	j->within = false;
}

void
frame_joiner_forget(struct frame_joiner *j)
{
	if (j->within)
		return;
	if (j->partial.cap > KEEP_BYTES)
		buf_done(&j->partial);
	else
		buf_reset(&j->partial);
}

static void
give(const struct frame *head, struct sv body, struct frame_message *ret)
{
	*ret = (struct frame_message){
		.type = head->type, .nfds = head->nfds, .txn = head->txn,
		.body = body,
	};
}

/* The first frame of a message. */
static int
begin(struct frame_joiner *j, const struct frame *f,
    struct frame_message *ret_message)
{
	if (f->offset != 0)
		return ERR_SYNTAX;
	if (f->total > j->partial.max)
		return ERR_LIMIT;
	if (f->body.len == f->total) {
		give(f, f->body, ret_message);
		return 0;
	}
	if (f->body.len == 0 || f->nfds != 0)
		return ERR_SYNTAX;
	buf_reset(&j->partial);
	buf_add_sv(&j->partial, f->body);
	j->head = *f;
	j->head.body = SV("");
	j->within = true;
	return buf_err(&j->partial) != 0 ? buf_err(&j->partial) : ERR_AGAIN;
}

int
frame_join(struct frame_joiner *j, const struct frame *f,
    struct frame_message *ret_message)
{
	if (!j->within)
		return begin(j, f, ret_message);
	if (f->type != j->head.type || f->txn != j->head.txn ||
	    f->total != j->head.total || f->offset != j->partial.len ||
	    f->body.len == 0 || f->nfds != 0)
		return ERR_SYNTAX;
	buf_add_sv(&j->partial, f->body);
	if (buf_err(&j->partial) != 0)
		return buf_err(&j->partial);
	if (j->partial.len < f->total)
		return ERR_AGAIN;
	j->within = false;
	give(&j->head, buf_sv(&j->partial), ret_message);
	return 0;
}
