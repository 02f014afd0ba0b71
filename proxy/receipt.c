#include "proxy/receipt.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "proxy/recorder.h"

/* A draft and a receipt are the same memory; only the pointer's type tells
 * what it is worth, and receipt_new() alone changes it. */
struct receipt {
	struct record_id id;
	struct addr addrs[RECEIPT_ADDRS];
	size_t naddrs;
	bool is_tls;
	enum http1_method method;
	uint64_t index;
	struct buf head;
	struct buf body;
	struct buf tail;
	size_t host_len;
	size_t identity_len;
	char names[];		/* host, then identity */
};

struct receipt_draft {
	struct receipt *receipt;
};

static bool
is_sound(const struct receipt_spec *spec)
{
	return spec->naddrs >= 1 && spec->naddrs <= RECEIPT_ADDRS &&
	    spec->host.len > 0 && spec->head->len > 0 &&
	    buf_err(spec->head) == 0 && buf_err(spec->body) == 0 &&
	    (spec->tail == NULL || buf_err(spec->tail) == 0);
}

/* Leave `from` empty with nothing of its memory. */
static void
take_buf(struct buf *to, struct buf *from)
{
	*to = *from;
	buf_init(from, from->max);
}

int
receipt_draft_new(const struct receipt_spec *spec,
    struct receipt_draft **ret_draft)
{
	struct receipt_draft *draft;
	struct receipt *r;

	if (!is_sound(spec))
		return ERR_INVAL;
	draft = mem_alloc(sizeof(*draft));
	r = mem_calloc(1, sizeof(*r) + spec->host.len + spec->identity.len);
	if (draft == NULL || r == NULL) {
		mem_free(draft);
		mem_free(r);
		return ERR_NOMEM;
	}
	r->id = spec->id;
	memcpy(r->addrs, spec->addrs, spec->naddrs * sizeof(r->addrs[0]));
	r->naddrs = spec->naddrs;
	r->is_tls = spec->is_tls;
	r->method = spec->method;
	r->host_len = spec->host.len;
	r->identity_len = spec->identity.len;
	memcpy(r->names, spec->host.ptr, spec->host.len);
	if (spec->identity.len > 0)
		memcpy(r->names + spec->host.len, spec->identity.ptr,
		    spec->identity.len);
	take_buf(&r->head, spec->head);
	take_buf(&r->body, spec->body);
	if (spec->tail != NULL)
		take_buf(&r->tail, spec->tail);
	draft->receipt = r;
	*ret_draft = draft;
	return 0;
}

void
receipt_draft_free(struct receipt_draft *draft)
{
	if (draft == NULL)
		return;
	receipt_free(draft->receipt);
	mem_free(draft);
}

struct sv
receipt_draft_head(const struct receipt_draft *draft)
{
	return buf_sv(&draft->receipt->head);
}

struct sv
receipt_draft_body(const struct receipt_draft *draft)
{
	return buf_sv(&draft->receipt->body);
}

int
receipt_new(struct receipt_draft **draft, const struct recorder_ack *ack,
    struct receipt **ret_receipt)
{
	struct receipt *r = (*draft)->receipt;

	if (ack->status != 0 || ack->kind != LEDGER_FLOW ||
	    memcmp(ack->id.bytes, r->id.bytes, RECORD_ID_BYTES) != 0)
		return ERR_DENIED;
	r->index = ack->index;
	mem_free(*draft);
	*draft = NULL;
	*ret_receipt = r;
	return 0;
}

void
receipt_free(struct receipt *r)
{
	if (r == NULL)
		return;
	buf_done(&r->head);
	buf_done(&r->body);
	buf_done(&r->tail);
	mem_free_wiped(r, sizeof(*r) + r->host_len + r->identity_len);
}

struct sv
receipt_head(const struct receipt *r)
{
	return buf_sv(&r->head);
}

struct sv
receipt_body(const struct receipt *r)
{
	return buf_sv(&r->body);
}

struct sv
receipt_tail(const struct receipt *r)
{
	return buf_sv(&r->tail);
}

const struct addr *
receipt_addrs(const struct receipt *r, size_t *ret_count)
{
	*ret_count = r->naddrs;
	return r->addrs;
}

struct sv
receipt_host(const struct receipt *r)
{
	return sv_make(r->names, r->host_len);
}

struct sv
receipt_identity(const struct receipt *r)
{
	return sv_make(r->names + r->host_len, r->identity_len);
}

bool
receipt_is_tls(const struct receipt *r)
{
	return r->is_tls;
}

enum http1_method
receipt_method(const struct receipt *r)
{
	return r->method;
}

uint64_t
receipt_index(const struct receipt *r)
{
	return r->index;
}
