/*
 * The lexicon of the tagger: what is known of a word by itself. A first name,
 * a family name, a place, a word of organisations' names, a title; how common
 * it is in running text, and in which languages. A set of fingerprints in the
 * weights file, so a word that is not there is taken for another once in
 * about 8 000 times: it is evidence, never a decision.
 */
#ifndef INSPECT_NAMES_LEXICON_H
#define INSPECT_NAMES_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/names/lang.h"

enum {
	LEXICON_FIRST = 1,	/* given name */
	LEXICON_LAST = 2,	/* family name */
	LEXICON_PLACE = 4,
	LEXICON_ORG = 8,	/* GmbH, bank, university */
	LEXICON_TITLE = 16,	/* Herr, Mme, professor */
	LEXICON_RANK = 5,	/* shift: 0 rare, 3 among the commonest words */
	LEXICON_RANK_MASK = 3,
	LEXICON_GROUPS = 7,	/* shift: languages it is common in */
	LEXICON_GROUPS_COUNT = 8,
	LEXICON_BRAND = 1 << 15,	/* an organisation by itself: Nokia */
	LEXICON_NAMES = LEXICON_FIRST | LEXICON_LAST
};

enum {
	LEXICON_BUCKET = 8,		/* entries of a bucket */
	LEXICON_GIVEN = (1 << 18) / 64,	/* words of a bit each */
	LEXICON_MARKS = 65536 / 64	/* the same: a bit a fingerprint */
};

struct lexicon_bucket {
	uint16_t fingerprints[LEXICON_BUCKET];	/* 0: free, and all behind */
	uint16_t values[LEXICON_BUCKET];
};

struct lexicon {
	const struct lexicon_bucket *buckets;	/* two a cache line */
	uint32_t nbuckets;
	/* Filters of nbuckets each, or NULL: see lexicon_note(). */
	const uint64_t *names, *firsts;
};

/*
 * Fill the filters: `names` has a word for each bucket, with a bit for each
 * name or place that a search which begins there can meet; `firsts` the same
 * for given names that are no common words.
 */
void lexicon_note(const struct lexicon *l, uint64_t *names, uint64_t *firsts);

/*
 * Add to `given` all that lexicon_find() may take for a given name which is no
 * common word: bit lexicon_given_bit() of its hash.
 */
void lexicon_note_given(const struct lexicon *l,
    uint64_t given[LEXICON_GIVEN]);

/* Set a bit for each fingerprint: lexicon_mark_bit() of its words. */
void lexicon_mark(const struct lexicon *l, uint64_t marks[LEXICON_MARKS]);

/* What is known of the word with this piece_hash(); 0 for nothing. */
uint16_t lexicon_find(const struct lexicon *l, uint64_t hash);

/* Where `hash` belongs: its first bucket and its fingerprint. */
static inline uint32_t
lexicon_place(uint64_t hash, uint32_t nbuckets)
{
	return (uint32_t)((hash & UINT32_MAX) * nbuckets >> 32);
}

static inline uint16_t
lexicon_fingerprint(uint64_t hash)
{
	uint16_t f = (uint16_t)(hash >> 48);

	return f == 0 ? 1 : f;
}

/* What is known, if it is a name or a place; else 0. */
static inline uint16_t
lexicon_name(uint16_t value)
{
	return (value & (LEXICON_NAMES | LEXICON_PLACE)) != 0 ? value : 0;
}

/* The set of groups of languages that a word is common in. */
static inline unsigned
lexicon_groups(uint16_t value)
{
	return value >> LEXICON_GROUPS & ((1U << LEXICON_GROUPS_COUNT) - 1);
}

/* The group of languages that `lang` is counted in. */
unsigned lexicon_group(enum lang lang);

/*
 * 0: not a common word; 1: of other languages; 2 to 4: of those of `group`, by
 * rank.
 */
static inline unsigned
lexicon_common_in(uint16_t value, unsigned group)
{
	unsigned rank = value >> LEXICON_RANK & LEXICON_RANK_MASK;
	unsigned mask = lexicon_groups(value);

	return (mask != 0) * (1 + rank * (mask >> group & 1));
}

static inline unsigned
lexicon_common(uint16_t value, enum lang lang)
{
	return lexicon_common_in(value, lexicon_group(lang));
}

#endif
