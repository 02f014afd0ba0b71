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
	LEXICON_NAMES = LEXICON_FIRST | LEXICON_LAST
};

enum { LEXICON_BUCKET = 8 };	/* entries of a bucket */

struct lexicon_bucket {
	uint16_t fingerprints[LEXICON_BUCKET];	/* 0: free, and all behind */
	uint16_t values[LEXICON_BUCKET];
};

enum { LEXICON_GIVEN = 65536 / 64 };	/* words of a bit a fingerprint */

struct lexicon {
	const struct lexicon_bucket *buckets;
	uint32_t nbuckets;
	const uint64_t *given;	/* fingerprints of rare given names, or NULL */
};

/* Set the bits of all given names that are no common words. */
void lexicon_note_given(const struct lexicon *l, uint64_t given[LEXICON_GIVEN]);

/* What is known of the word with this piece_hash(); 0 for nothing. */
uint16_t lexicon_find(const struct lexicon *l, uint64_t hash);

/* May the word be one of them? No means no, and costs next to nothing. */
bool lexicon_may_be_given(const struct lexicon *l, uint64_t hash);

/* Where `hash` belongs: its first bucket and its fingerprint. */
uint32_t lexicon_place(uint64_t hash, uint32_t nbuckets);
uint16_t lexicon_fingerprint(uint64_t hash);

/* The group of languages that `lang` is counted in. */
unsigned lexicon_group(enum lang lang);

/* 0: not a common word; 1: of other languages; 2 to 4: of this, by rank. */
unsigned lexicon_common(uint16_t value, enum lang lang);

#endif
