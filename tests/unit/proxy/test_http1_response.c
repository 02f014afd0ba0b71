/* Responses: where their bodies end, 1xx, what is refused, in any split. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "proxy/http1.h"
#include "tests/tap/tap.h"

enum { TEXT_MAX = 1 << 16, ARENA_MAX = 1 << 20 };

struct response_case {
	const char *name;
	enum http1_method method;
	const char *in;
	const char *want;	/* "+" at the end: the connection lives on */
	bool ends;		/* the origin closes after `in` */
};

#define OK "HTTP/1.1 200 OK\r\n"
#define TE "Transfer-Encoding: chunked\r\n"

static const struct response_case cases[] = {
	{ "length", HTTP1_M_GET, OK "Content-Length: 2\r\n\r\nhi",
	    "200[OK] body[hi] end+", false },
	{ "no reason", HTTP1_M_GET,
	    "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
	    "404[] body[] end+", false },
	{ "no space after the status", HTTP1_M_GET,
	    "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
	    "404[] body[] end+", false },
	{ "a reason in UTF-8", HTTP1_M_GET,
	    "HTTP/1.1 200 Gr\303\274n  x\r\nContent-Length: 0\r\n\r\n",
	    "200[Gr\303\274n  x] body[] end+", false },
	{ "chunked", HTTP1_M_GET, OK TE "\r\n2\r\nhi\r\n0\r\n\r\n",
	    "200[OK] body[hi] end+", false },
	{ "chunked with trailers", HTTP1_M_GET,
	    OK TE "\r\n2\r\nhi\r\n0\r\nServer-Timing: x\r\n\r\n",
	    "200[OK] body[hi] trail[Server-Timing] end+", false },
	{ "until close", HTTP1_M_GET, OK "\r\nall the rest",
	    "200[OK] body[all the rest] end", true },
	{ "until close, empty", HTTP1_M_GET, OK "\r\n",
	    "200[OK] body[] end", true },
	{ "until close, still open", HTTP1_M_GET, OK "\r\nall",
	    "200[OK] body[all] more", false },
	{ "HEAD with a length", HTTP1_M_HEAD,
	    OK "Content-Length: 99\r\n\r\n", "200[OK] body[] end+", false },
	{ "HEAD with a coding", HTTP1_M_HEAD, OK TE "\r\n",
	    "200[OK] body[] end+", false },
	{ "HEAD with nothing", HTTP1_M_HEAD, OK "\r\n",
	    "200[OK] body[] end+", false },
	{ "204", HTTP1_M_POST, "HTTP/1.1 204 No Content\r\n\r\n",
	    "204[No Content] body[] end+", false },
	{ "204 with a length of 0", HTTP1_M_POST,
	    "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
	    "204[No Content] body[] end+", false },
	{ "304 with a length", HTTP1_M_GET,
	    "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
	    "304[Not Modified] body[] end+", false },
	{ "1xx before the answer", HTTP1_M_POST,
	    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
	    "Link: x\r\n\r\n" OK "Content-Length: 1\r\n\r\nx",
	    "100[Continue] 103[Early Hints] 200[OK] body[x] end+", false },
	{ "Connection: close", HTTP1_M_GET,
	    OK "Connection: foo, Close\r\nContent-Length: 0\r\n\r\n",
	    "200[OK] body[] end", false },
	{ "HTTP/1.0 closes", HTTP1_M_GET,
	    "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
	    "200[OK] body[] end", false },
	{ "HTTP/1.0 asked to live on", HTTP1_M_GET,
	    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
	    "Content-Length: 0\r\n\r\n", "200[OK] body[] end+", false },
	{ "two cookies", HTTP1_M_GET,
	    OK "Set-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n",
	    "200[OK] body[] end+", false },

	{ "cut in the head", HTTP1_M_GET, OK "X: y\r\n", "refuse cut-short",
	    true },
	{ "cut in a body", HTTP1_M_GET, OK "Content-Length: 3\r\n\r\nhi",
	    "200[OK] body[hi] refuse cut-short", true },
	{ "cut in a chunk", HTTP1_M_GET, OK TE "\r\n3\r\nhi",
	    "200[OK] body[hi] refuse cut-short", true },
	{ "cut before the last chunk", HTTP1_M_GET, OK TE "\r\n2\r\nhi\r\n",
	    "200[OK] body[hi] refuse cut-short", true },
	{ "cut before the end of trailers", HTTP1_M_GET,
	    OK TE "\r\n2\r\nhi\r\n0\r\n", "200[OK] body[hi] refuse cut-short",
	    true },
	{ "nothing at all", HTTP1_M_GET, "", "more", true },
	{ "not HTTP", HTTP1_M_GET, "SSH-2.0-x\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "an empty line before", HTTP1_M_GET, "\r\n" OK "\r\n",
	    "refuse bad-status-line", false },
	{ "HTTP/2", HTTP1_M_GET, "HTTP/2 200\r\n\r\n", "refuse bad-version",
	    false },
	{ "a status of two digits", HTTP1_M_GET, "HTTP/1.1 20 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "a status of four digits", HTTP1_M_GET, "HTTP/1.1 2000 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "status 600", HTTP1_M_GET, "HTTP/1.1 600 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "status 099", HTTP1_M_GET, "HTTP/1.1 099 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "a signed status", HTTP1_M_GET, "HTTP/1.1 +20 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "two spaces", HTTP1_M_GET, "HTTP/1.1  200 OK\r\n\r\n",
	    "refuse bad-status-line", false },
	{ "bare LF", HTTP1_M_GET, "HTTP/1.1 200 OK\n\n", "refuse bare-lf",
	    false },
	{ "a folded line", HTTP1_M_GET, OK "X: y\r\n z\r\n\r\n",
	    "refuse obs-fold", false },
	{ "length and coding", HTTP1_M_GET,
	    OK TE "Content-Length: 2\r\n\r\n0\r\n\r\n",
	    "refuse length-and-coding", false },
	{ "length and coding, to HEAD", HTTP1_M_HEAD,
	    OK TE "Content-Length: 2\r\n\r\n", "refuse length-and-coding",
	    false },
	{ "two lengths", HTTP1_M_GET,
	    OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
	    "refuse repeated-field", false },
	{ "a list of lengths", HTTP1_M_GET,
	    OK "Content-Length: 2, 2\r\n\r\nhi", "refuse bad-length", false },
	{ "two locations", HTTP1_M_GET,
	    "HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\n\r\n",
	    "refuse repeated-field", false },
	{ "another coding", HTTP1_M_GET,
	    OK "Transfer-Encoding: gzip, chunked\r\n\r\n", "refuse bad-coding",
	    false },
	{ "a coding in HTTP/1.0", HTTP1_M_GET,
	    "HTTP/1.0 200 OK\r\n" TE "\r\n0\r\n\r\n", "refuse coding-in-1-0",
	    false },
	{ "204 with a body", HTTP1_M_GET,
	    "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nhi",
	    "refuse body-not-allowed", false },
	{ "204 with a coding", HTTP1_M_GET,
	    "HTTP/1.1 204 No\r\n" TE "\r\n0\r\n\r\n",
	    "refuse body-not-allowed", false },
	{ "100 with a length", HTTP1_M_GET,
	    "HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\nhi",
	    "refuse body-not-allowed", false },
	{ "an upgrade nobody asked for", HTTP1_M_GET,
	    "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
	    "refuse unasked-upgrade", false },
	{ "1xx without end", HTTP1_M_GET,
	    "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n"
	    "\r\n", "102[P] 102[P] refuse too-many-interim", false },
	{ "a broken chunk", HTTP1_M_GET, OK TE "\r\n2\r\nhi\r\nx",
	    "200[OK] body[hi] refuse bad-chunk", false },
	{ "a cookie in the trailers", HTTP1_M_GET,
	    OK TE "\r\n0\r\nSet-Cookie: a\r\n\r\n",
	    "200[OK] body[] refuse bad-trailer", false },
};

static const struct http1_limits limits = {
	.line_bytes = 1024,
	.head_bytes = 4096,
	.fields = 10,
	.chunk_ext_bytes = 100,
	.interim = 2,
	.body_bytes = 64,
};

struct run {
	struct http1_parser parser;
	struct arena arena;
	struct buf out;
	bool has_head;		/* "body[" is open */
	bool is_over;
};

static void
close_body(struct run *r)
{
	if (r->has_head)
		buf_add_cstr(&r->out, "] ");
	r->has_head = false;
}

static void
run_event(struct run *r, enum http1_event event, struct sv data)
{
	const struct http1_head *h = &r->parser.head;

	switch (event) {
	case HTTP1_INTERIM:
		buf_addf(&r->out, "%u[%.*s] ", h->status, SV_ARG(h->reason));
		break;
	case HTTP1_HEAD:
		buf_addf(&r->out, "%u[%.*s] body[", h->status,
		    SV_ARG(h->reason));
		r->has_head = true;
		break;
	case HTTP1_DATA:
		buf_add_sv(&r->out, data);
		break;
	case HTTP1_END:
		close_body(r);
		for (size_t i = 0; i < r->parser.ntrailers; i++)
			buf_addf(&r->out, "trail[%.*s] ",
			    SV_ARG(r->parser.trailers[i].name));
		buf_addf(&r->out, "end%s", h->keep_alive ? "+" : "");
		r->is_over = true;
		break;
	case HTTP1_REFUSED:
		close_body(r);
		buf_addf(&r->out, "refuse %s",
		    http1_code_name(r->parser.refusal.code));
		r->is_over = true;
		break;
	case HTTP1_MORE:
		break;
	}
}

static void
feed(struct run *r, struct sv in)
{
	enum http1_event event = HTTP1_HEAD;
	struct sv data = { NULL, 0 };

	while (!r->is_over && event != HTTP1_MORE) {
		event = http1_next(&r->parser, &in, &data);
		run_event(r, event, data);
	}
}

static bool
outcome_is(const struct response_case *c, size_t cut)
{
	struct sv in = sv_cstr(c->in), none = { NULL, 0 };
	struct run r = { .is_over = false };
	bool same;

	http1_init(&r.parser, HTTP1_RESPONSE, &limits);
	arena_init(&r.arena, ARENA_MAX);
	buf_init(&r.out, TEXT_MAX);
	http1_begin(&r.parser, &r.arena, c->method);
	feed(&r, sv_slice(in, 0, cut));
	feed(&r, sv_slice(in, cut, in.len));
	if (!r.is_over && c->ends)
		run_event(&r, http1_eof(&r.parser), none);
	if (!r.is_over) {
		close_body(&r);
		buf_add_cstr(&r.out, "more");
	}
	same = sv_eq(buf_sv(&r.out), sv_cstr(c->want));
	if (!same)
		tap_diag("cut at %zu: %.*s", cut, SV_ARG(buf_sv(&r.out)));
	http1_done(&r.parser);
	arena_done(&r.arena);
	buf_done(&r.out);
	return same;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		bool same = true;

		for (size_t cut = 0; same && cut <= strlen(cases[i].in); cut++)
			same = outcome_is(&cases[i], cut);
		tap_ok(same, "%s: %s", cases[i].name, cases[i].want);
	}
}

static void
test_limit(void)
{
	struct response_case big = { "body limit", HTTP1_M_GET,
		OK "\r\n0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdefX", "200[OK] body[0123456789abcdef0123456789"
		"abcdef0123456789abcdef0123456789abcdef] refuse body-too-large",
		false };
	struct http1_parser p;
	struct arena tiny;
	struct sv in = SV(OK "Content-Length: 0\r\n\r\n"), data;

	tap_ok(outcome_is(&big, 0) && outcome_is(&big, 40),
	    "a body until close has its limit");
	arena_init(&tiny, 16);
	http1_init(&p, HTTP1_RESPONSE, &http1_default_limits);
	http1_begin(&p, &tiny, HTTP1_M_GET);
	tap_ok(http1_next(&p, &in, &data) == HTTP1_REFUSED &&
	    p.refusal.code == HTTP1_OUT_OF_MEMORY, "arena used up");
	http1_done(&p);
	arena_done(&tiny);
}

int
main(void)
{
	test_cases();
	test_limit();
	return tap_done();
}
