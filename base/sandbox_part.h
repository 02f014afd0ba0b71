/*
 * What a process confines itself with, one function a mechanism of the kernel:
 * base/sandbox.c calls both, sandbox_landlock.c and sandbox_seccomp.c hold
 * them. For these files only.
 */
#ifndef BASE_SANDBOX_PART_H
#define BASE_SANDBOX_PART_H

#include "base/attr.h"
#include "base/err.h"
#include "base/sandbox.h"

/*
 * Restrict files, TCP and signals with Landlock; `*ret_version` is 0 where
 * the kernel has none. ERR_IO when the kernel refuses.
 */
int sandbox_landlock(const struct sandbox_options *options, int *ret_version,
    struct errinfo *ei) MUST_USE;

/*
 * Install the profile's filter and the handler of its violations. ERR_NOMEM,
 * ERR_IO when the kernel refuses.
 */
int sandbox_filter(enum sandbox_profile profile, struct errinfo *ei) MUST_USE;

#endif
