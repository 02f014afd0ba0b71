#include "proxy/console_answer.h"

#include "audit/item.h"
#include "base/arena.h"
#include "base/err.h"
#include "proxy/http1.h"
#include "proxy/metrics.h"
#include "tests/tap/tap.h"

static const struct control_row rows[] = {
	{ .kind = ROLE_KEEPER, .pid = 11, .state = CONTROL_SERVING,
	    .sandbox = { true, 7, true, false } },
	{ .kind = ROLE_WORKER, .pid = 12, .slot = 0, .restarts = 2,
	    .state = CONTROL_SERVING, .sandbox = { true, 7, true, false } },
	{ .kind = ROLE_WORKER, .pid = 13, .slot = 0,
	    .state = CONTROL_DRAINING, .sandbox = { true, 7, true, false } },
	{ .kind = ROLE_WORKER, .pid = 14, .slot = 1,
	    .state = CONTROL_STARTING },
};

/* Ask `request` of a console that knows `nrows` rows. */
static struct sv
ask(struct sv request, size_t nrows, bool draining, struct buf *out)
{
	struct gate gate = { .host = SV("127.0.0.1"), .port = 8081,
		.is_loopback = true };
	struct console_view view = { .rows = rows, .nrows = nrows,
		.draining = draining };
	struct http1_parser p;
	struct arena arena;
	struct sv data;

	buf_reset(out);
	arena_init(&arena, 1 << 20);
	http1_init(&p, HTTP1_REQUEST, &http1_default_limits);
	http1_begin(&p, &arena, HTTP1_M_GET);
	if (http1_next(&p, &request, &data) != HTTP1_HEAD ||
	    console_answer(&view, &gate, &p.head, out) != 0)
		tap_ok(false, "answer");
	http1_done(&p);
	arena_done(&arena);
	return buf_sv(out);
}

#define GET(path, host) \
	SV_INIT("GET " path " HTTP/1.1\r\nHost: " host "\r\n\r\n")

static const struct {
	const char *name;
	struct sv request;
	size_t nrows;
	bool draining;
	struct sv begins, has;
} cases[] = {
	{ "alive", GET("/healthz", "localhost:8081"), 0, false,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("\r\n\r\nok\n") },
	{ "ready", GET("/readyz", "127.0.0.1:8081"), 3, false,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("ready") },
	{ "one still starts", GET("/readyz", "127.0.0.1:8081"), 4, false,
	    SV_INIT("HTTP/1.1 503 "), SV_INIT("not ready") },
	{ "no worker", GET("/readyz", "127.0.0.1:8081"), 1, false,
	    SV_INIT("HTTP/1.1 503 "), SV_INIT("not ready") },
	{ "draining", GET("/readyz", "127.0.0.1:8081"), 3, true,
	    SV_INIT("HTTP/1.1 503 "), SV_INIT("not ready") },
	{ "metrics", GET("/metrics?x=1", "127.0.0.1:8081"), 1, false,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("# TYPE exeat_records_total") },
	{ "status", GET("/status", "127.0.0.1:8081"), 3, false,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("{\"degraded\":[],") },
	{ "status names a process", GET("/status", "127.0.0.1:8081"), 3, false,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("{\"landlock\":7,"
	    "\"own_user\":true,\"pid\":12,\"restarts\":2,\"role\":\"worker\","
	    "\"seccomp\":true,\"slot\":0,\"state\":\"serving\"}") },
	{ "status while draining", GET("/status", "127.0.0.1:8081"), 3, true,
	    SV_INIT("HTTP/1.1 200 "), SV_INIT("\"state\":\"draining\"") },
	{ "no such page", GET("/", "127.0.0.1:8081"), 1, false,
	    SV_INIT("HTTP/1.1 404 "), SV_INIT("/metrics") },
	{ "another name (DNS rebinding)", GET("/status", "evil.example"), 1,
	    false, SV_INIT("HTTP/1.1 421 "), SV_INIT("") },
	{ "another method", SV_INIT("POST /status HTTP/1.1\r\n"
	    "Host: 127.0.0.1:8081\r\nContent-Length: 0\r\n\r\n"), 1, false,
	    SV_INIT("HTTP/1.1 405 "), SV_INIT("") },
};

/* Would this request be taken as an order? */
static bool
is_order(struct sv request)
{
	struct gate gate = { .host = SV("127.0.0.1"), .port = 8081,
		.is_loopback = true };
	struct http1_parser p;
	struct arena arena;
	struct sv data;
	bool order;

	arena_init(&arena, 1 << 20);
	http1_init(&p, HTTP1_REQUEST, &http1_default_limits);
	http1_begin(&p, &arena, HTTP1_M_GET);
	order = http1_next(&p, &request, &data) == HTTP1_HEAD &&
	    console_is_order(&gate, &p.head);
	http1_done(&p);
	arena_done(&arena);
	return order;
}

#define POST(path, host, type, more) \
	SV("POST " path " HTTP/1.1\r\nHost: " host "\r\nContent-Type: " type \
	    "\r\nContent-Length: 1\r\n" more "\r\n")
#define ITEM	"application/vnd.exeat.item"

static void
test_order(struct buf *out)
{
	struct ledger_item item = { .kind = LEDGER_ERASE,
		.record = SV("{}"), .approval = SV("note") };

	tap_ok(is_order(POST("/admin", "localhost:8081", ITEM, "")),
	    "an order");
	tap_ok(!is_order(POST("/admin", "localhost:8081", "text/plain", "")),
	    "a form of a web page is none");
	tap_ok(!is_order(POST("/admin", "localhost:8081", ITEM,
	    "Origin: https://evil.example\r\n")), "nor is a page's script");
	tap_ok(!is_order(POST("/admin", "evil.example", ITEM, "")),
	    "nor what names another host");
	tap_ok(!is_order(POST("/status", "localhost:8081", ITEM, "")),
	    "nor another path");
	buf_reset(out);
	item_write(&item, out);
	tap_is_int(console_check_order(buf_sv(out)), 0, "its form");
	tap_ok(console_check_order(sv_slice(buf_sv(out), 0, 30)) != 0,
	    "cut short");
	item.kind = LEDGER_FINAL;
	buf_reset(out);
	item_write(&item, out);
	tap_is_int(console_check_order(buf_sv(out)), ERR_SYNTAX,
	    "what nobody signed");
	buf_reset(out);
	tap_ok(console_receipt(0, 7, out) == 0 &&
	    sv_starts(buf_sv(out), SV("HTTP/1.1 200 ")) &&
	    sv_find(buf_sv(out), SV("{\"recorded\":true,\"index\":7}")) > 0,
	    "a receipt");
	buf_reset(out);
	tap_ok(console_receipt(ERR_AUTH, 0, out) == 0 &&
	    sv_starts(buf_sv(out), SV("HTTP/1.1 403 ")), "a refusal");
}

int
main(void)
{
	struct sv got;
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		got = ask(cases[i].request, cases[i].nrows, cases[i].draining,
		    &out);
		if (!tap_ok(sv_starts(got, cases[i].begins) &&
		    sv_find(got, cases[i].has) >= 0, "%s", cases[i].name))
			tap_diag("%.*s", SV_ARG(got));
	}
	got = ask(SV("HEAD /healthz HTTP/1.1\r\nHost: localhost:8081\r\n\r\n"),
	    0, false, &out);
	tap_ok(sv_ends(got, SV("\r\n\r\n")) &&
	    sv_find(got, SV("Content-Length: 3\r\n")) > 0, "HEAD has no body");
	buf_reset(&out);
	tap_ok(console_refuse(400, &out) == 0 &&
	    sv_starts(buf_sv(&out), SV("HTTP/1.1 400 Bad Request\r\n")),
	    "refusal");
	test_order(&out);
	buf_done(&out);
	return tap_done();
}
