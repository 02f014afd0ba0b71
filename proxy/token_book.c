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
	map_init(&b->recent);
	phrases_init(&b->surrogates, arena);
}

void
token_book_done(struct token_book *b)
{
	map_done(&b->known);
	map_done(&b->recent);
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
token_book_add_surrogate(struct token_book *b, struct sv text,
    struct sv value)
{
	return phrases_add(&b->surrogates, text, value);
}

int
token_book_add_recent(struct token_book *b, struct sv text, struct sv key)
{
	struct sv *copy;
	int rc;

	if (phrases_find(&b->surrogates, text) != NULL)
		return 0;
	copy = arena_alloc(b->arena, sizeof(*copy));
	if (copy == NULL)
		return ERR_NOMEM;
	*copy = key;
	rc = map_put(&b->recent, text, copy);
	return rc != 0 ? rc : phrases_add(&b->surrogates, text,
	    (struct sv){ NULL, 0 });
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

/*
 * Without surrogates the search passes over most of a text unread. With some,
 * it goes from place to place, and what begins first counts; at one place
 * nothing can begin both as a token and as a surrogate.
 */

/* The length of the token that is complete at `at`, or 0. */
static size_t
token_at(struct sv text, size_t at)
{
	size_t found, len;

	if ((text.ptr[at] | 0x20) != 'x')
		return 0;
	text = sv_slice(text, at, at + TOKEN_MAX_LEN);
	return token_find(text, &found, &len) && found == 0 ? len : 0;
}

/* The length of what is complete at `at`, or 0. */
static size_t
complete_at(const struct token_book *b, struct sv text, size_t at)
{
	const struct phrase *p = phrases_at(&b->surrogates, text, at);

	return p != NULL ? p->text.len : token_at(text, at);
}

/* Could what comes after `text` make something that begins at `at`? */
static bool
may_begin(const struct token_book *b, struct sv text, size_t at)
{
	if (phrases_may_begin(&b->surrogates, text, at))
		return true;
	return text.len - at < TOKEN_MAX_LEN &&
	    (text.ptr[at] | 0x20) == 'x' && token_at(text, at) == 0 &&
	    token_tail(sv_slice(text, at, text.len)) == 0;
}

static bool
find(void *ctx, struct sv text, size_t *ret_at, size_t *ret_len)
{
	const struct token_book *b = ctx;
	size_t len = 0;

	if (b->surrogates.count == 0)
		return token_find(text, ret_at, ret_len);
	for (size_t i = 0; i < text.len; i++) {
		len = complete_at(b, text, i);
		if (len > 0) {
			*ret_at = i;
			*ret_len = len;
			return true;
		}
	}
	return false;
}

static size_t
tail(void *ctx, struct sv text)
{
	const struct token_book *b = ctx;
	size_t i = 0, len;

	if (b->surrogates.count == 0)
		return token_tail(text);
	while (i < text.len && !may_begin(b, text, i)) {
		len = complete_at(b, text, i);
		i += len > 0 ? len : 1;
	}
	return i;
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

/* What `key` stands for, if the keeper has told; else it is to be asked. */
static int
look_up(struct token_book *b, struct sv key, struct sv *ret_value)
{
	const struct token_book_entry *e = map_get(&b->known, key);

	if (e == NULL)
		return want(b, key);
	if (e->value.ptr == NULL)
		return ERR_NOTFOUND;
	*ret_value = e->value;
	return 0;
}

static int
resolve_surrogate(struct token_book *b, const struct phrase *p,
    struct sv *ret_value)
{
	if (p->value.ptr == NULL)
		return look_up(b, *(const struct sv *)map_get(&b->recent,
		    p->text), ret_value);
	*ret_value = p->value;
	return 0;
}

static int
resolve(void *ctx, struct sv token, struct sv *ret_value)
{
	struct token_book *b = ctx;
	const struct phrase *surrogate = phrases_find(&b->surrogates, token);
	uint8_t raw[TOKEN_KEY_BYTES] = { 0 };
	struct sv key = sv_make(raw, sizeof(raw));
	struct token t;
	size_t len;

	if (surrogate != NULL)
		return resolve_surrogate(b, surrogate, ret_value);
	if (token_is_escaped(token)) {
		if (token_unescape(token, b->scratch, &len) != 0)
			return ERR_NOTFOUND;
		*ret_value = sv_make(b->scratch, len);
		return 0;
	}
	if (token_parse(token, &t) != 0)
		return ERR_NOTFOUND;
	token_key(&t, raw);
	return look_up(b, key, ret_value);
}

static bool
is_harmless(void *ctx, struct sv token)
{
	const struct token_book *b = ctx;

	return phrases_find(&b->surrogates, token) == NULL &&
	    token_is_escaped(token);
}

struct token_ops
token_book_ops(struct token_book *b)
{
	size_t longest = b->surrogates.longest;

	return (struct token_ops){ .ctx = b,
		.max_len = longest > TOKEN_MAX_LEN ? longest : TOKEN_MAX_LEN,
		.any_text = b->surrogates.count > 0,
		.find = find, .tail = tail, .resolve = resolve,
		.is_harmless = is_harmless };
}
