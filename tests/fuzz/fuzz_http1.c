/*
 * Whatever the bytes: the outcome does not depend on the split, and what was
 * accepted and written again parses to the same message.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "proxy/http1.h"
#include "tests/fuzz/http1_again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX = 1 << 20, TEXT_MAX = 1 << 22 };

static const struct http1_limits limits = {
	.line_bytes = 1024,
	.head_bytes = 4096,
	.fields = 32,
	.chunk_ext_bytes = 64,
	.interim = 2,
	.body_bytes = 1 << 16,
};

/* A message is a little longer when it is written again. */
static const struct http1_limits written_limits = {
	.line_bytes = 2048,
	.head_bytes = 16384,
	.fields = 64,
	.chunk_ext_bytes = 0,
	.interim = 2,
	.body_bytes = 1 << 16,
};

struct run {
	struct http1_parser parser;
	struct arena arena;
	struct buf body;
	struct buf out;		/* all messages, written again */
	bool is_over;
};

static void
end_message(struct run *r)
{
	http1_again_write(&r->parser, buf_sv(&r->body), &r->out);
	buf_reset(&r->body);
	arena_done(&r->arena);
	http1_begin(&r->parser, &r->arena, HTTP1_M_GET);
}

static void
feed(struct run *r, struct sv in)
{
	enum http1_event event = HTTP1_HEAD;
	struct sv data = { NULL, 0 };

	while (!r->is_over && event != HTTP1_MORE) {
		event = http1_next(&r->parser, &in, &data);
		if (event == HTTP1_DATA)
			buf_add_sv(&r->body, data);
		else if (event == HTTP1_END)
			end_message(r);
		r->is_over = event == HTTP1_REFUSED;
	}
	ASSERT(r->is_over || in.len == 0);
}

static void
run_init(struct run *r, enum http1_kind kind, const struct http1_limits *max)
{
	http1_init(&r->parser, kind, max);
	arena_init(&r->arena, ARENA_MAX);
	buf_init(&r->body, TEXT_MAX);
	buf_init(&r->out, TEXT_MAX);
	r->is_over = false;
	http1_begin(&r->parser, &r->arena, HTTP1_M_GET);
}

static void
run_done(struct run *r)
{
	http1_done(&r->parser);
	arena_done(&r->arena);
	buf_done(&r->body);
	buf_done(&r->out);
}

static void
compare(const struct run *a, const struct run *b)
{
	ASSERT(sv_eq(buf_sv(&a->out), buf_sv(&b->out)));
	ASSERT(sv_eq(buf_sv(&a->body), buf_sv(&b->body)));
	ASSERT(a->is_over == b->is_over &&
	    a->parser.refusal.code == b->parser.refusal.code &&
	    a->parser.refusal.offset == b->parser.refusal.offset);
}

/* What we wrote must be accepted, and come out as it is. */
static void
check_again(enum http1_kind kind, const struct run *first)
{
	struct run again;

	run_init(&again, kind, &written_limits);
	feed(&again, buf_sv(&first->out));
	if (first->body.len == 0)
		ASSERT(sv_eq(buf_sv(&again.out), buf_sv(&first->out)));
	run_done(&again);
}

static void
run_kind(enum http1_kind kind, struct sv in)
{
	struct run whole, pieces;
	size_t step = in.len > 0 ? 1 + (unsigned char)in.ptr[0] % 17 : 1;

	run_init(&whole, kind, &limits);
	run_init(&pieces, kind, &limits);
	feed(&whole, in);
	for (size_t at = 0; at < in.len; at += step)
		feed(&pieces, sv_slice(in, at, at + step));
	compare(&whole, &pieces);
	check_again(kind, &whole);
	run_done(&whole);
	run_done(&pieces);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = sv_make(data, size);

	run_kind(HTTP1_REQUEST, in);
	run_kind(HTTP1_RESPONSE, in);
	return 0;
}
