/*
 * The tokens of one transaction and what they stand for: those made for its
 * request, and older ones that its answer mentions and the keeper resolved in
 * the client's scope. Surrogates, which nothing tells from other text, are
 * known only if they were made for this request, or are among those that the
 * keeper remembers of earlier ones. Its functions are the token_ops of a
 * restorer.
 */
#ifndef PROXY_TOKEN_BOOK_H
#define PROXY_TOKEN_BOOK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/map.h"
#include "base/sv.h"
#include "inspect/answer/phrases.h"
#include "inspect/answer/token_ops.h"
#include "vault/token.h"

/* Questions to the keeper for one answer at most; then tokens stay. */
enum { TOKEN_BOOK_ASK_MAX = 4096 };

struct token_book {
	struct arena *arena;
	struct map known;		/* key -> struct token_book_entry */
	struct phrases surrogates;	/* value .ptr NULL: ask the keeper */
	struct map recent;		/* its text -> struct sv, key to ask */
	struct sv *wanted;		/* keys to ask for, TOKEN_KEY_BYTES */
	size_t nwanted, cap;
	size_t npending;		/* the first of them, being asked */
	size_t asked;
	bool is_closed;			/* nobody to ask: unknown ones stay */
	char scratch[TOKEN_MAX_LEN];
};

void token_book_init(struct token_book *b, struct arena *arena);
void token_book_done(struct token_book *b);

/* Note that `token` stands for `value`; both borrowed. ERR_NOMEM. */
int token_book_add(struct token_book *b, struct sv token, struct sv value)
    MUST_USE;

/* The same for a surrogate. ERR_CONFLICT: it stands for another value. */
int token_book_add_surrogate(struct token_book *b, struct sv text,
    struct sv value) MUST_USE;

/*
 * Note a surrogate of an earlier request: `key` asks the keeper for its value.
 * One that this request made itself is left as it is. Borrows. ERR_NOMEM.
 */
int token_book_add_recent(struct token_book *b, struct sv text, struct sv key)
    MUST_USE;

/*
 * Note the keeper's answer to a wanted key: `value`, or .ptr NULL where it
 * stands for nothing in this scope. Copies. ERR_NOMEM.
 */
int token_book_learn(struct token_book *b, struct sv key, struct sv value)
    MUST_USE;

/* Forget what is wanted: unknown tokens stay as they are from now on. */
void token_book_close(struct token_book *b);

/* The functions over `b`, which must outlive them and get no more of this
 * request's tokens. */
struct token_ops token_book_ops(struct token_book *b);

#endif
