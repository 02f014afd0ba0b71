/*
 * Numbers in other groups than they are written in: "440514 01359",
 * "4111  1111  1111 1111", or one over the end of a line. Behind what a cluster
 * is by its shape, its groups and those that follow, over blanks, tabs, dashes,
 * dots, strokes, commas and one end of a line, are put together and tried as
 * one compact value: only of detectors with a validator whose own word stands
 * right beside, or whose label, key or header names all of it; an IBAN of 15
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
	GATHER_BESIDE = 24,	/* bytes between its word and it */
	GATHER_BEHIND = 12,	/* where the word follows */
	GATHER_TOUCHING = 4,	/* the same over commas and ends of lines */
	GATHER_LOSS = 10	/* of the score: it may be two numbers */
};

/* May two bytes behind a group be, or begin, a gap that clusters end at? */
static inline bool
gather_is_gap(const char *two)
{
	unsigned char c = (unsigned char)two[0], next = (unsigned char)two[1];
	bool digit = (unsigned char)(next - '0') < 10;

	/* Mostly a letter, a bracket, the end of a sentence, or a word. */
	if ((c > ',' && c < '_') || (c == ' ' && next > ' ' && next != 0xe2))
		return false;
	if (c == ',' || c == '_' || c == '|')
		return digit;
	if (c == '\n' || c == '\t')
		return digit || next == ' ' || next == '\t';
	return c <= ' ' || c >= 0x80;
}

/*
 * May more groups follow those of `c`, or may it be of such that it is tried as
 * a row itself? Told by the bytes behind, for most numbers stand alone.
 */
static inline bool
gather_may_follow(struct sv text, const struct cluster *c)
{
	return (c->count > 1 && c->digits >= GATHER_LEAST - 1) ||
	    (c->end + 1 < text.len && gather_is_gap(text.ptr + c->end));
}

/* Try the groups from cluster `c` on, unless something was found that begins
 * with it. */
void gather_look(struct scan *s, const struct cluster *c);

#endif
