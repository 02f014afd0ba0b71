/*
 * Validators that a user writes: a small expression over the letters and
 * digits of a match, such as
 *
 *   n == 9 and sum(i in 0..7: d[i] * [9,8,7,6,5,4,3,2][i]) mod 11 == d[8]
 *
 * See exeat-policy(5). It always ends: there are no loops but `sum`, over at
 * most EXPRESSION_MAX_TEXT places and not inside itself. What cannot be
 * computed (a place that is not there, division by zero, overflow) makes a
 * comparison false.
 */
#ifndef INSPECT_VALIDATE_EXPRESSION_H
#define INSPECT_VALIDATE_EXPRESSION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum {
	EXPRESSION_MAX_TEXT = 64,	/* letters and digits of a match */
	EXPRESSION_MAX_STEPS = 256,
	EXPRESSION_MAX_DEPTH = 32,	/* values and brackets at once */
	EXPRESSION_MAX_LISTS = 8,
	EXPRESSION_MAX_WEIGHTS = 64	/* numbers of one list */
};

struct expression;

/*
 * Read `text` into `*ret`, in memory of `a`. ERR_SYNTAX or ERR_LIMIT, with
 * what is wrong and where in the text; ERR_NOMEM.
 */
int expression_new(struct sv text, struct arena *a,
    const struct expression **ret, struct errinfo *ei) MUST_USE;

/*
 * Does it hold for `compact`: ASCII letters in upper case and digits, at most
 * EXPRESSION_MAX_TEXT?
 */
bool expression_holds(const struct expression *x, struct sv compact);

#endif
