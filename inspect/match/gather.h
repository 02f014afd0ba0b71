/*
 * Numbers in other groups than they are written in: "440514 01359",
 * "4111  1111  1111 1111", or one over the end of a line. Behind what a cluster
 * is by its shape, its groups and those that follow, over blanks, tabs, dashes,
 * dots, strokes, commas and one end of a line, are put together and tried as one
 * compact value: only of detectors with a validator whose own word stands right
 * beside, or whose label, key or header names all of it; an IBAN of 15
 * characters or more also without. Each value begins where its row begins.
 *
 * What counts and moments are full of is passed over before anything is read:
 * years, days, fractions, short codes.
 */
#ifndef INSPECT_MATCH_GATHER_H
#define INSPECT_MATCH_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/match/cluster.h"
#include "inspect/scan.h"

enum {
	GATHER_LEAST = 8,	/* letters and digits of a value */
	GATHER_MOST = 34,
	GATHER_YEAR = 4,	/* digits */
	GATHER_SMALL = 2,	/* characters */
	GATHER_BESIDE = 24,	/* bytes between its word and it */
	GATHER_BEHIND = 12,	/* where the word follows */
	GATHER_TOUCHING = 4,	/* the same over commas and ends of lines */
	GATHER_LOSS = 10	/* of the score: it may be two numbers */
};

/* A year, as most numbers of four digits are? */
static inline bool
gather_is_year(const char *four)
{
	return (four[0] == '1' && four[1] != '0') ||
	    (four[0] == '2' && four[1] == '0');
}

static inline bool
gather_is_digit(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - '0') < 10;
}

/*
 * Does a gap that no cluster goes over follow at `end`, and perhaps a group?
 * Behind a `small` number or a year only what is between no two numbers.
 */
static inline bool
gather_goes_on(struct sv text, size_t end, bool small)
{
	unsigned char next;
	bool blank;

	if (end + 2 >= text.len)
		return false;
	next = (unsigned char)text.ptr[end + 1];
	blank = next == ' ' || next == '\t';
	switch (text.ptr[end]) {
	case ',':
		return gather_is_digit(text, end + 1) &&
		    gather_is_digit(text, end + 2) &&
		    gather_is_digit(text, end + 3);
	case '_': case '|':
		return gather_is_digit(text, end + 1);
	case ' ':
		return (blank && (gather_is_digit(text, end + 2) ||
		    gather_is_digit(text, end + 3))) ||
		    (!small && (next == '\n' || (next == 0xe2 &&
		    gather_is_digit(text, end + 5))));
	case '\t':
		return blank || gather_is_digit(text, end + 1);
	case '\n':
		return !small && (blank || gather_is_digit(text, end + 1));
	case '\r':
		return !small && next == '\n';
	case '\xc2':
		return next == 0xa0;
	case '\xe2':
		return !small && (next == 0x80 || next == 0x81 ||
		    next == 0x88);
	default:
		return false;
	}
}

/* Not so mostly: a word follows, a bracket, the end of a sentence. */
static inline bool
gather_is_gap(const char *two)
{
	static const uint64_t gaps = UINT64_C(1) << '\t' |
	    UINT64_C(1) << '\n' | UINT64_C(1) << '\r' |
	    UINT64_C(1) << ' ' | UINT64_C(1) << ',';
	unsigned char c = (unsigned char)two[0];

	if (c == ' ' && two[1] >= 'A')
		return false;
	return c < 64 ? (gaps >> c & 1) != 0 : c == '_' || c == '|' ||
	    c >= 0x80;
}

/*
 * May `c` be of such groups? Mostly not, told by few bytes: years and what is
 * between two, numbers with a fraction.
 */
static inline bool
gather_may_be(struct sv text, const struct cluster *c)
{
	const struct cluster_item *one = &c->items[0], *two = &c->items[1];
	bool year;

	if (c->count == 1 && (c->end + 1 >= text.len ||
	    !gather_is_gap(text.ptr + c->end)))
		return false;
	year = one->len == GATHER_YEAR &&
	    gather_is_year(text.ptr + one->start);
	/* "1970-01-01 00:59" */
	if (c->end - c->start > 2 * GATHER_MOST ||
	    (gather_is_digit(text, c->end + 1) && text.ptr[c->end] == ':'))
		return false;
	if (c->count > 1 && c->digits >= GATHER_LEAST - 1)
		return c->count > 2 || (two->separator != 0 &&
		    (two->separator != '.' || (one->len >= GATHER_YEAR &&
		    two->len >= GATHER_YEAR)) &&
		    (!year || two->len != GATHER_YEAR));
	return gather_goes_on(text, c->end, (year && c->count == 1) ||
	    c->end - c->start <= GATHER_SMALL);
}

/* Try the groups from cluster `c` on, unless something was found that begins
 * with it. */
void gather_look(struct scan *s, const struct cluster *c);

#endif
