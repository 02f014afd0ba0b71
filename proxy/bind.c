#define _GNU_SOURCE
#include "proxy/bind.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

enum { BACKLOG = 4096 };

static int
listen_on(const struct addr *a, struct errinfo *ei)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(a, &ss);
	char text[ADDR_TEXT_BYTES];
	int fd, on = 1;

	addr_format(a, text);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (fd < 0)
		return errinfo_errno(ei, ERR_IO, "listening on %s", text);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    (a->family == ADDR_IPV6 && setsockopt(fd, IPPROTO_IPV6,
	    IPV6_V6ONLY, &on, sizeof(on)) != 0) ||
	    bind(fd, (struct sockaddr *)&ss, len) != 0 ||
	    listen(fd, BACKLOG) != 0) {
		(void)errinfo_errno(ei, ERR_IO, "listening on %s", text);
		(void)close(fd);
		return ERR_IO;
	}
	len = sizeof(ss);
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		log_event(LOG_INFO, "listening",
		    LOG_ADDRESS("on", (struct sockaddr *)&ss));
	return fd;
}

/* A copy of the socket that already listens there, or -1. */
static int
share(const struct bind_set *old, const struct addr *a, bool admin)
{
	for (size_t i = 0; old != NULL && i < old->n; i++)
		if (old->listeners[i].admin == admin &&
		    addr_eq(&old->wanted[i], a))
			return fcntl(old->listeners[i].fd, F_DUPFD_CLOEXEC, 0);
	return -1;
}

static int
open_one(const struct config_addr *where, struct role_listener l,
    const struct bind_set *old, struct bind_set *set, struct errinfo *ei)
{
	struct addr a;

	if (set->n == ROLE_LISTENERS_MAX)
		return errinfo_set(ei, ERR_LIMIT, "more than %d addresses to "
		    "listen on", ROLE_LISTENERS_MAX - 1);
	if (addr_parse_ip(where->host, &a) != 0)
		return errinfo_set(ei, ERR_SYNTAX, "%.*s is not an address",
		    SV_ARG(where->host));
	a.port = where->port;
	l.fd = share(old, &a, l.admin);
	if (l.fd < 0)
		l.fd = listen_on(&a, ei);
	if (l.fd < 0)
		return l.fd;
	set->wanted[set->n] = a;
	set->listeners[set->n++] = l;
	return 0;
}

int
bind_open(const struct config *c, const struct bind_set *old,
    struct bind_set *ret, struct errinfo *ei)
{
	struct role_listener l = { .fd = -1 };
	struct bind_set set = { .n = 0 };
	int rc = 0;

	for (size_t i = 0; i < c->nlisteners && rc == 0; i++) {
		l.index = (unsigned)i;
		rc = open_one(&c->listeners[i].gateway, l, old, &set, ei);
	}
	l.admin = true;
	l.index = 0;
	if (rc == 0 && c->admin.host.len > 0)
		rc = open_one(&c->admin, l, old, &set, ei);
	if (rc != 0)
		bind_close(&set);
	else
		*ret = set;
	return rc;
}

void
bind_close(struct bind_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		(void)close(set->listeners[i].fd);
	set->n = 0;
}
