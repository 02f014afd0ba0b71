/* Lanes: what comes out, in every split into two and byte by byte. */
#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "inspect/answer/lane.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/toy_tokens.h"

#define ASTRAL "\xf0\x9d\x94\x84\xf0\x9f\x98\x80 \xc3\xa9"

static const struct {
	enum nest_text text;
	enum lane_style style;
	const char *in, *out;
} cases[] = {
	/* Plain text. */
	{ NEST_ANY, LANE_AS_IS, "", "" },
	{ NEST_ANY, LANE_AS_IS, "no token T TK TK00000", "no token T TK TK00000" },
	{ NEST_ANY, LANE_AS_IS, "TK000001", "Ada" },
	{ NEST_ANY, LANE_AS_IS, "xTK000001x", "xAdax" },
	{ NEST_ANY, LANE_AS_IS, "TKTK000001TK000002",
	    "TKAdaada@example.org" },
	{ NEST_ANY, LANE_AS_IS, "TK000002 TK000007",
	    "ada@example.org Ada@Example.org" },
	{ NEST_ANY, LANE_AS_IS, "\"TK000003\"", "\"O\"Brien \\ Sons\"" },
	{ NEST_ANY, LANE_AS_IS, "\\TK000005", "\\line\nbreak\ttab\x01" },
	{ NEST_ANY, LANE_AS_IS, "TKffffff stays", "TKffffff stays" },
	{ NEST_ANY, LANE_AS_IS, "TKFFFFFF is none", "TKFFFFFF is none" },
	{ NEST_ANY, LANE_AS_IS, "TKbbbbbb", "TK000001" },
	{ NEST_ANY, LANE_AS_IS, "a TKcccccc b", "a  b" },
	{ NEST_ANY, LANE_AS_IS, "TKdddddd", "not utf-8 \xff" },
	{ NEST_PLAIN, LANE_MARKUP, "<p t=\"TK000003\">TK000006</p>",
	    "<p t=\"O&quot;Brien \\ Sons\">&lt;b&gt; &amp; &#39;c&#39;</p>" },
	{ NEST_PLAIN, LANE_MARKUP, "<TKdddddd", "<TKdddddd" },
	{ NEST_ANY, LANE_LINES, "TK000005.", "line\ndata: break\ttab\x01." },
	/* URLs. */
	{ NEST_ANY, LANE_AS_IS, "see https://evil.example/?e=TK000002 TK000002",
	    "see https://evil.example/?e=TK000002 ada@example.org" },
	{ NEST_ANY, LANE_AS_IS, "https://TK000001.evil.example/TK000002",
	    "https://TK000001.evil.example/TK000002" },
	{ NEST_ANY, LANE_AS_IS, "mailto:TK000002?cc=TK000002",
	    "mailto:ada@example.org?cc=TK000002" },
	{ NEST_ANY, LANE_AS_IS, "https://e/TKeeeeeeTK000001",
	    "https://e/plainTK000001" },
	{ NEST_ANY, LANE_AS_IS, "TK000002://TK000002",
	    "ada@example.org://TK000002" },
	/* JSON bodies: only strings, escaped, all else untouched. */
	{ NEST_JSON, LANE_AS_IS, "{ \"a\" :\t\"TK000003\\n\",\"b\":[1e5,null]}\n",
	    "{ \"a\" :\t\"O\\\"Brien \\\\ Sons\\n\",\"b\":[1e5,null]}\n" },
	{ NEST_JSON, LANE_AS_IS, "{\"TK000001\":\"\",\"\":\"\\\"TK000002\\\"\"}",
	    "{\"Ada\":\"\",\"\":\"\\\"ada@example.org\\\"\"}" },
	{ NEST_JSON, LANE_AS_IS, "[\"TK000004\",\"TK000005\"]",
	    "[\"" ASTRAL "\",\"line\\nbreak\\ttab\\u0001\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"TKdddddd\"]", "[\"TKdddddd\"]" },
	{ NEST_JSON, LANE_AS_IS, "{\"a\":\"TK000001\"}\n{\"a\":\"TK000001\"}\n",
	    "{\"a\":\"Ada\"}\n{\"a\":\"Ada\"}\n" },
	{ NEST_JSON, LANE_AS_IS, "[\"\\u0054K000001\",\"T\\u004b00000\\u0031\"]",
	    "[\"Ada\",\"Ada\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"\\u0054\\u004b\\u0030\\u0030\\u0030\\u0030"
	    "\\u0030\\u0031\\u0020T\\u004B00000\\u003f\"]",
	    "[\"Ada\\u0020T\\u004B00000\\u003f\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"\\ud83d\\ude00TK000001\\u00e9\\/\"]",
	    "[\"\\ud83d\\ude00Ada\\u00e9\\/\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"https:\\/\\/evil.example\\/?e=TK000002\"]",
	    "[\"https:\\/\\/evil.example\\/?e=TK000002\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"https://e.example/\",\"TK000001\"]",
	    "[\"https://e.example/\",\"Ada\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"https://e.example/\\nTK000001\"]",
	    "[\"https://e.example/\\nAda\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"https\\u003a\\u002f\\u002fe/TK000001\"]",
	    "[\"https\\u003a\\u002f\\u002fe/TK000001\"]" },
	{ NEST_JSON, LANE_AS_IS, "[\"\\u000\",\"TK000001\",\"\\q\",\"\\u12\"]",
	    "[\"\\u000\",\"Ada\",\"\\q\",\"\\u12\"]" },
	/* JSON in a string of JSON, twice and three times. */
	{ NEST_JSON, LANE_AS_IS, "{\"arguments\":\"{\\\"n\\\":\\\"TK000003\\\"}\"}",
	    "{\"arguments\":\"{\\\"n\\\":\\\"O\\\\\\\"Brien \\\\\\\\ Sons\\\"}\"}" },
	{ NEST_JSON, LANE_AS_IS, "{\"arguments\":\"{\\\"n\\\":\\\"TK000005\\\"}\"}",
	    "{\"arguments\":\"{\\\"n\\\":\\\"line\\\\nbreak\\\\ttab\\\\u0001\\\"}\"}" },
	{ NEST_JSON, LANE_AS_IS, "[\"[ [\\\"{\\\\\\\"a\\\\\\\": \\\\\\\"TK000003"
	    "\\\\\\\"}\\\"]]\"]",
	    "[\"[ [\\\"{\\\\\\\"a\\\\\\\": \\\\\\\"O\\\\\\\\\\\\\\\"Brien "
	    "\\\\\\\\\\\\\\\\ Sons\\\\\\\"}\\\"]]\"]" },
	/* The inside of a JSON string: deltas. */
	{ NEST_STRING, LANE_AS_IS, "say \\\"TK000003\\\"",
	    "say \\\"O\\\"Brien \\\\ Sons\\\"" },
	{ NEST_STRING, LANE_AS_IS, "{\\\"n\\\": \\\"TK000003\\\"}",
	    "{\\\"n\\\": \\\"O\\\\\\\"Brien \\\\\\\\ Sons\\\"}" },
	{ NEST_STRING, LANE_AS_IS, " {\\\"n\\\": \\\"\\\\u0054K00000\\\\u0031"
	    "\\\\u0020\\\"}",
	    " {\\\"n\\\": \\\"Ada\\\\u0020\\\"}" },
	{ NEST_STRING, LANE_AS_IS, "{\\u0022n\\u0022:\\u0022T\\u004b000003\\u0022}",
	    "{\\u0022n\\u0022:\\u0022O\\\\\\\"Brien \\\\\\\\ Sons\\u0022}" },
	/* What begins like JSON and is none. */
	{ NEST_STRING, LANE_AS_IS, "[TK000003]", "[O\\\"Brien \\\\ Sons]" },
	{ NEST_STRING, LANE_AS_IS, "{TK000003}", "{O\\\"Brien \\\\ Sons}" },
	{ NEST_STRING, LANE_AS_IS, "[1] see \\\"TK000003\\\"",
	    "[1] see \\\"O\\\"Brien \\\\ Sons\\\"" },
	{ NEST_STRING, LANE_AS_IS, "{\\\"a\\\":1} and \\\"TK000003\\\"",
	    "{\\\"a\\\":1} and \\\"O\\\"Brien \\\\ Sons\\\"" },
	{ NEST_STRING, LANE_AS_IS, "{\\\"a\\\":TK000001,\\\"b\\\":\\\"TK000001\\\"}",
	    "{\\\"a\\\":Ada,\\\"b\\\":\\\"Ada\\\"}" },
	{ NEST_STRING, LANE_AS_IS, "[-1.5E3, 2e3, true, false, null, \\\"TK000003"
	    "\\\"]",
	    "[-1.5E3, 2e3, true, false, null, \\\"O\\\\\\\"Brien \\\\\\\\ Sons"
	    "\\\"]" },
	{ NEST_ANY, LANE_AS_IS, "{\"a\":[],\"n\":{\"m\":\"TK000003\"}} ",
	    "{\"a\":[],\"n\":{\"m\":\"O\\\"Brien \\\\ Sons\"}} " },
	/* Slow answers. */
	{ NEST_ANY, LANE_AS_IS, "a TKaaaaaa b TK000001 TKaaaaaa",
	    "a slow b Ada slow" },
	{ NEST_JSON, LANE_AS_IS, "[\"{\\\"a\\\":\\\"TK000001\\\\\\\"TKaaaaaa\\\"}\",\""
	    "TKaaaaaa\", \"\\u0054Kaaaaaa\",\"[TKaaaaaa]\"]",
	    "[\"{\\\"a\\\":\\\"Ada\\\\\\\"slow\\\"}\",\"slow\", \"slow\","
	    "\"[slow]\"]" },
	{ NEST_STRING, LANE_AS_IS, "{\\\"a\\\":xTKaaaaaa,\\\"b\\\":TK000001,TKaaaaaa",
	    "{\\\"a\\\":xslow,\\\"b\\\":Ada,slow" },
	{ NEST_ANY, LANE_AS_IS, "https://e/TKaaaaaaTKaaaaaa",
	    "https://e/TKaaaaaaTKaaaaaa" },
};

/* Feed a piece, asking again as often as needed. */
static void
feed(struct lane *l, struct sv piece, bool last, struct buf *out)
{
	int err = lane_feed(l, piece, last, out);

	while (err == ERR_AGAIN)
		err = lane_feed(l, SV(""), last, out);
	if (err != 0)
		tap_ok(false, "lane_feed: %s", err_text(err));
}

static struct restore_stats stats;
static struct toy toy;

/* Run case `i` in pieces that end at `a`, at `b` and then each `width`. */
static bool
run(size_t i, size_t a, size_t b, size_t width)
{
	struct token_ops ops = toy_ops(&toy);
	struct lane_config config = { .ops = &ops, .stats = &stats };
	struct sv in = sv_cstr(cases[i].in), want = sv_cstr(cases[i].out);
	struct lane l;
	struct buf out;
	bool same;

	buf_init(&out, 1 << 16);
	lane_init(&l, &config, cases[i].text, cases[i].style);
	feed(&l, sv_slice(in, 0, a), false, &out);
	feed(&l, sv_slice(in, a, b), false, &out);
	for (size_t at = b; at < in.len; at += width)
		feed(&l, sv_slice(in, at, at + width), false, &out);
	feed(&l, SV(""), true, &out);
	same = sv_eq(buf_sv(&out), want) && l.held.len == 0;
	if (!same)
		tap_is_sv(buf_sv(&out), want, "case %zu at %zu, %zu, by %zu",
		    i, a, b, width);
	lane_done(&l);
	buf_done(&out);
	return same;
}

static void
test_cases(bool slow)
{
	toy.slow = slow;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		size_t len = strlen(cases[i].in);
		bool same = run(i, len, len, 1) && run(i, 0, 0, 1) &&
		    run(i, 0, 0, 3);

		for (size_t a = 0; same && a <= len; a++)
			for (size_t b = a; same && b <= len; b++)
				same = run(i, a, b, len);
		tap_ok(same, "case %zu%s in every split into three", i,
		    slow ? ", slow," : "");
	}
}

/* Nothing is held but what may become a token. */
static void
test_hold(void)
{
	static const struct {
		enum nest_text text;
		const char *in;
		size_t held;
	} holds[] = {
		{ NEST_ANY, "hello world", 0 },
		{ NEST_ANY, "hello T", 1 },
		{ NEST_ANY, "hello TK00000", 7 },
		{ NEST_ANY, "hello TK00000x", 0 },
		{ NEST_ANY, "hello TKffffff", 0 },
		{ NEST_STRING, "a\\", 1 },
		{ NEST_STRING, "a\\n", 0 },
		{ NEST_STRING, "aT\\u00", 5 },
		{ NEST_STRING, "aT\\u0020", 0 },
		{ NEST_STRING, "aT\\u0020\\u", 2 },
		{ NEST_JSON, "{\"a\":", 0 },
		{ NEST_JSON, "{\"a\":\"x", 0 },
		{ NEST_JSON, "{\"a\":\"TK", 2 },
	};
	struct token_ops ops = toy_ops(&toy);
	struct lane_config config = { .ops = &ops, .stats = &stats };

	for (size_t i = 0; i < NELEMS(holds); i++) {
		struct lane l;
		struct buf out;

		buf_init(&out, 1000);
		lane_init(&l, &config, holds[i].text, LANE_AS_IS);
		feed(&l, sv_cstr(holds[i].in), false, &out);
		tap_is_int((int64_t)l.held.len, (int64_t)holds[i].held,
		    "held of hold case %zu", i);
		tap_is_int((int64_t)out.len,
		    (int64_t)(strlen(holds[i].in) - holds[i].held),
		    "the rest has gone");
		lane_done(&l);
		buf_done(&out);
	}
}

static void
test_stats_and_errors(void)
{
	struct token_ops ops = toy_ops(&toy);
	struct restore_stats s = { 0 };
	struct lane_config config = { .ops = &ops, .stats = &s,
	    .in_urls = true };
	struct lane l;
	struct buf out;

	buf_init(&out, 30);
	lane_init(&l, &config, NEST_ANY, LANE_AS_IS);
	feed(&l, SV("http://TK000001 TKffffff "), true, &out);
	tap_is_sv(buf_sv(&out), SV("http://Ada TKffffff "), "in URLs too");
	config.in_urls = false;
	feed(&l, SV("//TK000001"), true, &out);
	tap_ok(s.restored == 1 && s.unresolved == 1 && s.in_url == 1, "stats");
	tap_is_int(lane_feed(&l, SV("TK000002"), false, &out), ERR_LIMIT,
	    "the output is full");
	lane_done(&l);
	buf_done(&out);
#ifdef WITH_FAULT_INJECTION
	for (unsigned n = 1; n < 20; n++) {
		int err = 0;

		buf_init(&out, 1000);
		lane_init(&l, &config, NEST_JSON, LANE_AS_IS);
		fault_arm(FAULT_ALLOC, n);
		err = lane_feed(&l, SV("[\"T\\u004b000001 TK"), false, &out);
		if (err == 0)
			err = lane_feed(&l, SV("000002\"]"), true, &out);
		fault_arm(FAULT_ALLOC, 0);
		tap_ok(err == ERR_NOMEM || (err == 0 && sv_eq(buf_sv(&out),
		    SV("[\"Ada ada@example.org\"]"))), "allocation %u fails", n);
		lane_done(&l);
		buf_done(&out);
	}
#endif
}

int
main(void)
{
	test_cases(false);
	test_cases(true);
	test_hold();
	test_stats_and_errors();
	return tap_done();
}
