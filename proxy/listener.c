#define _GNU_SOURCE
#include "proxy/listener.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/loop.h"
#include "base/mem.h"

enum {
	DEFAULT_CONNS = 10000,
	DEFAULT_HANDSHAKE_MS = 10000,
	ACCEPTS_A_ROUND = 64,
	PAUSE_MS = 100		/* when descriptors or memory ran out */
};

/* A connection whose handshake goes on. */
struct newcomer {
	struct listener *listener;
	struct conn *conn;
	struct newcomer *next, **link;
};

struct listener {
	struct conn_hub *hub;
	struct listener_options options;
	struct loop_io io;
	struct loop_timer pause;
	struct addr addr;
	struct listener_counts counts;
	struct newcomer *newcomers;
};

static void
forget(struct newcomer *n)
{
	*n->link = n->next;
	if (n->next != NULL)
		n->next->link = n->link;
	n->listener->counts.handshaking--;
	mem_free(n);
}

static void
on_newcomer(void *arg, struct conn *c, enum conn_event event)
{
	struct newcomer *n = arg;
	struct listener *l = n->listener;

	switch (event) {
	case CONN_OPENED:
		forget(n);
		conn_set_timeout(c, 0);
		conn_set_owner(c, NULL, NULL);
		l->options.fn(l->options.arg, l, c);
		return;
	case CONN_FAILED:
	case CONN_TIMED_OUT:
	case CONN_EOF:
		l->counts.bad_handshakes++;
		forget(n);
		conn_free(c);
		return;
	case CONN_READABLE:
	case CONN_DRAINED:
		return;
	}
}

static int
welcome(struct listener *l, int fd)
{
	struct newcomer *n = mem_calloc(1, sizeof(*n));
	int err;

	if (n == NULL) {
		(void)close(fd);
		return ERR_NOMEM;
	}
	err = conn_accept(l->hub, fd, l->options.ctx, on_newcomer, n,
	    &n->conn);
	if (err != 0) {
		mem_free(n);
		return err;
	}
	n->listener = l;
	n->next = l->newcomers;
	n->link = &l->newcomers;
	if (n->next != NULL)
		n->next->link = &n->next;
	l->newcomers = n;
	l->counts.handshaking++;
	l->counts.accepted++;
	conn_set_timeout(n->conn, l->options.handshake_ms);
	return 0;
}

/* Let others free what we need, instead of spinning on a full backlog. */
static void
pause_accepting(struct listener *l)
{
	if (loop_io_want(&l->io, 0) == 0)
		loop_timer_set(&l->pause, PAUSE_MS);
}

static void
on_pause_over(void *arg)
{
	struct listener *l = arg;

	if (loop_io_want(&l->io, LOOP_READ) != 0)
		loop_timer_set(&l->pause, PAUSE_MS);
}

/* Is this failure of accept() the fault of one connection only? */
static bool
is_passing(int error)
{
	return error == ECONNABORTED || error == EINTR || error == EPROTO ||
	    error == EPERM;
}

static void
on_ready(void *arg, unsigned ready)
{
	struct listener *l = arg;

	(void)ready;
	for (unsigned i = 0; i < ACCEPTS_A_ROUND; i++) {
		int fd = accept4(l->options.fd, NULL, NULL,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && is_passing(errno))
			continue;
		if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (fd < 0) {
			pause_accepting(l);
			return;
		}
		if (conn_hub_count(l->hub) >= l->options.max_conns) {
			l->counts.refused++;
			(void)close(fd);
		} else if (welcome(l, fd) != 0) {
			l->counts.refused++;
			pause_accepting(l);
			return;
		}
	}
}

int
listener_new(struct conn_hub *hub, struct loop *loop,
    const struct listener_options *options, struct listener **ret_listener)
{
	struct listener *l = mem_calloc(1, sizeof(*l));
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	if (l == NULL)
		return ERR_NOMEM;
	l->hub = hub;
	l->options = *options;
	if (l->options.max_conns == 0)
		l->options.max_conns = DEFAULT_CONNS;
	if (l->options.handshake_ms == 0)
		l->options.handshake_ms = DEFAULT_HANDSHAKE_MS;
	if (getsockname(options->fd, (struct sockaddr *)&ss, &len) != 0 ||
	    addr_from_sockaddr((struct sockaddr *)&ss, len, &l->addr) != 0)
		l->addr = (struct addr){ .family = ADDR_NONE };
	loop_timer_init(&l->pause, loop, on_pause_over, l);
	loop_io_init(&l->io, loop, options->fd, on_ready, l);
	if (loop_io_want(&l->io, LOOP_READ) != 0) {
		listener_free(l);
		return ERR_IO;
	}
	*ret_listener = l;
	return 0;
}

void
listener_free(struct listener *l)
{
	struct newcomer *n;

	if (l == NULL)
		return;
	loop_io_done(&l->io);
	loop_timer_stop(&l->pause);
	while ((n = l->newcomers) != NULL) {
		conn_free(n->conn);
		forget(n);
	}
	mem_free(l);
}

struct listener_counts
listener_counts(const struct listener *l)
{
	return l->counts;
}

const struct addr *
listener_addr(const struct listener *l)
{
	return &l->addr;
}
