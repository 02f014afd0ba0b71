/*
 * Compiling a policy: recognisers. To ask one is to hand it text, so one is
 * only where text may stay as it is: on this machine, or on a host that the
 * policy declares in zone perimeter.
 */
#include "rules/policy_recognisers.h"

#include "base/addr.h"
#include "base/ascii.h"

enum { ENTITY_MAX = 64, LANGUAGE_MAX = 32 };

const struct policy_recogniser *
policy_recognisers(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->nrecognisers;
	return p->recognisers;
}

bool
policy_may_ask(const struct policy *p, const struct policy_recogniser *r,
    int64_t now_ns)
{
	struct destination_query q = { .host = r->host, .port = r->port,
		.path = r->path, .now_ns = now_ns };
	struct destination d;

	if (r->is_loopback)
		return true;
	destination_resolve(p, &q, &d);
	return d.zone == ZONE_PERIMETER;
}

static int
out_of_memory(struct compiler *c)
{
	return errinfo_set(c->ei, ERR_NOMEM, "out of memory");
}

/* May it stand in a request line as it is? */
static bool
is_path(struct sv s)
{
	if (s.len == 0 || s.ptr[0] != '/' || s.len > POLICY_RECOGNISER_TEXT)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] >= 0x7f || s.ptr[i] == '#')
			return false;
	return true;
}

/* "//host:port/path", what follows the scheme. */
static int
take_url(struct compiler *c, struct sv rest, struct policy_recogniser *r)
{
	char text[HOSTS_NAME_BYTES];
	size_t slash = 0;
	struct addr literal;
	struct sv host;

	while (slash < rest.len && rest.ptr[slash] != '/')
		slash++;
	r->path = sv_slice(rest, slash, rest.len);
	if (!is_path(r->path) ||
	    addr_split(sv_slice(rest, 0, slash), &host, &r->port) != 0 ||
	    addr_host_kind(host, &literal) == ADDR_HOST_BAD ||
	    hosts_normalise(host, text, &host) != 0)
		return ERR_SYNTAX;
	if (r->port == 0)
		r->port = r->is_tls ? 443 : 80;
	r->is_loopback = sv_eq(host, SV("localhost")) ||
	    (addr_parse_ip(host, &literal) == 0 &&
	    addr_class_of(&literal) == ADDR_LOOPBACK);
	r->host = arena_dup(&c->policy->arena, host);
	return r->host.ptr == NULL ? ERR_NOMEM : 0;
}

static int
compile_url(struct compiler *c, const struct raw_recogniser *raw,
    struct policy_recogniser *r)
{
	static const struct sv clear = SV_INIT("http://"),
	    secure = SV_INIT("https://");
	struct sv url = raw->url.text;
	int rc = ERR_SYNTAX;

	r->is_tls = sv_starts(url, secure);
	if (r->is_tls || sv_starts(url, clear))
		rc = take_url(c, sv_slice(url,
		    r->is_tls ? secure.len : clear.len, url.len), r);
	if (rc == ERR_NOMEM)
		return out_of_memory(c);
	if (rc != 0)
		return yaml_fail(c->ei, &raw->url.mark, ERR_SYNTAX,
		    "\"%.*s\" is no URL of a recogniser; one such as "
		    "http://127.0.0.1:5002/analyze is wanted", SV_ARG(url));
	/* An end that a declaration has is looked at when it is asked. */
	if (policy_may_ask(c->policy, r, INT64_MIN))
		return 0;
	return yaml_fail(c->ei, &raw->url.mark, ERR_CONFLICT,
	    "text is handed to a recogniser as it is, so it must be on this "
	    "machine or on a host declared in zone perimeter; \"%.*s\" is "
	    "neither", SV_ARG(r->host));
}

static int
compile_entity(struct compiler *c, const struct yaml_node *n,
    struct policy_entity *e)
{
	*e = (struct policy_entity){ .entity = n->key->text };
	if (e->entity.len == 0 || e->entity.len > ENTITY_MAX)
		return yaml_fail(c->ei, &n->key->mark, ERR_RANGE,
		    "an entity type has 1 to %d bytes", ENTITY_MAX);
	if (n->kind != YAML_TEXT || !schema_is_name(n->text) ||
	    sv_starts(n->text, SV(".")) || sv_ends(n->text, SV(".")) ||
	    sv_find(n->text, SV("..")) >= 0)
		return yaml_fail(c->ei, &n->mark, ERR_SYNTAX,
		    "\"%.*s\" is no class; one such as personal.name is "
		    "wanted, of a-z, 0-9, '_', '-' and '.'", SV_ARG(n->text));
	e->class_name = n->text;
	return 0;
}

static int
compile_entities(struct compiler *c, const struct raw_recogniser *raw,
    struct policy_recogniser *r)
{
	const struct yaml_node *n = raw->classes->child;
	size_t count = raw->classes->count;
	struct policy_entity *list;
	int rc = 0;

	if (count == 0 || count > POLICY_RECOGNISER_CLASSES)
		return yaml_fail(c->ei, &raw->classes->mark, ERR_RANGE,
		    "\"classes\" names 1 to %d entity types",
		    POLICY_RECOGNISER_CLASSES);
	list = arena_zalloc(&c->policy->arena, count, sizeof(*list));
	if (list == NULL)
		return out_of_memory(c);
	for (; n != NULL && rc == 0; n = n->next)
		rc = compile_entity(c, n, &list[r->nentities++]);
	r->entities = list;
	return rc;
}

static bool
is_language(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!ascii_is_alnum(c) && c != '-' && c != '_')
			return false;
	}
	return s.len <= LANGUAGE_MAX;
}

static int
compile_recogniser(struct compiler *c, const struct raw_recogniser *raw,
    struct policy_recogniser *r)
{
	const struct policy *p = c->policy;
	int rc;

	for (size_t i = 0; i < p->nrecognisers; i++)
		if (sv_eq(p->recognisers[i].name, raw->name))
			return yaml_fail(c->ei, &raw->mark, ERR_CONFLICT,
			    "there is another recogniser called \"%.*s\"",
			    SV_ARG(raw->name));
	if (p->nrecognisers == POLICY_RECOGNISERS)
		return yaml_fail(c->ei, &raw->mark, ERR_LIMIT,
		    "a policy has at most %d recognisers",
		    POLICY_RECOGNISERS);
	if (!is_language(raw->language.text))
		return yaml_fail(c->ei, &raw->language.mark, ERR_SYNTAX,
		    "\"%.*s\" is no language; one such as en is wanted",
		    SV_ARG(raw->language.text));
	*r = (struct policy_recogniser){ .name = raw->name,
		.language = raw->language.text.len > 0 ?
		    raw->language.text : SV("en"),
		.min_score = (unsigned)raw->min_score,
		.timeout_ms = raw->timeout_ms, .may_fail = raw->fail == 1 };
	rc = compile_url(c, raw, r);
	return rc != 0 ? rc : compile_entities(c, raw, r);
}

int
policy_compile_recognisers(struct compiler *c)
{
	struct policy *p = c->policy;
	int rc = 0;

	p->recognisers = arena_zalloc(&p->arena, POLICY_RECOGNISERS + 1,
	    sizeof(*p->recognisers));
	if (p->recognisers == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles && rc == 0; i++) {
		const struct raw_recogniser *raw =
		    c->files[i].recognisers.items;

		for (size_t k = 0; k < c->files[i].recognisers.count &&
		    rc == 0; k++) {
			rc = compile_recogniser(c, &raw[k],
			    &p->recognisers[p->nrecognisers]);
			p->nrecognisers += rc == 0;
		}
	}
	return rc;
}
