/*
 * Rewriting to the byte: what changes, what stays, at each level; targets and
 * headers; and what is refused.
 */
#include "base/err.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "inspect/body/document.h"
#include "tests/tap/tap.h"

/* Replace the first `find` in the fields of a body by `with`. */
static const struct {
	const char *name, *type;
	struct sv body;
	struct sv find, with;
	struct sv out;
} cases[] = {
	{ "json string", "application/json", SV_INIT("{ \"a\" : \"x Max y\" }"),
	    SV_INIT("Max"), SV_INIT("T\"\\\n\xc3\xbc"),
	    SV_INIT("{ \"a\" : \"x T\\\"\\\\\\n\xc3\xbc y\" }") },
	{ "json, other escapes stay", "application/json",
	    SV_INIT("[\"\\u00e9\\/\\ud83d\\ude00Max\\u0020\\t\"]"),
	    SV_INIT("Max"), SV_INIT("T"),
	    SV_INIT("[\"\\u00e9\\/\\ud83d\\ude00T\\u0020\\t\"]") },
	{ "json, escapes inside go", "application/json",
	    SV_INIT("[\"a \\u004dax z\"]"), SV_INIT("Max"), SV_INIT("T"),
	    SV_INIT("[\"a T z\"]") },
	{ "json, lone surrogates stay", "application/json",
	    SV_INIT("[\"\\uD83D Max\\ude00\",\"\\ud83d\"]"),
	    SV_INIT("Max"), SV_INIT("T"),
	    SV_INIT("[\"\\uD83D T\\ude00\",\"\\ud83d\"]") },
	{ "json, a lone surrogate in a JSON string stays", "application/json",
	    SV_INIT("[\"{\\\"n\\\":\\\"\\\\ud83dMax\\ud83d\\\"}\"]"),
	    SV_INIT("Max"), SV_INIT("\"T"),
	    SV_INIT("[\"{\\\"n\\\":\\\"\\\\ud83d\\\\\\\"T\\ud83d\\\"}\"]") },
	{ "json number", "application/json", SV_INIT("{\"n\": 491701234567 }"),
	    SV_INIT("491701234567"), SV_INIT("T"), SV_INIT("{\"n\": \"T\" }") },
	{ "json number, part of it", "application/json", SV_INIT("[-491701]"),
	    SV_INIT("491701"), SV_INIT("T"), SV_INIT("[\"-T\"]") },
	{ "json key", "application/json", SV_INIT("{\"Max\":1}"),
	    SV_INIT("Max"), SV_INIT("T"), SV_INIT("{\"T\":1}") },
	{ "json in json", "application/json",
	    SV_INIT("{\"arguments\":\"{\\\"n\\\" : \\\"Max \\\\u00e9\\\"}\"}"),
	    SV_INIT("Max"), SV_INIT("\"T\""),
	    SV_INIT("{\"arguments\":\"{\\\"n\\\" : \\\"\\\\\\\"T\\\\\\\" \\\\u00e9\\\"}\"}") },
	{ "json in json, number", "application/json",
	    SV_INIT("[\"{\\\"n\\\":4711}\"]"), SV_INIT("4711"), SV_INIT("T"),
	    SV_INIT("[\"{\\\"n\\\":\\\"T\\\"}\"]") },
	{ "json in json in json", "application/json",
	    SV_INIT("[\"[\\\"[\\\\\\\"Max\\\\\\\"]\\\"]\"]"), SV_INIT("Max"),
	    SV_INIT("\\"), SV_INIT("[\"[\\\"[\\\\\\\"\\\\\\\\\\\\\\\\"
	    "\\\\\\\"]\\\"]\"]") },
	{ "base64, padding stays", "application/json",
	    SV_INIT("[\"bWF4Lm11c3Rlcm1hbm5AZXhhbXBsZS5vcmc=\"]"),
	    SV_INIT("max.mustermann"), SV_INIT("T"),
	    SV_INIT("[\"VEBleGFtcGxlLm9yZw==\"]") },
	{ "base64, none stays none", "application/json",
	    SV_INIT("[\"bWF4Lm11c3Rlcm1hbm5AZXhhbXBsZS5vcmc\"]"),
	    SV_INIT("max.mustermann"), SV_INIT("T"),
	    SV_INIT("[\"VEBleGFtcGxlLm9yZw\"]") },
	{ "base64url", "application/json",
	    SV_INIT("[\"eyJrIjoiw7zDtsOkPz8_In0\"]"), SV_INIT("\xc3\xbc"),
	    SV_INIT("?"), SV_INIT("[\"eyJrIjoiP8O2w6Q_Pz8ifQ\"]") },
	{ "bytes", "application/json", SV_INIT("{\"d\":[72, 101, 108, 108, "
	    "111, 32, 77, 97, 120, 32, 77, 117, 115, 116, 101, 114],\"n\":1}"),
	    SV_INIT("Max"), SV_INIT("T"), SV_INIT("{\"d\":[72, 101, 108, 108, "
	    "111, 32, 84, 32, 77, 117, 115, 116, 101, 114],\"n\":1}") },
	{ "bytes with signs, blanks inside", "application/json",
	    SV_INIT("[ 72,97,108,108,111,32,77,-61,-68,108,108,101,114,44,32,"
	    "77,97,120\n]"), SV_INIT("Max"), SV_INIT("\xc3\xb6"),
	    SV_INIT("[ 72,97,108,108,111,32,77,-61,-68,108,108,101,114,44,32,"
	    "-61,-74\n]") },
	{ "bytes in a string, of JSON", "application/json",
	    SV_INIT("[\"[123,34,107,34,58,34,77,97,120,34,44,34,108,34,58,34,"
	    "121,34,125]\"]"), SV_INIT("Max"), SV_INIT("\""),
	    SV_INIT("[\"[123,34,107,34,58,34,92,34,34,44,34,108,34,58,34,"
	    "121,34,125]\"]") },
	{ "data URL", "text/plain",
	    SV_INIT("<data:;base64,TWF4IE11c3Rlcm1hbm4=>"), SV_INIT("Max"),
	    SV_INIT("T"), SV_INIT("<data:;base64,VCBNdXN0ZXJtYW5u>") },
	{ "form", "application/x-www-form-urlencoded",
	    SV_INIT("a=%c3%bc+Max%20%21&b=%4Dax"), SV_INIT("Max"),
	    SV_INIT("T&\xc3\xbc "),
	    SV_INIT("a=%c3%bc+T%26%C3%BC%20%20%21&b=%4Dax") },
	{ "form, encoded inside", "application/x-www-form-urlencoded",
	    SV_INIT("b=x+%4Dax+%"), SV_INIT("Max"), SV_INIT("T"),
	    SV_INIT("b=x+T+%") },
	{ "csv, quoted", "text/csv", SV_INIT("a\n\"x \"\"Max\"\" y\",1\n"),
	    SV_INIT("Max"), SV_INIT("\"T\""),
	    SV_INIT("a\n\"x \"\"\"\"T\"\"\"\" y\",1\n") },
	{ "csv, plain stays plain", "text/csv", SV_INIT("a,b\r\nMax,1\r\n"),
	    SV_INIT("Max"), SV_INIT("T"), SV_INIT("a,b\r\nT,1\r\n") },
	{ "csv, quotes where needed", "text/csv", SV_INIT("a\nMax x\n"),
	    SV_INIT("Max"), SV_INIT("T,\""), SV_INIT("a\n\"T,\"\" x\"\n") },
	{ "ndjson", "application/x-ndjson", SV_INIT("{\"a\":1}\r\n[\"Max\"]\n"),
	    SV_INIT("Max"), SV_INIT("T\n"),
	    SV_INIT("{\"a\":1}\r\n[\"T\\n\"]\n") },
	{ "latin1", "text/plain; charset=iso-8859-1",
	    SV_INIT("M\xfcller \xe4 Max"), SV_INIT("Max"), SV_INIT("\xc3\xb6"),
	    SV_INIT("M\xfcller \xe4 \xf6") },
	{ "latin1, of ASCII so far", "text/plain; charset=iso-8859-1",
	    SV_INIT("{\"a\":\"Max\"}"), SV_INIT("Max"), SV_INIT("\xc3\xb6"),
	    SV_INIT("{\"a\":\"\xf6\"}") },
	{ "multipart", "multipart/form-data; boundary=b",
	    SV_INIT("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
	    "Max\r\n--b--\r\n"), SV_INIT("Max"), SV_INIT("T"),
	    SV_INIT("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
	    "T\r\n--b--\r\n") },
	{ "multipart, file name", "multipart/form-data; boundary=b",
	    SV_INIT("--b\r\nContent-Disposition:form-data; name=a; "
	    "filename=\"Max.txt\"\r\n\r\nx\r\n--b--"), SV_INIT("Max"),
	    SV_INIT("T"),
	    SV_INIT("--b\r\nContent-Disposition:form-data; name=a; "
	    "filename=\"T.txt\"\r\n\r\nx\r\n--b--") },
	{ "multipart, base64 in lines", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	    "TWF4IE11c3Rl\r\ncm1hbm4=\r\n--b--"), SV_INIT("Max"),
	    SV_INIT("Moritz"),
	    SV_INIT("--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	    "TW9yaXR6IE11\r\nc3Rlcm1hbm4=\r\n--b--") },
	{ "text", "text/plain", SV_INIT("Hallo Max!"), SV_INIT("Max"),
	    SV_INIT("T"), SV_INIT("Hallo T!") },
};

static bool
find_edit(const struct document *doc, struct sv find, struct sv with,
    struct edit *ret)
{
	for (size_t i = 0; i < doc->nfields; i++) {
		ptrdiff_t at = sv_find(doc->fields[i].text, find);

		if (at < 0)
			continue;
		*ret = (struct edit){ (uint32_t)i, (uint32_t)at,
			(uint32_t)((size_t)at + find.len), with };
		return true;
	}
	return false;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		const struct document_input in = {
			.content_type = sv_cstr(cases[i].type),
			.body = cases[i].body,
		};
		struct edit edit;
		struct document doc;
		struct arena arena;
		struct buf out;

		arena_init(&arena, 1 << 20);
		buf_init(&out, 1 << 20);
		if (document_read(&doc, &arena, &in) != 0 ||
		    !find_edit(&doc, cases[i].find, cases[i].with, &edit))
			tap_ok(false, "%s: nothing found", cases[i].name);
		else
			tap_is_int(document_rewrite(&doc, &edit, 1, &out), 0,
			    "%s", cases[i].name);
		tap_is_sv(buf_sv(&out), cases[i].out, "%s: bytes",
		    cases[i].name);
		buf_done(&out);
		arena_done(&arena);
	}
}

/* Where a piece of a field stands in the body, as it is written there. */
static void
test_source(void)
{
	static const struct {
		const char *type;
		struct sv body, find, written;
	} rows[] = {
		{ "text/plain", SV_INIT("Hallo Max!"), SV_INIT("Max"),
		    SV_INIT("Max") },
		{ "application/json",
		    SV_INIT("[\"\\u00e9 \\u004dax\\u0020\", 2]"),
		    SV_INIT("Max "), SV_INIT("\\u004dax\\u0020") },
		{ "application/json", SV_INIT("{\"n\": -49170 }"),
		    SV_INIT("49170"), SV_INIT("49170") },
		{ "application/json", SV_INIT("{\"Max\":1}"),
		    SV_INIT("Max"), SV_INIT("Max") },
		{ "application/json",
		    SV_INIT("{\"a\":\"{\\\"n\\\" : \\\"M\\\\u0061x\\\"}\"}"),
		    SV_INIT("Max"), SV_INIT("M\\\\u0061x") },
		{ "application/json",
		    SV_INIT("[\"bWF4Lm11c3Rlcm1hbm5AZXhhbXBsZS5vcmc=\"]"),
		    SV_INIT("max.mustermann"),
		    SV_INIT("bWF4Lm11c3Rlcm1hbm5AZXhhbXBsZS5vcmc=") },
		{ "application/x-www-form-urlencoded",
		    SV_INIT("a=%c3%bc+M%61x&b=1"), SV_INIT(" Max"),
		    SV_INIT("+M%61x") },
		{ "text/csv", SV_INIT("a\n\"x \"\"Max\"\" y\",1\n"),
		    SV_INIT("\"Max\""), SV_INIT("\"\"Max\"\"") },
		{ "text/csv", SV_INIT("a,b\r\nMax,1\r\n"), SV_INIT("Max"),
		    SV_INIT("Max") },
		{ "text/plain; charset=iso-8859-1",
		    SV_INIT("M\xfcller \xe4 Max"), SV_INIT("\xc3\xa4 Max"),
		    SV_INIT("\xe4 Max") },
	};

	for (size_t i = 0; i < NELEMS(rows); i++) {
		const struct document_input in = {
			.content_type = sv_cstr(rows[i].type),
			.body = rows[i].body,
		};
		struct document_trail trail = { 0 };
		size_t start = 0, end = 0;
		struct edit edit = { 0 };
		struct document doc;
		struct arena arena;

		arena_init(&arena, 1 << 20);
		if (document_read(&doc, &arena, &in) == 0 &&
		    find_edit(&doc, rows[i].find, SV(""), &edit)) {
			start = edit.start;
			end = edit.end;
		}
		tap_is_int(document_source(&doc, &trail, edit.field, &start,
		    &end), 0, "source of %.*s", SV_ARG(rows[i].body));
		tap_is_sv(sv_slice(doc.body, start, end), rows[i].written,
		    "is as written");
		arena_done(&arena);
	}
}

/* With a trail, asked forward or back, the same is answered as without. */
static void
test_trail(void)
{
	const struct document_input in = {
		.content_type = SV("application/json"),
		.body = SV("{\"a\":\"\\u00e9x\\ty\",\"b\":"
		    "\"[\\\"p\\\\u0071r\\\",\\\"st\\\"]\"}"),
	};
	struct document_trail trail = { 0 };
	struct document doc;
	struct arena arena;
	size_t asked = 0;
	bool same = true;

	arena_init(&arena, 1 << 20);
	tap_is_int(document_read(&doc, &arena, &in), 0, "trail: read");
	for (size_t n = 0; n < 40 * doc.nfields; n++) {
		size_t field = n * 7 / 5 % doc.nfields;
		size_t len = doc.fields[field].text.len;
		size_t start = n * 11 / 3 % (len + 1), end = len;
		size_t from = start, to = end;
		struct document_trail none = { 0 };

		if (!utf8_is_boundary(doc.fields[field].text, start))
			continue;
		asked++;
		same = same && document_source(&doc, &trail, field, &start,
		    &end) == 0 && document_source(&doc, &none, field, &from,
		    &to) == 0 && start == from && end == to;
	}
	tap_ok(same && asked > 50, "trail: %zu questions", asked);
	arena_done(&arena);
}

static void
test_several(void)
{
	const struct document_input in = {
		.content_type = SV("application/json"),
		.body = SV("{\"a\":\"Max \\ud83d\\/ \\u004dax\",\"b\":"
		    "\"[\\\"Max\\\",\\\"Max\\\"]\",\"c\":\"Max\"}"),
	};
	struct edit edits[8];
	struct document doc;
	struct arena arena;
	struct buf out;
	size_t n = 0;

	arena_init(&arena, 1 << 20);
	buf_init(&out, 1 << 20);
	tap_is_int(document_read(&doc, &arena, &in), 0, "several: read");
	for (size_t i = 0; i < doc.nfields; i++) {
		struct sv text = doc.fields[i].text;

		for (size_t at = 0; at + 3 <= text.len; at++)
			if (sv_eq(sv_slice(text, at, at + 3), SV("Max")))
				edits[n++] = (struct edit){ (uint32_t)i,
					(uint32_t)at, (uint32_t)at + 3,
					SV("<T>") };
	}
	tap_is_int((int64_t)n, 5, "several: found");
	tap_is_int(document_rewrite(&doc, edits, n, &out), 0, "several");
	tap_is_sv(buf_sv(&out), SV("{\"a\":\"<T> \\ud83d\\/ <T>\",\"b\":"
	    "\"[\\\"<T>\\\",\\\"<T>\\\"]\",\"c\":\"<T>\"}"),
	    "several: bytes");
	buf_done(&out);
	arena_done(&arena);
}

static const struct document_header headers[] = {
	{ SV_INIT("Authorization"), SV_INIT("Bearer sk-fake") },
	{ SV_INIT("X-Note"), SV_INIT("for Max only") },
};

static const struct document_header trailers[] = {
	{ SV_INIT("Authorization"), SV_INIT("Bearer xx-Max") },
	{ SV_INIT("X-Sum"), SV_INIT("of Max and\xc3\xbc") },
};

static const struct document_input outer = {
	.method = SV_INIT("POST"), .host = SV_INIT("h.example"),
	.target = SV_INIT("/v1/users/M%61x%2F?q=Max+x&Max&z=%"),
	.headers = headers, .nheaders = 2,
	.trailers = trailers, .ntrailers = 2,
};

/* Edit every "Max" outside of the body. */
static size_t
outer_edits(const struct document *doc, struct sv with, struct edit *edits)
{
	size_t n = 0;

	for (size_t i = 0; i < doc->nfields; i++) {
		ptrdiff_t at = sv_find(doc->fields[i].text, SV("Max"));

		if (at >= 0)
			edits[n++] = (struct edit){ (uint32_t)i, (uint32_t)at,
				(uint32_t)at + 3, with };
	}
	return n;
}

static void
test_outer(void)
{
	struct edit edits[8];
	struct document doc;
	struct arena arena;
	struct buf out;
	size_t n;

	arena_init(&arena, 1 << 20);
	buf_init(&out, 1 << 20);
	tap_is_int(document_read(&doc, &arena, &outer), 0, "outer: read");
	tap_is_int(doc.coverage.exempt, 1, "the credential is exempt, but "
	    "not as a trailer");
	n = outer_edits(&doc, SV("T/?"), edits);
	tap_is_int((int64_t)n, 6, "path, value, key, header and trailers");
	tap_ok(document_is_edited(&doc, edits, n, PLACE_TARGET, 0) &&
	    document_is_edited(&doc, edits, n, PLACE_HEADER, 1) &&
	    !document_is_edited(&doc, edits, n, PLACE_HEADER, 0) &&
	    document_is_edited(&doc, edits, n, PLACE_TRAILER, 1) &&
	    !document_is_edited(&doc, edits, n, PLACE_BODY, 0),
	    "what is edited");
	tap_is_int(document_rewrite_target(&doc, edits, n, &out), 0,
	    "target");
	tap_is_sv(buf_sv(&out),
	    SV("/v1/users/T%2F%3F%2F?q=T%2F%3F+x&T%2F%3F&z=%"),
	    "target: bytes");
	buf_reset(&out);
	tap_is_int(document_rewrite_header(&doc, edits, n, 1, &out), 0,
	    "header");
	tap_is_sv(buf_sv(&out), SV("for T/? only"), "header: bytes");
	buf_reset(&out);
	tap_is_int(document_rewrite_header(&doc, edits, n, 0, &out), 0,
	    "the other header");
	tap_is_sv(buf_sv(&out), SV("Bearer sk-fake"), "is as it was");
	buf_reset(&out);
	tap_is_int(document_rewrite_trailer(&doc, edits, n, 1, &out), 0,
	    "trailer");
	tap_is_sv(buf_sv(&out), SV("of T/? and\xc3\xbc"), "trailer: bytes");
	buf_reset(&out);
	document_path(&doc, edits[5].field, &out);
	tap_is_sv(buf_sv(&out), SV("trailer.X-Sum"), "trailer: path");
	buf_reset(&out);
	tap_ok(document_rewrite(&doc, edits, n, &out) == 0 && out.len == 0,
	    "and so is the body");
	n = outer_edits(&doc, SV("a\r\nb"), edits);
	tap_is_int(document_rewrite_header(&doc, edits, n, 1, &out),
	    ERR_INVAL, "no line breaks in headers");
	tap_is_int(document_rewrite_trailer(&doc, edits, n, 1, &out),
	    ERR_INVAL, "nor in trailers");
	buf_done(&out);
	arena_done(&arena);
}

static void
test_refused(void)
{
	const struct document_input in = {
		.content_type = SV("application/json"),
		.body = SV("[\"a\xc3\xbc" "b\",\"c\"]"),
	};
	const struct {
		const char *name;
		struct edit edits[2];
		size_t n;
	} bad[] = {
		{ "no such field", { { 9, 0, 0, SV("") } }, 1 },
		{ "past the end", { { 0, 0, 9, SV("") } }, 1 },
		{ "backwards", { { 0, 1, 0, SV("") } }, 1 },
		{ "inside a character", { { 0, 2, 3, SV("") } }, 1 },
		{ "no UTF-8", { { 0, 0, 1, SV("\xff") } }, 1 },
		{ "overlap", { { 0, 0, 3, SV("") }, { 0, 1, 4, SV("") } }, 2 },
		{ "order", { { 1, 0, 1, SV("") }, { 0, 0, 1, SV("") } }, 2 },
	};
	struct document doc;
	struct arena arena;
	struct buf out;

	arena_init(&arena, 1 << 20);
	buf_init(&out, 1 << 20);
	tap_is_int(document_read(&doc, &arena, &in), 0, "refused: read");
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_is_int(document_rewrite(&doc, bad[i].edits, bad[i].n,
		    &out), ERR_INVAL, "refused: %s", bad[i].name);
	buf_done(&out);
	buf_init(&out, 4);
	tap_is_int(document_rewrite(&doc, NULL, 0, &out), ERR_LIMIT,
	    "no room");
	buf_done(&out);
	arena_done(&arena);
}

#ifdef WITH_FAULT_INJECTION
/* Whichever allocation fails, reading and rewriting fail cleanly. */
static void
test_memory(void)
{
	unsigned wrong = 0;
	bool done = false;

	for (unsigned nth = 1; nth < 400 && !done; nth++) {
		struct edit edit = { 0, 0, 1, SV("T") };
		struct document doc;
		struct arena arena;
		struct buf out;
		int err;

		arena_init(&arena, 1 << 20);
		buf_init(&out, 1 << 20);
		fault_arm(FAULT_ALLOC, nth);
		err = document_read(&doc, &arena, &(struct document_input){
		    .content_type = SV("application/json"),
		    .body = SV("[\"x\",\"{\\\"a\\\":\\\"y\\\"}\","
		    "\"data:;base64,eHl6enk=\",\"q\\n\"]") });
		if (err == 0)
			err = document_rewrite(&doc, &edit, 1, &out);
		fault_arm(FAULT_ALLOC, 0);
		wrong += err != 0 && err != ERR_NOMEM;
		done = err == 0;
		buf_done(&out);
		arena_done(&arena);
	}
	tap_ok(done && wrong == 0, "every allocation may fail");
}
#endif

int
main(void)
{
	test_cases();
	test_source();
	test_trail();
	test_several();
	test_outer();
	test_refused();
#ifdef WITH_FAULT_INJECTION
	test_memory();
#endif
	return tap_done();
}
