/*
 * The vocabulary is a hash table from the hash of a phrase to the groups it
 * belongs to. Hashes are 64 bits and stand for their phrases.
 *
 *   word          FNV-1a of its folded bytes
 *   telefon*      the same with WILD mixed in
 *   date of birth combine(combine(date, of), birth); also combine(date, birth)
 *
 * Most words of a text are none of these and no part of a phrase: a filter
 * (inspect/words/word_filter.h) tells before anything is hashed. A Bloom filter
 * of hashes answers most of the others without a look at the table.
 */
#include "inspect/words/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/words/context_part.h"
#include "inspect/words/word.h"

enum {
	WILD_MIN = WORD_FILTER_STEM,
	SPELLED_MAX = 96	/* bytes of a phrase that is also spelled out */
};

int
context_new(struct context **ret)
{
	struct context *c = mem_calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	*ret = c;
	return 0;
}

void
context_free(struct context *c)
{
	if (c == NULL)
		return;
	mem_free(c->pairs);
	mem_free(c->entries);
	mem_free(c->groups);
	mem_free(c->slots);
	mem_free(c);
}

int
context_group(struct context *c, uint16_t *ret_group)
{
	if (c->ngroups >= CONTEXT_GROUPS_MAX)
		return ERR_FULL;
	*ret_group = c->ngroups++;
	return 0;
}

void
context_speak(struct context *c, uint16_t group)
{
	ASSERT(group < c->ngroups);
	c->speaks[group] = true;
}

void
context_name(struct context *c, uint16_t group)
{
	ASSERT(group < c->ngroups);
	c->names[group] = true;
}

void
context_seek(struct context *c, enum sought_set set, uint16_t group)
{
	ASSERT(group < c->ngroups && set < SOUGHT_SETS);
	c->seeks[set][group] = true;
}

/* `first`: the word it begins with, or with `wild` the stem. */
static int
add_pair(struct context *c, uint16_t group, uint64_t hash,
    const struct word *first, bool wild)
{
	size_t cap = c->cap_pairs == 0 ? 256 : c->cap_pairs * 2;
	struct context_pair *more;

	if (c->npairs == c->cap_pairs) {
		more = mem_calloc(cap, sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		if (c->npairs > 0)
			memcpy(more, c->pairs, c->npairs * sizeof(*more));
		mem_free(c->pairs);
		c->pairs = more;
		c->cap_pairs = cap;
	}
	c->pairs[c->npairs++] = (struct context_pair){ hash, word_key(first),
	    group, first->len, wild };
	return 0;
}

static void
append(struct word *all, const struct word *w)
{
	for (unsigned i = 0; i < w->len && all->len < WORD_MAX; i++)
		all->folded[all->len++] = w->folded[i];
}

static int
add_wild(struct context *c, uint16_t group, struct sv stem)
{
	struct word_reader r = { stem, 0 };
	struct word w, more;

	if (!word_next(&r, stem.len, &w) || w.len < WILD_MIN ||
	    w.len >= WORD_MAX || word_next(&r, stem.len, &more))
		return ERR_SYNTAX;
	c->wild_lengths |= UINT64_C(1) << w.len;
	word_filter_add(&c->first, &w, true);
	word_filter_add(&c->filter, &w, true);
	return add_pair(c, group, word_hash(WORD_HASH, w.folded, w.len) ^
	    CONTEXT_WILD, &w, true);
}

/* The phrase of `count` words, and the same written together. */
static int
add_words(struct context *c, uint16_t group, const struct word *words,
    unsigned count)
{
	uint64_t hash = 0, joined = WORD_HASH, one;
	struct word all = { .len = 0 };
	int err;

	for (unsigned i = 0; i < count; i++) {
		const struct word *w = &words[i];

		one = word_hash(WORD_HASH, w->folded, w->len);
		joined = word_hash(joined, w->folded, w->len);
		hash = i == 0 ? one : context_combine(hash, one);
		word_filter_add(&c->filter, w, false);
		append(&all, w);
	}
	word_filter_add(&c->first, &words[0], false);
	word_filter_add(&c->first, &all, false);
	word_filter_add(&c->filter, &all, false);
	err = add_pair(c, group, hash, &words[0], false);
	if (err == 0 && count > 1)
		err = add_pair(c, group, joined, &all, false);
	return err;
}

/* What stands between two words and is left out in haste and in keys. */
static bool
is_small(const struct word *w)
{
	static const char *const list[] = { "d", "da", "das", "de", "degli",
		"del", "della", "delle", "dello", "der", "des", "di", "do",
		"dos", "du", "l", "la", "na", "of", "ta", "tal", "tar", "tas",
		"tat", "van", "za", "\xd0\xb7\xd0\xb0", "\xd0\xbd\xd0\xb0",
		"\xd0\xbf\xd0\xbe" };

	return word_is_one_of(w, list, sizeof(list) / sizeof(list[0]));
}

/* Leaves the small words between the first and the last away. */
static unsigned
without_small(struct word *words, unsigned count)
{
	unsigned kept = 1;

	if (is_small(&words[0]) || is_small(&words[count - 1]))
		return count;
	for (unsigned i = 1; i < count; i++)
		if (!is_small(&words[i]))
			words[kept++] = words[i];
	return kept;
}

static int
add_phrase(struct context *c, uint16_t group, struct sv phrase)
{
	struct word_reader r = { phrase, 0 };
	struct word words[CONTEXT_MAX_WORDS], w;
	unsigned count = 0, kept;
	int err;

	for (; word_next(&r, phrase.len, &w); count++) {
		if (count == CONTEXT_MAX_WORDS)
			return ERR_SYNTAX;
		words[count] = w;
	}
	if (count == 0)
		return ERR_SYNTAX;
	err = add_words(c, group, words, count);
	kept = without_small(words, count);
	if (err == 0 && kept < count)
		err = add_words(c, group, words, kept);
	return err;
}

/*
 * A phrase with its letters of German and of northern languages spelled out,
 * as keys have them: fuehrerschein, foedselsnummer, paa. Empty if there are
 * none, or if it is too long to be a key.
 */
static struct sv
spell_out(struct sv phrase, char out[SPELLED_MAX])
{
	static const struct {
		char letter[3], spelled[3];
	} list[] = {
		{ "\xc3\xa4", "ae" }, { "\xc3\x84", "ae" },
		{ "\xc3\xb6", "oe" }, { "\xc3\x96", "oe" },
		{ "\xc3\xb8", "oe" }, { "\xc3\x98", "oe" },
		{ "\xc3\xbc", "ue" }, { "\xc3\x9c", "ue" },
		{ "\xc3\xa5", "aa" }, { "\xc3\x85", "aa" },
	};
	bool any = false;

	if (phrase.len >= SPELLED_MAX)
		return SV("");
	memcpy(out, phrase.ptr, phrase.len);
	for (size_t i = 0; i + 1 < phrase.len; i++)
		for (size_t k = 0; k < sizeof(list) / sizeof(list[0]); k++)
			if (memcmp(phrase.ptr + i, list[k].letter, 2) == 0) {
				memcpy(out + i, list[k].spelled, 2);
				any = true;
			}
	return any ? (struct sv){ out, phrase.len } : SV("");
}

int
context_add(struct context *c, uint16_t group, struct sv phrase)
{
	char out[SPELLED_MAX];
	struct sv spelled;
	int err;

	if (phrase.len > 0 && phrase.ptr[phrase.len - 1] == '*')
		return add_wild(c, group, sv_slice(phrase, 0, phrase.len - 1));
	spelled = spell_out(phrase, out);
	err = add_phrase(c, group, phrase);
	if (err == 0 && spelled.len > 0)
		err = add_phrase(c, group, spelled);
	return err;
}

static int
compare_pairs(const void *left, const void *right)
{
	const struct context_pair *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->group > b->group) - (a->group < b->group);
}

static void
place(struct context *c, uint64_t hash, uint32_t entry)
{
	size_t at = (size_t)(hash >> 20) & c->mask;

	while (c->slots[at].entry != 0)
		at = (at + 1) & c->mask;
	c->slots[at] = (struct context_slot){ hash, entry + 1 };
	c->bloom[(hash % CONTEXT_BLOOM_BITS) / 64] |= UINT64_C(1) <<
	    (hash % 64);
}

/* Pairs, sorted, become one entry for each hash. */
static void
make_entries(struct context *c)
{
	uint32_t nentries = 0, ngroups = 0;

	for (size_t i = 0; i < c->npairs; i++) {
		const struct context_pair *p = &c->pairs[i];

		if (i > 0 && compare_pairs(p, p - 1) == 0)
			continue;
		if (nentries == 0 || c->entries[nentries - 1].hash != p->hash) {
			c->entries[nentries] =
			    (struct context_entry){ .hash = p->hash,
				.first = ngroups };
			place(c, p->hash, nentries++);
		}
		c->groups[ngroups++] = p->group;
		c->entries[nentries - 1].count++;
		c->entries[nentries - 1].names |= c->names[p->group];
		if (c->speaks[p->group])
			c->entries[nentries - 1].bits |= context_bit(p->group);
	}
}

static void
make_sought(struct context *c, enum sought_set set)
{
	for (size_t i = 0; i < c->npairs; i++) {
		const struct context_pair *p = &c->pairs[i];
		struct word w = { .len = p->len };

		word_store(w.folded, p->key);
		if (c->seeks[set][p->group])
			sought_add(&c->sought[set], &w, p->wild);
	}
}

int
context_ready(struct context *c)
{
	size_t size = 64;

	while (size < c->npairs * 2)
		size *= 2;
	c->mask = size - 1;
	c->slots = mem_calloc(size, sizeof(*c->slots));
	c->entries = mem_calloc(c->npairs, sizeof(*c->entries));
	c->groups = mem_calloc(c->npairs, sizeof(*c->groups));
	if (c->slots == NULL || c->entries == NULL || c->groups == NULL)
		return ERR_NOMEM;
	if (c->npairs > 0)
		qsort(c->pairs, c->npairs, sizeof(*c->pairs), compare_pairs);
	make_entries(c);
	for (size_t i = 0; i < SOUGHT_SETS; i++)
		make_sought(c, (enum sought_set)i);
	mem_free(c->pairs);
	c->pairs = NULL;
	return 0;
}

static bool
is_name_of(const struct context *c, uint64_t hash)
{
	size_t at = (size_t)(hash >> 20) & c->mask;

	for (; c->slots[at].entry != 0; at = (at + 1) & c->mask)
		if (c->slots[at].hash == hash)
			return c->entries[c->slots[at].entry - 1].names;
	return false;
}

bool
context_holds(const struct context *c, struct sv text)
{
	struct word_reader r = { text, 0 };
	uint64_t hash = 0, one;
	unsigned count = 0;
	struct word w;

	for (; word_next(&r, text.len, &w); count++) {
		if (count == CONTEXT_MAX_WORDS)
			return false;
		one = word_hash(WORD_HASH, w.folded, w.len);
		hash = count == 0 ? one : context_combine(hash, one);
	}
	return count > 0 && is_name_of(c, hash);
}
