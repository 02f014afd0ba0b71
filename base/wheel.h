/*
 * Timers in a hierarchical wheel of one-millisecond ticks: setting and
 * stopping one is constant time and needs no memory but its own entry.
 * Used by base/loop; pure, it reads no clock.
 *
 * After G. Varghese and T. Lauck, "Hashed and hierarchical timing wheels",
 * SOSP 1987.
 */
#ifndef BASE_WHEEL_H
#define BASE_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	WHEEL_LEVELS = 11,	/* of 6 bits: every tick of 63 bits */
	WHEEL_SLOTS = 64
};

struct wheel_timer {
	struct wheel_timer *next, **link;	/* link is NULL when not set */
	int64_t due;				/* tick */
	uint8_t level, slot;
};

struct wheel {
	int64_t now;				/* all earlier ticks are done */
	uint64_t used[WHEEL_LEVELS];		/* bit s: slot s is not empty */
	struct wheel_timer *slots[WHEEL_LEVELS][WHEEL_SLOTS];
	struct wheel_timer *due;		/* handed out by wheel_next() */
};

/* Make `w` empty, standing at tick `now` (not negative). */
void wheel_init(struct wheel *w, int64_t now);

/* Set `t` for tick `due`; the past means the next call of wheel_next(). */
void wheel_set(struct wheel *w, struct wheel_timer *t, int64_t due);
void wheel_stop(struct wheel *w, struct wheel_timer *t);

static inline bool
wheel_is_set(const struct wheel_timer *t)
{
	return t->link != NULL;
}

/* Move to tick `now` (never back), collecting the timers that are due. */
void wheel_advance(struct wheel *w, int64_t now);

/* Take one collected timer (in no order), now stopped, or NULL. */
struct wheel_timer *wheel_next(struct wheel *w);

/*
 * Ticks from wheel `now` until wheel_advance() has something to do, which is
 * not later than the first timer; 0 when one is due; -1 when none is set.
 */
int64_t wheel_wait(const struct wheel *w) MUST_USE;

#endif
