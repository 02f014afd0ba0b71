/*
 * The worker: one process of traffic. Owns what its sessions and transactions
 * share: listeners, connections, the resolver, policy and detectors, the
 * channels to keeper and recorder, and the sum of memory that bodies take.
 */
#ifndef PROXY_WORKER_H
#define PROXY_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/dns.h"
#include "base/loop.h"
#include "base/tls.h"
#include "config/config.h"
#include "govern/engine.h"
#include "proxy/conn.h"
#include "proxy/http1.h"
#include "proxy/role.h"
#include "proxy/txn.h"
#include "proxy/upstream.h"

struct keeper_client;
struct recogniser;
struct session;
struct txn;
struct worker_listener;

enum { WORKER_TXN_BUCKETS = 1024, WORKER_RANDOM_BYTES = 512 };

/* What the metrics know already. */
struct worker_counted {
	uint64_t accepted, refused, bad_handshakes;
	uint64_t connects, reused, failures;
};

struct worker {
	struct role *role;
	struct loop *loop;
	const struct config *config;
	struct engine *engine;		/* policy and detectors, pinned */
	struct document_limits document_limits;
	struct http1_limits request_limits;
	struct sv *credentials;		/* of the routes, in their order */

	struct tls_context *upstream_tls;
	struct conn_hub *hub;
	struct upstream *upstream;
	struct dns *dns;
	struct recogniser *recogniser;
	struct worker_listener *listeners;
	size_t nlisteners;

	struct session *sessions;
	size_t nsessions;
	struct txn *txns[WORKER_TXN_BUCKETS];	/* by serial */
	size_t ntxns;
	size_t awaiting[TXN_AWAITED];	/* how many wait for whom */
	uint64_t next_serial;
	uint8_t random[WORKER_RANDOM_BYTES];	/* for ids, drawn in stock */
	size_t random_left;
	uint64_t body_memory;		/* taken by all bodies */
	struct loop_task count_task;
	struct worker_counted counted;
	struct keeper_client *keeper;
};

/* Random bytes for an id, at most WORKER_RANDOM_BYTES. */
void worker_random(struct worker *w, uint8_t *out, size_t len);

/* Enter `t` into the table under a new serial; take it out again. */
void worker_add_txn(struct worker *w, struct txn *t);
void worker_remove_txn(struct worker *w, struct txn *t);

/*
 * Take `bytes` more of what all bodies together may use: false, and nothing
 * taken, when limits.worker_memory would be passed. Give them back.
 */
bool worker_take_memory(struct worker *w, uint64_t bytes) MUST_USE;
void worker_give_memory(struct worker *w, uint64_t bytes);

/* The keeper will not answer the transaction `serial`. */
void worker_keeper_lost(struct worker *w, uint64_t serial);

/* Tell the metrics what is open, at the end of this round. */
void worker_count(struct worker *w);

/* A session has ended; the last one ends a draining worker. */
void worker_session_over(struct worker *w);

#endif
