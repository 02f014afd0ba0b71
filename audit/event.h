/*
 * Records of the system itself, beside those of flows (audit/record.h): what
 * came into force, who changed what, what passed unseen, and that nothing
 * happened. The same rules hold for names and digests.
 */
#ifndef AUDIT_EVENT_H
#define AUDIT_EVENT_H

#include <stdint.h>

#include "audit/record.h"
#include "audit/record_id.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

/* A policy, catalogue or law table came into force. */
struct event_policy {
	struct record_id id;
	int64_t time_ns;
	struct sv actor;
	uint8_t policy[RECORD_DIGEST_BYTES];
	uint8_t catalogue[RECORD_DIGEST_BYTES];
	uint8_t law[RECORD_DIGEST_BYTES];
};

/* Somebody or a process did something to the system: start, erase, reload. */
struct event_admin {
	struct record_id id;
	int64_t time_ns;
	struct sv actor, action, target, result;
	struct record_digest detail;
};

/* A connection passed without being looked into. */
struct event_bypass {
	struct record_id id;
	int64_t time_ns;
	struct sv client, host, reason, address;
	uint16_t port;
	uint64_t bytes_sent, bytes_received;
};

/* An interval of the ledger; `records` 0 says that nothing happened. */
struct event_heartbeat {
	struct record_id id;
	int64_t time_ns;
	int64_t from_ns;
	uint64_t records;
	uint64_t open;			/* decisions that await an outcome */
};

/* Append the record to `b`. 0, ERR_LIMIT or ERR_NOMEM. */
int event_write_policy(const struct event_policy *p, struct buf *b) MUST_USE;
int event_write_admin(const struct event_admin *a, struct buf *b) MUST_USE;
int event_write_bypass(const struct event_bypass *y, struct buf *b) MUST_USE;
int event_write_heartbeat(const struct event_heartbeat *h, struct buf *b)
    MUST_USE;

#endif
