/* What no single value of exeat.yaml shows; and what follows from others. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "config/raw.h"

/* How providers want their credential, where it is not "Bearer". */
static const struct style {
	struct sv suffix, header, prefix;
} styles[] = {
	{ SV_INIT("api.anthropic.com"), SV_INIT("x-api-key"), SV_INIT("") },
	{ SV_INIT("generativelanguage.googleapis.com"),
	    SV_INIT("x-goog-api-key"), SV_INIT("") },
	{ SV_INIT(".openai.azure.com"), SV_INIT("api-key"), SV_INIT("") },
	{ SV_INIT(".services.ai.azure.com"), SV_INIT("api-key"),
	    SV_INIT("") },
	{ SV_INIT(".cognitiveservices.azure.com"), SV_INIT("api-key"),
	    SV_INIT("") },
	{ SV_INIT(""), SV_INIT("authorization"), SV_INIT("Bearer ") },
};

/* Make `*path` one that is seen from the folder of the file `name`. */
static int
resolve_path(const char *name, struct arena *arena, struct sv *path,
    struct errinfo *ei)
{
	char out[PATH_MAX];

	if (path->len == 0)
		return 0;
	if (file_beside(name, *path, out, sizeof(out)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "path too long: %.*s",
		    path->len > 80 ? 80 : (int)path->len, path->ptr);
	*path = arena_dup(arena, sv_cstr(out));
	return path->ptr != NULL ? 0 : ERR_NOMEM;
}

/* `folder` "/" `leaf`, in the arena; .ptr is NULL without memory. */
static struct sv
join(struct arena *arena, struct sv folder, const char *leaf)
{
	size_t size = folder.len + strlen(leaf) + 2;
	char *out = arena_alloc(arena, size);

	if (out == NULL)
		return sv_make(NULL, 0);
	(void)snprintf(out, size, "%.*s/%s", SV_ARG(folder), leaf);
	return sv_cstr(out);
}

/* The folder that `path` stands in; "." if it names none. */
static struct sv
folder_of(struct sv path)
{
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	while (path.len > 0 && path.ptr[path.len - 1] != '/')
		path.len--;
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path.len > 0 ? path : SV(".");
}

static int
complete_paths(struct raw *raw, const char *name, struct arena *arena,
    struct errinfo *ei)
{
	struct config *c = &raw->config;
	struct sv *paths[] = { &c->store, &c->keys, &c->policy, &c->data,
		&c->catalogue, &c->detectors, &c->cache,
		&raw->upstream.ca_file };
	int rc = 0;

	for (size_t i = 0; i < NELEMS(paths) && rc == 0; i++)
		rc = resolve_path(name, arena, paths[i], ei);
	if (rc != 0)
		return rc;
	c->upstream_ca_file = raw->upstream.ca_file;
	if (c->keys.len == 0)
		c->keys = join(arena, folder_of(c->store), "keys");
	if (c->policy.len == 0)
		c->policy = join(arena, c->data, "policy.yaml");
	if (c->catalogue.len == 0)
		c->catalogue = join(arena, c->data, "catalogue");
	if (c->detectors.len == 0)
		c->detectors = join(arena, c->data, "detectors");
	return c->keys.ptr != NULL && c->policy.ptr != NULL &&
	    c->catalogue.ptr != NULL && c->detectors.ptr != NULL ? 0
	    : ERR_NOMEM;
}

static bool
same_addr(const struct config_addr *a, const struct config_addr *b)
{
	return a->port == b->port && a->port != 0 && sv_eq(a->host, b->host);
}

static int
take_names(const struct raw_listener *in, struct arena *arena,
    struct config_listener *l)
{
	struct sv *names = arena_zalloc(arena, in->names.count,
	    sizeof(*names));

	if (names == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < in->names.count; i++)
		names[i] = in->names.items[i].text;
	l->names = names;
	l->nnames = in->names.count;
	return 0;
}

static int
take_listeners(struct raw *raw, const char *name, struct arena *arena,
    struct errinfo *ei)
{
	struct config *c = &raw->config;
	const struct raw_listener *in = raw->listen.items;
	struct config_listener *l;
	int rc = 0;

	c->nlisteners = raw->listen.count > 0 ? raw->listen.count : 1;
	c->listeners = arena_zalloc(arena, c->nlisteners, sizeof(*l));
	if (c->listeners == NULL)
		return ERR_NOMEM;
	c->listeners[0].gateway = (struct config_addr){ SV("127.0.0.1"),
		8080 };
	for (size_t i = 0; i < raw->listen.count && rc == 0; i++) {
		l = &c->listeners[i];
		*l = in[i].listener;
		for (size_t k = 0; k < i; k++) {
			if (same_addr(&c->listeners[k].gateway, &l->gateway))
				return yaml_fail(ei, &in[i].mark,
				    ERR_CONFLICT,
				    "this address is listened on already");
		}
		if (same_addr(&l->gateway, &c->admin))
			return yaml_fail(ei, &in[i].mark, ERR_CONFLICT,
			    "this is the address of admin; give it another");
		rc = take_names(&in[i], arena, l);
		rc = rc != 0 ? rc
		    : resolve_path(name, arena, &l->tls.cert, ei);
		rc = rc != 0 ? rc : resolve_path(name, arena, &l->tls.key, ei);
		rc = rc != 0 ? rc
		    : resolve_path(name, arena, &l->tls.client_ca, ei);
	}
	return rc;
}

static int
check_route_path(const struct raw_route *r, struct errinfo *ei)
{
	struct sv path = r->route.path;

	if (path.ptr[0] != '/' || path.ptr[path.len - 1] != '/' ||
	    sv_find(path, SV("//")) >= 0)
		return yaml_fail(ei, &r->mark, ERR_SYNTAX, "the path of route "
		    "\"%.*s\" must begin and end with one '/', such as "
		    "/openai/", SV_ARG(r->route.name));
	for (size_t i = 0; i < path.len; i++) {
		if (path.ptr[i] <= ' ' || path.ptr[i] > '~' ||
		    strchr("?#%\\", path.ptr[i]) != NULL)
			return yaml_fail(ei, &r->mark, ERR_SYNTAX,
			    "the path of route \"%.*s\" may hold no blanks "
			    "and none of ? # %% \\", SV_ARG(r->route.name));
	}
	if (sv_starts(path, SV("/to/")))
		return yaml_fail(ei, &r->mark, ERR_CONFLICT, "the path /to/ is "
		    "the gateway's own; give route \"%.*s\" another",
		    SV_ARG(r->route.name));
	return 0;
}

/* Headers that frame or route a message are never a credential's. */
static bool
is_framing_header(struct sv name)
{
	static const struct sv framing[] = { SV_INIT("host"),
		SV_INIT("content-length"), SV_INIT("transfer-encoding"),
		SV_INIT("connection"), SV_INIT("te"), SV_INIT("trailer"),
		SV_INIT("upgrade"), SV_INIT("expect") };

	for (size_t i = 0; i < NELEMS(framing); i++) {
		if (sv_eq(name, framing[i]))
			return true;
	}
	return false;
}

static int
complete_credential(struct raw_route *r, struct errinfo *ei)
{
	struct config_route *route = &r->route;
	const struct style *s = styles;

	if (route->credential.len == 0) {
		if (route->credential_header.len > 0 || r->has_prefix)
			return yaml_fail(ei, &r->mark, ERR_NOTFOUND,
			    "route \"%.*s\" says how to send a credential "
			    "but has none", SV_ARG(route->name));
		return 0;
	}
	if (is_framing_header(route->credential_header))
		return yaml_fail(ei, &r->mark, ERR_SYNTAX,
		    "\"%.*s\" cannot carry a credential",
		    SV_ARG(route->credential_header));
	while (!sv_ends(route->to.host, s->suffix))
		s++;
	if (route->credential_header.len > 0) {
		if (sv_eq(route->credential_header, SV("authorization")) &&
		    !r->has_prefix)
			route->credential_prefix = SV("Bearer ");
		return 0;
	}
	route->credential_header = s->header;
	if (!r->has_prefix)
		route->credential_prefix = s->prefix;
	return 0;
}

static int
take_routes(struct raw *raw, const char *name, struct arena *arena,
    struct errinfo *ei)
{
	struct config *c = &raw->config;
	struct raw_route *in = raw->routes.items;
	int rc = 0;

	c->nroutes = raw->routes.count;
	c->routes = arena_zalloc(arena, c->nroutes + 1, sizeof(*c->routes));
	if (c->routes == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->nroutes && rc == 0; i++) {
		rc = check_route_path(&in[i], ei);
		if (rc == 0)
			rc = complete_credential(&in[i], ei);
		if (rc == 0)
			rc = resolve_path(name, arena,
			    &in[i].route.credential, ei);
		for (size_t k = 0; rc == 0 && k < i; k++) {
			if (sv_eq(in[k].route.name, in[i].route.name) ||
			    sv_eq(in[k].route.path, in[i].route.path))
				rc = yaml_fail(ei, &in[i].mark, ERR_CONFLICT,
				    "a route of this name or path stands "
				    "already in line %u", in[k].mark.line);
		}
		c->routes[i] = in[i].route;
	}
	return rc;
}

static bool
same_network(const struct config_network *a, const struct config_network *b)
{
	return a->addr_bytes == b->addr_bytes && a->bits == b->bits &&
	    memcmp(a->addr, b->addr, a->addr_bytes) == 0;
}

static bool
shares_network(const struct config_client *a, const struct config_client *b)
{
	for (size_t i = 0; i < a->nnetworks; i++) {
		for (size_t k = 0; k < b->nnetworks; k++) {
			if (same_network(&a->networks[i], &b->networks[k]))
				return true;
		}
	}
	return false;
}

/* Whatever identifies a client must identify that one only. */
static int
check_client(const struct raw_client *c, const struct raw_client *before,
    struct errinfo *ei)
{
	const struct config_client *a = &c->client, *b = &before->client;
	const char *what = NULL;

	if (sv_eq(a->name, b->name))
		what = "name";
	else if (a->has_token && b->has_token &&
	    memcmp(a->token_sha256, b->token_sha256, 32) == 0)
		what = "token";
	else if (shares_network(a, b))
		what = "network";
	if (what == NULL)
		return 0;
	return yaml_fail(ei, &c->mark, ERR_CONFLICT, "client \"%.*s\" has the "
	    "same %s as \"%.*s\" in line %u", SV_ARG(a->name), what,
	    SV_ARG(b->name), before->mark.line);
}

static int
take_clients(struct raw *raw, struct arena *arena, struct errinfo *ei)
{
	struct config *c = &raw->config;
	struct raw_client *in = raw->clients.items;
	int rc;

	c->nclients = raw->clients.count;
	c->clients = arena_zalloc(arena, c->nclients + 1, sizeof(*c->clients));
	if (c->clients == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->nclients; i++) {
		in[i].client.networks = in[i].networks.items;
		in[i].client.nnetworks = in[i].networks.count;
		if (!in[i].client.has_token && in[i].networks.count == 0)
			return yaml_fail(ei, &in[i].mark, ERR_NOTFOUND,
			    "client \"%.*s\" needs token_sha256 or network to "
			    "be known by", SV_ARG(in[i].client.name));
		for (size_t k = 0; k < i; k++) {
			rc = check_client(&in[i], &in[k], ei);
			if (rc != 0)
				return rc;
		}
		c->clients[i] = in[i].client;
	}
	return 0;
}

static int
check_limits(const struct raw *raw, struct errinfo *ei)
{
	const struct config_limits *l = &raw->config.limits;

	if (l->decoded < l->body)
		return yaml_fail(ei, &raw->mark, ERR_RANGE,
		    "limits.decoded must be at least limits.body");
	if (l->worker_memory < l->decoded)
		return yaml_fail(ei, &raw->mark, ERR_RANGE,
		    "limits.worker_memory must be at least limits.decoded");
	if (l->header < l->target)
		return yaml_fail(ei, &raw->mark, ERR_RANGE,
		    "limits.header must be at least limits.target");
	return 0;
}

int
check_config(struct raw *raw, const char *name, struct arena *arena,
    struct errinfo *ei)
{
	struct config *c = &raw->config;
	int rc = complete_paths(raw, name, arena, ei);

	c->resolve = raw->upstream.resolve.items;
	c->nresolve = raw->upstream.resolve.count;
	c->log_level = (enum config_log_level)raw->log.level;
	if (rc == 0)
		rc = take_listeners(raw, name, arena, ei);
	if (rc == 0)
		rc = take_routes(raw, name, arena, ei);
	if (rc == 0)
		rc = trailers_take(raw, arena, ei);
	if (rc == 0)
		rc = take_clients(raw, arena, ei);
	if (rc == 0)
		rc = check_limits(raw, ei);
	return rc;
}
