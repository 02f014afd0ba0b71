/* Header lines and trailer lines (RFC 9112 §5, §7.1.2). */
#include "base/err.h"
#include "proxy/http1_field.h"
#include "proxy/http1_head.h"

enum { LOOKALIKE_MAX = 32, USUAL_FIELDS = 24 };

/* Readers that go by CGI's rules take "_" for "-": these must not appear in
 * that clothing, since we would not see them as what they are. */
static const uint64_t no_lookalikes =
    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) |
    HTTP1_BIT(HTTP1_ID_PROXY_CONNECTION) | HTTP1_BIT(HTTP1_ID_KEEP_ALIVE) |
    HTTP1_BIT(HTTP1_ID_HTTP2_SETTINGS) | HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) |
    HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONTENT_RANGE) |
    HTTP1_BIT(HTTP1_ID_PROXY_AUTHORIZATION) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_FOR) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_HOST) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_PROTO);

/* Framing, routing, authentication and what says how to read the content
 * come too late after it (RFC 9110 §6.5.1). */
static const uint64_t never_trailing =
    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) | HTTP1_BIT(HTTP1_ID_CONNECTION) |
    HTTP1_BIT(HTTP1_ID_KEEP_ALIVE) | HTTP1_BIT(HTTP1_ID_PROXY_CONNECTION) |
    HTTP1_BIT(HTTP1_ID_TE) | HTTP1_BIT(HTTP1_ID_TRAILER) |
    HTTP1_BIT(HTTP1_ID_UPGRADE) | HTTP1_BIT(HTTP1_ID_HTTP2_SETTINGS) |
    HTTP1_BIT(HTTP1_ID_EXPECT) | HTTP1_BIT(HTTP1_ID_PROXY_AUTHENTICATE) |
    HTTP1_BIT(HTTP1_ID_PROXY_AUTHORIZATION) |
    HTTP1_BIT(HTTP1_ID_AUTHORIZATION) | HTTP1_BIT(HTTP1_ID_API_KEY) |
    HTTP1_BIT(HTTP1_ID_X_API_KEY) | HTTP1_BIT(HTTP1_ID_X_GOOG_API_KEY) |
    HTTP1_BIT(HTTP1_ID_COOKIE) | HTTP1_BIT(HTTP1_ID_SET_COOKIE) |
    HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) | HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONTENT_RANGE) | HTTP1_BIT(HTTP1_ID_CONTENT_LOCATION) |
    HTTP1_BIT(HTTP1_ID_RANGE) | HTTP1_BIT(HTTP1_ID_IF_RANGE) |
    HTTP1_BIT(HTTP1_ID_IF_MATCH) | HTTP1_BIT(HTTP1_ID_IF_NONE_MATCH) |
    HTTP1_BIT(HTTP1_ID_LOCATION) | HTTP1_BIT(HTTP1_ID_ORIGIN) |
    HTTP1_BIT(HTTP1_ID_SEC_FETCH_SITE) | HTTP1_BIT(HTTP1_ID_FORWARDED) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_FOR) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_HOST) |
    HTTP1_BIT(HTTP1_ID_X_FORWARDED_PROTO) |
    HTTP1_BIT(HTTP1_ID_CACHE_CONTROL) | HTTP1_BIT(HTTP1_ID_RETRY_AFTER);

static bool
is_lookalike(struct sv name)
{
	char dashed[LOOKALIKE_MAX];

	if (name.len > sizeof(dashed) || sv_find_char(name, '_') < 0)
		return false;
	for (size_t i = 0; i < name.len; i++)
		dashed[i] = name.ptr[i] == '_' ? '-' : name.ptr[i];
	return (HTTP1_BIT(http1_field_id(sv_make(dashed, name.len))) &
	    no_lookalikes) != 0;
}

/* Say what is wrong with a line whose name does not end in a colon. */
static enum http1_code
bad_name(struct http1_job *job, struct sv line, size_t name_len)
{
	struct sv rest = sv_slice(line, name_len, line.len);
	enum http1_code code = HTTP1_BAD_FIELD_NAME;

	if (sv_find_char(line, ':') < 0)
		code = HTTP1_NO_COLON;
	else if (name_len > 0 && sv_starts(sv_trim(rest), SV(":")))
		code = HTTP1_SPACE_BEFORE_COLON;
	return http1_job_fail(job, code, rest.ptr);
}

static enum http1_code
parse_line(struct http1_job *job, struct sv line, struct http1_field *field)
{
	size_t len = http1_token_len(line);

	if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
		return http1_job_fail(job, HTTP1_OBS_FOLD, line.ptr);
	if (len == 0 || len == line.len || line.ptr[len] != ':')
		return bad_name(job, line, len);
	field->name = sv_slice(line, 0, len);
	field->value = sv_trim(sv_slice(line, len + 1, line.len));
	field->id = http1_field_id(field->name);
	if (field->id == HTTP1_ID_NONE && is_lookalike(field->name))
		return http1_job_fail(job, HTTP1_LOOKALIKE_FIELD, line.ptr);
	return HTTP1_OK;
}

enum http1_code
http1_fields_parse(struct http1_job *job, struct sv rest,
    struct http1_fields *ret_fields)
{
	struct http1_fields list = { 0 };
	struct http1_field *items = arena_alloc(job->arena,
	    USUAL_FIELDS * sizeof(*items));
	size_t cap = items == NULL ? 0 : USUAL_FIELDS;
	enum http1_code code;

	for (;;) {
		struct sv line = http1_job_line(&rest);
		uint64_t bit;

		if (line.len == 0)
			break;
		if (list.count == job->max_fields)
			return http1_job_fail(job, HTTP1_TOO_MANY_FIELDS,
			    line.ptr);
		if (arena_vec_room(job->arena, (void **)&items, list.count,
		    &cap, sizeof(*items)) != 0)
			return http1_job_fail(job, HTTP1_OUT_OF_MEMORY,
			    line.ptr);
		code = parse_line(job, line, &items[list.count]);
		if (code != HTTP1_OK)
			return code;
		bit = HTTP1_BIT(items[list.count++].id);
		list.repeated |= list.present & bit;
		list.present |= bit;
	}
	list.items = items;
	*ret_fields = list;
	return HTTP1_OK;
}

enum http1_code
http1_head_trailers(struct http1_job *job, struct http1_fields *ret_fields)
{
	enum http1_code code = http1_fields_parse(job, job->text, ret_fields);

	if (code != HTTP1_OK || (ret_fields->present & never_trailing) == 0)
		return code;
	for (size_t i = 0; i < ret_fields->count; i++)
		if ((HTTP1_BIT(ret_fields->items[i].id) & never_trailing) != 0)
			return http1_job_fail(job, HTTP1_BAD_TRAILER,
			    ret_fields->items[i].name.ptr);
	return HTTP1_BAD_TRAILER;
}
