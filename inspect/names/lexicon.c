#include "inspect/names/lexicon.h"

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

uint32_t
lexicon_place(uint64_t hash, uint32_t nbuckets)
{
	return (uint32_t)((hash & UINT32_MAX) * nbuckets >> 32);
}

uint16_t
lexicon_fingerprint(uint64_t hash)
{
	uint16_t f = (uint16_t)(hash >> 48);

	return f == 0 ? 1 : f;
}

/* Which of four numbers of 16 bits is `v`, or 4. */
static inline unsigned
find_four(const uint16_t *four, uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0001000100010001);
	uint64_t x, zero;

	memcpy(&x, four, sizeof(x));
	x ^= v * ones;
	zero = (x - ones) & ~x & ones << 15;
	for (unsigned i = 0; zero != 0 && i < 4; i++)
		if (four[i] == v)
			return i;
	return 4;
}

uint16_t
lexicon_find(const struct lexicon *l, uint64_t hash)
{
	uint16_t fingerprint = lexicon_fingerprint(hash);
	uint32_t place = lexicon_place(hash, l->nbuckets);

	/* A full bucket goes on in the next; the reader saw a free entry. */
	for (;;) {
		const struct lexicon_bucket *b = &l->buckets[place];
		unsigned i = find_four(b->fingerprints, fingerprint);

		if (i == 4)
			i += find_four(b->fingerprints + 4, fingerprint);
		if (i < LEXICON_BUCKET)
			return b->values[i];
		if (b->fingerprints[LEXICON_BUCKET - 1] == 0)
			return 0;
		place = place + 1 == l->nbuckets ? 0 : place + 1;
	}
}

void
lexicon_note_given(const struct lexicon *l, uint64_t given[LEXICON_GIVEN])
{
	for (size_t i = 0; i < (size_t)l->nbuckets * LEXICON_BUCKET; i++) {
		const struct lexicon_bucket *b =
		    &l->buckets[i / LEXICON_BUCKET];
		uint16_t f = b->fingerprints[i % LEXICON_BUCKET];
		uint16_t value = b->values[i % LEXICON_BUCKET];

		if ((value & LEXICON_FIRST) != 0 &&
		    value >> LEXICON_GROUPS == 0)
			given[f / 64] |= UINT64_C(1) << f % 64;
	}
}

bool
lexicon_may_be_given(const struct lexicon *l, uint64_t hash)
{
	uint16_t f = lexicon_fingerprint(hash);

	return l->given == NULL || (l->given[f / 64] >> f % 64 & 1) != 0;
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
