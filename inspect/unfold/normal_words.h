/*
 * Values written in words and pieces: "anna (at) example (dot) org", digits
 * apart from each other ("4 4 0 5", "4_4_0_5", "4111.1111.1111.1111") and
 * spelled ("null sechs eins").
 */
#ifndef INSPECT_UNFOLD_NORMAL_WORDS_H
#define INSPECT_UNFOLD_NORMAL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/unfold/normal.h"

/* Is the blank or bracket at byte `at` where "(at)" or " dot " begins? */
bool normal_words_may_be(struct sv text, size_t at);

/*
 * Does a row of such digits begin at byte `at`, or right behind letters? Where
 * it ends in `*ret_end`.
 */
bool normal_words_row_may_be(struct sv text, size_t at, size_t *ret_end);

/*
 * Fill `f` with bytes [f->from, f->to) of the source, such values joined;
 * spelled ones only in a form of that kind. False if there are none, or f->err
 * is set.
 */
bool normal_words(struct normal_form *f);

#endif
