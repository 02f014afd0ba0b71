/* Listeners: limits, TLS handshakes that fail or never end. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "proxy/listener.h"
#include "tests/tap/tap.h"
#include "tests/unit/proxy/netkit.h"

enum { MANY = 8, SEC = 1000000000 };

struct house {
	struct conn *guests[MANY];
	int nguests;
};

static void
on_guest(void *arg, struct listener *l, struct conn *c)
{
	struct house *h = arg;

	(void)l;
	if (h->nguests < MANY)
		h->guests[h->nguests++] = c;
}

static void
clear_out(struct netkit *k, struct house *h)
{
	while (h->nguests > 0)
		conn_free(h->guests[--h->nguests]);
	netkit_step(k);
}

static void
test_plain(struct netkit *k)
{
	struct house h = { .nguests = 0 };
	struct listener_options o = { .max_conns = 2, .fn = on_guest,
		.arg = &h };
	struct listener *l;
	struct addr at;
	char byte;
	int fds[3];

	o.fd = netkit_listen(&at);
	tap_is_int(listener_new(k->hub, k->loop, &o, &l), 0, "listen");
	tap_ok(addr_eq(listener_addr(l), &at), "its address");
	for (int i = 0; i < 3; i++)
		fds[i] = netkit_dial(&at);
	NETKIT_RUN(k, h.nguests == 2 && listener_counts(l).refused == 1);
	tap_is_int(h.nguests, 2, "two come in");
	tap_is_int((int64_t)listener_counts(l).refused, 1, "the third not");
	tap_is_int(recv(fds[2], &byte, 1, 0), 0, "and is told at once");
	tap_ok(addr_class_of(conn_peer(h.guests[0])) == ADDR_LOOPBACK,
	    "known by address");
	clear_out(k, &h);
	(void)close(fds[2]);
	fds[2] = netkit_dial(&at);
	NETKIT_RUN(k, h.nguests == 1);
	tap_is_int(h.nguests, 1, "room again");
	listener_free(l);
	clear_out(k, &h);
	for (int i = 0; i < 3; i++)
		(void)close(fds[i]);
	(void)close(o.fd);
}

static void
ignore(void *arg, struct conn *c, enum conn_event event)
{
	(void)c;
	(void)event;
	++*(int *)arg;
}

static void
test_tls(struct netkit *k)
{
	struct house h = { .nguests = 0 };
	struct listener_options o = { .ctx = k->server, .fn = on_guest,
		.arg = &h, .handshake_ms = 1000 };
	struct conn_tls tls = { k->client, SV("localhost"), NULL };
	struct listener *l;
	struct conn *client;
	struct addr at;
	int rude, silent, events = 0;

	o.fd = netkit_listen(&at);
	tap_is_int(listener_new(k->hub, k->loop, &o, &l), 0, "listen, TLS");
	(void)!conn_connect(k->hub, &at, &tls, ignore, &events, &client);
	NETKIT_RUN(k, h.nguests == 1);
	tap_ok(h.nguests == 1 && conn_tls_of(h.guests[0]) != NULL, "TLS");
	rude = netkit_dial(&at);
	(void)!write(rude, "GET / HTTP/1.1\r\n\r\n", 18);
	NETKIT_RUN(k, listener_counts(l).bad_handshakes == 1);
	tap_is_int((int64_t)listener_counts(l).bad_handshakes, 1,
	    "clear text is not let in");
	silent = netkit_dial(&at);
	NETKIT_RUN(k, listener_counts(l).handshaking == 1);
	clock_advance((int64_t)2 * SEC);
	NETKIT_RUN(k, listener_counts(l).bad_handshakes == 2);
	tap_is_int((int64_t)listener_counts(l).handshaking, 0,
	    "nor who says nothing for long");
	(void)close(silent);
	silent = netkit_dial(&at);
	NETKIT_RUN(k, listener_counts(l).handshaking == 1);
	tap_is_int(h.nguests, 1, "only one came in");
	listener_free(l);
	conn_free(client);
	clear_out(k, &h);
	netkit_step(k);
	tap_is_int((int64_t)conn_hub_count(k->hub), 0, "nobody is left");
	(void)close(rude);
	(void)close(silent);
	(void)close(o.fd);
}

int
main(void)
{
	struct netkit k;

	/* Certificates are valid for days around now. */
	clock_freeze(clock_wall_ns(), SEC);
	if (!netkit_init(&k, true))
		return tap_done();
	test_plain(&k);
	test_tls(&k);
	netkit_done(&k);
	return tap_done();
}
