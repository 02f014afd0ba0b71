#include "vault/vault.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "vault/subject.h"

struct vault {
	struct crypto *crypto;
	const struct keyring *keys;
	const struct vault_store *store;
	struct subjects subjects;
	uint64_t batch;
	bool is_open;
};

int
vault_open(struct crypto *c, const struct keyring *k,
    const struct vault_store *store, size_t max_subjects, struct vault **ret)
{
	struct vault *v = mem_calloc(1, sizeof(*v));
	int rc;

	if (v == NULL)
		return ERR_NOMEM;
	v->crypto = c;
	v->keys = k;
	v->store = store;
	rc = subject_init(&v->subjects, c, k, store,
	    max_subjects == 0 ? VAULT_SUBJECTS : max_subjects);
	if (rc != 0) {
		vault_close(v);
		return rc;
	}
	*ret = v;
	return 0;
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	ASSERT(!v->is_open);
	subject_done(&v->subjects);
	mem_free_wiped(v, sizeof(*v));
}

int
vault_begin(struct vault *v)
{
	int rc;

	ASSERT(!v->is_open);
	rc = v->store->begin(v->store->ctx);
	if (rc != 0)
		return rc;
	v->is_open = true;
	v->batch++;
	return 0;
}

void
vault_end(struct vault *v)
{
	ASSERT(v->is_open);
	v->store->end(v->store->ctx);
	v->is_open = false;
}

static int
add_row(struct arena *a, struct sv key, struct sv value,
    struct vault_result *r)
{
	key = arena_dup(a, key);
	if (key.ptr == NULL)
		return ERR_NOMEM;
	ASSERT(r->nrows < VAULT_ITEM_ROWS);
	r->rows[r->nrows++] = (struct vault_row){ key, value };
	return 0;
}

/* Say what the ledger needs of `e`, and what is not stored of it yet. */
static int
add_subject(struct vault *v, struct subject *e, struct arena *a,
    struct vault_result *r)
{
	uint8_t key[SUBJECT_ROW_KEY_BYTES], value[SUBJECT_ROW_BYTES];
	struct sv copy;

	memcpy(r->subject, e->keys.hash, sizeof(r->subject));
	if (!e->is_pending || e->batch == v->batch)
		return 0;
	subject_row(e, key, value);
	copy = arena_dup(a, sv_make(value, sizeof(value)));
	if (copy.ptr == NULL ||
	    add_row(a, sv_make(key, sizeof(key)), copy, r) != 0)
		return ERR_NOMEM;
	r->has_slot = true;
	r->slot = e->slot;
	memcpy(r->image, e->image, sizeof(r->image));
	e->batch = v->batch;
	return 0;
}

/* The key of a token's row: 't', generation, value. */
static void
row_key(const uint8_t token[TOKEN_KEY_BYTES], uint8_t key[VAULT_ROW_KEY_BYTES])
{
	key[0] = 't';
	memcpy(key + 1, token, TOKEN_KEY_BYTES);
}

/*
 * Seal `value`, and add its row unless just this one is stored. Rows are never
 * taken away, so once seen is enough, as long as the subject is remembered.
 */
static int
add_token(struct vault *v, const struct seal_binding *b, struct subject *e,
    struct sv value, struct arena *a, struct vault_result *r)
{
	uint8_t short_key[TOKEN_KEY_BYTES], key[VAULT_ROW_KEY_BYTES];
	struct sv row, there;
	int rc;

	token_key(b->token, short_key);
	if (subject_has_token(e, short_key))
		return 0;
	rc = seal_make(v->crypto, b, e->slot, value, a, &row);
	if (rc != 0)
		return rc;
	row_key(short_key, key);
	rc = v->store->row(v->store->ctx, sv_make(key, sizeof(key)), &there);
	if (rc == ERR_NOTFOUND)
		return add_row(a, sv_make(key, sizeof(key)), row, r);
	if (rc == 0 && !sv_eq(row, there))
		rc = ERR_CONFLICT;
	if (rc == 0)
		subject_note_token(e, short_key);
	return rc;
}

int
vault_tokenise(struct vault *v, const struct derive_scope *scope,
    const struct vault_item *item, struct arena *a, struct vault_result *ret)
{
	struct vault_result r = { .nrows = 0 };
	struct seal_binding b;
	struct subject *e;
	struct token t;
	int rc;

	ASSERT(v->is_open);
	if (item->value.len > SEAL_VALUE_MAX)
		return ERR_LIMIT;
	rc = subject_find(&v->subjects, item->class_name, item->canonical,
	    true, &e);
	if (rc != 0)
		return rc;
	derive_token(scope, &e->keys, token_hint(item->class_name),
	    item->value, &t);
	b = (struct seal_binding){ scope->kind, scope->id, e->id, &t,
		e->keys.seal };
	rc = add_token(v, &b, e, item->value, a, &r);
	if (rc == 0)
		rc = add_subject(v, e, a, &r);
	if (rc != 0)
		return rc;
	token_format(&t, r.token);
	*ret = r;
	return 0;
}

int
vault_subject(struct vault *v, const struct vault_item *item, struct arena *a,
    struct vault_result *ret)
{
	struct vault_result r = { .nrows = 0 };
	struct subject *e;
	int rc;

	ASSERT(v->is_open);
	rc = subject_find(&v->subjects, item->class_name, item->canonical,
	    true, &e);
	if (rc == 0)
		rc = add_subject(v, e, a, &r);
	if (rc == 0)
		*ret = r;
	return rc;
}

/* A stored token and the head of its row. */
struct found {
	struct token token;
	struct seal_head head;
};

static int
find_key(struct vault *v, const uint8_t token[TOKEN_KEY_BYTES],
    struct found *ret)
{
	uint8_t key[VAULT_ROW_KEY_BYTES];
	struct sv row;
	int rc;

	ASSERT(v->is_open);
	row_key(token, key);
	rc = v->store->row(v->store->ctx, sv_make(key, sizeof(key)), &row);
	if (rc == 0)
		rc = seal_read(row, &ret->head);
	if (rc == 0)
		rc = token_of_key(token, ret->head.hint, &ret->token);
	return rc;
}

/* The same from its text. One with another hint was never made. */
static int
find_text(struct vault *v, struct sv text, struct found *ret)
{
	uint8_t key[TOKEN_KEY_BYTES];
	struct token said;
	int rc;

	rc = token_parse(text, &said);
	if (rc != 0)
		return rc;
	token_key(&said, key);
	rc = find_key(v, key, ret);
	if (rc == 0 && said.hint != ret->token.hint)
		rc = ERR_NOTFOUND;
	return rc;
}

/* Open the row. A seal that does not open is an invented token. */
static int
open_row(struct vault *v, const struct found *f, struct arena *a,
    struct sv *ret_value, struct subject **ret_subject)
{
	struct seal_binding b;
	int rc;

	rc = subject_at(&v->subjects, f->head.slot, ret_subject);
	if (rc != 0)
		return rc;
	b = (struct seal_binding){ f->head.kind, f->head.scope,
		(*ret_subject)->id, &f->token, (*ret_subject)->keys.seal };
	rc = seal_open(v->crypto, &b, f->head.sealed, a, ret_value);
	return rc == ERR_AUTH ? ERR_NOTFOUND : rc;
}

/* Open it if it was made in one of the scopes, else ERR_DENIED. */
static int
open_scoped(struct vault *v, const struct found *f,
    const struct derive_scope *scopes, size_t n, struct arena *a,
    struct sv *ret_value)
{
	struct subject *e;

	for (size_t i = 0; i < n; i++)
		if (scopes[i].kind == f->head.kind &&
		    memcmp(scopes[i].id, f->head.scope,
		    sizeof(f->head.scope)) == 0)
			return open_row(v, f, a, ret_value, &e);
	return ERR_DENIED;
}

int
vault_resolve(struct vault *v, const struct derive_scope *scopes, size_t n,
    struct sv text, struct arena *a, struct sv *ret_value)
{
	struct found f;
	int rc = find_text(v, text, &f);

	return rc != 0 ? rc : open_scoped(v, &f, scopes, n, a, ret_value);
}

int
vault_resolve_key(struct vault *v, const struct derive_scope *scopes, size_t n,
    const uint8_t key[TOKEN_KEY_BYTES], struct arena *a, struct sv *ret_value)
{
	struct found f;
	int rc = find_key(v, key, &f);

	return rc != 0 ? rc : open_scoped(v, &f, scopes, n, a, ret_value);
}

int
vault_reveal(struct vault *v, struct sv text, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject)
{
	struct found f;
	struct subject *e;
	int rc;

	rc = find_text(v, text, &f);
	if (rc == 0)
		rc = open_row(v, &f, a, ret_value, &e);
	if (rc == 0 && ret_subject != NULL)
		memcpy(ret_subject, e->keys.hash, DERIVE_HASH_BYTES);
	return rc;
}

/* However it was found; what is not stored needs no erasing. */
static int
erase(struct vault *v, struct subject *e, struct vault_erasure *ret)
{
	if (e->is_pending)
		return ERR_NOTFOUND;
	ret->slot = e->slot;
	slot_make_erased(e->slot, ret->image);
	memcpy(ret->subject, e->keys.hash, sizeof(ret->subject));
	subject_forget(&v->subjects, e);
	return 0;
}

int
vault_erase(struct vault *v, struct sv class_name, struct sv canonical,
    struct vault_erasure *ret)
{
	struct subject *e;
	int rc;

	ASSERT(v->is_open);
	rc = subject_find(&v->subjects, class_name, canonical, false, &e);
	return rc != 0 ? rc : erase(v, e, ret);
}

int
vault_erase_token(struct vault *v, struct sv text, struct vault_erasure *ret)
{
	struct subject *e;
	struct found f;
	int rc;

	rc = find_text(v, text, &f);
	if (rc == 0)
		rc = subject_at(&v->subjects, f.head.slot, &e);
	return rc != 0 ? rc : erase(v, e, ret);
}
