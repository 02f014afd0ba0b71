/*
 * The tagger learns as an averaged perceptron with a margin: where the right
 * tag does not lead by MARGIN, its weights go up and those of the best other
 * tag go down. The tags before are the ones it gave itself, so it learns to
 * live with its own mistakes. What is kept is the mean of all weights over
 * time, in steps of one byte.
 */
#include "inspect/names/train/learn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/names/tagger.h"

enum {
	MARGIN = 40,
	DROP_WORD = 40,		/* percent of the times */
	DROP_ANY = 15,
	PERCENT = 100,
	BYTE_MAX = 127
};

/* The word, with its shape, with the tag before: feature_rows(). */
#define FEATURE_WORDS	(UINT64_C(1) << 0 | UINT64_C(1) << 1 | \
			    UINT64_C(1) << 21)

static const double clip_share = 0.9997;

struct learner {
	struct weights *w;
	const struct corpus_text *text;
	float *now;		/* nrows * WEIGHTS_LANES */
	double *past;		/* sums over time, as of `at` */
	double time;
	size_t at_span;
	size_t mistakes, asked;
	uint64_t seed;
	uint64_t features;	/* set of those that count this time */
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
move(struct learner *l, const uint32_t *rows, unsigned tag, float by)
{
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		size_t at = (size_t)rows[i] * WEIGHTS_LANES + tag;

		if ((l->features >> i & 1) == 0)
			continue;
		l->now[at] += by;
		l->past[at] += by * l->time;
	}
}

static void
add_up(const struct learner *l, const uint32_t *rows, double sums[TAG_COUNT])
{
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		const float *row = l->now + (size_t)rows[i] * WEIGHTS_LANES;

		if ((l->features >> i & 1) == 0)
			continue;
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

	l->features = draw_features(l);
	add_up(l, site->rows, sums);
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
	l->time += 1;
	if (sums[right] - sums[rival] < MARGIN) {
		move(l, site->rows, right, 1);
		move(l, site->rows, rival, -1);
	}
	return best;
}

static void
ignore(void *ctx, const struct tagger_span *span)
{
	(void)ctx;
	(void)span;
}

static int
compare_floats(const void *left, const void *right)
{
	float a = *(const float *)left, b = *(const float *)right;

	return (a > b) - (a < b);
}

/* The size that all but the largest weights stay below. */
static double
find_scale(const float *mean, size_t count)
{
	float *sizes = mem_alloc(count * sizeof(*sizes));
	double scale = 1;
	size_t n = 0;

	if (sizes == NULL)
		return scale;
	for (size_t i = 0; i < count; i++)
		if (mean[i] < 0 || mean[i] > 0)
			sizes[n++] = fabsf(mean[i]);
	if (n > 0) {
		qsort(sizes, n, sizeof(*sizes), compare_floats);
		scale = sizes[(size_t)((double)(n - 1) * clip_share)];
	}
	mem_free(sizes);
	return scale;
}

static void
pack_rows(struct learner *l, uint64_t *rows)
{
	size_t count = (size_t)l->w->nrows * WEIGHTS_LANES;
	double scale;

	for (size_t i = 0; i < count; i++)
		l->now[i] -= (float)(l->past[i] / l->time);
	scale = find_scale(l->now, count) / BYTE_MAX;
	printf("  one step is %.4f\n", scale);
	for (size_t r = 0; r < l->w->nrows; r++) {
		rows[r] = 0;
		for (unsigned k = 0; k < WEIGHTS_LANES; k++) {
			double v = l->now[r * WEIGHTS_LANES + k] / scale;
			int step = (int)lround(fmax(-BYTE_MAX,
			    fmin(BYTE_MAX, v)));

			rows[r] |= (uint64_t)(step + 128) << 8 * k;
		}
	}
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
}

int
learn_tagger(struct weights *w, uint64_t *rows, const struct learn_set *set,
    unsigned epochs)
{
	size_t count = (size_t)w->nrows * WEIGHTS_LANES;
	struct learner l = { .w = w, .seed = 2 };
	uint32_t *order = mem_calloc(set->count, sizeof(*order));
	uint64_t seed = 1;
	int err = ERR_NOMEM;

	l.now = mem_calloc(count, sizeof(*l.now));
	l.past = mem_calloc(count, sizeof(*l.past));
	if (order == NULL || l.now == NULL || l.past == NULL)
		goto out;
	for (size_t i = 0; i < set->count; i++)
		order[i] = (uint32_t)i;
	for (unsigned e = 0; e < epochs; e++) {
		learn_round(&l, set, order, &seed);
		printf("  round %u: %zu of %zu wrong\n", e + 1, l.mistakes,
		    l.asked);
		(void)fflush(stdout);
	}
	pack_rows(&l, rows);
	err = 0;
out:
	mem_free(order);
	mem_free(l.now);
	mem_free(l.past);
	return err;
}
