/*
 * What is said to the keeper and what it says, as bytes (base/wire.h,
 * big-endian): written and read on both sides with these functions, so that no
 * side knows the layout.
 *
 *   WELCOME   digest key[32]			keeper -> worker, at once
 *   ATTACH    client:sv credential:sv		empty names: nobody we know
 *   ATTACHED  status:u32 handle:u32
 *   TOKENISE  handle:u32 scope:u8 recent:u8 n:u32 {wants:u8 class:sv
 *	       value:sv canonical:sv}
 *   TOKENISED status:u32 n:u32 {status:u32 has:u8 [token[24] | surrogate:sv]
 *	       [subject[16]]}
 *	       rows:u32 {key:sv value:sv} slots:u32 {slot:u64 image[128]}
 *	       recent:u32 {surrogate:sv key[11]}
 *   RESOLVE   handle:u32 n:u32 {key[11]}
 *   RESOLVED  status:u32 n:u32 {found:u8 [value:sv]}
 *
 * A status is minus the error code; where it is not 0 nothing follows. Replies
 * carry the transaction of their request. Credentials and values are in these
 * messages in clear: they never leave the machine, and both ends wipe them.
 */
#ifndef PROXY_KEEPER_WIRE_H
#define PROXY_KEEPER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "vault/derive.h"
#include "vault/recent.h"
#include "vault/vault.h"

enum keeper_message {
	KEEPER_WELCOME = 0x0101,
	KEEPER_ATTACH = 0x0102,
	KEEPER_ATTACHED = 0x0103,
	KEEPER_TOKENISE = 0x0104,
	KEEPER_TOKENISED = 0x0105,
	KEEPER_RESOLVE = 0x0106,
	KEEPER_RESOLVED = 0x0107
};

enum {
	KEEPER_DIGEST_KEY_BYTES = 32,
	KEEPER_ITEMS_MAX = 65536,	/* of a kind in one message */
	/* What is wanted of an item. */
	KEEPER_TOKEN = 1,
	KEEPER_SUBJECT = 2,
	KEEPER_SURROGATE = 4	/* with KEEPER_TOKEN: instead, if it can be */
};

/* Which client a request is from, and the secret it showed (or empty). */
struct keeper_attach {
	struct sv client, credential;
};

struct keeper_attached {
	int status;
	uint32_t handle;	/* for this channel */
};

struct keeper_item {
	uint8_t wants;
	struct vault_item value;
};

struct keeper_tokenise {
	uint32_t handle;
	enum derive_scope_kind scope;
	bool wants_recent;	/* surrogates made in it before */
	struct keeper_item *items;
	size_t n;
};

/* `status`, of a value too long for the vault, is ERR_LIMIT. */
struct keeper_token {
	int status;
	struct sv text;		/* TOKEN_LEN bytes, or empty */
	bool is_surrogate; /* then it has any length to SURROGATE_TEXT_MAX */
	struct sv subject;	/* DERIVE_HASH_BYTES, or empty */
};

/* Rows and slots are as a COMMIT wants them. */
struct keeper_tokenised {
	int status;
	struct keeper_token *items;	/* as many and in order as asked */
	size_t n;
	struct ledger_row *rows;
	size_t nrows;
	struct ledger_slot *slots;
	size_t nslots;
	struct recent_item *recent;	/* keys are for RESOLVE */
	size_t nrecent;
};

struct keeper_resolve {
	uint32_t handle;
	struct sv *keys;		/* token_key(), TOKEN_KEY_BYTES each */
	size_t n;
};

struct keeper_resolved {
	int status;
	struct sv *values;		/* .ptr NULL: nothing in this scope */
	size_t n;
};

/* Append the body to `b`, whose sticky error holds any failure. */
void keeper_write_attach(struct buf *b, const struct keeper_attach *m);
void keeper_write_attached(struct buf *b, const struct keeper_attached *m);
void keeper_write_tokenise(struct buf *b, const struct keeper_tokenise *m);
void keeper_write_tokenised(struct buf *b, const struct keeper_tokenised *m);
void keeper_write_resolve(struct buf *b, const struct keeper_resolve *m);
void keeper_write_resolved(struct buf *b, const struct keeper_resolved *m);

/*
 * Read a body: arrays are in `a`, bytes borrowed from `body`. ERR_SYNTAX,
 * ERR_TRUNCATED, ERR_LIMIT: the peer broke the rules; ERR_NOMEM.
 */
int keeper_read_attach(struct sv body, struct keeper_attach *ret) MUST_USE;
int keeper_read_attached(struct sv body, struct keeper_attached *ret) MUST_USE;
int keeper_read_tokenise(struct sv body, struct arena *a,
    struct keeper_tokenise *ret) MUST_USE;
int keeper_read_tokenised(struct sv body, struct arena *a,
    struct keeper_tokenised *ret) MUST_USE;
int keeper_read_resolve(struct sv body, struct arena *a,
    struct keeper_resolve *ret) MUST_USE;
int keeper_read_resolved(struct sv body, struct arena *a,
    struct keeper_resolved *ret) MUST_USE;

#endif
