#include "base/sieve.h"

#include <string.h>

#include "base/attr.h"
#include "base/err.h"

enum {
	FOLD = 0x20,		/* letters small; other bytes may change too */
	GROUP = 3,
	EIGHT = 8
};

static inline uint32_t
hash_of(uint32_t group)
{
	return group * UINT32_C(0x9e3779b1) >> (32 - SIEVE_BITS);
}

static inline void
put(struct sieve *s, uint32_t hash)
{
	s->bits[hash / 32] |= UINT32_C(1) << hash % 32;
}

/* Eight bytes folded, the first as lowest. */
static inline uint64_t
load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v | FOLD * UINT64_C(0x0101010101010101);
}

/* The first of them. */
static inline uint64_t
first_of(uint64_t v, size_t len)
{
	return len < EIGHT ? v & ((UINT64_C(1) << 8 * len) - 1) : v;
}

void
sieve_add(struct sieve *s, struct sv literal)
{
	size_t len = literal.len < EIGHT ? literal.len : EIGHT;
	char bytes[EIGHT] = { 0 };
	uint64_t start = load(memcpy(bytes, literal.ptr, len));
	uint32_t group = (uint32_t)first_of(start, GROUP);
	uint32_t hash = hash_of(group);
	uint16_t *list = literal.len < GROUP ? &s->pairs :
	    &s->heads[hash % SIEVE_HEADS];

	ASSERT(literal.len > 0);
	if (s->least == 0 || literal.len < s->least)
		s->least = literal.len;
	if (s->count == SIEVE_MOST)
		s->least = 1;
	if (s->least == 1)
		return;
	s->starts[s->count] = first_of(start, len);
	s->lengths[s->count] = (uint8_t)len;
	s->nexts[s->count] = *list;
	*list = (uint16_t)++s->count;
	if (literal.len >= GROUP)
		put(s, hash);
	/* Two bytes, whatever stands behind them. */
	for (uint32_t c = 0; literal.len < GROUP && c <= UINT8_MAX; c++)
		put(s, hash_of((group & 0xffff) | (c | FOLD) << 16));
}

/* Does one of the list begin so? */
static bool
is_listed(const struct sieve *s, uint16_t list, uint64_t start)
{
	for (; list != 0; list = s->nexts[list - 1])
		if (((s->starts[list - 1] ^ start) <<
		    8 * (EIGHT - s->lengths[list - 1])) == 0)
			return true;
	return false;
}

static bool
is_known(const struct sieve *s, struct sv text)
{
	char bytes[SIEVE_TEXT + EIGHT];
	uint64_t start;
	uint32_t hash;

	memcpy(bytes, text.ptr, text.len);
	memset(bytes + text.len, 0, EIGHT);
	for (size_t i = 0; i + 1 < text.len; i++) {
		start = load(bytes + i);
		hash = hash_of((uint32_t)first_of(start, GROUP));
		if ((s->bits[hash / 32] >> hash % 32 & 1) != 0 &&
		    (is_listed(s, s->heads[hash % SIEVE_HEADS], start) ||
		    is_listed(s, s->pairs, start)))
			return true;
	}
	return false;
}

bool
sieve_passes(const struct sieve *s, struct sv text)
{
	if (s->least == 0 || text.len < s->least)
		return false;
	/* One byte could be anywhere. */
	return s->least < 2 || text.len > SIEVE_TEXT || is_known(s, text);
}
