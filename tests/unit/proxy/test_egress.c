/* The request as it leaves. */
#include "base/err.h"
#include "proxy/egress.h"
#include "tests/tap/tap.h"

static const struct config_route lent = { .name = SV_INIT("lent"),
	.path = SV_INIT("/lent/"), .credential = SV_INIT("file"),
	.credential_header = SV_INIT("authorization") };
static const struct config_route passed = { .name = SV_INIT("passed"),
	.path = SV_INIT("/passed/"), .credential = SV_INIT("file"),
	.credential_header = SV_INIT("x-pass") };
static const struct identity nobody = { .client = NULL };
static const struct identity known = { .client = NULL,
	.drop = HTTP1_BIT(HTTP1_ID_X_API_KEY) };

static const struct http1_field fields[] = {
	{ SV_INIT("Host"), SV_INIT("127.0.0.1:8080"), HTTP1_ID_HOST },
	{ SV_INIT("Content-Type"), SV_INIT("application/json"),
	    HTTP1_ID_CONTENT_TYPE },
	{ SV_INIT("Authorization"), SV_INIT("Bearer own"),
	    HTTP1_ID_AUTHORIZATION },
	{ SV_INIT("X-Api-Key"), SV_INIT("ours"), HTTP1_ID_X_API_KEY },
	{ SV_INIT("Exeat-Token"), SV_INIT("ours"), HTTP1_ID_NONE },
	{ SV_INIT("Cookie"), SV_INIT("a=b"), HTTP1_ID_COOKIE },
	{ SV_INIT("Accept-Encoding"), SV_INIT("gzip, lzma"),
	    HTTP1_ID_ACCEPT_ENCODING },
	{ SV_INIT("Range"), SV_INIT("bytes=0-1"), HTTP1_ID_RANGE },
	{ SV_INIT("Baggage"), SV_INIT("user=eva"), HTTP1_ID_NONE },
	{ SV_INIT("X-Note"), SV_INIT("ask eva"), HTTP1_ID_NONE },
};

static const struct http1_field trailers[] = {
	{ SV_INIT("X-Sum"), SV_INIT("of eva"), HTTP1_ID_NONE },
	{ SV_INIT("X-Other"), SV_INIT("for eva"), HTTP1_ID_NONE },
	{ SV_INIT("x-PASS"), SV_INIT("word"), HTTP1_ID_NONE },
	{ SV_INIT("Server-Timing"), SV_INIT("1"), HTTP1_ID_NONE },
	{ SV_INIT("X-Hop"), SV_INIT("2"), HTTP1_ID_NONE },
};

static const struct sv passing[] = { SV_INIT("x-sum"), SV_INIT("x-pass"),
	SV_INIT("server-timing"), SV_INIT("x-hop") };
static const struct config config = { .trailers = passing,
	.ntrailers = NELEMS(passing) };

struct fixture {
	struct arena arena;
	struct http1_head request;
	struct document doc;
	struct route_target target;
	struct egress e;
	struct buf head, body, tail;
};

static void
set_up(struct fixture *f)
{
	static struct document_header headers[NELEMS(fields)];
	struct document_header lines[NELEMS(trailers)];
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"), .host = SV("api.example"),
		.target = SV("/v1/x?who=eva"),
		.content_type = SV("application/json"),
		.body = SV("{\"a\": \"to eva\"}"),
		.headers = headers, .nheaders = NELEMS(fields),
		.trailers = lines, .ntrailers = NELEMS(lines) };

	*f = (struct fixture){ 0 };
	headers[9] = (struct document_header){ fields[9].name,
		fields[9].value };
	for (size_t i = 0; i < NELEMS(trailers); i++)
		lines[i] = (struct document_header){ trailers[i].name,
			trailers[i].value };
	arena_init(&f->arena, 1 << 20);
	buf_init(&f->head, 1 << 16);
	buf_init(&f->body, 1 << 16);
	buf_init(&f->tail, 1 << 16);
	tap_is_int(document_read(&f->doc, &f->arena, &in), 0, "read");
	f->target = (struct route_target){ .name = SV("to"), .https = true,
		.host = SV("api.example"), .port = 8443,
		.path = SV("/v1/x?who=eva") };
	f->request = (struct http1_head){ .method = HTTP1_M_POST,
		.method_text = SV("POST"), .framing = HTTP1_LENGTH,
		.fields = fields, .nfields = NELEMS(fields) };
	for (size_t i = 0; i < NELEMS(fields); i++)
		f->request.present |= HTTP1_BIT(fields[i].id);
	f->e = (struct egress){ .head = &f->request, .doc = &f->doc,
		.target = &f->target, .who = &known, .config = &config,
		.arena = &f->arena };
}

static void
tear_down(struct fixture *f)
{
	arena_done(&f->arena);
	buf_done(&f->head);
	buf_done(&f->body);
	buf_done(&f->tail);
}

static bool
has(const struct fixture *f, struct sv text)
{
	return sv_find(buf_sv(&f->head), text) >= 0;
}

static void
test_plain(void)
{
	struct fixture f;

	set_up(&f);
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "write");
	tap_is_sv(buf_sv(&f.body), SV("{\"a\": \"to eva\"}"), "body as it was");
	tap_ok(sv_starts(buf_sv(&f.head), SV("POST /v1/x?who=eva HTTP/1.1\r\n")),
	    "request line");
	tap_ok(has(&f, SV("Host: api.example:8443\r\n")), "the destination's");
	tap_ok(has(&f, SV("Authorization: Bearer own\r\n")),
	    "the credential for the destination stays");
	tap_ok(!has(&f, SV("ours")), "what is for us is stripped");
	tap_ok(!has(&f, SV("a=b")) && !has(&f, SV("user=eva")),
	    "cookies and baggage do not cross");
	tap_ok(has(&f, SV("Range:")) && !has(&f, SV("lzma")) &&
	    has(&f, SV("Accept-Encoding: ")), "codings we can undo");
	tear_down(&f);
}

/* The field whose text is or holds `text`, as an edit to "X". */
static struct edit
edit_of(const struct fixture *f, struct sv text, enum field_place place)
{
	for (size_t i = 0; i < f->doc.nfields; i++) {
		ptrdiff_t at = sv_find(f->doc.fields[i].text, text);

		if (at >= 0 && f->doc.fields[i].place == place)
			return (struct edit){ .field = (uint32_t)i,
				.start = (uint32_t)at,
				.end = (uint32_t)((size_t)at + text.len),
				.replacement = SV("X1") };
	}
	tap_ok(false, "no such field");
	return (struct edit){ .replacement = SV("") };
}

static void
sort_edits(struct edit *e, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && e[k].field < e[k - 1].field; k--) {
			struct edit swap = e[k];

			e[k] = e[k - 1];
			e[k - 1] = swap;
		}
}

static void
test_edited(void)
{
	struct fixture f;
	struct edit edits[3];

	set_up(&f);
	edits[0] = edit_of(&f, SV("eva"), PLACE_BODY);
	edits[1] = edit_of(&f, SV("eva"), PLACE_TARGET);
	edits[2] = edit_of(&f, SV("eva"), PLACE_HEADER);
	sort_edits(edits, 3);
	f.e.edits = edits;
	f.e.nedits = 3;
	f.e.want_identity = true;
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "write");
	tap_is_sv(buf_sv(&f.body), SV("{\"a\": \"to X1\"}"), "body edited");
	tap_ok(has(&f, SV("POST /v1/x?who=X1 HTTP/1.1")), "target edited");
	tap_ok(has(&f, SV("X-Note: ask X1\r\n")), "header edited");
	tap_ok(has(&f, SV("Content-Length: 14\r\n")), "length is the new one");
	tap_ok(!has(&f, SV("Range:")) &&
	    has(&f, SV("Accept-Encoding: identity")), "no parts, no coding");
	f.request.present |= HTTP1_BIT(HTTP1_ID_CONTENT_DIGEST);
	buf_reset(&f.head);
	tap_ok(egress_write(&f.e, &f.head, &f.body, &f.tail) == ERR_DENIED &&
	    f.head.len == 0, "a digested request is not broken");
	tear_down(&f);
}

static void
test_credentials(void)
{
	struct fixture f;

	set_up(&f);
	f.e.who = &nobody;
	f.target.drop_credentials = true;
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "redirected");
	tap_ok(!has(&f, SV("Bearer")) && !has(&f, SV("X-Api-Key")),
	    "credentials do not follow a redirect");
	buf_reset(&f.head);
	buf_reset(&f.body);
	f.target.drop_credentials = false;
	f.target.route = &lent;
	f.e.credential = SV("Bearer lent");
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "lent");
	tap_ok(has(&f, SV("authorization: Bearer lent\r\n")) &&
	    !has(&f, SV("Bearer own")), "the route's own credential");
	tear_down(&f);
}

/* The request with trailers: the body is one chunk, or none. */
static void
test_trailers(void)
{
	static const struct http1_field hop[] = {
		{ SV_INIT("Connection"), SV_INIT("x-hop , te"),
		    HTTP1_ID_CONNECTION },
		{ SV_INIT("TE"), SV_INIT("gzip;q=0.5, Trailers"),
		    HTTP1_ID_TE },
	};
	struct fixture f;
	struct edit edits[2];

	set_up(&f);
	f.request.fields = hop;
	f.request.nfields = NELEMS(hop);
	f.request.present = 0;
	f.request.minor = 1;
	f.request.framing = HTTP1_CHUNKED;
	f.e.trailers = trailers;
	f.e.ntrailers = NELEMS(trailers);
	f.target.route = &passed;
	f.e.credential = SV("lent");
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "write");
	tap_is_sv(buf_sv(&f.tail), SV("\r\n0\r\nX-Sum: of eva\r\n"
	    "Server-Timing: 1\r\n\r\n"),
	    "what is named, not of the connection and no credential");
	tap_ok(has(&f, SV("\r\nTransfer-Encoding: chunked\r\n"
	    "Trailer: X-Sum, Server-Timing\r\n"
	    "TE: trailers\r\nConnection: TE\r\n\r\nf\r\n")) &&
	    !has(&f, SV("Content-Length")), "one chunk");
	tap_is_sv(buf_sv(&f.body), SV("{\"a\": \"to eva\"}"), "its content");
	buf_reset(&f.head);
	buf_reset(&f.body);
	buf_reset(&f.tail);
	edits[0] = edit_of(&f, SV("eva"), PLACE_TRAILER);
	edits[1] = edits[0];
	edits[1].field++;
	f.e.edits = edits;
	f.e.nedits = 2;
	f.doc.body = SV("");
	tap_is_int(egress_write(&f.e, &f.head, &f.body, &f.tail), 0, "edited");
	tap_is_sv(buf_sv(&f.tail), SV("0\r\nX-Sum: of X1\r\n"
	    "Server-Timing: 1\r\n\r\n"), "in its value, behind no chunk");
	tap_ok(sv_ends(buf_sv(&f.head), SV("Connection: TE\r\n\r\n")),
	    "the head ends as heads do");
	tear_down(&f);
}

int
main(void)
{
	test_trailers();
	test_plain();
	test_edited();
	test_credentials();
	return tap_done();
}
