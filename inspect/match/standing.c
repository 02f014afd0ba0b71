#include "inspect/match/standing.h"

#include "inspect/engine.h"
#include "inspect/match/number.h"

/* Which matchers of numbers need no more than the facts? */
static uint64_t
askable(const struct detect_engine *e, unsigned facts)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < e->nnumbers; i++)
		if ((e->numbers[i].matcher->needs & ~facts) == 0)
			bits |= UINT64_C(1) << i;
	return bits;
}

/* Which ask for words of the label alone? */
static uint64_t
labelled(const struct detect_engine *e)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < e->nnumbers; i++)
		if (e->numbers[i].matcher->match == match_address_named &&
		    e->detectors[e->numbers[i].detector].context.before == 0)
			bits |= UINT64_C(1) << i;
	return bits;
}

int
standing_make(struct detect_engine *e)
{
	struct standing *standings = arena_zalloc(&e->arena,
	    e->ndetectors + 1, sizeof(*standings));
	uint64_t *asked = arena_zalloc(&e->arena, NUMBER_FACTS,
	    sizeof(*asked));

	if (standings == NULL || asked == NULL)
		return ERR_NOMEM;
	if (e->nnumbers > STANDING_NUMBERS)
		return ERR_FULL;
	for (size_t i = 0; i < e->ndetectors; i++) {
		const struct detector *d = &e->detectors[i];

		standings[i] = (struct standing){ context_bits(&d->context),
			{ d->context.before, d->context.after },
			d->score >= e->min_score, d->validate != NULL,
			d->agrees, d->sought };
		if (e->reach.before < d->context.before)
			e->reach.before = d->context.before;
		if (e->reach.after < d->context.after)
			e->reach.after = d->context.after;
	}
	for (unsigned facts = 0; facts < NUMBER_FACTS; facts++)
		asked[facts] = askable(e, facts);
	e->standings = standings;
	e->asked = asked;
	e->labelled = labelled(e);
	return 0;
}
