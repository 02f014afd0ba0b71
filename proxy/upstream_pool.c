#include "proxy/upstream_pool.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"

enum { MAX_TICKETS = 128, FIXED_BYTES = 1 + 1 + 16 + 2 + 4 };

/* How the map has `key`: what has a fixed size first, a NUL between names. */
static int
write_key(const struct upstream_key *key, struct buf *b)
{
	const struct addr *a = &key->addr;
	char fixed[FIXED_BYTES];

	fixed[0] = key->is_tls;
	fixed[1] = (char)a->family;
	memcpy(fixed + 2, a->ip, sizeof(a->ip));
	memcpy(fixed + 18, &a->port, sizeof(a->port));
	memcpy(fixed + 20, &a->scope, sizeof(a->scope));
	buf_add(b, fixed, sizeof(fixed));
	buf_add_sv(b, key->host);
	buf_add_char(b, '\0');
	buf_add_sv(b, key->identity);
	return buf_err(b);
}

static struct upstream_origin *
new_origin(struct upstream *u, struct sv bytes, size_t host_len)
{
	struct upstream_origin *o = mem_calloc(1, sizeof(*o) + bytes.len);

	if (o == NULL)
		return NULL;
	memcpy(o->names, bytes.ptr, bytes.len);
	o->bytes = sv_make(o->names, bytes.len);
	o->host = sv_make(o->names + FIXED_BYTES, host_len);
	if (map_put(&u->origins, o->bytes, o) == 0)
		return o;
	mem_free(o);
	return NULL;
}

/* The origin of `key`, made if `make`; NULL: none, or no memory. */
static struct upstream_origin *
find_origin(struct upstream *u, const struct upstream_key *key, bool make)
{
	struct upstream_origin *o = NULL;
	struct buf b;

	buf_init(&b, FIXED_BYTES + key->host.len + 1 + key->identity.len);
	if (write_key(key, &b) == 0) {
		o = map_get(&u->origins, buf_sv(&b));
		if (o == NULL && make)
			o = new_origin(u, buf_sv(&b), key->host.len);
	}
	buf_done(&b);
	return o;
}

static void
unref_origin(struct upstream *u, struct upstream_origin *o)
{
	ASSERT(o->refs > 0);
	if (--o->refs > 0)
		return;
	(void)map_remove(&u->origins, o->bytes);
	mem_free(o);
}

static void
free_ticket(struct upstream *u, struct upstream_ticket *t)
{
	tls_session_free(t->session);
	unref_origin(u, t->origin);
	mem_free(t);
}

/* Take the session kept for `o`; each is used once. */
static struct tls_session *
take_session(struct upstream *u, const struct upstream_origin *o)
{
	struct upstream_ticket **at, *t;
	struct tls_session *session;

	for (at = &u->tickets; (t = *at) != NULL; at = &t->next)
		if (t->origin == o)
			break;
	if (t == NULL)
		return NULL;
	*at = t->next;
	u->ntickets--;
	session = t->session;
	t->session = NULL;
	free_ticket(u, t);
	return session;
}

static void
forget_oldest_ticket(struct upstream *u)
{
	struct upstream_ticket **at = &u->tickets, *t;

	while ((*at)->next != NULL)
		at = &(*at)->next;
	t = *at;
	*at = NULL;
	u->ntickets--;
	free_ticket(u, t);
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
	tls_session_free(take_session(u, l->origin));
	t = mem_alloc(sizeof(*t));
	if (t == NULL) {
		tls_session_free(session);
		return;
	}
	t->origin = l->origin;
	t->origin->refs++;
	t->session = session;
	t->next = u->tickets;
	u->tickets = t;
	if (++u->ntickets > MAX_TICKETS)
		forget_oldest_ticket(u);
}

static void drop_idle(struct upstream_link *l);

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
		drop_idle(l);
}

static struct upstream_link *
new_link(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call)
{
	struct upstream_link *l = mem_calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->origin = find_origin(u, key, true);
	if (l->origin == NULL) {
		mem_free(l);
		return NULL;
	}
	l->origin->refs++;
	l->pool = u;
	l->call = call;
	return l;
}

static void
free_link(struct upstream_link *l)
{
	unref_origin(l->pool, l->origin);
	mem_free(l);
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
	tls.host = l->origin->host;
	if (key->is_tls)
		tls.session = take_session(u, l->origin);
	err = key->is_tls && u->options.ctx == NULL ? ERR_INVAL :
	    conn_connect(u->hub, &key->addr, key->is_tls ? &tls : NULL,
	    on_event, l, &l->conn);
	tls_session_free(tls.session);
	if (err != 0) {
		free_link(l);
		return err;
	}
	u->counts.opened++;
	*ret_link = l;
	return 0;
}

/* Out of both lists of idle ones. */
static void
unlink_idle(struct upstream_link *l)
{
	struct upstream *u = l->pool;

	*(l->previous == NULL ? &l->origin->idle : &l->previous->next) =
	    l->next;
	if (l->next != NULL)
		l->next->previous = l->previous;
	*(l->newer == NULL ? &u->newest : &l->newer->older) = l->older;
	*(l->older == NULL ? &u->oldest : &l->older->newer) = l->newer;
	l->next = l->previous = l->older = l->newer = NULL;
	u->counts.idle--;
}

static void
link_idle(struct upstream_link *l)
{
	struct upstream *u = l->pool;

	l->next = l->origin->idle;
	if (l->next != NULL)
		l->next->previous = l;
	l->origin->idle = l;
	l->older = u->newest;
	*(l->older == NULL ? &u->oldest : &l->older->newer) = l;
	u->newest = l;
	u->counts.idle++;
}

static void
drop_idle(struct upstream_link *l)
{
	unlink_idle(l);
	upstream_pool_drop(l);
}

void
upstream_pool_drop(struct upstream_link *l)
{
	keep_session(l);
	conn_free(l->conn);
	free_link(l);
}

struct upstream_link *
upstream_pool_take(struct upstream *u, const struct upstream_key *key,
    struct upstream_call *call)
{
	struct upstream_origin *o = find_origin(u, key, false);
	struct upstream_link *l, *next;

	for (l = o == NULL ? NULL : o->idle; l != NULL; l = next) {
		next = l->next;
		if (!conn_is_quiet(l->conn)) {
			drop_idle(l);
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

void
upstream_pool_give(struct upstream_link *l)
{
	struct upstream *u = l->pool;

	keep_session(l);
	l->call = NULL;
	link_idle(l);
	conn_set_timeout(l->conn, u->options.idle_ms);
	if (u->counts.idle > u->options.max_idle)
		drop_idle(u->oldest);
}

void
upstream_pool_clear(struct upstream *u)
{
	struct upstream_ticket *t;

	while (u->newest != NULL)
		drop_idle(u->newest);
	while ((t = u->tickets) != NULL) {
		u->tickets = t->next;
		free_ticket(u, t);
	}
	u->ntickets = 0;
}
