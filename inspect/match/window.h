/*
 * Windows of a cluster that its runs alone do not make: words in upper case
 * before it, all its digits in whatever groups, and unbroken words of letters
 * and digits. Used by inspect/scan.c.
 */
#ifndef INSPECT_MATCH_WINDOW_H
#define INSPECT_MATCH_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/match/cluster.h"
#include "inspect/scan.h"

/* Could a word in upper case and a blank stand before byte `at`? */
static inline bool
window_may_lead(struct sv text, size_t at)
{
	return at >= 2 && text.ptr[at - 1] == ' ' &&
	    ((text.ptr[at - 2] >= 'A' && text.ptr[at - 2] <= 'Z') ||
	    text.ptr[at - 2] == ' ');
}

/* Windows that begin with a word before the cluster, not before `floor`. */
void window_lead(struct scan *s, const struct cluster *c, size_t floor);

/* The cluster as a whole (`#{n}`), and each unbroken word of it (`X{n}`). */
void window_whole(struct scan *s, const struct cluster *c);

/* The unbroken word of letters and digits in `span`, if it is one (`X{n}`). */
void window_word(struct scan *s, struct scan_span span);

/* A field that is one word in upper case and nothing else, by its length. */
void window_field(struct scan *s);

/*
 * Is it a moment in seconds or milliseconds since 1970, by its size and by the
 * key before it, or the field's label ("created": 1700000000)?
 */
bool window_is_moment(const struct scan *s, struct scan_span span);

/*
 * Is it the number of a section that begins its line, "3.5.3.2. Display", or an
 * object identifier, "( 2.5.4.6 NAME", and no address of a host?
 */
bool window_reads_section(struct sv text, struct scan_span span);

enum { WINDOW_SECTION_LEAST = 7, WINDOW_SECTION_MOST = 11 };	/* bytes */

/* The same; most shapes have another length, or no dot there. */
static inline bool
window_is_section(struct sv text, struct scan_span span)
{
	size_t len = span.end - span.start;

	return len >= WINDOW_SECTION_LEAST && len <= WINDOW_SECTION_MOST &&
	    (text.ptr[span.start + 1] == '.' ||
	    text.ptr[span.start + 2] == '.') &&
	    window_reads_section(text, span);
}

#endif
