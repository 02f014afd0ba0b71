/*
 * A hash table from bytes to a pointer. Keys and values are borrowed: they
 * must live as long as their entry. Keys that an outsider chooses are safe:
 * the hash is SipHash-1-3 under a random key of each process.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

struct map_slot {
	struct sv key;		/* .ptr NULL: never used */
	void *value;		/* NULL with a key: removed */
	uint64_t hash;
};

struct map {
	struct map_slot *slots;
	size_t cap;		/* a power of two, or 0 */
	size_t used;		/* slots with a key, removed ones too */
	size_t count;		/* live entries */
	uint64_t seed[2];
};

/* Make `m` empty; allocates nothing. */
void map_init(struct map *m);
void map_done(struct map *m);

/* The value under `key`, or NULL. */
void *map_get(const struct map *m, struct sv key);

/*
 * Put `value` (not NULL) under `key`. ERR_EXISTS, and nothing changed, if the
 * key is there already; ERR_NOMEM.
 */
int map_put(struct map *m, struct sv key, void *value) MUST_USE;

/* Remove `key` and return its value, or NULL if it was not there. */
void *map_remove(struct map *m, struct sv key);

/*
 * Visit all entries in no particular order: start with `*at` = 0; false when
 * there are no more. The table must not change meanwhile.
 */
bool map_next(const struct map *m, size_t *at, struct sv *ret_key,
    void **ret_value);

#endif
