/* Heads, chunks and trailers as they are written; names of fields. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "proxy/http1_refusal.h"
#include "proxy/http1_write.h"
#include "tests/tap/tap.h"

enum { OUT_MAX = 4096 };

static struct http1_field
field(const char *name, const char *value)
{
	struct sv n = sv_cstr(name);

	return (struct http1_field){ n, sv_cstr(value), http1_field_id(n) };
}

static void
test_request(void)
{
	struct http1_field got[] = { field("Accept", " */* "),
		field("Connection", "x-gone, keep-alive"),
		field("X-Gone", "1"), field("X-Other", "2"),
		field("authorization", "Bearer received"),
		field("Host", "smuggled"), field("Content-Length", "99"),
		field("Transfer-Encoding", "chunked"), field("ETag", "x") };
	struct http1_field ours[] = { field("Authorization", "Bearer held"),
		field("X-Other", "3") };
	struct http1_field trailers[] = { field("X-Sum", "1"),
		field("Grpc-Status", "0") };
	struct http1_request_spec spec = {
		.method = SV("POST"), .target = SV("/v1"),
		.authority = SV("a.example:8443"),
		.list = { got, NELEMS(got), ours, NELEMS(ours),
		    HTTP1_BIT(HTTP1_ID_ETAG) },
		.framing = HTTP1_LENGTH, .content_length = 5, .close = true,
	};
	struct buf out;

	buf_init(&out, OUT_MAX);
	tap_is_int(http1_write_request(&out, &spec), 0, "write");
	tap_is_sv(buf_sv(&out), SV("POST /v1 HTTP/1.1\r\n"
	    "Host: a.example:8443\r\nAccept: */*\r\n"
	    "Authorization: Bearer held\r\nX-Other: 3\r\n"
	    "Content-Length: 5\r\nConnection: close\r\n\r\n"), "request");
	buf_reset(&out);
	spec = (struct http1_request_spec){ .method = SV("POST"),
		.target = SV("/"), .authority = SV("a"),
		.framing = HTTP1_CHUNKED, .trailers = trailers,
		.ntrailers = 2, .takes_trailers = true };
	tap_is_int(http1_write_request(&out, &spec), 0, "in chunks");
	spec.close = true;
	spec.ntrailers = 0;
	tap_is_int(http1_write_request(&out, &spec), 0, "and closing");
	tap_is_sv(buf_sv(&out), SV("POST / HTTP/1.1\r\nHost: a\r\n"
	    "Transfer-Encoding: chunked\r\nTrailer: X-Sum, Grpc-Status\r\n"
	    "TE: trailers\r\nConnection: TE\r\n\r\n"
	    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
	    "TE: trailers\r\nConnection: close, TE\r\n\r\n"),
	    "trailers are announced, and taken");
	buf_done(&out);
}

struct bad_case {
	const char *what;
	struct http1_request_spec spec;
};

static void
test_bad_requests(void)
{
	struct http1_field bad_name = field("X\r\nY", "z");
	struct http1_field bad_value = field("X", "y\r\nZ: 1");
	struct http1_field nul = { SV("X"), sv_make("a\0b", 3), 0 };
	struct http1_field framing = field("Content-length", "7");
	struct http1_field plain = field("Server-Timing", "7");
	struct bad_case cases[] = {
		{ "method", { .method = SV("GE T"), .target = SV("/"),
		    .authority = SV("a") } },
		{ "target with a line end", { .method = SV("GET"),
		    .target = SV("/ HTTP/1.1\r\nX: y"),
		    .authority = SV("a") } },
		{ "relative target", { .method = SV("GET"), .target = SV("x"),
		    .authority = SV("a") } },
		{ "empty target", { .method = SV("GET"), .target = SV(""),
		    .authority = SV("a") } },
		{ "authority", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a\r\nX: y") } },
		{ "end", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a"), .framing = HTTP1_UNTIL_CLOSE } },
		{ "trailer", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a"), .framing = HTTP1_CHUNKED,
		    .trailers = &framing, .ntrailers = 1 } },
		{ "framing of trailers", { .method = SV("GET"),
		    .target = SV("/"), .authority = SV("a"),
		    .framing = HTTP1_LENGTH, .trailers = &plain,
		    .ntrailers = 1 } },
		{ "name", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a"), .list = { &bad_name, 1, NULL, 0,
		    0 } } },
		{ "value", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a"), .list = { &bad_value, 1, NULL, 0,
		    0 } } },
		{ "NUL", { .method = SV("GET"), .target = SV("/"),
		    .authority = SV("a"), .list = { NULL, 0, &nul, 1, 0 } } },
		{ "framing among ours", { .method = SV("GET"),
		    .target = SV("/"), .authority = SV("a"),
		    .list = { NULL, 0, &framing, 1, 0 } } },
	};
	struct buf out;

	buf_init(&out, OUT_MAX);
	buf_add_cstr(&out, "before");
	for (size_t i = 0; i < NELEMS(cases); i++) {
		tap_is_int(http1_write_request(&out, &cases[i].spec),
		    ERR_INVAL, "refuse a bad %s", cases[i].what);
		tap_is_sv(buf_sv(&out), SV("before"), "and append nothing");
	}
	buf_done(&out);
}

static void
test_response(void)
{
	struct http1_field got[] = { field("Server", "x"),
		field("Keep-Alive", "5"), field("Content-Length", "3") };
	struct http1_response_spec spec = { .status = 200,
		.list = { .fields = got, .nfields = NELEMS(got) },
		.framing = HTTP1_CHUNKED };
	struct http1_response_spec none = { .status = 204, .close = true,
		.reason = SV("Nothing") };
	struct http1_response_spec bad = { .status = 99 };
	struct buf out;

	buf_init(&out, OUT_MAX);
	tap_is_int(http1_write_response(&out, &spec), 0, "write");
	tap_is_sv(buf_sv(&out), SV("HTTP/1.1 200 OK\r\nServer: x\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n"), "chunked");
	buf_reset(&out);
	tap_is_int(http1_write_response(&out, &none), 0, "write");
	tap_is_sv(buf_sv(&out), SV("HTTP/1.1 204 Nothing\r\n"
	    "Connection: close\r\n\r\n"), "no body");
	tap_is_int(http1_write_response(&out, &bad), ERR_INVAL, "status 99");
	bad = (struct http1_response_spec){ .status = 200,
		.framing = HTTP1_UNTIL_CLOSE };
	tap_is_int(http1_write_response(&out, &bad), ERR_INVAL,
	    "until close without closing");
	bad = (struct http1_response_spec){ .status = 200,
		.reason = SV("O\nK") };
	tap_is_int(http1_write_response(&out, &bad), ERR_INVAL, "reason");
	tap_is_sv(http1_write_reason(421), SV("Misdirected Request"), "421");
	tap_is_sv(http1_write_reason(299), SV("Unknown"), "299");
	buf_done(&out);
}

static void
test_chunks(void)
{
	struct http1_field trailers[] = { field("Grpc-Status", "0"),
		field("X-Empty", ""), field("Server-Timing", "a") };
	struct http1_field cookie = field("Set-Cookie", "no");
	struct http1_field bad = field("Server-Timing", "a\nb");
	struct buf out;

	buf_init(&out, OUT_MAX);
	http1_write_chunk(&out, SV(""));
	http1_write_chunk(&out, SV("hello world, 26 bytes long"));
	tap_is_int(http1_write_last_chunk(&out, trailers, NELEMS(trailers)),
	    0, "last chunk");
	tap_is_sv(buf_sv(&out), SV("1a\r\nhello world, 26 bytes long\r\n0\r\n"
	    "Grpc-Status: 0\r\nX-Empty: \r\nServer-Timing: a\r\n\r\n"),
	    "chunks");
	buf_reset(&out);
	tap_is_int(http1_write_last_chunk(&out, &cookie, 1), ERR_INVAL,
	    "what never trails");
	tap_is_int((int64_t)out.len, 0, "nothing was appended");
	http1_write_chunk_size(&out, UINT64_C(0x123456789abcdef0));
	http1_write_chunk_size(&out, 15);
	tap_is_sv(buf_sv(&out), SV("123456789abcdef0\r\nf\r\n"), "sizes");
	tap_is_int(http1_write_last_chunk(&out, &bad, 1), ERR_INVAL,
	    "an unsound trailer");
	buf_done(&out);
}

static void
test_names(void)
{
	bool all = true;

	for (int id = HTTP1_ID_NONE + 1; id < HTTP1_IDS; id++) {
		struct sv name = http1_field_name((enum http1_id)id);

		if (name.len == 0 || http1_field_id(name) != (enum http1_id)id)
			all = tap_ok(false, "field %d", id);
	}
	tap_ok(all, "each known name is found");
	tap_is_int(http1_field_id(SV("CONTENT-length")),
	    HTTP1_ID_CONTENT_LENGTH, "in any case");
	tap_is_int(http1_field_id(SV("content_length")), HTTP1_ID_NONE,
	    "but exactly");
	tap_is_int(http1_field_id(SV("")), HTTP1_ID_NONE, "empty");
	tap_is_int(http1_field_id(SV("\377\377\377")), HTTP1_ID_NONE, "odd");
	tap_ok(HTTP1_IDS < 64, "ids fit a mask");
	all = true;
	for (int code = 0; code < HTTP1_CODES; code++)
		all = all && http1_code_name((enum http1_code)code) != NULL &&
		    http1_code_text((enum http1_code)code) != NULL &&
		    http1_code_status((enum http1_code)code) >= 200;
	tap_ok(all, "each code has a name, a text and a status");
	tap_ok(http1_is_token(SV("a!#$%&'*+-.^_`|~9Z")) &&
	    !http1_is_token(SV("")) && !http1_is_token(SV("a b")), "tokens");
	tap_ok(http1_is_value(SV("a\tb \303\274")) &&
	    !http1_is_value(SV("a\177")), "values");
}

int
main(void)
{
	test_request();
	test_bad_requests();
	test_response();
	test_chunks();
	test_names();
	return tap_done();
}
