/*
 * Memory from the heap: allocation that tests can make fail, wiping, and sums
 * of sizes from outside that cannot wrap.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* Allocate `size` bytes (uninitialised) or zeroed elements; NULL on failure. */
void *mem_alloc(size_t size) MUST_USE;
void *mem_calloc(size_t count, size_t size) MUST_USE;

/* Free what mem_alloc() or mem_calloc() gave; NULL is allowed. */
void mem_free(void *p);

/* Overwrite `size` bytes in a way the compiler keeps. */
void mem_wipe(void *p, size_t size);

/*
 * Wipe, then free: `size` bytes are all that was ever written, also where the
 * program's own free() would wipe the whole block (base/zerofree.c).
 */
void mem_free_wiped(void *p, size_t size);

/* Copy a C string onto the heap; returns owned, or NULL. */
char *mem_strdup(const char *s) MUST_USE;

/* `*ret = a + b` or `a * b`; false, and `*ret` untouched, if it would wrap. */
bool mem_add(size_t a, size_t b, size_t *ret) MUST_USE;
bool mem_mul(size_t a, size_t b, size_t *ret) MUST_USE;

#endif
