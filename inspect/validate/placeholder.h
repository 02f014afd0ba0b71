/*
 * Is this a secret, or the place of one? Documentation, templates and tests
 * are full of ${TOKEN}, <your-token>, xxxx, changeme and user:pass; none of
 * them is worth a finding. For validators and matchers of secrets.
 */
#ifndef INSPECT_VALIDATE_PLACEHOLDER_H
#define INSPECT_VALIDATE_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

/* Is `value` a variable, a template, a row of one character or the like? */
bool placeholder_is(struct sv value);

/*
 * Is the stem of `value` (its letters, with @ 0 1 3 $ 5 read as the letters
 * they stand for, without digits at its end) a word people write where a
 * password goes: password, changeme, admin, test, secret, example …?
 */
bool placeholder_is_word(struct sv value);

/* How many neighbours in `value` go up by one, as in "abcd" and "1234". */
size_t placeholder_steps(struct sv value);

#endif
