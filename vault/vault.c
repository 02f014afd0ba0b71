#include "vault/vault.h"

#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "vault/subject.h"

struct vault {
	struct crypto *crypto;
	const struct keyring *keys;
	const struct vault_store *store;
	struct subjects subjects;
	uint64_t batch;
	struct map claimed;	/* by this batch: row key -> struct sv, row */
	bool is_open;
};

/* Kinds of rows that hold sealed values: the first byte of their keys. */
enum { ROW_TOKEN = 't', ROW_SURROGATE = 'f' };

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
	map_init(&v->claimed);
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
	map_done(&v->claimed);
	map_init(&v->claimed);
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

/* The key of a row: its kind, generation, value. */
static void
row_key(char kind, const uint8_t token[TOKEN_KEY_BYTES],
    uint8_t key[VAULT_ROW_KEY_BYTES])
{
	key[0] = (uint8_t)kind;
	memcpy(key + 1, token, TOKEN_KEY_BYTES);
}

/* What one item is made with. */
struct making {
	const struct derive_scope *scope;
	const struct vault_item *item;
	struct subject *subject;
	struct arena *arena;
	struct vault_result *r;
};

/*
 * Claim a row for this batch, as its commit would: ERR_CONFLICT if another
 * value of the batch has it, ERR_EXISTS if this very row is in it already.
 */
static int
claim(struct vault *v, struct sv key, struct sv row, struct arena *a)
{
	const struct sv *there = map_get(&v->claimed, key);
	struct sv *kept;

	if (there != NULL)
		return sv_eq(*there, row) ? ERR_EXISTS : ERR_CONFLICT;
	kept = arena_alloc(a, sizeof(*kept));
	key = arena_dup(a, key);
	if (kept == NULL || key.ptr == NULL)
		return ERR_NOMEM;
	*kept = row;
	return map_put(&v->claimed, key, kept);
}

/*
 * Seal the value under `t`, and add its row unless just this one is stored.
 * Rows are never taken away, so once seen is enough, as long as the subject is
 * remembered.
 */
static int
add_sealed(struct vault *v, const struct making *m, char kind,
    const struct token *t)
{
	const struct seal_binding b = { m->scope->kind, m->scope->id,
		m->subject->id, t, m->subject->keys.seal };
	uint8_t short_key[TOKEN_KEY_BYTES], key[VAULT_ROW_KEY_BYTES];
	struct sv row, there;
	int rc;

	token_key(t, short_key);
	if (subject_has_token(m->subject, short_key))
		return 0;
	rc = seal_make(v->crypto, &b, m->subject->slot, m->item->value,
	    m->arena, &row);
	if (rc != 0)
		return rc;
	row_key(kind, short_key, key);
	rc = v->store->row(v->store->ctx, sv_make(key, sizeof(key)), &there);
	if (rc == ERR_NOTFOUND && kind == ROW_SURROGATE) {
		rc = claim(v, sv_make(key, sizeof(key)), row, m->arena);
		if (rc != 0)
			return rc == ERR_EXISTS ? 0 : rc;
		rc = ERR_NOTFOUND;
	}
	if (rc == ERR_NOTFOUND)
		return add_row(m->arena, sv_make(key, sizeof(key)), row,
		    m->r);
	if (rc == 0 && !sv_eq(row, there))
		rc = ERR_CONFLICT;
	if (rc == 0)
		subject_note_token(m->subject, short_key);
	return rc;
}

static int
add_token(struct vault *v, const struct making *m)
{
	struct token t;
	int rc;

	derive_token(m->scope, &m->subject->keys,
	    token_hint(m->item->class_name), m->item->value, &t);
	rc = add_sealed(v, m, ROW_TOKEN, &t);
	if (rc == 0)
		token_format(&t, m->r->token);
	return rc;
}

/* ERR_NOTFOUND: it has none, or none that is free. */
static int
add_surrogate(struct vault *v, const struct making *m)
{
	const struct surrogate_form *form = m->item->form;
	uint8_t hint = token_hint(m->item->class_name);
	uint8_t key[SURROGATE_KEY_BYTES];
	struct surrogate_walk walk;
	char text[SURROGATE_TEXT_MAX];
	struct token name;
	int rc;

	derive_surrogate_key(m->scope, &m->subject->keys, key);
	rc = surrogate_begin(&walk, v->crypto, key, form);
	mem_wipe(key, sizeof(key));
	if (rc != 0)
		return rc == ERR_RANGE ? ERR_NOTFOUND : rc;
	rc = ERR_CONFLICT;
	for (unsigned i = 0; rc == ERR_CONFLICT &&
	    i < VAULT_SURROGATE_TRIES; i++) {
		rc = surrogate_next(&walk, text);
		if (rc != 0)
			break;
		derive_surrogate_name(m->scope, sv_make(text, form->len),
		    hint, &name);
		rc = add_sealed(v, m, ROW_SURROGATE, &name);
	}
	surrogate_end(&walk);
	if (rc == ERR_FULL || rc == ERR_CONFLICT)
		return ERR_NOTFOUND;
	if (rc == 0) {
		memcpy(m->r->surrogate, text, form->len);
		m->r->surrogate_len = form->len;
	}
	return rc;
}

int
vault_tokenise(struct vault *v, const struct derive_scope *scope,
    const struct vault_item *item, struct arena *a, struct vault_result *ret)
{
	struct vault_result r = { .nrows = 0 };
	struct making m = { scope, item, NULL, a, &r };
	int rc;

	ASSERT(v->is_open);
	if (item->value.len > SEAL_VALUE_MAX)
		return ERR_LIMIT;
	rc = subject_find(&v->subjects, item->class_name, item->canonical,
	    true, &m.subject);
	if (rc != 0)
		return rc;
	rc = item->form == NULL ? ERR_NOTFOUND : add_surrogate(v, &m);
	if (rc == ERR_NOTFOUND)
		rc = add_token(v, &m);
	if (rc == 0)
		rc = add_subject(v, m.subject, a, &r);
	if (rc != 0)
		return rc;
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
find_row(struct vault *v, char kind, const uint8_t token[TOKEN_KEY_BYTES],
    struct found *ret)
{
	uint8_t key[VAULT_ROW_KEY_BYTES];
	struct sv row;
	int rc;

	ASSERT(v->is_open);
	row_key(kind, token, key);
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
	rc = find_row(v, ROW_TOKEN, key, ret);
	if (rc == 0 && said.hint != ret->token.hint)
		rc = ERR_NOTFOUND;
	return rc;
}

/* The same for a surrogate, in the first scope that has it. */
static int
find_surrogate(struct vault *v, const struct vault_question *q,
    struct found *ret)
{
	uint8_t key[TOKEN_KEY_BYTES];
	struct token name;
	int rc = ERR_NOTFOUND;

	for (size_t i = 0; rc == ERR_NOTFOUND && i < q->nscopes; i++) {
		derive_surrogate_name(&q->scopes[i], q->text, 0, &name);
		token_key(&name, key);
		rc = find_row(v, ROW_SURROGATE, key, ret);
	}
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

/* The row of a token's key, or of a surrogate's that is marked as one. */
static int
find_marked(struct vault *v, const uint8_t key[TOKEN_KEY_BYTES],
    struct found *ret)
{
	uint8_t name[TOKEN_KEY_BYTES];

	if (key[0] != DERIVE_SURROGATE_MARK)
		return find_row(v, ROW_TOKEN, key, ret);
	memcpy(name, key, sizeof(name));
	name[0] = 0;
	return find_row(v, ROW_SURROGATE, name, ret);
}

int
vault_resolve_key(struct vault *v, const struct derive_scope *scopes, size_t n,
    const uint8_t key[TOKEN_KEY_BYTES], struct arena *a, struct sv *ret_value)
{
	struct found f;
	int rc = find_marked(v, key, &f);

	return rc != 0 ? rc : open_scoped(v, &f, scopes, n, a, ret_value);
}

static int
reveal(struct vault *v, const struct found *f, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject)
{
	struct subject *e;
	int rc = open_row(v, f, a, ret_value, &e);

	if (rc == 0 && ret_subject != NULL)
		memcpy(ret_subject, e->keys.hash, DERIVE_HASH_BYTES);
	return rc;
}

int
vault_reveal(struct vault *v, struct sv text, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject)
{
	struct found f;
	int rc = find_text(v, text, &f);

	return rc != 0 ? rc : reveal(v, &f, a, ret_value, ret_subject);
}

int
vault_reveal_surrogate(struct vault *v, const struct vault_question *q,
    struct arena *a, struct sv *ret_value, uint8_t *ret_subject)
{
	struct found f;
	int rc = find_surrogate(v, q, &f);

	return rc != 0 ? rc : reveal(v, &f, a, ret_value, ret_subject);
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

static int
erase_found(struct vault *v, const struct found *f, struct vault_erasure *ret)
{
	struct subject *e;
	int rc = subject_at(&v->subjects, f->head.slot, &e);

	return rc != 0 ? rc : erase(v, e, ret);
}

int
vault_erase_token(struct vault *v, struct sv text, struct vault_erasure *ret)
{
	struct found f;
	int rc = find_text(v, text, &f);

	return rc != 0 ? rc : erase_found(v, &f, ret);
}

int
vault_erase_surrogate(struct vault *v, const struct vault_question *q,
    struct vault_erasure *ret)
{
	struct found f;
	int rc = find_surrogate(v, q, &f);

	return rc != 0 ? rc : erase_found(v, &f, ret);
}
