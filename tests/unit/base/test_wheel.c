#include "base/err.h"
#include "base/wheel.h"
#include "tests/tap/tap.h"

static uint64_t seed = 42;

/* xorshift64: the same numbers in every run. */
static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static const struct {
	int64_t start, due;
} cases[] = {
	{ 0, 1 }, { 0, 63 }, { 0, 64 }, { 63, 64 }, { 62, 65 }, { 4095, 4096 },
	{ 4095, 8192 }, { 1, 1 << 30 }, { (1 << 30) - 1, 1 << 30 },
	{ 5, INT64_MAX }, { INT64_MAX - 1, INT64_MAX }, { 1000, 1000000 },
};

/* Follow wheel_wait() to the timer: never late, never early. */
static void
test_exact(void)
{
	struct wheel w;
	struct wheel_timer t = { 0 };
	int64_t wait;
	int steps;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		wheel_init(&w, cases[i].start);
		wheel_set(&w, &t, cases[i].due);
		for (steps = 0; steps < 20; steps++) {
			wait = wheel_wait(&w);
			if (wait <= 0)
				break;
			wheel_advance(&w, w.now + wait);
		}
		tap_ok(wait == 0 && w.now == cases[i].due &&
		    wheel_next(&w) == &t && !wheel_is_set(&t),
		    "from %lld to %lld", (long long)cases[i].start,
		    (long long)cases[i].due);
		tap_ok(wheel_next(&w) == NULL && wheel_wait(&w) == -1,
		    "then it is empty");
	}
}

static void
test_stop(void)
{
	struct wheel w;
	struct wheel_timer a = { 0 }, b = { 0 };

	wheel_init(&w, 100);
	wheel_set(&w, &a, 200);
	wheel_set(&w, &b, 200);
	wheel_stop(&w, &a);
	wheel_stop(&w, &a);
	wheel_advance(&w, 300);
	tap_ok(wheel_next(&w) == &b && wheel_next(&w) == NULL, "stop one");
	wheel_set(&w, &a, 10);
	tap_is_int(wheel_wait(&w), 0, "the past is due");
	wheel_stop(&w, &a);
	tap_is_int(wheel_wait(&w), -1, "stop one that is due");
	wheel_set(&w, &a, 400);
	wheel_set(&w, &a, 90000);
	wheel_advance(&w, 89999);
	tap_ok(wheel_next(&w) == NULL, "set again moves it");
	wheel_advance(&w, 90000);
	tap_ok(wheel_next(&w) == &a, "to the later time");
}

/* Many timers against the plain definition. */
static void
test_many(void)
{
	enum { N = 200, ROUNDS = 2000 };
	static struct wheel_timer timers[N];
	static int64_t due[N];
	struct wheel w;
	struct wheel_timer *t;
	int64_t now = 12345, first, wait;
	bool good = true;

	wheel_init(&w, now);
	for (int i = 0; i < ROUNDS; i++) {
		size_t k = next_random() % N;

		due[k] = now + 1 + (int64_t)(next_random() >>
		    (44 + next_random() % 20));
		wheel_set(&w, &timers[k], due[k]);
		k = next_random() % N;
		due[k] = 0;
		wheel_stop(&w, &timers[k]);
		first = INT64_MAX;
		for (k = 0; k < N; k++)
			if (due[k] > 0 && due[k] < first)
				first = due[k];
		wait = wheel_wait(&w);
		good &= wait == -1 ? first == INT64_MAX : now + wait <= first;
		now += (int64_t)(next_random() % 5000);
		wheel_advance(&w, now);
		while ((t = wheel_next(&w)) != NULL) {
			good &= due[t - timers] > 0 && due[t - timers] <= now;
			due[t - timers] = 0;
		}
		for (k = 0; k < N; k++)
			good &= due[k] == 0 || due[k] > now;
	}
	tap_ok(good, "each timer exactly when it is due");
}

int
main(void)
{
	test_exact();
	test_stop();
	test_many();
	return tap_done();
}
