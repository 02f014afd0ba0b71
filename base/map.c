#include "base/map.h"

#include <string.h>
#include <sys/auxv.h>

#include "base/err.h"
#include "base/mem.h"

enum { MIN_CAP = 16 };

static uint64_t
rotate(uint64_t v, unsigned n)
{
	return v << n | v >> (64 - n);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson, Bernstein: "SipHash", 2012). */
static uint64_t
sip_hash(const uint64_t seed[2], struct sv s)
{
	uint64_t v[4] = {
		seed[0] ^ UINT64_C(0x736f6d6570736575),
		seed[1] ^ UINT64_C(0x646f72616e646f6d),
		seed[0] ^ UINT64_C(0x6c7967656e657261),
		seed[1] ^ UINT64_C(0x7465646279746573),
	};
	uint64_t last = (uint64_t)s.len << 56, word = 0;
	size_t i;

	for (i = 0; i + 8 <= s.len; i += 8) {
		memcpy(&word, s.ptr + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	if (i < s.len)
		memcpy(&word, s.ptr + i, s.len - i);
	last |= word;
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void
map_init(struct map *m)
{
	*m = (struct map){ 0 };
}

void
map_done(struct map *m)
{
	mem_free(m->slots);
	map_init(m);
}

/* The slot that holds `key`, or the free one where it would go. */
static struct map_slot *
probe(const struct map *m, struct sv key, uint64_t hash)
{
	size_t i = (size_t)hash & (m->cap - 1);

	while (m->slots[i].key.ptr != NULL) {
		if (m->slots[i].hash == hash && sv_eq(m->slots[i].key, key))
			break;
		i = (i + 1) & (m->cap - 1);
	}
	return &m->slots[i];
}

void *
map_get(const struct map *m, struct sv key)
{
	if (m->count == 0)
		return NULL;
	return probe(m, key, sip_hash(m->seed, key))->value;
}

static int
rehash(struct map *m)
{
	struct map old = *m;
	size_t cap = MIN_CAP;

	while (cap < (m->count + 1) * 2)
		cap *= 2;
	m->slots = mem_calloc(cap, sizeof(*m->slots));
	if (m->slots == NULL) {
		m->slots = old.slots;
		return ERR_NOMEM;
	}
	m->cap = cap;
	m->used = m->count;
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value != NULL)
			*probe(m, old.slots[i].key, old.slots[i].hash) =
			    old.slots[i];
	mem_free(old.slots);
	return 0;
}

/*
 * The table's key, before the first entry, so nothing is rehashed: from the 16
 * random bytes that the kernel gives each program it starts. They also guard
 * the stack, so what is used is their SipHash.
 */
static void
seed_table(struct map *m)
{
	const void *random = (const void *)(uintptr_t)getauxval(AT_RANDOM);
	uint64_t seed[2];

	ASSERT(random != NULL);
	memcpy(seed, random, sizeof(seed));
	m->seed[0] = sip_hash(seed, SV("map 0"));
	m->seed[1] = sip_hash(seed, SV("map 1"));
}

int
map_put(struct map *m, struct sv key, void *value)
{
	struct map_slot *slot;
	uint64_t hash;
	int rc = 0;

	ASSERT(value != NULL && key.ptr != NULL);
	if (m->cap == 0)
		seed_table(m);
	if ((m->used + 1) * 4 > m->cap * 3)
		rc = rehash(m);
	if (rc != 0)
		return rc;
	hash = sip_hash(m->seed, key);
	slot = probe(m, key, hash);
	if (slot->value != NULL)
		return ERR_EXISTS;
	m->used += slot->key.ptr == NULL;
	m->count++;
	*slot = (struct map_slot){ key, value, hash };
	return 0;
}

/*
 * A removed slot keeps a key so that probing goes on past it; it borrows a
 * constant, since the caller's key may be gone.
 */
void *
map_remove(struct map *m, struct sv key)
{
	struct map_slot *slot;
	void *value;

	if (m->count == 0)
		return NULL;
	slot = probe(m, key, sip_hash(m->seed, key));
	value = slot->value;
	if (value == NULL)
		return NULL;
	*slot = (struct map_slot){ SV(""), NULL, 0 };
	m->count--;
	return value;
}

bool
map_next(const struct map *m, size_t *at, struct sv *ret_key, void **ret_value)
{
	for (; *at < m->cap; (*at)++) {
		const struct map_slot *slot = &m->slots[*at];

		if (slot->value == NULL)
			continue;
		*ret_key = slot->key;
		*ret_value = slot->value;
		(*at)++;
		return true;
	}
	return false;
}
