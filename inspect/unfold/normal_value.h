/*
 * The plain spelling of one value that was found disguised, for its canonical
 * form: full-width digits become digits, "(at)" becomes "@", base64 what it
 * says.
 */
#ifndef INSPECT_UNFOLD_NORMAL_VALUE_H
#define INSPECT_UNFOLD_NORMAL_VALUE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

/*
 * Undo every disguise of `value`, as deep as they go (UNFOLD_DEPTH). Memory
 * from `arena`; borrows `value` where nothing is disguised. 0, ERR_NOMEM.
 */
int normal_value(struct sv value, struct arena *arena, struct sv *ret)
    MUST_USE;

#endif
