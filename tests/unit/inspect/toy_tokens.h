/*
 * Tokens for tests: `TK` and six hexadecimal digits (lower case), with values
 * that are hard to write. The token TKffffff is known to nobody; TKaaaaaa is
 * answered only from the second question on, if `slow` is set.
 */
#ifndef TESTS_UNIT_INSPECT_TOY_TOKENS_H
#define TESTS_UNIT_INSPECT_TOY_TOKENS_H

#include <string.h>

#include "base/err.h"
#include "inspect/answer/token_ops.h"

enum { TOY_LEN = 8 };

struct toy {
	bool slow;
	bool asked;
	unsigned questions;
};

static const struct {
	const char *token, *value;
} toy_values[] = {
	{ "TK000001", "Ada" },
	{ "TK000002", "ada@example.org" },
	{ "TK000003", "O\"Brien \\ Sons" },
	{ "TK000004", "\xf0\x9d\x94\x84\xf0\x9f\x98\x80 \xc3\xa9" },
	{ "TK000005", "line\nbreak\ttab\x01" },
	{ "TK000006", "<b> & 'c'" },
	{ "TK000007", "Ada@Example.org" },
	{ "TKaaaaaa", "slow" },
	{ "TKbbbbbb", "TK000001" },
	{ "TKcccccc", "" },
	{ "TKeeeeee", "plain" },
	{ "TKdddddd", "not utf-8 \xff" },
};

static inline bool
toy_fits(char c, size_t at)
{
	if (at < 2)
		return c == "TK"[at];
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* How many bytes from the first on a token may begin with; at most TOY_LEN. */
static inline size_t
toy_prefix(struct sv text)
{
	size_t n = 0;

	while (n < text.len && n < TOY_LEN && toy_fits(text.ptr[n], n))
		n++;
	return n;
}

static inline bool
toy_find(void *ctx, struct sv text, size_t *ret_at, size_t *ret_len)
{
	(void)ctx;
	for (size_t i = 0; i < text.len; i++) {
		if (toy_prefix(sv_slice(text, i, text.len)) == TOY_LEN) {
			*ret_at = i;
			*ret_len = TOY_LEN;
			return true;
		}
	}
	return false;
}

static inline size_t
toy_tail(void *ctx, struct sv text)
{
	size_t i = 0, n;

	(void)ctx;
	while (i < text.len) {
		n = toy_prefix(sv_slice(text, i, text.len));
		if (n < TOY_LEN && i + n == text.len)
			return i;
		i += n == TOY_LEN ? n : 1;
	}
	return text.len;
}

static inline int
toy_resolve(void *ctx, struct sv token, struct sv *ret_value)
{
	struct toy *toy = ctx;

	toy->questions++;
	if (sv_eq(token, SV("TKaaaaaa")) && toy->slow) {
		toy->asked = !toy->asked;
		if (toy->asked)
			return ERR_AGAIN;
	}
	for (size_t i = 0; i < sizeof(toy_values) / sizeof(toy_values[0]); i++)
		if (sv_eq(token, sv_cstr(toy_values[i].token))) {
			*ret_value = sv_cstr(toy_values[i].value);
			return 0;
		}
	return ERR_NOTFOUND;
}

/* TKeeeeee may stand in a URL. */
static inline bool
toy_is_harmless(void *ctx, struct sv token)
{
	(void)ctx;
	return sv_eq(token, SV("TKeeeeee"));
}

static inline struct token_ops
toy_ops(struct toy *toy)
{
	return (struct token_ops){
		.ctx = toy,
		.max_len = TOY_LEN,
		.find = toy_find,
		.tail = toy_tail,
		.resolve = toy_resolve,
		.is_harmless = toy_is_harmless,
	};
}

#endif
