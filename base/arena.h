/*
 * Memory of one transaction: taken piece by piece, wiped and released at once.
 * Clear values of a request live here and nowhere else.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/sv.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;	/* newest first */
	size_t used;			/* bytes taken from the heap */
	size_t max;
};

/* Make `a` empty with at most `max` bytes from the heap; allocates nothing. */
void arena_init(struct arena *a, size_t max);

/* Wipe and release everything; `a` may be used again. */
void arena_done(struct arena *a);

/*
 * Take `size` bytes, aligned for any object; NULL when `max` or the heap is
 * exhausted. arena_alloc() leaves them uninitialised, arena_zalloc() zeroed.
 */
void *arena_alloc(struct arena *a, size_t size) MUST_USE;
void *arena_zalloc(struct arena *a, size_t count, size_t size) MUST_USE;

/* Copy `s` (and a NUL after it) into the arena; .ptr is NULL on failure. */
struct sv arena_dup(struct arena *a, struct sv s) MUST_USE;

/* The same with the letters A to Z made small. */
struct sv arena_dup_lower(struct arena *a, struct sv s) MUST_USE;

/*
 * A vector in an arena: make room for one more element of `size` bytes in
 * `*items` that holds `count` of `*cap`. 0 or ERR_NOMEM (vector untouched).
 */
static inline int arena_vec_room(struct arena *a, void **items, size_t count,
    size_t *cap, size_t size) MUST_USE;

/* The same if it is full. */
int arena_vec_grow(struct arena *a, void **items, size_t count, size_t *cap,
    size_t size) MUST_USE;

static inline int
arena_vec_room(struct arena *a, void **items, size_t count, size_t *cap,
    size_t size)
{
	return count < *cap ? 0 : arena_vec_grow(a, items, count, cap, size);
}

#endif
