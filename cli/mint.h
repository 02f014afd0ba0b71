/*
 * Tokens from keys that are made for one call and forgotten: for showing what
 * a request would look like, without a store or a keeper.
 */
#ifndef CLI_MINT_H
#define CLI_MINT_H

#include "base/arena.h"
#include "base/attr.h"
#include "govern/assess.h"

/*
 * Make one text for each value of `a`, in order: its token or surrogate, or
 * empty where the decision wants none. Memory from `arena`. ERR_NOMEM,
 * ERR_CRYPTO, ERR_LIMIT.
 */
int mint_tokens(const struct assess_engine *engine, const struct assessment *a,
    struct arena *arena, struct sv **ret_tokens) MUST_USE;

#endif
