/* Connections: events, back-pressure, ends of all kinds, memory. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "tests/tap/tap.h"
#include "tests/unit/proxy/netkit.h"

enum { BIG = 3 * 1024 * 1024, PIECE = 10000, IDLE_CONNS = 200,
	IDLE_PLAIN = 4096, BUFFERS = 2 * 32 * 1024, SEC = 1000000000 };

/* An owner that counts and, as told, consumes, echoes, frees. */
struct owner {
	struct conn *conn;
	int opened, readable, eof, drained, timed_out, failed;
	bool keeps;		/* leaves its input where it is */
	bool frees;		/* conn_free() on the first input */
	uint64_t got;
	uint32_t sum;		/* of all bytes, by place */
};

static uint32_t
add_up(uint32_t sum, struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		sum = sum * 31 + (unsigned char)s.ptr[i];
	return sum;
}

static void
take_input(struct owner *o, struct conn *c)
{
	struct sv in = conn_input(c);

	o->sum = add_up(o->sum, in);
	o->got += in.len;
	conn_consume(c, in.len);
}

static void
on_event(void *arg, struct conn *c, enum conn_event event)
{
	struct owner *o = arg;

	switch (event) {
	case CONN_OPENED:
		o->opened++;
		break;
	case CONN_READABLE:
		o->readable++;
		if (o->frees) {
			conn_free(c);
			o->conn = NULL;
		} else if (!o->keeps) {
			take_input(o, c);
		}
		break;
	case CONN_EOF:
		o->eof++;
		break;
	case CONN_DRAINED:
		o->drained++;
		break;
	case CONN_TIMED_OUT:
		o->timed_out++;
		break;
	case CONN_FAILED:
		o->failed++;
		break;
	}
}

/* A conn on one end of a socket pair; the other end is returned. */
static int
owner_init(struct owner *o, struct netkit *k)
{
	int fds[2] = { -1, -1 };

	memset(o, 0, sizeof(*o));
	if (!netkit_pair(fds) || conn_accept(k->hub, fds[0], NULL, on_event, o,
	    &o->conn) != 0)
		tap_ok(false, "make a connection");
	return fds[1];
}

static bool
says(struct netkit *k, int fd, const char *want)
{
	char got[256];
	int len = 0;

	for (int i = 0; i < 1000 && len >= 0 && len < (int)strlen(want); i++) {
		int n;

		netkit_step(k);
		n = netkit_read(fd, got + len, (int)sizeof(got) - len);
		if (n < 0)
			break;
		len += n;
	}
	return sv_eq(sv_make(got, (size_t)len), sv_cstr(want));
}

static void
put(int fd, const char *text)
{
	(void)!write(fd, text, strlen(text));
}

static void
test_events(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);

	tap_is_int(o.opened, 0, "no event from within conn_accept()");
	NETKIT_RUN(k, o.opened == 1);
	tap_is_int(o.opened, 1, "opened");
	put(fd, "hello");
	NETKIT_RUN(k, o.got == 5);
	tap_ok(o.got == 5 && o.readable == 1, "readable");
	tap_is_int(conn_write(o.conn, SV("one ")), 0, "write");
	tap_is_int(conn_write(o.conn, SV("two")), 0, "write more");
	tap_is_int((int64_t)conn_unsent(o.conn), 7, "leaves from the loop");
	tap_ok(says(k, fd, "one two"), "both arrive");
	(void)shutdown(fd, SHUT_WR);
	NETKIT_RUN(k, o.eof == 1);
	tap_is_int(o.eof, 1, "the peer's end");
	for (int i = 0; i < 10; i++)
		netkit_step(k);
	tap_is_int(o.eof, 1, "told once");
	tap_is_int(conn_write(o.conn, SV("after")), 0, "still writing");
	tap_ok(says(k, fd, "after"), "half-closed, not closed");
	tap_ok(conn_bytes_in(o.conn) == 5 && conn_bytes_out(o.conn) == 12,
	    "counts");
	conn_free(o.conn);
	netkit_step(k);
	tap_is_int((int64_t)conn_hub_count(k->hub), 0, "released");
	(void)close(fd);
}

static void
test_free_inside(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);
	char c;

	o.frees = true;
	put(fd, "x");
	NETKIT_RUN(k, o.conn == NULL);
	tap_ok(o.conn == NULL && o.readable == 1, "freed inside its event");
	tap_is_int(netkit_read(fd, &c, 1), -1, "closed");
	netkit_step(k);
	netkit_step(k);
	tap_ok(conn_hub_count(k->hub) == 0 && o.eof == 0, "and silent");
	(void)close(fd);
}

static void
test_pause(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);

	NETKIT_RUN(k, o.opened == 1);
	o.keeps = true;
	put(fd, "left");
	NETKIT_RUN(k, o.readable == 1);
	conn_pause(o.conn);
	put(fd, " more");
	for (int i = 0; i < 10; i++)
		netkit_step(k);
	tap_is_int(o.readable, 1, "paused");
	tap_is_sv(conn_input(o.conn), SV("left"), "what was left is kept");
	conn_resume(o.conn);
	NETKIT_RUN(k, conn_input(o.conn).len == 9);
	tap_ok(o.readable >= 2, "told again");
	tap_is_sv(conn_input(o.conn), SV("left more"), "in one piece");
	conn_consume(o.conn, 5);
	tap_is_sv(conn_input(o.conn), SV("more"), "consumed in part");
	put(fd, "!");
	NETKIT_RUN(k, conn_input(o.conn).len == 5);
	tap_is_sv(conn_input(o.conn), SV("more!"), "and added to");
	conn_free(o.conn);
	netkit_step(k);
	(void)close(fd);
}

/* An owner that does not take its input is not fed without end. */
static void
test_unread_limit(struct netkit *k)
{
	static char piece[PIECE];
	struct owner o;
	int fd = owner_init(&o, k);
	size_t written = 0;

	o.keeps = true;
	for (int i = 0; i < 1000; i++) {
		ssize_t n = write(fd, piece, sizeof(piece));

		written += n > 0 ? (size_t)n : 0;
		netkit_step(k);
	}
	tap_ok(conn_input(o.conn).len <= 64 * 1024 &&
	    written < 1024 * 1024, "keeps %zu of %zu bytes",
	    conn_input(o.conn).len, written);
	o.keeps = false;
	take_input(&o, o.conn);
	NETKIT_RUN(k, o.got == written);
	tap_ok(o.got == written, "goes on when there is room");
	conn_free(o.conn);
	netkit_step(k);
	(void)close(fd);
}

/* A client that does not read must not make us hold what it is sent. */
static void
test_slow_client(struct netkit *k)
{
	static char piece[PIECE], in[PIECE];
	struct owner o;
	int fd = owner_init(&o, k), err = 0;
	size_t written = 0, got = 0;

	NETKIT_RUN(k, o.opened == 1);
	while (!conn_is_congested(o.conn)) {
		err = conn_write(o.conn, sv_make(piece, sizeof(piece)));
		written += sizeof(piece);
		netkit_step(k);
	}
	tap_ok(err == 0 && conn_unsent(o.conn) <= 64 * 1024 + PIECE,
	    "congested at %zu bytes", conn_unsent(o.conn));
	while (err == 0) {
		err = conn_write(o.conn, sv_make(piece, sizeof(piece)));
		written += err == 0 ? sizeof(piece) : 0;
		netkit_step(k);
	}
	tap_ok(err == ERR_FULL && conn_unsent(o.conn) <= 256 * 1024,
	    "never more than the maximum");
	tap_is_int(o.drained, 0, "not drained");
	while (got < written) {
		int n = netkit_read(fd, in, sizeof(in));

		got += n > 0 ? (size_t)n : 0;
		netkit_step(k);
	}
	tap_ok(conn_unsent(o.conn) == 0 && o.drained >= 1, "drained");
	conn_free(o.conn);
	netkit_step(k);
	(void)close(fd);
}

static void
test_send(struct netkit *k)
{
	static char body[BIG], in[PIECE];
	struct sv pieces[2] = { SV("head "), { body, sizeof(body) } };
	struct owner o;
	int fd = owner_init(&o, k);
	size_t taken = 0, sent = 0, got = 0;
	uint32_t want, sum = 0;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 13 + i / 1000);
	want = add_up(add_up(0, pieces[0]), pieces[1]);
	NETKIT_RUN(k, o.opened == 1);
	tap_is_int(conn_send(o.conn, pieces, 2, &taken), 0, "send");
	tap_ok(taken > 5 && taken < BIG, "took %zu", taken);
	sent = taken;
	while (got < BIG + 5) {
		int n = netkit_read(fd, in, sizeof(in)), before = o.drained;

		sum = add_up(sum, sv_make(in, n > 0 ? (size_t)n : 0));
		got += n > 0 ? (size_t)n : 0;
		netkit_step(k);
		if (o.drained == before || sent == BIG + 5)
			continue;
		pieces[1] = sv_make(body + sent - 5, BIG + 5 - sent);
		if (conn_send(o.conn, pieces + 1, 1, &taken) != 0)
			break;
		sent += taken;
	}
	tap_ok(got == BIG + 5 && sum == want, "all of it, in order");
	conn_free(o.conn);
	netkit_step(k);
	(void)close(fd);
}

static void
test_finish(struct netkit *k)
{
	static char piece[PIECE], in[PIECE];
	struct owner o;
	int fd = owner_init(&o, k), n;
	size_t got = 0;

	NETKIT_RUN(k, o.opened == 1);
	for (int i = 0; i < 20; i++)
		(void)!conn_write(o.conn, sv_make(piece, sizeof(piece)));
	put(fd, "a request that nobody reads any more");
	conn_finish(o.conn);
	for (;;) {
		netkit_step(k);
		n = netkit_read(fd, in, sizeof(in));
		if (n < 0)
			break;
		got += (size_t)n;
	}
	tap_is_int((int64_t)got, 20 * PIECE, "everything arrives, then the end");
	put(fd, "still talking");
	netkit_step(k);
	tap_is_int((int64_t)conn_hub_count(k->hub), 1, "lingers");
	(void)close(fd);
	NETKIT_RUN(k, conn_hub_count(k->hub) == 0);
	tap_is_int((int64_t)conn_hub_count(k->hub), 0, "and goes");
	tap_ok(o.eof == 0 && o.readable == 0, "without an event");
}

static void
test_finish_deadline(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);

	NETKIT_RUN(k, o.opened == 1);
	conn_finish(o.conn);
	for (int i = 0; i < 10; i++)
		netkit_step(k);
	tap_is_int((int64_t)conn_hub_count(k->hub), 1, "lingers");
	clock_advance((int64_t)3 * SEC);
	netkit_step(k);
	netkit_step(k);
	tap_is_int((int64_t)conn_hub_count(k->hub), 0, "but not for ever");
	(void)close(fd);
}

static void
test_timeout(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);

	NETKIT_RUN(k, o.opened == 1);
	conn_set_timeout(o.conn, 1000);
	clock_advance(SEC / 2);
	netkit_step(k);
	tap_is_int(o.timed_out, 0, "not yet");
	conn_set_timeout(o.conn, 1000);
	clock_advance(SEC / 4 * 3);
	netkit_step(k);
	tap_is_int(o.timed_out, 0, "set anew");
	clock_advance(SEC);
	netkit_step(k);
	tap_is_int(o.timed_out, 1, "timed out");
	conn_set_timeout(o.conn, 1000);
	conn_set_timeout(o.conn, 0);
	clock_advance((int64_t)2 * SEC);
	netkit_step(k);
	tap_is_int(o.timed_out, 1, "stopped");
	conn_free(o.conn);
	netkit_step(k);
	(void)close(fd);
}

/* The peer stops listening but has said something: that is heard first. */
static void
test_last_words(struct netkit *k)
{
	struct owner o;
	int fd = owner_init(&o, k);

	NETKIT_RUN(k, o.opened == 1);
	put(fd, "413");
	(void)close(fd);
	tap_is_int(conn_write(o.conn, SV("too much")), 0, "write");
	NETKIT_RUN(k, o.failed == 1);
	tap_ok(o.got == 3 && o.failed == 1 && o.eof == 0,
	    "its last words, then the failure");
	tap_ok(conn_error(o.conn) != 0 && conn_error_text(o.conn)[0] != '\0',
	    "because: %s", conn_error_text(o.conn));
	tap_is_int(conn_write(o.conn, SV("x")), ERR_CLOSED, "no more writing");
	conn_free(o.conn);
	netkit_step(k);
}

static void
test_connect(struct netkit *k)
{
	struct owner o = { .conn = NULL };
	struct addr to;
	int fd = netkit_listen(&to), peer;

	tap_is_int(conn_connect(k->hub, &to, NULL, on_event, &o, &o.conn), 0,
	    "connect");
	NETKIT_RUN(k, o.opened == 1);
	peer = accept(fd, NULL, NULL);
	tap_ok(peer >= 0 && addr_eq(conn_peer(o.conn), &to), "to the address");
	tap_is_int(conn_is_quiet(o.conn), true, "quiet");
	put(peer, "x");
	tap_is_int(conn_is_quiet(o.conn), false, "a byte too many");
	(void)close(peer);
	conn_free(o.conn);
	(void)close(fd);
	memset(&o, 0, sizeof(o));
	tap_is_int(conn_connect(k->hub, &to, NULL, on_event, &o, &o.conn), 0,
	    "connect to nobody");
	NETKIT_RUN(k, o.failed == 1);
	tap_ok(o.failed == 1 && o.opened == 0 &&
	    conn_error(o.conn) == ERR_CLOSED, "refused: %s",
	    conn_error_text(o.conn));
	conn_free(o.conn);
	netkit_step(k);
}

/* Both ends are conns, of `k`, with hands shaken. */
static void
tls_pair(struct netkit *k, const char *host, struct owner *client,
    struct owner *server)
{
	struct conn_tls tls = { k->client, sv_cstr(host), NULL };
	struct addr to;
	int listening = netkit_listen(&to), fd;

	(void)!conn_connect(k->hub, &to, &tls, on_event, client,
	    &client->conn);
	NETKIT_RUN(k,
	    (fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0);
	(void)!conn_accept(k->hub, fd, k->server, on_event, server,
	    &server->conn);
	NETKIT_RUN(k, client->opened == 1 && server->opened == 1);
	(void)close(listening);
}

/* Each end sends BIG bytes through TLS, slowly taken. */
static void
test_tls(struct netkit *k)
{
	static char body[BIG];
	struct owner client = { .conn = NULL }, server = { .conn = NULL };
	struct sv piece = { body, sizeof(body) };
	size_t sent = 0, taken;
	uint32_t want;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 7 + i / 999);
	want = add_up(0, piece);
	tls_pair(k, "localhost", &client, &server);
	tap_ok(client.opened == 1 && server.opened == 1, "both hands shaken");
	tap_is_sv(sv_cstr(tls_version(conn_tls_of(client.conn))),
	    SV("TLSv1.3"), "version");
	while (sent < BIG) {
		struct sv rest[2] = { { body + sent, sent < 10 ? 5 : 0 },
			{ NULL, 0 } };

		rest[1] = sv_make(body + sent + rest[0].len,
		    BIG - sent - rest[0].len);
		if (conn_send(client.conn, rest, 2, &taken) != 0)
			break;
		sent += taken;
		if (!conn_is_congested(server.conn))
			(void)!conn_write(server.conn, SV("0123456789"));
		netkit_step(k);
	}
	NETKIT_RUN(k, server.got == BIG);
	tap_ok(server.got == BIG && server.sum == want, "all bytes, in order");
	NETKIT_RUN(k, client.got == conn_bytes_out(server.conn));
	conn_shutdown(client.conn);
	NETKIT_RUN(k, server.eof == 1);
	tap_ok(server.eof == 1 && !conn_is_truncated(server.conn),
	    "an orderly end");
	(void)!conn_write(server.conn, SV("bye"));
	conn_finish(server.conn);
	NETKIT_RUN(k, client.eof == 1);
	tap_ok(client.eof == 1 && client.failed == 0, "both ways");
	conn_free(client.conn);
	NETKIT_RUN(k, conn_hub_count(k->hub) == 0);
}

static void
test_tls_truncated(struct netkit *k)
{
	struct owner client = { .conn = NULL }, server = { .conn = NULL };

	tls_pair(k, "127.0.0.1", &client, &server);
	tap_ok(conn_is_quiet(client.conn), "tickets do not count as noise");
	(void)!conn_write(client.conn, SV("hello"));
	NETKIT_RUN(k, server.got == 5);
	conn_free(client.conn);
	NETKIT_RUN(k, server.eof + server.failed == 1);
	tap_ok(server.eof == 1 && conn_is_truncated(server.conn),
	    "vanished without a word");
	conn_free(server.conn);
	netkit_step(k);
}

/* An idle TLS connection gives its buffers back, and takes them again. */
static void
test_tls_rest(struct netkit *k)
{
	struct owner client = { .conn = NULL }, server = { .conn = NULL };
	size_t busy;

	tls_pair(k, "localhost", &client, &server);
	(void)!conn_write(client.conn, SV("hello"));
	NETKIT_RUN(k, server.got == 5);
	(void)!conn_write(server.conn, SV("hello yourself"));
	NETKIT_RUN(k, client.got == 14);
	busy = mallinfo2().uordblks;
	clock_advance((int64_t)SEC * 3 / 2);
	netkit_step(k);
	tap_ok(busy == 0 || mallinfo2().uordblks + BUFFERS > busy,
	    "kept while it may be busy");
	clock_advance((int64_t)SEC * 3 / 2);
	netkit_step(k);
	if (busy == 0)
		tap_skip(1, "this allocator does not count");
	else
		tap_ok(mallinfo2().uordblks + BUFFERS <= busy,
		    "given back after a rest");
	(void)!conn_write(client.conn, SV("once more"));
	NETKIT_RUN(k, server.got == 14);
	tap_ok(server.got == 14, "and taken again");
	conn_free(client.conn);
	conn_free(server.conn);
	netkit_step(k);
}

static void
test_idle_memory(struct netkit *k)
{
	static struct owner owners[IDLE_CONNS];
	static int fds[IDLE_CONNS];
	size_t before = mallinfo2().uordblks, after;

	for (size_t i = 0; i < IDLE_CONNS; i++) {
		fds[i] = owner_init(&owners[i], k);
		put(fds[i], "some bytes");
	}
	for (size_t i = 0; i < IDLE_CONNS; i++) {
		NETKIT_RUN(k, owners[i].got > 0);
		(void)!conn_write(owners[i].conn, SV("an answer"));
	}
	NETKIT_RUN(k, conn_unsent(owners[0].conn) == 0);
	after = mallinfo2().uordblks;
	if (after == 0)
		tap_skip(1, "this allocator does not count");
	else
		tap_ok((after - before) / IDLE_CONNS <= IDLE_PLAIN,
		    "%zu bytes an idle connection",
		    (after - before) / IDLE_CONNS);
	for (size_t i = 0; i < IDLE_CONNS; i++) {
		conn_free(owners[i].conn);
		(void)close(fds[i]);
	}
	netkit_step(k);
}

int
main(void)
{
	struct netkit k;

	if (!netkit_init(&k, true))
		return tap_done();
	test_events(&k);
	test_free_inside(&k);
	test_pause(&k);
	test_unread_limit(&k);
	test_slow_client(&k);
	test_send(&k);
	test_finish(&k);
	test_last_words(&k);
	test_connect(&k);
	test_tls(&k);
	test_tls_truncated(&k);
	test_idle_memory(&k);
	netkit_done(&k);
	clock_freeze(SEC, SEC);
	if (!netkit_init(&k, true))
		return tap_done();
	test_tls_rest(&k);
	test_finish_deadline(&k);
	test_timeout(&k);
	netkit_done(&k);
	return tap_done();
}
