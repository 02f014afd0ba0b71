/*
 * Published test vectors (JSON with one object a case, members in a fixed
 * order), read as what they are: text. They lie beside the source tree, or
 * where $EXEAT_SHARED says; a test skips where they are not.
 */
#ifndef TESTS_TAP_VECTORS_H
#define TESTS_TAP_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

/*
 * Read vectors/`name`, owned by the caller (free() it); .ptr is NULL where it
 * is not there.
 */
struct sv vectors_read(const char *name);

/*
 * Take the text of the next `member` at or after `*at`, which moves behind it.
 * `member` is as it stands in the file, up to the value: "\"key\": \"".
 */
bool vectors_next(struct sv all, size_t *at, const char *member,
    struct sv *ret);

#endif
