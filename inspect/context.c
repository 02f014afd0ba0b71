/*
 * The vocabulary is a hash table from the hash of a phrase to the groups it
 * belongs to. Hashes are 64 bits and stand for their phrases.
 *
 *   word          FNV-1a of its folded bytes
 *   telefon*      the same with WILD mixed in
 *   date of birth combine(combine(date, of), birth)
 *
 * Most words of a text are none of these and no part of a phrase: a filter
 * (inspect/word_filter.h) tells before anything is hashed. A Bloom filter of
 * hashes answers most of the others without a look at the table.
 */
#include "inspect/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "inspect/word.h"
#include "inspect/word_filter.h"

enum {
	BLOOM_BITS = 1 << 17,
	HITS_KEPT = 1024,	/* of the text, before old ones are dropped */
	GAP_MAX = 3,		/* bytes between the words of a phrase */
	WILD_MIN = WORD_FILTER_STEM,
	GROUPS_MAX = 4096
};

#define WILD	UINT64_C(0x9e3779b97f4a7c15)

struct pair {
	uint64_t hash;
	uint64_t key;		/* of the first word, or of its stem */
	uint16_t group;
	uint8_t len;
	bool wild;
};

struct entry {
	uint64_t hash;
	uint32_t first;		/* in `groups` */
	uint32_t count;
	uint64_t bits;		/* of those that speak */
};

struct slot {
	uint64_t hash;
	uint32_t entry;		/* + 1; 0: free */
};

struct context {
	struct pair *pairs;	/* while it is being made */
	size_t npairs, cap_pairs;
	struct entry *entries;
	uint16_t *groups;
	struct slot *slots;
	size_t mask;		/* of slots */
	uint64_t wild_lengths;	/* bit n: some `*` stands after n bytes */
	uint64_t bloom[BLOOM_BITS / 64];
	struct word_filter first;	/* of words, and the first of phrases */
	struct word_filter filter;	/* of all words, also of phrases */
	struct sought sought[SOUGHT_SETS];
	bool seeks[SOUGHT_SETS][GROUPS_MAX];	/* groups of each */
	uint16_t ngroups;
	bool speaks[GROUPS_MAX];	/* looked for by context_any() */
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
	if (c->ngroups >= GROUPS_MAX)
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
	struct pair *more;

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
	c->pairs[c->npairs++] = (struct pair){ hash, word_key(first), group,
		first->len, wild };
	return 0;
}

static uint64_t
combine(uint64_t phrase, uint64_t word)
{
	phrase = (phrase ^ (word >> 29)) * UINT64_C(0xff51afd7ed558ccd);
	return (phrase ^ word) * UINT64_C(0xc4ceb9fe1a85ec53) + 1;
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
	    WILD, &w, true);
}

int
context_add(struct context *c, uint16_t group, struct sv phrase)
{
	struct word_reader r = { phrase, 0 };
	uint64_t hash = 0, joined = WORD_HASH, one;
	struct word w, first = { .len = 0 }, all = { .len = 0 };
	unsigned count = 0;
	int err;

	if (phrase.len > 0 && phrase.ptr[phrase.len - 1] == '*')
		return add_wild(c, group, sv_slice(phrase, 0, phrase.len - 1));
	for (; word_next(&r, phrase.len, &w); count++) {
		one = word_hash(WORD_HASH, w.folded, w.len);
		joined = word_hash(joined, w.folded, w.len);
		hash = count == 0 ? one : combine(hash, one);
		if (count == 0) {
			first = w;
			word_filter_add(&c->first, &w, false);
		}
		word_filter_add(&c->filter, &w, false);
		append(&all, &w);
	}
	word_filter_add(&c->first, &all, false);
	word_filter_add(&c->filter, &all, false);
	if (count == 0 || count > CONTEXT_MAX_WORDS)
		return ERR_SYNTAX;
	err = add_pair(c, group, hash, &first, false);
	if (err == 0 && count > 1)
		err = add_pair(c, group, joined, &all, false);
	return err;
}

static int
compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;

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
	c->slots[at] = (struct slot){ hash, entry + 1 };
	c->bloom[(hash % BLOOM_BITS) / 64] |= UINT64_C(1) << (hash % 64);
}

static uint64_t
bit_of(uint16_t group)
{
	return UINT64_C(1) << group % 64;
}

/* Pairs, sorted, become one entry for each hash. */
static void
make_entries(struct context *c)
{
	uint32_t nentries = 0, ngroups = 0;

	for (size_t i = 0; i < c->npairs; i++) {
		const struct pair *p = &c->pairs[i];

		if (i > 0 && compare_pairs(p, p - 1) == 0)
			continue;
		if (nentries == 0 || c->entries[nentries - 1].hash != p->hash) {
			c->entries[nentries] =
			    (struct entry){ p->hash, ngroups, 0, 0 };
			place(c, p->hash, nentries++);
		}
		c->groups[ngroups++] = p->group;
		c->entries[nentries - 1].count++;
		if (c->speaks[p->group])
			c->entries[nentries - 1].bits |= bit_of(p->group);
	}
}

static void
make_sought(struct context *c, enum sought_set set)
{
	for (size_t i = 0; i < c->npairs; i++) {
		const struct pair *p = &c->pairs[i];
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

/* The entry of `hash`, or -1. */
static int64_t
look_up(const struct context *c, uint64_t hash)
{
	size_t at = (size_t)(hash >> 20) & c->mask;

	if ((c->bloom[(hash % BLOOM_BITS) / 64] >> (hash % 64) & 1) == 0)
		return -1;
	while (c->slots[at].entry != 0) {
		if (c->slots[at].hash == hash)
			return c->slots[at].entry - 1;
		at = (at + 1) & c->mask;
	}
	return -1;
}

/* Where hits go while text or label is read. */
struct sink {
	struct context_view *view;
	struct sv text;		/* of the two that is read */
	struct context_hit **hits;
	size_t *count, *cap;
};

static void
note(struct sink *s, int64_t entry, size_t start, size_t end)
{
	void *items = *s->hits;

	if (entry < 0)
		return;
	if (arena_vec_room(s->view->arena, &items, *s->count, s->cap,
	    sizeof(**s->hits)) != 0) {
		s->view->err = ERR_NOMEM;
		return;
	}
	*s->hits = items;
	(*s->hits)[(*s->count)++] = (struct context_hit){ (uint32_t)start,
		(uint32_t)end, (uint32_t)entry };
}

static void
note_wild(struct sink *s, const struct word *w)
{
	const struct context *c = s->view->context;
	uint64_t hash = WORD_HASH;

	for (unsigned i = 0; i < w->len; i++) {
		if ((c->wild_lengths >> i & 1) != 0)
			note(s, look_up(c, hash ^ WILD), w->start, w->end);
		hash = word_hash(hash, w->folded + i, 1);
	}
	if ((c->wild_lengths >> w->len & 1) != 0)
		note(s, look_up(c, hash ^ WILD), w->start, w->end);
}

/*
 * Parts of one word that touch count as the whole word too, and so do letters
 * with a dot between: "d.o.b." is "dob".
 */
static void
note_joined(struct sink *s, const struct word *w, uint64_t hash)
{
	struct context_chain *chain = &s->view->chain;
	bool touches = chain->count > 0 && (chain->end == w->start ||
	    (chain->end + 1 == w->start && s->text.ptr[chain->end] == '.' &&
	    sought_is_initial(s->text, w->start, w->end) &&
	    sought_is_initial(s->text, chain->start[0], chain->end)));

	if (!touches) {
		chain->joined = hash;
		chain->joined_start = (uint32_t)w->start;
		return;
	}
	chain->joined = word_hash(chain->joined, w->folded, w->len);
	note(s, look_up(s->view->context, chain->joined), chain->joined_start,
	    w->end);
}

static void
note_word(struct sink *s, const struct word *w)
{
	struct context_chain *chain = &s->view->chain;
	const struct context *c = s->view->context;
	uint64_t hash = word_hash(WORD_HASH, w->folded, w->len);

	note_joined(s, w, hash);
	if (chain->count > 0 && w->start - chain->end > GAP_MAX)
		chain->count = 0;
	if (chain->count == CONTEXT_MAX_WORDS)
		chain->count--;
	for (unsigned i = chain->count; i > 0; i--) {
		chain->hash[i] = combine(chain->hash[i - 1], hash);
		chain->start[i] = chain->start[i - 1];
		note(s, look_up(c, chain->hash[i]), chain->start[i], w->end);
	}
	chain->hash[0] = hash;
	chain->start[0] = (uint32_t)w->start;
	chain->count++;
	chain->end = (uint32_t)w->end;
	note(s, look_up(c, hash), w->start, w->end);
	if (word_filter_passes_wild(&c->filter, w))
		note_wild(s, w);
}

/*
 * May it be a part of a longer word: does what stands after `w` touch it, or
 * what is before, or is it a letter of "d.o.b."?
 */
static inline bool
touches(const struct context_view *v, struct sv text, const struct word *w)
{
	return sought_may_go_on(text, w) ||
	    (v->chain.count > 0 && v->chain.end == w->start) ||
	    (sought_is_initial(text, w->start, w->end) && w->start > 0 &&
	    sought_is_dot(text, w->start - 1));
}

/*
 * One more word. One that begins nothing and does not go on with what began
 * ends all phrases: "of" and "the" stand in many, but mostly follow no other
 * word of one.
 */
static inline void
take_word(struct sink *s, struct sv text, const struct word *w)
{
	const struct context *c = s->view->context;

	if (word_filter_passes(&c->first, w) || touches(s->view, text, w) ||
	    (s->view->chain.count > 0 && word_filter_passes(&c->filter, w)))
		note_word(s, w);
	else
		s->view->chain.count = 0;
}

void
context_begin(struct context_view *v, const struct context *c,
    struct arena *a, struct sv text, struct sv label)
{
	v->context = c;
	v->arena = a;
	v->text = text;
	v->label = sv_slice(label, 0, CONTEXT_LABEL_MAX);
	v->nhits = v->nlabel_hits = 0;
	v->from = v->to = 0;
	v->label_read = false;
	v->chain.count = 0;
	memset(v->clear_from, 0, sizeof(v->clear_from));
	memset(v->clear_to, 0, sizeof(v->clear_to));
}

static bool
is_digit_at(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - '0') < 10;
}

static bool
is_hexadecimal(const struct word *w)
{
	for (unsigned i = 0; i < w->len; i++)
		if (w->folded[i] > 'f')
			return false;
	return true;
}

/* Letters of "3cf0", "bce4" or "e8-4d2a", which say nothing. "tel2" does. */
static bool
is_of_code(struct sv text, const struct word *w)
{
	return (w->start > 0 && is_digit_at(text, w->start - 1)) ||
	    (is_digit_at(text, w->end) && (w->end - w->start < 3 ||
	    is_hexadecimal(w)));
}

/* One more word of the text. */
static inline void
take_read(struct sink *s, const struct word *w)
{
	if (!is_of_code(s->text, w))
		take_word(s, s->text, w);
}

/* Words that ended before `start` are not asked for again, going forward. */
static void
forget_before(struct context_view *v, size_t start)
{
	size_t old = 0;

	while (old < v->nhits && v->hits[old].end <= start)
		old++;
	v->nhits -= old;
	memmove(v->hits, v->hits + old, v->nhits * sizeof(*v->hits));
	v->from = start;
}

/* A phrase that began may go on: read what could be the rest of it. */
static void
read_on(struct sink *s, struct word_reader *r)
{
	struct word w;

	for (int i = 1; i < CONTEXT_MAX_WORDS && s->view->chain.count > 0 &&
	    word_next(r, r->at + GAP_MAX + 1, &w); i++)
		take_read(s, &w);
}

static inline bool
is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/*
 * Over words from `at` on that begin no phrase, which are most: the first byte
 * that is to be read, or `end`.
 */
static size_t
skip_words(const struct context_view *v, size_t at, size_t end)
{
	struct sv text = v->text;
	uint64_t folded[2];
	size_t len;

	while (at < end) {
		if (!is_letter(text.ptr[at])) {
			if ((unsigned char)text.ptr[at] >= 0x80)
				break;
			at++;
			continue;
		}
		len = word_plain(text, at, folded);
		if (len == 0 || word_filter_passes_key(&v->context->first,
		    folded[0], len) || (len == 1 && (sought_is_dot(text, at + 1) ||
		    (at > 0 && sought_is_dot(text, at - 1)))))
			break;
		at += len;
	}
	return at;
}

static void
read_words(struct sink *s, struct word_reader *r, size_t end)
{
	struct word w;

	do {
		if (s->view->chain.count == 0)
			r->at = skip_words(s->view, r->at, end);
		if (!word_next(r, end, &w))
			break;
		take_read(s, &w);
	} while (true);
}

/*
 * Make sure that bytes [start, end) of the text are read, and phrases that
 * begin there to their ends.
 */
static void
read_text(struct context_view *v, size_t start, size_t end)
{
	struct sink s = { v, v->text, &v->hits, &v->nhits, &v->cap };
	struct word_reader r;
	struct word w;

	if (start < v->from || start > v->to) {
		v->from = v->to = start;
		v->nhits = 0;
		v->chain.count = 0;
	}
	if (end <= v->to)
		return;
	if (v->nhits >= HITS_KEPT)
		forget_before(v, start);
	r = (struct word_reader){ v->text, v->to };
	/* What is left of a word that began before is no word. */
	if (v->to == v->from && word_letter_before(v->text, v->to) &&
	    word_letter_after(v->text, v->to))
		(void)word_next(&r, end, &w);
	read_words(&s, &r, end);
	read_on(&s, &r);
	v->to = r.at > end ? r.at : end;
}

static void
read_label(struct context_view *v)
{
	struct sink s = { v, v->label, &v->label_hits, &v->nlabel_hits,
		&v->label_cap };
	struct context_chain kept = v->chain;
	struct word_reader r = { v->label, 0 };
	struct word w;

	v->label_read = true;
	v->chain.count = 0;
	while (word_next(&r, v->label.len, &w))
		take_word(&s, v->label, &w);
	v->chain = kept;
}

static inline bool
in_groups(const struct context *c, uint32_t entry,
    const struct context_query *q)
{
	const struct entry *e = &c->entries[entry];

	for (uint32_t i = 0; i < e->count; i++)
		for (size_t k = 0; k < q->count; k++)
			if (c->groups[e->first + i] == q->groups[k])
				return true;
	return false;
}

static inline bool
in_label(struct context_view *v, const struct context_query *q)
{
	if (!v->label_read)
		read_label(v);
	for (size_t i = 0; i < v->nlabel_hits; i++)
		if (in_groups(v->context, v->label_hits[i].entry, q))
			return true;
	return false;
}

static size_t
distance(const struct context_hit *h, size_t start, size_t end)
{
	if (h->end <= start)
		return start - h->end;
	return h->start >= end ? h->start - end : 0;
}

int
context_near(struct context_view *v, const struct context_query *q,
    size_t start, size_t end)
{
	size_t from = start > q->before ? start - q->before : 0;
	size_t until = end + q->after, nearest = SIZE_MAX, d;

	if (q->count == 0)
		return CONTEXT_NONE;
	if (in_label(v, q))
		return 0;
	if (q->before == 0 && q->after == 0)
		return CONTEXT_NONE;
	read_text(v, from, until < v->text.len ? until : v->text.len);
	/* Hits are in the order of their ends. */
	for (size_t i = v->nhits; i > 0 && v->hits[i - 1].end > from; i--) {
		const struct context_hit *h = &v->hits[i - 1];

		if (h->start < from || h->start >= until)
			continue;
		d = distance(h, start, end);
		if (d < nearest && in_groups(v->context, h->entry, q))
			nearest = d;
	}
	return nearest == SIZE_MAX ? CONTEXT_NONE : (int)nearest;
}

/* Which of the groups of `q` a hit belongs to. */
static uint16_t
group_index(const struct context *c, uint32_t entry,
    const struct context_query *q)
{
	struct context_query one = *q;

	for (one.count = 1; one.groups < q->groups + q->count; one.groups++)
		if (in_groups(c, entry, &one))
			break;
	return (uint16_t)(one.groups - q->groups);
}

bool
context_find(struct context_view *v, const struct context_query *q,
    size_t start, size_t end, struct context_word *ret)
{
	int near = context_near(v, q, start, end);
	bool label = near == 0 && in_label(v, q);
	const struct context_hit *h = label ? v->label_hits : v->hits;
	size_t n = label ? v->nlabel_hits : v->nhits;

	if (near == CONTEXT_NONE)
		return false;
	for (; n > 0; n--, h++)
		if ((label || distance(h, start, end) == (size_t)near) &&
		    in_groups(v->context, h->entry, q))
			break;
	ASSERT(n > 0);
	*ret = (struct context_word){ label,
		group_index(v->context, h->entry, q), h->start, h->end };
	return true;
}

uint64_t
context_bits(const struct context_query *q)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < q->count; i++)
		bits |= bit_of(q->groups[i]);
	return bits;
}

uint64_t
context_any(struct context_view *v, struct context_span window, size_t start,
    size_t end)
{
	size_t from = start > window.before ? start - window.before : 0;
	size_t until = end + window.after;
	uint64_t bits = 0;

	if (!v->label_read)
		read_label(v);
	for (size_t i = 0; i < v->nlabel_hits; i++)
		bits |= v->context->entries[v->label_hits[i].entry].bits;
	read_text(v, from, until < v->text.len ? until : v->text.len);
	for (size_t i = v->nhits; i > 0 && v->hits[i - 1].end > from; i--)
		if (v->hits[i - 1].start < until)
			bits |= v->context->entries[v->hits[i - 1].entry].bits;
	return bits;
}

bool
context_sought(struct context_view *v, enum sought_set set,
    struct context_span window, size_t start, size_t end)
{
	size_t from = start > window.before ? start - window.before : 0;
	size_t until = end + window.after, *clear = &v->clear_to[set];

	if (!v->label_read)
		read_label(v);
	if (v->nlabel_hits > 0)
		return true;
	if (until > v->text.len)
		until = v->text.len;
	if (from < v->clear_from[set] || from > *clear)
		v->clear_from[set] = *clear = from;
	if (*clear < until)
		*clear = sought_find(&v->context->sought[set], v->text,
		    *clear, until);
	return *clear < until;
}
