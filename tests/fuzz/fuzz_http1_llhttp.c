/*
 * Against llhttp, strict: every message that we accept it must accept too, as
 * the same method, target, fields and body, ending at the same byte. The same
 * holds for each of them as we write it on, with its trailers.
 */
#include <llhttp.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "proxy/http1.h"
#include "tests/fuzz/http1_again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX = 1 << 20, TEXT_MAX = 1 << 22 };

static const struct http1_limits limits = {
	.line_bytes = 4096,
	.head_bytes = 16384,
	.fields = 64,
	.chunk_ext_bytes = 256,
	.interim = 2,
	.body_bytes = 1 << 20,
};

/* A message is a little longer when it is written again. */
static const struct http1_limits written_limits = {
	.line_bytes = 8192,
	.head_bytes = 65536,
	.fields = 128,
	.chunk_ext_bytes = 0,
	.body_bytes = 1 << 20,
};

/* One message, told by either parser: fields as "name:value\n" in order. */
struct told {
	struct buf target;
	struct buf fields;
	struct buf body;
	bool is_complete;
};

static void
told_init(struct told *t)
{
	buf_init(&t->target, TEXT_MAX);
	buf_init(&t->fields, TEXT_MAX);
	buf_init(&t->body, TEXT_MAX);
	t->is_complete = false;
}

static void
told_done(struct told *t)
{
	buf_done(&t->target);
	buf_done(&t->fields);
	buf_done(&t->body);
}

static int
on_url(llhttp_t *p, const char *at, size_t len)
{
	buf_add(&((struct told *)p->data)->target, at, len);
	return 0;
}

static int
on_name(llhttp_t *p, const char *at, size_t len)
{
	buf_add(&((struct told *)p->data)->fields, at, len);
	return 0;
}

static int
on_name_end(llhttp_t *p)
{
	buf_add_char(&((struct told *)p->data)->fields, ':');
	return 0;
}

static int
on_value_end(llhttp_t *p)
{
	struct buf *fields = &((struct told *)p->data)->fields;

	/* It keeps white space at the end of a value. */
	while (fields->len > 0 && (fields->ptr[fields->len - 1] == ' ' ||
	    fields->ptr[fields->len - 1] == '\t'))
		buf_truncate(fields, fields->len - 1);
	buf_add_char(fields, '\n');
	return 0;
}

static int
on_body(llhttp_t *p, const char *at, size_t len)
{
	buf_add(&((struct told *)p->data)->body, at, len);
	return 0;
}

static int
on_complete(llhttp_t *p)
{
	((struct told *)p->data)->is_complete = true;
	return HPE_PAUSED;
}

static void
complain(const char *what, struct sv message, const char *reason)
{
	(void)fprintf(stderr, "%s (%s):\n%.*s\n", what,
	    reason == NULL ? "" : reason, (int)message.len, message.ptr);
	abort();
}

static void
compare(struct sv message, const struct told *ours, const struct told *theirs)
{
	if (!sv_eq(buf_sv(&ours->target), buf_sv(&theirs->target)))
		complain("targets differ", message, NULL);
	if (!sv_eq(buf_sv(&ours->fields), buf_sv(&theirs->fields)))
		complain("fields differ", message, theirs->fields.ptr);
	if (!sv_eq(buf_sv(&ours->body), buf_sv(&theirs->body)))
		complain("bodies differ", message, NULL);
}

/* Run llhttp over exactly the bytes of one message that we accepted. */
static void
check_message(struct sv message, const struct http1_head *head,
    const struct told *ours)
{
	llhttp_settings_t settings;
	struct told theirs;
	enum llhttp_errno err;
	llhttp_t p;

	told_init(&theirs);
	llhttp_settings_init(&settings);
	settings.on_url = on_url;
	settings.on_header_field = on_name;
	settings.on_header_field_complete = on_name_end;
	settings.on_header_value = on_name;
	settings.on_header_value_complete = on_value_end;
	settings.on_body = on_body;
	settings.on_message_complete = on_complete;
	llhttp_init(&p, HTTP_REQUEST, &settings);
	p.data = &theirs;
	err = llhttp_execute(&p, message.ptr, message.len);
	if (err != HPE_OK && err != HPE_PAUSED && err != HPE_PAUSED_UPGRADE)
		complain("llhttp refuses", message, llhttp_get_error_reason(&p));
	if (!theirs.is_complete)
		complain("llhttp sees no end", message, NULL);
	if (llhttp_get_error_pos(&p) != NULL &&
	    llhttp_get_error_pos(&p) != message.ptr + message.len)
		complain("llhttp ends elsewhere", message, NULL);
	if (!sv_eq(head->method_text, sv_cstr(llhttp_method_name(
	    (llhttp_method_t)p.method))))
		complain("methods differ", message, NULL);
	compare(message, ours, &theirs);
	told_done(&theirs);
}

static void
tell_fields(struct told *t, const struct http1_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_add_sv(&t->fields, fields[i].name);
		buf_add_char(&t->fields, ':');
		buf_add_sv(&t->fields, fields[i].value);
		buf_add_char(&t->fields, '\n');
	}
}

/* Parse one message at the front of `*in`; false when there is none. */
static bool
next_message(struct http1_parser *p, struct sv *in, struct told *t)
{
	struct sv data;

	for (;;) {
		switch (http1_next(p, in, &data)) {
		case HTTP1_MORE:
		case HTTP1_REFUSED:
			return false;
		case HTTP1_DATA:
			buf_add_sv(&t->body, data);
			break;
		case HTTP1_END:
			buf_add_sv(&t->target, p->head.target);
			tell_fields(t, p->head.fields, p->head.nfields);
			tell_fields(t, p->trailers, p->ntrailers);
			return true;
		case HTTP1_HEAD:
		case HTTP1_INTERIM:
			break;
		}
	}
}

/* What leaves for the message that `p` has ended: once, and no other. */
static void
check_written(const struct http1_parser *p, const struct told *ours)
{
	struct http1_parser again;
	struct arena arena;
	struct told told;
	struct buf out;
	struct sv in;

	buf_init(&out, TEXT_MAX);
	http1_again_write(p, buf_sv(&ours->body), &out);
	in = buf_sv(&out);
	arena_init(&arena, ARENA_MAX);
	told_init(&told);
	http1_init(&again, HTTP1_REQUEST, &written_limits);
	http1_begin(&again, &arena, HTTP1_M_OTHER);
	if (in.len > 0 && (!next_message(&again, &in, &told) || in.len > 0))
		complain("not read as one message", buf_sv(&out), NULL);
	if (out.len > 0) {
		if (!sv_eq(buf_sv(&told.body), buf_sv(&ours->body)))
			complain("another body", buf_sv(&out), NULL);
		check_message(buf_sv(&out), &again.head, &told);
	}
	http1_done(&again);
	told_done(&told);
	arena_done(&arena);
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = sv_make(data, size), before;
	struct http1_parser p;
	struct arena arena;
	bool found = true;

	arena_init(&arena, ARENA_MAX);
	http1_init(&p, HTTP1_REQUEST, &limits);
	while (found) {
		struct told ours;

		told_init(&ours);
		arena_done(&arena);
		http1_begin(&p, &arena, HTTP1_M_OTHER);
		before = in;
		found = next_message(&p, &in, &ours);
		/* It knows a fixed list of methods. */
		if (found && p.head.method != HTTP1_M_OTHER) {
			check_message(sv_slice(before, 0,
			    before.len - in.len), &p.head, &ours);
			check_written(&p, &ours);
		}
		told_done(&ours);
	}
	http1_done(&p);
	arena_done(&arena);
	return 0;
}
