/* Windows of the runs of a cluster, by shape, and the matchers of numbers. */
#include "inspect/scan_runs.h"

#include "base/attr.h"
#include "inspect/consensus.h"
#include "inspect/engine.h"
#include "inspect/grid/scan_table.h"
#include "inspect/match/number.h"
#include "inspect/match/window.h"

enum { CLUSTER_KEEP = SHAPE_MAX_ITEMS };

/* All windows of runs that begin with run `first`. */
static void
try_windows(struct scan *s, const struct cluster *c, size_t first)
{
	uint64_t hash = SHAPE_HASH;
	size_t last = first + SHAPE_MAX_ITEMS;

	for (size_t i = first; i < c->count && i < last && (i == first ||
	    shape_goes_on(s->engine->shapes, hash)); i++) {
		const struct cluster_item *item = &c->items[i];
		const struct shape_list *list;

		hash = shape_step(hash, i == first ? 0 : item->separator,
		    (enum shape_kind)item->kind, item->len);
		if (!cluster_may_end(c, i))
			continue;
		list = shape_find(s->engine->shapes, hash);
		if (list != NULL)
			scan_shapes(s, list, (struct scan_span){
			    c->items[first].start, item->start + item->len });
	}
}

/*
 * How many runs of `c` may begin a window. A cluster that filled its array
 * goes on behind it: leave the last runs to be read again.
 */
static size_t
first_runs(struct scan *s, const struct cluster *c)
{
	if (c->count < CLUSTER_MAX_ITEMS)
		return c->count;
	for (size_t i = c->count - CLUSTER_KEEP; i < c->count; i++) {
		if (!cluster_may_begin(c, i))
			continue;
		s->resume = c->items[i].start;
		return i;
	}
	return c->count;
}

/* The windows of a cluster of several runs. */
static void
try_all(struct scan *s, const struct cluster *c, size_t runs)
{
	window_whole(s, c);
	for (size_t i = 0; i < runs; i++)
		if (cluster_may_begin(c, i))
			try_windows(s, c, i);
}

/* The same for one run of digits, which most clusters are. */
static void
try_run(struct scan *s, const struct cluster *c)
{
	const struct shape_list *list = shape_find_run(s->engine->shapes,
	    c->digits);

	if (list != NULL)
		scan_shapes(s, list, (struct scan_span){ c->start, c->end });
}

/* Was it found, from item `first` on, beyond what could be raised? */
static bool
is_found(const struct scan *s, const struct cluster *c, size_t first)
{
	for (size_t i = first; i < s->count; i++)
		if (s->items[i].score > CONSENSUS_RAISED_MAX &&
		    s->items[i].start <= c->start && s->items[i].end >= c->end)
			return true;
	return false;
}

/*
 * Is there no more to say of the cluster than what its matchers found, unless a
 * word does? `ret_words` has a bit for each that is near one of its runs. What
 * is all of a cell would speak for the column.
 */
static bool
is_told(struct scan *s, const struct cluster *c, size_t first,
    uint64_t *ret_words)
{
	if (s->explain != NULL || !is_found(s, c, first))
		return false;
	scan_table_enter(s, c->start);
	if (!scan_table_goes_on(s, c->end) ||
	    (s->context.framed && s->cell_start == c->start))
		return false;
	*ret_words = context_any(&s->context, s->engine->reach, c->start,
	    c->end);
	return true;
}

static ALWAYS_INLINE void
ask_matchers(struct scan *s, const struct cluster *c)
{
	const struct detect_engine *e = s->engine;
	struct match_site site = { .at = c->start, .cluster = c };
	uint64_t asked = e->asked[number_facts(s->text, c)] & s->askable;

	for (; asked != 0; asked &= asked - 1) {
		const struct engine_use *use =
		    &e->numbers[__builtin_ctzll(asked)];

		use->match(s, use->detector, &site);
	}
}

/*
 * The windows of a cluster, and the matchers of numbers. Behind a + these come
 * first: a telephone number is mostly all of it.
 */
void
scan_runs(struct scan *s, const struct cluster *c, size_t floor)
{
	bool called = c->start > 0 && s->text.ptr[c->start - 1] == '+';
	size_t first = s->count, runs = first_runs(s, c);
	uint64_t words;

	if (called) {
		ask_matchers(s, c);
		s->told = is_told(s, c, first, &words) ? &words : NULL;
	}
	if (window_may_lead(s->text, c->start))
		window_lead(s, c, floor);
	if (c->count > 1)
		try_all(s, c, runs);
	else
		try_run(s, c);
	s->told = NULL;
	if (!called)
		ask_matchers(s, c);
}
