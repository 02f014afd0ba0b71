#include "inspect/names/lexicon.h"

#include "base/find16.h"
#include "inspect/names/lexicon_filter.h"

enum { BUCKET_BITS = (1 << LEXICON_BUCKET) - 1 };

static const uint8_t groups[LANG_COUNT] = {
	[LANG_NONE] = 0, [LANG_EN] = 0, [LANG_GA] = 0, [LANG_MT] = 0,
	[LANG_EL] = 0, [LANG_DE] = 1, [LANG_NL] = 1, [LANG_BG] = 1,
	[LANG_DA] = 2, [LANG_SV] = 2, [LANG_FR] = 3, [LANG_ES] = 4,
	[LANG_PT] = 4, [LANG_IT] = 5, [LANG_RO] = 5, [LANG_PL] = 6,
	[LANG_CS] = 6, [LANG_SK] = 6, [LANG_SL] = 6, [LANG_HR] = 6,
	[LANG_FI] = 7, [LANG_ET] = 7, [LANG_HU] = 7, [LANG_LT] = 7,
	[LANG_LV] = 7,
};

/*
 * Two buckets at once, since many are full and go on in the next. The end of
 * a search is sure: the reader of the file saw a free entry.
 */
uint16_t
lexicon_find(const struct lexicon *l, uint64_t hash)
{
	uint16_t fingerprint = lexicon_fingerprint(hash);
	uint32_t place = lexicon_place(hash, l->nbuckets);

	for (;;) {
		const struct lexicon_bucket *first = l->buckets + place;
		const struct lexicon_bucket *second;
		unsigned found, on, i, missing;

		place = place + 1 == l->nbuckets ? 0 : place + 1;
		second = l->buckets + place;
		on = first->fingerprints[LEXICON_BUCKET - 1] != 0;
		found = find16(first->fingerprints, second->fingerprints,
		    fingerprint) & (BUCKET_BITS | -on);
		on &= second->fingerprints[LEXICON_BUCKET - 1] != 0;
		/* Found or not: no branch, but for what goes on. */
		missing = (found - 1) >> 31;
		if ((on & missing) == 0) {
			i = (unsigned)__builtin_ctz(found | 1U << 15);
			first = i < LEXICON_BUCKET ? first : second;
			return (uint16_t)(first->values[i % LEXICON_BUCKET] &
			    (missing - 1));
		}
		place = place + 1 == l->nbuckets ? 0 : place + 1;
	}
}

static bool
is_given(uint16_t value)
{
	return (value & LEXICON_FIRST) != 0 && lexicon_groups(value) == 0;
}

/* Those of a bucket, a bit each. */
static void
add_bits(const struct lexicon_bucket *b, uint64_t *names, uint64_t *firsts)
{
	for (size_t i = 0; i < LEXICON_BUCKET; i++) {
		uint64_t bit = UINT64_C(1) << b->fingerprints[i] % 64;

		if ((b->values[i] & (LEXICON_NAMES | LEXICON_PLACE)) != 0)
			*names |= bit;
		if (is_given(b->values[i]))
			*firsts |= bit;
	}
}

static inline bool
is_full(const struct lexicon_bucket *b)
{
	return b->fingerprints[LEXICON_BUCKET - 1] != 0;
}

/* Backwards, twice: a search may go on at the beginning. */
void
lexicon_note(const struct lexicon *l, uint64_t *names, uint64_t *firsts)
{
	uint64_t names_behind = 0, firsts_behind = 0;

	for (size_t k = 2 * (size_t)l->nbuckets; k > 0; k--) {
		uint32_t place = (uint32_t)((k - 1) % l->nbuckets);
		const struct lexicon_bucket *b = &l->buckets[place];

		if (!is_full(b))
			names_behind = firsts_behind = 0;
		add_bits(b, &names_behind, &firsts_behind);
		names[place] = names_behind;
		firsts[place] = firsts_behind;
	}
}

/* Lower halves of hashes. */
struct range {
	uint32_t least, most;
};

/* Those that belong to the buckets from `from` to `to`, this included. */
static struct range
range_of(size_t from, size_t to, uint32_t nbuckets)
{
	uint64_t least = ((uint64_t)from << 32) + nbuckets - 1;
	uint64_t behind = ((uint64_t)(to + 1) << 32) + nbuckets - 1;

	return (struct range){ (uint32_t)(least / nbuckets),
		(uint32_t)(behind / nbuckets - 1) };
}

static void
add_given(uint64_t *given, uint16_t fingerprint, const struct range *range)
{
	/* Hashes that begin with zeros have the first fingerprint too. */
	uint64_t f = fingerprint == 1 ? 0 : fingerprint;

	for (; f <= fingerprint; f++)
		for (uint64_t low = range->least >> LEXICON_LOW;
		    low <= range->most >> LEXICON_LOW; low++) {
			uint32_t bit = lexicon_given_bit(f << 48 |
			    low << LEXICON_LOW);

			given[bit / 64] |= UINT64_C(1) << bit % 64;
		}
}

/*
 * Forwards, twice: what stands in a bucket may belong to any of the full ones
 * right before it.
 */
void
lexicon_note_given(const struct lexicon *l, uint64_t given[LEXICON_GIVEN])
{
	static const struct range all = { 0, UINT32_MAX };
	size_t n = l->nbuckets, from = 0;

	for (size_t k = 0; k < 2 * n; k++) {
		const struct lexicon_bucket *b = &l->buckets[k % n];
		struct range range = from / n != k / n ? all :
		    range_of(from % n, k % n, l->nbuckets);

		for (size_t i = 0; i < LEXICON_BUCKET; i++)
			if (is_given(b->values[i]))
				add_given(given, b->fingerprints[i], &range);
		from = is_full(b) ? from : k + 1;
	}
}

void
lexicon_mark(const struct lexicon *l, uint64_t marks[LEXICON_MARKS])
{
	for (size_t i = 0; i < (size_t)l->nbuckets * LEXICON_BUCKET; i++) {
		uint16_t f = l->buckets[i / LEXICON_BUCKET].fingerprints[
		    i % LEXICON_BUCKET];

		if (f != 0)
			marks[f / 64] |= UINT64_C(1) << f % 64;
	}
	/* Hashes that begin with zeros have the first fingerprint too. */
	marks[0] |= marks[0] >> 1 & 1;
}

unsigned
lexicon_group(enum lang lang)
{
	return groups[lang];
}
