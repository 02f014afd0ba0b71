/*
 * The leave to depart. A draft owns the serialised request and the addresses
 * that were judged; from its making on nobody can change them. Only the
 * recorder's ACK of the very transaction turns it into a receipt, and only a
 * receipt can be sent (upstream.h): evidence before egress.
 */
#ifndef PROXY_RECEIPT_H
#define PROXY_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "base/addr.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "proxy/http1_types.h"

struct receipt;
struct receipt_draft;
struct recorder_ack;

enum { RECEIPT_ADDRS = 16 };

struct receipt_spec {
	struct record_id id;	/* of the decision record */
	const struct addr *addrs; /* judged; tried in this order */
	size_t naddrs;		/* 1 .. RECEIPT_ADDRS */
	struct sv host;		/* name for SNI and certificate */
	bool is_tls;
	struct sv identity;	/* tenant and credential: keys the pool */
	enum http1_method method;
	struct buf *head;	/* http1_write_request(): taken, left empty */
	struct buf *body;	/* taken, left empty; may be empty */
	struct buf *tail;	/* what follows the body: likewise, or NULL */
};

/* Returns owned; `spec` is copied, its buffers taken. ERR_INVAL, ERR_NOMEM. */
int receipt_draft_new(const struct receipt_spec *spec,
    struct receipt_draft **ret_draft) MUST_USE;
void receipt_draft_free(struct receipt_draft *draft);

/* For the digests of the record. */
struct sv receipt_draft_head(const struct receipt_draft *draft);
struct sv receipt_draft_body(const struct receipt_draft *draft);

/*
 * Turn `*draft` into a receipt, leaving NULL there. ERR_DENIED unless `ack`
 * says that the decision of this transaction is durable; the draft stays.
 */
int receipt_new(struct receipt_draft **draft, const struct recorder_ack *ack,
    struct receipt **ret_receipt) MUST_USE;

/* Wipe and release. NULL is allowed. */
void receipt_free(struct receipt *r);

/* What it owns; borrowed. */
struct sv receipt_head(const struct receipt *r);
struct sv receipt_body(const struct receipt *r);
struct sv receipt_tail(const struct receipt *r);
const struct addr *receipt_addrs(const struct receipt *r, size_t *ret_count);
struct sv receipt_host(const struct receipt *r);
struct sv receipt_identity(const struct receipt *r);
bool receipt_is_tls(const struct receipt *r);
enum http1_method receipt_method(const struct receipt *r);
uint64_t receipt_index(const struct receipt *r);	/* in the ledger */

#endif
