/* Recognisers of a policy: what is read, and the message for each mistake. */
#include <stdio.h>

#include "base/buf.h"
#include "base/fault.h"
#include "rules/policy.h"
#include "rules/recognisers.h"
#include "tests/tap/tap.h"

#define HOSTS	"policy: 1\ndestinations:\n" \
	"- {hosts: [ner.intra.example, \"10.0.0.8:5002\"], zone: perimeter}\n" \
	"- {hosts: [ner.shared.example], zone: eea, processing: [DE], " \
	"storage: [DE]}\n" \
	"- {hosts: [old.intra.example], zone: perimeter, " \
	"until: 2020-01-01}\nrecognisers:\n"
#define ONE(url, more)	HOSTS "- {name: a, url: \"" url "\", " \
	"classes: {PERSON: personal.name}" more "}\n"
#define URL	"http://127.0.0.1:5002/analyze"

static const struct good {
	const char *text;
	struct policy_recogniser want;
} goods[] = {
	{ ONE(URL, ""), { .host = SV_INIT("127.0.0.1"), .port = 5002,
	    .path = SV_INIT("/analyze"), .is_loopback = true,
	    .language = SV_INIT("en"), .min_score = 50, .timeout_ms = 500 } },
	{ ONE("https://NER.intra.example/a?b=c", ", language: de, "
	    "min_score: 100, timeout: 2s, fail: open"),
	    { .host = SV_INIT("ner.intra.example"), .port = 443,
	    .path = SV_INIT("/a?b=c"), .is_tls = true,
	    .language = SV_INIT("de"), .min_score = 100, .timeout_ms = 2000,
	    .may_fail = true } },
	{ ONE("http://10.0.0.8:5002/", ", fail: closed"),
	    { .host = SV_INIT("10.0.0.8"), .port = 5002,
	    .path = SV_INIT("/"), .language = SV_INIT("en"),
	    .min_score = 50, .timeout_ms = 500 } },
	{ ONE("http://localhost/x", ""), { .host = SV_INIT("localhost"),
	    .port = 80, .path = SV_INIT("/x"), .is_loopback = true,
	    .language = SV_INIT("en"), .min_score = 50, .timeout_ms = 500 } },
	{ ONE("http://[::1]:5002/x", ""), { .host = SV_INIT("::1"),
	    .port = 5002, .path = SV_INIT("/x"), .is_loopback = true,
	    .language = SV_INIT("en"), .min_score = 50, .timeout_ms = 500 } },
};

static void
test_good(const struct catalogue *c, const struct good *g)
{
	const struct policy_recogniser *r, *w = &g->want;
	struct errinfo ei = { 0 };
	struct policy *p = NULL;
	size_t n;

	if (!tap_is_int(policy_parse(sv_cstr(g->text), "p", c, &p, &ei), 0,
	    "%.*s is read", SV_ARG(w->host))) {
		tap_diag("%u:%u: %s", ei.line, ei.column, ei.text);
		return;
	}
	r = policy_recognisers(p, &n);
	tap_is_int((int64_t)n, 1, "there is one");
	tap_is_sv(r->host, w->host, "its host");
	tap_is_sv(r->path, w->path, "its path");
	tap_is_sv(r->language, w->language, "its language");
	tap_ok(r->port == w->port && r->is_tls == w->is_tls &&
	    r->is_loopback == w->is_loopback && r->may_fail == w->may_fail &&
	    r->min_score == w->min_score && r->timeout_ms == w->timeout_ms,
	    "its settings");
	tap_ok(r->nentities == 1 && sv_eq(r->entities[0].entity,
	    SV("PERSON")) && sv_eq(r->entities[0].class_name,
	    SV("personal.name")), "its classes");
	tap_ok(policy_may_ask(p, r, 0), "it may be asked");
	policy_free(p);
}

/* The declaration has an end: it is read, and not asked afterwards. */
static void
test_end(const struct catalogue *c)
{
	static const int64_t in_2026 = 1767225600LL * 1000000000;
	const struct policy_recogniser *r;
	struct errinfo ei = { 0 };
	struct policy *p = NULL;
	size_t n;

	if (!tap_is_int(policy_parse(SV(ONE("http://old.intra.example/x",
	    "")), "p", c, &p, &ei), 0, "a declaration with an end"))
		return;
	r = policy_recognisers(p, &n);
	tap_ok(policy_may_ask(p, r, 0), "before it");
	tap_ok(!policy_may_ask(p, r, in_2026), "and behind it");
	policy_free(p);
}

#define AT	"p:7:"
#define OUTSIDE	"text is handed to a recogniser as it is, so it must be on " \
	"this machine or on a host declared in zone perimeter; \""

static const struct bad {
	const char *text, *message;
} bads[] = {
	{ HOSTS "- {name: a}", AT "3: a recogniser needs the key \"url\"" },
	{ HOSTS "- {name: a, url: \"" URL "\"}",
	    AT "3: a recogniser needs the key \"classes\"" },
	{ ONE(URL, ", min_scor: 60"), AT "85: unknown key \"min_scor\" in a "
	    "recogniser; did you mean \"min_score\"?" },
	{ ONE(URL, ", min_score: 0"), AT "96: \"min_score\" is 0; it must be "
	    "1 to 100" },
	{ ONE(URL, ", min_score: 101"), AT "96: \"min_score\" is 101; it "
	    "must be 1 to 100" },
	{ ONE(URL, ", timeout: 2m"), AT "94: \"timeout\" is 2m; it must be "
	    "1 to 60000 milliseconds" },
	{ ONE(URL, ", fail: opne"), AT "91: \"fail\" is \"opne\"; one of "
	    "closed, open is wanted; did you mean \"open\"?" },
	{ ONE(URL, ", language: \"e n\""), AT "95: \"e n\" is no language; "
	    "one such as en is wanted" },
	{ ONE("ftp://127.0.0.1/x", ""), AT "18: \"ftp://127.0.0.1/x\" is no "
	    "URL of a recogniser; one such as http://127.0.0.1:5002/analyze "
	    "is wanted" },
	{ ONE("http://127.0.0.1:5002", ""), AT "18: "
	    "\"http://127.0.0.1:5002\" is no URL of a recogniser; one such "
	    "as http://127.0.0.1:5002/analyze is wanted" },
	{ ONE("http://a:b@127.0.0.1/x", ""), AT "18: "
	    "\"http://a:b@127.0.0.1/x\" is no URL of a recogniser; one such "
	    "as http://127.0.0.1:5002/analyze is wanted" },
	{ ONE("http://127.1/x", ""), AT "18: \"http://127.1/x\" is no "
	    "URL of a recogniser; one such as http://127.0.0.1:5002/analyze "
	    "is wanted" },
	{ ONE("http://127.0.0.1/a b", ""), AT "18: \"http://127.0.0.1/a b\" "
	    "is no URL of a recogniser; one such as "
	    "http://127.0.0.1:5002/analyze is wanted" },
	{ ONE("https://api.openai.com/x", ""), AT "18: " OUTSIDE
	    "api.openai.com\" is neither" },
	{ ONE("http://10.0.0.8:5003/x", ""), AT "18: " OUTSIDE
	    "10.0.0.8\" is neither" },
	{ ONE("https://ner.shared.example/x", ""), AT "18: " OUTSIDE
	    "ner.shared.example\" is neither" },
	{ HOSTS "- {name: a, url: \"" URL "\", classes: {}}",
	    AT "60: \"classes\" names 1 to 256 entity types" },
	{ HOSTS "- {name: a, url: \"" URL "\", classes: [PERSON]}",
	    AT "60: \"classes\" is a list; a map such as {PERSON: "
	    "personal.name} is wanted" },
	{ HOSTS "- {name: a, url: \"" URL "\", classes: {PERSON: Name}}",
	    AT "69: \"Name\" is no class; one such as personal.name is "
	    "wanted, of a-z, 0-9, '_', '-' and '.'" },
	{ HOSTS "- {name: a, url: \"" URL "\", classes: {PERSON: "
	    "personal..name}}", AT "69: \"personal..name\" is no class; one "
	    "such as personal.name is wanted, of a-z, 0-9, '_', '-' and "
	    "'.'" },
	{ ONE(URL, "") "- {name: a, url: \"" URL "\", classes: {X: y}}",
	    "p:8:3: there is another recogniser called \"a\"" },
};

static void
test_bad(const struct catalogue *c, const struct bad *b)
{
	struct errinfo ei = { 0 };
	struct policy *p = NULL;
	char message[512];

	tap_ok(policy_parse(sv_cstr(b->text), "p", c, &p, &ei) < 0 &&
	    p == NULL, "refused");
	errinfo_format(&ei, message, sizeof(message));
	tap_is_sv(sv_cstr(message), sv_cstr(b->message), "and said why");
}

/* One more than there may be. */
static void
test_many(const struct catalogue *c)
{
	struct errinfo ei = { 0 };
	struct policy *p = NULL;
	char message[512];
	struct buf text;

	buf_init(&text, 1 << 16);
	buf_add_cstr(&text, "policy: 1\nrecognisers:\n");
	for (int i = 0; i <= POLICY_RECOGNISERS; i++)
		buf_addf(&text, "- {name: n%d, url: \"" URL "\", "
		    "classes: {X: y}}\n", i);
	tap_is_int(policy_parse(buf_sv(&text), "p", c, &p, &ei), ERR_LIMIT,
	    "too many");
	errinfo_format(&ei, message, sizeof(message));
	tap_is_sv(sv_cstr(message), SV("p:11:3: a policy has at most 8 "
	    "recognisers"), "and said so");
	buf_done(&text);
}

/* Whichever allocation fails: ERR_NOMEM, and nothing is made. */
static void
test_memory(const struct catalogue *c)
{
#ifdef WITH_FAULT_INJECTION
	struct policy *p = NULL;
	struct errinfo ei;
	unsigned nth = 0;
	int rc;

	do {
		errinfo_reset(&ei);
		fault_arm(FAULT_ALLOC, ++nth);
		rc = policy_parse(sv_cstr(goods[1].text), "p", c, &p, &ei);
	} while (rc == ERR_NOMEM && p == NULL && nth < 10000);
	fault_arm(FAULT_ALLOC, 0);
	tap_ok(rc == 0 && nth > 2, "%u allocations failed", nth - 1);
	policy_free(p);
#else
	(void)c;
	tap_skip(1, "built without fault injection");
#endif
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct catalogue *c;

	if (catalogue_load(tap_source_path("share/catalogue"), &c, &ei) != 0) {
		tap_ok(false, "catalogue: %s", ei.text);
		return tap_done();
	}
	for (size_t i = 0; i < NELEMS(goods); i++)
		test_good(c, &goods[i]);
	test_end(c);
	for (size_t i = 0; i < NELEMS(bads); i++)
		test_bad(c, &bads[i]);
	test_many(c);
	test_memory(c);
	catalogue_free(c);
	return tap_done();
}
