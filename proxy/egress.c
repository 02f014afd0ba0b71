#include "proxy/egress.h"

#include <string.h>

#include "base/err.h"
#include "inspect/body/decode.h"
#include "proxy/gate.h"
#include "proxy/http1_write.h"
#include "proxy/trailers.h"

enum { VALUE_MAX = 1024 * 1024, AUTHORITY_MAX = 262, EXTRA = 3 };

/* Never forwarded: about the way to us, or only between client and gateway. */
static const uint64_t always_dropped =
    HTTP1_BIT(HTTP1_ID_ACCEPT_ENCODING) | HTTP1_BIT(HTTP1_ID_COOKIE) |
    HTTP1_BIT(HTTP1_ID_ORIGIN) | HTTP1_BIT(HTTP1_ID_REFERER) |
    HTTP1_BIT(HTTP1_ID_SEC_FETCH_SITE) | HTTP1_BIT(HTTP1_ID_VIA) |
    HTTP1_BIT(HTTP1_ID_FORWARDED) | HTTP1_BIT(HTTP1_ID_X_FORWARDED_FOR) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_HOST) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_PROTO);

static const uint64_t credential_fields =
    HTTP1_BIT(HTTP1_ID_AUTHORIZATION) | HTTP1_BIT(HTTP1_ID_X_API_KEY) |
    HTTP1_BIT(HTTP1_ID_API_KEY) | HTTP1_BIT(HTTP1_ID_X_GOOG_API_KEY);

/* With edits these would speak of other bytes. */
static const uint64_t dropped_with_edits =
    HTTP1_BIT(HTTP1_ID_RANGE) | HTTP1_BIT(HTTP1_ID_IF_RANGE);

static bool
is_dropped(const struct egress *e, const struct http1_field *f)
{
	uint64_t drop = always_dropped | e->who->drop;

	if (e->target->drop_credentials)
		drop |= credential_fields;
	if (e->nedits > 0)
		drop |= dropped_with_edits;
	if (!e->doc->body_is_coded)
		drop |= HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING);
	if (f->id != HTTP1_ID_NONE && (drop & HTTP1_BIT(f->id)) != 0)
		return true;
	if (e->credential.len > 0 &&
	    sv_eq_nocase(f->name, e->target->route->credential_header))
		return true;
	return sv_eq_nocase(f->name, identity_field_name()) ||
	    sv_eq_nocase(f->name, SV("baggage")) ||
	    sv_starts_nocase(f->name, SV("sec-fetch-"));
}

/* The value of header or trailer number `i`, with its edits if it has any. */
static int
rewrite_line(const struct egress *e, enum field_place place, size_t i,
    struct sv *ret)
{
	struct buf b;
	int rc;

	if (!document_is_edited(e->doc, e->edits, e->nedits, place, i))
		return 0;
	buf_init(&b, VALUE_MAX);
	rc = place == PLACE_HEADER ?
	    document_rewrite_header(e->doc, e->edits, e->nedits, i, &b) :
	    document_rewrite_trailer(e->doc, e->edits, e->nedits, i, &b);
	if (rc == 0) {
		*ret = arena_dup(e->arena, buf_sv(&b));
		rc = ret->ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return rc;
}

/* Copy the fields that go on, edited, to `out`. */
static int
collect_fields(const struct egress *e, struct http1_field *out, size_t *ret_n)
{
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < e->head->nfields; i++) {
		const struct http1_field *f = &e->head->fields[i];

		if (is_dropped(e, f))
			continue;
		out[n] = *f;
		rc = rewrite_line(e, PLACE_HEADER, i, &out[n++].value);
	}
	*ret_n = n;
	return rc;
}

/* Copy the trailers that go on, edited, to `out`. */
static int
collect_trailers(const struct egress *e, struct http1_field *out,
    size_t *ret_n)
{
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < e->ntrailers; i++) {
		const struct http1_field *f = &e->trailers[i];

		if (!trailers_may_pass(e->config, e->head->fields,
		    e->head->nfields, f) || is_dropped(e, f))
			continue;
		out[n] = *f;
		rc = rewrite_line(e, PLACE_TRAILER, i, &out[n++].value);
	}
	*ret_n = n;
	return rc;
}

static int
target_of(const struct egress *e, struct sv *ret)
{
	struct buf b;
	int rc;

	*ret = e->target->path;
	if (!document_is_edited(e->doc, e->edits, e->nedits,
	    PLACE_TARGET, 0))
		return 0;
	buf_init(&b, VALUE_MAX);
	rc = document_rewrite_target(e->doc, e->edits, e->nedits, &b);
	if (rc == 0) {
		*ret = arena_dup(e->arena, buf_sv(&b));
		rc = ret->ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return rc;
}

/* host, or host:port where the port is not the scheme's own. */
static int
authority_of(const struct egress *e, struct sv *ret)
{
	struct buf b;
	int rc;

	buf_init(&b, AUTHORITY_MAX);
	buf_add_sv(&b, e->target->host);
	if (e->target->port != (e->target->https ? 443 : 80)) {
		buf_add_char(&b, ':');
		buf_add_u64(&b, e->target->port);
	}
	*ret = arena_dup(e->arena, buf_sv(&b));
	rc = buf_err(&b) != 0 ? buf_err(&b) : ret->ptr == NULL ? ERR_NOMEM : 0;
	buf_done(&b);
	return rc;
}

/* Accept-Encoding as we can follow it. */
static struct http1_field
accept_encoding(const struct egress *e)
{
	bool offered = (e->head->present &
	    HTTP1_BIT(HTTP1_ID_ACCEPT_ENCODING)) != 0;

	return (struct http1_field){ .name = SV("Accept-Encoding"),
		.id = HTTP1_ID_ACCEPT_ENCODING,
		.value = offered && !e->want_identity ?
		    sv_cstr(decode_accepted) : SV("identity") };
}

static enum http1_framing
framing_of(const struct egress *e, size_t body_len, size_t ntrailers)
{
	if (ntrailers > 0)
		return HTTP1_CHUNKED;
	return body_len > 0 || e->head->framing != HTTP1_NO_BODY ?
	    HTTP1_LENGTH : HTTP1_NO_BODY;
}

static int
write_head(const struct egress *e, size_t body_len,
    const struct http1_field *trailers, size_t ntrailers, struct buf *head)
{
	struct http1_field extra[EXTRA];
	struct http1_request_spec spec = {
		.method = e->head->method_text,
		.list = { .extra = extra },
		.framing = framing_of(e, body_len, ntrailers),
		.content_length = body_len,
		.trailers = trailers,
		.ntrailers = ntrailers,
		.takes_trailers = e->config->ntrailers > 0 &&
		    trailers_are_taken(e->head),
	};
	struct http1_field *fields = arena_zalloc(e->arena,
	    e->head->nfields + 1, sizeof(*fields));
	int rc;

	if (fields == NULL)
		return ERR_NOMEM;
	rc = collect_fields(e, fields, &spec.list.nfields);
	if (rc == 0)
		rc = target_of(e, &spec.target);
	if (rc == 0)
		rc = authority_of(e, &spec.authority);
	if (rc != 0)
		return rc;
	spec.list.fields = fields;
	extra[spec.list.nextra++] = accept_encoding(e);
	if (e->credential.len > 0)
		extra[spec.list.nextra++] = (struct http1_field){
			.name = e->target->route->credential_header,
			.value = e->credential };
	return http1_write_request(head, &spec);
}

/* The framing of a body with trailers: one chunk, if it is not empty. */
static int
write_chunks(const struct http1_field *trailers, size_t ntrailers,
    size_t body_len, struct buf *head, struct buf *tail)
{
	if (body_len > 0) {
		http1_write_chunk_size(head, body_len);
		buf_add_sv(tail, SV("\r\n"));
	}
	return buf_err(head) != 0 ? buf_err(head) :
	    http1_write_last_chunk(tail, trailers, ntrailers);
}

int
egress_write(const struct egress *e, struct buf *head, struct buf *body,
    struct buf *tail)
{
	struct http1_field *trailers = arena_zalloc(e->arena,
	    e->ntrailers + 1, sizeof(*trailers));
	size_t n = 0;
	int rc = trailers == NULL ? ERR_NOMEM : 0;

	if (e->nedits > 0 &&
	    gate_is_signed(e->head, e->trailers, e->ntrailers))
		return ERR_DENIED;
	if (rc == 0)
		rc = collect_trailers(e, trailers, &n);
	if (rc != 0)
		return rc;
	if (document_is_edited(e->doc, e->edits, e->nedits, PLACE_BODY, 0))
		rc = document_rewrite(e->doc, e->edits, e->nedits, body);
	else
		buf_add_sv(body, e->doc->body);
	if (rc == 0)
		rc = buf_err(body);
	if (rc == 0)
		rc = write_head(e, body->len, trailers, n, head);
	if (rc == 0 && n > 0)
		rc = write_chunks(trailers, n, body->len, head, tail);
	return rc;
}
