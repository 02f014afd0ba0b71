/*
 * Percent-encoding as it is met, not as it should be: %XX is a byte, a `%`
 * without two digits stands for itself (WHATWG URL §1.3), and in forms and
 * queries `+` is a blank. Strict decoding is base/encode.h.
 */
#ifndef INSPECT_BODY_PERCENT_H
#define INSPECT_BODY_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

/* Bytes of `raw` (not empty) that make the next decoded one, `*ret_byte`. */
size_t percent_unit(struct sv raw, bool plus, char *ret_byte);

/* Decode; borrows `raw` where nothing is encoded. 0, ERR_NOMEM. */
int percent_decode(struct sv raw, bool plus, struct arena *arena,
    struct sv *ret) MUST_USE;

#endif
