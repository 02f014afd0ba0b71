#include "proxy/http1_head.h"

#include "base/ascii.h"
#include "base/err.h"
#include "proxy/http1_field.h"

/* A request must not say these twice: readers would differ on which counts. */
static const uint64_t once_in_request =
    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) | HTTP1_BIT(HTTP1_ID_EXPECT) |
    HTTP1_BIT(HTTP1_ID_PROXY_AUTHORIZATION) |
    HTTP1_BIT(HTTP1_ID_AUTHORIZATION) | HTTP1_BIT(HTTP1_ID_API_KEY) |
    HTTP1_BIT(HTTP1_ID_X_API_KEY) | HTTP1_BIT(HTTP1_ID_X_GOOG_API_KEY) |
    HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) | HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONTENT_RANGE) | HTTP1_BIT(HTTP1_ID_CONTENT_LOCATION) |
    HTTP1_BIT(HTTP1_ID_RANGE) | HTTP1_BIT(HTTP1_ID_IF_RANGE) |
    HTTP1_BIT(HTTP1_ID_ORIGIN) | HTTP1_BIT(HTTP1_ID_REFERER) |
    HTTP1_BIT(HTTP1_ID_SEC_FETCH_SITE) | HTTP1_BIT(HTTP1_ID_USER_AGENT);

static const uint64_t once_in_response =
    HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) | HTTP1_BIT(HTTP1_ID_LOCATION) |
    HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) | HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONTENT_RANGE);

struct method_name {
	struct sv text;
	enum http1_method method;
};

static const struct method_name methods[] = {
	{ SV_INIT("GET"), HTTP1_M_GET },
	{ SV_INIT("HEAD"), HTTP1_M_HEAD },
	{ SV_INIT("POST"), HTTP1_M_POST },
	{ SV_INIT("PUT"), HTTP1_M_PUT },
	{ SV_INIT("DELETE"), HTTP1_M_DELETE },
	{ SV_INIT("CONNECT"), HTTP1_M_CONNECT },
	{ SV_INIT("OPTIONS"), HTTP1_M_OPTIONS },
	{ SV_INIT("TRACE"), HTTP1_M_TRACE },
	{ SV_INIT("PATCH"), HTTP1_M_PATCH },
};

enum { METHOD_MAX = 32 };

enum http1_code
http1_job_fail(struct http1_job *job, enum http1_code code, const char *where)
{
	job->at = (size_t)(where - job->text.ptr);
	return code;
}

struct sv
http1_job_line(struct sv *rest)
{
	const char *end = memchr(rest->ptr, '\r', rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct sv line = sv_slice(*rest, 0, len);

	*rest = sv_slice(*rest, len + 2, rest->len);
	return line;
}

/* Methods are written in capitals; what is not would be read differently by
 * different origins. PRI begins HTTP/2 and nothing else. */
static bool
is_safe_method(struct sv text)
{
	if (text.len > METHOD_MAX || sv_eq(text, SV("PRI")))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_upper(text.ptr[i]) && text.ptr[i] != '-')
			return false;
	return true;
}

static enum http1_code
parse_method(struct http1_job *job, struct http1_head *head)
{
	if (!http1_is_token(head->method_text))
		return http1_job_fail(job, HTTP1_BAD_METHOD,
		    head->method_text.ptr);
	if (!is_safe_method(head->method_text))
		return http1_job_fail(job, HTTP1_UNKNOWN_METHOD,
		    head->method_text.ptr);
	head->method = HTTP1_M_OTHER;
	for (size_t i = 0; i < NELEMS(methods); i++)
		if (sv_eq(methods[i].text, head->method_text))
			head->method = methods[i].method;
	return HTTP1_OK;
}

/* "HTTP/1.0" or "HTTP/1.1"; `otherwise` for what is no version at all. */
static enum http1_code
parse_version(struct http1_job *job, struct sv text, enum http1_code otherwise,
    unsigned *ret_minor)
{
	if (sv_eq(text, SV("HTTP/1.1")))
		*ret_minor = 1;
	else if (sv_eq(text, SV("HTTP/1.0")))
		*ret_minor = 0;
	else if (sv_starts_nocase(text, SV("HTTP/")))
		return http1_job_fail(job, HTTP1_BAD_VERSION, text.ptr);
	else
		return http1_job_fail(job, otherwise, text.ptr);
	return HTTP1_OK;
}

/* method SP request-target SP HTTP-version (RFC 9112 §3). */
static enum http1_code
parse_request_line(struct http1_job *job, struct sv line,
    struct http1_head *head)
{
	struct sv rest = line, version;
	enum http1_code code;

	head->method_text = sv_cut(&rest, ' ');
	if (rest.ptr == NULL)
		return http1_job_fail(job, HTTP1_BAD_REQUEST_LINE, line.ptr);
	head->target = sv_cut(&rest, ' ');
	if (rest.ptr == NULL)
		return http1_job_fail(job, HTTP1_BAD_REQUEST_LINE,
		    head->target.ptr);
	version = rest;
	code = parse_version(job, version, HTTP1_BAD_REQUEST_LINE,
	    &head->minor);
	if (code == HTTP1_OK)
		code = parse_method(job, head);
	if (code == HTTP1_OK)
		code = http1_target_parse(job, head);
	return code;
}

static enum http1_code
parse_status(struct http1_job *job, struct sv text, unsigned *ret_status)
{
	unsigned status = 0;

	if (text.len != 3)
		return http1_job_fail(job, HTTP1_BAD_STATUS_LINE, text.ptr);
	for (size_t i = 0; i < 3; i++) {
		if (!ascii_is_digit(text.ptr[i]))
			return http1_job_fail(job, HTTP1_BAD_STATUS_LINE,
			    text.ptr);
		status = status * 10 + (unsigned)(text.ptr[i] - '0');
	}
	if (status < 100 || status > 599)
		return http1_job_fail(job, HTTP1_BAD_STATUS_LINE, text.ptr);
	*ret_status = status;
	return HTTP1_OK;
}

/* HTTP-version SP status-code [SP reason] (RFC 9112 §4; the last space is
 * left out by many, without ambiguity). */
static enum http1_code
parse_status_line(struct http1_job *job, struct sv line,
    struct http1_head *head)
{
	struct sv rest = line, version = sv_cut(&rest, ' ');
	enum http1_code code;

	code = parse_version(job, version, HTTP1_BAD_STATUS_LINE,
	    &head->minor);
	if (code != HTTP1_OK)
		return code;
	if (rest.ptr == NULL)
		return http1_job_fail(job, HTTP1_BAD_STATUS_LINE, line.ptr);
	code = parse_status(job, sv_cut(&rest, ' '), &head->status);
	head->reason = rest.ptr == NULL ? SV("") : rest;
	return code;
}

/* The second field of some id in `mask`, for the place of the complaint. */
static const char *
second_of(const struct http1_fields *list, uint64_t mask)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < list->count; i++) {
		uint64_t bit = HTTP1_BIT(list->items[i].id) & mask;

		if ((bit & seen) != 0)
			return list->items[i].name.ptr;
		seen |= bit;
	}
	return list->items[0].name.ptr;
}

static enum http1_code
parse_fields(struct http1_job *job, struct sv rest, uint64_t once,
    struct http1_head *head)
{
	struct http1_fields list;
	enum http1_code code = http1_fields_parse(job, rest, &list);

	if (code != HTTP1_OK)
		return code;
	if ((list.repeated & once) != 0)
		return http1_job_fail(job, HTTP1_REPEATED_FIELD,
		    second_of(&list, list.repeated & once));
	head->fields = list.items;
	head->nfields = list.count;
	head->present = list.present;
	return HTTP1_OK;
}

enum http1_code
http1_head_request(struct http1_job *job, struct http1_head *ret_head)
{
	struct http1_head head = { 0 };
	struct sv rest = job->text, line = http1_job_line(&rest);
	enum http1_code code = parse_request_line(job, line, &head);

	if (code == HTTP1_OK)
		code = parse_fields(job, rest, once_in_request, &head);
	if (code == HTTP1_OK)
		code = http1_target_host(job, &head);
	if (code == HTTP1_OK)
		code = http1_framing_request(job, &head);
	if (code == HTTP1_OK)
		*ret_head = head;
	return code;
}

enum http1_code
http1_head_response(struct http1_job *job, enum http1_method method,
    struct http1_head *ret_head)
{
	struct http1_head head = { 0 };
	struct sv rest = job->text, line = http1_job_line(&rest);
	enum http1_code code = parse_status_line(job, line, &head);

	if (code == HTTP1_OK)
		code = parse_fields(job, rest, once_in_response, &head);
	if (code == HTTP1_OK)
		code = http1_framing_response(job, method, &head);
	if (code == HTTP1_OK)
		*ret_head = head;
	return code;
}

const struct http1_field *
http1_find(const struct http1_head *head, enum http1_id id)
{
	if ((head->present & HTTP1_BIT(id)) == 0)
		return NULL;
	for (size_t i = 0; i < head->nfields; i++)
		if (head->fields[i].id == id)
			return &head->fields[i];
	return NULL;
}

const struct http1_field *
http1_find_name(const struct http1_head *head, struct sv name)
{
	for (size_t i = 0; i < head->nfields; i++)
		if (sv_eq_nocase(head->fields[i].name, name))
			return &head->fields[i];
	return NULL;
}
