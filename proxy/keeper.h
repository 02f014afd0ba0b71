/*
 * The keeper: the only process with keys. It makes and resolves tokens for
 * workers, and signs checkpoints for the recorder. Here is what it does with
 * each message, without loop or sockets (those are in keeper_role.c), so that
 * tests and the command line can ask it in their own process.
 *
 * A worker is not trusted further than it must be. It passes a client's
 * credential once and gets a handle, so that it can use only the scopes of
 * clients that really came by; it can resolve only so many tokens a second;
 * and no message yields a key that makes or opens tokens.
 */
#ifndef PROXY_KEEPER_H
#define PROXY_KEEPER_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/sv.h"
#include "config/config.h"
#include "proxy/role.h"
#include "vault/keyring.h"
#include "vault/store.h"

enum {
	KEEPER_REPLY_MAX = ROLE_MESSAGE_MAX,	/* bytes of one answer */
	KEEPER_GRANTS_MAX = 65536,	/* clients of one channel */
	/* Older tokens that one client may have resolved. */
	KEEPER_RESOLVE_BURST = 20000,
	KEEPER_RESOLVE_PER_S = 2000,
	/* A token that is not this client's counts as so many. */
	KEEPER_RESOLVE_WRONG = 20
};

struct keeper;
struct keeper_peer;

/* What it works with; all borrowed. */
struct keeper_parts {
	struct crypto *crypto;
	const struct keyring *keys;
	const struct vault_store *store;
	const struct config *config;
};

/* What it did since it began, for metrics. */
struct keeper_counts {
	uint64_t made;		/* tokens */
	uint64_t resolved;
	uint64_t unknown;	/* asked for, and nothing in that scope */
	uint64_t limited;	/* asked for too fast */
	uint64_t refused;	/* credentials that were wrong */
	uint64_t signed_checkpoints;
};

/* Returns owned. ERR_NOMEM, or what the store says. */
int keeper_new(const struct keeper_parts *parts, struct keeper **ret) MUST_USE;

/* All peers must have been released. NULL is allowed. */
void keeper_free(struct keeper *k);

/* Use another configuration from now on; handles given stay as they are. */
void keeper_set_config(struct keeper *k, const struct config *config);

struct keeper_counts keeper_counts(const struct keeper *k);

/* Somebody at the other end of a channel. */
enum keeper_peer_kind { KEEPER_WORKER, KEEPER_RECORDER };

int keeper_peer_new(struct keeper *k, enum keeper_peer_kind kind,
    struct keeper_peer **ret) MUST_USE;
void keeper_peer_free(struct keeper_peer *p);

/*
 * What a worker is told at once (WELCOME): append the body to `b`. The key
 * makes the ledger's digests and nothing else.
 */
void keeper_welcome(const struct keeper *k, struct buf *b);

/*
 * What the recorder is told at once (KEYS): the verifier keys of the log and
 * of the administration. ERR_INVAL: the configured origin cannot be a name.
 */
int keeper_keys(const struct keeper *k, struct buf *b) MUST_USE;

/*
 * Do what message `type` of `p` asks, append the body of the answer to
 * `reply` and set its type. An answer that says no is an answer. ERR_SYNTAX:
 * the peer broke the rules, or asked what is not its to ask: drop it.
 * ERR_NOMEM, ERR_LIMIT: no answer could be made.
 */
int keeper_take(struct keeper_peer *p, uint16_t type, struct sv body,
    struct buf *reply, uint16_t *ret_type) MUST_USE;

#endif
