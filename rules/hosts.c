#include "rules/hosts.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/num.h"

enum { LABELS_MAX = 32 };

static const uint32_t bucket_empty = UINT32_MAX;

struct hosts_bucket {
	uint32_t hash;
	uint32_t first;		/* pattern, or bucket_empty */
	uint32_t count;
};

/* What is looked for. */
struct hosts_query {
	struct sv host, path;
	struct hosts_capture *capture;
	uint16_t port;
};

/* FNV-1a from the last byte to the first, so that suffixes are prefixes. */
static const uint32_t hash_start = 2166136261u, hash_prime = 16777619u;

static uint32_t
hash_suffix(struct sv s)
{
	uint32_t h = hash_start;

	for (size_t i = s.len; i > 0; i--)
		h = (h ^ (unsigned char)s.ptr[i - 1]) * hash_prime;
	return h;
}

static bool
is_host_char(char c)
{
	return ascii_is_lower(c) || ascii_is_digit(c) || c == '.' ||
	    c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
}

int
hosts_normalise(struct sv host, char out[HOSTS_NAME_BYTES], struct sv *ret)
{
	if (host.len > 1 && host.ptr[host.len - 1] == '.')
		host.len--;
	if (host.len == 0 || host.len > HOSTS_NAME_MAX)
		return ERR_SYNTAX;
	for (size_t i = 0; i < host.len; i++) {
		char c = (char)ascii_to_lower(host.ptr[i]);

		if (!is_host_char(c) ||
		    (c == '.' && (i == 0 || out[i - 1] == '.')))
			return ERR_SYNTAX;
		out[i] = c;
	}
	out[host.len] = '\0';
	*ret = sv_make(out, host.len);
	if (out[0] == '[' && out[host.len - 1] == ']')
		*ret = sv_slice(*ret, 1, host.len - 1);
	return 0;
}

/* `{name}` at the start of `s`: its length, or 0. */
static size_t
placeholder_len(struct sv s)
{
	ptrdiff_t end;

	if (s.len > 0 && s.ptr[0] == '*')
		return 1;
	if (s.len < 3 || s.ptr[0] != '{')
		return 0;
	end = sv_find_char(s, '}');
	if (end < 2)
		return 0;
	for (ptrdiff_t i = 1; i < end; i++)
		if (!ascii_is_lower(s.ptr[i]))
			return 0;
	return (size_t)end + 1;
}

/*
 * Check the characters of `head`, count the literal ones; no two placeholders
 * may touch, since nobody could say where one ends.
 */
static int
check_head(struct hosts_pattern *p)
{
	struct sv s = p->head;
	bool after = false;
	size_t n;

	while (s.len > 0) {
		n = placeholder_len(s);
		if (n > 0 ? after : !is_host_char(s.ptr[0]))
			return ERR_SYNTAX;
		if (n == 0)
			p->literals++;
		after = n > 0;
		s = sv_slice(s, n > 0 ? n : 1, s.len);
	}
	return 0;
}

/* Where the literal suffix of `s` begins. */
static size_t
suffix_start(struct sv s)
{
	size_t at = 0;
	bool last = false;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '*' || s.ptr[i] == '}')
			last = true;
		if (s.ptr[i] == '.' && last) {
			at = i + 1;
			last = false;
		}
	}
	return last ? s.len : at;
}

/* Cut ":8443" off; a colon inside a literal of IPv6 is none. */
static int
cut_port(struct sv *s, uint16_t *ret)
{
	ptrdiff_t at = -1;
	uint64_t n;

	for (size_t i = s->len; i > 0 && at < 0; i--) {
		if (s->ptr[i - 1] == ']')
			break;
		if (s->ptr[i - 1] == ':')
			at = (ptrdiff_t)i - 1;
	}
	*ret = 0;
	if (at < 0)
		return 0;
	if (s->ptr[0] != '[' && sv_find_char(*s, ':') != at)
		return 0;
	if (num_u64(sv_slice(*s, (size_t)at + 1, s->len), &n) != 0 || n == 0 ||
	    n > UINT16_MAX)
		return ERR_SYNTAX;
	*ret = (uint16_t)n;
	*s = sv_slice(*s, 0, (size_t)at);
	return 0;
}

int
hosts_parse(struct sv text, struct sv path, struct hosts_pattern *ret)
{
	struct hosts_pattern p = { .text = text, .path = path };
	struct sv s = text;
	size_t at;

	if (text.len == 0 || text.len > HOSTS_NAME_MAX ||
	    cut_port(&s, &p.port) != 0 || s.len == 0)
		return ERR_SYNTAX;
	if (path.len > 0 && path.ptr[0] != '/')
		return ERR_SYNTAX;
	if (s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		s = sv_slice(s, 1, s.len - 1);
	at = suffix_start(s);
	p.suffix = sv_slice(s, at, s.len);
	p.head = sv_slice(s, 0, at > 0 && at < s.len ? at - 1 : at);
	for (size_t i = 0; i < p.suffix.len; i++) {
		if (!is_host_char(p.suffix.ptr[i]))
			return ERR_SYNTAX;
	}
	if (check_head(&p) != 0)
		return ERR_SYNTAX;
	at = placeholder_len(p.head);
	p.deep = at > 0 && (at == p.head.len || p.head.ptr[at] == '.');
	*ret = p;
	return 0;
}

static void
capture_one(struct hosts_capture *capture, struct sv name, struct sv value)
{
	if (capture == NULL)
		return;
	if (sv_eq(name, SV("{region}")))
		capture->region = value;
	else if (sv_eq(name, SV("{cloud}")))
		capture->cloud = value;
}

/*
 * How many bytes of `label` a placeholder takes when `rest` of the pattern
 * follows: up to the next place of the literal after it, or all of it. The
 * last literal of a label must stand at its end. 0: no match.
 */
static size_t
placeholder_takes(struct sv rest, struct sv label)
{
	struct sv literal = rest;
	ptrdiff_t at;

	for (size_t i = 0; i < rest.len; i++) {
		if (placeholder_len(sv_slice(rest, i, rest.len)) > 0) {
			literal = sv_slice(rest, 0, i);
			break;
		}
	}
	if (rest.len == 0)
		return label.len;
	if (literal.len == rest.len)
		return sv_ends(label, literal) ? label.len - literal.len : 0;
	at = sv_find(sv_slice(label, 1, label.len), literal);
	return at < 0 ? 0 : (size_t)at + 1;
}

/* Match one label with one of the pattern's. */
static bool
match_label(struct sv pattern, struct sv label, struct hosts_capture *capture)
{
	size_t n, takes;

	while (pattern.len > 0) {
		n = placeholder_len(pattern);
		if (n == 0) {
			if (label.len == 0 || label.ptr[0] != pattern.ptr[0])
				return false;
			n = 1;
			takes = 1;
		} else {
			takes = placeholder_takes(
			    sv_slice(pattern, n, pattern.len), label);
			if (takes == 0)
				return false;
			capture_one(capture, sv_slice(pattern, 0, n),
			    sv_slice(label, 0, takes));
		}
		pattern = sv_slice(pattern, n, pattern.len);
		label = sv_slice(label, takes, label.len);
	}
	return label.len == 0;
}

/* Take the last label off `*s`; the rest has a NULL pointer after the first. */
static struct sv
cut_last_label(struct sv *s)
{
	size_t i = s->len;
	struct sv label;

	while (i > 0 && s->ptr[i - 1] != '.')
		i--;
	label = sv_slice(*s, i, s->len);
	*s = i > 0 ? sv_slice(*s, 0, i - 1) : sv_make(NULL, 0);
	return label;
}

static bool
match_head(const struct hosts_pattern *p, struct sv host,
    struct hosts_capture *capture)
{
	struct sv head = p->head, pattern;

	while (head.ptr != NULL) {
		if (host.ptr == NULL)
			return false;
		pattern = cut_last_label(&head);
		if (head.ptr == NULL && p->deep)
			return host.len > 0;
		if (!match_label(pattern, cut_last_label(&host), capture))
			return false;
	}
	return host.ptr == NULL;
}

/* Does `path` begin with the segments of `prefix`? */
static bool
match_path(struct sv prefix, struct sv path)
{
	struct sv want, got;

	while (prefix.ptr != NULL && prefix.len > 0) {
		if (path.ptr == NULL)
			return false;
		want = sv_cut(&prefix, '/');
		got = sv_cut(&path, '/');
		if (sv_eq(want, SV("*")) ? got.len == 0 : !sv_eq(want, got))
			return false;
	}
	return true;
}

bool
hosts_match(const struct hosts_pattern *p, struct sv host, uint16_t port,
    struct sv path, struct hosts_capture *capture)
{
	struct sv rest;

	if (p->port != 0 && p->port != port)
		return false;
	if (p->head.len == 0)
		return sv_eq(host, p->suffix) && match_path(p->path, path);
	if (p->suffix.len == 0)
		rest = host;
	else if (host.len <= p->suffix.len || !sv_ends(host, p->suffix) ||
	    host.ptr[host.len - p->suffix.len - 1] != '.')
		return false;
	else
		rest = sv_slice(host, 0, host.len - p->suffix.len - 1);
	return match_head(p, rest, capture) && match_path(p->path, path);
}

/* By suffix; then paths, ports and literal bytes first. */
static int
compare(const struct hosts_pattern *a, const struct hosts_pattern *b)
{
	int c = sv_cmp(a->suffix, b->suffix);

	if (c != 0)
		return c;
	if (a->path.len != b->path.len)
		return a->path.len > b->path.len ? -1 : 1;
	if ((a->port != 0) != (b->port != 0))
		return a->port != 0 ? -1 : 1;
	if (a->head.len == 0 || b->head.len == 0)
		return a->head.len == b->head.len ? 0 : a->head.len == 0 ? -1
		    : 1;
	if (a->literals != b->literals)
		return a->literals > b->literals ? -1 : 1;
	if (a->deep != b->deep)
		return a->deep ? 1 : -1;
	return 0;
}

/* Shell sort: a few hundred patterns, and no call into libc's qsort. */
static void
sort(struct hosts_pattern *p, size_t n)
{
	for (size_t gap = n / 2; gap > 0; gap /= 2) {
		for (size_t i = gap; i < n; i++) {
			struct hosts_pattern x = p[i];
			size_t k = i;

			for (; k >= gap && compare(&p[k - gap], &x) > 0;
			    k -= gap)
				p[k] = p[k - gap];
			p[k] = x;
		}
	}
}

static bool
same_pattern(const struct hosts_pattern *a, const struct hosts_pattern *b)
{
	return compare(a, b) == 0 && sv_eq(a->head, b->head) &&
	    sv_eq(a->path, b->path) && a->port == b->port;
}

static struct hosts_bucket *
find_bucket(const struct hosts *h, struct sv suffix, uint32_t hash)
{
	for (size_t i = hash & (h->nbuckets - 1);; i = (i + 1) &
	    (h->nbuckets - 1)) {
		struct hosts_bucket *b = &h->buckets[i];

		if (b->first == bucket_empty || (b->hash == hash &&
		    sv_eq(h->patterns[b->first].suffix, suffix)))
			return b;
	}
}

/* Two of a kind stand close together once sorted. */
static int
check_doubles(const struct hosts *h, size_t *ret_at)
{
	const struct hosts_pattern *p = h->patterns;

	for (size_t i = 0; i < h->npatterns; i++) {
		for (size_t k = i + 1; k < h->npatterns &&
		    compare(&p[i], &p[k]) == 0; k++) {
			if (!same_pattern(&p[i], &p[k]))
				continue;
			*ret_at = p[i].value > p[k].value ? i : k;
			return ERR_CONFLICT;
		}
	}
	return 0;
}

int
hosts_build(struct hosts *h, struct hosts_pattern *patterns, size_t n,
    struct arena *arena, size_t *ret_at)
{
	struct hosts_bucket *b;
	uint32_t hash;

	*h = (struct hosts){ .patterns = patterns, .npatterns = n,
		.nbuckets = 16 };
	while (h->nbuckets < n * 2)
		h->nbuckets *= 2;
	h->buckets = arena_zalloc(arena, h->nbuckets, sizeof(*b));
	if (h->buckets == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < h->nbuckets; i++)
		h->buckets[i].first = bucket_empty;
	sort(patterns, n);
	for (size_t i = 0; i < n; i++) {
		hash = hash_suffix(patterns[i].suffix);
		b = find_bucket(h, patterns[i].suffix, hash);
		if (b->first == bucket_empty)
			*b = (struct hosts_bucket){ hash, (uint32_t)i, 0 };
		b->count++;
	}
	return check_doubles(h, ret_at);
}

static const struct hosts_pattern *
find_in(const struct hosts *h, struct sv suffix, uint32_t hash,
    const struct hosts_query *q)
{
	const struct hosts_bucket *b = find_bucket(h, suffix, hash);
	struct hosts_capture capture;

	for (uint32_t i = 0; b->first != bucket_empty && i < b->count; i++) {
		const struct hosts_pattern *p = &h->patterns[b->first + i];

		capture = (struct hosts_capture){ { NULL, 0 }, { NULL, 0 } };
		if (!hosts_match(p, q->host, q->port, q->path, &capture))
			continue;
		if (q->capture != NULL)
			*q->capture = capture;
		return p;
	}
	return NULL;
}

const struct hosts_pattern *
hosts_find(const struct hosts *h, struct sv host, uint16_t port,
    struct sv path, struct hosts_capture *capture)
{
	struct hosts_query q = { host, path, capture, port };
	uint32_t hashes[LABELS_MAX + 1], hash = hash_start;
	size_t starts[LABELS_MAX + 1], n = 0;
	const struct hosts_pattern *p = NULL;

	if (h->npatterns == 0)
		return NULL;
	hashes[n] = hash;
	starts[n++] = host.len;
	for (size_t i = host.len; i > 0; i--) {
		if (host.ptr[i - 1] == '.' && n < LABELS_MAX) {
			hashes[n] = hash;
			starts[n++] = i;
		}
		hash = (hash ^ (unsigned char)host.ptr[i - 1]) * hash_prime;
	}
	hashes[n] = hash;
	starts[n++] = 0;
	while (n > 0 && p == NULL) {
		n--;
		p = find_in(h, sv_slice(host, starts[n], host.len), hashes[n],
		    &q);
	}
	return p;
}
