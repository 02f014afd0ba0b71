#include "inspect/outsider.h"

#include <string.h>

#include "inspect/terms/allow.h"
#include "inspect/engine.h"
#include "inspect/overlap.h"

void
outsider_numbers(const struct detect_engine *engine, size_t index,
    uint16_t *ret_class_id, uint16_t *ret_detector)
{
	size_t number = engine->first_outsider + index;

	ASSERT(number < engine->ndetectors);
	*ret_detector = (uint16_t)number;
	*ret_class_id = engine->detectors[number].class_id;
}

int
outsider_join(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, struct findings *f,
    const struct finding *items, size_t n)
{
	struct finding *all;
	size_t count = f->count + n;
	int err;

	if (n == 0)
		return 0;
	all = arena_alloc(arena, count * sizeof(*all));
	if (all == NULL)
		return ERR_NOMEM;
	if (f->count > 0)
		memcpy(all, f->items, f->count * sizeof(*all));
	memcpy(all + f->count, items, n * sizeof(*all));
	err = overlap_resolve(arena, all, &count);
	if (err != 0)
		return err;
	*f = (struct findings){ all, count };
	return engine->allow == NULL ? 0 : allow_filter(engine->allow, engine,
	    fields, f);
}
