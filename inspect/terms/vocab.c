/*
 * Two tries over words, one a part. An edge is the hash of (node, word), 64
 * bits that stand for both; the word is its folded hash, or that of a beginning
 * with WILD mixed in. Since a word may fit several edges ("diabetes",
 * "diabet*"), the reader follows a small set of nodes.
 *
 *   root --trade--> 7 --union*--> 8 {union: en}
 *
 * An edge of the word GAP leads to a node from where words may be skipped.
 *
 * A filter of words (inspect/words/word_filter.h) answers for most of them
 * before they are hashed, a Bloom filter for most edges. Whoever comes over an
 * edge is told there what is known of its child, so that of nodes, which are
 * many and far apart, only those are read where a term ends.
 */
#include "inspect/terms/vocab.h"

#include <string.h>

#include "base/mem.h"
#include "inspect/terms/vocab_part.h"
#include "inspect/terms/vocab_place.h"

enum {
	ROOM_FIRST = 256,
	WILD_RARITY = 3,	/* letters that a `*` stands for */
	LATIN_FIRST = 0xc3,	/* first bytes of Latin letters in UTF-8 */
	LATIN_LAST = 0xc8
};

/* Room for one more of `size` bytes each in a list of ours. */
static int
grow(void **items, size_t count, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? ROOM_FIRST : *cap * 2;
	void *bigger;

	if (count < *cap)
		return 0;
	bigger = mem_calloc(more, size);
	if (bigger == NULL)
		return ERR_NOMEM;
	if (count > 0)
		memcpy(bigger, *items, count * size);
	mem_free(*items);
	*items = bigger;
	*cap = more;
	return 0;
}

#define GROW(v, list) grow((void **)&(v)->list, (v)->n##list, \
	&(v)->cap_##list, sizeof(*(v)->list))

static int
new_node(struct vocab *v, uint32_t *ret)
{
	int err = GROW(v, nodes);

	if (err != 0 || v->nnodes > VOCAB_NODE)
		return err != 0 ? err : ERR_FULL;
	v->nodes[v->nnodes] = (struct vocab_node){ VOCAB_NO_PAIR, 0 };
	*ret = (uint32_t)v->nnodes++;
	return 0;
}

int
vocab_new(struct vocab **ret)
{
	struct vocab *v = mem_calloc(1, sizeof(*v));
	uint32_t root = 0;

	if (v == NULL)
		return ERR_NOMEM;
	for (unsigned i = 0; i < VOCAB_PARTS; i++) {
		if (new_node(v, &root) == 0)
			continue;
		vocab_free(v);
		return ERR_NOMEM;
	}
	*ret = v;
	return 0;
}

void
vocab_free(struct vocab *v)
{
	if (v == NULL)
		return;
	mem_free(v->nodes);
	mem_free(v->edges);
	mem_free(v->pairs);
	mem_free(v->anchors);
	vocab_filter_free(v->filter);
	mem_free(v);
}

int
vocab_group(struct vocab *v, enum vocab_part part, uint16_t *ret_group)
{
	if (v->ngroups == VOCAB_MAX_GROUPS)
		return ERR_FULL;
	v->part[v->ngroups] = (uint8_t)part;
	*ret_group = v->ngroups++;
	return 0;
}

/* The official languages of the EU; more only at the end. */
static const struct sv known_languages = SV_INIT("bg cs da de el en es et fi "
    "fr ga hr hu it lt lv mt nl pl pt ro sk sl sv no is ");

int
vocab_languages(struct sv text, uint32_t *ret)
{
	struct sv code;
	ptrdiff_t at;

	*ret = 0;
	if (sv_eq(text, SV("any"))) {
		*ret = VOCAB_ANY_LANGUAGE;
		return 0;
	}
	while (text.ptr != NULL) {
		code = sv_cut(&text, ' ');
		at = code.len == 2 ? sv_find(known_languages, code) : -1;
		if (at < 0 || at % 3 != 0)
			return ERR_NOTFOUND;
		*ret |= UINT32_C(1) << (at / 3);
	}
	return 0;
}

static int
double_edges(struct vocab *v)
{
	struct vocab_edge *old = v->edges;
	size_t count = v->cap_edges;

	v->edges = mem_calloc(count == 0 ? ROOM_FIRST : count * 2,
	    sizeof(*v->edges));
	if (v->edges == NULL) {
		v->edges = old;
		return ERR_NOMEM;
	}
	v->cap_edges = count == 0 ? ROOM_FIRST : count * 2;
	for (size_t i = 0; i < count; i++)
		if (old[i].hash != 0)
			*vocab_find_edge(v, old[i].hash) = old[i];
	mem_free(old);
	return 0;
}

/* The child of `node` by `word`, made if it is new. */
static int
add_edge(struct vocab *v, uint32_t *node, uint64_t word)
{
	uint64_t hash = vocab_edge_hash(*node, word);
	struct vocab_edge *e;
	int err = 0;

	if (v->nedges * 2 >= v->cap_edges)
		err = double_edges(v);
	if (err != 0)
		return err;
	e = vocab_find_edge(v, hash);
	if (e->hash == 0) {
		uint32_t child = 0;

		err = new_node(v, &child);
		if (err != 0)
			return err;
		*e = (struct vocab_edge){ hash, child };
		v->bloom[hash % VOCAB_BLOOM_WORDS] |= vocab_bloom_bits(hash);
		v->nedges++;
		v->nodes[*node].known |= word == VOCAB_GAP_WORD ?
		    VOCAB_INNER | VOCAB_GAP_HERE : VOCAB_INNER;
	}
	*node = e->child;
	return 0;
}

/* A term's words, and after which of them a `*` or `...` stands. */
struct term {
	struct word words[VOCAB_MAX_WORDS];
	bool wild[VOCAB_MAX_WORDS];
	bool gap[VOCAB_MAX_WORDS];
	unsigned count;
	unsigned sought;	/* the first word it may be looked for by */
	struct vocab_form form;
};

static const struct sv gap_mark = SV_INIT("...");

unsigned
vocab_marks(struct sv text)
{
	unsigned count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += (unsigned char)text.ptr[i] >= LATIN_FIRST &&
		    (unsigned char)text.ptr[i] <= LATIN_LAST;
	return count;
}

/* Capitals come first in Latin 1, Greek and Cyrillic, then turn about. */
bool
vocab_capital(struct sv text)
{
	unsigned char c, next;

	if (text.len < 2)
		return text.len == 1 && text.ptr[0] >= 'A' &&
		    text.ptr[0] <= 'Z';
	c = (unsigned char)text.ptr[0];
	next = (unsigned char)text.ptr[1];
	switch (c) {
	case 0xc3:
		return next < 0x9f;
	case 0xc4:
		return next < 0xb8 ? next % 2 == 0 : next % 2 == 1;
	case 0xc5:
		return next < 0x8a || next > 0xb8 ? next % 2 == 1 :
		    next % 2 == 0;
	case 0xc8:
		return next % 2 == 0;
	case 0xce:
		return next < 0xac;
	case 0xd0:
		return next < 0xb0;
	default:
		return c >= 'A' && c <= 'Z';
	}
}

/* Digits are no part of words: they would be passed over in silence. */
static bool
has_digit(struct sv term)
{
	for (size_t i = 0; i < term.len; i++)
		if (term.ptr[i] >= '0' && term.ptr[i] <= '9')
			return true;
	return false;
}

static int
read_term(struct sv text, struct term *t)
{
	struct word_reader r = { text, 0 };
	size_t end = 0;
	struct word w;

	*t = (struct term){ .count = 0 };
	for (t->count = 0; word_next(&r, text.len, &w); t->count++) {
		if (t->count == VOCAB_MAX_WORDS || w.len == WORD_MAX)
			return ERR_SYNTAX;
		t->words[t->count] = w;
		t->wild[t->count] = r.at < text.len && text.ptr[r.at] == '*';
		t->form.wild |= t->wild[t->count];
		if (t->wild[t->count] && w.len < VOCAB_WILD_MIN)
			return ERR_SYNTAX;
		if (t->count > 0 && sv_find(sv_slice(text, end, w.start),
		    gap_mark) >= 0)
			t->gap[t->count - 1] = t->form.wild = true;
		if (w.start > 0 && text.ptr[w.start - 1] == '^')
			t->sought = t->count;
		end = w.end;
	}
	if (t->count == 0 || has_digit(text) || sv_find(sv_slice(text, end,
	    text.len), gap_mark) >= 0 || sv_find(text, gap_mark) == 0)
		return ERR_SYNTAX;
	t->form.marks = (uint8_t)vocab_marks(text);
	t->form.capitals = !vocab_place_has_small(text);
	t->form.small = !vocab_capital(sv_slice(text, t->words[0].start,
	    text.len));
	return 0;
}

/* How rare a word may be: long ones, and those that are inflected. */
static unsigned
rarity(const struct term *t, unsigned i)
{
	return t->words[i].len + (t->wild[i] ? WILD_RARITY : 0u);
}

static uint32_t
head_of(const struct word *w)
{
	return (uint32_t)word_key(w);
}

/* What stands before or behind word `i`, up to a gap, and beyond that. */
static void
put_near(const struct term *t, unsigned i, enum vocab_side side,
    struct vocab_key *key)
{
	for (unsigned k = 0; k < VOCAB_BESIDE; k++) {
		unsigned gap, next;

		if (side == VOCAB_BEFORE ? i == 0 : i + 1 == t->count)
			return;
		next = side == VOCAB_BEFORE ? i - 1 : i + 1;
		gap = side == VOCAB_BEFORE ? next : i;
		i = next;
		if (t->gap[gap]) {
			key->beyond[side] = head_of(&t->words[i]);
			return;
		}
		key->beside[side][k] = head_of(&t->words[i]);
	}
}

/* A term is looked for by its rarest word, of those from `^` on. */
static int
add_anchor(struct vocab *v, const struct term *t)
{
	unsigned longest = t->sought, back = 0;
	struct vocab_key *key;
	int err = GROW(v, anchors);

	if (err != 0)
		return err;
	for (unsigned i = longest + 1; i < t->count; i++)
		if (rarity(t, i) > rarity(t, longest))
			longest = i;
	for (unsigned i = 0; i < longest; i++)
		back += t->gap[i] ? 1 + VOCAB_SKIP : 1;
	key = &v->anchors[v->nanchors++];
	*key = vocab_filter_key(t->words[longest].folded,
	    t->words[longest].len, t->wild[longest], back);
	put_near(t, longest, VOCAB_BEFORE, key);
	put_near(t, longest, VOCAB_BEHIND, key);
	return 0;
}

static bool
same_form(struct vocab_form a, struct vocab_form b)
{
	return a.marks == b.marks && a.small == b.small && a.wild == b.wild &&
	    a.capitals == b.capitals;
}

static int
add_pair(struct vocab *v, uint32_t node, uint16_t group, uint32_t mask,
    struct vocab_form form)
{
	int err;

	for (uint32_t i = v->nodes[node].pairs; i != VOCAB_NO_PAIR;
	    i = v->pairs[i].next) {
		if (v->pairs[i].group != group ||
		    !same_form(v->pairs[i].form, form))
			continue;
		v->pairs[i].languages |= mask;
		return 0;
	}
	err = GROW(v, pairs);
	if (err != 0)
		return err;
	v->pairs[v->npairs] = (struct vocab_pair){ mask,
		v->nodes[node].pairs, group, form };
	v->nodes[node].pairs = (uint32_t)v->npairs++;
	return 0;
}

int
vocab_add(struct vocab *v, uint16_t group, uint32_t mask, struct sv term)
{
	enum vocab_part part = vocab_part(v, group);
	uint32_t node = part;
	struct term t;
	int err = read_term(term, &t);

	if (err == 0 && part == VOCAB_TERMS)
		err = add_anchor(v, &t);
	for (unsigned i = 0; i < t.count && err == 0; i++) {
		if (t.wild[i])
			v->wild[part][vocab_stem_set(&t.words[i])] |=
			    UINT64_C(1) << t.words[i].len;
		word_filter_add(i == 0 ? &v->firsts[part] : &v->words[part],
		    &t.words[i], t.wild[i]);
		err = add_edge(v, &node, vocab_hash(&t.words[i],
		    t.words[i].len) ^ (t.wild[i] ? VOCAB_WILD : 0));
		if (err == 0 && t.gap[i])
			err = add_edge(v, &node, VOCAB_GAP_WORD);
	}
	return err != 0 ? err : add_pair(v, node, group, mask, t.form);
}

enum vocab_part
vocab_part(const struct vocab *v, uint16_t group)
{
	return (enum vocab_part)v->part[group];
}

static uint32_t
known_of(const struct vocab *v, uint32_t node)
{
	return v->nodes[node].known |
	    (v->nodes[node].pairs != VOCAB_NO_PAIR ? VOCAB_ENDS : 0);
}

int
vocab_ready(struct vocab *v)
{
	int err;

	/* A root without edges is one too. */
	if (v->cap_edges == 0 && double_edges(v) != 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < v->cap_edges; i++)
		if (v->edges[i].hash != 0)
			v->edges[i].child |= known_of(v, v->edges[i].child);
	err = vocab_filter_new(v->anchors, v->nanchors, &v->filter);
	mem_free(v->anchors);
	v->anchors = NULL;
	return err;
}

const struct vocab_filter *
vocab_filter(const struct vocab *v)
{
	return v->filter;
}
