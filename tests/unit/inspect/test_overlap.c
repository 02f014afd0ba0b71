/* Which of several findings remain. */
#include <stdlib.h>
#include <string.h>

#include "inspect/engine.h"
#include "inspect/overlap.h"
#include "tests/tap/tap.h"

static struct finding
make(uint32_t field, uint32_t start, uint32_t end, uint8_t score)
{
	return (struct finding){ field, start, end, 0, 0, score };
}

static void
test_cases(struct arena *a)
{
	struct finding f[] = {
		make(1, 0, 5, 60), make(0, 10, 20, 90), make(0, 12, 15, 95),
		make(0, 18, 30, 80), make(0, 0, 10, 50), make(0, 40, 44, 70),
		make(0, 40, 48, 70), make(0, 15, 18, 40),
	};
	size_t count = NELEMS(f);

	tap_is_int(overlap_resolve(a, f, &count), 0, "resolve");
	tap_is_int((int64_t)count, 6, "how many remain");
	tap_ok(f[0].start == 0 && f[1].start == 12 && f[1].score == 95,
	    "the higher score wins");
	tap_ok(f[2].start == 15 && f[3].start == 18,
	    "what a loser covered comes back");
	tap_ok(f[4].start == 40 && f[4].end == 48, "then the longer one");
	tap_ok(f[5].field == 1, "fields apart and in order");
	count = 0;
	tap_is_int(overlap_resolve(a, f, &count), 0, "nothing");
}

/* Names inside of an address yield to it; others, and near ones, do not. */
static void
test_yield(struct arena *a)
{
	static struct engine_class classes[] = { { .speaks = SPEAKS_NOT },
		{ .speaks = SPEAKS_ADDRESS } };
	static struct detect_engine e = { .classes = classes, .nclasses = 2,
		.names = (struct names *)classes };
	/* field, start, end, class, detector, score */
	struct finding f[] = {
		{ 0, 10, 40, 1, 5, 72 }, { 0, 50, 60, 0, 6, 90 },
		{ 0, 10, 20, 0, 6, 95 }, { 0, 30, 40, 0, 6, 95 },
		{ 0, 35, 41, 0, 6, 95 }, { 0, 5, 15, 0, 6, 95 },
		{ 0, 22, 25, 0, 7, 95 }, { 1, 12, 20, 0, 6, 95 },
		{ 1, 30, 50, 1, 5, 60 }, { 1, 32, 34, 0, 6, 99 },
	};
	size_t count = NELEMS(f);

	for (size_t i = 0; i < NELEMS(e.named); i++)
		e.named[i] = 7;
	tap_is_int(overlap_yield(&e, a, f, &count), 0, "yield");
	tap_is_int((int64_t)count, 7, "how many remain");
	tap_ok(f[0].start == 5 && f[1].start == 10 && f[1].class_id == 1 &&
	    f[2].start == 22 && f[3].end == 41 && f[4].start == 50,
	    "what reaches out, and what is no name, stays");
	tap_ok(f[5].field == 1 && f[5].start == 12 && f[6].class_id == 1,
	    "in each field apart");
	count = 1;
	tap_is_int(overlap_yield(&e, a, &f[5], &count), 0, "no address");
	tap_is_int((int64_t)count, 1, "all remains");
}

static bool
is_disjoint(const struct finding *f, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (f[i].start < f[i - 1].end)
			return false;
	return true;
}

/* Every loser overlaps somebody who beats it. */
static bool
is_best(const struct finding *all, size_t nall, const struct finding *kept,
    size_t nkept)
{
	for (size_t i = 0; i < nall; i++) {
		bool justified = false;

		for (size_t k = 0; k < nkept && !justified; k++)
			justified = kept[k].start < all[i].end &&
			    all[i].start < kept[k].end &&
			    kept[k].score >= all[i].score;
		if (!justified)
			return false;
	}
	return true;
}

static bool
is_better(const struct finding *a, const struct finding *b)
{
	uint32_t long_a = a->end - a->start, long_b = b->end - b->start;

	if (a->score != b->score)
		return a->score > b->score;
	return long_a != long_b ? long_a > long_b : a->start < b->start;
}

/* Take the best of all, drop what overlaps it, and so on: what is kept? */
static bool
is_one_by_one(const struct finding *all, size_t nall,
    const struct finding *kept, size_t nkept)
{
	bool gone[300] = { false };
	size_t taken = 0;

	for (;;) {
		const struct finding *best = NULL;
		bool is_kept = false;

		for (size_t i = 0; i < nall; i++)
			if (!gone[i] && (best == NULL ||
			    is_better(&all[i], best)))
				best = &all[i];
		if (best == NULL)
			return taken == nkept;
		for (size_t i = 0; i < nall; i++)
			gone[i] = gone[i] || (all[i].start < best->end &&
			    best->start < all[i].end);
		for (size_t i = 0; i < nkept; i++)
			is_kept = is_kept || (kept[i].start == best->start &&
			    kept[i].end == best->end &&
			    kept[i].score == best->score);
		if (!is_kept)
			return false;
		taken++;
	}
}

static void
test_random(struct arena *a)
{
	struct finding all[300], kept[300];
	uint32_t x = 1;
	bool disjoint = true, best = true, same = true;

	for (int round = 0; round < 200; round++) {
		size_t count = NELEMS(all);

		for (size_t i = 0; i < count; i++) {
			x = x * 1664525 + 1013904223;
			all[i] = make(0, x >> 20, (x >> 20) + 1 + (x >> 8) % 30,
			    (uint8_t)(1 + (x >> 13) % 100));
		}
		memcpy(kept, all, sizeof(all));
		if (overlap_resolve(a, kept, &count) != 0)
			tap_ok(false, "memory");
		disjoint = disjoint && is_disjoint(kept, count);
		best = best && is_best(all, NELEMS(all), kept, count);
		same = same && is_one_by_one(all, NELEMS(all), kept, count);
	}
	tap_ok(disjoint, "nothing overlaps");
	tap_ok(best, "nothing was dropped without a better one");
	tap_ok(same, "chains of few and of many as one by one");
}

/*
 * One chain over everything, in an order that puts each one kept between
 * others: as many as a recogniser may name for a text of some megabytes.
 */
static void
test_chain(struct arena *a)
{
	enum { MANY = 400000 };
	size_t count = MANY + 1, wrong = 0;
	struct finding *f = malloc(count * sizeof(*f));

	for (uint32_t i = 0; i < MANY; i++)
		f[i] = make(0, i * 4, i * 4 + 3, (uint8_t)(100 -
		    i * 7919U % 50));
	f[MANY] = make(0, 0, MANY * 4, 50);
	tap_is_int(overlap_resolve(a, f, &count), 0, "a chain");
	tap_is_int((int64_t)count, MANY, "all but what covers them");
	for (uint32_t i = 0; i < count; i++)
		wrong += f[i].start != i * 4;
	tap_is_int((int64_t)wrong, 0, "in order");
	free(f);
}

int
main(void)
{
	struct arena a;

	arena_init(&a, 1 << 26);
	test_cases(&a);
	test_yield(&a);
	test_random(&a);
	test_chain(&a);
	arena_done(&a);
	return tap_done();
}
