#define _GNU_SOURCE
#include "base/ipc.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/frame.h"
#include "base/loop.h"
#include "tests/tap/tap.h"

enum { BIG = 300000 };

/* One end and what it saw. */
struct end {
	struct ipc *ipc;
	struct buf seen;	/* "type:txn:body;" */
	unsigned messages, closed, room;
	size_t bytes;
	int why;
	int fd;			/* the last one kept */
	int answer;		/* returned from `message` */
	bool free_on_message;
	bool keep_fd;
};

static int
on_message(void *arg, struct ipc *ipc, struct ipc_message *m)
{
	struct end *e = arg;

	e->messages++;
	e->bytes += m->body.len;
	if (m->body.len < 100)
		buf_addf(&e->seen, "%u:%llu:%.*s;", m->type,
		    (unsigned long long)m->txn, SV_ARG(m->body));
	if (m->nfds > 0 && e->keep_fd) {
		e->fd = m->fds[m->nfds - 1];
		m->fds[m->nfds - 1] = -1;
	}
	if (e->free_on_message) {
		ipc_free(ipc);
		e->ipc = NULL;
	}
	return e->answer;
}

static void
on_closed(void *arg, struct ipc *ipc, int why)
{
	struct end *e = arg;

	e->closed++;
	e->why = why;
	e->ipc = NULL;
	ipc_free(ipc);
}

static void
on_room(void *arg, struct ipc *ipc)
{
	struct end *e = arg;

	(void)ipc;
	e->room++;
}

static const struct ipc_ops ops = {
	.message = on_message, .closed = on_closed, .room = on_room,
};

static void
open_end(struct end *e, struct loop *loop, int fd,
    const struct ipc_options *options)
{
	memset(e, 0, sizeof(*e));
	e->fd = -1;
	buf_init(&e->seen, 1 << 20);
	if (ipc_open(loop, fd, &ops, e, options, &e->ipc) != 0)
		tap_ok(false, "open");
}

static void
close_end(struct end *e)
{
	ipc_free(e->ipc);
	buf_done(&e->seen);
}

struct world {
	struct loop *loop;
	struct end a, b;
};

static void
begin(struct world *w, const struct ipc_options *options)
{
	int fds[2];

	if (loop_new(&w->loop) != 0 || ipc_pair(fds) != 0) {
		tap_ok(false, "begin");
		_exit(tap_done());
	}
	open_end(&w->a, w->loop, fds[0], options);
	open_end(&w->b, w->loop, fds[1], options);
}

static void
finish(struct world *w)
{
	close_end(&w->a);
	close_end(&w->b);
	loop_free(w->loop);
}

static void
rounds(struct world *w, int n)
{
	while (n-- > 0)
		if (loop_step(w->loop, false) != 0)
			tap_ok(false, "a round");
}

static void
test_small(void)
{
	struct sv pieces[] = { SV("x"), SV(""), SV("yz"), SV("") };
	struct world w;

	begin(&w, NULL);
	tap_ok(ipc_send(w.a.ipc, 7, 1, SV("hello")) == 0 &&
	    ipc_sendv(w.a.ipc, 8, 2, pieces, NELEMS(pieces)) == 0 &&
	    ipc_send(w.a.ipc, 9, UINT64_MAX, SV("")) == 0 &&
	    ipc_send(w.b.ipc, 1, 3, SV("back")) == 0, "send");
	tap_is_int((int64_t)ipc_queued(w.a.ipc), 3 * 24 + 5 + 3,
	    "one packet for the round");
	rounds(&w, 3);
	tap_is_sv(buf_sv(&w.b.seen),
	    SV("7:1:hello;8:2:xyz;9:18446744073709551615:;"), "there");
	tap_is_sv(buf_sv(&w.a.seen), SV("1:3:back;"), "and back");
	tap_is_int((int64_t)ipc_queued(w.a.ipc), 0, "queue is empty");
	finish(&w);
}

static char big[BIG];

static void
test_big(void)
{
	struct sv pieces[3] = { { big, 100 }, { big + 100, 200000 },
		{ big + 200100, BIG - 200100 } };
	struct world w;

	for (size_t i = 0; i < BIG; i++)
		big[i] = (char)(i * 31);
	begin(&w, NULL);
	for (int i = 0; i < 8; i++)
		tap_ok(ipc_sendv(w.a.ipc, 5, 1, pieces, 3) == 0 &&
		    ipc_send(w.a.ipc, 5, 1, SV("!")) == 0, "send");
	rounds(&w, 60);
	tap_is_int(w.b.messages, 16, "all are there");
	tap_is_int((int64_t)w.b.bytes, 8 * (BIG + 1), "whole");
	finish(&w);
}

static void
test_limits(void)
{
	struct ipc_options options = { .queue_max = 200000,
		.message_max = 150000 };
	struct world w;
	unsigned n = 0;
	int rc;

	begin(&w, &options);
	tap_is_int(ipc_send(w.a.ipc, 1, 1, sv_make(big, 150001)), ERR_LIMIT,
	    "longer than a message may be");
	tap_is_int(ipc_send(w.a.ipc, 1, 1, sv_make(big, 150000)), 0, "fits");
	tap_is_int(ipc_send(w.a.ipc, 1, 2, sv_make(big, 50000)), ERR_FULL,
	    "the queue is full");
	tap_is_int(ipc_send(w.a.ipc, 1, 2, SV("small")), 0,
	    "but not for a small one");
	rounds(&w, 5);
	tap_ok(w.b.messages == 2 && w.b.bytes == 150005,
	    "the refused one was not sent in part");
	tap_is_int(w.a.room, 1, "room again");
	/* Nobody reads: the socket fills up, then the queue. */
	while ((rc = ipc_send(w.a.ipc, 1, 1, sv_make(big, 1000))) == 0 &&
	    n++ < 10000)
		(void)!ipc_flush(w.a.ipc);
	tap_ok(rc == ERR_FULL && n > 200, "full in the end (%u)", n);
	tap_ok(ipc_queued(w.a.ipc) <= 200000, "bounded");
	rounds(&w, 50);
	tap_is_int(w.b.messages, 2 + n, "nothing is lost");
	tap_is_int(w.a.room, 2, "room once");
	finish(&w);
}

static void
test_fds(void)
{
	struct stat was, now;
	struct world w;
	int fds[2];

	begin(&w, NULL);
	if (pipe2(fds, O_CLOEXEC) != 0)
		return;
	w.b.keep_fd = true;
	tap_ok(ipc_send(w.a.ipc, 1, 1, SV("before")) == 0 &&
	    ipc_send_fds(w.a.ipc, 2, 2, SV("two"), fds, 2) == 0 &&
	    ipc_send(w.a.ipc, 3, 3, SV("after")) == 0, "send");
	rounds(&w, 3);
	tap_is_sv(buf_sv(&w.b.seen), SV("1:1:before;2:2:two;3:3:after;"),
	    "in order");
	tap_ok(w.b.fd >= 0 && fstat(w.b.fd, &now) == 0 &&
	    fstat(fds[1], &was) == 0 && now.st_ino == was.st_ino,
	    "the descriptor is there");
	tap_ok((fcntl(w.b.fd, F_GETFD) & FD_CLOEXEC) != 0, "close on exec");
	(void)close(w.b.fd);
	(void)close(fds[1]);
	fds[1] = -1;
	tap_is_int(read(fds[0], big, 1), 0, "no other copy stays open");
	tap_is_int(ipc_send_fds(w.a.ipc, 2, 2, SV("x"), fds, 2), ERR_IO,
	    "a bad descriptor");
	tap_is_int(ipc_send_fds(w.a.ipc, 2, 2, SV("x"), fds, 9), ERR_LIMIT,
	    "too many");
	tap_is_int((int64_t)ipc_queued(w.a.ipc), 0, "nothing was queued");
	(void)close(fds[0]);
	finish(&w);
}

static void
test_death(void)
{
	struct world w;

	begin(&w, NULL);
	tap_is_int(ipc_send(w.a.ipc, 1, 1, SV("last words")), 0, "send");
	tap_is_int(ipc_flush(w.a.ipc), 0, "flush");
	ipc_free(w.a.ipc);
	w.a.ipc = NULL;
	tap_is_int(ipc_send(w.b.ipc, 1, 1, SV("too late")), 0, "queue");
	tap_is_int(ipc_flush(w.b.ipc), ERR_CLOSED, "nobody reads");
	tap_is_int(ipc_send(w.b.ipc, 1, 1, SV("x")), ERR_CLOSED, "closed");
	rounds(&w, 3);
	tap_is_sv(buf_sv(&w.b.seen), SV("1:1:last words;"), "still heard");
	tap_ok(w.b.closed == 1 && w.b.why == ERR_CLOSED, "told once");
	finish(&w);
}

static void
test_free_inside(void)
{
	struct world w;

	begin(&w, NULL);
	w.b.free_on_message = true;
	tap_ok(ipc_send(w.a.ipc, 1, 1, SV("one")) == 0 &&
	    ipc_send(w.a.ipc, 1, 2, SV("two")) == 0, "send");
	rounds(&w, 3);
	tap_is_sv(buf_sv(&w.b.seen), SV("1:1:one;"), "no call after free");
	tap_ok(w.b.closed == 0 && w.a.closed == 1, "the other end is told");
	finish(&w);
}

static void
test_refused(void)
{
	struct world w;

	begin(&w, NULL);
	w.b.answer = ERR_INVAL;
	tap_is_int(ipc_send(w.a.ipc, 1, 1, SV("nonsense")), 0, "send");
	rounds(&w, 4);
	tap_ok(w.b.closed == 1 && w.b.why == ERR_INVAL, "closes with why");
	tap_is_int(w.a.closed, 1, "the other end is told");
	finish(&w);
}

/* Packets that no peer of ours would send. */
static void
test_hostile(void)
{
	static const struct sv packets[] = {
		SV_INIT("x"), SV_INIT("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
		SV_INIT("\x45\x78\x01\0\x05\0\0\0" "\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\x05\0\0\0" "abc"),
		SV_INIT("\x45\x78\x01\0\x01\0\0\0" "\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\x01\0\x01\0" "a"),
		SV_INIT("\x45\x78\x01\0\xff\xff\xff\xff" "\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\x01\0\0\0" "a"),
	};
	struct world w;
	int fds[2];

	for (size_t i = 0; i < NELEMS(packets); i++) {
		if (loop_new(&w.loop) != 0 || ipc_pair(fds) != 0)
			return;
		open_end(&w.b, w.loop, fds[1], NULL);
		tap_is_int(send(fds[0], packets[i].ptr, packets[i].len, 0),
		    (int64_t)packets[i].len, "packet %zu", i);
		rounds(&w, 2);
		tap_ok(w.b.closed == 1 && w.b.messages == 0 &&
		    w.b.why != ERR_CLOSED, "is refused (%s)",
		    err_text(w.b.why));
		(void)close(fds[0]);
		close_end(&w.b);
		loop_free(w.loop);
	}
}

#ifdef WITH_FAULT_INJECTION
static void
test_memory(void)
{
	struct world w;
	unsigned n;
	int rc = -1;

	begin(&w, NULL);
	for (n = 1; n < 20 && rc != 0; n++) {
		fault_arm(FAULT_ALLOC, n);
		rc = ipc_send(w.a.ipc, 1, n, sv_make(big, BIG));
		fault_arm(FAULT_ALLOC, 0);
		if (rc != 0 && ipc_queued(w.a.ipc) != 0)
			tap_ok(false, "queued in part");
	}
	tap_ok(n > 3, "each allocation may fail");
	tap_is_int(ipc_send(w.a.ipc, 2, 1, SV("x")), 0, "send");
	rounds(&w, 10);
	tap_is_int(w.b.messages, 2, "only whole messages");
	finish(&w);
}
#endif

int
main(void)
{
	test_small();
	test_big();
	test_limits();
	test_fds();
	test_death();
	test_free_inside();
	test_refused();
	test_hostile();
#ifdef WITH_FAULT_INJECTION
	test_memory();
#endif
	return tap_done();
}
