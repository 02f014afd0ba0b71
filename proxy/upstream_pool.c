#include "proxy/upstream_pool.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"

enum { MAX_TICKETS = 128 };

static bool
same_key(const struct upstream_key *a, const struct upstream_key *b)
{
	return a->is_tls == b->is_tls && addr_eq(&a->addr, &b->addr) &&
	    sv_eq(a->host, b->host) && sv_eq(a->identity, b->identity);
}

/* Copy `key`, its names into `names`. */
static struct upstream_key
copy_key(const struct upstream_key *key, char *names)
{
	struct upstream_key copy = *key;

	memcpy(names, key->host.ptr, key->host.len);
	copy.host = sv_make(names, key->host.len);
	names += key->host.len;
	if (key->identity.len > 0)
		memcpy(names, key->identity.ptr, key->identity.len);
	copy.identity = sv_make(names, key->identity.len);
	return copy;
}

static void
free_ticket(struct upstream_ticket *t)
{
	tls_session_free(t->session);
	mem_free(t);
}

/* Take the session kept for `key`; each is used once. */
static struct tls_session *
take_session(struct upstream *u, const struct upstream_key *key)
{
	struct upstream_ticket **at, *t;
	struct tls_session *session;

	for (at = &u->tickets; (t = *at) != NULL; at = &t->next)
		if (same_key(&t->key, key))
			break;
	if (t == NULL)
		return NULL;
	*at = t->next;
	u->ntickets--;
	session = t->session;
	t->session = NULL;
	free_ticket(t);
	return session;
}

static void
forget_oldest_ticket(struct upstream *u)
{
	struct upstream_ticket **at = &u->tickets;

	while ((*at)->next != NULL)
		at = &(*at)->next;
	free_ticket(*at);
	*at = NULL;
	u->ntickets--;
}

/* Keep the newest session that the origin offered on `l`. */
static void
keep_session(struct upstream_link *l)
{
	struct upstream *u = l->pool;
	struct tls *tls = conn_tls_of(l->conn);
	struct tls_session *session;
	struct upstream_ticket *t;

	session = tls == NULL ? NULL : tls_take_session(tls);
	if (session == NULL)
		return;
	tls_session_free(take_session(u, &l->key));
	t = mem_alloc(sizeof(*t) + l->key.host.len + l->key.identity.len);
	if (t == NULL) {
		tls_session_free(session);
		return;
	}
	t->key = copy_key(&l->key, t->names);
	t->session = session;
	t->next = u->tickets;
	u->tickets = t;
	if (++u->ntickets > MAX_TICKETS)
		forget_oldest_ticket(u);
}

static void
on_event(void *arg, struct conn *c, enum conn_event event)
{
	struct upstream_link *l = arg;

	(void)c;
	if (l->call != NULL) {
		upstream_call_event(l->call, event);
		return;
	}
	/* Idle: whatever happens, it is of no use any more. */
	if (event != CONN_DRAINED && event != CONN_OPENED)
		upstream_pool_drop(l);
}

static struct upstream_link *
new_link(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call)
{
	struct upstream_link *l = mem_calloc(1,
	    sizeof(*l) + key->host.len + key->identity.len);

	if (l == NULL)
		return NULL;
	l->pool = u;
	l->call = call;
	l->key = copy_key(key, l->names);
	return l;
}

int
upstream_pool_open(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call, struct upstream_link **ret_link)
{
	struct upstream_link *l = new_link(u, key, call);
	struct conn_tls tls = { .ctx = u->options.ctx };
	int err;

	if (l == NULL)
		return ERR_NOMEM;
	tls.host = l->key.host;
	if (key->is_tls)
		tls.session = take_session(u, key);
	err = key->is_tls && u->options.ctx == NULL ? ERR_INVAL :
	    conn_connect(u->hub, &key->addr, key->is_tls ? &tls : NULL,
	    on_event, l, &l->conn);
	tls_session_free(tls.session);
	if (err != 0) {
		mem_free(l);
		return err;
	}
	u->counts.opened++;
	*ret_link = l;
	return 0;
}

/* Out of the idle list. */
static void
unlink_idle(struct upstream_link *l)
{
	*l->link = l->next;
	if (l->next != NULL)
		l->next->link = l->link;
	l->link = NULL;
	l->next = NULL;
	l->pool->counts.idle--;
}

void
upstream_pool_drop(struct upstream_link *l)
{
	if (l->link != NULL)
		unlink_idle(l);
	keep_session(l);
	conn_free(l->conn);
	mem_free(l);
}

struct upstream_link *
upstream_pool_take(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call)
{
	struct upstream_link *l, *next;

	for (l = u->idle; l != NULL; l = next) {
		next = l->next;
		if (!same_key(&l->key, key))
			continue;
		if (!conn_is_quiet(l->conn)) {
			upstream_pool_drop(l);
			continue;
		}
		unlink_idle(l);
		conn_set_timeout(l->conn, 0);
		l->call = call;
		l->was_reused = true;
		u->counts.reused++;
		return l;
	}
	return NULL;
}

/* Drop the oldest of `l`'s key beyond its limit, then the oldest of all. */
static void
make_room(struct upstream *u, const struct upstream_key *key)
{
	struct upstream_link *l, *oldest = NULL, *oldest_same = NULL;
	size_t same = 0;

	for (l = u->idle; l != NULL; l = l->next) {
		oldest = l;
		if (same_key(&l->key, key)) {
			oldest_same = l;
			same++;
		}
	}
	if (same > u->options.max_idle_per_key)
		upstream_pool_drop(oldest_same);
	else if (u->counts.idle > u->options.max_idle)
		upstream_pool_drop(oldest);
}

void
upstream_pool_give(struct upstream_link *l)
{
	struct upstream *u = l->pool;

	keep_session(l);
	l->call = NULL;
	l->next = u->idle;
	l->link = &u->idle;
	if (l->next != NULL)
		l->next->link = &l->next;
	u->idle = l;
	u->counts.idle++;
	conn_set_timeout(l->conn, u->options.idle_ms);
	make_room(u, &l->key);
}

void
upstream_pool_clear(struct upstream *u)
{
	struct upstream_ticket *t;

	while (u->idle != NULL)
		upstream_pool_drop(u->idle);
	while ((t = u->tickets) != NULL) {
		u->tickets = t->next;
		free_ticket(t);
	}
	u->ntickets = 0;
}
