#include "inspect/names/train/learn_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rows.h"
#include "inspect/names/feature.h"

enum { SLOT_BITS = 23, SLOTS = 1 << SLOT_BITS, BYTE_MAX = 127 };

static const double clip_share = 0.9997;

int
learn_table_init(struct learn_table *t)
{
	*t = (struct learn_table){
		.slots = mem_calloc(SLOTS, sizeof(*t->slots)),
		.names = mem_calloc(LEARN_FEATURES, sizeof(*t->names)),
		.seen = mem_calloc(LEARN_FEATURES, sizeof(*t->seen)),
		.now = mem_calloc(LEARN_FEATURES, sizeof(*t->now)),
		.past = mem_calloc(LEARN_FEATURES, sizeof(*t->past))
	};
	if (t->slots != NULL && t->names != NULL && t->seen != NULL &&
	    t->now != NULL && t->past != NULL)
		return 0;
	learn_table_done(t);
	return ERR_NOMEM;
}

void
learn_table_done(struct learn_table *t)
{
	mem_free(t->slots);
	mem_free(t->names);
	mem_free(t->seen);
	mem_free(t->now);
	mem_free(t->past);
	*t = (struct learn_table){ .slots = NULL };
}

static uint32_t
slot_of(uint32_t name)
{
	return (name * 0x9e3779b1U) >> (32 - SLOT_BITS);
}

void
learn_table_expect(const struct learn_table *t, const uint32_t *names,
    unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		__builtin_prefetch(&t->slots[slot_of(names[i])]);
}

static uint32_t
expect_weights(const struct learn_table *t, uint64_t slot)
{
	uint32_t number = (uint32_t)slot - 1;

	__builtin_prefetch(&t->now[number]);
	__builtin_prefetch(&t->seen[number]);
	return number;
}

uint32_t
learn_table_find(struct learn_table *t, uint32_t name)
{
	uint32_t slot = slot_of(name);

	for (; t->slots[slot] != 0; slot = (slot + 1) % SLOTS)
		if (t->slots[slot] >> 32 == name)
			return expect_weights(t, t->slots[slot]);
	if (t->closed || t->count == LEARN_FEATURES)
		return LEARN_NONE;
	t->names[t->count] = name;
	t->slots[slot] = (uint64_t)name << 32 | ++t->count;
	return (uint32_t)t->count - 1;
}

void
learn_table_settle(struct learn_table *t)
{
	if (t->time < 1)
		return;
	for (size_t i = 0; i < t->count; i++)
		for (unsigned k = 0; k < LEARN_LANES; k++) {
			t->now[i][k] -= (float)(t->past[i][k] / t->time);
			t->past[i][k] = 0;
		}
	t->time = 0;
}

int
learn_mean_init(struct learn_mean *m, struct learn_table *t)
{
	*m = (struct learn_mean){ .table = t, .count = t->count,
		.first = mem_calloc(t->count + 1, sizeof(*m->first)),
		.sum = mem_calloc(LEARN_FEATURES, sizeof(*m->sum)) };
	if (m->first == NULL || m->sum == NULL)
		return ERR_NOMEM;
	memcpy(m->first, t->now, t->count * sizeof(*t->now));
	return 0;
}

void
learn_mean_done(struct learn_mean *m)
{
	mem_free(m->first);
	mem_free(m->sum);
}

void
learn_mean_begin(struct learn_mean *m)
{
	memcpy(m->table->now, m->first, m->count * sizeof(*m->first));
	memset(m->table->now + m->count, 0,
	    (m->table->count - m->count) * sizeof(*m->table->now));
}

void
learn_mean_add(struct learn_mean *m)
{
	for (size_t i = 0; i < m->table->count; i++)
		for (unsigned k = 0; k < LEARN_LANES; k++)
			m->sum[i][k] += m->table->now[i][k];
}

void
learn_mean_take(struct learn_mean *m, unsigned runs)
{
	for (size_t i = 0; i < m->table->count; i++)
		for (unsigned k = 0; k < LEARN_LANES; k++)
			m->table->now[i][k] = (float)(m->sum[i][k] / runs);
}

/* The place that rows_find() gives the engine for the feature. */
static uint32_t
place_of(const struct learn_table *t, size_t i, uint32_t nrows)
{
	return (uint32_t)(((uint64_t)t->names[i] + 1) *
	    ((uint64_t)nrows << ROWS_CHECK) >> 32);
}

/* How far it parts the tags, and how often. */
static double
worth(const struct learn_table *t, size_t i)
{
	const float *row = t->now[i];
	double most = row[0], least = row[0];

	for (unsigned k = 1; k < TAG_COUNT; k++) {
		most = fmax(most, row[k]);
		least = fmin(least, row[k]);
	}
	return (most - least) * sqrt(t->seen[i]);
}

/* Feature `from` becomes number `to`, which is not behind it. */
static void
renumber(struct learn_table *t, size_t from, size_t to)
{
	uint32_t name = t->names[from];

	t->seen[to] = t->seen[from];
	memcpy(t->now[to], t->now[from], sizeof(*t->now));
	memcpy(t->past[to], t->past[from], sizeof(*t->past));
	t->count = to;
	(void)learn_table_find(t, name);
}

int
learn_table_prune(struct learn_table *t, uint32_t nrows)
{
	uint32_t *best = mem_alloc(nrows * sizeof(*best));
	size_t count = t->count, n = 0;

	if (best == NULL)
		return ERR_NOMEM;
	for (uint32_t r = 0; r < nrows; r++)
		best[r] = LEARN_NONE;
	for (size_t i = 0; i < count; i++) {
		uint32_t *b = &best[place_of(t, i, nrows) >> ROWS_CHECK];

		if (worth(t, i) > 0 && (*b == LEARN_NONE ||
		    worth(t, i) > worth(t, *b)))
			*b = (uint32_t)i;
	}
	memset(t->slots, 0, SLOTS * sizeof(*t->slots));
	for (size_t i = 0; i < count; i++)
		if (best[place_of(t, i, nrows) >> ROWS_CHECK] == i)
			renumber(t, i, n++);
	t->closed = true;
	printf("  %zu features, %zu kept\n", count, t->count);
	mem_free(best);
	return 0;
}

static int
compare_floats(const void *left, const void *right)
{
	float a = *(const float *)left, b = *(const float *)right;

	return (a > b) - (a < b);
}

/* The size that all but the largest weights stay below. */
static double
find_scale(const struct learn_table *t)
{
	float *sizes = mem_alloc(t->count * sizeof(*t->now));
	double scale = 1;
	size_t n = 0;

	if (sizes == NULL)
		return scale;
	for (size_t i = 0; i < t->count; i++)
		for (unsigned k = 0; k < TAG_COUNT; k++)
			if (t->now[i][k] < 0 || t->now[i][k] > 0)
				sizes[n++] = fabsf(t->now[i][k]);
	if (n > 0) {
		qsort(sizes, n, sizeof(*sizes), compare_floats);
		scale = sizes[(size_t)((double)(n - 1) * clip_share)];
	}
	mem_free(sizes);
	return scale;
}

void
learn_table_pack(const struct learn_table *t, uint32_t nrows, uint64_t *rows)
{
	double scale = find_scale(t) / BYTE_MAX;

	printf("  one step is %.4f\n", scale);
	memset(rows, 0, nrows * sizeof(*rows));
	for (size_t i = 0; i < t->count; i++) {
		uint32_t place = place_of(t, i, nrows);
		uint64_t row = (uint64_t)place << 56;

		for (unsigned k = 0; k < TAG_COUNT; k++) {
			double v = t->now[i][k] / scale;
			int step = (int)lround(fmax(-BYTE_MAX,
			    fmin(BYTE_MAX, v)));

			row |= (uint64_t)(step + 128) << 8 * k;
		}
		rows[place >> ROWS_CHECK] = row;
	}
}
