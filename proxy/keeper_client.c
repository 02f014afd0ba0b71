#include "proxy/keeper_client.h"

#include <string.h>

#include "base/err.h"
#include "base/ipc.h"
#include "base/mem.h"
#include "proxy/keeper_wire.h"
#include "proxy/role.h"
#include "proxy/token_book.h"
#include "proxy/worker.h"

enum {
	MESSAGE_MAX = ROLE_MESSAGE_MAX,
	HANDLE_BYTES = 4		/* a message begins with its handle */
};

/* ATTACH is no transaction's: its number has this bit and the client's. */
static const uint64_t attach_bit = UINT64_C(1) << 63;

/* A message that waits for its client's handle. */
struct waiting {
	struct waiting *next;
	uint16_t type;
	uint64_t serial;
	struct buf body;
};

enum attach_state { ATTACH_NONE, ATTACH_ASKED, ATTACH_DONE };

struct attachment {
	enum attach_state state;
	uint32_t handle;
	struct waiting *first, **last;
};

struct keeper_client {
	struct role *role;
	struct attachment *clients;	/* of exeat.yaml, and nobody last */
	size_t nclients;
	bool has_key;
	struct crypto_hmac_key digest_key;
};

int
keeper_client_new(struct role *role, struct keeper_client **ret)
{
	struct keeper_client *k = mem_calloc(1, sizeof(*k));

	if (k == NULL)
		return ERR_NOMEM;
	k->role = role;
	k->nclients = role->config->nclients + 1;
	k->clients = mem_calloc(k->nclients, sizeof(*k->clients));
	if (k->clients == NULL) {
		mem_free(k);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < k->nclients; i++)
		k->clients[i].last = &k->clients[i].first;
	*ret = k;
	return 0;
}

static void
drop_waiting(struct attachment *a)
{
	struct waiting *w, *next;

	for (w = a->first; w != NULL; w = next) {
		next = w->next;
		buf_done(&w->body);
		mem_free(w);
	}
	a->first = NULL;
	a->last = &a->first;
}

void
keeper_client_free(struct keeper_client *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->nclients; i++)
		drop_waiting(&k->clients[i]);
	mem_free(k->clients);
	mem_free_wiped(k, sizeof(*k));
}

void
keeper_client_opened(struct keeper_client *k)
{
	for (size_t i = 0; i < k->nclients; i++) {
		drop_waiting(&k->clients[i]);
		k->clients[i].state = ATTACH_NONE;
	}
}

/* Handles. */

static int
send_with_handle(struct keeper_client *k, uint32_t handle, uint16_t type,
    uint64_t serial, struct buf *body)
{
	for (unsigned i = 0; i < HANDLE_BYTES; i++)
		body->ptr[i] = (char)(handle >> (8 * (HANDLE_BYTES - 1 - i)));
	return role_send(k->role, ROLE_KEEPER, type, serial, buf_sv(body));
}

static int
ask_handle(struct keeper_client *k, size_t index, const struct identity *who)
{
	struct keeper_attach m = { SV(""), who->credential };
	struct buf b;
	int rc;

	if (who->client != NULL)
		m.client = who->client->name;
	buf_init(&b, MESSAGE_MAX);
	keeper_write_attach(&b, &m);
	rc = buf_err(&b);
	if (rc == 0)
		rc = role_send(k->role, ROLE_KEEPER, KEEPER_ATTACH,
		    attach_bit | index, buf_sv(&b));
	buf_done(&b);
	if (rc == 0)
		k->clients[index].state = ATTACH_ASKED;
	return rc;
}

/* Take `body` until the handle is here. */
static int
wait_for_handle(struct attachment *a, uint16_t type, uint64_t serial,
    struct buf *body)
{
	struct waiting *w = mem_calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	w->type = type;
	w->serial = serial;
	w->body = *body;
	buf_init(body, 0);
	*a->last = w;
	a->last = &w->next;
	return 0;
}

/* Send `body`, whose handle is still open, for the client of `who`. */
static int
send_for(struct worker *w, const struct identity *who, uint16_t type,
    uint64_t serial, struct buf *body)
{
	struct keeper_client *k = w->keeper;
	size_t index = who->client == NULL ? k->nclients - 1 :
	    (size_t)(who->client - w->config->clients);
	struct attachment *a = &k->clients[index];
	int rc = buf_err(body);

	if (rc != 0)
		return rc;
	if (a->state == ATTACH_DONE)
		return send_with_handle(k, a->handle, type, serial, body);
	if (a->state == ATTACH_NONE)
		rc = ask_handle(k, index, who);
	return rc != 0 ? rc : wait_for_handle(a, type, serial, body);
}

static void
take_attached(struct keeper_client *k, const struct ipc_message *m)
{
	size_t index = (size_t)(m->txn & ~attach_bit);
	struct keeper_attached reply;
	struct attachment *a;
	struct waiting *w;

	if ((m->txn & attach_bit) == 0 || index >= k->nclients)
		return;
	a = &k->clients[index];
	if (keeper_read_attached(m->body, &reply) != 0)
		reply.status = ERR_SYNTAX;
	a->state = reply.status == 0 ? ATTACH_DONE : ATTACH_NONE;
	a->handle = reply.handle;
	while ((w = a->first) != NULL) {
		a->first = w->next;
		if (a->first == NULL)
			a->last = &a->first;
		if (reply.status != 0 || send_with_handle(k, reply.handle,
		    w->type, w->serial, &w->body) != 0)
			worker_keeper_lost(k->role->state, w->serial);
		buf_done(&w->body);
		mem_free(w);
	}
}

bool
keeper_client_hear(struct keeper_client *k, const struct ipc_message *m)
{
	if (m->type == KEEPER_ATTACHED) {
		take_attached(k, m);
		return true;
	}
	if (m->type != KEEPER_WELCOME)
		return false;
	if (m->body.len == KEEPER_DIGEST_KEY_BYTES) {
		crypto_hmac_key_init(&k->digest_key, m->body);
		k->has_key = true;
	}
	return true;
}

bool
keeper_client_is_ready(const struct keeper_client *k)
{
	return k->has_key;
}

void
keeper_client_digest(const struct worker *w, struct sv bytes, uint8_t out[32])
{
	crypto_hmac(&w->keeper->digest_key, &bytes, 1, out);
}

/* Tokens. */

static uint8_t
wants_of(const struct assess_value *v)
{
	uint8_t wants = 0;

	if (v->action == ACTION_TOKENISE)
		wants |= KEEPER_TOKEN;
	if (v->wants_surrogate)
		wants |= KEEPER_SURROGATE;
	if (v->is_subject)
		wants |= KEEPER_SUBJECT;
	return wants;
}

/*
 * Are surrogates of earlier requests looked for in the answer? Inside the
 * perimeter none are made.
 */
static bool
wants_recent(const struct worker *w, const struct assessment *a)
{
	size_t n;

	(void)policy_surrogates(w->engine->policy, &n);
	return n > 0 && a->destination.zone != ZONE_PERIMETER;
}

bool
keeper_client_is_needed(const struct worker *w, const struct assessment *a)
{
	if (wants_recent(w, a))
		return true;
	for (size_t i = 0; i < a->nvalues; i++)
		if (wants_of(&a->values[i]) != 0)
			return true;
	return false;
}

static enum derive_scope_kind
scope_of(const struct worker *w)
{
	switch (policy_token_scope(w->engine->policy)) {
	case TOKEN_SCOPE_CLIENT:
		break;
	case TOKEN_SCOPE_TEAM:
		return DERIVE_TEAM;
	case TOKEN_SCOPE_ORGANISATION:
		return DERIVE_ORGANISATION;
	}
	return DERIVE_CLIENT;
}

int
keeper_client_ask(struct worker *w, uint64_t serial,
    const struct identity *who, const struct assessment *a)
{
	struct keeper_tokenise m = { .scope = scope_of(w),
		.wants_recent = wants_recent(w, a) };
	struct buf b;
	int rc;

	m.items = mem_calloc(a->nvalues, sizeof(*m.items));
	if (m.items == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < a->nvalues; i++) {
		const struct assess_value *v = &a->values[i];

		if (wants_of(v) == 0)
			continue;
		m.items[m.n++] = (struct keeper_item){ .wants = wants_of(v),
			.value = {
				.class_name = detect_class_name(
				    w->engine->detect, v->class_id),
				.value = v->text,
				.canonical = v->canonical } };
	}
	buf_init(&b, MESSAGE_MAX);
	keeper_write_tokenise(&b, &m);
	rc = m.n > KEEPER_ITEMS_MAX ? ERR_LIMIT :
	    send_for(w, who, KEEPER_TOKENISE, serial, &b);
	buf_done(&b);
	mem_free(m.items);
	return rc;
}

/* Append `subject` unless it is there. Few, so a linear search will do. */
static void
add_subject(struct keeper_tokens *t, struct sv subject)
{
	size_t from = t->nsubjects > 64 ? t->nsubjects - 64 : 0;

	for (size_t i = from; i < t->nsubjects; i++)
		if (sv_eq(t->subjects[i], subject))
			return;
	t->subjects[t->nsubjects++] = subject;
}

/* Hand out the items of `m` in the order in which they were asked. */
static int
distribute(const struct keeper_tokenised *m, const struct assessment *a,
    struct keeper_tokens *t)
{
	size_t n = 0;

	for (size_t i = 0; i < a->nvalues; i++) {
		const struct keeper_token *item;

		if (wants_of(&a->values[i]) == 0)
			continue;
		if (n == m->n)
			return ERR_SYNTAX;
		item = &m->items[n++];
		if (item->status != 0 && item->status != ERR_LIMIT)
			return item->status;
		t->texts[i] = item->text;
		t->surrogates[i] = item->is_surrogate ? item->text : SV("");
		t->nsurrogates += item->is_surrogate;
		t->count += item->text.len > 0;
		if (item->subject.len > 0)
			add_subject(t, item->subject);
	}
	return n == m->n ? 0 : ERR_SYNTAX;
}

int
keeper_client_take(const struct ipc_message *m, struct arena *arena,
    const struct assessment *a, struct keeper_tokens *ret)
{
	struct keeper_tokenised reply;
	struct sv body;
	int rc;

	if (m->type != KEEPER_TOKENISED)
		return ERR_SYNTAX;
	/* The message is gone after this call; what it says must stay. */
	body = arena_dup(arena, m->body);
	if (body.ptr == NULL)
		return ERR_NOMEM;
	rc = keeper_read_tokenised(body, arena, &reply);
	if (rc == 0)
		rc = reply.status;
	if (rc != 0)
		return rc;
	*ret = (struct keeper_tokens){ .rows = reply.rows,
		.nrows = reply.nrows, .slots = reply.slots,
		.nslots = reply.nslots, .recent = reply.recent,
		.nrecent = reply.nrecent };
	ret->texts = arena_zalloc(arena, a->nvalues + 1,
	    sizeof(*ret->texts));
	ret->surrogates = arena_zalloc(arena, a->nvalues + 1,
	    sizeof(*ret->surrogates));
	ret->subjects = arena_zalloc(arena, a->nvalues + 1,
	    sizeof(*ret->subjects));
	if (ret->texts == NULL || ret->surrogates == NULL ||
	    ret->subjects == NULL)
		return ERR_NOMEM;
	return distribute(&reply, a, ret);
}

int
keeper_client_resolve(struct worker *w, uint64_t serial,
    const struct identity *who, const struct sv *keys, size_t n)
{
	struct keeper_resolve m = { .keys = (struct sv *)(uintptr_t)keys,
		.n = n };
	struct buf b;
	int rc;

	buf_init(&b, MESSAGE_MAX);
	keeper_write_resolve(&b, &m);
	rc = n > KEEPER_ITEMS_MAX ? ERR_LIMIT :
	    send_for(w, who, KEEPER_RESOLVE, serial, &b);
	buf_done(&b);
	return rc;
}

int
keeper_client_take_resolved(const struct ipc_message *m,
    struct token_book *book)
{
	struct keeper_resolved reply;
	int rc;

	if (m->type != KEEPER_RESOLVED)
		return ERR_SYNTAX;
	rc = keeper_read_resolved(m->body, book->arena, &reply);
	if (rc == 0)
		rc = reply.status;
	if (rc == 0 && reply.n != book->npending)
		rc = ERR_SYNTAX;
	for (size_t i = 0; rc == 0 && i < reply.n; i++)
		rc = token_book_learn(book, book->wanted[i],
		    reply.values[i]);
	return rc;
}
