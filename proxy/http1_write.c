#include "proxy/http1_write.h"

#include "base/err.h"

enum { LISTED_MAX = 16, HEX_DIGITS = 16, LINES_BYTES = 256 };

/* Written from the spec, or meant for one hop only (RFC 9110 §7.6.1). */
static const uint64_t never_copied =
    HTTP1_BIT(HTTP1_ID_HOST) | HTTP1_BIT(HTTP1_ID_CONTENT_LENGTH) |
    HTTP1_BIT(HTTP1_ID_EXPECT) | HTTP1_BIT(HTTP1_ID_TRANSFER_ENCODING) |
    HTTP1_BIT(HTTP1_ID_CONNECTION) | HTTP1_BIT(HTTP1_ID_KEEP_ALIVE) |
    HTTP1_BIT(HTTP1_ID_PROXY_CONNECTION) | HTTP1_BIT(HTTP1_ID_TE) |
    HTTP1_BIT(HTTP1_ID_TRAILER) | HTTP1_BIT(HTTP1_ID_UPGRADE) |
    HTTP1_BIT(HTTP1_ID_HTTP2_SETTINGS) |
    HTTP1_BIT(HTTP1_ID_PROXY_AUTHENTICATE) |
    HTTP1_BIT(HTTP1_ID_PROXY_AUTHORIZATION);

struct reason {
	unsigned status;
	struct sv text;
};

static const struct reason reasons[] = {
	{ 100, SV_INIT("Continue") },
	{ 102, SV_INIT("Processing") },
	{ 103, SV_INIT("Early Hints") },
	{ 200, SV_INIT("OK") },
	{ 201, SV_INIT("Created") },
	{ 202, SV_INIT("Accepted") },
	{ 203, SV_INIT("Non-Authoritative Information") },
	{ 204, SV_INIT("No Content") },
	{ 205, SV_INIT("Reset Content") },
	{ 206, SV_INIT("Partial Content") },
	{ 300, SV_INIT("Multiple Choices") },
	{ 301, SV_INIT("Moved Permanently") },
	{ 302, SV_INIT("Found") },
	{ 303, SV_INIT("See Other") },
	{ 304, SV_INIT("Not Modified") },
	{ 307, SV_INIT("Temporary Redirect") },
	{ 308, SV_INIT("Permanent Redirect") },
	{ 400, SV_INIT("Bad Request") },
	{ 401, SV_INIT("Unauthorized") },
	{ 402, SV_INIT("Payment Required") },
	{ 403, SV_INIT("Forbidden") },
	{ 404, SV_INIT("Not Found") },
	{ 405, SV_INIT("Method Not Allowed") },
	{ 406, SV_INIT("Not Acceptable") },
	{ 407, SV_INIT("Proxy Authentication Required") },
	{ 408, SV_INIT("Request Timeout") },
	{ 409, SV_INIT("Conflict") },
	{ 410, SV_INIT("Gone") },
	{ 411, SV_INIT("Length Required") },
	{ 412, SV_INIT("Precondition Failed") },
	{ 413, SV_INIT("Content Too Large") },
	{ 414, SV_INIT("URI Too Long") },
	{ 415, SV_INIT("Unsupported Media Type") },
	{ 416, SV_INIT("Range Not Satisfiable") },
	{ 417, SV_INIT("Expectation Failed") },
	{ 421, SV_INIT("Misdirected Request") },
	{ 422, SV_INIT("Unprocessable Content") },
	{ 425, SV_INIT("Too Early") },
	{ 426, SV_INIT("Upgrade Required") },
	{ 428, SV_INIT("Precondition Required") },
	{ 429, SV_INIT("Too Many Requests") },
	{ 431, SV_INIT("Request Header Fields Too Large") },
	{ 451, SV_INIT("Unavailable For Legal Reasons") },
	{ 500, SV_INIT("Internal Server Error") },
	{ 501, SV_INIT("Not Implemented") },
	{ 502, SV_INIT("Bad Gateway") },
	{ 503, SV_INIT("Service Unavailable") },
	{ 504, SV_INIT("Gateway Timeout") },
	{ 505, SV_INIT("HTTP Version Not Supported") },
	{ 529, SV_INIT("Overloaded") },
};

/* Which of the fields are not to be copied. */
struct skip {
	uint64_t mask;			/* by id */
	struct sv names[LISTED_MAX];	/* those without one */
	size_t nnames;
};

struct sv
http1_write_reason(unsigned status)
{
	for (size_t i = 0; i < NELEMS(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return SV("Unknown");
}

static int
skip_name(struct skip *skip, struct sv name)
{
	enum http1_id id = http1_field_id(name);

	if (id != HTTP1_ID_NONE) {
		skip->mask |= HTTP1_BIT(id);
		return 0;
	}
	if (skip->nnames == LISTED_MAX)
		return ERR_INVAL;
	skip->names[skip->nnames++] = name;
	return 0;
}

static int
skip_listed(struct skip *skip, struct sv value)
{
	int err = 0;

	while (err == 0 && value.ptr != NULL) {
		struct sv option = sv_trim(sv_cut(&value, ','));

		if (option.len > 0 && !sv_eq_nocase(option, SV("close")))
			err = skip_name(skip, option);
	}
	return err;
}

static int
make_skip(const struct http1_fields_spec *list, struct skip *skip)
{
	int err = 0;

	skip->nnames = 0;
	skip->mask = list->drop & ~HTTP1_BIT(HTTP1_ID_NONE);
	for (size_t i = 0; err == 0 && i < list->nfields; i++)
		if (http1_field_id(list->fields[i].name) ==
		    HTTP1_ID_CONNECTION)
			err = skip_listed(skip, list->fields[i].value);
	for (size_t i = 0; err == 0 && i < list->nextra; i++) {
		struct sv name = list->extra[i].name;

		if ((HTTP1_BIT(http1_field_id(name)) & never_copied) != 0)
			return ERR_INVAL;
		err = skip_name(skip, name);
	}
	skip->mask |= never_copied;
	return err;
}

static bool
is_skipped(const struct skip *skip, const struct http1_field *f)
{
	enum http1_id id = http1_field_id(f->name);

	if (id != HTTP1_ID_NONE)
		return (skip->mask & HTTP1_BIT(id)) != 0;
	for (size_t i = 0; i < skip->nnames; i++)
		if (sv_eq_nocase(skip->names[i], f->name))
			return true;
	return false;
}

static int
add_field(struct buf *out, const struct http1_field *f)
{
	struct sv value = sv_trim(f->value);
	size_t len = f->name.len + value.len + 4;
	char *p;

	if (!http1_is_token(f->name) || !http1_is_value(value))
		return ERR_INVAL;
	p = buf_reserve(out, len);
	if (p == NULL)
		return buf_err(out);
	memcpy(p, f->name.ptr, f->name.len);
	p += f->name.len;
	*p++ = ':';
	*p++ = ' ';
	if (value.len > 0)
		memcpy(p, value.ptr, value.len);
	memcpy(p + value.len, "\r\n", 2);
	buf_grow(out, len);
	return 0;
}

static int
add_fields(struct buf *out, const struct http1_fields_spec *list)
{
	struct skip skip;
	int err = make_skip(list, &skip);

	for (size_t i = 0; err == 0 && i < list->nfields; i++)
		if (!is_skipped(&skip, &list->fields[i]))
			err = add_field(out, &list->fields[i]);
	for (size_t i = 0; err == 0 && i < list->nextra; i++)
		err = add_field(out, &list->extra[i]);
	return err;
}

static void
add_framing(struct buf *out, enum http1_framing framing, uint64_t length)
{
	switch (framing) {
	case HTTP1_LENGTH:
		buf_add_sv(out, SV("Content-Length: "));
		buf_add_u64(out, length);
		buf_add_sv(out, SV("\r\n"));
		break;
	case HTTP1_CHUNKED:
		buf_add_sv(out, SV("Transfer-Encoding: chunked\r\n"));
		break;
	case HTTP1_NO_BODY:
	case HTTP1_UNTIL_CLOSE:
		break;
	}
}

/* Make room at once for what will be written, more or less. */
static void
reserve(struct buf *out, const struct http1_fields_spec *list)
{
	size_t len = LINES_BYTES;

	for (size_t i = 0; i < list->nfields; i++)
		len += list->fields[i].name.len + list->fields[i].value.len + 4;
	for (size_t i = 0; i < list->nextra; i++)
		len += list->extra[i].name.len + list->extra[i].value.len + 4;
	if (len < out->max - out->len)
		(void)!buf_reserve(out, len);
}

/* Leave in `out` a whole head, or what was there before. */
static int
settle(struct buf *out, size_t before, int err)
{
	if (err == 0)
		err = buf_err(out);
	if (err != 0)
		buf_truncate(out, before);
	return err;
}

/* What a recipient learns of trailers beforehand (RFC 9110 §6.6.2). */
static void
add_announcement(struct buf *out, const struct http1_request_spec *spec)
{
	for (size_t i = 0; i < spec->ntrailers; i++) {
		buf_add_sv(out, i == 0 ? SV("Trailer: ") : SV(", "));
		buf_add_sv(out, spec->trailers[i].name);
	}
	if (spec->ntrailers > 0)
		buf_add_sv(out, SV("\r\n"));
}

/* TE is for this hop alone, which Connection must say (RFC 9110 §10.1.4). */
static void
add_connection(struct buf *out, const struct http1_request_spec *spec)
{
	if (spec->takes_trailers)
		buf_add_sv(out, SV("TE: trailers\r\n"));
	if (spec->takes_trailers && spec->close)
		buf_add_sv(out, SV("Connection: close, TE\r\n"));
	else if (spec->takes_trailers)
		buf_add_sv(out, SV("Connection: TE\r\n"));
	else if (spec->close)
		buf_add_sv(out, SV("Connection: close\r\n"));
}

static bool
are_sound_trailers(const struct http1_field *trailers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!http1_is_token(trailers[i].name) ||
		    http1_field_id(trailers[i].name) != HTTP1_ID_NONE)
			return false;
	return true;
}

int
http1_write_request(struct buf *out, const struct http1_request_spec *spec)
{
	size_t before = out->len;
	int err;

	if (!http1_is_token(spec->method) ||
	    !http1_is_authority(spec->authority) ||
	    !(http1_is_path(spec->target) || sv_eq(spec->target, SV("*"))) ||
	    spec->framing == HTTP1_UNTIL_CLOSE ||
	    (spec->ntrailers > 0 && spec->framing != HTTP1_CHUNKED) ||
	    !are_sound_trailers(spec->trailers, spec->ntrailers))
		return ERR_INVAL;
	reserve(out, &spec->list);
	buf_add_sv(out, spec->method);
	buf_add_sv(out, SV(" "));
	buf_add_sv(out, spec->target);
	buf_add_sv(out, SV(" HTTP/1.1\r\nHost: "));
	buf_add_sv(out, spec->authority);
	buf_add_sv(out, SV("\r\n"));
	err = add_fields(out, &spec->list);
	add_framing(out, spec->framing, spec->content_length);
	add_announcement(out, spec);
	add_connection(out, spec);
	buf_add_sv(out, SV("\r\n"));
	return settle(out, before, err);
}

int
http1_write_response(struct buf *out, const struct http1_response_spec *spec)
{
	struct sv reason = spec->reason.len > 0 ? spec->reason :
	    http1_write_reason(spec->status);
	size_t before = out->len;
	int err;

	if (spec->status < 100 || spec->status > 599 ||
	    !http1_is_value(reason) ||
	    (spec->framing == HTTP1_UNTIL_CLOSE && !spec->close))
		return ERR_INVAL;
	reserve(out, &spec->list);
	buf_add_sv(out, SV("HTTP/1.1 "));
	buf_add_u64(out, spec->status);
	buf_add_sv(out, SV(" "));
	buf_add_sv(out, reason);
	buf_add_sv(out, SV("\r\n"));
	err = add_fields(out, &spec->list);
	add_framing(out, spec->framing, spec->content_length);
	if (spec->close)
		buf_add_sv(out, SV("Connection: close\r\n"));
	else if (spec->keep_alive_1_0)
		buf_add_sv(out, SV("Connection: keep-alive\r\n"));
	buf_add_sv(out, SV("\r\n"));
	return settle(out, before, err);
}

void
http1_write_chunk_size(struct buf *out, uint64_t len)
{
	static const char digits[] = "0123456789abcdef";
	char size[HEX_DIGITS];
	size_t n = HEX_DIGITS;

	do
		size[--n] = digits[len & 15];
	while ((len >>= 4) > 0);
	buf_add(out, size + n, HEX_DIGITS - n);
	buf_add_sv(out, SV("\r\n"));
}

void
http1_write_chunk(struct buf *out, struct sv data)
{
	if (data.len == 0)
		return;
	if (buf_reserve(out, HEX_DIGITS + data.len + 4) == NULL)
		return;
	http1_write_chunk_size(out, data.len);
	buf_add_sv(out, data);
	buf_add_sv(out, SV("\r\n"));
}

int
http1_write_last_chunk(struct buf *out, const struct http1_field *trailers,
    size_t ntrailers)
{
	size_t before = out->len;
	int err = are_sound_trailers(trailers, ntrailers) ? 0 : ERR_INVAL;

	buf_add_sv(out, SV("0\r\n"));
	for (size_t i = 0; err == 0 && i < ntrailers; i++)
		err = add_field(out, &trailers[i]);
	buf_add_sv(out, SV("\r\n"));
	return settle(out, before, err);
}
