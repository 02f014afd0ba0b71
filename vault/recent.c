#include "vault/recent.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"

struct entry {
	uint8_t scope[DERIVE_SCOPE_BYTES];
	uint8_t kind, len;		/* len 0: none yet */
	char text[SURROGATE_TEXT_MAX];
};

struct ring {
	size_t next;
	struct entry entries[RECENT_RING];
};

struct recent {
	struct ring *rings[RECENT_RINGS];	/* NULL: not used yet */
};

int
recent_new(struct recent **ret)
{
	*ret = mem_calloc(1, sizeof(**ret));
	return *ret == NULL ? ERR_NOMEM : 0;
}

void
recent_free(struct recent *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < RECENT_RINGS; i++)
		mem_free(r->rings[i]);
	mem_free(r);
}

/* Ids are made by a keyed hash: any bytes of one are spread well. */
static size_t
ring_of(const struct derive_scope *scope)
{
	return ((size_t)scope->id[0] << 8 | scope->id[1]) % RECENT_RINGS;
}

static bool
is_of(const struct entry *e, const struct derive_scope *scope)
{
	return e->len > 0 && e->kind == scope->kind &&
	    memcmp(e->scope, scope->id, sizeof(e->scope)) == 0;
}

void
recent_note(struct recent *r, const struct derive_scope *scope, struct sv text)
{
	struct ring **ring = &r->rings[ring_of(scope)];
	struct entry *e;

	ASSERT(text.len > 0 && text.len <= SURROGATE_TEXT_MAX);
	if (*ring == NULL)
		*ring = mem_calloc(1, sizeof(**ring));
	if (*ring == NULL)
		return;
	for (size_t i = 0; i < RECENT_RING; i++) {
		e = &(*ring)->entries[i];
		if (is_of(e, scope) && sv_eq(sv_make(e->text, e->len), text))
			return;
	}
	e = &(*ring)->entries[(*ring)->next++ % RECENT_RING];
	*e = (struct entry){ .kind = (uint8_t)scope->kind,
		.len = (uint8_t)text.len };
	memcpy(e->scope, scope->id, sizeof(e->scope));
	memcpy(e->text, text.ptr, text.len);
}

static int
add_item(const struct entry *e, const struct derive_scope *scope,
    struct arena *a, struct recent_item *ret)
{
	uint8_t key[TOKEN_KEY_BYTES];

	derive_surrogate_mark(scope, sv_make(e->text, e->len), key);
	ret->text = arena_dup(a, sv_make(e->text, e->len));
	ret->key = arena_dup(a, sv_make(key, sizeof(key)));
	return ret->text.ptr == NULL || ret->key.ptr == NULL ? ERR_NOMEM : 0;
}

int
recent_list(const struct recent *r, const struct derive_scope *scope,
    struct arena *a, struct recent_item **ret, size_t *ret_count)
{
	const struct ring *ring = r->rings[ring_of(scope)];
	struct recent_item *items = arena_zalloc(a, RECENT_RING,
	    sizeof(*items));
	size_t n = 0;

	if (items == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; ring != NULL && i < RECENT_RING; i++) {
		if (!is_of(&ring->entries[i], scope))
			continue;
		if (add_item(&ring->entries[i], scope, a, &items[n++]) != 0)
			return ERR_NOMEM;
	}
	*ret = items;
	*ret_count = n;
	return 0;
}
