/*
 * inspect/body/document: what fields a body yields, with every format and every
 * kind of nesting; what coverage says about the rest.
 */
#include "inspect/body/document.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "inspect/body/dialect.h"
#include "tests/tap/tap.h"

struct read_case {
	const char *name;
	const char *type;
	struct sv body;
	const char *fields;	/* one a line: path=text, keys: path~ */
	const char *coverage;	/* state, then reasons and counts */
};

static const struct read_case cases[] = {
	/* JSON */
	{ "json", "application/json", SV_INIT("{\"a\":\"x\",\"b\":[1,\"y\",true],"
	    "\"c\":{\"d\":null,\"e\":-1.5e3}}"),
	    "body.a~\nbody.a=x\nbody.b~\nbody.b[0]=1\nbody.b[1]=y\n"
	    "body.c~\nbody.c.d~\nbody.c.e~\nbody.c.e=-1.5e3\n", "full" },
	{ "json with suffix and parameter",
	    "application/problem+json; charset=UTF-8", SV_INIT("[\"x\"]"),
	    "body[0]=x\n", "full" },
	{ "json, scalar", "application/json", SV_INIT(" \"x\\ty\" "),
	    "body=x\ty\n", "full" },
	{ "json, escapes", "application/json",
	    SV_INIT("{\"k\\u0065y\":\"\\ud83d\\ude00\\\"\\/\"}"),
	    "body.key~\nbody.key=\xf0\x9f\x98\x80\"/\n", "full" },
	{ "json, duplicate keys are both there", "application/json",
	    SV_INIT("{\"a\":\"x\",\"a\":\"y\"}"),
	    "body.a~\nbody.a=x\nbody.a~\nbody.a=y\n", "full" },
	{ "json, odd keys", "application/json",
	    SV_INIT("{\"a.b\":\"x\",\"\":\"y\",\"q\\\"\":\"z\"}"),
	    "body[\"a.b\"]~\nbody[\"a.b\"]=x\nbody[\"\"]~\nbody[\"\"]=y\n"
	    "body[\"q\\\"\"]~\nbody[\"q\\\"\"]=z\n", "full" },
	{ "json, byte order mark", "application/json",
	    SV_INIT("\xef\xbb\xbf[\"x\"]"), "body[0]=x\n", "full" },
	{ "json, malformed", "application/json", SV_INIT("{\"a\":\"x\",}"),
	    "body={\"a\":\"x\",}\n", "none malformed:1" },
	{ "json, no UTF-8", "application/json", SV_INIT("[\"\xff\"]"), "",
	    "none malformed:1" },
	{ "json, lone surrogate", "application/json",
	    SV_INIT("{\"a\":\"\\ud83d x\",\"b\\udc00\":[\"y\"]}"),
	    "body.a~\nbody.a=\xef\xbf\xbd x\n"
	    "body[\"b\xef\xbf\xbd\"]~\nbody[\"b\xef\xbf\xbd\"][0]=y\n", "full" },
	{ "json, half an escape", "application/json",
	    SV_INIT("[\"\\ud8\"]"), "body=[\"\\ud8\"]\n",
	    "none malformed:1" },
	{ "json, deep", "application/json",
	    SV_INIT("[[[[[[[[[\"x\"]]]]]]]]]"),
	    "body=[[[[[[[[[\"x\"]]]]]]]]]\n", "none depth:1" },
	{ "json, empty containers", "application/json",
	    SV_INIT("{\"a\":[],\"b\":{},\"c\":\"\"}"),
	    "body.a~\nbody.b~\nbody.c~\nbody.c=\n", "full" },

	/* JSON in JSON */
	{ "nested", "application/json",
	    SV_INIT("{\"arguments\":\"{\\\"city\\\":\\\"Bonn\\\",\\\"n\\\":[7]}\"}"),
	    "body.arguments~\nbody.arguments.city~\nbody.arguments.city=Bonn\n"
	    "body.arguments.n~\nbody.arguments.n[0]=7\n", "full" },
	{ "nested twice", "application/json",
	    SV_INIT("[\"{\\\"a\\\":\\\"[\\\\\\\"x\\\\\\\\ny\\\\\\\"]\\\"}\"]"),
	    "body[0].a~\nbody[0].a[0]=x\ny\n", "full" },
	{ "looks nested and is not", "application/json",
	    SV_INIT("[\"[see below]\",\"{x}\",\"{\\\"a\\\":1,}\"]"),
	    "body[0]=[see below]\nbody[1]={x}\nbody[2]={\"a\":1,}\n",
	    "full" },
	{ "nested too deep", "application/json",
	    SV_INIT("[\"[\\\"[\\\\\\\"[1]\\\\\\\"]\\\"]\"]"),
	    "body[0][0][0]=[1]\n", "partial depth:1" },

	/* Base64 */
	{ "base64 of text", "application/json",
	    SV_INIT("{\"data\":\"bWF4Lm11c3Rlcm1hbm5AZXhhbXBsZS5vcmc=\"}"),
	    "body.data~\nbody.data=max.mustermann@example.org\n", "full" },
	{ "base64url of JSON", "application/json",
	    SV_INIT("[\"eyJrIjoiw7zDtsOkPz8_In0\"]"),
	    "body[0].k~\nbody[0].k=\xc3\xbc\xc3\xb6\xc3\xa4???\n", "full" },
	{ "base64 of no text is text", "application/json",
	    SV_INIT("[\"/////////////////////w==\"]"),
	    "body[0]=/////////////////////w==\n", "full" },
	{ "words are no base64", "application/json",
	    SV_INIT("[\"Donaudampfschifffahrtsgesell\"]"),
	    "body[0]=Donaudampfschifffahrtsgesell\n", "full" },
	{ "data URL of text", "application/json",
	    SV_INIT("[\"see data:text/plain;base64,TWF4IE11c3Rlcm1hbm4=!\"]"),
	    "body[0]=see data:text/plain;base64,\nbody[0]=!\n"
	    "body[0]=Max Mustermann\n", "full" },
	{ "data URL of JSON", "application/json",
	    SV_INIT("[\"data:application/json;base64,eyJhIjoieCJ9\"]"),
	    "body[0]=data:application/json;base64,\nbody[0].a~\nbody[0].a=x\n",
	    "full" },
	{ "data URL of an image", "application/json",
	    SV_INIT("[\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==\"]"),
	    "body[0]=data:image/png;base64,\n", "partial binary:1" },
	{ "no data URL", "application/json",
	    SV_INIT("[\"base64,TWF4IE11c3Rlcm1hbm4=\"]"),
	    "body[0]=base64,TWF4IE11c3Rlcm1hbm4=\n", "full" },
	{ "two data URLs", "text/plain",
	    SV_INIT("a data:;base64,eHl6enk= b data:;base64,Zm9vYg== c"),
	    "body=a data:;base64,\nbody= b data:;base64,\nbody= c\n"
	    "body=xyzzy\nbody=foob\n", "full sniffed:2" },

	/* NDJSON */
	{ "ndjson", "application/x-ndjson",
	    SV_INIT("{\"a\":\"x\"}\n\r\n[\"y\"]\r\n7"),
	    "body[0].a~\nbody[0].a=x\nbody[1][0]=y\nbody[2]=7\n", "full" },
	{ "ndjson, a bad line", "application/jsonl",
	    SV_INIT("{\"a\":\"x\"}\n{\"a\":}\n[\"y\"]"),
	    "body[0].a~\nbody[0].a=x\nbody={\"a\":}\nbody[2][0]=y\n",
	    "partial malformed:1" },

	/* Lists of bytes: "Hello Max Muster" */
	{ "bytes", "application/json", SV_INIT("{\"d\":[72,101,108,108,111,32,"
	    "77,97,120,32,77,117,115,116,101,114],\"e\":\"x\"}"),
	    "body.d~\nbody.e~\nbody.e=x\nbody.d=Hello Max Muster\n", "full" },
	{ "bytes, all of the body", "application/json",
	    SV_INIT("[72,101,108,108,111,32,77,97,120,32,77,117,115,116,101,"
	    "114]"), "body=Hello Max Muster\n", "full" },
	{ "bytes, one too few", "application/json",
	    SV_INIT("[72,101,108,108,111,32,77,97,120,32,77,117,115,116,101]"),
	    "body[0]=72\nbody[1]=101\nbody[2]=108\nbody[3]=108\nbody[4]=111\n"
	    "body[5]=32\nbody[6]=77\nbody[7]=97\nbody[8]=120\nbody[9]=32\n"
	    "body[10]=77\nbody[11]=117\nbody[12]=115\nbody[13]=116\n"
	    "body[14]=101\n", "full" },
	{ "bytes of a Buffer", "application/json",
	    SV_INIT("{\"type\":\"Buffer\",\"data\":[72,101,108,108,111,32,77,97,"
	    "120,32,77,117,115,116,101,114]}"),
	    "body.type~\nbody.type=Buffer\nbody.data~\n"
	    "body.data=Hello Max Muster\n", "full" },
	{ "bytes of a Buffer that are no text", "application/json",
	    SV_INIT("{\"type\":\"Buffer\",\"data\":[255,216,255,224,0,16,74,70,"
	    "73,70,0,1,1,1,0,72]}"),
	    "body.type~\nbody.type=Buffer\nbody.data~\n",
	    "partial binary:1" },
	{ "numbers that are no bytes", "application/json",
	    SV_INIT("[[72,101,108,108,111,32,77,97,120,32,77,117,115,116,101,"
	    "256],[-72,200],[1.5]]"),
	    "body[0][0]=72\nbody[0][1]=101\nbody[0][2]=108\nbody[0][3]=108\n"
	    "body[0][4]=111\nbody[0][5]=32\nbody[0][6]=77\nbody[0][7]=97\n"
	    "body[0][8]=120\nbody[0][9]=32\nbody[0][10]=77\nbody[0][11]=117\n"
	    "body[0][12]=115\nbody[0][13]=116\nbody[0][14]=101\n"
	    "body[0][15]=256\nbody[1][0]=-72\nbody[1][1]=200\n"
	    "body[2][0]=1.5\n", "full" },

	/* Forms */
	{ "form", "application/x-www-form-urlencoded",
	    SV_INIT("a=x+y%21&b%20c=%C3%BC&&d&=e&f=&a=%zz%"),
	    "body.a~\nbody.a=x y!\nbody[\"b c\"]~\nbody[\"b c\"]=\xc3\xbc\n"
	    "body.d~\nbody[\"\"]=e\nbody.f~\nbody.a~\nbody.a=%zz%\n", "full" },
	{ "form, JSON inside", "application/x-www-form-urlencoded",
	    SV_INIT("j=%7B%22k%22%3A%22x%22%7D"),
	    "body.j~\nbody.j.k~\nbody.j.k=x\n", "full" },
	{ "form, no UTF-8", "application/x-www-form-urlencoded",
	    SV_INIT("a=%FF"), "body.a~\nbody.a=%FF\n", "partial charset:1" },

	/* CSV */
	{ "csv", "text/csv",
	    SV_INIT("name,\"mail \"\"x\"\"\",\nMax,a@b.example,z\n\"M, \"\"A\"\"\","
	    "\"l1\nl2\"\n"),
	    "body.name~\nbody[\"mail \\\"x\\\"\"]~\nbody[0].name=Max\n"
	    "body[0][\"mail \\\"x\\\"\"]=a@b.example\nbody[0][2]=z\n"
	    "body[1].name=M, \"A\"\nbody[1][\"mail \\\"x\\\"\"]=l1\nl2\n",
	    "full" },
	{ "csv, semicolons and CRLF", "text/csv; header=present",
	    SV_INIT("\xef\xbb\xbf" "a;b,c;d\r\n1;2"),
	    "body.a~\nbody[\"b,c\"]~\nbody.d~\nbody[0].a=1\n"
	    "body[0][\"b,c\"]=2\n",
	    "full" },
	{ "tsv", "text/tab-separated-values", SV_INIT("a\tb\nx\ty"),
	    "body.a~\nbody.b~\nbody[0].a=x\nbody[0].b=y\n", "full" },
	{ "csv, open quote", "text/csv", SV_INIT("a,\"b\n"),
	    "body=a,\"b\n\n", "none malformed:1" },
	{ "csv, text after a quote", "text/csv", SV_INIT("a,\"b\"c\n"),
	    "body=a,\"b\"c\n\n", "none malformed:1" },

	/* Text */
	{ "text", "text/plain; charset=utf-8", SV_INIT("Gr\xc3\xbc\xc3\x9f"
	    "e"), "body=Gr\xc3\xbc\xc3\x9f" "e\n", "full" },
	{ "latin1", "text/plain;charset=\"ISO-8859-1\"",
	    SV_INIT("Gr\xfc\xdf" "e"), "body=Gr\xc3\xbc\xc3\x9f" "e\n", "full" },
	{ "latin1 csv", "text/csv; charset=latin1",
	    SV_INIT("n\xe4me\nM\xfcller"),
	    "body[\"n\xc3\xa4me\"]~\nbody[0][\"n\xc3\xa4me\"]=M\xc3\xbcller\n",
	    "full" },
	{ "text, no UTF-8", "text/plain", SV_INIT("Gr\xfc"), "",
	    "none charset:1" },
	{ "other charset", "text/plain; charset=utf-16",
	    SV_INIT("a\0b\0"), "body=a\0b\n", "none charset:1" },
	{ "windows-1252 while ASCII", "text/plain; charset=windows-1252",
	    SV_INIT("abc"), "body=abc\n", "full" },
	{ "windows-1252", "text/plain; charset=windows-1252",
	    SV_INIT("\x80"), "", "none charset:1" },
	{ "xml", "application/xml", SV_INIT("<a>x</a>"),
	    "body=<a>x</a>\n", "full" },
	{ "json as text", "text/plain", SV_INIT(" {\"a\":\"x\"}\n"),
	    "body.a~\nbody.a=x\n", "full sniffed:1" },

	/* No or wrong types */
	{ "no type, json", "", SV_INIT("{\"a\":\"x\"}"),
	    "body.a~\nbody.a=x\n", "full sniffed:1" },
	{ "no type, ndjson", "", SV_INIT("{\"a\":1}\n{\"a\":2}\n"),
	    "body[0].a~\nbody[0].a=1\nbody[1].a~\nbody[1].a=2\n",
	    "full sniffed:1" },
	{ "no type, text", "", SV_INIT("just text"), "body=just text\n",
	    "full sniffed:1" },
	{ "bytes", "application/octet-stream", SV_INIT("\x89PNG\r\n\x1a\n"),
	    "", "none type:1" },
	{ "image", "image/png", SV_INIT("text in fact"), "", "none type:1" },
	{ "image that is json", "image/png", SV_INIT("[\"x\"]"),
	    "body[0]=x\n", "full sniffed:1" },
	{ "nothing", "application/json", SV_INIT(""), "", "full" },

	/* Multipart */
	{ "multipart", "multipart/form-data; boundary=\"b-1\"",
	    SV_INIT("--b-1\r\nContent-Disposition: form-data; name=\"who\"\r\n"
	    "\r\nMax\r\n--b-1 \r\nContent-Disposition: form-data; "
	    "name=\"f\"; filename=\"a.json\"\r\nContent-Type: "
	    "application/json\r\n\r\n{\"k\":\"v\"}\r\n--b-1--\r\n"),
	    "body.who.Content-Disposition=form-data; name=\"who\"\n"
	    "body.f.Content-Disposition=form-data; name=\"f\"; "
	    "filename=\"a.json\"\nbody.f.Content-Type=application/json\n"
	    "body.who=Max\nbody.f.k~\nbody.f.k=v\n", "full" },
	{ "multipart, outside and empty", "multipart/mixed; boundary=b",
	    SV_INIT("before\r\n--b\r\n\r\n\r\n--b\r\n\r\nx\r\n--b--\r\nafter"),
	    "body=before\r\n\nbody=after\nbody[1]=x\n", "full" },
	{ "multipart, base64", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
	    "TWF4IE11c3Rl\r\ncm1hbm4=\r\n--b--"),
	    "body[0].Content-Transfer-Encoding=BASE64\n"
	    "body[0]=Max Mustermann\n", "full" },
	{ "multipart, quoted-printable", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "x=C3=BC\r\n--b--"),
	    "body[0].Content-Transfer-Encoding=quoted-printable\n"
	    "body[0]=x=C3=BC\n", "partial coding:1" },
	{ "multipart, file of unknown bytes", "multipart/form-data; boundary=b",
	    SV_INIT("--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n"
	    "\r\n\x01\x02\r\n--b--"),
	    "body.f.Content-Disposition=form-data; name=f; filename=x\n",
	    "partial type:1" },
	{ "multipart, nested", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
	    "--c\r\n\r\nx\r\n--c--\r\n--b--"),
	    "body[0].Content-Type=multipart/mixed; boundary=c\n"
	    "body[0][0]=x\n", "full" },
	{ "multipart, LF only", "multipart/mixed; boundary=b",
	    SV_INIT("--b\n\nx\n--b--"), "body=--b\n\nx\n--b--\n",
	    "none malformed:1" },
	{ "multipart, no end", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\n\r\nx\r\n"), "body=--b\r\n\r\nx\r\n\n",
	    "none malformed:1" },
	{ "multipart, no boundary", "multipart/form-data",
	    SV_INIT("--b\r\n\r\nx\r\n--b--"),
	    "body=--b\r\n\r\nx\r\n--b--\n", "none malformed:1" },
	{ "multipart, a boundary that goes on", "multipart/mixed; boundary=b",
	    SV_INIT("--b\r\n\r\nx\r\n--bc\r\n\r\n--b--"),
	    "body=--b\r\n\r\nx\r\n--bc\r\n\r\n--b--\n", "none malformed:1" },
};

static const struct document_limits limits = {
	.decoded_bytes = 1 << 20, .decoded_ratio = 100, .depth = 8,
	.layers = 2, .fields = 1000,
};

static void
dump(const struct document *doc, struct buf *out)
{
	for (size_t i = 0; i < doc->nfields; i++) {
		const struct field *f = &doc->fields[i];

		document_path(doc, i, out);
		if (f->role == FIELD_KEY) {
			buf_add_sv(out, SV("~\n"));
			continue;
		}
		buf_add_char(out, '=');
		buf_add_sv(out, f->text);
		buf_add_char(out, '\n');
	}
}

static void
dump_coverage(const struct coverage *c, struct buf *out)
{
	buf_add_cstr(out, coverage_state_name(coverage_state(c)));
	for (enum coverage_reason r = 0; r < COVERAGE_REASONS; r++)
		if (c->reasons[r] > 0)
			buf_addf(out, " %s:%u", coverage_reason_name(r),
			    c->reasons[r]);
	if (c->sniffed > 0)
		buf_addf(out, " sniffed:%u", c->sniffed);
	if (c->exempt > 0)
		buf_addf(out, " exempt:%u", c->exempt);
}

static void
test_cases(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		const struct read_case *c = &cases[i];
		const struct document_input in = {
			.content_type = sv_cstr(c->type), .body = c->body,
			.limits = &limits,
		};
		struct document doc;
		struct arena arena;
		struct buf got;
		struct sv want = sv_cstr(c->fields);

		arena_init(&arena, 1 << 20);
		buf_init(&got, 1 << 20);
		tap_is_int(document_read(&doc, &arena, &in), 0, "%s: read",
		    c->name);
		dump(&doc, &got);
		if (strcmp(c->name, "other charset") == 0)
			want = SV("body=a\0b\0\n");
		tap_is_sv(buf_sv(&got), want, "%s: fields", c->name);
		buf_reset(&got);
		dump_coverage(&doc.coverage, &got);
		tap_is_sv(buf_sv(&got), sv_cstr(c->coverage), "%s: coverage",
		    c->name);
		buf_done(&got);
		arena_done(&arena);
	}
}

/*
 * The properties of rewriting, on every case above: no edit changes no byte;
 * an edited document reads as the same fields with the edited text.
 */
/*
 * True where any change makes other fields of the body: data: heads, MIME, what
 * says that a list is one of bytes.
 */
static bool
is_structure(const struct field *f)
{
	return sv_ends(f->text, SV("base64,")) ||
	    sv_eq(f->text, SV("Buffer")) ||
	    sv_starts_nocase(f->label, SV("content-")) ||
	    sv_ends(f->text, SV("before\r\n"));
}

static struct sv
replacement_for(const struct document *doc)
{
	if (coverage_state(&doc->coverage) != COVERAGE_FULL)
		return SV("TOKEN-0123456789 \\ \xc3\xbc");
	return SV("TOKEN-0123456789 \"q\" \\ \xc3\xbc\n");
}

static bool
same_fields(const struct document *a, const struct document *b,
    const struct edit *edits, size_t nedits)
{
	size_t next = 0;

	if (a->nfields != b->nfields)
		return false;
	for (size_t i = 0; i < a->nfields; i++) {
		struct sv want = a->fields[i].text;

		if (next < nedits && edits[next].field == i)
			want = edits[next++].replacement;
		if (!sv_eq(want, b->fields[i].text)) {
			tap_diag("field %zu: %.*s", i,
			    SV_ARG(b->fields[i].text));
			return false;
		}
	}
	return true;
}

static bool
rewrite_and_compare(const struct document_input *in,
    const struct document *doc, const struct edit *edits, size_t nedits)
{
	struct document_input again = *in;
	struct document copy;
	struct arena arena;
	struct buf out;
	bool same = false;

	arena_init(&arena, 1 << 20);
	buf_init(&out, 1 << 20);
	if (document_rewrite(doc, edits, nedits, &out) == 0) {
		again.body = buf_sv(&out);
		same = document_read(&copy, &arena, &again) == 0 &&
		    same_fields(doc, &copy, edits, nedits);
	}
	if (!same)
		tap_diag("rewritten: %.*s", SV_ARG(buf_sv(&out)));
	buf_done(&out);
	arena_done(&arena);
	return same;
}

static void
test_rewrite_case(const struct read_case *c)
{
	const struct document_input in = {
		.content_type = sv_cstr(c->type), .body = c->body,
		.limits = &limits,
	};
	struct edit edits[64];
	struct document doc;
	struct arena arena;
	struct buf out;
	unsigned wrong = 0;
	size_t n = 0;

	arena_init(&arena, 1 << 20);
	buf_init(&out, 1 << 20);
	if (document_read(&doc, &arena, &in) != 0 || doc.nfields > 64 ||
	    document_rewrite(&doc, NULL, 0, &out) != 0)
		wrong++;
	tap_is_sv(buf_sv(&out), c->body, "%s: no edit, no change", c->name);
	for (size_t i = 0; i < doc.nfields; i++) {
		if (is_structure(&doc.fields[i]))
			continue;
		edits[n] = (struct edit){ (uint32_t)i, 0,
			(uint32_t)doc.fields[i].text.len,
			replacement_for(&doc) };
		wrong += !rewrite_and_compare(&in, &doc, &edits[n], 1);
		n++;
	}
	tap_is_int(wrong, 0, "%s: each field edited", c->name);
	tap_ok(rewrite_and_compare(&in, &doc, edits, n),
	    "%s: all fields edited", c->name);
	buf_done(&out);
	arena_done(&arena);
}

/* The labels of values in lists: "label=value" each. */
static const struct {
	const char *name;
	struct sv body;
	const char *labels;
} lists[] = {
	{ "names, then rows", SV_INIT("{\"columns\":[\"a\",\"b\"],\"index\":[0],"
	    "\"data\":[[\"x\",1],[null,2,\"z\"]],\"c\":[[3]]}"),
	    "columns=a columns=b index=0 a=x b=1 b=2 data=z c=3" },
	{ "the first row", SV_INIT("[[\"a\",\"\",\"b\"],[\"x\",\"y\",1],[2]]"),
	    "=a = =b a=x =y b=1 a=2" },
	{ "under a key", SV_INIT("{\"values\":[[\"a\",\"b\"],[\"x\",1]]}"),
	    "values=a values=b a=x b=1" },
	{ "names in objects", SV_INIT("{\"columns\":[{\"name\":\"a\",\"type\":"
	    "\"text\"},{\"type\":\"long\",\"name\":\"b\"}],\"rows\":[[\"x\",7]]}"),
	    "name=a type=text type=long name=b a=x b=7" },
	{ "an object without a name", SV_INIT("{\"fields\":[{\"type\":\"a\"},"
	    "{\"name\":\"b\"}],\"rows\":[[\"x\"]]}"),
	    "type=a name=b rows=x" },
	{ "no names: a number", SV_INIT("[[\"a\",1],[\"x\",2]]"),
	    "=a =1 =x =2" },
	{ "no names: no word", SV_INIT("{\"k\":[[\"a\",\"44051401359\"],[\"x\",2]]}"),
	    "k=a k=44051401359 k=x k=2" },
	{ "no names: a list in it", SV_INIT("[[\"a\",[\"b\"]],[\"x\",2]]"),
	    "=a =b =x =2" },
	{ "lists in rows", SV_INIT("[[\"a\",\"b\"],[[\"x\"],{\"c\":[1]}]]"),
	    "=a =b a=x c=1" },
	{ "three levels", SV_INIT("[[[\"a\"],[\"x\"]],[[\"b\"],[\"y\"]]]"),
	    "=a a=x =b b=y" },
	{ "a row a line", SV_INIT("[\"a\",\"b\"]\n[\"x\",1]\n[\"y\",2]"),
	    "=a =b a=x b=1 a=y b=2" },
	{ "a line that is no list", SV_INIT("{\"k\":\"v\"}\n[\"x\",1]"),
	    "k=v =x =1" },
	{ "a first line with no names", SV_INIT("[\"a\",5]\n[\"x\",1]"),
	    "=a =5 =x =1" },
};

static void
test_lists(void)
{
	for (size_t i = 0; i < NELEMS(lists); i++) {
		struct document_input in = { .kind = DOCUMENT_REQUEST,
			.method = SV("POST"), .body = lists[i].body,
			.content_type = SV("text/plain"),
			.limits = &document_default_limits };
		struct document doc;
		struct arena arena;
		struct buf out;

		arena_init(&arena, 1 << 20);
		buf_init(&out, 1 << 16);
		tap_is_int(document_read(&doc, &arena, &in), 0, "%s",
		    lists[i].name);
		for (size_t k = 0; k < doc.nfields; k++) {
			const struct field *f = &doc.fields[k];

			if (f->role != FIELD_KEY && f->place == PLACE_BODY)
				buf_addf(&out, "%s%.*s=%.*s",
				    out.len > 0 ? " " : "", SV_ARG(f->label),
				    SV_ARG(f->text));
		}
		tap_is_sv(buf_sv(&out), sv_cstr(lists[i].labels), "%s",
		    lists[i].name);
		buf_done(&out);
		arena_done(&arena);
	}
}

int
main(void)
{
	test_cases();
	test_lists();
	for (size_t i = 0; i < NELEMS(cases); i++)
		test_rewrite_case(&cases[i]);
	return tap_done();
}
