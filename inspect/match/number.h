/*
 * What is plain of a number at a glance: how it begins, how many digits it
 * has, what touches it. Each matcher of numbers names the facts it cannot do
 * without (inspect/match/match.h), so that the scan asks only those that could
 * find something, most often none.
 */
#ifndef INSPECT_MATCH_NUMBER_H
#define INSPECT_MATCH_NUMBER_H

#include "base/sv.h"

struct cluster;

enum number_fact {
	NUMBER_DIGITS = 1,	/* its first run is one of digits, ... */
	NUMBER_UP_TO_5 = 2,	/* ... of so many at most */
	NUMBER_UP_TO_4 = 4,
	NUMBER_DATE = 8,	/* a day in a date, "12", "fit-3", or a year with
				 * what may be a month or day behind it */
	NUMBER_CARD = 16,	/* digits, with blanks and strokes, as many as
				 * a card has */
	NUMBER_CODE = 32,	/* five digits or more; letters begin it, or
				 * two stand before it: "DE.1", "ATU 1" */
	NUMBER_PAIR = 64,	/* two letters before digits, or as a word
				 * before it; in capitals if it is long */
	NUMBER_PAIR_LAST = 128,	/* two letters touch its digits and end it */
	NUMBER_COLON = 256,	/* touches a colon */
	NUMBER_GROUPS = 512,	/* the marks of a MAC address at their places */
	NUMBER_CALLED = 1024,	/* behind + or (, or begins with 00 */
	NUMBER_LINE = 2048,	/* a run ends behind as many digits as a line
				 * may have, or digits go on behind signs */
	NUMBER_FRACTION = 4096	/* a dot and four digits or more, behind what
				 * may be degrees */
};

enum { NUMBER_FACTS = 8192 };	/* sets of them */

/* All facts that hold for a cluster that is no blob. */
unsigned number_facts(struct sv text, const struct cluster *c);

#endif
