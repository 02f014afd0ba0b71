/*
 * The tagger learns as an averaged perceptron with a margin: where the right
 * tag does not lead by MARGIN, its weights go up and those of the best other
 * tag go down. The tags before are the ones it gave itself, so it learns to
 * live with its own mistakes. What is kept is the mean of all weights over
 * time, in steps of one byte.
 *
 * First each feature has weights of its own, ten times as many as there are
 * rows. Then each row goes to the feature that is worth most of those that
 * share it, and the ones kept learn once more to do without the others.
 */
#include "inspect/names/train/learn.h"

#include <stdio.h>

#include "base/mem.h"
#include "inspect/names/tagger.h"
#include "inspect/names/train/learn_table.h"

enum {
	MARGIN = 40,
	DROP_WORD = 40,		/* percent of the times */
	DROP_ANY = 15,
	PERCENT = 100
};

/* The word, by itself and with the tag before: feature_rows(). */
#define FEATURE_WORDS	(UINT64_C(1) << 0 | UINT64_C(1) << 26)

struct learner {
	const struct weights *w;
	const struct corpus_text *text;
	struct learn_table table;
	size_t at_span;
	size_t mistakes, asked;
	uint64_t seed;
	/* Those that count at this piece. */
	uint32_t features[FEATURE_COUNT];
	unsigned nfeatures;
};

static uint64_t
next_random(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* The tag the piece should have, given what it may have. */
static unsigned
right_tag(struct learner *l, const struct tagger_site *site)
{
	const struct corpus_text *t = l->text;
	const struct corpus_span *s;
	unsigned begin;

	while (l->at_span < t->nspans &&
	    t->spans[l->at_span].end <= site->piece->start)
		l->at_span++;
	if (l->at_span == t->nspans)
		return TAG_O;
	s = &t->spans[l->at_span];
	if (s->start >= site->piece->end)
		return TAG_O;
	begin = 1 + 2 * (unsigned)s->kind;
	if (s->start < site->piece->start &&
	    (site->allowed >> (begin + 1) & 1) != 0)
		return begin + 1;
	return begin;
}

/*
 * Some features are left out by chance, the word itself more often: what is
 * learned must hold for words that nobody has seen.
 */
static uint64_t
draw_features(struct learner *l)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < FEATURE_COUNT; i++)
		if (next_random(&l->seed) % PERCENT >= DROP_ANY)
			set |= UINT64_C(1) << i;
	if (next_random(&l->seed) % PERCENT < DROP_WORD)
		set &= ~FEATURE_WORDS;
	return set;
}

static void
find_features(struct learner *l, const uint32_t *names)
{
	uint64_t drawn = draw_features(l);

	l->nfeatures = 0;
	learn_table_expect(&l->table, names, FEATURE_COUNT);
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		uint32_t number = LEARN_NONE;

		if ((drawn >> i & 1) != 0)
			number = learn_table_find(&l->table, names[i]);
		if (number != LEARN_NONE)
			l->features[l->nfeatures++] = number;
	}
	for (unsigned i = 0; i < l->nfeatures; i++)
		l->table.seen[l->features[i]]++;
}

static void
move(struct learner *l, unsigned tag, float by)
{
	for (unsigned i = 0; i < l->nfeatures; i++)
		learn_table_move(&l->table, l->features[i], tag, by);
}

static void
add_up(const struct learner *l, double sums[TAG_COUNT])
{
	for (unsigned i = 0; i < l->nfeatures; i++) {
		const float *row = l->table.now[l->features[i]];

		for (unsigned tag = 0; tag < TAG_COUNT; tag++)
			sums[tag] += row[tag];
	}
}

static unsigned
decide(void *ctx, const struct tagger_site *site)
{
	struct learner *l = ctx;
	double sums[TAG_COUNT] = { 0 };
	unsigned right = right_tag(l, site), best = TAG_O, rival = TAG_COUNT;

	find_features(l, site->rows);
	add_up(l, sums);
	for (unsigned tag = 0; tag < TAG_COUNT; tag++) {
		if ((site->allowed >> tag & 1) == 0)
			continue;
		if (sums[tag] > sums[best])
			best = tag;
		if (tag != right && (rival == TAG_COUNT ||
		    sums[tag] > sums[rival]))
			rival = tag;
	}
	l->asked++;
	l->mistakes += best != right;
	l->table.time += 1;
	if (sums[right] - sums[rival] < MARGIN) {
		move(l, right, 1);
		move(l, rival, -1);
	}
	return best;
}

static void
ignore(void *ctx, const struct tagger_span *span)
{
	(void)ctx;
	(void)span;
}

static void
learn_round(struct learner *l, const struct learn_set *set, uint32_t *order,
    uint64_t *seed)
{
	struct tagger_hooks hooks = { l, ignore, decide, NULL, NULL };

	for (size_t i = set->count; i > 1; i--) {
		size_t k = next_random(seed) % i;
		uint32_t spare = order[i - 1];

		order[i - 1] = order[k];
		order[k] = spare;
	}
	l->mistakes = l->asked = 0;
	for (size_t i = 0; i < set->count; i++) {
		l->text = &set->texts[order[i]];
		l->at_span = 0;
		tagger_run(l->w, l->text->text, LANG_NONE, &hooks);
	}
	printf("  %zu of %zu wrong\n", l->mistakes, l->asked);
	(void)fflush(stdout);
}

/* `count` rounds in orders drawn from `seed`, and the mean over them. */
static int
learn_rounds(struct learner *l, const struct learn_set *set, unsigned count,
    uint64_t seed)
{
	uint32_t *order = mem_calloc(set->count, sizeof(*order));

	if (order == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < set->count; i++)
		order[i] = (uint32_t)i;
	for (unsigned e = 0; e < count; e++)
		learn_round(l, set, order, &seed);
	learn_table_settle(&l->table);
	mem_free(order);
	return 0;
}

/* Each run begins where the first did; what is kept is the mean of all. */
static int
learn_runs(struct learner *l, const struct learn_set *set,
    const struct learn_plan *plan, unsigned rounds)
{
	struct learn_mean mean;
	int err = learn_mean_init(&mean, &l->table);

	for (unsigned i = 0; err == 0 && i < plan->runs; i++) {
		l->seed = 2 * (plan->seed + i);
		learn_mean_begin(&mean);
		err = learn_rounds(l, set, rounds, plan->seed + i);
		learn_mean_add(&mean);
	}
	if (err == 0)
		learn_mean_take(&mean, plan->runs);
	learn_mean_done(&mean);
	return err;
}

int
learn_tagger(const struct weights *w, struct weights_part *part,
    uint64_t *rows, const struct learn_set *set, const struct learn_plan *plan)
{
	struct weights alone = *w;
	struct learner l = { .w = &alone };
	int err = learn_table_init(&l.table);

	if (err != 0)
		return err;
	alone.nparts = 0;
	alone.base = *part;
	alone.base.nplaces = LEARN_PLACES;
	err = learn_runs(&l, set, plan, plan->rounds);
	if (err == 0)
		err = learn_table_prune(&l.table, part->nrows);
	if (err == 0)
		err = learn_runs(&l, set, plan, plan->again);
	if (err == 0)
		learn_table_pack(&l.table, part->nrows, rows);
	part->rows = rows;
	part->nplaces = part->nrows << ROWS_CHECK;
	learn_table_done(&l.table);
	return err;
}
