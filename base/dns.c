/*
 * Questions to the resolver.
 *
 * 1. A struct lookup is one name asked of c-ares; it lives until c-ares has
 *    called back, even when nobody waits for it any more.
 * 2. A struct dns_query is one caller that waits for a lookup, or already
 *    has its answer and waits for its task: callers hear from the loop only.
 * 3. c-ares is entered from the loop and from dns_resolve(), never from
 *    within its own callbacks.
 */
#include "base/dns.h"

#include <ares.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>

#include "base/dns_table.h"
#include "base/file.h"
#include "base/loop.h"
#include "base/map.h"
#include "base/mem.h"

enum {
	DEFAULT_TIMEOUT_MS = 5000,
	DEFAULT_QUERIES = 256,
	DEFAULT_CACHED = 1024,
	TRIES = 2,
	MIN_TTL_S = 1,
	MAX_TTL_S = 300,
	HOSTS_MAX_BYTES = 1 << 20,
	HOSTS_MAX = 1 << 16,
	NS_PER_S = 1000000000
};

static const char default_hosts[] = "/etc/hosts";

/* A socket of c-ares. */
struct dns_socket {
	struct dns *dns;
	struct dns_socket *next;
	struct loop_io io;
	bool is_closed;		/* to be released by the task */
};

struct lookup {
	struct dns *dns;
	struct dns_query *waiting;
	struct loop_timer timer;
	size_t name_len;
	char name[DNS_NAME_MAX + 1];
};

struct dns_query {
	struct dns *dns;
	struct dns_query *next, **link;	/* of the lookup, or of `ready` */
	dns_fn *fn;
	void *arg;
	uint16_t port;
	int err;
	struct dns_answer answer;
};

struct dns {
	struct loop *loop;
	struct dns_options options;
	ares_channel channel;
	struct loop_timer timer;	/* when c-ares wants to be called */
	struct loop_task task;
	struct dns_socket *sockets;
	struct map lookups;		/* by name; those being asked */
	struct dns_query *ready;	/* answered, to be told */
	size_t nqueries;
	struct dns_table hosts;
	struct dns_table cache;
};

static void
link_query(struct dns_query *q, struct dns_query **list)
{
	q->next = *list;
	q->link = list;
	if (q->next != NULL)
		q->next->link = &q->next;
	*list = q;
}

static void
unlink_query(struct dns_query *q)
{
	*q->link = q->next;
	if (q->next != NULL)
		q->next->link = q->link;
}

/* Have the task tell `q`; `answer` may be NULL. */
static void
make_ready(struct dns_query *q, int err, const struct dns_answer *answer)
{
	struct dns *dns = q->dns;

	q->err = err;
	if (answer != NULL)
		q->answer = *answer;
	for (size_t i = 0; i < q->answer.naddrs; i++)
		q->answer.addrs[i].port = q->port;
	link_query(q, &dns->ready);
	loop_defer(&dns->task);
}

/* Tell all who wait for `l`. */
static void
settle(struct lookup *l, int err, const struct dns_answer *answer)
{
	struct dns_query *q;

	while ((q = l->waiting) != NULL) {
		unlink_query(q);
		make_ready(q, err, answer);
	}
}

static void
forget_query(struct dns_query *q)
{
	unlink_query(q);
	q->dns->nqueries--;
	mem_free(q);
}

static void
on_deadline(void *arg)
{
	struct lookup *l = arg;

	settle(l, ERR_TIMEOUT, NULL);
}

static int
translate(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return 0;
	case ARES_ENODATA:
	case ARES_ENOTFOUND:
	case ARES_EBADNAME:
		return ERR_NOTFOUND;
	case ARES_ETIMEOUT:
		return ERR_TIMEOUT;
	case ARES_ENOMEM:
		return ERR_NOMEM;
	default:
		return ERR_IO;
	}
}

/* Collect the addresses; the shortest time to live counts. */
static int
read_nodes(const struct ares_addrinfo *info, struct dns_answer *answer,
    int64_t *ret_ttl_s)
{
	int64_t ttl = MAX_TTL_S;

	for (const struct ares_addrinfo_node *n = info->nodes; n != NULL;
	    n = n->ai_next) {
		struct addr a;

		if (addr_from_sockaddr(n->ai_addr, n->ai_addrlen, &a) != 0)
			continue;
		a.port = 0;
		a.scope = 0;
		dns_table_add_addr(answer, &a);
		if (n->ai_ttl < ttl)
			ttl = n->ai_ttl;
	}
	*ret_ttl_s = ttl < MIN_TTL_S ? MIN_TTL_S : ttl;
	return answer->naddrs == 0 ? ERR_NOTFOUND : 0;
}

static void
on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
	struct lookup *l = arg;
	struct dns *dns = l->dns;
	struct dns_answer answer = { .naddrs = 0 };
	struct sv name = sv_make(l->name, l->name_len);
	int64_t ttl_s = 0;
	int err = translate(status);

	(void)timeouts;
	if (err == 0)
		err = read_nodes(info, &answer, &ttl_s);
	if (info != NULL)
		ares_freeaddrinfo(info);
	/* Without memory for the cache the next one asks again. */
	if (err == 0 && dns->options.max_cached != UINT32_MAX)
		(void)!dns_table_put(&dns->cache, name, &answer,
		    loop_now_ns(dns->loop) + ttl_s * NS_PER_S);
	settle(l, err, err == 0 ? &answer : NULL);
	(void)map_remove(&dns->lookups, name);
	loop_timer_stop(&l->timer);
	mem_free(l);
}

/* c-ares says when it must be called even if nothing arrives. */
static void
arm_timer(struct dns *dns)
{
	struct timeval tv, *wait = ares_timeout(dns->channel, NULL, &tv);

	if (wait == NULL)
		loop_timer_stop(&dns->timer);
	else
		loop_timer_set(&dns->timer,
		    (int64_t)wait->tv_sec * 1000 + wait->tv_usec / 1000);
}

static void
on_timer(void *arg)
{
	struct dns *dns = arg;

	ares_process_fd(dns->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm_timer(dns);
}

static void
on_socket(void *arg, unsigned ready)
{
	struct dns_socket *s = arg;
	struct dns *dns = s->dns;
	ares_socket_t fd = s->io.fd;

	if (s->is_closed)
		return;
	ares_process_fd(dns->channel,
	    (ready & LOOP_READ) != 0 ? fd : ARES_SOCKET_BAD,
	    (ready & LOOP_WRITE) != 0 ? fd : ARES_SOCKET_BAD);
	arm_timer(dns);
}

static struct dns_socket *
find_socket(struct dns *dns, int fd)
{
	struct dns_socket *s = dns->sockets;

	while (s != NULL && (s->is_closed || s->io.fd != fd))
		s = s->next;
	return s;
}

static struct dns_socket *
new_socket(struct dns *dns, int fd)
{
	struct dns_socket *s = mem_calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->dns = dns;
	s->next = dns->sockets;
	dns->sockets = s;
	loop_io_init(&s->io, dns->loop, fd, on_socket, s);
	return s;
}

/* c-ares opened, closed or waits for a socket. */
static void
on_socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct dns *dns = data;
	struct dns_socket *s = find_socket(dns, fd);
	unsigned want = (readable ? LOOP_READ : 0u) |
	    (writable ? LOOP_WRITE : 0u);

	if (s == NULL && want != 0)
		s = new_socket(dns, fd);
	if (s == NULL)
		return;
	/* Without readiness the question ends by its timeout. */
	if (want != 0) {
		(void)!loop_io_want(&s->io, want);
		return;
	}
	loop_io_done(&s->io);
	s->is_closed = true;
	loop_defer(&dns->task);
}

static void
release_closed_sockets(struct dns *dns)
{
	struct dns_socket **at = &dns->sockets, *s;

	while ((s = *at) != NULL) {
		if (!s->is_closed) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		mem_free(s);
	}
}

/* Tell those whose answer is there; they may ask and cancel meanwhile. */
static void
on_task(void *arg)
{
	struct dns *dns = arg;
	struct dns_query *q;

	release_closed_sockets(dns);
	while ((q = dns->ready) != NULL) {
		struct dns_answer answer = q->answer;
		dns_fn *fn = q->fn;
		void *fn_arg = q->arg;
		int err = q->err;

		forget_query(q);
		fn(fn_arg, err, err == 0 ? &answer : NULL);
	}
}

static int
load_hosts(struct dns *dns, struct errinfo *ei)
{
	const char *path = dns->options.hosts_file;
	struct buf text;
	int err = 0;

	if (path == NULL)
		path = default_hosts;
	buf_init(&text, HOSTS_MAX_BYTES);
	if (path[0] != '\0')
		err = file_read(path, &text, ei);
	if (err == ERR_NOTFOUND)
		err = 0;
	if (err == 0)
		err = dns_table_add_hosts(&dns->hosts, buf_sv(&text));
	buf_done(&text);
	return err;
}

static int
open_channel(struct dns *dns, struct errinfo *ei)
{
	char bind_only[] = "b";		/* the hosts file is ours */
	struct ares_options o = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
		.timeout = (int)(dns->options.timeout_ms / TRIES),
		.tries = TRIES,
		.lookups = bind_only,
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = dns,
	};
	int status = ares_library_init(ARES_LIB_INIT_ALL);

	if (status == ARES_SUCCESS)
		status = ares_init_options(&dns->channel, &o, ARES_OPT_FLAGS |
		    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
		    ARES_OPT_SOCK_STATE_CB);
	if (status == ARES_SUCCESS && dns->options.servers != NULL)
		status = ares_set_servers_ports_csv(dns->channel,
		    dns->options.servers);
	if (status != ARES_SUCCESS)
		return errinfo_set(ei, ERR_IO, "cannot start the resolver: %s",
		    ares_strerror(status));
	return 0;
}

int
dns_new(struct loop *loop, const struct dns_options *options,
    struct dns **ret_dns, struct errinfo *ei)
{
	struct dns *dns = mem_calloc(1, sizeof(*dns));
	struct dns_options *o;
	int err;

	if (dns == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	o = &dns->options;
	if (options != NULL)
		*o = *options;
	o->timeout_ms = o->timeout_ms != 0 ? o->timeout_ms :
	    DEFAULT_TIMEOUT_MS;
	o->max_queries = o->max_queries != 0 ? o->max_queries :
	    DEFAULT_QUERIES;
	o->max_cached = o->max_cached != 0 ? o->max_cached : DEFAULT_CACHED;
	dns->loop = loop;
	loop_timer_init(&dns->timer, loop, on_timer, dns);
	loop_task_init(&dns->task, loop, on_task, dns);
	map_init(&dns->lookups);
	dns_table_init(&dns->hosts, HOSTS_MAX);
	dns_table_init(&dns->cache, o->max_cached);
	err = load_hosts(dns, ei);
	if (err == 0)
		err = open_channel(dns, ei);
	if (err != 0)
		dns_free(dns);
	else
		*ret_dns = dns;
	return err;
}

void
dns_free(struct dns *dns)
{
	if (dns == NULL)
		return;
	/* Each open lookup is called back, which readies its queries. */
	if (dns->channel != NULL) {
		ares_destroy(dns->channel);
		ares_library_cleanup();
	}
	while (dns->ready != NULL)
		forget_query(dns->ready);
	for (struct dns_socket *s = dns->sockets; s != NULL; s = s->next) {
		if (!s->is_closed)
			loop_io_done(&s->io);
		s->is_closed = true;
	}
	release_closed_sockets(dns);
	loop_timer_stop(&dns->timer);
	loop_task_cancel(&dns->task);
	map_done(&dns->lookups);
	dns_table_done(&dns->hosts);
	dns_table_done(&dns->cache);
	mem_free(dns);
}

/* Begin asking for `name`, for which `q` waits. */
static int
ask(struct dns *dns, struct sv name, struct dns_query *q)
{
	static const struct ares_addrinfo_hints hints = {
		.ai_flags = ARES_AI_NOSORT,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	struct lookup *l = mem_calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->dns = dns;
	memcpy(l->name, name.ptr, name.len);
	l->name_len = name.len;
	if (map_put(&dns->lookups, sv_make(l->name, l->name_len), l) != 0) {
		mem_free(l);
		return ERR_NOMEM;
	}
	loop_timer_init(&l->timer, dns->loop, on_deadline, l);
	loop_timer_set(&l->timer, dns->options.timeout_ms);
	link_query(q, &l->waiting);
	/* It may call back at once; the caller hears from the task. */
	ares_getaddrinfo(dns->channel, l->name, NULL, &hints, on_answer, l);
	arm_timer(dns);
	return 0;
}

/* The answer without asking anybody, or NULL. */
static const struct dns_answer *
known_answer(struct dns *dns, struct sv host)
{
	const struct dns_answer *answer = dns_table_get(&dns->hosts, host, 0);

	return answer != NULL ? answer :
	    dns_table_get(&dns->cache, host, loop_now_ns(dns->loop));
}

static int
answer_or_ask(struct dns *dns, struct sv host, struct dns_query *q)
{
	const struct dns_answer *known;
	struct dns_answer literal = { .naddrs = 0 };
	char folded[DNS_NAME_MAX];
	struct lookup *l;
	struct addr a;

	if (addr_host_kind(host, &a) != ADDR_HOST_NAME) {
		dns_table_add_addr(&literal, &a);
		make_ready(q, 0, &literal);
		return 0;
	}
	known = known_answer(dns, host);
	if (known != NULL) {
		make_ready(q, 0, known);
		return 0;
	}
	if (dns_table_fold(host, folded) != 0)
		return ERR_SYNTAX;
	l = map_get(&dns->lookups, sv_make(folded, host.len));
	if (l == NULL)
		return ask(dns, sv_make(folded, host.len), q);
	/* Its first callers gave up: this one has its own time. */
	if (!loop_timer_is_set(&l->timer))
		loop_timer_set(&l->timer, dns->options.timeout_ms);
	link_query(q, &l->waiting);
	return 0;
}

int
dns_resolve(struct dns *dns, struct sv host, uint16_t port, dns_fn *fn,
    void *arg, struct dns_query **ret_query)
{
	struct dns_query *q;
	struct addr unused;
	int err;

	if (addr_host_kind(host, &unused) == ADDR_HOST_BAD)
		return ERR_SYNTAX;
	if (dns->nqueries >= dns->options.max_queries)
		return ERR_FULL;
	q = mem_calloc(1, sizeof(*q));
	if (q == NULL)
		return ERR_NOMEM;
	q->dns = dns;
	q->fn = fn;
	q->arg = arg;
	q->port = port;
	dns->nqueries++;
	err = answer_or_ask(dns, host, q);
	if (err != 0) {
		dns->nqueries--;
		mem_free(q);
		return err;
	}
	if (ret_query != NULL)
		*ret_query = q;
	return 0;
}

void
dns_cancel(struct dns_query *query)
{
	forget_query(query);
}
