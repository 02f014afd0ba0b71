/*
 * Places by latitude and longitude in decimal degrees (ISO 6709 annex D writes
 * them so for people, WGS 84 is what devices mean): "48.85837, 2.29448", "Lat
 * 48.85837". Four decimals are eleven metres; with fewer it is a quarter of a
 * town, or any number, and none. Nothing is one without a word: see the pack,
 * which also has what tells itself (geo:, links of maps, degrees and minutes).
 */
#include <string.h>

#include "base/ascii.h"
#include "inspect/match/cluster.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	WHOLE_MOST = 3,		/* digits before the dot */
	DECIMALS_LEAST = 4,
	DECIMALS_MOST = 16,	/* as programs print a double */
	GAP_MOST = 4,		/* bytes between two numbers of a pair */
	NAME_LEAST = 3,		/* letters */
	LOOK_BACK = 32,
	RING = 3,		/* brackets around the corners of a polygon */
	LATITUDE_MOST = 90,
	LONGITUDE_MOST = 180
};

struct degrees {
	struct scan_span span;	/* with its sign */
	unsigned whole;
};

static inline bool
is_digit(struct sv text, size_t at)
{
	return at < text.len && ascii_is_digit(text.ptr[at]);
}

static size_t
digits_end(struct sv text, size_t at)
{
	while (is_digit(text, at))
		at++;
	return at;
}

/* The sign before `at`, if it is one and no stroke: where the number begins. */
static size_t
with_sign(struct sv text, size_t at)
{
	if (at == 0 || (text.ptr[at - 1] != '-' && text.ptr[at - 1] != '+'))
		return at;
	return cluster_edge_before(text, at - 1) == CLUSTER_BOUND ? at :
	    at - 1;
}

/* Digits, a dot and decimals from `at` on, and nothing else touches them. */
static bool
read_degrees(struct sv text, size_t at, struct degrees *ret)
{
	size_t dot = digits_end(text, at), end;

	if (dot == at || dot - at > WHOLE_MOST || dot >= text.len ||
	    text.ptr[dot] != '.' || (text.ptr[at] == '0' && dot > at + 1))
		return false;
	end = digits_end(text, dot + 1);
	if (end < dot + 1 + DECIMALS_LEAST || end > dot + 1 + DECIMALS_MOST ||
	    cluster_edge_after(text, end) == CLUSTER_BOUND)
		return false;
	ret->span = (struct scan_span){ with_sign(text, at), end };
	ret->whole = 0;
	for (size_t i = at; i < dot; i++)
		ret->whole = ret->whole * 10 + (unsigned)(text.ptr[i] - '0');
	return ret->whole <= LONGITUDE_MOST;
}

/* Does a number begin at run `i`, with nothing that it is a part of before? */
static bool
may_begin(const struct scan *s, const struct cluster *c, size_t i)
{
	size_t at = c->items[i].start;

	if (i > 0)
		return c->items[i].separator == ' ';
	at = with_sign(s->text, at);
	return cluster_edge_before(s->text, at) != CLUSTER_BOUND;
}

/*
 * Is it named by something shorter than "lat" behind the number before? Then
 * the word that speaks for that one does not speak for this.
 */
static bool
has_other_name(struct sv text, size_t at)
{
	size_t floor = at > LOOK_BACK ? at - LOOK_BACK : 0, run = 0;
	bool letters = false;

	for (; at > floor && !is_digit(text, at - 1); at--) {
		char c = text.ptr[at - 1];

		run = ascii_is_word(c) ? run + 1 : 0;
		letters = letters || run > 0;
		if (run == NAME_LEAST)
			return false;
	}
	return letters && at > floor;
}

/* The end of the corners from `at` on: three brackets that close. */
static size_t
corners_end(struct sv text, size_t at)
{
	unsigned closed = 0;

	for (; at < text.len && closed < RING; at++) {
		char c = text.ptr[at];

		if (c == ']')
			closed++;
		else if (is_digit(text, at) || memchr(",.[-+eE", c, 7) != NULL)
			closed = 0;
		else if (memchr(" \n\t\r", c, 4) == NULL)
			break;
	}
	return at;
}

/*
 * Is it a corner of a polygon, "[[[19.33, 40.58], [19.34, ..." (RFC 7946,
 * section 3.1.6)? Borders of countries are where nobody is; a track has two
 * brackets. They are asked for in their order.
 */
static bool
is_corner(struct scan *s, size_t start)
{
	size_t at = start;
	unsigned opened = 0;

	if (start < s->ring_end)
		return true;
	while (at > 0 && start - at < LOOK_BACK &&
	    memchr("[ \n\t\r", s->text.ptr[at - 1], 5) != NULL)
		opened += s->text.ptr[--at] == '[';
	if (opened < RING)
		return false;
	s->ring_end = corners_end(s->text, start);
	return true;
}

/* The numbers of a cluster: one, or two with a blank between. */
void
match_coordinate(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct degrees d;

	for (size_t i = 0; i + 1 < c->count; i++) {
		if (may_begin(s, c, i) &&
		    read_degrees(s->text, c->items[i].start, &d) &&
		    !has_other_name(s->text, d.span.start) &&
		    !is_corner(s, d.span.start))
			scan_emit(s, detector, d.span, GRADE_STRONG);
	}
}

/* Behind the first number of a pair: where the second begins, or `at`. */
static size_t
over_gap(struct sv text, size_t at)
{
	size_t end = at, commas = 0, blanks = 0;

	for (; end < text.len && end - at < GAP_MOST; end++) {
		char c = text.ptr[end];

		if (c == ',' || c == ';' || c == '/')
			commas++;
		else if (c == ' ')
			blanks++;
		else
			break;
	}
	if (end < text.len && (text.ptr[end] == '-' || text.ptr[end] == '+'))
		end++;
	return commas <= 1 && commas + blanks > 0 ? end : at;
}

/* Two numbers, one of which can be a latitude. */
void
match_coordinates(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct degrees a, b;

	for (size_t i = 0; i + 1 < c->count; i++) {
		size_t next;

		if (!may_begin(s, c, i) ||
		    !read_degrees(s->text, c->items[i].start, &a))
			continue;
		next = over_gap(s->text, a.span.end);
		if (next == a.span.end || !read_degrees(s->text, next, &b) ||
		    (a.whole > LATITUDE_MOST && b.whole > LATITUDE_MOST))
			continue;
		if (!is_corner(s, a.span.start))
			scan_emit(s, detector, (struct scan_span){
				a.span.start, b.span.end }, GRADE_STRONG);
		return;
	}
}
