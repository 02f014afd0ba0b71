/*
 * The surrogates last made in each scope, so that an answer which speaks of a
 * value of an earlier request can be searched for them: unlike a token, a
 * surrogate cannot be told from other text. The keeper remembers their texts
 * and what resolves them, never their values. Fixed in size: scopes share
 * rings by a hash of their ids, and what is old is forgotten.
 */
#ifndef VAULT_RECENT_H
#define VAULT_RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "vault/derive.h"
#include "vault/surrogate.h"
#include "vault/token.h"

enum { RECENT_RINGS = 1024, RECENT_RING = 256 };

struct recent;

/* For vault_resolve_key(). */
struct recent_item {
	struct sv text;			/* the surrogate */
	struct sv key;			/* TOKEN_KEY_BYTES */
};

/* Returns owned. ERR_NOMEM. */
int recent_new(struct recent **ret) MUST_USE;

/* NULL is allowed. */
void recent_free(struct recent *r);

/*
 * Note a surrogate of `scope`; once is enough. Without memory for its ring it
 * is forgotten at once, which only leaves it as it is in later answers.
 */
void recent_note(struct recent *r, const struct derive_scope *scope,
    struct sv text);

/* List those of `scope`, copied to `a`, at most RECENT_RING. ERR_NOMEM. */
int recent_list(const struct recent *r, const struct derive_scope *scope,
    struct arena *a, struct recent_item **ret, size_t *ret_count) MUST_USE;

#endif
