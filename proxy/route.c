#include "proxy/route.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/num.h"

enum { HTTPS_PORT = 443, HOST_MAX = 253, LABEL_MAX = 63 };

static bool
is_label(struct sv s, bool *ret_numeric)
{
	bool numeric = true;

	if (s.len == 0 || s.len > LABEL_MAX || s.ptr[0] == '-' ||
	    s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		bool digit = ascii_is_digit(c);

		if (!digit && !ascii_is_lower(c) && c != '-' && c != '_')
			return false;
		numeric = numeric && digit;
	}
	/* "0x7f" is a number to some resolvers. */
	*ret_numeric = numeric || sv_starts(s, SV("0x"));
	return true;
}

static bool
is_ipv4(struct sv s)
{
	unsigned parts = 0;
	uint64_t v;

	while (s.ptr != NULL) {
		struct sv part = sv_cut(&s, '.');

		if (num_u64(part, &v) != 0 || v > 255 ||
		    (part.len > 1 && part.ptr[0] == '0'))
			return false;
		parts++;
	}
	return parts == 4;
}

bool
route_is_host(struct sv host)
{
	struct sv rest = host;
	bool numeric = false;

	if (host.len == 0 || host.len > HOST_MAX)
		return false;
	while (rest.ptr != NULL)
		if (!is_label(sv_cut(&rest, '.'), &numeric))
			return false;
	return !numeric || is_ipv4(host);
}

/* Length of the dot, plain or encoded, at the front of `s`; 0: none. */
static size_t
dot_at(struct sv s)
{
	if (sv_starts(s, SV(".")))
		return 1;
	return sv_starts_nocase(s, SV("%2e")) ? 3 : 0;
}

bool
route_has_dot_segment(struct sv path)
{
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '?' || path.ptr[i] == '#')
			path.len = i;
	while (path.ptr != NULL) {
		struct sv segment = sv_cut(&path, '/');
		size_t first = dot_at(segment), second;

		if (first == 0)
			continue;
		second = dot_at(sv_slice(segment, first, segment.len));
		if (segment.len == first + second)
			return true;
	}
	return false;
}

/* `head` and `tail` as one origin form; "/" between them exactly once. */
static struct sv
join(struct arena *arena, struct sv head, struct sv tail)
{
	char *p;

	if (sv_ends(head, SV("/")) && sv_starts(tail, SV("/")))
		tail = sv_slice(tail, 1, tail.len);
	p = arena_alloc(arena, head.len + tail.len + 1);
	if (p == NULL)
		return (struct sv){ NULL, 0 };
	memcpy(p, head.ptr, head.len);
	if (tail.len > 0)
		memcpy(p + head.len, tail.ptr, tail.len);
	return sv_make(p, head.len + tail.len);
}

/* `path` is "/to/..." or "/re/...". */
static int
find_named(struct sv path, struct arena *arena, struct route_target *ret)
{
	struct sv rest = sv_slice(path, 4, path.len), authority, port;
	struct route_target t = { .name = sv_slice(path, 1, 3), .https = true,
		.port = HTTPS_PORT };
	size_t end = 0;
	uint64_t number;

	while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
		end++;
	authority = sv_slice(rest, 0, end);
	t.drop_credentials = sv_eq(t.name, SV("re"));
	t.prefix = sv_slice(path, 0, path.len - rest.len + end);
	port = authority;
	t.host = arena_dup_lower(arena, sv_cut(&port, ':'));
	t.path = join(arena, SV("/"), sv_slice(rest, end, rest.len));
	if (t.host.ptr == NULL || t.path.ptr == NULL)
		return ERR_NOMEM;
	if (!route_is_host(t.host))
		return ERR_SYNTAX;
	if (port.ptr != NULL) {
		if (num_u64(port, &number) != 0 || number == 0 ||
		    number > UINT16_MAX)
			return ERR_SYNTAX;
		t.port = (uint16_t)number;
	}
	*ret = t;
	return 0;
}

/* The prefix "/a/" also matches "/a" and "/a?query". */
static bool
matches(struct sv prefix, struct sv path)
{
	struct sv bare = sv_slice(prefix, 0, prefix.len - 1);

	if (sv_starts(path, prefix))
		return true;
	return sv_starts(path, bare) && bare.len > 0 &&
	    (path.len == bare.len || path.ptr[bare.len] == '?');
}

static const struct config_route *
longest(const struct config *c, struct sv path)
{
	const struct config_route *best = NULL;

	for (size_t i = 0; i < c->nroutes; i++) {
		const struct config_route *r = &c->routes[i];

		if (matches(r->path, path) &&
		    (best == NULL || r->path.len > best->path.len))
			best = r;
	}
	return best;
}

int
route_find(const struct config *c, struct sv path, struct arena *arena,
    struct route_target *ret)
{
	const struct config_route *r;
	struct route_target t;

	if (route_has_dot_segment(path))
		return ERR_SYNTAX;
	if (sv_starts(path, SV("/to/")) || sv_starts(path, SV("/re/")))
		return find_named(path, arena, ret);
	r = longest(c, path);
	if (r == NULL)
		return ERR_NOTFOUND;
	t = (struct route_target){ .route = r, .name = r->name,
		.https = r->to.https, .host = r->to.host, .port = r->to.port,
		.prefix = sv_slice(r->path, 0, r->path.len - 1) };
	t.path = join(arena, r->to.path, sv_slice(path, r->path.len - 1,
	    path.len));
	if (t.path.ptr == NULL)
		return ERR_NOMEM;
	*ret = t;
	return 0;
}
