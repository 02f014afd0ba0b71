#include "cli/flow.h"

#include "base/num.h"
#include "cli/mint.h"
#include "govern/edits.h"

enum { NEAR_FACTOR = 64 };	/* memory to say why, to the body's bytes */

/* Cut "host:port" or "[v6]:port"; a port that is none is ERR_SYNTAX. */
static int
take_authority(struct sv s, struct flow *f)
{
	ptrdiff_t colon = -1;
	uint64_t port;

	for (size_t i = s.len; i > 0 && s.ptr[i - 1] != ']'; i--) {
		if (s.ptr[i - 1] == ':' && colon < 0)
			colon = (ptrdiff_t)i - 1;
	}
	f->host = s;
	if (colon < 0)
		return s.len > 0 ? 0 : ERR_SYNTAX;
	f->host = sv_slice(s, 0, (size_t)colon);
	if (num_u64(sv_slice(s, (size_t)colon + 1, s.len), &port) != 0 ||
	    port == 0 || port > UINT16_MAX)
		return ERR_SYNTAX;
	f->port = (uint16_t)port;
	return f->host.len > 0 ? 0 : ERR_SYNTAX;
}

static int
take_target(struct sv to, struct flow *f)
{
	size_t slash = 0;

	f->port = 443;
	f->path = SV("");
	if (to.len == 0)
		return 0;
	if (sv_starts(to, SV("https://"))) {
		to = sv_slice(to, 8, to.len);
	} else if (sv_starts(to, SV("http://"))) {
		to = sv_slice(to, 7, to.len);
		f->port = 80;
	}
	while (slash < to.len && to.ptr[slash] != '/')
		slash++;
	f->path = sv_slice(to, slash, to.len);
	return take_authority(sv_slice(to, 0, slash), f);
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
	if (take_target(r->to, ret) != 0)
		return errinfo_set(ei, ERR_SYNTAX, "\"%.*s\" is no "
		    "destination; HOST, HOST:PORT or a URL is wanted",
		    SV_ARG(r->to));
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
