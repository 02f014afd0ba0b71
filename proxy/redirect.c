#include "proxy/redirect.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/num.h"

enum { HTTPS_PORT = 443, HTTP_PORT = 80, HOST_MAX = 253 };

/* An absolute reference taken apart; `path` has query and fragment. */
struct reference {
	bool https;
	struct sv host;
	uint16_t port;
	struct sv path;
};

/* Bytes that a URL never has; `\` is a slash to browsers. */
static bool
is_sound(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c <= 0x20 || c >= 0x7f || c == '\\' || c == '"' ||
		    c == '<' || c == '>')
			return false;
	}
	return s.len > 0;
}

static bool
has_scheme(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == ':')
			return true;
		if (c == '/' || c == '?' || c == '#')
			return false;
	}
	return false;
}

/* Write `host` in lower case to `out`; false if it is not one. */
static bool
lower_host(struct sv host, char out[HOST_MAX])
{
	if (host.len > HOST_MAX)
		return false;
	for (size_t i = 0; i < host.len; i++)
		out[i] = (char)ascii_to_lower(host.ptr[i]);
	return route_is_host(sv_make(out, host.len));
}

/* `s` is "//authority/path?query"; the scheme is set already. */
static int
split(struct sv s, char host[HOST_MAX], struct reference *r)
{
	size_t end = 2;
	struct sv port;
	uint64_t number;

	if (!sv_starts(s, SV("//")))
		return ERR_DENIED;
	while (end < s.len && s.ptr[end] != '/' && s.ptr[end] != '?' &&
	    s.ptr[end] != '#')
		end++;
	port = sv_slice(s, 2, end);
	r->host = sv_cut(&port, ':');
	r->path = sv_slice(s, end, s.len);
	if (!lower_host(r->host, host))
		return ERR_DENIED;
	r->host.ptr = host;
	r->port = r->https ? HTTPS_PORT : HTTP_PORT;
	if (port.ptr != NULL && port.len > 0) {
		if (num_u64(port, &number) != 0 || number == 0 ||
		    number > UINT16_MAX)
			return ERR_DENIED;
		r->port = (uint16_t)number;
	}
	return 0;
}

static bool
is_same_origin(const struct route_target *t, const struct reference *r)
{
	return t->https == r->https && t->port == r->port &&
	    sv_eq(t->host, r->host);
}

static void
add_path(struct buf *out, struct sv path)
{
	if (!sv_starts(path, SV("/")))
		buf_add_char(out, '/');
	buf_add_sv(out, path);
}

/* `/to/` or `/re/` with the host, and the port unless it is the usual one. */
static void
add_named(struct buf *out, struct sv word, struct sv host, uint16_t port)
{
	buf_add_char(out, '/');
	buf_add_sv(out, word);
	buf_add_char(out, '/');
	buf_add_sv(out, host);
	if (port != HTTPS_PORT) {
		buf_add_char(out, ':');
		buf_add_u64(out, port);
	}
}

/* A path of the destination that lies outside the route's part of it. */
static int
add_beyond(const struct route_target *t, struct sv path, struct buf *out)
{
	if (!t->https)
		return ERR_DENIED;
	add_named(out, SV("to"), t->host, t->port);
	add_path(out, path);
	return buf_err(out);
}

/* A path on the destination itself, seen from the gateway. */
static int
add_own(const struct route_target *t, struct sv path, struct buf *out)
{
	struct sv base = t->route == NULL ? SV("/") : t->route->to.path;

	if (path.len == 0 || path.ptr[0] != '/') {
		/* Only a query or nothing after the authority: the root. */
		if (!sv_eq(base, SV("/")))
			return add_beyond(t, path, out);
	} else if (!sv_starts(path, base)) {
		return add_beyond(t, path, out);
	} else {
		path = sv_slice(path, base.len - 1, path.len);
	}
	buf_add_sv(out, t->prefix);
	add_path(out, path);
	return buf_err(out);
}

int
redirect_rewrite(const struct route_target *from, struct sv location,
    struct buf *out)
{
	struct reference r = { .https = from->https };
	char host[HOST_MAX];
	int rc;

	if (!is_sound(location) || route_has_dot_segment(location))
		return ERR_DENIED;
	if (!has_scheme(location) && !sv_starts(location, SV("//"))) {
		if (location.ptr[0] == '/')
			return add_own(from, location, out);
		/* Relative to the request's own path, which maps alike. */
		buf_add_sv(out, location);
		return buf_err(out);
	}
	if (sv_starts_nocase(location, SV("https:"))) {
		r.https = true;
		location = sv_slice(location, 6, location.len);
	} else if (sv_starts_nocase(location, SV("http:"))) {
		r.https = false;
		location = sv_slice(location, 5, location.len);
	} else if (has_scheme(location)) {
		return ERR_DENIED;
	}
	rc = split(location, host, &r);
	if (rc != 0)
		return rc;
	if (is_same_origin(from, &r))
		return add_own(from, r.path, out);
	if (!r.https)
		return ERR_DENIED;
	add_named(out, SV("re"), r.host, r.port);
	add_path(out, r.path);
	return buf_err(out);
}
