#include "base/sieve.h"

#include "base/attr.h"
#include "base/err.h"

enum {
	FOLD = 0x20,		/* letters small; other bytes may change too */
	THIRD = 16,		/* where the last byte of a group stands */
	BYTES = 256
};

static inline uint32_t
folded(struct sv s, size_t at)
{
	return at < s.len ? (unsigned char)s.ptr[at] | FOLD : FOLD;
}

static inline uint32_t
hash_of(uint32_t group)
{
	return group * UINT32_C(0x9e3779b1) >> (32 - SIEVE_BITS);
}

static void
put(struct sieve *s, uint32_t group)
{
	uint32_t hash = hash_of(group);

	s->bits[hash / 32] |= UINT32_C(1) << hash % 32;
}

static inline bool
has(const struct sieve *s, uint32_t group)
{
	uint32_t hash = hash_of(group);

	return (s->bits[hash / 32] >> hash % 32 & 1) != 0;
}

void
sieve_add(struct sieve *s, struct sv literal)
{
	uint32_t first = folded(literal, 0) | folded(literal, 1) << 8;

	ASSERT(literal.len > 0);
	if (s->least == 0 || literal.len < s->least)
		s->least = literal.len;
	if (literal.len > 2)
		put(s, first | folded(literal, 2) << THIRD);
	/* Whatever stands behind two bytes; one byte lets all texts pass. */
	for (uint32_t c = 0; literal.len == 2 && c < BYTES; c++)
		put(s, first | (c | FOLD) << THIRD);
}

bool
sieve_passes(const struct sieve *s, struct sv text)
{
	uint32_t group;

	if (s->least == 0 || text.len < s->least)
		return false;
	if (s->least < 2 || text.len > SIEVE_TEXT)
		return true;
	group = folded(text, 0) | folded(text, 1) << 8;
	for (size_t i = 2; i < text.len; i++) {
		group |= folded(text, i) << THIRD;
		if (has(s, group))
			return true;
		group >>= 8;
	}
	return has(s, group | FOLD << THIRD);
}
