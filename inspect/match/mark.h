/*
 * Marks: places near which a key or a token may stand. Random tokens and
 * values that are assigned hardly come without one, and prose hardly ever has
 * one, so the hundreds of literals of keys are searched for near them only.
 * A word in which letters and digits mix is one (cluster_is_mixed() in
 * inspect/match/cluster.h); here are the others. For the scan.
 */
#ifndef INSPECT_MATCH_MARK_H
#define INSPECT_MATCH_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

/*
 * May what stands at byte `at`, right behind one of : = >, be a secret? It must
 * be random, not words, names or numbers; and letters of one case must be many.
 */
bool mark_is_value(struct sv text, size_t at);

/*
 * Does a sign follow the one at byte `at`, as in := and in rulers? Then what is
 * behind is asked for by that one.
 */
static inline bool
mark_goes_on(struct sv text, size_t at)
{
	char next = at + 1 < text.len ? text.ptr[at + 1] : '\0';

	return next == '=' || next == '>';
}

/*
 * Do the digits at byte `at` follow a sign and a letter, as in Berlin#99? No
 * number begins so, but passwords have such ends.
 */
static inline bool
mark_is_sign(struct sv text, size_t at)
{
	unsigned char before = at > 1 ? (unsigned char)text.ptr[at - 1] : ' ';

	/* Mostly it is a blank. */
	if (before == ' ' || before >= 0x80 ||
	    (unsigned char)((text.ptr[at - 2] | 0x20) - 'a') >= 26)
		return false;
	return before == '!' || (before >= '#' && before <= '&') ||
	    before == '*' || before == '~' || before == '^';
}

#endif
