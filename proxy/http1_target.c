/* Request targets and Host (RFC 9112 §3.2, RFC 9110 §7.2). */
#include "base/addr.h"
#include "base/ascii.h"
#include "base/err.h"
#include "proxy/http1_head.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

/*
 * What may stand in path and query: RFC 3986, and what browsers leave as it
 * is in a query. No fragment, backslash, quote or angle bracket: there the
 * readings differ.
 */
static bool
is_path_byte(unsigned char c)
{
	if (c <= ' ' || c >= 0x7f)
		return false;
	return c != '"' && c != '#' && c != '<' && c != '>' && c != '\\';
}

/* Index of the first byte that may not stand in path and query, or len. */
static size_t
sound_len(struct sv path)
{
	size_t i = 0;

	while (i < path.len && is_path_byte((unsigned char)path.ptr[i])) {
		if (path.ptr[i] == '%' && (path.len - i < 3 ||
		    !ascii_is_hex(path.ptr[i + 1]) ||
		    !ascii_is_hex(path.ptr[i + 2])))
			break;
		i++;
	}
	return i;
}

bool
http1_is_path(struct sv s)
{
	return s.len > 0 && s.ptr[0] == '/' && sound_len(s) == s.len;
}

static enum http1_code
check_path(struct http1_job *job, struct sv path)
{
	size_t len = sound_len(path);

	return len == path.len ? HTTP1_OK :
	    http1_job_fail(job, HTTP1_BAD_TARGET, path.ptr + len);
}

/* Split and check host[:port]; set the head's. */
static bool
read_authority(struct sv text, struct http1_head *head)
{
	bool bracketed = text.len > 0 && text.ptr[0] == '[';
	enum addr_host kind;
	struct addr addr;

	if (addr_split(text, &head->host, &head->port) != 0)
		return false;
	kind = addr_host_kind(head->host, &addr);
	if (kind == ADDR_HOST_BAD || bracketed != (kind == ADDR_HOST_IPV6))
		return false;
	head->authority = text;
	return true;
}

bool
http1_is_authority(struct sv s)
{
	struct http1_head unused = { 0 };

	return read_authority(s, &unused);
}

static enum http1_code
parse_authority(struct http1_job *job, struct sv text, struct http1_head *head)
{
	return read_authority(text, head) ? HTTP1_OK :
	    http1_job_fail(job, HTTP1_BAD_HOST, text.ptr);
}

static enum http1_code
parse_connect(struct http1_job *job, struct http1_head *head)
{
	enum http1_code code = parse_authority(job, head->target, head);

	head->form = HTTP1_AUTHORITY;
	if (code == HTTP1_OK && head->port == 0)
		return http1_job_fail(job, HTTP1_BAD_HOST, head->target.ptr);
	return code;
}

/* An absolute URI may go without a path; the origin form may not. */
static enum http1_code
complete_path(struct http1_job *job, struct http1_head *head)
{
	char *p;

	if (head->path.len == 0)
		head->path = SV("/");
	if (head->path.ptr[0] == '/')
		return HTTP1_OK;
	p = arena_alloc(job->arena, head->path.len + 1);
	if (p == NULL)
		return http1_job_fail(job, HTTP1_OUT_OF_MEMORY,
		    head->target.ptr);
	p[0] = '/';
	memcpy(p + 1, head->path.ptr, head->path.len);
	head->path = sv_make(p, head->path.len + 1);
	return HTTP1_OK;
}

static enum http1_code
parse_absolute(struct http1_job *job, struct http1_head *head)
{
	struct sv rest = head->target;
	enum http1_code code;
	size_t i = 0;

	head->form = HTTP1_ABSOLUTE;
	head->is_https = sv_starts_nocase(rest, SV("https://"));
	if (!head->is_https && !sv_starts_nocase(rest, SV("http://")))
		return http1_job_fail(job, HTTP1_BAD_TARGET, rest.ptr);
	rest = sv_slice(rest, head->is_https ? 8 : 7, rest.len);
	while (i < rest.len && rest.ptr[i] != '/' && rest.ptr[i] != '?')
		i++;
	head->path = sv_slice(rest, i, rest.len);
	code = parse_authority(job, sv_slice(rest, 0, i), head);
	if (code == HTTP1_OK)
		code = check_path(job, head->path);
	return code == HTTP1_OK ? complete_path(job, head) : code;
}

enum http1_code
http1_target_parse(struct http1_job *job, struct http1_head *head)
{
	struct sv target = head->target;

	head->path = SV("");
	if (head->method == HTTP1_M_CONNECT)
		return parse_connect(job, head);
	if (target.len == 0)
		return http1_job_fail(job, HTTP1_BAD_REQUEST_LINE, target.ptr);
	if (target.ptr[0] == '/') {
		head->form = HTTP1_ORIGIN;
		head->path = target;
		return check_path(job, target);
	}
	if (sv_eq(target, SV("*"))) {
		head->form = HTTP1_ASTERISK;
		return head->method == HTTP1_M_OPTIONS ? HTTP1_OK :
		    http1_job_fail(job, HTTP1_BAD_TARGET, target.ptr);
	}
	return parse_absolute(job, head);
}

static uint16_t
port_or_default(const struct http1_head *head, uint16_t port)
{
	if (port != 0)
		return port;
	return head->is_https ? HTTPS_PORT : HTTP_PORT;
}

/* Host repeats the authority of the target; CONNECT's port may be left out. */
static bool
agree(const struct http1_head *target, const struct http1_head *field)
{
	if (!sv_eq_nocase(target->host, field->host))
		return false;
	if (target->form == HTTP1_AUTHORITY && field->port == 0)
		return true;
	return port_or_default(target, target->port) ==
	    port_or_default(target, field->port);
}

enum http1_code
http1_target_host(struct http1_job *job, struct http1_head *head)
{
	const struct http1_field *host = http1_find(head, HTTP1_ID_HOST);
	struct http1_head named = { 0 };

	if (host == NULL)
		return head->minor == 0 ? HTTP1_OK :
		    http1_job_fail(job, HTTP1_NO_HOST, head->target.ptr);
	if (!read_authority(host->value, &named))
		return http1_job_fail(job, HTTP1_BAD_HOST, host->name.ptr);
	if (head->authority.len == 0) {
		head->authority = named.authority;
		head->host = named.host;
		head->port = named.port;
	} else if (!agree(head, &named)) {
		return http1_job_fail(job, HTTP1_HOST_MISMATCH,
		    host->name.ptr);
	}
	return HTTP1_OK;
}
