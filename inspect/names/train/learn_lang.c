/*
 * The language table is an averaged perceptron too: one weight a language for
 * each feature. It sees pieces of its texts of random lengths, since what it
 * will be asked about is often short.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/names/train/learn.h"

enum { BYTE_MAX = 127, SHORTEST = 24, LANG_MARGIN = 4 };

struct lang_learner {
	uint32_t nrows;
	float *now;
	double *past;
	double time;
	size_t mistakes;
};

static void
learn_one(struct lang_learner *l, struct sv text, size_t right)
{
	uint32_t rows[LANG_FEATURES];
	double sums[LANG_ROW] = { 0 };
	size_t n = lang_rows(text, l->nrows, rows), rival = right == 0;
	float by = 1;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < LANG_ROW; k++)
			sums[k] += l->now[(size_t)rows[i] * LANG_ROW + k];
	for (size_t k = 0; k < LANG_ROW; k++)
		if (k != right && sums[k] > sums[rival])
			rival = k;
	l->time += 1;
	l->mistakes += sums[rival] >= sums[right];
	if (n == 0 || sums[right] - sums[rival] >= LANG_MARGIN *
	    sqrt((double)n))
		return;
	by = (float)(1 / sqrt((double)n));
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)rows[i] * LANG_ROW;

		l->now[at + right] += by;
		l->past[at + right] += by * l->time;
		l->now[at + rival] -= by;
		l->past[at + rival] -= by * l->time;
	}
}

static void
pack(struct lang_learner *l, uint8_t *rows)
{
	size_t count = (size_t)l->nrows * LANG_ROW;
	double most = 0, scale;

	for (size_t i = 0; i < count; i++) {
		l->now[i] -= (float)(l->past[i] / l->time);
		most = fmax(most, fabs((double)l->now[i]));
	}
	scale = most > 0 ? BYTE_MAX / most * 2 : 1;
	for (size_t i = 0; i < count; i++)
		rows[i] = (uint8_t)(128 + lround(fmax(-BYTE_MAX,
		    fmin(BYTE_MAX, l->now[i] * scale))));
}

/* A piece of the text, by a fixed rule of its number and the round. */
static struct sv
piece_of(struct sv text, uint64_t number)
{
	uint64_t x = number * UINT64_C(0x9e3779b97f4a7c15);
	size_t len = SHORTEST + (x >> 40) % 150, from;

	if (text.len <= len)
		return text;
	from = (size_t)((x >> 16) % (text.len - len));
	while (from > 0 && text.ptr[from - 1] != ' ')
		from--;
	return sv_slice(text, from, from + len);
}

int
learn_langs(uint8_t *rows, uint32_t nrows, const struct learn_set *set,
    unsigned epochs)
{
	struct lang_learner l = { .nrows = nrows };
	size_t count = (size_t)nrows * LANG_ROW;
	int err = ERR_NOMEM;

	l.now = mem_calloc(count, sizeof(*l.now));
	l.past = mem_calloc(count, sizeof(*l.past));
	if (l.now == NULL || l.past == NULL)
		goto out;
	for (unsigned e = 0; e < epochs; e++) {
		l.mistakes = 0;
		for (size_t i = 0; i < set->count; i++) {
			/* A step coprime to the count visits all. */
			size_t at = (i * 7919 + e) % set->count;
			const struct corpus_text *t = &set->texts[at];

			if (t->lang != LANG_NONE)
				learn_one(&l, piece_of(t->text,
				    at + e * set->count), t->lang - 1);
		}
		printf("  languages, round %u: %zu of %zu wrong\n", e + 1,
		    l.mistakes, set->count);
	}
	pack(&l, rows);
	err = 0;
out:
	mem_free(l.now);
	mem_free(l.past);
	return err;
}
