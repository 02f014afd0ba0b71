/*
 * Does a string look like words? A small model of letters (how surprising
 * each is after the two before it) tells random strings from names, words and
 * identifiers of any European language, which entropy alone cannot: the
 * entropy of "authenticationProvider" is that of a key.
 */
#ifndef INSPECT_VALIDATE_WORDLIKE_H
#define INSPECT_VALIDATE_WORDLIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

enum {
	WORDLIKE_SYMBOLS = 27,	/* a to z, and the edge of a word */
	WORDLIKE_UNIT = 2	/* of the costs below: half bits */
};

/* Cost of c after a and b at [a][27 * b + c]: a digit, 0 to 7. */
extern const char wordlike_table[WORDLIKE_SYMBOLS]
    [WORDLIKE_SYMBOLS * WORDLIKE_SYMBOLS + 1];

/*
 * What it takes to guess `text`, in half bits: letters by the model, without
 * case, where a change from small to capital begins a word as any other byte
 * does; digits by their number; other bytes cost little. Random base62 costs
 * about six bits a byte, words three and less.
 */
size_t wordlike_cost(struct sv text);

#endif
