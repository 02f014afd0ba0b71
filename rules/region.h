/*
 * Cloud regions: where "eu-central-1" of a given cloud is. Names mean nothing
 * without their cloud: eu-west-2 is London with one and Paris with another.
 */
#ifndef RULES_REGION_H
#define RULES_REGION_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/sv.h"
#include "rules/law.h"
#include "rules/places.h"

struct region {
	struct places places;
	struct places control;
	int64_t from_ns, to_ns;
};

struct regions {
	struct map index;	/* "cloud/region" -> struct region */
};

/* Read the table. Texts are kept. region_done() also after a failure. */
int region_read(struct regions *r, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei) MUST_USE;
void region_done(struct regions *r);

/* The region as the table has it at `now_ns`, or NULL. */
const struct region *region_find(const struct regions *r, struct sv cloud,
    struct sv name, int64_t now_ns);

#endif
