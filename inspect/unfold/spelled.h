/*
 * Numbers spelled out: "null sechs eins zwo", "zero six one double four",
 * "zéro six douze trente-quatre". Digits 0 to 9 in the 24 official languages
 * of the EU, in Icelandic and Norwegian; 10 to 99 in all of them but Icelandic,
 * Irish and Maltese.
 */
#ifndef INSPECT_UNFOLD_SPELLED_H
#define INSPECT_UNFOLD_SPELLED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

enum {
	SPELLED_MAX = 48,	/* digits of one number */
	SPELLED_WORDS = 4,	/* at least so many are words ... */
	SPELLED_LEAST = 6	/* ... and so many digits */
};

struct spelled {
	size_t start, end;	/* bytes of the text */
	size_t len;
	char digits[SPELLED_MAX];
};

/*
 * Read the longest number that begins with the word at byte `at`, all of one
 * language; digits may stand between the words. False if it is too short.
 */
bool spelled_read(struct sv text, size_t at, struct spelled *ret);

/* How many words there are that long numbers hold some of; each of them. */
size_t spelled_clues(void);
struct sv spelled_clue(size_t index);

/* Is the next word after byte `at`, close to it, a number in any language? */
bool spelled_follows(struct sv text, size_t at);

/* Is the word at byte `at` the first of three numbers of one language? */
bool spelled_goes_on(struct sv text, size_t at);

#endif
