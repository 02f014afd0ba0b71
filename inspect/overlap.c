#include "inspect/overlap.h"

#include <stdbool.h>
#include <string.h>

typedef bool before_fn(const struct finding *a, const struct finding *b);

static bool
stands_before(const struct finding *a, const struct finding *b)
{
	if (a->field != b->field)
		return a->field < b->field;
	if (a->start != b->start)
		return a->start < b->start;
	return a->end > b->end;
}

static bool
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

static void
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
static size_t
run_length(const struct finding *items, size_t count, before_fn *before)
{
	size_t n = 1;

	while (n < count && !before(&items[n], &items[n - 1]))
		n++;
	return n;
}

/* Stable, by natural runs: what comes is a few sorted lists in a row. */
static void
sort(struct finding *items, size_t count, struct finding *spare,
    before_fn *before)
{
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

static bool
overlaps(const struct finding *a, const struct finding *b)
{
	return a->field == b->field && a->start < b->end && b->start < a->end;
}

/* Where `f` goes among the sorted, disjoint `kept`; false if it is taken. */
static bool
find_place(const struct finding *kept, size_t count, const struct finding *f,
    size_t *ret)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stands_before(&kept[middle], f))
			low = middle + 1;
		else
			high = middle;
	}
	if ((low > 0 && overlaps(&kept[low - 1], f)) ||
	    (low < count && overlaps(&kept[low], f)))
		return false;
	*ret = low;
	return true;
}

/* Keep the best of a group that overlaps in a chain; how many are kept. */
static size_t
settle(struct finding *group, size_t count, struct finding *spare)
{
	struct finding *kept = spare + count;
	size_t nkept = 0, place;

	sort(group, count, spare, wins_over);
	for (size_t i = 0; i < count; i++) {
		if (!find_place(kept, nkept, &group[i], &place))
			continue;
		memmove(kept + place + 1, kept + place,
		    (nkept - place) * sizeof(*kept));
		kept[place] = group[i];
		nkept++;
	}
	memcpy(group, kept, nkept * sizeof(*kept));
	return nkept;
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

int
overlap_resolve(struct arena *a, struct finding *items, size_t *count)
{
	struct finding *spare;
	size_t kept = 0, n, end;

	if (*count < 2)
		return 0;
	spare = arena_alloc(a, 2 * *count * sizeof(*spare));
	if (spare == NULL)
		return ERR_NOMEM;
	sort(items, *count, spare, stands_before);
	for (size_t at = 0; at < *count; at = end) {
		end = chain_end(items, *count, at);
		n = end - at == 1 ? 1 : settle(items + at, end - at, spare);
		memmove(items + kept, items + at, n * sizeof(*items));
		kept += n;
	}
	*count = kept;
	return 0;
}
