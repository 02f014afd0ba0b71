/*
 * One table of hashes holds titles, introductions and labels, told apart by
 * what is mixed in. The tagger asks a small filter of the words that end one,
 * so that most pieces never come here.
 */
#include "inspect/names/cue_table.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "inspect/names/cue_words.h"
#include "inspect/names/lexicon_filter.h"
#include "inspect/names/piece.h"
#include "inspect/words/word.h"

enum {
	LABEL_PARTS = 4,	/* words of a label that count */
	ENDING = 4	/* letters by which most labels are passed over */
};

#define SALT_TITLE	UINT64_C(0x1b873593cc9e2d51)
#define SALT_PHRASE	UINT64_C(0x85ebca6be6546b64)
#define SALT_LABEL	UINT64_C(0x38b34ae5a1e38b93)

/* Where no label ends but at its first letter. */
static const uint64_t nothing[2] = { 0, 0 };

static inline uint64_t
combine(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 32);
}

static void
heed(struct cue_table *t, uint64_t word)
{
	uint16_t bit = tagger_heeded_bit(word);
	uint32_t asked = lexicon_given_bit(word);

	t->heeded[bit / 64] |= UINT64_C(1) << bit % 64;
	t->asked[asked / 64] |= UINT64_C(1) << asked % 64;
}

static enum cue_kind
find(const struct cue_table *t, uint64_t hash)
{
	for (size_t at = hash % CUE_TABLE;; at = (at + 1) % CUE_TABLE) {
		const struct cue_slot *s = &t->slots[at];

		if (s->kind == CUE_NONE || s->hash == hash)
			return (enum cue_kind)s->kind;
	}
}

static void
put(struct cue_table *t, uint64_t hash, enum cue_kind kind)
{
	size_t at = hash % CUE_TABLE;

	while (t->slots[at].kind != CUE_NONE && t->slots[at].hash != hash)
		at = (at + 1) % CUE_TABLE;
	t->slots[at] = (struct cue_slot){ hash, (uint8_t)kind };
}

/* The words of a phrase, hashed from the last to the first. */
static void
put_phrase(struct cue_table *t, struct sv phrase)
{
	uint64_t words[2 * CUE_PHRASE], hash = SALT_PHRASE;
	struct piece_reader r = { phrase, 0 };
	size_t count = 0;
	struct piece p;

	while (count < CUE_PHRASE && piece_next(&r, &p))
		words[count++] = p.hash;
	ASSERT(count > 0 && r.at == phrase.len);
	heed(t, words[count - 1]);
	while (count > 0)
		hash = combine(hash, words[--count]);
	put(t, hash, CUE_INTRODUCTION);
}

/* The last letters of a label, which are all ASCII. */
struct ending {
	unsigned count;			/* ENDING, or all there are */
	uint32_t letters;		/* a byte each */
	bool beyond;			/* another character is among them */
};

/* Of a label that begins behind the last of `ends` in the text given. */
static struct ending
ending_of(struct sv label, const uint64_t ends[2])
{
	struct ending e = { 0, 0, false };

	for (size_t at = label.len; at > 0 && e.count < ENDING; at--) {
		char c = label.ptr[at - 1];

		if (ascii_is_in(c, ends))
			break;
		e.beyond = e.beyond || (unsigned char)c >= 128;
		if (!ascii_is_letter(c))
			continue;
		e.letters = e.letters << 8 | (unsigned char)(c | 0x20);
		e.count++;
	}
	return e;
}

static inline uint32_t
ending_bit(struct ending e)
{
	return e.letters * UINT32_C(0x9e3779b1) >> 20;
}

static void
put_labels(struct cue_table *t, const char *const *list, enum cue_kind kind)
{
	for (; *list != NULL; list++) {
		struct sv label = sv_cstr(*list);
		struct ending e = ending_of(label, nothing);

		/* Short ones must be all of a label: may_be_label. */
		ASSERT(e.beyond || e.count == ENDING ||
		    kind != CUE_PERSON_LABEL);
		if (!e.beyond)
			t->endings[ending_bit(e) / 64] |=
			    UINT64_C(1) << ending_bit(e) % 64;
		put(t, word_hash(WORD_HASH, label.ptr, label.len) ^ SALT_LABEL,
		    kind);
	}
}

void
cue_table_init(struct cue_table *t, const struct lexicon *l)
{
	memset(t, 0, sizeof(*t));
	lexicon_note_given(l, t->asked);
	for (const char *const *w = cue_words_titles; *w != NULL; w++) {
		uint64_t hash = piece_hash(sv_cstr(*w));

		heed(t, hash);
		put(t, hash ^ SALT_TITLE, CUE_TITLE);
	}
	for (const char *const *w = cue_words_introductions; *w != NULL; w++)
		put_phrase(t, sv_cstr(*w));
	put_labels(t, cue_words_person_labels, CUE_PERSON_LABEL);
	put_labels(t, cue_words_name_labels, CUE_NAME_LABEL);
	put_labels(t, cue_words_whole_labels, CUE_WHOLE_LABEL);
}

bool
cue_table_is_title(const struct cue_table *t, uint64_t word)
{
	return find(t, word ^ SALT_TITLE) == CUE_TITLE;
}

bool
cue_table_is_introduced(const struct cue_table *t,
    const struct feature_piece *last)
{
	uint64_t hash = SALT_PHRASE;

	for (int i = 0; i < CUE_PHRASE; i++) {
		if (last[-i].piece.kind != PIECE_WORD)
			break;
		hash = combine(hash, last[-i].piece.hash);
		if (find(t, hash) == CUE_INTRODUCTION)
			return true;
	}
	return false;
}

bool
cue_table_may_be_label(const struct cue_table *t, struct sv label,
    const uint64_t ends[2])
{
	struct ending e = ending_of(label, ends);

	return e.beyond ||
	    (t->endings[ending_bit(e) / 64] >> ending_bit(e) % 64 & 1) != 0;
}

enum cue_kind
cue_table_label(const struct cue_table *t, struct sv label)
{
	struct word_reader r = { label, 0 };
	uint64_t joined[LABEL_PARTS] = { 0 };
	size_t parts = 0;
	struct word w;

	while (word_next(&r, label.len, &w)) {
		for (size_t i = LABEL_PARTS - 1; i > 0; i--)
			joined[i] = i > parts ? 0 : word_hash(joined[i - 1],
			    w.folded, w.len);
		joined[0] = word_hash(WORD_HASH, w.folded, w.len);
		parts++;
	}
	for (size_t i = LABEL_PARTS; i > 0; i--) {
		enum cue_kind kind = i > parts ? CUE_NONE :
		    find(t, joined[i - 1] ^ SALT_LABEL);

		if (kind == CUE_PERSON_LABEL ||
		    (kind != CUE_NONE && i == parts))
			return kind;
	}
	return CUE_NONE;
}
