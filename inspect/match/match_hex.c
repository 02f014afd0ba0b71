/*
 * Groups of hexadecimal digits: MAC addresses (IEEE 802) and IPv6 addresses
 * (RFC 4291 §2.2).
 */
#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/match/cluster.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	HEX_MAX = 64,		/* bytes looked at on each side */
	MAC_BYTES = 17,		/* 00:1a:2b:3c:4d:5e */
	CISCO_BYTES = 14,	/* 001a.2b3c.4d5e */
	IPV6_GROUPS = 8
};

/* Bytes as bits. */
enum byte { HEX = 1, COLON = 2, STROKE = 4, DOT = 8 };

static const unsigned char bytes[256] = {
	['0'] = HEX, ['1'] = HEX, ['2'] = HEX, ['3'] = HEX, ['4'] = HEX,
	['5'] = HEX, ['6'] = HEX, ['7'] = HEX, ['8'] = HEX, ['9'] = HEX,
	['a'] = HEX, ['b'] = HEX, ['c'] = HEX, ['d'] = HEX, ['e'] = HEX,
	['f'] = HEX, ['A'] = HEX, ['B'] = HEX, ['C'] = HEX, ['D'] = HEX,
	['E'] = HEX, ['F'] = HEX, [':'] = COLON, ['-'] = STROKE, ['.'] = DOT,
};

static inline bool
is_one_of(char c, unsigned kinds)
{
	return (bytes[(unsigned char)c] & kinds) != 0;
}

static inline bool
is_hex(char c)
{
	return is_one_of(c, HEX);
}

/* The run of bytes of those kinds around the start of a cluster. */
static struct scan_span
hex_span(struct sv text, const struct cluster *c, unsigned kinds)
{
	struct scan_span span = { c->start, c->start };

	while (span.start > 0 && c->start - span.start < HEX_MAX &&
	    is_one_of(text.ptr[span.start - 1], kinds))
		span.start--;
	while (span.end < text.len && span.end - c->start < HEX_MAX &&
	    is_one_of(text.ptr[span.end], kinds))
		span.end++;
	return span;
}

/* Groups of `width` hex digits with one separator between all of them. */
static bool
is_grouped(struct sv s, size_t width, char separator)
{
	for (size_t i = 0; i < s.len; i++)
		if (i % (width + 1) == width ? s.ptr[i] != separator :
		    !is_hex(s.ptr[i]))
			return false;
	return true;
}

/* Nobody's address: all zero, broadcast. */
static bool
is_one_byte(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_hex(s.ptr[i]) && s.ptr[i] != s.ptr[0])
			return false;
	return true;
}

static void
emit(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	if (cluster_edge_before(s->text, span.start) != CLUSTER_BOUND &&
	    cluster_edge_after(s->text, span.end) != CLUSTER_BOUND)
		scan_emit(s, detector, span, grade);
}

void
match_mac(struct scan *s, uint16_t detector, const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct sv text = s->text, run;
	struct scan_span span;
	char separator;

	if (c->start < s->mac_done)
		return;
	span = hex_span(text, c, HEX | COLON | STROKE | DOT);
	s->mac_done = span.end;
	/* The dot that ends a sentence. */
	if (span.end > span.start && text.ptr[span.end - 1] == '.')
		span.end--;
	run = sv_slice(text, span.start, span.end);
	if (is_one_byte(run))
		return;
	separator = run.len == MAC_BYTES ? run.ptr[2] : '\0';
	if ((separator == ':' || separator == '-') &&
	    is_grouped(run, 2, separator))
		emit(s, detector, span, GRADE_STRONG);
	else if (run.len == CISCO_BYTES && is_grouped(run, 4, '.'))
		emit(s, detector, span, GRADE_FAIR);
}

/* What an IPv6 address is made of, as written. */
struct groups {
	unsigned count, digits;
	bool gap;		/* "::" */
	uint16_t first;
	bool decimal;		/* a group has a digit 0-9 */
};

/* One group of one to four hex digits; how long it is. */
static size_t
read_group(struct sv s, size_t at, struct groups *g)
{
	unsigned value = 0;
	size_t len = 0;

	while (at + len < s.len && is_hex(s.ptr[at + len])) {
		g->decimal |= s.ptr[at + len] <= '9';
		value = value << 4 | (unsigned)ascii_hex_value(
		    s.ptr[at + len++]);
		if (len > 4)
			return 0;
	}
	if (g->count == 0 && !g->gap)
		g->first = (uint16_t)value;
	g->count += len > 0;
	g->digits += (unsigned)len;
	return len;
}

static bool
read_ipv6(struct sv s, struct groups *g)
{
	size_t at = 0, len;

	if (sv_starts(s, SV("::"))) {
		g->gap = true;
		at = 2;
	}
	while (at < s.len) {
		len = read_group(s, at, g);
		if (len == 0)
			return false;
		at += len;
		if (at == s.len)
			break;
		if (s.ptr[at++] != ':' || at == s.len)
			return false;
		if (s.ptr[at] != ':')
			continue;
		if (g->gap)
			return false;
		g->gap = true;
		at++;
	}
	return g->gap ? g->count < IPV6_GROUPS : g->count == IPV6_GROUPS;
}

/*
 * Public unicast (2000::/3) is strong; link-local, unique local, loopback and
 * whatever is too short to tell from program text (std::a) weak or nothing.
 */
static enum validate_grade
grade_ipv6(const struct groups *g)
{
	if (!g->decimal || g->digits < 4 || (g->gap && g->count < 2))
		return GRADE_NONE;
	if (g->first >> 13 != 1)
		return GRADE_WEAK;
	return g->digits >= 8 || g->first >= 0x1000 ? GRADE_STRONG :
	    GRADE_WEAK;
}

void
match_ipv6(struct scan *s, uint16_t detector, const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct groups g = { 0 };
	struct scan_span span;

	if (c->start < s->ipv6_done)
		return;
	span = hex_span(s->text, c, HEX | COLON);
	s->ipv6_done = span.end;
	/* A colon of the text around it: "from 2001:db8::1: refused" */
	if (span.end - span.start > 2 && s->text.ptr[span.end - 1] == ':' &&
	    s->text.ptr[span.end - 2] != ':')
		span.end--;
	if (!read_ipv6(sv_slice(s->text, span.start, span.end), &g))
		return;
	emit(s, detector, span, grade_ipv6(&g));
}
