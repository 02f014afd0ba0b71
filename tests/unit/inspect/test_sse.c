/* Event stream framing: the same pieces, joined, in every split. */
#include "base/buf.h"
#include "base/err.h"
#include "inspect/answer/sse.h"
#include "tests/tap/tap.h"

enum { MAX_EVENT = 40 };

/*
 * `out` shows events as [name|id|data line/data line], what is too long as {
 * and nothing for other bytes.
 */
static const struct {
	const char *in, *out, *rest;
} cases[] = {
	{ "", "", "" },
	{ "data: a\n\n", "[||a]", "" },
	{ "data:a\r\rdata: b\r\n\r\n", "[||a][||b]", "" },
	{ "data:  a\r\n\ndata\n\n\r\r\n\n", "[|| a][||]", "" },
	{ "event: e\nid:7\ndata: a\ndata:b\ndata\n\n", "[e|7|a/b/]", "" },
	{ "event: e\nevent: f\nid: 1\nid\n\n", "[f||]", "" },
	{ ": comment\ndata: a\n: comment\nretry: 3\n\n: c\n\n", "[||a]", "" },
	{ ": comment\r\r\n:\r\n\r\ndata: a\r\n\r\n:", "[||a]", ":" },
	{ "\xef\xbb\xbf" "data: a\n\n", "[||a]", "" },
	{ "\xef\xbb" "data: a\n\n", "[||]", "" },
	{ "\xef\xbb", "", "\xef\xbb" },
	{ "data: a\n\n\xef\xbb\xbf" "data: b\n\n", "[||a][||]", "" },
	{ "data: a\n\ndata: b\n", "[||a]", "data: b\n" },
	{ "data: a\n\ndata: b", "[||a]", "data: b" },
	{ "DATA: a\nda ta: b\ndata : c\n data: d\ndata: x:y\n\n", "{", "" },
	{ "DATA: a\nda ta: b\n data: d\ndata: x:y\n\n", "[||x:y]", "" },
	{ "data: 3456789012345678901234567890123456\n\n", "{", "" },
	{ "data: 34567890123456789012345678901234\n\n",
	    "[||34567890123456789012345678901234]", "" },
	{ "data: 34567890123456789012345678901234\r\n\r\n",
	    "{", "" },
	{ "data: 3456789012345678901234567890123\r\n\r\n",
	    "[||3456789012345678901234567890123]", "" },
	{ "data: 3456789012345678901234567890123\r\r",
	    "[||3456789012345678901234567890123]", "" },
	{ "data: 3\ndata: 34567890123456789012345678901234567\n\ndata: b\n\n",
	    "{[||b]", "" },
	{ "data: 34567890123456789012345678901234567890123456789\r\n"
	  "data: more\r\n\r\ndata: b\r\n\r\n", "{[||b]", "" },
	{ ": 34567890123456789012345678901234567890123456789\ndata: b\n\n",
	    "{[||b]", "" },
	{ ": 34567890123456789012345678901234567890123456789\r\n\r\n"
	  "data: b\n\n", "{[||b]", "" },
	{ "data: 345678901234567890123456789012345678901", "{", "" },
};

static void
show(struct buf *shown, const struct sse_event *ev)
{
	buf_add_char(shown, '[');
	buf_add_sv(shown, ev->name);
	buf_add_char(shown, '|');
	buf_add_sv(shown, ev->id);
	for (size_t i = 0; i < ev->ndata; i++) {
		buf_add_char(shown, i == 0 ? '|' : '/');
		buf_add(shown, ev->raw.ptr + ev->data[i].start,
		    ev->data[i].len);
	}
	if (ev->ndata == 0)
		buf_add_char(shown, '|');
	buf_add_char(shown, ']');
}

static void
feed(struct sse *s, struct sv in, struct buf *joined, struct buf *shown)
{
	struct sse_event ev;
	enum sse_kind kind;

	if (sse_add(s, in) != 0)
		tap_ok(false, "sse_add");
	while ((kind = sse_next(s, &ev)) != SSE_MORE) {
		if (ev.raw.len == 0)
			tap_ok(false, "an empty piece");
		buf_add_sv(joined, ev.raw);
		if (kind == SSE_EVENT)
			show(shown, &ev);
		else if (kind == SSE_LONG)
			buf_add_char(shown, '{');
	}
}

/* Run case `i` in pieces that end at `a`, at `b` and then each `width`. */
static bool
run(size_t i, size_t a, size_t b, size_t width)
{
	struct sv in = sv_cstr(cases[i].in), rest;
	struct buf joined, shown;
	struct sse s;
	bool same;

	buf_init(&joined, 1000);
	buf_init(&shown, 1000);
	sse_init(&s, MAX_EVENT);
	feed(&s, sv_slice(in, 0, a), &joined, &shown);
	feed(&s, sv_slice(in, a, b), &joined, &shown);
	for (size_t at = b; at < in.len; at += width)
		feed(&s, sv_slice(in, at, at + width), &joined, &shown);
	rest = sse_rest(&s);
	same = sv_eq(rest, sv_cstr(cases[i].rest)) &&
	    sv_eq(buf_sv(&shown), sv_cstr(cases[i].out));
	if (!same)
		tap_is_sv(buf_sv(&shown), sv_cstr(cases[i].out),
		    "case %zu at %zu, %zu, by %zu", i, a, b, width);
	buf_add_sv(&joined, rest);
	same = same && sv_eq(buf_sv(&joined), in);
	sse_done(&s);
	buf_done(&joined);
	buf_done(&shown);
	return same;
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		size_t len = strlen(cases[i].in);
		bool same = run(i, len, len, 1) && run(i, 0, 0, 1);

		for (size_t a = 0; same && a <= len; a++)
			for (size_t b = a; same && b <= len; b++)
				same = run(i, a, b, len);
		tap_ok(same, "case %zu in every split into three", i);
	}
	return tap_done();
}
