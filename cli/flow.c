#include "cli/flow.h"

#include <string.h>

#include "base/addr.h"
#include "base/ascii.h"
#include "cli/mint.h"
#include "govern/edits.h"
#include "inspect/body/mediatype.h"

enum { NEAR_FACTOR = 64 };	/* memory to say why, to the body's bytes */

/* In lower case, as exeatd takes it. */
static int
keep_host(struct sv host, struct flow *f)
{
	f->host = arena_dup_lower(&f->arena, host);
	return f->host.ptr == NULL ? ERR_NOMEM : 0;
}

/* "host", "host:port" or "[v6]:port"; a port of 0 is none. */
static int
take_authority(struct sv s, struct flow *f)
{
	bool bracketed = sv_starts(s, SV("["));
	struct addr literal;
	uint16_t port;
	struct sv host;
	enum addr_host kind;

	if (addr_split(s, &host, &port) != 0 ||
	    (port == 0 && s.len > host.len + 2 * bracketed))
		return ERR_SYNTAX;
	kind = addr_host_kind(host, &literal);
	if (kind == ADDR_HOST_BAD || bracketed != (kind == ADDR_HOST_IPV6))
		return ERR_SYNTAX;
	if (port != 0)
		f->port = port;
	return keep_host(host, f);
}

/* Path and query, of what may stand in a request line. */
static int
take_path(struct sv rest, struct flow *f)
{
	char *p;

	for (size_t i = 0; i < rest.len; i++)
		if (rest.ptr[i] <= ' ' || rest.ptr[i] > '~' ||
		    rest.ptr[i] == '#')
			return ERR_SYNTAX;
	f->path = rest;
	if (!sv_starts(rest, SV("?")))
		return 0;
	p = arena_alloc(&f->arena, rest.len + 1);
	if (p == NULL)
		return ERR_NOMEM;
	p[0] = '/';
	memcpy(p + 1, rest.ptr, rest.len);
	f->path = sv_make(p, rest.len + 1);
	return 0;
}

static int
take_target(struct sv to, struct flow *f)
{
	size_t end = 0;
	int rc;

	f->port = 443;
	f->path = SV("");
	if (to.len == 0)
		return 0;
	if (sv_starts_nocase(to, SV("https://"))) {
		to = sv_slice(to, 8, to.len);
	} else if (sv_starts_nocase(to, SV("http://"))) {
		to = sv_slice(to, 7, to.len);
		f->port = 80;
	}
	while (end < to.len && to.ptr[end] != '/' && to.ptr[end] != '?')
		end++;
	rc = take_authority(sv_slice(to, 0, end), f);
	return rc != 0 ? rc : take_path(sv_slice(to, end, to.len), f);
}

/* A token of RFC 9110 §5.6.2. */
static bool
is_token(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_alnum((unsigned char)s.ptr[i]) &&
		    sv_find_char(SV("!#$%&'*+-.^_`|~"), s.ptr[i]) < 0)
			return false;
	return s.len > 0;
}

static bool
is_media_type(struct sv s)
{
	struct sv rest = mediatype_essence(s), type = sv_cut(&rest, '/');

	return is_token(type) && rest.ptr != NULL && is_token(rest);
}

/* Where to, and what no request could have. */
static int
take_request(const struct flow_request *r, struct flow *f,
    struct errinfo *ei)
{
	int rc = take_target(r->to, f);

	if (rc == ERR_NOMEM)
		return errinfo_set(ei, rc, "%s", err_text(rc));
	if (rc != 0)
		return errinfo_set(ei, ERR_SYNTAX, "\"%.*s\" is no "
		    "destination; HOST, HOST:PORT or a URL is wanted",
		    SV_ARG(r->to));
	if (r->method.len > 0 && !is_token(r->method))
		return errinfo_set(ei, ERR_SYNTAX, "\"%.*s\" is no method; "
		    "one such as POST is wanted", SV_ARG(r->method));
	if (r->type.len > 0 && !is_media_type(r->type))
		return errinfo_set(ei, ERR_SYNTAX, "\"%.*s\" is no media "
		    "type; one such as application/json is wanted",
		    SV_ARG(r->type));
	return 0;
}

static struct sv
first_of(struct sv a, struct sv b)
{
	return a.len > 0 ? a : b;
}

static struct assess_input
make_input(const struct setup *s, const struct flow_request *r,
    struct flow *f)
{
	static const struct config_client nobody = { .has_token = false };
	const struct config_client *c = config_client_named(s->config, r->as);
	struct assess_input in = { .doc = &f->doc, .path = f->path };

	if (c == NULL)
		c = &nobody;
	in.facts = (struct facts){
		.now_ns = r->now_ns,
		.client = r->as,
		.team = first_of(r->team, c->team),
		.purpose = first_of(r->purpose, c->purpose),
		.activity = first_of(r->activity, c->activity),
		.method = first_of(r->method, SV("POST")),
		.host = f->host,
		.port = f->port,
		.size = r->body.len,
	};
	return in;
}

/* Detect, let recognisers add what they find, decide. */
static int
assess(const struct setup *s, const struct flow_request *r, struct flow *f)
{
	const struct assess_engine *e = &s->engine->assess;
	struct assess_input in = make_input(s, r, f);
	int rc = assess_detect(e, &f->arena, &in, &f->a);

	if (rc == 0 && r->recognisers == NULL)
		rc = recognisers_pass_over(s, &f->arena, &f->doc);
	else if (rc == 0)
		rc = recognisers_ask(r->recognisers, &f->arena, &f->doc,
		    r->now_ns, &f->a);
	if (rc == 0 && r->recognisers != NULL)
		f->unasked = r->recognisers->why;
	return rc != 0 ? rc : assess_decide(e, &f->arena, &in, &f->a);
}

int
flow_run(const struct setup *s, const struct flow_request *r,
    struct flow *ret, struct errinfo *ei)
{
	const struct config_limits *l = &s->config->limits;
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = first_of(r->method, SV("POST")),
		.content_type = r->type, .body = r->body,
		.limits = &ret->limits };
	int rc;

	*ret = (struct flow){ .limits = document_default_limits };
	arena_init(&ret->arena, (size_t)limits_request_memory(l));
	ret->limits.decoded_bytes = (size_t)l->decoded;
	ret->limits.decoded_ratio = (unsigned)l->decoded_ratio;
	ret->limits.depth = (unsigned)l->depth;
	ret->limits.fields = (size_t)l->fields;
	rc = take_request(r, ret, ei);
	if (rc != 0)
		return rc;
	if (r->body.len > l->body)
		return errinfo_set(ei, ERR_LIMIT, "the body passes "
		    "limits.body; exeatd would refuse it (413)");
	in.host = ret->host;
	in.target = ret->path;
	rc = document_read(&ret->doc, &ret->arena, &in);
	if (rc == ERR_LIMIT)
		return errinfo_set(ei, rc, "the decoded body passes the "
		    "limits; exeatd would refuse it (413)");
	if (rc == 0)
		rc = assess(s, r, ret);
	if (rc == ERR_NOMEM)
		return errinfo_set(ei, rc, "%s: to inspect the body takes more "
		    "than twice limits.decoded and 64 MiB, or the machine has "
		    "none; exeatd would refuse it (503)", err_text(rc));
	return rc == 0 ? 0 : errinfo_set(ei, rc, "%s", err_text(rc));
}

int
flow_explain(const struct setup *s, bool near, struct flow *f,
    struct errinfo *ei)
{
	struct detect_stops stops;
	struct findings again;
	int rc;

	f->why = (struct explain){ .near = near };
	/* What is said of it is no part of the request. */
	f->arena.max += limits_request_memory(&s->config->limits) +
	    f->doc.body.len * NEAR_FACTOR;
	rc = detect_document(s->engine->detect, &f->arena, &f->doc, &again,
	    &f->why, &stops);
	if (rc == 0 || rc == ERR_LIMIT)
		return 0;
	return errinfo_set(ei, rc, "%s", err_text(rc));
}

int
flow_rewrite(const struct setup *s, struct flow *f, struct buf *out)
{
	struct edits_input in = { .engine = &s->engine->assess, .doc = &f->doc,
		.a = &f->a, .escape = true };
	struct edit *edits;
	struct sv *tokens;
	size_t n;
	int rc;

	if (f->a.decision.action >= ACTION_HOLD)
		return ERR_STATE;
	rc = mint_tokens(&s->engine->assess, &f->a, &f->arena, &tokens);
	in.tokens = tokens;
	if (rc == 0)
		rc = edits_make(&in, &f->arena, &edits, &n);
	if (rc == 0)
		rc = document_rewrite(&f->doc, edits, n, out);
	return rc;
}

void
flow_done(struct flow *f)
{
	arena_done(&f->arena);
}
