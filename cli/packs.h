/*
 * The detector packs as their files have them, beside the engine made of
 * them: what `exeat check` explains with and `exeat detectors` shows.
 */
#ifndef CLI_PACKS_H
#define CLI_PACKS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "inspect/pack.h"

struct packs_entry {
	const struct pack *pack;
	const struct pack_detector *detector;
	struct sv name;		/* "pack/detector" */
};

struct packs {
	struct arena arena;
	struct pack_list list;
	struct map names;	/* "pack/detector" -> struct packs_entry */
	struct packs_entry *entries;	/* in order of the packs */
	size_t count;
};

/*
 * Read the pack files and folders `paths`. packs_done() in any case. Errors
 * of pack_read(); ERR_EXISTS: a detector twice.
 */
int packs_open(const char *const *paths, size_t npaths, struct packs *ret,
    struct errinfo *ei) MUST_USE;
void packs_done(struct packs *p);

/* The entry "pack/detector", or NULL. */
const struct packs_entry *packs_find(const struct packs *p, struct sv name);

/* "strong" ... , or "none" where no strength is stated. */
const char *packs_strength_name(int strength);
const char *packs_canonical_name(int canonical);

#endif
