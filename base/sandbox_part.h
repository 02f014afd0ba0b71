/*
 * The parts of base/sandbox, for its own files only.
 */
#ifndef BASE_SANDBOX_PART_H
#define BASE_SANDBOX_PART_H

#include "base/attr.h"
#include "base/err.h"
#include "base/sandbox.h"

/*
 * Restrict files, TCP and signals with Landlock; `*ret_version` is 0 where
 * the kernel has none.
 */
int sandbox_landlock(const struct sandbox_options *options, int *ret_version,
    struct errinfo *ei) MUST_USE;

/* Install the profile's filter and the handler of its violations. */
int sandbox_filter(enum sandbox_profile profile, struct errinfo *ei) MUST_USE;

#endif
