/*
 * Secrets with a structure of their own: JSON Web Tokens (RFC 7519) and
 * private keys in PEM (RFC 7468).
 */
#include <string.h>

#include "inspect/cluster.h"
#include "inspect/match.h"
#include "inspect/scan.h"

enum {
	JWT_LEAST = 20,		/* bytes of header and payload each */
	PEM_LABEL_MAX = 48,
	PEM_MAX = 32 * 1024
};

static bool
is_base64url(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static size_t
base64url_end(struct sv text, size_t at)
{
	while (at < text.len && is_base64url(text.ptr[at]))
		at++;
	return at;
}

/* header.payload.signature; of an unsigned token the last is empty. */
void
match_jwt(struct scan *s, uint16_t detector, const struct match_site *site)
{
	struct scan_span span = { site->at, 0 };
	struct validate_input in = { { NULL, 0 }, { NULL, 0 } };
	struct sv text = s->text;
	size_t first, second;

	if (cluster_edge_before(text, span.start) == CLUSTER_BOUND)
		return;
	first = base64url_end(text, span.start);
	if (first + 1 >= text.len || text.ptr[first] != '.' ||
	    first - span.start < JWT_LEAST)
		return;
	second = base64url_end(text, first + 1);
	if (second == first + 1)
		return;
	span.end = second;
	if (second < text.len && text.ptr[second] == '.')
		span.end = base64url_end(text, second + 1);
	in.text = sv_slice(text, span.start, span.end);
	scan_emit(s, detector, span, validate_jwt(&in));
}

/* Bytes that stand inside a PEM body, line ends in program text included. */
static bool
is_pem_body(struct sv text, size_t at)
{
	char c = text.ptr[at];

	return is_base64url(c) ? c != '-' : c == '+' || c == '/' ||
	    c == '=' || c == '\n' || c == '\r' || c == ' ' || c == '\t' ||
	    c == '\\' || c == '"' || c == ',' || c == ':';
}

/* The end of "PRIVATE KEY-----" or "PRIVATE KEY BLOCK-----", or 0. */
static size_t
pem_label_end(struct sv text, size_t at)
{
	struct sv label = sv_slice(text, at, at + PEM_LABEL_MAX);
	ptrdiff_t dashes = sv_find(label, SV("-----"));

	if (dashes < 0)
		return 0;
	label.len = (size_t)dashes;
	if (!sv_ends(label, SV("PRIVATE KEY")) &&
	    !sv_ends(label, SV("PRIVATE KEY BLOCK")))
		return 0;
	return at + label.len + 5;
}

void
match_private_key(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const size_t marker = sizeof("-----BEGIN") - 1;
	struct scan_span span = { site->at, 0 };
	struct sv text = s->text;
	size_t body, end, after;

	body = pem_label_end(text, site->at + marker);
	if (body == 0)
		return;
	for (end = body; end < text.len && end - body < PEM_MAX &&
	    is_pem_body(text, end); end++)
		;
	span.end = end;
	if (sv_starts(sv_slice(text, end, text.len), SV("-----END"))) {
		after = pem_label_end(text, end + 8);
		span.end = after != 0 ? after : end;
	}
	while (span.end > body && memchr(" \t\r\n\",", text.ptr[span.end - 1],
	    6) != NULL)
		span.end--;
	/* The words alone, as documentation has them, are no key. */
	if (end - body >= 32)
		scan_emit(s, detector, span, GRADE_STRONG);
}
