/*
 * How a token is written. A token stands for a value in what leaves; the
 * transaction puts tokens in, restoring finds them again, and the keeper knows
 * what they mean. Nothing here needs a key.
 *
 *	XQMAIL07ZK3T9QH2M4R8WBCE		24 characters
 *	XQ		every token begins so
 *	  MAIL		what kind of value it stands for: a word of a closed
 *			set, so that a model can write a sensible sentence
 *			around it
 *	      0		generation of the token key
 *	       16 more	80 bits, base32
 *	               1 check symbol
 *
 * Letters and digits only: JSON, Markdown, URLs, XML and CSV leave them alone,
 * and so do line breaking and typographic hyphens. Base32 is Crockford's
 * (no I L O U; I and L read as 1, O as 0). Case does not matter. Nothing need
 * stand around a token: a letter that a model glued to it is not part of it.
 *
 * The check symbol is a weighted sum over GF(32): any one wrong symbol, and any
 * two that changed places, are found; a random one passes once in 32 times.
 *
 * A look-alike in a request (a token that somebody typed) is escaped on its
 * way out by a Z after the XQ, one more for each time, and loses one Z on the
 * way back, so that its author sees what it wrote and it never resolves.
 */
#ifndef VAULT_TOKEN_H
#define VAULT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum {
	TOKEN_LEN = 24,
	TOKEN_ESCAPES_MAX = 8,
	TOKEN_MAX_LEN = TOKEN_LEN + TOKEN_ESCAPES_MAX,
	TOKEN_VALUE_BYTES = 10,
	TOKEN_GENERATIONS = 32,
	TOKEN_KEY_BYTES = 1 + TOKEN_VALUE_BYTES
};

struct token {
	uint8_t hint;		/* from token_hint() */
	uint8_t generation;	/* below TOKEN_GENERATIONS */
	uint8_t value[TOKEN_VALUE_BYTES];
};

/* The hint for a dotted class path; there is one for every class. */
uint8_t token_hint(struct sv class_name);

/* Is this a hint's number? */
bool token_hint_is_known(uint8_t hint);

/* Its four letters. */
struct sv token_hint_text(uint8_t hint);

/* Write `t` in its canonical, upper-case form; no NUL. */
void token_format(const struct token *t, char out[TOKEN_LEN]);

/*
 * Read a token that is all of `text`, however mangled in case. ERR_SYNTAX: not
 * one (or an escaped one); ERR_CORRUPT: the check symbol says it is mangled or
 * invented. On ERR_CORRUPT nothing is set.
 */
int token_parse(struct sv text, struct token *ret) MUST_USE;

/* What a token is known by in the vault: its generation and value. */
void token_key(const struct token *t, uint8_t out[TOKEN_KEY_BYTES]);

/* The token of a key and a known hint. ERR_SYNTAX: no such generation. */
int token_of_key(const uint8_t key[TOKEN_KEY_BYTES], uint8_t hint,
    struct token *ret) MUST_USE;

/*
 * Find the first token or escaped look-alike in `text` whose check symbol is
 * right; what stands around it makes no difference.
 */
bool token_find(struct sv text, size_t *ret_at, size_t *ret_len);

/*
 * Find the first that has the shape but not the check symbol. To see all, go
 * on one byte after it; restoring leaves them as they are.
 */
bool token_find_forged(struct sv text, size_t *ret_at, size_t *ret_len);

/*
 * The offset of the longest end of `text`, outside the tokens that
 * token_find() gives, that more bytes may make one; text.len if none.
 */
size_t token_tail(struct sv text);

/* Is this, found by token_find(), an escaped look-alike? */
bool token_is_escaped(struct sv found);

/*
 * Write what token_find() found with one escape more or less. ERR_LIMIT: it
 * carries TOKEN_ESCAPES_MAX already; ERR_STATE: it carries none.
 */
int token_escape(struct sv found, char out[TOKEN_MAX_LEN], size_t *ret_len)
    MUST_USE;
int token_unescape(struct sv found, char out[TOKEN_MAX_LEN],
    size_t *ret_len) MUST_USE;

#endif
