#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"
#include "proxy/conn_private.h"

enum {
	PIECES_MAX = 8,
	BULK_BYTES = 8 * 1024	/* so much at once: more may be waiting */
};

static int
fail_errno(struct conn *c, int code)
{
	c->error = strerror(errno);
	switch (errno) {
	case ECONNREFUSED:
	case ECONNRESET:
	case EPIPE:
		return ERR_CLOSED;
	case ETIMEDOUT:
		return ERR_TIMEOUT;
	default:
		return code;
	}
}

static int
read_plain(struct conn *c, char *to, size_t size, size_t *ret_len)
{
	ssize_t n;

	do
		n = recv(c->fd, to, size, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		*ret_len = (size_t)n;
		return 0;
	}
	if (n == 0)
		return ERR_CLOSED;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return ERR_AGAIN;
	/* An abortive end is no orderly one. */
	return fail_errno(c, ERR_IO) == ERR_TIMEOUT ? ERR_TIMEOUT : ERR_IO;
}

/*
 * Records are smaller than our memory: take several. The library has read
 * ahead what a short answer is; asking the socket again would say that there
 * is no more, which the loop will know anyway.
 */
static int
read_tls(struct conn *c, char *to, size_t size, size_t *ret_len)
{
	size_t total = 0, n;
	int err = 0;

	while (err == 0 && total < size) {
		err = tls_read(c->tls, to + total, size - total, &n);
		if (err != 0)
			break;
		total += n;
		if (total < BULK_BYTES && !tls_has_pending(c->tls))
			break;
	}
	conn_warm_use(c);
	c->tls_needs_write = err == ERR_AGAIN && tls_wants_write(c->tls);
	if (total > 0) {
		*ret_len = total;
		/* What ended the loop comes again on the next call. */
		if (err != ERR_AGAIN && (err != 0 || total == size ||
		    tls_has_pending(c->tls)))
			c->todo |= CONN_TODO_READ;
		return 0;
	}
	if (err != 0 && err != ERR_AGAIN)
		c->error = tls_error_text(c->tls);
	return err;
}

/*
 * A look at the socket is cheaper than at the TLS layer, which is asked only
 * if something came: that may be a new ticket, which says nothing.
 */
bool
conn_io_is_silent(struct conn *c)
{
	size_t len;
	ssize_t n;
	char byte;

	if (c->tls == NULL || !tls_has_pending(c->tls)) {
		do
			n = recv(c->fd, &byte, 1, MSG_PEEK);
		while (n < 0 && errno == EINTR);
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return true;
		if (n <= 0 || c->tls == NULL)
			return false;
	}
	return read_tls(c, &byte, 1, &len) == ERR_AGAIN;
}

int
conn_io_read(struct conn *c, char *to, size_t size, size_t *ret_len)
{
	int err = c->tls == NULL ? read_plain(c, to, size, ret_len) :
	    read_tls(c, to, size, ret_len);

	if (err == 0)
		c->bytes_in += *ret_len;
	return err;
}

static int
write_plain(struct conn *c, const struct sv *pieces, size_t n,
    size_t *ret_len)
{
	struct iovec iov[PIECES_MAX];
	struct msghdr msg = { .msg_iov = iov };
	ssize_t sent;

	for (size_t i = 0; i < n; i++) {
		iov[i].iov_base = (void *)(uintptr_t)pieces[i].ptr;
		iov[i].iov_len = pieces[i].len;
	}
	msg.msg_iovlen = n;
	do
		sent = sendmsg(c->fd, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0) {
		*ret_len = (size_t)sent;
		return 0;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return 0;
	(void)fail_errno(c, ERR_CLOSED);
	return ERR_CLOSED;
}

/* The next record's worth from `skip` on: in place, or joined. */
static struct sv
next_record(struct conn *c, const struct sv *pieces, size_t n, size_t skip)
{
	size_t len = 0;

	for (size_t i = 0; i < n && len < CONN_RECORD_BYTES; i++) {
		struct sv s = sv_slice(pieces[i], skip, pieces[i].len);
		size_t room = CONN_RECORD_BYTES - len;

		skip -= skip < pieces[i].len ? skip : pieces[i].len;
		if (len == 0 && (s.len >= room || i + 1 == n))
			return s;
		if (s.len > 0)
			memcpy(c->hub->record + len, s.ptr,
			    s.len < room ? s.len : room);
		len += s.len < room ? s.len : room;
	}
	return sv_make(c->hub->record, len);
}

static int
write_tls(struct conn *c, const struct sv *pieces, size_t n, size_t *ret_len)
{
	size_t total = 0, taken;
	int err = 0;

	while (err == 0) {
		struct sv record = next_record(c, pieces, n, total);

		if (record.len == 0)
			break;
		err = tls_write(c->tls, record, &taken);
		if (record.ptr == c->hub->record)
			mem_wipe(c->hub->record, record.len);
		if (err == 0)
			total += taken;
	}
	conn_warm_use(c);
	*ret_len = total;
	if (err == 0 || err == ERR_AGAIN)
		return 0;
	c->error = tls_error_text(c->tls);
	return ERR_CLOSED;
}

int
conn_io_write(struct conn *c, const struct sv *pieces, size_t n,
    size_t *ret_len)
{
	size_t total = 0;
	int err = 0;

	*ret_len = 0;
	ASSERT(n <= PIECES_MAX);
	for (size_t i = 0; i < n; i++)
		total += pieces[i].len;
	if (total > 0)
		err = c->tls == NULL ? write_plain(c, pieces, n, ret_len) :
		    write_tls(c, pieces, n, ret_len);
	c->bytes_out += *ret_len;
	return err;
}

int
conn_io_shutdown(struct conn *c)
{
	int err = 0;

	if (c->tls != NULL)
		err = tls_shutdown(c->tls);
	if (err != ERR_AGAIN && shutdown(c->fd, SHUT_WR) != 0)
		err = ERR_CLOSED;
	return err;
}

int
conn_io_connect(const struct addr *to, int *ret_fd)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(to, &ss);
	int fd, saved;

	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (fd < 0)
		return ERR_IO;
	if (connect(fd, (struct sockaddr *)&ss, len) != 0 &&
	    errno != EINPROGRESS && errno != EINTR) {
		saved = errno;
		(void)close(fd);
		errno = saved;
		return ERR_IO;
	}
	*ret_fd = fd;
	return 0;
}

int
conn_io_connected(struct conn *c)
{
	int error = 0;
	socklen_t len = sizeof(error);

	if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		error = errno;
	errno = error;
	return error == 0 ? 0 : fail_errno(c, ERR_IO);
}

void
conn_io_prepare(struct conn *c)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	int on = 1;

	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (getsockname(c->fd, (struct sockaddr *)&ss, &len) != 0 ||
	    addr_from_sockaddr((struct sockaddr *)&ss, len, &c->local) != 0)
		c->local = (struct addr){ .family = ADDR_NONE };
	len = sizeof(ss);
	if (c->peer.family == ADDR_NONE && (getpeername(c->fd,
	    (struct sockaddr *)&ss, &len) != 0 ||
	    addr_from_sockaddr((struct sockaddr *)&ss, len, &c->peer) != 0))
		c->peer = (struct addr){ .family = ADDR_NONE };
}
