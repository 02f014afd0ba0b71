/*
 * What a model id says: where its makers sit (provenance), and, for services
 * that route by it (Bedrock inference profiles), which countries may compute.
 */
#ifndef RULES_MODEL_H
#define RULES_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "rules/law.h"
#include "rules/places.h"

struct model_geo_row;
struct model_row;

struct models {
	struct model_geo_row *geo;
	size_t ngeo;
	struct model_row *rows;		/* longest prefix first */
	size_t nrows;
	uint32_t first[256];		/* by first byte; nrows: none */
};

int model_read_geo(struct models *m, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei) MUST_USE;
int model_read_names(struct models *m, const struct law *law, struct sv text,
    const char *file, struct arena *arena, struct errinfo *ei) MUST_USE;

/* Add the provenance of `model` to `*ret`; open if no prefix is known. */
void model_provenance(const struct models *m, struct sv model, int64_t now_ns,
    struct places *ret);

enum model_route {
	MODEL_IN_REGION,	/* no geographic prefix: the host's region */
	MODEL_IN_PLACES,	/* the places of its prefix */
	MODEL_ANYWHERE,		/* `global.` */
	MODEL_UNKNOWN,		/* nobody can say */
	MODEL_CONFLICT,		/* id and host contradict each other */
};

/*
 * Where may a request for `model` be computed that is sent to `region` (at
 * `places`) of `cloud`? Understands plain ids, geographic prefixes and ARNs.
 * Adds the prefix's places to `*ret` for MODEL_IN_PLACES.
 */
enum model_route model_find_route(const struct models *m, struct sv cloud,
    struct sv region, const struct places *places, struct sv model,
    struct places *ret);

#endif
