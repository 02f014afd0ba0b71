#include "proxy/gate.h"

static const struct gate_refusal no_tunnel = {
	501, SV_INIT("no-tunnel"),
	SV_INIT("CONNECT is not served on a gateway listener; use "
	    "/to/<host>/... instead")
};
static const struct gate_refusal no_trace = {
	405, SV_INIT("no-trace"), SV_INIT("TRACE would echo credentials")
};
static const struct gate_refusal no_asterisk = {
	400, SV_INIT("no-asterisk"),
	SV_INIT("OPTIONS * has no destination; name a path")
};
static const struct gate_refusal no_upgrade = {
	501, SV_INIT("no-upgrade"),
	SV_INIT("the protocol asked for by Upgrade cannot be inspected")
};
static const struct gate_refusal misdirected = {
	421, SV_INIT("misdirected"),
	SV_INIT("Host does not name this listener; add the name to its "
	    "`names` in exeat.yaml if it should")
};
static const struct gate_refusal cross_site = {
	403, SV_INIT("cross-site"),
	SV_INIT("a page of another site may not use the gateway")
};

/* The listener's own address, with its own port. */
static bool
is_own_address(const struct gate *g, const struct http1_head *head)
{
	uint16_t usual = g->is_tls ? 443 : 80;
	struct sv host = head->host;

	if ((head->port != 0 ? head->port : usual) != g->port)
		return false;
	if (sv_eq_nocase(host, g->host))
		return true;
	return g->is_loopback && (sv_eq_nocase(host, SV("localhost")) ||
	    sv_eq(host, SV("127.0.0.1")) || sv_eq(host, SV("::1")));
}

/* A configured name may come with any port: something may map it. */
static bool
is_for_listener(const struct gate *g, const struct http1_head *head)
{
	if (is_own_address(g, head))
		return true;
	for (size_t i = 0; i < g->nnames; i++)
		if (sv_eq_nocase(head->host, g->names[i]))
			return true;
	return false;
}

/* Origin (RFC 6454) and Sec-Fetch-Site (W3C Fetch Metadata). */
static bool
is_cross_site(const struct http1_head *head)
{
	const struct http1_field *origin, *site;
	struct sv rest;

	site = http1_find(head, HTTP1_ID_SEC_FETCH_SITE);
	if (site != NULL && !sv_eq(site->value, SV("same-origin")) &&
	    !sv_eq(site->value, SV("none")))
		return true;
	origin = http1_find(head, HTTP1_ID_ORIGIN);
	if (origin == NULL)
		return false;
	rest = origin->value;
	if (sv_starts_nocase(rest, SV("http://")))
		rest = sv_slice(rest, 7, rest.len);
	else if (sv_starts_nocase(rest, SV("https://")))
		rest = sv_slice(rest, 8, rest.len);
	return !sv_eq_nocase(rest, head->authority);
}

/* An offer of HTTP/2 over clear text may be passed over (RFC 9113 §3.1). */
static bool
wants_other_protocol(const struct http1_head *head)
{
	const struct http1_field *f = http1_find(head, HTTP1_ID_UPGRADE);

	return f != NULL && !sv_eq_nocase(f->value, SV("h2c"));
}

const struct gate_refusal *
gate_check(const struct gate *g, const struct http1_head *head)
{
	if (head->method == HTTP1_M_CONNECT)
		return &no_tunnel;
	if (head->method == HTTP1_M_TRACE)
		return &no_trace;
	if (!is_for_listener(g, head))
		return &misdirected;
	if (head->form == HTTP1_ASTERISK)
		return &no_asterisk;
	if (wants_other_protocol(head))
		return &no_upgrade;
	if (is_cross_site(head))
		return &cross_site;
	return NULL;
}

bool
gate_is_signed(const struct http1_head *head,
    const struct http1_field *trailers, size_t ntrailers)
{
	static const uint64_t vouching =
	    HTTP1_BIT(HTTP1_ID_SIGNATURE) | HTTP1_BIT(HTTP1_ID_DIGEST) |
	    HTTP1_BIT(HTTP1_ID_SIGNATURE_INPUT) |
	    HTTP1_BIT(HTTP1_ID_CONTENT_DIGEST) |
	    HTTP1_BIT(HTTP1_ID_REPR_DIGEST) |
	    HTTP1_BIT(HTTP1_ID_CONTENT_MD5);
	const struct http1_field *f;
	uint64_t present = head->present;

	for (size_t i = 0; i < ntrailers; i++)
		present |= HTTP1_BIT(trailers[i].id);
	if ((present & vouching) != 0)
		return true;
	f = http1_find(head, HTTP1_ID_AUTHORIZATION);
	return f != NULL && (sv_starts_nocase(f->value, SV("AWS4-")) ||
	    sv_starts_nocase(f->value, SV("Signature ")));
}
