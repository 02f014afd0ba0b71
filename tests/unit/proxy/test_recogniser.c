/*
 * Recognisers that play their part in the same loop: connections that are
 * kept, limited and lost, questions that wait, and every way to fail.
 */
#include "proxy/recogniser.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/dns.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "proxy/listener.h"
#include "rules/catalogue.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/proxy/netkit.h"

enum { SEC = 1000000000, PEERS = 32, ARENA_MAX = 1 << 22 };

#define FOUND	"[{\"entity_type\":\"PERSON\",\"start\":0,\"end\":3," \
	"\"score\":0.9}]"
#define OK(body, len)	"HTTP/1.1 200 OK\r\nContent-Length: " #len "\r\n\r\n" \
	body

/* What the service says to one request; NULL: it closes the connection. */
static const char found[] = OK(FOUND, 56);
static const char deaf[] = "";

/* A service whose visits are answered by order of requests. */
struct service {
	struct listener *listener;
	struct addr at;
	int fd;
	const char *say;		/* after what `script` has */
	const char *script[4];
	size_t nscript, asked;
	size_t visits, open, most;
	struct conn *peers[PEERS];
};

/* All that a test needs. */
struct stage {
	struct netkit kit;
	struct service service;
	struct catalogue *catalogue;
	struct policy *policy;
	struct detect_engine *detect;
	struct assess_engine engine;
	struct dns *dns;
	struct recogniser *recogniser;
};

struct asker {
	struct arena arena;
	struct field field;
	struct document doc;
	struct assessment a;
	struct recogniser_ask *ask;
	struct recognise_found found;
	int told;
};

static void
part_with(struct service *s, struct conn *c)
{
	for (size_t i = 0; i < PEERS; i++)
		if (s->peers[i] == c)
			s->peers[i] = NULL;
	s->open--;
	conn_free(c);
}

static void
on_heard(void *arg, struct conn *c, enum conn_event event)
{
	struct service *s = arg;
	struct sv in = conn_input(c);
	const char *say;

	if (event == CONN_EOF || event == CONN_FAILED) {
		part_with(s, c);
		return;
	}
	if (event != CONN_READABLE || !sv_ends(in, SV(":0.50}")))
		return;
	conn_consume(c, in.len);
	say = s->asked < s->nscript ? s->script[s->asked] : s->say;
	s->asked++;
	if (say == NULL)
		part_with(s, c);
	else if (conn_write(c, sv_cstr(say)) != 0)
		tap_ok(false, "the service cannot answer");
}

static void
on_caller(void *arg, struct listener *l, struct conn *c)
{
	struct service *s = arg;
	size_t i = 0;

	(void)l;
	while (i < PEERS && s->peers[i] != NULL)
		i++;
	ASSERT(i < PEERS);
	s->peers[i] = c;
	s->visits++;
	s->open++;
	if (s->open > s->most)
		s->most = s->open;
	conn_set_owner(c, on_heard, s);
}

static bool
open_policy(struct stage *g, const char *url)
{
	struct outsider *outsiders = NULL;
	struct detect_config dc = { .npacks = 0 };
	struct errinfo ei = { 0 };
	char text[512];
	int rc = catalogue_load(tap_source_path("share/catalogue"),
	    &g->catalogue, &ei);

	(void)snprintf(text, sizeof(text), "policy: 1\ndestinations: {hosts: "
	    "old.example, zone: perimeter, until: 2020-01-01}\n"
	    "recognisers: {name: a, url: \"%s\", timeout: 5s, "
	    "classes: {PERSON: personal.name}}\n", url);
	if (rc == 0)
		rc = policy_parse(sv_cstr(text), "p", g->catalogue,
		    &g->policy, &ei);
	if (rc == 0)
		rc = recognise_outsiders(g->policy, &outsiders,
		    &dc.noutsiders);
	dc.outsiders = outsiders;
	if (rc == 0)
		rc = detect_open(&dc, &g->detect, &ei);
	mem_free(outsiders);
	g->engine = (struct assess_engine){ g->detect, g->policy };
	return tap_is_int(rc, 0, "policy and engine %s", ei.text);
}

/* With `url` or, NULL, that of the service; `hosts` is a file, or "". */
static bool
stage_init(struct stage *g, const char *say, const char *url,
    const char *hosts)
{
	struct listener_options options = { .fn = on_caller,
		.arg = &g->service };
	const struct dns_options resolver = { .hosts_file = hosts,
		.servers = "127.0.0.1:9" };
	struct errinfo ei = { 0 };
	char own[64];

	memset(g, 0, sizeof(*g));
	if (!netkit_init(&g->kit, false))
		return false;
	g->service.say = say;
	g->service.fd = options.fd = netkit_listen(&g->service.at);
	(void)snprintf(own, sizeof(own), "http://127.0.0.1:%u/a",
	    g->service.at.port);
	return open_policy(g, url != NULL ? url : own) &&
	    listener_new(g->kit.hub, g->kit.loop, &options,
	    &g->service.listener) == 0 &&
	    dns_new(g->kit.loop, &resolver, &g->dns, &ei) == 0 &&
	    recogniser_new(&(struct recogniser_options){
	    .hub = g->kit.hub, .loop = g->kit.loop, .dns = g->dns,
	    .engine = &g->engine }, &g->recogniser) == 0;
}

static void
stage_done(struct stage *g)
{
	recogniser_free(g->recogniser);
	listener_free(g->service.listener);
	for (size_t i = 0; i < PEERS; i++)
		conn_free(g->service.peers[i]);
	netkit_step(&g->kit);
	dns_free(g->dns);
	(void)close(g->service.fd);
	detect_close(g->detect);
	policy_free(g->policy);
	catalogue_free(g->catalogue);
	netkit_done(&g->kit);
}

static void
on_told(void *arg)
{
	((struct asker *)arg)->told++;
}

/* Ask about `text` so many times in one go. */
static void
ask(struct stage *g, struct asker *k, const char *text, size_t times)
{
	struct recogniser_about about = { .arena = &k->arena,
		.found = &k->found, .now_ns = clock_wall_ns(), .fn = on_told,
		.arg = k };
	struct recognise_questions qs = { NULL, 0 };
	struct recognise_question *all;

	memset(k, 0, sizeof(*k));
	arena_init(&k->arena, ARENA_MAX);
	k->field = (struct field){ .text = sv_cstr(text),
		.role = FIELD_CONTENT, .place = PLACE_BODY };
	k->doc = (struct document){ .fields = &k->field, .nfields = 1 };
	if (recognise_plan(&k->doc, NULL, &k->arena, &qs) != 0)
		tap_ok(false, "a plan");
	all = arena_zalloc(&k->arena, times, sizeof(*all));
	for (size_t i = 0; i < times; i++)
		all[i] = qs.items[0];
	qs = (struct recognise_questions){ all, times };
	about.questions = &qs;
	tap_is_int(recogniser_ask(g->recogniser, &about, &k->ask), 0,
	    "asked");
}

/* Wait for it and join: is it as it should be? */
static void
expect(struct stage *g, struct asker *k, bool failed, size_t findings)
{
	NETKIT_RUN(&g->kit, k->told > 0);
	tap_is_int(k->told, 1, "told once");
	tap_ok(recogniser_has_answered(k->ask, 0) == !failed, "%s",
	    failed ? "failed" : "did not fail");
	tap_is_int(recognise_join(&g->engine, &k->arena, &k->found, &k->doc,
	    &k->a), 0, "joined");
	recogniser_done(k->ask);
	tap_is_int((int64_t)k->a.findings.count, (int64_t)findings,
	    "findings");
	arena_done(&k->arena);
}

static void
test_kept(void)
{
	struct stage g;
	struct asker k;

	tap_diag("connections are kept");
	if (stage_init(&g, found, NULL, "")) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, false, 1);
		ask(&g, &k, "Bob", 1);
		expect(&g, &k, false, 1);
		tap_is_int((int64_t)g.service.visits, 1, "one for both");
	}
	stage_done(&g);
}

static void
test_limit(void)
{
	struct stage g;
	struct asker k;

	tap_diag("more questions than connections");
	if (stage_init(&g, found, NULL, "")) {
		ask(&g, &k, "Zoe", 100);
		expect(&g, &k, false, 1);
		tap_is_int((int64_t)g.service.asked, 100, "each is asked");
		tap_ok(g.service.most <= RECOGNISER_CONNS, "by few");
	}
	stage_done(&g);
}

/* Few questions do not wait behind the many of somebody else. */
static void
test_turns(void)
{
	struct asker many, few, more;
	struct stage g;

	tap_diag("many questions, and few");
	if (stage_init(&g, found, NULL, "")) {
		ask(&g, &many, "Zoe", 200);
		ask(&g, &few, "Bob", 2);
		ask(&g, &more, "Ann", 100);
		NETKIT_RUN(&g.kit, few.told > 0);
		tap_ok(many.told == 0 && more.told == 0,
		    "few are answered first");
		expect(&g, &few, false, 1);
		recogniser_done(more.ask);
		arena_done(&more.arena);
		expect(&g, &many, false, 1);
		tap_ok(g.service.asked < 302, "what was given up is not");
		ask(&g, &few, "Bob", RECOGNISER_QUEUE);
		expect(&g, &few, false, 1);
	}
	stage_done(&g);
}

static void
test_lost(void)
{
	struct stage g;
	struct asker k;

	tap_diag("a kept connection that had died");
	if (stage_init(&g, found, NULL, "")) {
		g.service.script[0] = found;
		g.service.script[1] = NULL;
		g.service.nscript = 2;
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, false, 1);
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, false, 1);
		tap_is_int((int64_t)g.service.asked, 3, "asked once more");
		tap_is_int((int64_t)g.service.visits, 2, "on a fresh one");
	}
	stage_done(&g);
	tap_diag("a fresh one that dies");
	if (stage_init(&g, NULL, NULL, "")) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, true, 0);
		tap_is_int((int64_t)g.service.asked, 1, "not asked again");
	}
	stage_done(&g);
}

/* Part of what was found must not count when the rest fails. */
static void
test_partly(void)
{
	struct stage g;
	struct asker k;

	tap_diag("one of several answers is worthless");
	if (stage_init(&g, found, NULL, "")) {
		g.service.script[0] = found;
		g.service.script[1] = OK("[1]", 3);
		g.service.nscript = 2;
		ask(&g, &k, "Zoe", 50);
		NETKIT_RUN(&g.kit, k.told > 0);
		tap_ok(!recogniser_has_answered(k.ask, 0), "it has failed");
		recogniser_done(k.ask);
		arena_done(&k.arena);
		NETKIT_RUN(&g.kit, g.service.open < RECOGNISER_CONNS);
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, false, 1);
	}
	stage_done(&g);
}

static const struct reply {
	const char *name, *say;
	bool failed;
	size_t findings;
} replies[] = {
	{ "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "38\r\n" FOUND "\r\n0\r\n\r\n", false, 1 },
	{ "an interim answer", "HTTP/1.1 103 Early Hints\r\n\r\n"
	    OK("[]", 2), false, 0 },
	{ "and closes", "HTTP/1.1 200 OK\r\nConnection: close\r\n"
	    "Content-Length: 2\r\n\r\n[]", false, 0 },
	{ "more than its answer", OK("[]", 2) "more", false, 0 },
	{ "another status", "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n[]",
	    true, 0 },
	{ "a redirect", "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1/\r\n"
	    "Content-Length: 0\r\n\r\n", true, 0 },
	{ "no HTTP", "220 mail ready\r\n\r\n", true, 0 },
	{ "nothing", "HTTP/1.1 204 No\r\n\r\n", true, 0 },
	{ "too much", "HTTP/1.1 200 OK\r\nContent-Length: 4194305\r\n\r\n[",
	    true, 0 },
	{ "a coded body", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Length: 3\r\n\r\n\x1f\x8b\x08", true, 0 },
};

static void
test_reply(const struct reply *r)
{
	struct stage g;
	struct asker k;

	tap_diag("%s", r->name);
	if (stage_init(&g, r->say, NULL, "")) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, r->failed, r->findings);
	}
	stage_done(&g);
}

static void
test_late(void)
{
	struct stage g;
	struct asker k;

	tap_diag("an answer that does not come");
	clock_freeze(SEC, SEC);
	if (stage_init(&g, deaf, NULL, "")) {
		ask(&g, &k, "Zoe", 20);
		NETKIT_RUN(&g.kit, g.service.asked == RECOGNISER_CONNS);
		clock_advance(4LL * SEC);
		netkit_step(&g.kit);
		tap_is_int(k.told, 0, "is waited for");
		clock_advance(2LL * SEC);
		expect(&g, &k, true, 0);
		NETKIT_RUN(&g.kit, g.service.open == 0);
		tap_is_int((int64_t)g.service.open, 0, "and not any more");
		g.service.say = found;
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, false, 1);
	}
	stage_done(&g);
	clock_thaw();
}

/* Who asked goes away: nothing is told, and others are served. */
static void
test_gone(void)
{
	struct stage g;
	struct asker k, other;

	tap_diag("who asked goes away");
	if (stage_init(&g, found, NULL, "")) {
		for (size_t i = 0; i < NELEMS(g.service.script); i++)
			g.service.script[i] = deaf;
		g.service.nscript = NELEMS(g.service.script);
		ask(&g, &k, "Zoe", NELEMS(g.service.script));
		NETKIT_RUN(&g.kit, g.service.asked == g.service.nscript);
		ask(&g, &other, "Bob", 20);
		recogniser_done(k.ask);
		tap_is_int(k.told, 0, "it is told nothing");
		arena_done(&k.arena);
		expect(&g, &other, false, 1);
		ask(&g, &k, "Zoe", 20);
		recogniser_done(k.ask);
		arena_done(&k.arena);
		netkit_step(&g.kit);
	}
	stage_done(&g);
}

static void
test_full(void)
{
	struct asker k[RECOGNISER_QUEUE / RECOGNISE_REQUESTS + 1];
	struct stage g;

	tap_diag("a queue that is full");
	if (stage_init(&g, found, NULL, "")) {
		for (size_t i = 0; i < NELEMS(k); i++)
			ask(&g, &k[i], "Zoe", RECOGNISE_REQUESTS);
		for (size_t i = 0; i < NELEMS(k); i++)
			expect(&g, &k[i], i == NELEMS(k) - 1,
			    i == NELEMS(k) - 1 ? 0 : 1);
	}
	stage_done(&g);
}

static void
test_denied(void)
{
	char *dir = tmpdir_new(), hosts[512];
	struct errinfo ei = { 0 };
	struct stage g;
	struct asker k;

	(void)snprintf(hosts, sizeof(hosts), "%s/hosts", dir);
	if (file_replace(hosts, SV("10.0.0.8 localhost\n127.0.0.1 "
	    "old.example\n"), 0600, &ei) != 0)
		tap_ok(false, "hosts: %s", ei.text);
	tap_diag("this machine that is another");
	if (stage_init(&g, found, "http://localhost:80/a", hosts)) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, true, 0);
	}
	stage_done(&g);
	tap_diag("a declaration that has ended");
	if (stage_init(&g, found, "http://old.example:80/a", hosts)) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, true, 0);
	}
	stage_done(&g);
	tap_diag("where nobody listens");
	if (stage_init(&g, found, "http://127.0.0.1:9/a", hosts)) {
		ask(&g, &k, "Zoe", 1);
		expect(&g, &k, true, 0);
	}
	stage_done(&g);
	tmpdir_free(dir);
}

int
main(void)
{
	log_set_level(LOG_ERROR);
	test_kept();
	test_limit();
	test_turns();
	test_lost();
	test_partly();
	for (size_t i = 0; i < NELEMS(replies); i++)
		test_reply(&replies[i]);
	test_late();
	test_gone();
	test_full();
	test_denied();
	return tap_done();
}
