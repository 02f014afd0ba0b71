/*
 * Values that are never reported: the allow lists of a policy. A value is
 * compared in its canonical spelling (detect_canonical()), exactly, by its
 * SHA-256; a pattern must match all of it as it is written. Detection inside
 * only.
 */
#ifndef INSPECT_TERMS_ALLOW_H
#define INSPECT_TERMS_ALLOW_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/detect.h"

struct allow;

/*
 * Make the lists of `config` for the classes of `engine`, which must be
 * complete. None: `*ret` is NULL. Errors as of detect_open(). Returns owned.
 */
int allow_new(const struct detect_engine *engine,
    const struct detect_config *config, struct allow **ret,
    struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void allow_free(struct allow *a);

/*
 * Take what is allowed out of `found`. A pattern that gives up allows nothing.
 * ERR_NOMEM.
 */
int allow_filter(const struct allow *a, const struct detect_engine *engine,
    const struct field *fields, struct findings *found) MUST_USE;

#endif
