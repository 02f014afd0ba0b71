/*
 * The worker's side of the keeper: what a transaction asks it, and what comes
 * back. The keeper checks a client's credential itself and gives a handle for
 * it; this module passes each credential once and remembers the handle.
 */
#ifndef PROXY_KEEPER_CLIENT_H
#define PROXY_KEEPER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "govern/assess.h"
#include "proxy/identity.h"
#include "vault/recent.h"

struct ipc_message;
struct keeper_client;
struct role;
struct token_book;
struct worker;

/* What the keeper made of the values of one request; arena memory. */
struct keeper_tokens {
	struct sv *texts;	/* a token for each value; empty: none */
	struct sv *surrogates;	/* those of them that are surrogates */
	size_t nsurrogates;
	size_t count;		/* of tokens */
	struct sv *subjects;	/* the ledger's hashes, distinct */
	size_t nsubjects;
	struct ledger_row *rows;	/* to be committed with the record */
	size_t nrows;
	struct ledger_slot *slots;
	size_t nslots;
	struct recent_item *recent;	/* surrogates of earlier requests */
	size_t nrecent;
};

/* Returns owned. ERR_NOMEM. */
int keeper_client_new(struct role *role, struct keeper_client **ret) MUST_USE;
void keeper_client_free(struct keeper_client *k);

/* A channel to a keeper was opened: handles of the last one are void. */
void keeper_client_opened(struct keeper_client *k);

/* Take a message that is for no transaction; false: it is for one. */
bool keeper_client_hear(struct keeper_client *k, const struct ipc_message *m);

/*
 * Does any value want a token, or lead to a person? Or may the answer speak of
 * surrogates that were made before?
 */
bool keeper_client_is_needed(const struct worker *w,
    const struct assessment *a);

/* Ask for tokens and subjects of all values of `a`, and for the surrogates
 * made before if the policy has any. ERR_CLOSED, ERR_FULL, ... */
int keeper_client_ask(struct worker *w, uint64_t serial,
    const struct identity *who, const struct assessment *a) MUST_USE;

/*
 * Read the answer `m` to it into `ret`, memory from `arena`. ERR_DENIED and
 * other refusals of the keeper; ERR_SYNTAX.
 */
int keeper_client_take(const struct ipc_message *m, struct arena *arena,
    const struct assessment *a, struct keeper_tokens *ret) MUST_USE;

/* Ask what `n` older tokens (by key) stand for in the scope of `who`. */
int keeper_client_resolve(struct worker *w, uint64_t serial,
    const struct identity *who, const struct sv *keys, size_t n) MUST_USE;

/* Put the answer into `book`. */
int keeper_client_take_resolved(const struct ipc_message *m,
    struct token_book *book) MUST_USE;

/* The ledger's keyed digest of `bytes`, under a key that opens nothing. */
void keeper_client_digest(const struct worker *w, struct sv bytes,
    uint8_t out[32]);

/* Is the digest key here? Until then no request is taken. */
bool keeper_client_is_ready(const struct keeper_client *k);

#endif
