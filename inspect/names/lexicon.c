#include "inspect/names/lexicon.h"

#include <endian.h>
#include <string.h>

static const uint8_t groups[LANG_COUNT] = {
	[LANG_NONE] = 0, [LANG_EN] = 0, [LANG_GA] = 0, [LANG_MT] = 0,
	[LANG_EL] = 0, [LANG_DE] = 1, [LANG_NL] = 1, [LANG_BG] = 1,
	[LANG_DA] = 2, [LANG_SV] = 2, [LANG_FR] = 3, [LANG_ES] = 4,
	[LANG_PT] = 4, [LANG_IT] = 5, [LANG_RO] = 5, [LANG_PL] = 6,
	[LANG_CS] = 6, [LANG_SK] = 6, [LANG_SL] = 6, [LANG_HR] = 6,
	[LANG_FI] = 7, [LANG_ET] = 7, [LANG_HU] = 7, [LANG_LT] = 7,
	[LANG_LV] = 7,
};

/* A bit of each of four numbers of 16 bits that is `v`, and maybe of one
 * behind it: the lowest is right. */
static inline uint64_t
equal_bits(const uint16_t *four, uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0001000100010001);
	uint64_t x;

	memcpy(&x, four, sizeof(x));
	x ^= v * ones;
	return (x - ones) & ~x & ones << 15;
}

/* Of four numbers the one that the lowest of equal_bits() stands for. */
static inline unsigned
index_of(uint64_t bits)
{
	unsigned lane = (unsigned)__builtin_ctzll(bits) / 16;

	return le64toh(1) == 1 ? lane : 3 - lane;
}

uint16_t
lexicon_find(const struct lexicon *l, uint64_t hash)
{
	uint16_t fingerprint = lexicon_fingerprint(hash);
	uint32_t place = lexicon_place(hash, l->nbuckets);

	/* A full bucket goes on in the next; the reader saw a free entry. */
	for (;;) {
		size_t at = (size_t)place * LEXICON_BUCKET;
		const uint16_t *f = l->fingerprints + at;
		uint64_t low = equal_bits(f, fingerprint);
		uint64_t high = equal_bits(f + 4, fingerprint);

		if (low != 0)
			return l->values[at + index_of(low)];
		if (high != 0)
			return l->values[at + 4 + index_of(high)];
		if (f[LEXICON_BUCKET - 1] == 0)
			return 0;
		place = place + 1 == l->nbuckets ? 0 : place + 1;
	}
}

uint16_t
lexicon_find_name(const struct lexicon *l, uint64_t hash)
{
	uint16_t known = lexicon_may_be_name(l, hash) ?
	    lexicon_find(l, hash) : 0;

	return (known & (LEXICON_NAMES | LEXICON_PLACE)) != 0 ? known : 0;
}

/* Names and places of bucket `place`, a bit each. */
static uint64_t
name_bits(const struct lexicon *l, uint32_t place)
{
	size_t at = (size_t)place * LEXICON_BUCKET;
	uint64_t bits = 0;

	for (size_t i = at; i < at + LEXICON_BUCKET; i++)
		if ((l->values[i] & (LEXICON_NAMES | LEXICON_PLACE)) != 0)
			bits |= UINT64_C(1) << l->fingerprints[i] % 64;
	return bits;
}

void
lexicon_note(const struct lexicon *l, uint64_t given[LEXICON_GIVEN],
    uint64_t *names)
{
	uint64_t behind = 0;

	for (size_t i = 0; i < (size_t)l->nbuckets * LEXICON_BUCKET; i++) {
		uint16_t f = l->fingerprints[i], value = l->values[i];

		if ((value & LEXICON_FIRST) != 0 &&
		    value >> LEXICON_GROUPS == 0)
			given[f / 64] |= UINT64_C(1) << f % 64;
	}
	/* Backwards, twice: a search may go on at the beginning. */
	for (size_t k = 2 * (size_t)l->nbuckets; k > 0; k--) {
		uint32_t place = (uint32_t)((k - 1) % l->nbuckets);
		bool full = l->fingerprints[((size_t)place + 1) *
		    LEXICON_BUCKET - 1] != 0;

		behind = name_bits(l, place) | (full ? behind : 0);
		names[place] = behind;
	}
}

unsigned
lexicon_group(enum lang lang)
{
	return groups[lang];
}

unsigned
lexicon_common(uint16_t value, enum lang lang)
{
	unsigned rank = value >> LEXICON_RANK & LEXICON_RANK_MASK;
	unsigned mask = value >> LEXICON_GROUPS;

	if (mask == 0)
		return 0;
	if ((mask >> groups[lang] & 1) == 0)
		return 1;
	return rank == 0 ? 1 : rank + 1;
}
