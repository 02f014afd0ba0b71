#define _GNU_SOURCE
#include "proxy/bind.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

enum { BACKLOG = 4096 };

static int
set_option(int fd, int level, int option)
{
	int on = 1;

	return setsockopt(fd, level, option, &on, sizeof(on));
}

/* A bound socket, `shared` with others of ours or for itself alone. */
static int
bind_one(const struct addr *a, bool shared, struct errinfo *ei)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(a, &ss);
	char text[ADDR_TEXT_BYTES];
	int fd;

	addr_format(a, text);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (fd < 0)
		return errinfo_errno(ei, ERR_IO, "listening on %s", text);
	if (set_option(fd, SOL_SOCKET, SO_REUSEADDR) != 0 ||
	    (shared && set_option(fd, SOL_SOCKET, SO_REUSEPORT) != 0) ||
	    (a->family == ADDR_IPV6 &&
	    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0) ||
	    bind(fd, (struct sockaddr *)&ss, len) != 0) {
		(void)errinfo_errno(ei, ERR_IO, "listening on %s", text);
		(void)close(fd);
		return ERR_IO;
	}
	return fd;
}

/*
 * With SO_REUSEPORT a second daemon of ours would get half of the connections
 * without anybody noticing; a socket without it is refused then.
 */
static int
check_free(const struct addr *a, struct errinfo *ei)
{
	int fd;

	if (a->port == 0)
		return 0;
	fd = bind_one(a, false, ei);
	if (fd < 0)
		return fd;
	if (listen(fd, 1) != 0) {
		(void)errinfo_errno(ei, ERR_IO, "listening on port %u",
		    a->port);
		(void)close(fd);
		return ERR_IO;
	}
	(void)close(fd);
	return 0;
}

static const struct addr *
find(const struct bind_set *set, const struct addr *wanted, size_t *ret_i)
{
	for (size_t i = 0; set != NULL && i < set->n; i++) {
		if (addr_eq(&set->wanted[i], wanted)) {
			*ret_i = i;
			return &set->bound[i];
		}
	}
	return NULL;
}

/* A socket for `wanted`: the old one, one more of ours, or the first. */
static int
obtain(const struct bind_request *r, const struct addr *wanted,
    struct errinfo *ei)
{
	const struct addr *bound;
	size_t i;
	int rc;

	if (find(r->old, wanted, &i) != NULL)
		return fcntl(r->old->listeners[i].fd, F_DUPFD_CLOEXEC, 0);
	bound = find(r->like, wanted, &i);
	if (bound != NULL)
		return bind_one(bound, true, ei);
	if ((rc = check_free(wanted, ei)) != 0)
		return rc;
	return bind_one(wanted, !r->admin, ei);
}

static int
open_one(const struct bind_request *r, const struct config_addr *where,
    unsigned index, struct bind_set *set, struct errinfo *ei)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	struct addr wanted, bound;
	size_t i;
	int fd;

	if (set->n == ROLE_LISTENERS_MAX)
		return errinfo_set(ei, ERR_LIMIT, "more than %d addresses to "
		    "listen on", ROLE_LISTENERS_MAX);
	if (addr_parse_ip(where->host, &wanted) != 0)
		return errinfo_set(ei, ERR_SYNTAX, "%.*s is not an address",
		    SV_ARG(where->host));
	wanted.port = where->port;
	fd = obtain(r, &wanted, ei);
	if (fd < 0)
		return ERR_IO;
	if (getsockname(fd, (struct sockaddr *)&ss, &len) != 0 ||
	    addr_from_sockaddr((struct sockaddr *)&ss, len, &bound) != 0) {
		(void)close(fd);
		return errinfo_errno(ei, ERR_IO, "listening");
	}
	if (find(r->old, &wanted, &i) == NULL &&
	    find(r->like, &wanted, &i) == NULL)
		log_event(LOG_INFO, "listening",
		    LOG_ADDRESS("on", (struct sockaddr *)&ss));
	set->wanted[set->n] = wanted;
	set->bound[set->n] = bound;
	set->listeners[set->n++] = (struct role_listener){ .fd = fd,
		.admin = r->admin, .index = index };
	return 0;
}

int
bind_open(const struct bind_request *r, struct bind_set *ret,
    struct errinfo *ei)
{
	const struct config *c = r->config;
	struct bind_set set = { .n = 0 };
	int rc = 0;

	if (r->admin && c->admin.host.len > 0)
		rc = open_one(r, &c->admin, 0, &set, ei);
	for (size_t i = 0; !r->admin && i < c->nlisteners && rc == 0; i++)
		rc = open_one(r, &c->listeners[i].gateway, (unsigned)i, &set,
		    ei);
	if (rc != 0)
		bind_close(&set);
	else
		*ret = set;
	return rc;
}

void
bind_listen(const struct bind_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (listen(set->listeners[i].fd, BACKLOG) != 0)
			log_plain(LOG_ERROR, "cannot listen");
}

void
bind_close(struct bind_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		(void)close(set->listeners[i].fd);
	set->n = 0;
}
