#include "inspect/standing.h"

#include "inspect/engine.h"

int
standing_make(struct detect_engine *e)
{
	struct standing *standings = arena_zalloc(&e->arena,
	    e->ndetectors + 1, sizeof(*standings));

	if (standings == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < e->ndetectors; i++) {
		const struct detector *d = &e->detectors[i];

		standings[i] = (struct standing){ context_bits(&d->context),
			d->score >= e->min_score,
			d->agrees };
	}
	e->standings = standings;
	return 0;
}
