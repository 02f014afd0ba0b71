#include "proxy/token_book.h"

#include <string.h>

#include "base/err.h"

struct token_book_entry {
	struct sv value;	/* .ptr NULL: stands for nothing here */
};

void
token_book_init(struct token_book *b, struct arena *arena)
{
	*b = (struct token_book){ .arena = arena };
	map_init(&b->known);
}

void
token_book_done(struct token_book *b)
{
	map_done(&b->known);
}

static int
put(struct token_book *b, struct sv key, struct sv value)
{
	struct token_book_entry *e = arena_alloc(b->arena, sizeof(*e));
	struct sv copy = arena_dup(b->arena, key);
	int rc;

	if (e == NULL || copy.ptr == NULL)
		return ERR_NOMEM;
	e->value = value;
	rc = map_put(&b->known, copy, e);
	return rc == ERR_EXISTS ? 0 : rc;
}

int
token_book_add(struct token_book *b, struct sv token, struct sv value)
{
	uint8_t key[TOKEN_KEY_BYTES];
	struct token t;
	int rc = token_parse(token, &t);

	if (rc != 0)
		return rc;
	token_key(&t, key);
	return put(b, sv_make(key, sizeof(key)), value);
}

int
token_book_learn(struct token_book *b, struct sv key, struct sv value)
{
	if (value.ptr != NULL) {
		value = arena_dup(b->arena, value);
		if (value.ptr == NULL)
			return ERR_NOMEM;
	}
	return put(b, key, value);
}

void
token_book_close(struct token_book *b)
{
	b->is_closed = true;
	b->nwanted = 0;
}

static bool
find(void *ctx, struct sv text, size_t *ret_at, size_t *ret_len)
{
	(void)ctx;
	return token_find(text, ret_at, ret_len);
}

static size_t
tail(void *ctx, struct sv text)
{
	(void)ctx;
	return token_tail(text);
}

/* Put `key` on the list of questions. */
static int
want(struct token_book *b, struct sv key)
{
	int rc;

	if (b->is_closed || b->asked >= TOKEN_BOOK_ASK_MAX)
		return ERR_NOTFOUND;
	rc = arena_vec_room(b->arena, (void **)&b->wanted, b->nwanted,
	    &b->cap, sizeof(*b->wanted));
	if (rc != 0)
		return rc;
	key = arena_dup(b->arena, key);
	if (key.ptr == NULL)
		return ERR_NOMEM;
	b->wanted[b->nwanted++] = key;
	b->asked++;
	return ERR_AGAIN;
}

static int
resolve(void *ctx, struct sv token, struct sv *ret_value)
{
	struct token_book *b = ctx;
	const struct token_book_entry *e;
	uint8_t raw[TOKEN_KEY_BYTES] = { 0 };
	struct sv key = sv_make(raw, sizeof(raw));
	struct token t;
	size_t len;

	if (token_is_escaped(token)) {
		if (token_unescape(token, b->scratch, &len) != 0)
			return ERR_NOTFOUND;
		*ret_value = sv_make(b->scratch, len);
		return 0;
	}
	if (token_parse(token, &t) != 0)
		return ERR_NOTFOUND;
	token_key(&t, raw);
	e = map_get(&b->known, key);
	if (e == NULL)
		return want(b, key);
	if (e->value.ptr == NULL)
		return ERR_NOTFOUND;
	*ret_value = e->value;
	return 0;
}

static bool
is_harmless(void *ctx, struct sv token)
{
	(void)ctx;
	return token_is_escaped(token);
}

struct token_ops
token_book_ops(struct token_book *b)
{
	return (struct token_ops){ .ctx = b, .max_len = TOKEN_MAX_LEN,
		.find = find, .tail = tail, .resolve = resolve,
		.is_harmless = is_harmless };
}
