/*
 * Open addressing by the word's first eight letters and its length. A bitmap
 * in front answers for nearly all words that are in no list.
 */
#include "inspect/words/word_table.h"

#include <string.h>

#include "base/mem.h"

enum {
	FILTER_BITS = 1 << 12,
	LETTER = 31		/* bits of a letter that are its number */
};

struct slot {
	const char *word;	/* NULL: free */
	size_t len;
	unsigned bits;
};

struct word_table {
	uint64_t filter[FILTER_BITS / 64];
	uint32_t heads[32];	/* second letters, by the first one */
	struct slot *slots;
	size_t mask;
};

static inline uint64_t
hash_of(uint64_t key, size_t len)
{
	return (key ^ (uint64_t)len << 59) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline size_t
filter_bit(uint64_t hash)
{
	return (size_t)(hash >> 40) % FILTER_BITS;
}

/* The slot of a word, or the free one where it would be. */
static struct slot *
slot_of(const struct word_table *t, uint64_t hash, const char *word,
    size_t len)
{
	size_t at = (size_t)(hash >> 48) & t->mask;

	while (t->slots[at].word != NULL && (t->slots[at].len != len ||
	    memcmp(t->slots[at].word, word, len) != 0))
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

static void
learn(struct word_table *t, const char *word, unsigned bit)
{
	size_t len = strlen(word);
	struct word w = { .len = (uint8_t)len };
	struct slot *s;
	uint64_t hash;

	ASSERT(len > 0 && len < WORD_MAX);
	memcpy(w.folded, word, len);
	hash = hash_of(word_key(&w), len);
	s = slot_of(t, hash, word, len);
	s->word = word;
	s->len = len;
	s->bits |= bit;
	t->heads[word[0] & LETTER] |=
	    UINT32_C(1) << (len > 1 ? word[1] & LETTER : 0);
	t->filter[filter_bit(hash) / 64] |=
	    UINT64_C(1) << filter_bit(hash) % 64;
}

int
word_table_new(const struct word_list *lists, size_t count,
    struct word_table **ret)
{
	struct word_table *t = mem_calloc(1, sizeof(*t));
	size_t words = 0, size = 64;

	if (t == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		words += lists[i].count;
	while (size < words * 2)
		size *= 2;
	t->mask = size - 1;
	t->slots = mem_calloc(size, sizeof(*t->slots));
	if (t->slots == NULL) {
		word_table_free(t);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < lists[i].count; k++)
			learn(t, lists[i].words[k], lists[i].bit);
	*ret = t;
	return 0;
}

void
word_table_free(struct word_table *t)
{
	if (t == NULL)
		return;
	mem_free(t->slots);
	mem_free(t);
}

bool
word_table_may_begin(const struct word_table *t, struct sv text, size_t at)
{
	unsigned char second = at + 1 < text.len ?
	    (unsigned char)text.ptr[at + 1] : '\0';
	uint32_t head = t->heads[text.ptr[at] & LETTER];

	if (second >= 0x80 || (second >= 'A' && second <= 'Z'))
		return true;
	return (head >> (second >= 'a' && second <= 'z' ?
	    second & LETTER : 0) & 1) != 0;
}

static NOINLINE unsigned
bits_of(const struct word_table *t, uint64_t hash, const struct word *w)
{
	return slot_of(t, hash, w->folded, w->len)->bits;
}

static inline bool
passes(const struct word_table *t, uint64_t hash)
{
	size_t bit = filter_bit(hash);

	return (t->filter[bit / 64] >> bit % 64 & 1) != 0;
}

bool
word_table_may_have(const struct word_table *t, uint64_t key, size_t len)
{
	return passes(t, hash_of(key, len));
}

unsigned
word_table_find(const struct word_table *t, const struct word *w)
{
	uint64_t hash = hash_of(word_key(w), w->len);

	return passes(t, hash) ? bits_of(t, hash, w) : 0;
}
