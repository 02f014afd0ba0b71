#include "inspect/overlap.h"

#include <stdbool.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/engine.h"

enum {
	WORD_BITS = 64,
	LEVELS = 11,
	NEAR = 12,		/* places that an item is moved at once */
	FEW = 8			/* that are settled one by one */
};

typedef bool before_fn(const struct finding *a, const struct finding *b);

static inline uint64_t
place_of(const struct finding *f)
{
	return (uint64_t)f->field << 32 | f->start;
}

static inline bool
stands_before(const struct finding *a, const struct finding *b)
{
	uint64_t left = place_of(a), right = place_of(b);

	return left != right ? left < right : a->end > b->end;
}

static inline bool
wins_over(const struct finding *a, const struct finding *b)
{
	uint32_t long_a = a->end - a->start, long_b = b->end - b->start;

	if (a->score != b->score)
		return a->score > b->score;
	if (long_a != long_b)
		return long_a > long_b;
	if (a->start != b->start)
		return a->start < b->start;
	return a->detector < b->detector;
}

/* --- sorting, made for each order ---------------------------------------- */

static ALWAYS_INLINE void
merge(struct finding *out, const struct finding *left, size_t nleft,
    size_t nright, before_fn *before)
{
	const struct finding *right = left + nleft;
	size_t l = 0, r = 0;

	while (l < nleft && r < nright)
		*out++ = before(&right[r], &left[l]) ? right[r++] : left[l++];
	while (l < nleft)
		*out++ = left[l++];
	while (r < nright)
		*out++ = right[r++];
}

/* How many of the `count` > 0 items are in order from the first on. */
static ALWAYS_INLINE size_t
run_length(const struct finding *items, size_t count, before_fn *before)
{
	size_t n = 1;

	while (n < count && !before(&items[n], &items[n - 1]))
		n++;
	return n;
}

/*
 * Move items to where they belong, as long as that is near: lists come with a
 * few of each place out of order. One from afar begins another run.
 */
static ALWAYS_INLINE void
sort_near(struct finding *items, size_t count, before_fn *before)
{
	size_t first = 0;

	for (size_t i = 1; i < count; i++) {
		struct finding item;
		size_t to = i;

		if (!before(&items[i], &items[i - 1]))
			continue;
		if (i - first > NEAR && before(&items[i], &items[i - NEAR])) {
			first = i;
			continue;
		}
		item = items[i];
		do {
			items[to] = items[to - 1];
			to--;
		} while (to > first && before(&item, &items[to - 1]));
		items[to] = item;
	}
}

/* Stable, by natural runs: what comes is a few sorted lists in a row. */
static ALWAYS_INLINE void
sort(struct finding *items, size_t count, struct finding *spare,
    before_fn *before)
{
	sort_near(items, count, before);
	while (run_length(items, count, before) < count) {
		for (size_t at = 0; at < count;) {
			size_t left = run_length(items + at, count - at,
			    before);
			size_t rest = count - at - left;
			size_t right = rest == 0 ? 0 : run_length(items + at +
			    left, rest, before);

			merge(spare + at, items + at, left, right, before);
			at += left + right;
		}
		memcpy(items, spare, count * sizeof(*items));
	}
}

/*
 * Field by field first, each of a few lists: of all fields together there would
 * be as many lists as fields. Then all are in order, unless some were raised.
 */
static void
sort_by_place(struct finding *items, size_t count, struct finding *spare)
{
	bool mixed = false;

	for (size_t at = 0, end; at < count; at = end) {
		for (end = at + 1; end < count &&
		    items[end].field == items[at].field; end++)
			;
		mixed |= end < count && items[end].field < items[at].field;
		sort(items + at, end - at, spare, stands_before);
	}
	if (mixed)
		sort(items, count, spare, stands_before);
}

/* The best ones first. */
static void
sort_by_worth(struct finding *items, size_t count, struct finding *spare)
{
	sort(items, count, spare, wins_over);
}

/* ------------------------------------------------------------------------- */

static inline bool
overlaps(const struct finding *a, const struct finding *b)
{
	return a->field == b->field && a->start < b->end && b->start < a->end;
}

/* Where in the sorted `items` the first one stands that equals `f`. */
static size_t
rank_of(const struct finding *items, size_t count, const struct finding *f)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stands_before(&items[middle], f))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * A set of numbers below a bound, and who is next to one: each bit says of a
 * word of the level below whether it has any.
 */
struct ranks {
	uint64_t *words[LEVELS];
	unsigned levels;
};

enum { NO_RANK = -1 };

/* Words of all levels for `count` numbers. */
static size_t
ranks_words(size_t count)
{
	size_t all = 0;

	do {
		count = (count + WORD_BITS - 1) / WORD_BITS;
		all += count;
	} while (count > 1);
	return all;
}

static void
ranks_begin(struct ranks *r, uint64_t *words, size_t count)
{
	memset(words, 0, ranks_words(count) * sizeof(*words));
	r->levels = 0;
	do {
		count = (count + WORD_BITS - 1) / WORD_BITS;
		r->words[r->levels++] = words;
		words += count;
	} while (count > 1);
}

static void
ranks_add(struct ranks *r, size_t n)
{
	for (unsigned l = 0; l < r->levels; l++, n /= WORD_BITS)
		r->words[l][n / WORD_BITS] |= UINT64_C(1) << n % WORD_BITS;
}

static bool
ranks_has(const struct ranks *r, size_t n)
{
	return (r->words[0][n / WORD_BITS] >> n % WORD_BITS & 1) != 0;
}

/* The highest member below `n`, or NO_RANK. */
static ptrdiff_t
ranks_below(const struct ranks *r, size_t n)
{
	unsigned l = 0;
	uint64_t left = 0;

	for (; l < r->levels; l++, n /= WORD_BITS) {
		left = r->words[l][n / WORD_BITS] &
		    ((UINT64_C(1) << n % WORD_BITS) - 1);
		if (left != 0)
			break;
	}
	if (l == r->levels)
		return NO_RANK;
	n = n / WORD_BITS * WORD_BITS + 63 - (size_t)__builtin_clzll(left);
	while (l-- > 0)
		n = n * WORD_BITS + 63 -
		    (size_t)__builtin_clzll(r->words[l][n]);
	return (ptrdiff_t)n;
}

/* The lowest member above `n`, or NO_RANK. */
static ptrdiff_t
ranks_above(const struct ranks *r, size_t n)
{
	unsigned l = 0;
	uint64_t left = 0;

	for (; l < r->levels; l++, n /= WORD_BITS) {
		/* In two steps, since nothing is left of 64. */
		left = r->words[l][n / WORD_BITS] >> n % WORD_BITS >> 1;
		if (left != 0)
			break;
	}
	if (l == r->levels)
		return NO_RANK;
	n += 1 + (size_t)__builtin_ctzll(left);
	while (l-- > 0)
		n = n * WORD_BITS + (size_t)__builtin_ctzll(r->words[l][n]);
	return (ptrdiff_t)n;
}

/* Is the place of number `n` free? Members are apart: only two can be near. */
static bool
is_free(const struct ranks *kept, const struct finding *items, size_t n)
{
	ptrdiff_t below = ranks_below(kept, n), above = ranks_above(kept, n);

	return !ranks_has(kept, n) &&
	    (below == NO_RANK || !overlaps(&items[below], &items[n])) &&
	    (above == NO_RANK || !overlaps(&items[above], &items[n]));
}

/* Keep those not marked as `out`; how many that are. */
static size_t
keep_others(struct finding *group, size_t count, const bool *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!out[i])
			group[kept++] = group[i];
	return kept;
}

static inline bool
is_same_place(const struct finding *a, const struct finding *b)
{
	return place_of(a) == place_of(b) && a->end == b->end;
}

/* Of a few: the best one stays, what overlaps it does not, and so on. */
static size_t
settle_few(struct finding *group, size_t count)
{
	bool done[FEW] = { false }, out[FEW] = { false };

	for (;;) {
		size_t best = count;

		for (size_t i = 0; i < count; i++)
			if (!done[i] && (best == count ||
			    wins_over(&group[i], &group[best])))
				best = i;
		if (best == count)
			return keep_others(group, count, out);
		done[best] = true;
		for (size_t i = 0; i < count; i++)
			if (!done[i] && (overlaps(&group[i], &group[best]) ||
			    is_same_place(&group[i], &group[best])))
				done[i] = out[i] = true;
	}
}

/*
 * Keep the best of a group that overlaps in a chain; *count becomes how many
 * are kept. Whoever answers as a recogniser may make a chain of any length:
 * n log n at most.
 */
static int
settle_many(struct arena *a, struct finding *group, size_t *count)
{
	size_t all = *count, nkept = 0;
	struct finding *spare = arena_alloc(a, 2 * all * sizeof(*spare));
	uint64_t *words = arena_alloc(a, ranks_words(all) * sizeof(*words));
	struct finding *items = spare + all;
	struct ranks kept;

	if (spare == NULL || words == NULL)
		return ERR_NOMEM;
	memcpy(items, group, all * sizeof(*items));
	sort_by_worth(group, all, spare);
	ranks_begin(&kept, words, all);
	for (size_t i = 0; i < all; i++) {
		size_t n = rank_of(items, all, &group[i]);

		if (!is_free(&kept, items, n))
			continue;
		/* Of those in one place the best came first. */
		items[n] = group[i];
		ranks_add(&kept, n);
	}
	for (size_t i = 0; i < all; i++)
		if (ranks_has(&kept, i))
			group[nkept++] = items[i];
	*count = nkept;
	return 0;
}

static int
settle(struct arena *a, struct finding *group, size_t *count)
{
	if (*count > FEW)
		return settle_many(a, group, count);
	if (*count > 1)
		*count = settle_few(group, *count);
	return 0;
}

/* The end of the chain of overlaps that begins at `from`. */
static size_t
chain_end(const struct finding *items, size_t count, size_t from)
{
	uint32_t end = items[from].end;
	size_t i = from + 1;

	for (; i < count && items[i].field == items[from].field &&
	    items[i].start < end; i++)
		if (items[i].end > end)
			end = items[i].end;
	return i;
}

static inline bool
is_address(const struct detect_engine *e, const struct finding *f)
{
	return e->classes[f->class_id].speaks == SPEAKS_ADDRESS;
}

static inline bool
is_name(const struct detect_engine *e, const struct finding *f)
{
	for (size_t i = 0; i < NELEMS(e->named); i++)
		if (e->named[i] == f->detector + 1u)
			return true;
	return false;
}

int
overlap_yield(const struct detect_engine *e, struct arena *a,
    struct finding *items, size_t *count)
{
	struct finding *spare;
	size_t first = 0, kept = 0;
	uint32_t field = 0, end = 0;

	while (first < *count && !is_address(e, &items[first]))
		first++;
	if (first == *count || e->names == NULL)
		return 0;
	spare = arena_alloc(a, *count * sizeof(*spare));
	if (spare == NULL)
		return ERR_NOMEM;
	sort_by_place(items, *count, spare);
	for (size_t i = 0; i < *count; i++) {
		struct finding f = items[i];

		if (f.field != field)
			end = 0;
		field = f.field;
		if (is_address(e, &f) && f.end > end)
			end = f.end;
		if (f.end > end || !is_name(e, &f))
			items[kept++] = f;
	}
	*count = kept;
	return 0;
}

int
overlap_resolve(struct arena *a, struct finding *items, size_t *count)
{
	struct finding *spare;
	size_t kept = 0, n, end;
	int err = 0;

	if (*count < 2)
		return 0;
	spare = arena_alloc(a, *count * sizeof(*spare));
	if (spare == NULL)
		return ERR_NOMEM;
	sort_by_place(items, *count, spare);
	for (size_t at = 0; at < *count && err == 0; at = end) {
		end = chain_end(items, *count, at);
		n = end - at;
		err = settle(a, items + at, &n);
		if (kept < at)
			memmove(items + kept, items + at, n * sizeof(*items));
		kept += n;
	}
	if (err == 0)
		*count = kept;
	return err;
}
