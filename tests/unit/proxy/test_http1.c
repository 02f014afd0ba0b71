/*
 * The table of requests in tests/data/http1_requests.txt: each in one piece,
 * in all pairs of pieces and byte by byte, with the same outcome.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/num.h"
#include "proxy/http1.h"
#include "proxy/http1_write.h"
#include "tests/tap/tap.h"

enum { TEXT_MAX = 1 << 20, ARENA_MAX = 1 << 20, MESSAGES_MAX = 64,
	SPLIT_ALL = 4096 };

static const struct http1_limits limits = {
	.line_bytes = 16 * 1024,
	.head_bytes = 64 * 1024,
	.fields = 40,
	.chunk_ext_bytes = 16 * 1024,
	.interim = 2,
	.body_bytes = 200000,
};

/* Parses a stream of requests and writes down what becomes of them. */
struct run {
	struct http1_parser parser;
	struct arena arena;
	struct buf body;
	struct buf transcript;
	bool is_over;
};

static void
run_begin(struct run *r)
{
	arena_done(&r->arena);
	buf_reset(&r->body);
	http1_begin(&r->parser, &r->arena, HTTP1_M_OTHER);
}

static void
run_init(struct run *r)
{
	http1_init(&r->parser, HTTP1_REQUEST, &limits);
	arena_init(&r->arena, ARENA_MAX);
	buf_init(&r->body, TEXT_MAX);
	buf_init(&r->transcript, TEXT_MAX);
	r->is_over = false;
	run_begin(r);
}

static void
run_done(struct run *r)
{
	http1_done(&r->parser);
	arena_done(&r->arena);
	buf_done(&r->body);
	buf_done(&r->transcript);
}

/* The accepted message as it would be sent on. */
static void
write_message(struct run *r)
{
	const struct http1_head *h = &r->parser.head;
	struct http1_request_spec spec = {
		.method = h->method_text,
		.target = h->form == HTTP1_ASTERISK ? SV("*") : h->path,
		.authority = h->authority,
		.list = { .fields = h->fields, .nfields = h->nfields },
		.framing = h->framing == HTTP1_NO_BODY ? HTTP1_NO_BODY :
		    HTTP1_LENGTH,
		.content_length = r->body.len,
	};

	buf_add_cstr(&r->transcript, "out ");
	if (h->form == HTTP1_AUTHORITY) {
		buf_addf(&r->transcript, "CONNECT %.*s",
		    SV_ARG(h->authority));
	} else if (http1_write_request(&r->transcript, &spec) != 0) {
		buf_add_cstr(&r->transcript, "unwritable");
	}
	buf_add_sv(&r->transcript, buf_sv(&r->body));
	buf_add_char(&r->transcript, '\n');
	for (size_t i = 0; i < r->parser.ntrailers; i++)
		buf_addf(&r->transcript, "trail %.*s: %.*s\n",
		    SV_ARG(r->parser.trailers[i].name),
		    SV_ARG(r->parser.trailers[i].value));
}

static void
run_event(struct run *r, enum http1_event event, struct sv data)
{
	switch (event) {
	case HTTP1_DATA:
		buf_add_sv(&r->body, data);
		break;
	case HTTP1_END:
		write_message(r);
		run_begin(r);
		break;
	case HTTP1_REFUSED:
		buf_addf(&r->transcript, "refuse %s\n",
		    http1_code_name(r->parser.refusal.code));
		r->is_over = true;
		break;
	case HTTP1_MORE:
	case HTTP1_INTERIM:
	case HTTP1_HEAD:
		break;
	}
}

static void
run_feed(struct run *r, struct sv in)
{
	enum http1_event event = HTTP1_HEAD;
	struct sv data = { NULL, 0 };

	while (!r->is_over && event != HTTP1_MORE) {
		event = http1_next(&r->parser, &in, &data);
		run_event(r, event, data);
		if (event == HTTP1_MORE && in.len > 0)
			buf_add_cstr(&r->transcript, "left over\n");
	}
}

static void
run_end(struct run *r)
{
	if (!r->is_over && !http1_is_idle(&r->parser))
		buf_add_cstr(&r->transcript, "more\n");
}

/* Feed `in` cut at `cut`; at every byte when `cut` is SIZE_MAX. */
static void
run_split(struct run *r, struct sv in, size_t cut)
{
	run_init(r);
	if (cut == SIZE_MAX) {
		for (size_t i = 0; i < in.len; i++) {
			char one = in.ptr[i];

			run_feed(r, sv_make(&one, 1));
		}
	} else {
		run_feed(r, sv_slice(in, 0, cut));
		run_feed(r, sv_slice(in, cut, in.len));
	}
	run_end(r);
}

static bool
same_split(const struct run *whole, struct sv in, size_t cut)
{
	struct run r;
	bool same;

	run_split(&r, in, cut);
	same = sv_eq(buf_sv(&r.transcript), buf_sv(&whole->transcript)) &&
	    r.parser.refusal.offset == whole->parser.refusal.offset;
	if (!same)
		tap_diag("cut at %zu: offset %llu for %llu: %.*s", cut,
		    (unsigned long long)r.parser.refusal.offset,
		    (unsigned long long)whole->parser.refusal.offset,
		    SV_ARG(buf_sv(&r.transcript)));
	run_done(&r);
	return same;
}

static void
check_case(struct sv name, struct sv in, struct sv want)
{
	size_t step = in.len > SPLIT_ALL ? 997 : 1;
	struct run whole;
	bool same;

	run_split(&whole, in, 0);
	tap_is_sv(buf_sv(&whole.transcript), want, "%.*s", SV_ARG(name));
	same = same_split(&whole, in, SIZE_MAX);
	for (size_t cut = 1; same && cut < in.len; cut += step)
		same = same_split(&whole, in, cut);
	tap_ok(same, "%.*s: the same however split", SV_ARG(name));
	run_done(&whole);
}

static char
escaped(struct sv text, size_t *at)
{
	uint64_t value = 0;

	switch (text.ptr[++*at]) {
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 's':
		return ' ';
	case '0':
		return '\0';
	case 'x':
		(void)!num_hex(sv_slice(text, *at + 1, *at + 3), &value);
		*at += 2;
		return (char)value;
	default:
		return text.ptr[*at];
	}
}

/* "{X*N}" at `*at`, which stands on "}" afterwards. */
static void
repeat(struct buf *out, struct sv text, size_t *at)
{
	struct sv rest = sv_slice(text, *at + 3, text.len);
	struct sv digits = sv_cut(&rest, '}');
	char c = text.ptr[*at + 1];
	uint64_t n = 0;

	(void)!num_u64(digits, &n);
	while (n-- > 0)
		buf_add_char(out, c);
	*at += 3 + digits.len;
}

static void
unescape(struct buf *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\')
			buf_add_char(out, escaped(text, &i));
		else if (text.ptr[i] == '{' && text.len - i > 4 &&
		    text.ptr[i + 2] == '*')
			repeat(out, text, &i);
		else
			buf_add_char(out, text.ptr[i]);
	}
}

static void
test_table(void)
{
	struct sv file = tap_read_file(
	    tap_source_path("tests/data/http1_requests.txt"));
	struct sv rest = file, name = { NULL, 0 };
	struct buf in, want;
	unsigned count = 0;

	buf_init(&in, TEXT_MAX);
	buf_init(&want, TEXT_MAX);
	while (rest.ptr != NULL) {
		struct sv line = sv_cut(&rest, '\n');

		if ((line.len == 0 || rest.ptr == NULL) && name.ptr != NULL) {
			check_case(name, buf_sv(&in), buf_sv(&want));
			name.ptr = NULL;
			count++;
		} else if (sv_starts(line, SV("case "))) {
			name = sv_slice(line, 5, line.len);
			buf_reset(&in);
			buf_reset(&want);
		} else if (sv_starts(line, SV("in "))) {
			unescape(&in, sv_slice(line, 3, line.len));
		} else if (line.len > 0 && line.ptr[0] != '#' &&
		    !sv_eq(line, SV("in")) && !sv_eq(line, SV("more"))) {
			unescape(&want, line);
			buf_add_char(&want, '\n');
		} else if (sv_eq(line, SV("more")) && in.len > 0) {
			buf_add_cstr(&want, "more\n");
		}
	}
	tap_ok(count >= 120, "%u cases", count);
	buf_done(&in);
	buf_done(&want);
	free((void *)(uintptr_t)file.ptr);
}

int
main(void)
{
	test_table();
	return tap_done();
}
