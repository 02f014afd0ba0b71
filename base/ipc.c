/*
 * Outgoing: a list of packets, the last still being filled. A message that
 * fits into the last packet goes there; a longer one gets packets of its own.
 * The flush task sends them at the end of the round; when the socket takes no
 * more, its writability does.
 *
 * Incoming: packets are read into one buffer, frames parsed in place.
 *
 *	OPEN --send fails--> DEAF --end of file--> CLOSED --ipc_free--> FREED
 *	  \------------ end of file, broken rules ---^
 *
 * A DEAF peer reads no more, but what it sent before is still delivered.
 * `closed` is called from a task of its own, and memory is released there, so
 * that no caller of ipc_send() and no callback finds the channel gone.
 */
#define _GNU_SOURCE
#include "base/ipc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/frame.h"
#include "base/loop.h"
#include "base/mem.h"

_Static_assert((int)IPC_FDS_MAX == (int)FRAME_FDS_MAX, "one limit");

enum { READ_BATCH = 16, SOCKET_BUFFER = 1 << 20 };

enum ipc_state { STATE_OPEN, STATE_DEAF, STATE_CLOSED, STATE_FREED };

struct packet {
	struct packet *next;
	size_t len;
	size_t nfds;
	int fds[IPC_FDS_MAX];
	char data[FRAME_PACKET_MAX];
};

struct ipc {
	enum ipc_state state;
	int fd;
	int why;			/* of CLOSED */
	bool wants_room;		/* a message was refused */
	struct ipc_ops ops;
	void *arg;
	struct loop_io io;
	struct loop_task flush_task;
	struct loop_task end_task;	/* calls `closed`, releases */
	struct packet *first, *last;
	struct packet *spare;
	size_t queued;
	size_t queue_max;
	size_t message_max;
	struct frame_joiner joiner;
	char rx[FRAME_PACKET_MAX];
};

int
ipc_pair(int ret_fds[2])
{
	int size = SOCKET_BUFFER;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0, ret_fds) != 0)
		return ERR_IO;
	/* More room saves wake-ups; the kernel gives what it allows. */
	for (int i = 0; i < 2; i++)
		(void)setsockopt(ret_fds[i], SOL_SOCKET, SO_SNDBUF, &size,
		    sizeof(size));
	return 0;
}

static void
close_fds(int *fds, size_t nfds)
{
	for (size_t i = 0; i < nfds; i++) {
		if (fds[i] >= 0)
			(void)close(fds[i]);
		fds[i] = -1;
	}
}

/* Wipe the first packet and keep it, or release it. */
static void
drop_first(struct ipc *ipc)
{
	struct packet *p = ipc->first;

	ipc->first = p->next;
	if (ipc->first == NULL)
		ipc->last = NULL;
	ipc->queued -= p->len;
	close_fds(p->fds, p->nfds);
	mem_wipe(p->data, p->len);
	if (ipc->spare == NULL)
		ipc->spare = p;
	else
		mem_free(p);
}

static void
shut(struct ipc *ipc)
{
	loop_io_done(&ipc->io);
	if (ipc->fd >= 0)
		(void)close(ipc->fd);
	ipc->fd = -1;
	loop_task_cancel(&ipc->flush_task);
	while (ipc->first != NULL)
		drop_first(ipc);
}

static void
end(void *arg)
{
	struct ipc *ipc = arg;

	if (ipc->state == STATE_CLOSED) {
		ipc->ops.closed(ipc->arg, ipc, ipc->why);
		return;
	}
	ASSERT(ipc->state == STATE_FREED);
	frame_joiner_done(&ipc->joiner);
	mem_free(ipc->spare);
	mem_free_wiped(ipc, sizeof(*ipc));
}

static void
fail(struct ipc *ipc, int why)
{
	if (ipc->state >= STATE_CLOSED)
		return;
	ipc->state = STATE_CLOSED;
	ipc->why = why;
	shut(ipc);
	loop_defer(&ipc->end_task);
}

void
ipc_free(struct ipc *ipc)
{
	if (ipc == NULL || ipc->state == STATE_FREED)
		return;
	ipc->state = STATE_FREED;
	shut(ipc);
	loop_defer(&ipc->end_task);
}

/* Take the descriptors that came with `msg`; their number. */
static size_t
take_fds(struct msghdr *msg, int fds[IPC_FDS_MAX])
{
	struct cmsghdr *c;
	size_t n = 0, bytes;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		bytes = c->cmsg_len - CMSG_LEN(0);
		ASSERT(n * sizeof(int) + bytes <= IPC_FDS_MAX * sizeof(int));
		memcpy(fds + n, CMSG_DATA(c), bytes);
		n += bytes / sizeof(int);
	}
	return n;
}

/* Hand over each message of `packet`. */
static int
deliver(struct ipc *ipc, struct sv packet, int *fds, size_t nfds)
{
	struct frame_message whole;
	struct ipc_message m;
	struct frame f;
	int rc = 0;

	if (packet.len == 0)
		return ERR_SYNTAX;
	while (rc == 0 && packet.len > 0 && ipc->state < STATE_CLOSED) {
		rc = frame_parse(&packet, &f);
		if (rc == 0 && (f.nfds != nfds || (nfds > 0 && packet.len > 0)))
			rc = ERR_SYNTAX;
		if (rc != 0)
			break;
		rc = frame_join(&ipc->joiner, &f, &whole);
		if (rc == ERR_AGAIN) {
			rc = 0;
			continue;
		}
		if (rc != 0)
			break;
		m = (struct ipc_message){ whole.type, whole.txn, whole.body,
			fds, nfds };
		rc = ipc->ops.message(ipc->arg, ipc, &m);
		frame_joiner_forget(&ipc->joiner);
	}
	return rc;
}

/* Read one packet; ERR_AGAIN when there is none. */
static int
receive(struct ipc *ipc)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(IPC_FDS_MAX * sizeof(int))];
	} control;
	struct iovec iov = { ipc->rx, sizeof(ipc->rx) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes) };
	int fds[IPC_FDS_MAX];
	size_t nfds;
	ssize_t n;
	int rc;

	n = recvmsg(ipc->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return ERR_AGAIN;
	/* ECONNRESET comes before what the peer sent in its life. */
	if (n < 0 && (errno == EINTR || errno == ECONNRESET))
		return 0;
	if (n <= 0)
		return ERR_CLOSED;
	nfds = take_fds(&msg, fds);
	if ((msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		rc = ERR_SYNTAX;
	else
		rc = deliver(ipc, sv_make(ipc->rx, (size_t)n), fds, nfds);
	close_fds(fds, nfds);
	mem_wipe(ipc->rx, (size_t)n);
	if (rc == ERR_AGAIN || rc == ERR_CLOSED)
		rc = ERR_SYNTAX;
	return rc;
}

static void
on_readable(struct ipc *ipc)
{
	int rc = 0;

	for (int i = 0; i < READ_BATCH && rc == 0; i++) {
		if (ipc->state >= STATE_CLOSED)
			return;
		rc = receive(ipc);
	}
	if (rc != 0 && rc != ERR_AGAIN)
		fail(ipc, rc);
}

/* Send the first packet: 0, ERR_AGAIN or ERR_CLOSED. */
static int
send_first(struct ipc *ipc)
{
	struct packet *p = ipc->first;
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(IPC_FDS_MAX * sizeof(int))];
	} control;
	struct iovec iov = { p->data, p->len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (p->nfds > 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(p->nfds * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(p->nfds * sizeof(int));
		memcpy(CMSG_DATA(c), p->fds, p->nfds * sizeof(int));
	}
	while (sendmsg(ipc->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return ERR_AGAIN;
		if (errno != EINTR)
			return ERR_CLOSED;
	}
	drop_first(ipc);
	return 0;
}

static int
send_queue(struct ipc *ipc)
{
	int rc = 0;

	while (rc == 0 && ipc->first != NULL)
		rc = send_first(ipc);
	if (rc == ERR_CLOSED) {
		ipc->state = STATE_DEAF;
		while (ipc->first != NULL)
			drop_first(ipc);
	}
	if (loop_io_want(&ipc->io, LOOP_READ |
	    (rc == ERR_AGAIN ? LOOP_WRITE : 0)) != 0)
		fail(ipc, ERR_IO);
	return rc;
}

int
ipc_flush(struct ipc *ipc)
{
	if (ipc->state != STATE_OPEN)
		return ERR_CLOSED;
	if (ipc->wants_room)
		loop_defer(&ipc->flush_task);
	return send_queue(ipc);
}

static void
flush_and_tell(void *arg)
{
	struct ipc *ipc = arg;
	bool told = ipc->wants_room;

	ipc->wants_room = false;
	if (ipc->state == STATE_OPEN)
		send_queue(ipc);
	if (!told || ipc->state >= STATE_CLOSED)
		return;
	if (ipc->queued > ipc->queue_max / 2)
		ipc->wants_room = true;
	else if (ipc->ops.room != NULL)
		ipc->ops.room(ipc->arg, ipc);
}

static void
on_ready(void *arg, unsigned ready)
{
	struct ipc *ipc = arg;

	if ((ready & LOOP_WRITE) != 0)
		flush_and_tell(ipc);
	else
		on_readable(ipc);
}

int
ipc_open(struct loop *loop, int fd, const struct ipc_ops *ops, void *arg,
    const struct ipc_options *options, struct ipc **ret_ipc)
{
	static const struct ipc_options usual = { 0, 0 };
	struct ipc *ipc = mem_alloc(sizeof(*ipc));

	if (ipc == NULL) {
		(void)close(fd);
		return ERR_NOMEM;
	}
	memset(ipc, 0, offsetof(struct ipc, rx));
	if (options == NULL)
		options = &usual;
	ipc->fd = fd;
	ipc->ops = *ops;
	ipc->arg = arg;
	ipc->queue_max = options->queue_max != 0 ? options->queue_max :
	    IPC_QUEUE_MAX;
	ipc->message_max = options->message_max != 0 ? options->message_max :
	    IPC_MESSAGE_MAX;
	frame_joiner_init(&ipc->joiner, ipc->message_max);
	loop_io_init(&ipc->io, loop, fd, on_ready, ipc);
	loop_task_init(&ipc->flush_task, loop, flush_and_tell, ipc);
	loop_task_init(&ipc->end_task, loop, end, ipc);
	if (loop_io_want(&ipc->io, LOOP_READ) != 0) {
		ipc_free(ipc);
		return ERR_IO;
	}
	*ret_ipc = ipc;
	return 0;
}

static struct packet *
add_packet(struct ipc *ipc)
{
	struct packet *p = ipc->spare;

	ipc->spare = NULL;
	if (p == NULL)
		p = mem_alloc(sizeof(*p));
	if (p == NULL)
		return NULL;
	p->next = NULL;
	p->len = 0;
	p->nfds = 0;
	if (ipc->last != NULL)
		ipc->last->next = p;
	else
		ipc->first = p;
	ipc->last = p;
	return p;
}

/* Append a frame whose body the caller then fills in; NULL: no memory. */
static char *
add_frame(struct ipc *ipc, const struct frame *f)
{
	size_t len = FRAME_HEADER + f->body.len;
	struct packet *p = ipc->last;
	char *at;

	if (p == NULL || p->nfds > 0 || len > sizeof(p->data) - p->len)
		p = add_packet(ipc);
	if (p == NULL)
		return NULL;
	at = p->data + p->len;
	frame_write_header(f, at);
	p->len += len;
	ipc->queued += len;
	return at + FRAME_HEADER;
}

/* Take back what was added after `last` had `len` bytes. */
static void
take_back(struct ipc *ipc, struct packet *last, size_t len)
{
	struct packet *p = last == NULL ? ipc->first : last->next, *next;

	for (; p != NULL; p = next) {
		next = p->next;
		ipc->queued -= p->len;
		mem_free_wiped(p, sizeof(*p));
	}
	ipc->last = last;
	if (last == NULL) {
		ipc->first = NULL;
		return;
	}
	last->next = NULL;
	ipc->queued -= last->len - len;
	mem_wipe(last->data + len, last->len - len);
	last->len = len;
}

/* A place in a list of pieces. */
struct gather {
	const struct sv *pieces;
	size_t at, done;
};

static void
gather_copy(struct gather *g, char *out, size_t len)
{
	size_t part;

	while (len > 0) {
		part = g->pieces[g->at].len - g->done;
		if (part > len)
			part = len;
		if (part > 0)
			memcpy(out, g->pieces[g->at].ptr + g->done, part);
		out += part;
		len -= part;
		g->done += part;
		if (g->done == g->pieces[g->at].len) {
			g->at++;
			g->done = 0;
		}
	}
}

/* May a message of `total` bytes be queued? */
static int
admit(struct ipc *ipc, size_t total)
{
	size_t frames = total / FRAME_BODY_MAX + 1;

	if (ipc->state != STATE_OPEN)
		return ERR_CLOSED;
	if (total > ipc->message_max || total > UINT32_MAX)
		return ERR_LIMIT;
	if (total + frames * FRAME_HEADER > ipc->queue_max - ipc->queued) {
		ipc->wants_room = true;
		return ERR_FULL;
	}
	return 0;
}

int
ipc_sendv(struct ipc *ipc, uint16_t type, uint64_t txn,
    const struct sv *pieces, size_t n)
{
	struct gather g = { .pieces = pieces };
	struct packet *last = ipc->last;
	size_t total = 0, len = last == NULL ? 0 : last->len;
	struct frame f = { .type = type, .txn = txn };
	char *body;
	int rc;

	for (size_t i = 0; i < n; i++)
		if (!mem_add(total, pieces[i].len, &total))
			return ERR_LIMIT;
	if ((rc = admit(ipc, total)) != 0)
		return rc;
	f.total = (uint32_t)total;
	do {
		f.body.len = total - f.offset < FRAME_BODY_MAX ?
		    total - f.offset : FRAME_BODY_MAX;
		body = add_frame(ipc, &f);
		if (body == NULL) {
			take_back(ipc, last, len);
			return ERR_NOMEM;
		}
		gather_copy(&g, body, f.body.len);
		f.offset += (uint32_t)f.body.len;
	} while (f.offset < total);
	loop_defer(&ipc->flush_task);
	return 0;
}

int
ipc_send(struct ipc *ipc, uint16_t type, uint64_t txn, struct sv body)
{
	return ipc_sendv(ipc, type, txn, &body, 1);
}

static int
dup_fds(const int *fds, size_t nfds, int *out)
{
	for (size_t i = 0; i < nfds; i++) {
		out[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
		if (out[i] < 0) {
			close_fds(out, i);
			return ERR_IO;
		}
	}
	return 0;
}

int
ipc_send_fds(struct ipc *ipc, uint16_t type, uint64_t txn, struct sv body,
    const int *fds, size_t nfds)
{
	struct frame f = { .type = type, .txn = txn, .body = body };
	struct packet *p;
	int copies[IPC_FDS_MAX], rc;

	if (nfds > IPC_FDS_MAX || body.len > FRAME_BODY_MAX)
		return ERR_LIMIT;
	if (nfds == 0)
		return ipc_send(ipc, type, txn, body);
	if ((rc = admit(ipc, body.len)) != 0)
		return rc;
	if ((rc = dup_fds(fds, nfds, copies)) != 0)
		return rc;
	p = add_packet(ipc);
	if (p == NULL) {
		close_fds(copies, nfds);
		return ERR_NOMEM;
	}
	memcpy(p->fds, copies, nfds * sizeof(*copies));
	p->nfds = nfds;
	f.total = (uint32_t)body.len;
	f.nfds = (uint16_t)nfds;
	frame_write_header(&f, p->data);
	if (body.len > 0)
		memcpy(p->data + FRAME_HEADER, body.ptr, body.len);
	p->len = FRAME_HEADER + body.len;
	ipc->queued += p->len;
	loop_defer(&ipc->flush_task);
	return 0;
}

size_t
ipc_queued(const struct ipc *ipc)
{
	return ipc->queued;
}
