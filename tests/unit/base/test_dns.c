/* The resolver against a name server of our own, on the same loop. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/dns.h"
#include "base/dns_table.h"
#include "base/err.h"
#include "base/loop.h"
#include "tests/tap/tap.h"

enum { SEC = 1000000000, PACKET = 512, RR_A = 1, RR_AAAA = 28,
	NXDOMAIN = 3 };

struct server {
	struct loop *loop;
	struct dns *dns;
	struct loop_io io;
	int fd;
	char address[32];
	int questions;		/* of type A */
	int ttl;
	bool is_silent;
};

struct result {
	int calls, err;
	struct dns_answer answer;
};

/* The name in a question as dotted text; the length it takes. */
static size_t
read_name(const unsigned char *p, size_t len, char *out)
{
	size_t at = 0, n = 0;

	while (at < len && p[at] != 0) {
		size_t label = p[at++];

		if (label > 63 || at + label > len || n + label > 250)
			return len;
		if (n > 0)
			out[n++] = '.';
		memcpy(out + n, p + at, label);
		n += label;
		at += label;
	}
	out[n] = '\0';
	return at + 1;
}

struct record {
	const char *name;
	unsigned type;
	const char *ip;
};

static const struct record records[] = {
	{ "both.test", RR_A, "192.0.2.1" },
	{ "both.test", RR_AAAA, "2001:db8::1" },
	{ "both.test", RR_A, "10.0.0.1" },
	{ "four.test", RR_A, "192.0.2.4" },
	{ "six.test", RR_AAAA, "::ffff:127.0.0.1" },
	{ "silent.test", 0, "" },
	{ "empty.test", 0, "" },
};

/* Append what is known of `name`; the number of records, -1 for no name. */
static int
answer(const char *name, unsigned type, int ttl, unsigned char *out,
    size_t *len)
{
	int count = -1;

	for (size_t i = 0; i < NELEMS(records); i++) {
		unsigned size = type == RR_A ? 4 : 16;
		unsigned char head[12] = { 0xc0, 12, 0, (unsigned char)type,
			0, 1, 0, 0, (unsigned char)(ttl >> 8),
			(unsigned char)ttl, 0, (unsigned char)size };

		if (strcasecmp(records[i].name, name) != 0)
			continue;
		count = count < 0 ? 0 : count;
		if (records[i].type != type)
			continue;
		memcpy(out + *len, head, sizeof(head));
		(void)inet_pton(type == RR_A ? AF_INET : AF_INET6,
		    records[i].ip, out + *len + sizeof(head));
		*len += sizeof(head) + size;
		count++;
	}
	return count;
}

static void
on_question(void *arg, unsigned ready)
{
	struct server *s = arg;
	unsigned char in[PACKET], out[PACKET * 2];
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	char name[256];
	ssize_t n;
	size_t end;
	int count;

	(void)ready;
	n = recvfrom(s->fd, in, sizeof(in), 0, (struct sockaddr *)&from,
	    &from_len);
	if (n < 17)
		return;
	end = 12 + read_name(in + 12, (size_t)n - 12, name);
	if (end + 4 > (size_t)n)
		return;
	s->questions += in[end + 1] == RR_A;
	if (s->is_silent || strcmp(name, "silent.test") == 0)
		return;
	memcpy(out, in, end + 4);
	end += 4;
	count = answer(name, in[end - 3], s->ttl, out, &end);
	out[2] = 0x81;
	out[3] = (unsigned char)(0x80 | (count < 0 ? NXDOMAIN : 0));
	memset(out + 6, 0, 6);
	out[7] = (unsigned char)(count < 0 ? 0 : count);
	(void)!sendto(s->fd, out, end, 0, (struct sockaddr *)&from, from_len);
}

static bool
server_init(struct server *s, const char *hosts)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	struct dns_options options = { .timeout_ms = 1000, .max_queries = 4,
		.max_cached = 2, .servers = s->address, .hosts_file = hosts };
	struct errinfo ei = { .text = "" };

	memset(s, 0, sizeof(*s));
	s->ttl = 60;
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (loop_new(&s->loop) != 0 || s->fd < 0 ||
	    bind(s->fd, (struct sockaddr *)&in, len) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&in, &len) != 0)
		return false;
	(void)snprintf(s->address, sizeof(s->address), "127.0.0.1:%u",
	    ntohs(in.sin_port));
	loop_io_init(&s->io, s->loop, s->fd, on_question, s);
	return loop_io_want(&s->io, LOOP_READ) == 0 &&
	    dns_new(s->loop, &options, &s->dns, &ei) == 0;
}

static void
server_done(struct server *s)
{
	dns_free(s->dns);
	loop_io_done(&s->io);
	loop_free(s->loop);
	(void)close(s->fd);
}

static void
step(struct server *s)
{
	if (loop_step(s->loop, false) != 0)
		tap_ok(false, "the loop failed");
}

static void
on_result(void *arg, int err, const struct dns_answer *a)
{
	struct result *r = arg;

	r->calls++;
	r->err = err;
	if (a != NULL)
		r->answer = *a;
}

static struct result
look_up(struct server *s, const char *name)
{
	struct result r = { .calls = 0 };
	int err = dns_resolve(s->dns, sv_cstr(name), 443, on_result, &r, NULL);

	if (err != 0) {
		r.err = err;
		return r;
	}
	if (r.calls > 0)
		tap_ok(false, "called from within");
	for (int i = 0; i < 1000000 && r.calls == 0; i++)
		step(s);
	return r;
}

static bool
addr_is(const struct result *r, size_t i, const char *want)
{
	char got[ADDR_TEXT_BYTES];

	if (r->err != 0 || i >= r->answer.naddrs)
		return false;
	addr_format(&r->answer.addrs[i], got);
	return strcmp(got, want) == 0;
}

static void
test_answers(struct server *s)
{
	struct result r = look_up(s, "both.test");

	tap_ok(r.calls == 1 && r.answer.naddrs == 3 &&
	    addr_is(&r, 2, "[2001:db8::1]:443"), "all addresses, IPv6 last");
	tap_ok(r.answer.classes[2] == ADDR_RESERVED &&
	    (r.answer.classes[0] == ADDR_PRIVATE ||
	    r.answer.classes[1] == ADDR_PRIVATE), "each with its class");
	r = look_up(s, "six.test");
	tap_ok(r.answer.naddrs == 1 && r.answer.classes[0] == ADDR_LOOPBACK,
	    "embedded loopback");
	r = look_up(s, "nowhere.test");
	tap_is_int(r.err, ERR_NOTFOUND, "no such name");
	r = look_up(s, "empty.test");
	tap_is_int(r.err, ERR_NOTFOUND, "no address");
	r = look_up(s, "127.0.0.1");
	tap_ok(addr_is(&r, 0, "127.0.0.1:443"), "a literal");
	r = look_up(s, "::1");
	tap_ok(addr_is(&r, 0, "[::1]:443"), "an IPv6 literal");
	r = look_up(s, "127.1");
	tap_is_int(r.err, ERR_SYNTAX, "no odd numbers");
	r = look_up(s, "");
	tap_is_int(r.err, ERR_SYNTAX, "nothing");
	r = look_up(s, "LocalHost");
	tap_ok(addr_is(&r, 0, "127.0.0.1:443"), "localhost is never asked");
}

static void
test_cache(struct server *s)
{
	int before = s->questions;
	struct result r = look_up(s, "four.test");

	tap_ok(addr_is(&r, 0, "192.0.2.4:443") &&
	    s->questions == before + 1, "asked");
	r = look_up(s, "FOUR.test");
	tap_ok(addr_is(&r, 0, "192.0.2.4:443") &&
	    s->questions == before + 1, "remembered in any case");
	clock_advance((int64_t)61 * SEC);
	step(s);
	r = look_up(s, "four.test");
	tap_is_int(s->questions, before + 2, "until it is too old");
	r = look_up(s, "both.test");
	r = look_up(s, "six.test");
	r = look_up(s, "four.test");
	tap_is_int(s->questions, before + 5, "and the oldest goes first");
}

static void
test_together(struct server *s)
{
	struct result r[5] = { { .calls = 0 } };
	struct dns_query *query = NULL;
	int before = s->questions, err;

	clock_advance((int64_t)600 * SEC);
	step(s);
	for (int i = 0; i < 4; i++)
		(void)!dns_resolve(s->dns, SV("four.test"), (uint16_t)i,
		    on_result, &r[i], i == 1 ? &query : NULL);
	err = dns_resolve(s->dns, SV("four.test"), 1, on_result, &r[4], NULL);
	tap_is_int(err, ERR_FULL, "no more than max_queries");
	dns_cancel(query);
	for (int i = 0; i < 1000000 && r[3].calls == 0; i++)
		step(s);
	tap_ok(r[0].calls == 1 && r[2].calls == 1 && r[3].calls == 1,
	    "three answers");
	tap_is_int(s->questions, before + 1, "to one question");
	tap_is_int(r[1].calls, 0, "none for who cancelled");
	tap_ok(r[3].answer.addrs[0].port == 3, "each with its port");
}

static void
test_timeout(struct server *s)
{
	struct result r = { .calls = 0 };

	(void)!dns_resolve(s->dns, SV("silent.test"), 1, on_result, &r, NULL);
	for (int i = 0; i < 100; i++)
		step(s);
	tap_is_int(r.calls, 0, "waits");
	clock_advance((int64_t)2 * SEC);
	step(s);
	step(s);
	tap_ok(r.calls == 1 && r.err == ERR_TIMEOUT, "but not for ever");
	r.calls = 0;
	(void)!dns_resolve(s->dns, SV("silent.test"), 1, on_result, &r, NULL);
	clock_advance((int64_t)2 * SEC);
	step(s);
	step(s);
	tap_ok(r.calls == 1 && r.err == ERR_TIMEOUT, "nor the next one");
	(void)!dns_resolve(s->dns, SV("silent.test"), 1, on_result, &r, NULL);
}

static void
test_hosts(void)
{
	struct dns_table t;
	const struct dns_answer *a;

	dns_table_init(&t, 100);
	tap_is_int(dns_table_add_hosts(&t, SV("# comment\n"
	    "192.0.2.1 one ONE.test\t# more\r\n"
	    "  2001:db8::1\tone\n192.0.2.2 one\nbad line\n300.1.1.1 x\n"
	    "192.0.2.9 1.2.3 ok\n\n192.0.2.3")), 0, "hosts");
	a = dns_table_get(&t, SV("One"), 0);
	tap_ok(a != NULL && a->naddrs == 3 &&
	    a->addrs[2].family == ADDR_IPV6, "all lines of a name");
	a = dns_table_get(&t, SV("one.test"), 0);
	tap_ok(a != NULL && a->naddrs == 1, "its other name");
	tap_ok(dns_table_get(&t, SV("x"), 0) == NULL &&
	    dns_table_get(&t, SV("1.2.3"), 0) == NULL &&
	    dns_table_get(&t, SV("ok"), 0) != NULL, "bad ones are left out");
	a = dns_table_get(&t, SV("localhost"), 0);
	tap_ok(a != NULL && a->classes[0] == ADDR_LOOPBACK, "localhost");
	dns_table_done(&t);
	dns_table_init(&t, 100);
	tap_is_int(dns_table_add_hosts(&t, SV("127.0.0.2 localhost\n")), 0,
	    "hosts");
	a = dns_table_get(&t, SV("localhost"), 0);
	tap_ok(a != NULL && a->naddrs == 1 && a->addrs[0].ip[3] == 2,
	    "localhost as it stands there");
	dns_table_done(&t);
}

static void
test_many_addresses(void)
{
	struct dns_answer answer = { .naddrs = 0 };
	struct addr six = { .family = ADDR_IPV6, .ip = { 0x20, 1 } };
	struct addr four = { .family = ADDR_IPV4, .ip = { 8, 8, 8 } };

	for (int i = 0; i < 40; i++) {
		six.ip[15] = (uint8_t)i;
		dns_table_add_addr(&answer, &six);
	}
	tap_is_int((int64_t)answer.naddrs, DNS_ADDRS, "bounded");
	for (int i = 0; i < 40; i++) {
		four.ip[3] = (uint8_t)i;
		dns_table_add_addr(&answer, &four);
		dns_table_add_addr(&answer, &four);
	}
	tap_ok(answer.naddrs == DNS_ADDRS &&
	    answer.addrs[DNS_ADDRS - 1].family == ADDR_IPV4 &&
	    answer.addrs[0].ip[3] == 0, "IPv4 goes before");
}

int
main(void)
{
	struct server s;

	test_hosts();
	test_many_addresses();
	clock_freeze(SEC, SEC);
	if (!tap_ok(server_init(&s, ""), "a name server"))
		return tap_done();
	test_answers(&s);
	test_cache(&s);
	test_together(&s);
	test_timeout(&s);
	server_done(&s);
	tap_ok(true, "freed with a question open");
	return tap_done();
}
