/* Where a body ends and whether the connection lives on (RFC 9112 §6, §9). */
#include "base/err.h"
#include "base/num.h"
#include "proxy/http1_field.h"
#include "proxy/http1_head.h"

enum { LENGTH_DIGITS = 18 };

/* What Connection must not name: it would vanish on the way and change what
 * the message means to the next reader. */
static const uint64_t not_hop_by_hop =
    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) | HTTP1_BIT(HTTP1_ID_EXPECT) |
    HTTP1_BIT(HTTP1_ID_AUTHORIZATION) | HTTP1_BIT(HTTP1_ID_API_KEY) |
    HTTP1_BIT(HTTP1_ID_X_API_KEY) | HTTP1_BIT(HTTP1_ID_X_GOOG_API_KEY) |
    HTTP1_BIT(HTTP1_ID_COOKIE) | HTTP1_BIT(HTTP1_ID_SET_COOKIE) |
    HTTP1_BIT(HTTP1_ID_CONTENT_TYPE) | HTTP1_BIT(HTTP1_ID_CONTENT_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONTENT_RANGE) | HTTP1_BIT(HTTP1_ID_LOCATION) |
    HTTP1_BIT(HTTP1_ID_ORIGIN) | HTTP1_BIT(HTTP1_ID_SEC_FETCH_SITE) |
    HTTP1_BIT(HTTP1_ID_CACHE_CONTROL);

/* What the Connection fields ask for. */
struct wishes {
	bool close;
	bool keep_alive;
};

static enum http1_code
read_options(struct http1_job *job, struct sv value, struct wishes *wishes)
{
	while (value.ptr != NULL) {
		struct sv option = sv_trim(sv_cut(&value, ','));
		uint64_t bit = HTTP1_BIT(http1_field_id(option));

		if (option.len == 0)
			continue;
		if (!http1_is_token(option) || (bit & not_hop_by_hop) != 0)
			return http1_job_fail(job, HTTP1_BAD_CONNECTION,
			    option.ptr);
		if (sv_eq_nocase(option, SV("close")))
			wishes->close = true;
		else if (sv_eq_nocase(option, SV("keep-alive")))
			wishes->keep_alive = true;
	}
	return HTTP1_OK;
}

static enum http1_code
decide_keep_alive(struct http1_job *job, struct http1_head *head)
{
	struct wishes wishes = { false, false };

	for (size_t i = 0; i < head->nfields; i++) {
		enum http1_code code;

		if (head->fields[i].id != HTTP1_ID_CONNECTION)
			continue;
		code = read_options(job, head->fields[i].value, &wishes);
		if (code != HTTP1_OK)
			return code;
	}
	head->keep_alive = !wishes.close && (head->minor == 1 ||
	    wishes.keep_alive) && head->framing != HTTP1_UNTIL_CLOSE;
	return HTTP1_OK;
}

/*
 * A tab beside the value is white space to RFC 9110 §5.5, and to some parsers
 * a part of it: nobody sends it in earnest. The field's line ends in CR.
 */
static bool
has_tab_beside(struct sv value)
{
	const char *p = value.ptr;

	if (p[-1] == '\t')
		return true;
	for (p += value.len; *p == ' '; p++)
		;
	return *p == '\t';
}

static enum http1_code
read_coding(struct http1_job *job, struct http1_head *head)
{
	const struct http1_field *f =
	    http1_find(head, HTTP1_ID_TRANSFER_ENCODING);
	enum http1_code code = HTTP1_OK;

	if (head->minor == 0)
		code = HTTP1_CODING_IN_1_0;
	else if ((head->present & HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH)) != 0)
		code = HTTP1_LENGTH_AND_CODING;
	else if (!sv_eq_nocase(f->value, SV("chunked")))
		code = http1_is_token(f->value) ? HTTP1_UNKNOWN_CODING :
		    HTTP1_BAD_CODING;
	else if (has_tab_beside(f->value))
		code = HTTP1_BAD_CODING;
	if (code != HTTP1_OK)
		return http1_job_fail(job, code, f->name.ptr);
	head->framing = HTTP1_CHUNKED;
	return HTTP1_OK;
}

static enum http1_code
read_length(struct http1_job *job, struct http1_head *head)
{
	const struct http1_field *f =
	    http1_find(head, HTTP1_ID_CONTENT_LENGTH);

	if (has_tab_beside(f->value) || f->value.len > LENGTH_DIGITS ||
	    num_u64(f->value, &head->content_length) != 0)
		return http1_job_fail(job, HTTP1_BAD_LENGTH, f->name.ptr);
	head->framing = HTTP1_LENGTH;
	return HTTP1_OK;
}

/* Set the framing that the fields speak of, `otherwise` if they are silent. */
static enum http1_code
read_framing(struct http1_job *job, struct http1_head *head,
    enum http1_framing otherwise)
{
	head->framing = otherwise;
	if ((head->present & HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING)) != 0)
		return read_coding(job, head);
	if ((head->present & HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH)) != 0)
		return read_length(job, head);
	return HTTP1_OK;
}

/* Is a body announced, were it an empty chunked one? */
static bool
has_body(const struct http1_head *head)
{
	return head->framing == HTTP1_CHUNKED ||
	    (head->framing == HTTP1_LENGTH && head->content_length > 0);
}

static enum http1_code
read_expect(struct http1_job *job, struct http1_head *head)
{
	const struct http1_field *f = http1_find(head, HTTP1_ID_EXPECT);

	if (f == NULL)
		return HTTP1_OK;
	if (!sv_eq_nocase(f->value, SV("100-continue")))
		return http1_job_fail(job, HTTP1_BAD_EXPECT, f->name.ptr);
	head->expects_continue = head->minor == 1 && has_body(head);
	return HTTP1_OK;
}

enum http1_code
http1_framing_request(struct http1_job *job, struct http1_head *head)
{
	enum http1_code code = read_framing(job, head, HTTP1_NO_BODY);

	if (code == HTTP1_OK && has_body(head) &&
	    (head->method == HTTP1_M_CONNECT || head->method == HTTP1_M_TRACE))
		return http1_job_fail(job, HTTP1_BODY_NOT_ALLOWED,
		    head->method_text.ptr);
	if (code == HTTP1_OK)
		code = read_expect(job, head);
	return code == HTTP1_OK ? decide_keep_alive(job, head) : code;
}

enum http1_code
http1_framing_response(struct http1_job *job, enum http1_method method,
    struct http1_head *head)
{
	bool is_bodiless = head->status < 200 || head->status == 204;
	enum http1_code code = read_framing(job, head, HTTP1_UNTIL_CLOSE);

	if (code != HTTP1_OK)
		return code;
	if (head->status == 101)
		return http1_job_fail(job, HTTP1_UNASKED_UPGRADE,
		    job->text.ptr);
	if (is_bodiless && has_body(head))
		return http1_job_fail(job, HTTP1_BODY_NOT_ALLOWED,
		    job->text.ptr);
	if (is_bodiless || head->status == 304 || method == HTTP1_M_HEAD)
		head->framing = HTTP1_NO_BODY;
	return decide_keep_alive(job, head);
}
