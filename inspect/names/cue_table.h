/*
 * The words that lead to a name, looked up by hash: titles, introductions and
 * labels of all languages at once. Made once from inspect/names/cue_words.c,
 * then immutable. For inspect/names/cue.c and its parts.
 */
#ifndef INSPECT_NAMES_CUE_TABLE_H
#define INSPECT_NAMES_CUE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/names/feature.h"
#include "inspect/names/tagger.h"

enum {
	CUE_TABLE = 2048,	/* slots for titles, introductions, labels */
	CUE_PHRASE = TAGGER_BEHIND + 1	/* words of an introduction at most */
};

enum cue_kind {
	CUE_NONE,
	CUE_TITLE,
	CUE_INTRODUCTION,
	CUE_PERSON_LABEL,	/* first name: what stands there is one */
	CUE_WHOLE_LABEL,	/* given: the same, if it is known as one */
	CUE_NAME_LABEL		/* name: of a person or of a thing */
};

struct cue_slot {
	uint64_t hash;
	uint8_t kind;		/* enum cue_kind; CUE_NONE: free */
};

struct cue_table {
	struct cue_slot slots[CUE_TABLE];
	/* Words that begin a cue, and with given names: struct tagger_words. */
	uint64_t heeded[TAGGER_HEEDED / 64];
	uint64_t asked[LEXICON_GIVEN];
	uint64_t endings[64];	/* a bit for the last letters of a label */
};

/* Fill `t` with all cues, and note the given names of `l`. Cannot fail. */
void cue_table_init(struct cue_table *t, const struct lexicon *l);

/* May a word of this hash (struct piece) end a cue? No means no. */
static inline bool
cue_table_heeds(const struct cue_table *t, uint64_t word)
{
	uint16_t bit = tagger_heeded_bit(word);

	return (t->heeded[bit / 64] >> bit % 64 & 1) != 0;
}

/* Is a word of this hash a title: Mr, Frau, dott? */
bool cue_table_is_title(const struct cue_table *t, uint64_t word);

/*
 * Does an introduction, "my name is", end with the word `last`, which stands in
 * a row with the CUE_PHRASE - 1 pieces before it?
 */
bool cue_table_is_introduced(const struct cue_table *t,
    const struct feature_piece *last);

/*
 * Does a known label end in the last letters of `label`, which begins behind
 * the last character of the set `ends` (base/ascii.h)? No means no. Whatever
 * else than letters stands among them is passed over.
 */
bool cue_table_may_be_label(const struct cue_table *t, struct sv label,
    const uint64_t ends[2]);

/*
 * What a label is by its last words, written together: "customer.firstName"
 * ends in "firstname". A word that names things too must be all of the label.
 * CUE_NONE, or one of CUE_..._LABEL.
 */
enum cue_kind cue_table_label(const struct cue_table *t, struct sv label);

#endif
