/*
 * What the tagger's learner knows: weights of each feature it met, each for
 * itself. In the end one feature a row of the small table is kept, with a
 * check (base/rows.h), so that what was never learned reads as nothing.
 */
#ifndef INSPECT_NAMES_TRAIN_LEARN_TABLE_H
#define INSPECT_NAMES_TRAIN_LEARN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	LEARN_FEATURES = 1 << 22,	/* at most */
	LEARN_LANES = 8
};

#define LEARN_NONE	UINT32_MAX
#define LEARN_PLACES	UINT32_MAX	/* for rows_find(), which names a
					 * feature then: its hash less 1 */

struct learn_table {
	uint64_t *slots;		/* by hash: name, number + 1; or 0 */
	uint32_t *names;
	uint32_t *seen;			/* how often */
	float (*now)[LEARN_LANES];
	double (*past)[LEARN_LANES];	/* changes, each times its time */
	double time;
	size_t count;
	bool closed;			/* to new features */
};

/* ERR_NOMEM. */
int learn_table_init(struct learn_table *t) MUST_USE;
void learn_table_done(struct learn_table *t);

/* These features will be looked for soon. */
void learn_table_expect(const struct learn_table *t, const uint32_t *names,
    unsigned count);

/*
 * The number of a feature, whose weights will be read soon; LEARN_NONE if it
 * is new and there is no room.
 */
uint32_t learn_table_find(struct learn_table *t, uint32_t name);

/* Move the weight of feature `i` in `lane`. */
static inline void
learn_table_move(struct learn_table *t, uint32_t i, unsigned lane, float by)
{
	t->now[i][lane] += by;
	t->past[i][lane] += by * t->time;
}

/* Take the means of all weights over time, and let time begin again. */
void learn_table_settle(struct learn_table *t);

/* The mean of what several runs made of a table, all from one beginning. */
struct learn_mean {
	struct learn_table *table;
	float (*first)[LEARN_LANES];	/* weights of the beginning */
	double (*sum)[LEARN_LANES];
	size_t count;			/* features of the beginning */
};

/* Of `t` as it is now, which stays where it is. ERR_NOMEM. */
int learn_mean_init(struct learn_mean *m, struct learn_table *t) MUST_USE;
void learn_mean_done(struct learn_mean *m);

/* Let the table be as in the beginning; later features have no weights. */
void learn_mean_begin(struct learn_mean *m);

/* Add the weights of a table that is settled. */
void learn_mean_add(struct learn_mean *m);

/* Let the table have the mean of `runs` that were added. */
void learn_mean_take(struct learn_mean *m, unsigned runs);

/*
 * Keep the feature that is worth most in each of `nrows` rows, forget the
 * others and close the table. ERR_NOMEM.
 */
int learn_table_prune(struct learn_table *t, uint32_t nrows) MUST_USE;

/* Fill `rows`, `nrows` of them, of a pruned and settled table. */
void learn_table_pack(const struct learn_table *t, uint32_t nrows,
    uint64_t *rows);

#endif
