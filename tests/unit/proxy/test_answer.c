/* Answers: framing, dropped fields, decoding, restoring, redirects. */
#include <stdlib.h>

#include "base/err.h"
#include "config/config.h"
#include "proxy/answer.h"
#include "tests/tap/tap.h"

static const struct sv mail = SV_INIT("eva \"e\" @firma.example");

static const struct route_target target = { .name = SV_INIT("to"),
	.https = true, .host = SV_INIT("api.example"), .port = 443,
	.prefix = SV_INIT("/to/api.example") };

enum { FIELDS = 4 };

/* One answer of a destination and what the client must get. */
struct test {
	const char *name;
	struct http1_field fields[FIELDS];
	unsigned status;
	enum http1_framing framing;
	enum http1_method method;
	unsigned minor;
	struct sv body;
	int rc;			/* of answer_begin() */
	struct sv head;		/* must be in the head */
	struct sv lacks;	/* must not */
	struct sv out;		/* the body, framing included */
};

#define TEXT_PLAIN { SV_INIT("Content-Type"), SV_INIT("text/plain"), \
	HTTP1_ID_CONTENT_TYPE }
#define LOCATION(v) { SV_INIT("Location"), SV_INIT(v), HTTP1_ID_LOCATION }

/* "@" stands for the token of `mail`. */
static const struct test tests[] = {
	{ "binary passes untouched",
	    { { SV_INIT("Content-Type"), SV_INIT("image/png"),
	    HTTP1_ID_CONTENT_TYPE }, { SV_INIT("ETag"), SV_INIT("\"x\""),
	    HTTP1_ID_ETAG } }, 200, HTTP1_LENGTH, HTTP1_M_GET, 1,
	    SV_INIT("\x89PNG@"), 0, SV_INIT("ETag: \"x\""),
	    SV_INIT("Transfer-Encoding"), SV_INIT("\x89PNG@") },
	{ "text is restored in chunks", { TEXT_PLAIN, { SV_INIT("ETag"),
	    SV_INIT("\"x\""), HTTP1_ID_ETAG } }, 200, HTTP1_LENGTH,
	    HTTP1_M_GET, 1, SV_INIT("to @!"), 0,
	    SV_INIT("Transfer-Encoding: chunked"), SV_INIT("ETag"),
	    SV_INIT("to eva \"e\" @firma.example!") },
	{ "for HTTP/1.0 until close", { TEXT_PLAIN }, 200, HTTP1_CHUNKED,
	    HTTP1_M_GET, 0, SV_INIT("to @!"), 0, SV_INIT("close"),
	    SV_INIT("Transfer-Encoding"),
	    SV_INIT("to eva \"e\" @firma.example!") },
	{ "JSON is escaped", { { SV_INIT("Content-Type"),
	    SV_INIT("application/json"), HTTP1_ID_CONTENT_TYPE } }, 200,
	    HTTP1_LENGTH, HTTP1_M_POST, 1, SV_INIT("{\"a\": \"@\"}"), 0,
	    SV_INIT("chunked"), SV_INIT("Content-Length"),
	    SV_INIT("{\"a\": \"eva \\\"e\\\" @firma.example\"}") },
	{ "a part of a whole is not touched", { TEXT_PLAIN }, 206,
	    HTTP1_LENGTH, HTTP1_M_GET, 1, SV_INIT("to @!"), 0,
	    SV_INIT("Content-Length: 28"), SV_INIT("chunked"),
	    SV_INIT("to @!") },
	{ "no body for HEAD", { TEXT_PLAIN }, 200, HTTP1_NO_BODY,
	    HTTP1_M_HEAD, 1, SV_INIT(""), 0, SV_INIT("200 OK"),
	    SV_INIT("chunked"), SV_INIT("") },
	{ "cookies and Alt-Svc do not cross", { TEXT_PLAIN,
	    { SV_INIT("Set-Cookie"), SV_INIT("a=b"), HTTP1_ID_SET_COOKIE },
	    { SV_INIT("Alt-Svc"), SV_INIT("h3"), HTTP1_ID_ALT_SVC } }, 200,
	    HTTP1_LENGTH, HTTP1_M_GET, 1, SV_INIT("x"), 0,
	    SV_INIT("Exeat-Record: r-1"), SV_INIT("a=b"), SV_INIT("x") },
	{ "our own fields cannot be forged", { TEXT_PLAIN,
	    { SV_INIT("exeat-record"), SV_INIT("forged"), HTTP1_ID_NONE } },
	    200, HTTP1_LENGTH, HTTP1_M_GET, 1, SV_INIT("x"), 0,
	    SV_INIT("Exeat-Record: r-1"), SV_INIT("forged"), SV_INIT("x") },
	{ "redirects stay inside", { LOCATION("https://evil.example/x") },
	    307, HTTP1_LENGTH, HTTP1_M_POST, 1, SV_INIT(""), 0,
	    SV_INIT("Location: /re/evil.example/x"), SV_INIT("https://"),
	    SV_INIT("") },
	{ "or are refused", { LOCATION("http://evil.example/x") },
	    307, HTTP1_LENGTH, HTTP1_M_POST, 1, SV_INIT(""), ERR_DENIED,
	    SV_INIT(""), SV_INIT("x"), SV_INIT("") },
	{ "an unknown coding is refused", { TEXT_PLAIN,
	    { SV_INIT("Content-Encoding"), SV_INIT("lzma"),
	    HTTP1_ID_CONTENT_ENCODING } }, 200, HTTP1_LENGTH, HTTP1_M_GET, 1,
	    SV_INIT("x"), ERR_UNSUPPORTED, SV_INIT(""), SV_INIT("x"),
	    SV_INIT("") },
};

/* The body without its chunks, if it has any. */
static void
unchunk(struct sv in, bool chunked, struct buf *out)
{
	while (chunked && in.len > 0) {
		ptrdiff_t line = sv_find(in, SV("\r\n"));
		size_t size = line < 0 ? 0 :
		    strtoul(in.ptr, NULL, 16);

		if (size == 0)
			return;
		in = sv_slice(in, (size_t)line + 2, in.len);
		buf_add_sv(out, sv_slice(in, 0, size));
		in = sv_slice(in, size + 2, in.len);
	}
	buf_add_sv(out, in);
}

/* The test's body with the token in the place of the first "@". */
static void
with_token(struct sv body, const char *token, struct buf *out)
{
	ptrdiff_t at = sv_find_char(body, '@');

	buf_add_sv(out, sv_slice(body, 0, at < 0 ? body.len : (size_t)at));
	if (at >= 0) {
		buf_add(out, token, TOKEN_LEN);
		buf_add_sv(out, sv_slice(body, (size_t)at + 1, body.len));
	}
}

struct run {
	struct arena arena;
	struct answer answer;
	char token[TOKEN_LEN];
	struct buf in, out;
};

static int
begin_with(struct run *r, const struct test *t, const struct http1_field *te,
    const struct config *config)
{
	const struct token token = { .hint = 0, .value = { 1, 2, 3 } };
	struct http1_head request = { .method = t->method,
		.minor = t->minor, .keep_alive = t->minor == 1,
		.fields = te, .nfields = te != NULL };
	struct http1_head head = { .status = t->status, .minor = 1,
		.fields = t->fields, .framing = t->framing };
	struct answer_spec spec = { .head = &head, .request = &request,
		.target = &target, .record = SV("r-1"), .restore = true,
		.decision = SV("tokenise"), .decoded_max = 1 << 20,
		.config = config, .arena = &r->arena };

	*r = (struct run){ 0 };
	arena_init(&r->arena, 1 << 20);
	buf_init(&r->in, 1 << 16);
	buf_init(&r->out, 1 << 16);
	token_book_init(&r->answer.book, &r->arena);
	token_format(&token, r->token);
	(void)!token_book_add(&r->answer.book, sv_make(r->token, TOKEN_LEN),
	    mail);
	while (head.nfields < FIELDS &&
	    t->fields[head.nfields].name.len > 0)
		head.present |= HTTP1_BIT(t->fields[head.nfields++].id);
	with_token(t->body, r->token, &r->in);
	head.content_length = r->in.len;
	return answer_begin(&r->answer, &spec, &r->out);
}

static int
begin(struct run *r, const struct test *t)
{
	return begin_with(r, t, NULL, NULL);
}

static void
end(struct run *r)
{
	answer_done(&r->answer);
	buf_done(&r->in);
	buf_done(&r->out);
	arena_done(&r->arena);
}

/* Feed the body in two pieces, cut at `cut`. */
static bool
feed(struct run *r, size_t cut)
{
	struct sv in = buf_sv(&r->in);

	return answer_feed(&r->answer, sv_slice(in, 0, cut), &r->out) == 0 &&
	    answer_feed(&r->answer, sv_slice(in, cut, in.len), &r->out) == 0 &&
	    answer_end(&r->answer, &r->out) == 0;
}

static void
test_body(const struct test *t, struct run *r, size_t cut, size_t head_len)
{
	struct sv got = sv_slice(buf_sv(&r->out), head_len, r->out.len);
	struct buf plain, want;

	buf_init(&plain, 1 << 16);
	buf_init(&want, 1 << 16);
	unchunk(got, r->answer.framing == HTTP1_CHUNKED, &plain);
	if (r->answer.restorer == NULL)
		with_token(t->out, r->token, &want);
	else
		buf_add_sv(&want, t->out);
	if (!sv_eq(buf_sv(&plain), buf_sv(&want)))
		tap_is_sv(buf_sv(&plain), buf_sv(&want), "%s, cut at %zu",
		    t->name, cut);
	buf_done(&plain);
	buf_done(&want);
}

static void
run_test(const struct test *t)
{
	struct run r;
	int rc = begin(&r, t);
	size_t length = r.in.len;
	struct sv head = buf_sv(&r.out);

	tap_is_int(rc, t->rc, "%s: begin", t->name);
	tap_ok(rc != 0 || sv_find(head, t->head) >= 0, "%s: %.*s", t->name,
	    SV_ARG(t->head));
	tap_ok(sv_find(head, t->lacks) < 0, "%s: no %.*s", t->name,
	    SV_ARG(t->lacks));
	end(&r);
	for (size_t cut = 0; rc == 0 && cut <= length; cut++) {
		size_t head_len;

		(void)!begin(&r, t);
		head_len = r.out.len;
		if (!feed(&r, cut))
			tap_ok(false, "%s: feed, cut at %zu", t->name, cut);
		test_body(t, &r, cut, head_len);
		end(&r);
	}
	tap_ok(true, "%s: every split", t->name);
}

/* What ends an answer in chunks, for clients that take trailers or not. */
static void
test_trailers(void)
{
	static const struct http1_field te = { SV_INIT("TE"),
		SV_INIT("trailers"), HTTP1_ID_TE };
	static const struct http1_field trailers[] = {
		{ SV_INIT("Grpc-Status"), SV_INIT("0"), HTTP1_ID_NONE },
		{ SV_INIT("Content-Digest"), SV_INIT("x"),
		    HTTP1_ID_CONTENT_DIGEST },
		{ SV_INIT("X-Hop"), SV_INIT("1"), HTTP1_ID_NONE },
		{ SV_INIT("X-Sum"), SV_INIT("2"), HTTP1_ID_NONE },
	};
	static const struct sv names[] = { SV_INIT("grpc-status"),
		SV_INIT("content-digest"), SV_INIT("x-hop") };
	static const struct config config = { .trailers = names,
		.ntrailers = 2 };
	static const struct test test = { "trailers", { TEXT_PLAIN,
	    { SV_INIT("Connection"), SV_INIT("x-hop"),
	    HTTP1_ID_CONNECTION } }, 200, HTTP1_CHUNKED, HTTP1_M_GET, 1,
	    SV_INIT("@"), 0, SV_INIT(""), SV_INIT(""), SV_INIT("") };

	for (size_t i = 0; i < 2; i++) {
		struct run r;

		if (begin_with(&r, &test, i == 0 ? NULL : &te, &config) != 0)
			tap_ok(false, "begin");
		r.answer.trailers = trailers;
		r.answer.ntrailers = NELEMS(trailers);
		tap_ok(feed(&r, 3), "fed");
		tap_ok(sv_ends(buf_sv(&r.out), i == 0 ?
		    SV("example\r\n0\r\n\r\n") :
		    SV("example\r\n0\r\nGrpc-Status: 0\r\n\r\n")),
		    i == 0 ? "without TE: none" : "with TE: what is named");
		end(&r);
	}
}

int
main(void)
{
	test_trailers();
	for (size_t i = 0; i < NELEMS(tests); i++)
		run_test(&tests[i]);
	return tap_done();
}
