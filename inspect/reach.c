#include "inspect/reach.h"

#include "inspect/consensus.h"
#include "inspect/engine.h"
#include "inspect/grid/scan_table.h"

enum { OUTSIDER_MOST = 100 };

static unsigned
larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static unsigned
reach_of_detector(const struct detect_engine *e, size_t i)
{
	const struct detector *d = &e->detectors[i];
	unsigned most = larger(d->score, d->with_context);

	if (i >= e->first_outsider)
		return OUTSIDER_MOST;
	most = larger(most, SCAN_COLUMN_MOST);
	if (e->classes[d->class_id].speaks == SPEAKS_CLASS)
		most = larger(most, CONSENSUS_SCORE_MAX);
	return most;
}

unsigned
reach_of(const struct detect_engine *engine, struct sv prefix)
{
	unsigned most = 0;

	for (size_t i = 0; i < engine->ndetectors; i++) {
		struct sv name = engine->classes[
		    engine->detectors[i].class_id].name;

		if (prefix.len == 0 || sv_has_dotted_prefix(name, prefix))
			most = larger(most, reach_of_detector(engine, i));
	}
	return most;
}
