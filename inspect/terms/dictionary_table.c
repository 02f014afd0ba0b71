/*
 * Open addressing. A place is the high half of the hash scaled to the size,
 * which so need not be a power of two: nine places in ten are taken. In front
 * of it stands a filter of four to eight bits a hash.
 */
#include "inspect/terms/dictionary_table.h"

#include "base/mem.h"

enum { SIZE_LEAST = 16, FILTER_BITS = 4 };

static size_t
size_for(size_t count)
{
	return count + count / 9 + SIZE_LEAST;
}

static size_t
home_of(const struct dictionary_table *t, uint64_t hash)
{
	return (size_t)((hash >> 32) * t->size >> 32);
}

/* Where `hash` is, or the free place where it would be. */
static size_t
place_of(const struct dictionary_table *t, uint64_t hash)
{
	uint64_t key = hash & ~(uint64_t)DICTIONARY_MARKS;
	size_t at = home_of(t, hash);

	while (t->slots[at] != 0 &&
	    (t->slots[at] & ~(uint64_t)DICTIONARY_MARKS) != key)
		at = at + 1 == t->size ? 0 : at + 1;
	return at;
}

int
dictionary_table_init(struct dictionary_table *t, size_t most)
{
	*t = (struct dictionary_table){ .size = size_for(most) };
	if (t->size > UINT32_MAX)
		return ERR_LIMIT;
	t->slots = mem_calloc(t->size, sizeof(*t->slots));
	return t->slots == NULL ? ERR_NOMEM : 0;
}

void
dictionary_table_done(struct dictionary_table *t)
{
	mem_free(t->slots);
	mem_free(t->filter);
}

void
dictionary_table_add(struct dictionary_table *t, uint64_t hash, unsigned mark)
{
	size_t at = place_of(t, hash);

	ASSERT(t->used + 1 < t->size);
	if (t->slots[at] == 0) {
		t->slots[at] = hash & ~(uint64_t)DICTIONARY_MARKS;
		t->used++;
	}
	t->slots[at] |= mark;
}

static void
fill_filter(struct dictionary_table *t)
{
	for (size_t i = 0; i < t->size; i++) {
		uint64_t bit = t->slots[i] >> 2 & t->filter_mask;

		if (t->slots[i] != 0)
			t->filter[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

int
dictionary_table_fit(struct dictionary_table *t)
{
	struct dictionary_table less;
	size_t bits = 64;
	int err;

	if (t->size > size_for(t->used) + t->used / 16) {
		err = dictionary_table_init(&less, t->used);
		if (err != 0)
			return err;
		for (size_t i = 0; i < t->size; i++)
			if (t->slots[i] != 0)
				dictionary_table_add(&less, t->slots[i],
				    t->slots[i] & DICTIONARY_MARKS);
		dictionary_table_done(t);
		*t = less;
	}
	while (bits < t->used * FILTER_BITS)
		bits *= 2;
	t->filter_mask = bits - 1;
	t->filter = mem_calloc(bits / 64, sizeof(*t->filter));
	if (t->filter == NULL)
		return ERR_NOMEM;
	fill_filter(t);
	return 0;
}

unsigned
dictionary_table_find(const struct dictionary_table *t, uint64_t hash)
{
	uint64_t bit = hash >> 2 & t->filter_mask;

	if ((t->filter[bit / 64] >> bit % 64 & 1) == 0)
		return 0;
	return t->slots[place_of(t, hash)] & DICTIONARY_MARKS;
}
