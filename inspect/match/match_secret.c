/*
 * Secrets with a structure of their own: JSON Web Tokens (RFC 7519), private
 * keys in PEM (RFC 7468), also in base64 once more, and AWS secret keys beside
 * their access keys.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "base/encode.h"
#include "inspect/match/cluster.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	JWT_LEAST = 20,		/* bytes of header and payload each */
	PEM_LABEL_MAX = 48,
	PEM_LEAST = 24,		/* unbroken base64 somewhere in a body */
	PEM_MAX = 32 * 1024,
	ENCODED_HEAD = 64,	/* base64 that holds "-----BEGIN … KEY-----" */
	AWS_ID = 20,
	AWS_SECRET = 40,
	AWS_NEAR = 200		/* bytes around an access key */
};

static bool
is_base64url(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_';
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

static bool
is_base64(char c)
{
	return (is_base64url(c) && c != '-' && c != '_') || c == '+' ||
	    c == '/' || c == '=';
}

/* What else stands in a body, line ends in program text included. */
static bool
is_between(char c)
{
	return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '\\' ||
	    c == '"' || c == ',' || c == ':';
}

/* Where a key ends that was cut off: after its last base64, or `at`. */
static size_t
body_end(struct sv text, size_t at)
{
	size_t last = at;

	for (size_t i = at; i < text.len && i - at < PEM_MAX; i++) {
		if (is_base64(text.ptr[i]))
			last = i + 1;
		else if (!is_between(text.ptr[i]))
			break;
	}
	return last;
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
	struct sv text = s->text, rest;
	size_t body, content = 0, end = 0;
	ptrdiff_t dashes;

	body = pem_label_end(text, site->at + marker);
	if (body == 0)
		return;
	/* Five dashes stand in no body: the next ones are its end or not. */
	rest = sv_slice(text, body, body + PEM_MAX);
	dashes = sv_find(rest, SV("-----"));
	if (dashes >= 0 && sv_starts(sv_slice(text, body + (size_t)dashes,
	    text.len), SV("-----END")))
		end = pem_label_end(text, body + (size_t)dashes + 8);
	span.end = end != 0 ? end : body_end(text, body);
	for (size_t i = body; i < span.end && content < PEM_LEAST; i++)
		content = is_base64(text.ptr[i]) ? content + 1 : 0;
	/* The words alone, as documentation has them, are no key. */
	if (content >= PEM_LEAST)
		scan_emit(s, detector, span, GRADE_STRONG);
}

/*
 * A private key's PEM in base64, as kubeconfig (client-key-data), Docker and
 * CI variables hold it. The literal is the base64 of "-----BEGIN".
 */
void
match_encoded_key(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	struct scan_span span = { site->at, site->at };
	struct sv text = s->text;
	struct buf head;
	bool is_key;

	if (span.start > 0 && is_base64(text.ptr[span.start - 1]) &&
	    text.ptr[span.start - 1] != '=')
		return;
	while (span.end < text.len && is_base64(text.ptr[span.end]))
		span.end++;
	if (span.end - span.start < 2 * ENCODED_HEAD)
		return;
	buf_init(&head, ENCODED_HEAD);
	is_key = encode_unbase64(&head, BASE64_STD, sv_slice(text, span.start,
	    span.start + ENCODED_HEAD)) == 0 &&
	    sv_find(buf_sv(&head), SV("PRIVATE KEY")) >= 0;
	buf_done(&head);
	if (is_key)
		scan_emit(s, detector, span, GRADE_STRONG);
}

static bool
is_capitals(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') &&
		    !(s.ptr[i] >= '2' && s.ptr[i] <= '7'))
			return false;
	return s.len == AWS_ID;
}

/* Secret keys that stand near the access key they belong to. */
void
match_aws_pair(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	size_t from = site->at > AWS_NEAR ? site->at - AWS_NEAR : 0, end;
	struct sv text = sv_slice(s->text, 0, site->at + AWS_NEAR);
	struct validate_input id;

	id.text = id.compact = sv_slice(s->text, site->at, site->at + AWS_ID);
	if (cluster_edge_before(s->text, site->at) == CLUSTER_BOUND ||
	    cluster_edge_after(s->text, site->at + AWS_ID) == CLUSTER_BOUND ||
	    !is_capitals(id.text) || validate_aws_key(&id) == GRADE_NONE)
		return;
	while (from > 0 && is_base64(text.ptr[from - 1]))
		from--;
	for (size_t at = from; at < text.len; at = end + 1) {
		struct validate_input in;

		end = at;
		while (end < text.len && is_base64(text.ptr[end]) &&
		    text.ptr[end] != '=')
			end++;
		in.text = in.compact = sv_slice(text, at, end);
		/* Weak by itself, but not beside its other half. */
		if (end - at == AWS_SECRET && (end == s->text.len ||
		    !is_base64(s->text.ptr[end])) &&
		    validate_aws_secret(&in) != GRADE_NONE)
			scan_emit(s, detector, (struct scan_span){ at, end },
			    GRADE_STRONG);
	}
}
