#include "proxy/answer.h"

#include "base/err.h"
#include "inspect/body/decode.h"
#include "inspect/body/dialect.h"
#include "proxy/http1_write.h"
#include "proxy/redirect.h"
#include "proxy/trailers.h"

enum { EXTRA = 3, LOCATION_MAX = 16 * 1024 };

/* Gateway listeners stand for many hosts: what binds to an origin stays out. */
static const uint64_t always_dropped =
    HTTP1_BIT(HTTP1_ID_ALT_SVC) | HTTP1_BIT(HTTP1_ID_SET_COOKIE) |
    HTTP1_BIT(HTTP1_ID_CONTENT_LOCATION);

/* These speak of bytes that the client does not get. */
static const uint64_t dropped_when_restored =
    HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) | HTTP1_BIT(HTTP1_ID_ETAG) |
    HTTP1_BIT(HTTP1_ID_CONTENT_MD5) | HTTP1_BIT(HTTP1_ID_CONTENT_DIGEST) |
    HTTP1_BIT(HTTP1_ID_REPR_DIGEST) | HTTP1_BIT(HTTP1_ID_DIGEST) |
    HTTP1_BIT(HTTP1_ID_SIGNATURE) | HTTP1_BIT(HTTP1_ID_SIGNATURE_INPUT) |
    HTTP1_BIT(HTTP1_ID_ACCEPT_RANGES) | HTTP1_BIT(HTTP1_ID_LAST_MODIFIED);

static struct sv
value_of(const struct http1_head *head, enum http1_id id)
{
	const struct http1_field *f = http1_find(head, id);

	return f == NULL ? SV("") : f->value;
}

static bool
has_body(const struct http1_head *head, const struct http1_head *request)
{
	return request->method != HTTP1_M_HEAD && head->status != 204 &&
	    head->status != 304 && head->framing != HTTP1_NO_BODY;
}

/* A part of a whole cannot be restored: its start may lie inside a token. */
static bool
is_restorable(const struct answer_spec *spec)
{
	return spec->restore && spec->head->status != 206 &&
	    has_body(spec->head, spec->request) &&
	    restore_mode_of(value_of(spec->head, HTTP1_ID_CONTENT_TYPE)) !=
	    RESTORE_PASS;
}

static int
begin_restoring(struct answer *a, const struct answer_spec *spec)
{
	struct sv coding = value_of(spec->head, HTTP1_ID_CONTENT_ENCODING);
	struct restore_config config = {
		.ops = &a->ops,
		.dialect = spec->dialect,
		.content_type = value_of(spec->head, HTTP1_ID_CONTENT_TYPE),
		.in_urls = spec->restore_in_urls,
	};
	int rc = 0;

	a->ops = token_book_ops(&a->book);
	if (!decode_is_identity(coding)) {
		struct decode_limits limits = { .bytes = SIZE_MAX / 2 };

		rc = decode_new(coding, limits, &a->decode);
	}
	return rc != 0 ? rc : restore_new(&config, &a->restorer);
}

/* How the client gets it: restored answers have no length beforehand. */
static void
choose_framing(struct answer *a, const struct answer_spec *spec,
    struct http1_response_spec *r)
{
	bool old = spec->request->minor == 0;

	r->close = spec->close || !spec->request->keep_alive;
	if (!has_body(spec->head, spec->request)) {
		a->framing = HTTP1_NO_BODY;
		/* A 200 without a body still says so. */
		if (spec->request->method != HTTP1_M_HEAD &&
		    spec->head->status != 204 && spec->head->status != 304)
			a->framing = HTTP1_LENGTH;
	} else if (a->restorer == NULL &&
	    spec->head->framing == HTTP1_LENGTH) {
		a->framing = HTTP1_LENGTH;
		r->content_length = spec->head->content_length;
	} else {
		a->framing = old ? HTTP1_UNTIL_CLOSE : HTTP1_CHUNKED;
		r->close = r->close || old;
	}
	r->framing = a->framing;
	r->keep_alive_1_0 = old && !r->close;
	a->may_reuse = !r->close;
}

static int
rewrite_location(const struct answer_spec *spec, struct sv *ret)
{
	struct sv location = value_of(spec->head, HTTP1_ID_LOCATION);
	struct buf b;
	int rc;

	buf_init(&b, LOCATION_MAX);
	rc = redirect_rewrite(spec->target, location, &b);
	if (rc == 0) {
		*ret = arena_dup(spec->arena, buf_sv(&b));
		rc = ret->ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return rc;
}

static int
write_head(struct answer *a, const struct answer_spec *spec, struct buf *out)
{
	struct http1_field extra[EXTRA] = {
		{ .name = SV("Exeat-Record"), .value = spec->record },
		{ .name = SV("Exeat-Decision"), .value = spec->decision },
	};
	struct http1_response_spec r = {
		.status = spec->head->status,
		.list = { .fields = spec->head->fields,
		    .nfields = spec->head->nfields, .extra = extra,
		    .nextra = 2, .drop = always_dropped },
	};
	int rc;

	if (a->restorer != NULL)
		r.list.drop |= dropped_when_restored;
	if (http1_find(spec->head, HTTP1_ID_LOCATION) != NULL) {
		extra[2] = (struct http1_field){ .name = SV("Location"),
			.id = HTTP1_ID_LOCATION };
		rc = rewrite_location(spec, &extra[2].value);
		if (rc != 0)
			return rc;
		r.list.nextra++;
	}
	choose_framing(a, spec, &r);
	return http1_write_response(out, &r);
}

int
answer_begin(struct answer *a, const struct answer_spec *spec, struct buf *out)
{
	int rc = 0;

	ASSERT(a->state == ANSWER_NONE);
	a->status = spec->head->status;
	a->arena = spec->arena;
	a->config = spec->config;
	a->takes_trailers = trailers_are_taken(spec->request);
	a->fields = spec->head->fields;
	a->nfields = spec->head->nfields;
	if (is_restorable(spec))
		rc = begin_restoring(a, spec);
	buf_init(&a->decoded, spec->decoded_max);
	buf_init(&a->text, spec->decoded_max);
	if (rc == 0)
		rc = write_head(a, spec, out);
	if (rc == 0)
		a->state = ANSWER_BODY;
	return rc;
}

/* Hand `data` to the client in the framing that its head announced. */
static int
frame(struct answer *a, struct sv data, struct buf *out)
{
	a->bytes += data.len;
	if (a->framing == HTTP1_CHUNKED)
		http1_write_chunk(out, data);
	else if (a->framing != HTTP1_NO_BODY)
		buf_add_sv(out, data);
	return buf_err(out);
}

static int
flush_text(struct answer *a, int rc, struct buf *out)
{
	int written = frame(a, buf_sv(&a->text), out);

	buf_reset(&a->text);
	a->is_waiting = rc == ERR_AGAIN;
	return rc == 0 ? written : rc;
}

int
answer_feed(struct answer *a, struct sv data, struct buf *out)
{
	int rc = 0;

	if (a->restorer == NULL)
		return frame(a, data, out);
	if (a->decode != NULL) {
		buf_reset(&a->decoded);
		rc = decode_feed(a->decode, data, &a->decoded);
		data = buf_sv(&a->decoded);
	}
	if (rc == 0)
		rc = restore_feed(a->restorer, data, &a->text);
	return flush_text(a, rc, out);
}

/* The last chunk, with the trailers that go on. */
static int
end_chunks(struct answer *a, struct buf *out)
{
	struct http1_field *passed = arena_zalloc(a->arena,
	    a->ntrailers + 1, sizeof(*passed));
	size_t n = 0;

	if (passed == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; a->takes_trailers && i < a->ntrailers; i++)
		if (trailers_may_pass(a->config, a->fields, a->nfields,
		    &a->trailers[i]))
			passed[n++] = a->trailers[i];
	return http1_write_last_chunk(out, passed, n);
}

int
answer_end(struct answer *a, struct buf *out)
{
	struct restore_stats stats;
	int rc = 0;

	a->at_end = true;
	if (a->decode != NULL)
		rc = decode_finish(a->decode);
	if (rc == 0 && a->restorer != NULL) {
		rc = flush_text(a, restore_finish(a->restorer, &a->text), out);
		restore_stats(a->restorer, &stats);
		a->restored = stats.restored;
	}
	if (rc == 0 && a->framing == HTTP1_CHUNKED)
		rc = end_chunks(a, out);
	if (rc == 0)
		a->state = ANSWER_WHOLE;
	return rc;
}

bool
answer_may_reuse(const struct answer *a)
{
	return a->state == ANSWER_WHOLE && a->may_reuse;
}

void
answer_done(struct answer *a)
{
	decode_free(a->decode);
	restore_free(a->restorer);
	buf_done(&a->decoded);
	buf_done(&a->text);
	token_book_done(&a->book);
}
