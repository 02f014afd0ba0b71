/*
 * A timer that is set stands on the level of the highest 6-bit digit in which
 * its tick differs from `now`, in the slot of that digit. So
 *
 *  1. on every level all slots in use are above the digit of `now`;
 *  2. everything on a level is earlier than everything on the levels above;
 *  3. when `now` reaches the start of a slot, its timers are due or belong to
 *     a lower level.
 */
#include "base/wheel.h"

#include <string.h>

#include "base/err.h"

enum { DIGIT_BITS = 6, DIGIT_MASK = WHEEL_SLOTS - 1, LEVEL_DUE = 255 };

void
wheel_init(struct wheel *w, int64_t now)
{
	ASSERT(now >= 0);
	memset(w, 0, sizeof(*w));
	w->now = now;
}

static void
insert(struct wheel_timer **head, struct wheel_timer *t)
{
	t->next = *head;
	if (t->next != NULL)
		t->next->link = &t->next;
	t->link = head;
	*head = t;
}

static void
unlink_timer(struct wheel_timer *t)
{
	*t->link = t->next;
	if (t->next != NULL)
		t->next->link = t->link;
	t->link = NULL;
}

/* Put `t`, which stands nowhere, where it belongs. */
static void
place(struct wheel *w, struct wheel_timer *t)
{
	unsigned level, slot;

	if (t->due <= w->now) {
		t->level = LEVEL_DUE;
		insert(&w->due, t);
		return;
	}
	level = (63 - (unsigned)__builtin_clzll((uint64_t)(t->due ^ w->now))) /
	    DIGIT_BITS;
	slot = (unsigned)(t->due >> (level * DIGIT_BITS)) & DIGIT_MASK;
	t->level = (uint8_t)level;
	t->slot = (uint8_t)slot;
	w->used[level] |= UINT64_C(1) << slot;
	insert(&w->slots[level][slot], t);
}

void
wheel_set(struct wheel *w, struct wheel_timer *t, int64_t due)
{
	wheel_stop(w, t);
	t->due = due;
	place(w, t);
}

void
wheel_stop(struct wheel *w, struct wheel_timer *t)
{
	if (t->link == NULL)
		return;
	unlink_timer(t);
	if (t->level != LEVEL_DUE && w->slots[t->level][t->slot] == NULL)
		w->used[t->level] &= ~(UINT64_C(1) << t->slot);
}

/* Find the start of the first slot in use; false when there is none. */
static bool
first_slot(const struct wheel *w, unsigned *ret_level, unsigned *ret_slot,
    int64_t *ret_tick)
{
	unsigned level = 0, slot, shift;
	uint64_t above;

	while (level < WHEEL_LEVELS && w->used[level] == 0)
		level++;
	if (level == WHEEL_LEVELS)
		return false;
	slot = (unsigned)__builtin_ctzll(w->used[level]);
	shift = level * DIGIT_BITS;
	above = shift + DIGIT_BITS >= 64 ? 0 :
	    (uint64_t)w->now >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
	*ret_level = level;
	*ret_slot = slot;
	*ret_tick = (int64_t)(above | (uint64_t)slot << shift);
	return true;
}

void
wheel_advance(struct wheel *w, int64_t now)
{
	struct wheel_timer *t;
	unsigned level, slot;
	int64_t tick;

	while (first_slot(w, &level, &slot, &tick) && tick <= now) {
		w->now = tick;
		w->used[level] &= ~(UINT64_C(1) << slot);
		while ((t = w->slots[level][slot]) != NULL) {
			unlink_timer(t);
			place(w, t);
		}
	}
	if (now > w->now)
		w->now = now;
}

struct wheel_timer *
wheel_next(struct wheel *w)
{
	struct wheel_timer *t = w->due;

	if (t != NULL)
		unlink_timer(t);
	return t;
}

int64_t
wheel_wait(const struct wheel *w)
{
	unsigned level, slot;
	int64_t tick;

	if (w->due != NULL)
		return 0;
	if (!first_slot(w, &level, &slot, &tick))
		return -1;
	return tick - w->now;
}
