#include "proxy/keeper.h"

#include <string.h>

#include "audit/approval.h"
#include "audit/checkpoint.h"
#include "audit/note.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "govern/form.h"
#include "proxy/keeper_wire.h"
#include "proxy/recorder.h"

enum {
	ARENA_MAX = 256 << 20,
	SCOPES = 3,		/* client, team, organisation */
	CLASS_NAME_MAX = 256
};

struct keeper {
	struct keeper_parts parts;
	struct vault *vault;
	struct recent *recent;
	struct keeper_counts counts;
	uint64_t signed_size;		/* of the last checkpoint */
	struct tree_hash signed_root;
};

/* A client whose credential was checked; its handle is its place. */
struct grant {
	char *name;
	struct derive_scope scopes[SCOPES];
	size_t nscopes;
	bool may_resolve;
	int64_t allowance;		/* tokens it may have resolved */
	int64_t at_ns;			/* as of then */
};

struct keeper_peer {
	struct keeper *keeper;
	enum keeper_peer_kind kind;
	struct grant **grants;
	size_t ngrants, cap;
};

int
keeper_new(const struct keeper_parts *parts, struct keeper **ret)
{
	struct keeper *k = mem_calloc(1, sizeof(*k));
	int rc;

	if (k == NULL)
		return ERR_NOMEM;
	k->parts = *parts;
	rc = recent_new(&k->recent);
	if (rc == 0)
		rc = vault_open(parts->crypto, parts->keys, parts->store, 0,
		    &k->vault);
	if (rc != 0) {
		keeper_free(k);
		return rc;
	}
	*ret = k;
	return 0;
}

void
keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	vault_close(k->vault);
	recent_free(k->recent);
	mem_free(k);
}

void
keeper_set_config(struct keeper *k, const struct config *config)
{
	k->parts.config = config;
}

struct keeper_counts
keeper_counts(const struct keeper *k)
{
	return k->counts;
}

int
keeper_peer_new(struct keeper *k, enum keeper_peer_kind kind,
    struct keeper_peer **ret)
{
	struct keeper_peer *p = mem_calloc(1, sizeof(*p));

	if (p == NULL)
		return ERR_NOMEM;
	p->keeper = k;
	p->kind = kind;
	*ret = p;
	return 0;
}

static void
grant_free(struct grant *g)
{
	if (g == NULL)
		return;
	mem_free(g->name);
	mem_free_wiped(g, sizeof(*g));
}

void
keeper_peer_free(struct keeper_peer *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->ngrants; i++)
		grant_free(p->grants[i]);
	mem_free(p->grants);
	mem_free(p);
}

void
keeper_welcome(const struct keeper *k, struct buf *b)
{
	buf_add(b, k->parts.keys->ledger_digest, KEEPER_DIGEST_KEY_BYTES);
}

int
keeper_keys(const struct keeper *k, struct buf *b)
{
	struct sv origin = k->parts.config->ledger.origin;
	struct buf verifier, admin;
	char name[NOTE_NAME_MAX + 1];
	struct note_key key;
	int rc;

	buf_init(&verifier, NOTE_MAX_BYTES);
	buf_init(&admin, NOTE_MAX_BYTES);
	rc = note_key_make(origin, k->parts.keys->checkpoint_public, &key);
	if (rc == 0) {
		note_key_write(&key, &verifier);
		rc = approval_key_make(origin, k->parts.keys->admin_public,
		    name, &key);
	}
	if (rc == 0) {
		note_key_write(&key, &admin);
		rc = buf_err(&verifier) != 0 ? buf_err(&verifier) :
		    buf_err(&admin);
	}
	if (rc == 0)
		recorder_write_keys(b, buf_sv(&verifier), buf_sv(&admin));
	buf_done(&verifier);
	buf_done(&admin);
	return rc != 0 ? rc : buf_err(b);
}

/*
 * Is it this client? One with a secret must show it, unless its network
 * speaks for it, which only the worker can see. ERR_AUTH.
 */
static int
check_credential(const struct config_client *c, struct sv credential)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];

	if (credential.len == 0)
		return c->has_token && c->nnetworks == 0 ? ERR_AUTH : 0;
	crypto_sha256(credential, digest);
	if (!c->has_token ||
	    !crypto_equal(digest, c->token_sha256, sizeof(digest)))
		return ERR_AUTH;
	return 0;
}

/* A grant for `c`, or for nobody we know (NULL). */
static int
grant_new(const struct keeper *k, const struct config_client *c,
    struct grant **ret)
{
	struct grant *g = mem_calloc(1, sizeof(*g));
	char *name = NULL;

	if (c != NULL && g != NULL)
		name = mem_strdup(c->name.ptr);
	if (g == NULL || (c != NULL && name == NULL)) {
		mem_free(g);
		return ERR_NOMEM;
	}
	g->name = name;
	derive_scope(k->parts.keys, DERIVE_CLIENT,
	    c != NULL ? c->name : SV(""), &g->scopes[g->nscopes++]);
	if (c != NULL && c->team.len > 0)
		derive_scope(k->parts.keys, DERIVE_TEAM, c->team,
		    &g->scopes[g->nscopes++]);
	derive_scope(k->parts.keys, DERIVE_ORGANISATION, SV(""),
	    &g->scopes[g->nscopes++]);
	/* Strangers among known clients share nothing but being strangers. */
	g->may_resolve = c != NULL || k->parts.config->nclients == 0;
	g->allowance = KEEPER_RESOLVE_BURST;
	g->at_ns = clock_mono_ns();
	*ret = g;
	return 0;
}

static int
grants_room(struct keeper_peer *p)
{
	size_t cap = p->cap == 0 ? 16 : p->cap * 2;
	struct grant **grown;

	if (p->ngrants < p->cap)
		return 0;
	if (cap > KEEPER_GRANTS_MAX)
		return ERR_FULL;
	grown = mem_calloc(cap, sizeof(struct grant *));
	if (grown == NULL)
		return ERR_NOMEM;
	if (p->ngrants > 0)
		memcpy(grown, p->grants, p->ngrants * sizeof(*grown));
	mem_free(p->grants);
	p->grants = grown;
	p->cap = cap;
	return 0;
}

/* The handle of client `name` (.ptr NULL: nobody) on this channel, if any. */
static bool
find_grant(const struct keeper_peer *p, struct sv name, uint32_t *ret_handle)
{
	for (size_t i = 0; i < p->ngrants; i++) {
		const char *has = p->grants[i]->name;
		bool same = has == NULL || name.ptr == NULL ?
		    has == NULL && name.ptr == NULL :
		    sv_eq(sv_cstr(has), name);

		if (same) {
			*ret_handle = (uint32_t)i;
			return true;
		}
	}
	return false;
}

/* Grant what a client may do; what it was granted before is the same. */
static int
attach(struct keeper_peer *p, const struct config_client *c,
    uint32_t *ret_handle)
{
	struct grant *g;
	int rc;

	if (find_grant(p, c != NULL ? c->name : (struct sv){ NULL, 0 },
	    ret_handle))
		return 0;
	rc = grants_room(p);
	if (rc == 0)
		rc = grant_new(p->keeper, c, &g);
	if (rc != 0)
		return rc;
	*ret_handle = (uint32_t)p->ngrants;
	p->grants[p->ngrants++] = g;
	return 0;
}

static int
take_attach(struct keeper_peer *p, struct sv body, struct buf *reply)
{
	const struct config_client *c = NULL;
	struct keeper_attached answer = { 0 };
	struct keeper_attach m;

	if (keeper_read_attach(body, &m) != 0)
		return ERR_SYNTAX;
	if (m.client.len > 0) {
		c = config_client_named(p->keeper->parts.config, m.client);
		answer.status = c == NULL ? ERR_NOTFOUND :
		    check_credential(c, m.credential);
	}
	if (answer.status != 0)
		p->keeper->counts.refused++;
	else
		answer.status = attach(p, c, &answer.handle);
	keeper_write_attached(reply, &answer);
	return buf_err(reply);
}

/* The scope asked for or, for a client without a team, the narrower one. */
static const struct derive_scope *
scope_of(const struct grant *g, enum derive_scope_kind kind)
{
	for (size_t i = 0; i < g->nscopes; i++)
		if (g->scopes[i].kind == kind)
			return &g->scopes[i];
	return &g->scopes[0];
}

/* Add what must be stored for one item. */
static int
add_result(struct keeper_tokenised *out, const struct vault_result *r,
    struct arena *a)
{
	struct sv image;

	for (size_t i = 0; i < r->nrows; i++)
		out->rows[out->nrows++] = (struct ledger_row){ r->rows[i].key,
			r->rows[i].value };
	if (!r->has_slot)
		return 0;
	image = arena_dup(a, sv_make(r->image, sizeof(r->image)));
	if (image.ptr == NULL)
		return ERR_NOMEM;
	out->slots[out->nslots++] = (struct ledger_slot){ r->slot, image };
	return 0;
}

static int
do_item(struct keeper *k, const struct derive_scope *scope,
    const struct keeper_item *item, struct arena *a,
    struct keeper_tokenised *out)
{
	struct keeper_token *t = &out->items[out->n++];
	struct vault_item value = item->value;
	struct vault_result r = { .nrows = 0 };
	struct form form;
	int rc = 0;

	if (item->value.class_name.len > CLASS_NAME_MAX)
		return ERR_INVAL;
	if (item->wants & KEEPER_SURROGATE && form_make(value.class_name,
	    value.value, &form) == 0)
		value.form = &form.surrogate;
	if (item->wants & KEEPER_TOKEN)
		rc = vault_tokenise(k->vault, scope, &value, a, &r);
	else if (item->wants & KEEPER_SUBJECT)
		rc = vault_subject(k->vault, &item->value, a, &r);
	/* One value too long is the worker's to block, not a failure. */
	t->status = rc == ERR_LIMIT ? rc : 0;
	if (rc != 0)
		return rc == ERR_LIMIT ? 0 : rc;
	if (item->wants & KEEPER_TOKEN) {
		t->is_surrogate = r.surrogate_len > 0;
		if (t->is_surrogate)
			recent_note(k->recent, scope,
			    sv_make(r.surrogate, r.surrogate_len));
		t->text = arena_dup(a, t->is_surrogate ?
		    sv_make(r.surrogate, r.surrogate_len) :
		    sv_make(r.token, TOKEN_LEN));
		k->counts.made++;
	}
	if (item->wants & KEEPER_SUBJECT)
		t->subject = arena_dup(a, sv_make(r.subject,
		    sizeof(r.subject)));
	if ((item->wants & KEEPER_TOKEN && t->text.ptr == NULL) ||
	    (item->wants & KEEPER_SUBJECT && t->subject.ptr == NULL))
		return ERR_NOMEM;
	return add_result(out, &r, a);
}

static int
tokenise(struct keeper_peer *p, const struct keeper_tokenise *m,
    struct arena *a, struct keeper_tokenised *out)
{
	const struct derive_scope *scope;
	int rc;

	out->items = arena_zalloc(a, m->n + 1, sizeof(*out->items));
	out->rows = arena_zalloc(a, m->n * VAULT_ITEM_ROWS + 1,
	    sizeof(*out->rows));
	out->slots = arena_zalloc(a, m->n + 1, sizeof(*out->slots));
	if (out->items == NULL || out->rows == NULL || out->slots == NULL)
		return ERR_NOMEM;
	scope = scope_of(p->grants[m->handle], m->scope);
	/* Those before: what this request makes is known to it anyway. */
	if (m->wants_recent && p->grants[m->handle]->may_resolve) {
		rc = recent_list(p->keeper->recent, scope, a, &out->recent,
		    &out->nrecent);
		if (rc != 0)
			return rc;
	}
	rc = vault_begin(p->keeper->vault);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < m->n && rc == 0; i++)
		rc = do_item(p->keeper, scope, &m->items[i], a, out);
	vault_end(p->keeper->vault);
	return rc;
}

static int
take_tokenise(struct keeper_peer *p, struct sv body, struct arena *a,
    struct buf *reply)
{
	struct keeper_tokenised answer = { 0 };
	struct keeper_tokenise m;
	int rc;

	rc = keeper_read_tokenise(body, a, &m);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != 0 || m.handle >= p->ngrants)
		return ERR_SYNTAX;
	answer.status = tokenise(p, &m, a, &answer);
	keeper_write_tokenised(reply, &answer);
	return buf_err(reply);
}

/* Let the allowance grow with time, up to the burst. */
static void
refill(struct grant *g)
{
	int64_t now = clock_mono_ns(), ms = (now - g->at_ns) / 1000000;
	int64_t full_ms = KEEPER_RESOLVE_BURST * INT64_C(1000) /
	    KEEPER_RESOLVE_PER_S;

	if (ms <= 0)
		return;
	if (ms > 2 * full_ms)
		ms = 2 * full_ms;
	g->allowance += ms * KEEPER_RESOLVE_PER_S / 1000;
	if (g->allowance > KEEPER_RESOLVE_BURST)
		g->allowance = KEEPER_RESOLVE_BURST;
	g->at_ns = now;
}

/* One token; whatever keeps it from being resolved, there is no value. */
static int
resolve_one(struct keeper *k, struct grant *g, struct sv key, struct arena *a,
    struct sv *ret_value)
{
	int rc;

	if (!g->may_resolve) {
		k->counts.unknown++;
		return 0;
	}
	if (g->allowance <= 0) {
		k->counts.limited++;
		return 0;
	}
	g->allowance--;
	rc = vault_resolve_key(k->vault, g->scopes, g->nscopes,
	    (const uint8_t *)key.ptr, a, ret_value);
	switch (rc) {
	case 0:
		k->counts.resolved++;
		return 0;
	case ERR_NOTFOUND:
	case ERR_DENIED:
	case ERR_SYNTAX:
		k->counts.unknown++;
		g->allowance -= KEEPER_RESOLVE_WRONG - 1;
		return 0;
	default:
		return rc;
	}
}

static int
take_resolve(struct keeper_peer *p, struct sv body, struct arena *a,
    struct buf *reply)
{
	struct keeper_resolved answer = { 0 };
	struct keeper *k = p->keeper;
	struct keeper_resolve m;
	struct grant *g;
	int rc;

	rc = keeper_read_resolve(body, a, &m);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != 0 || m.handle >= p->ngrants)
		return ERR_SYNTAX;
	answer.values = arena_zalloc(a, m.n + 1, sizeof(*answer.values));
	if (answer.values == NULL)
		return ERR_NOMEM;
	g = p->grants[m.handle];
	refill(g);
	rc = vault_begin(k->vault);
	if (rc == 0) {
		for (; answer.n < m.n && rc == 0; answer.n++)
			rc = resolve_one(k, g, m.keys[answer.n], a,
			    &answer.values[answer.n]);
		vault_end(k->vault);
	}
	answer.status = rc;
	keeper_write_resolved(reply, &answer);
	return buf_err(reply);
}

/*
 * Sign a checkpoint of our log, unless it takes back one that was signed: a
 * recorder gone wrong cannot have two histories signed by one keeper.
 */
static int
sign(struct keeper *k, struct sv text, struct buf *note)
{
	struct sv origin = k->parts.config->ledger.origin;
	struct checkpoint c;
	struct note_key key;
	int rc;

	rc = checkpoint_parse(text, &c);
	if (rc == 0 && !sv_eq(c.origin, origin))
		rc = ERR_DENIED;
	if (rc == 0 && (c.size < k->signed_size ||
	    (c.size == k->signed_size && c.size > 0 && memcmp(&c.root,
	    &k->signed_root, sizeof(c.root)) != 0)))
		rc = ERR_CONFLICT;
	if (rc == 0)
		rc = note_key_make(origin, k->parts.keys->checkpoint_public,
		    &key);
	if (rc == 0)
		rc = note_sign(text, &key, k->parts.keys->checkpoint_seed,
		    note);
	if (rc != 0)
		return rc;
	k->signed_size = c.size;
	k->signed_root = c.root;
	k->counts.signed_checkpoints++;
	return 0;
}

/* A refusal is an empty note. */
static int
take_sign(struct keeper_peer *p, struct sv text, struct buf *reply)
{
	struct buf note;

	buf_init(&note, NOTE_MAX_BYTES);
	if (sign(p->keeper, text, &note) == 0)
		buf_add_sv(reply, buf_sv(&note));
	buf_done(&note);
	return buf_err(reply);
}

int
keeper_take(struct keeper_peer *p, uint16_t type, struct sv body,
    struct buf *reply, uint16_t *ret_type)
{
	struct arena a;
	int rc = ERR_SYNTAX;

	arena_init(&a, ARENA_MAX);
	if (p->kind == KEEPER_RECORDER && type == RECORDER_SIGN) {
		*ret_type = RECORDER_SIGNED;
		rc = take_sign(p, body, reply);
	} else if (p->kind == KEEPER_WORKER && type == KEEPER_ATTACH) {
		*ret_type = KEEPER_ATTACHED;
		rc = take_attach(p, body, reply);
	} else if (p->kind == KEEPER_WORKER && type == KEEPER_TOKENISE) {
		*ret_type = KEEPER_TOKENISED;
		rc = take_tokenise(p, body, &a, reply);
	} else if (p->kind == KEEPER_WORKER && type == KEEPER_RESOLVE) {
		*ret_type = KEEPER_RESOLVED;
		rc = take_resolve(p, body, &a, reply);
	}
	arena_done(&a);
	return rc;
}
