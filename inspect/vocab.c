/*
 * Two tries over words, one a part. An edge is the hash of (node, word), 64 bits that stand
 * for both; the word is its folded hash, or that of a beginning with WILD
 * mixed in. Since a word may fit several edges ("diabetes", "diabet*"), the
 * reader follows a small set of nodes.
 *
 *   root --trade--> 7 --union*--> 8 {union: en}
 *
 * A filter of words (inspect/word_filter.h) answers for most of them before
 * they are hashed, a Bloom filter for most edges.
 */
#include "inspect/vocab.h"

#include <string.h>

#include "base/mem.h"
#include "inspect/word_filter.h"

#define WILD		UINT64_C(0x9e3779b97f4a7c15)
#define NO_PAIR		UINT32_MAX

enum {
	ROOM_FIRST = 256,
	BLOOM_BITS = 1 << 17,
	WILD_RARITY = 3,	/* letters that a `*` stands for */
	BACK_MAX = 24		/* bytes back for each word of a term */
};

struct node {
	uint32_t pairs;		/* head of a list, or NO_PAIR */
	bool inner;		/* some term goes on from here */
};

struct edge {
	uint64_t hash;		/* 0: free */
	uint32_t child;
};

struct vocab {
	struct node *nodes;
	size_t nnodes, cap_nodes;
	struct edge *edges;
	size_t nedges, cap_edges;	/* a power of two */
	struct vocab_pair *pairs;
	size_t npairs, cap_pairs;
	struct vocab_key *anchors;	/* what the filter is made of */
	size_t nanchors, cap_anchors;
	uint64_t bloom[BLOOM_BITS / 64];
	uint64_t wild[VOCAB_PARTS];	/* bit n: some `*` after n bytes */
	struct word_filter words[VOCAB_PARTS];
	struct vocab_filter *filter;
	uint16_t ngroups;
	uint8_t part[VOCAB_MAX_GROUPS];
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

	if (err != 0)
		return err;
	v->nodes[v->nnodes] = (struct node){ NO_PAIR, false };
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

static uint64_t
edge_hash(uint32_t node, uint64_t word)
{
	uint64_t hash = (word ^ (uint64_t)node << 32 ^ node) *
	    UINT64_C(0xff51afd7ed558ccd);

	hash = (hash ^ hash >> 32) * UINT64_C(0xc4ceb9fe1a85ec53);
	return hash == 0 ? 1 : hash;
}

/* Where the edge is, or the free place where it would be. */
static struct edge *
find_edge(const struct vocab *v, uint64_t hash)
{
	size_t mask = v->cap_edges - 1, at = (size_t)(hash >> 24) & mask;

	while (v->edges[at].hash != 0 && v->edges[at].hash != hash)
		at = (at + 1) & mask;
	return &v->edges[at];
}

static int
double_edges(struct vocab *v)
{
	struct edge *old = v->edges;
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
			*find_edge(v, old[i].hash) = old[i];
	mem_free(old);
	return 0;
}

/* The child of `node` by `word`, made if it is new. */
static int
add_edge(struct vocab *v, uint32_t *node, uint64_t word)
{
	uint64_t hash = edge_hash(*node, word);
	struct edge *e;
	int err = 0;

	if (v->nedges * 2 >= v->cap_edges)
		err = double_edges(v);
	if (err != 0)
		return err;
	e = find_edge(v, hash);
	if (e->hash == 0) {
		uint32_t child = 0;

		err = new_node(v, &child);
		if (err != 0)
			return err;
		*e = (struct edge){ hash, child };
		v->bloom[hash % BLOOM_BITS / 64] |= UINT64_C(1) << hash % 64;
		v->nedges++;
		v->nodes[*node].inner = true;
	}
	*node = e->child;
	return 0;
}

/* A term's words, and after which of them a `*` stands. */
struct term {
	struct word words[VOCAB_MAX_WORDS];
	bool wild[VOCAB_MAX_WORDS];
	unsigned count;
};

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
	struct word w;

	for (t->count = 0; word_next(&r, text.len, &w); t->count++) {
		if (t->count == VOCAB_MAX_WORDS || w.len == WORD_MAX)
			return ERR_SYNTAX;
		t->words[t->count] = w;
		t->wild[t->count] = r.at < text.len && text.ptr[r.at] == '*';
		if (t->wild[t->count] && w.len < VOCAB_WILD_MIN)
			return ERR_SYNTAX;
	}
	return t->count == 0 || has_digit(text) ? ERR_SYNTAX : 0;
}

/* How rare a word may be: long ones, and those that are inflected. */
static unsigned
rarity(const struct term *t, unsigned i)
{
	return t->words[i].len + (t->wild[i] ? WILD_RARITY : 0u);
}

/* A term is looked for by its rarest word. */
static int
add_anchor(struct vocab *v, const struct term *t)
{
	unsigned longest = 0;
	int err = GROW(v, anchors);

	if (err != 0)
		return err;
	for (unsigned i = 1; i < t->count; i++)
		if (rarity(t, i) > rarity(t, longest))
			longest = i;
	v->anchors[v->nanchors++] = vocab_filter_key(
	    t->words[longest].folded, t->words[longest].len,
	    t->wild[longest], longest);
	return 0;
}

static int
add_pair(struct vocab *v, uint32_t node, uint16_t group, uint32_t mask)
{
	int err;

	for (uint32_t i = v->nodes[node].pairs; i != NO_PAIR;
	    i = v->pairs[i].next) {
		if (v->pairs[i].group != group)
			continue;
		v->pairs[i].languages |= mask;
		return 0;
	}
	err = GROW(v, pairs);
	if (err != 0)
		return err;
	v->pairs[v->npairs] = (struct vocab_pair){ mask,
		v->nodes[node].pairs, group };
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
			v->wild[part] |= UINT64_C(1) << t.words[i].len;
		word_filter_add(&v->words[part], &t.words[i], t.wild[i]);
		err = add_edge(v, &node, word_hash(WORD_HASH,
		    t.words[i].folded, t.words[i].len) ^
		    (t.wild[i] ? WILD : 0));
	}
	return err != 0 ? err : add_pair(v, node, group, mask);
}

enum vocab_part
vocab_part(const struct vocab *v, uint16_t group)
{
	return (enum vocab_part)v->part[group];
}

int
vocab_ready(struct vocab *v)
{
	int err;

	/* A root without edges is one too. */
	if (v->cap_edges == 0 && double_edges(v) != 0)
		return ERR_NOMEM;
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

static inline void
follow(const struct vocab *v, uint32_t node, uint64_t word,
    struct vocab_nodes *ret)
{
	uint64_t hash = edge_hash(node, word);
	const struct edge *e;

	if ((v->bloom[hash % BLOOM_BITS / 64] >> hash % 64 & 1) == 0)
		return;
	e = find_edge(v, hash);
	if (e->hash != 0 && ret->count < VOCAB_READINGS)
		ret->items[ret->count++] = e->child;
}

void
vocab_step(const struct vocab *v, enum vocab_part part, uint32_t from,
    const struct word *w, struct vocab_nodes *ret)
{
	uint64_t hash = WORD_HASH, wild = v->wild[part];

	if (!word_filter_passes(&v->words[part], w))
		return;
	for (unsigned len = 0; len < w->len; len++) {
		if ((wild >> len & 1) != 0)
			follow(v, from, hash ^ WILD, ret);
		hash = word_hash(hash, w->folded + len, 1);
	}
	if ((wild >> w->len & 1) != 0)
		follow(v, from, hash ^ WILD, ret);
	follow(v, from, hash, ret);
}

bool
vocab_ends(const struct vocab *v, uint32_t node)
{
	return v->nodes[node].pairs != NO_PAIR;
}

bool
vocab_goes_on(const struct vocab *v, uint32_t node)
{
	return v->nodes[node].inner;
}

/* Of `nodes`, those for which `is` holds. */
static struct vocab_nodes
those(const struct vocab *v, const struct vocab_nodes *nodes,
    bool (*is)(const struct vocab *v, uint32_t node))
{
	struct vocab_nodes ret;

	ret.count = 0;

	for (size_t i = 0; i < nodes->count; i++)
		if (is(v, nodes->items[i]))
			ret.items[ret.count++] = nodes->items[i];
	return ret;
}

/* The longest term that begins with the word at `at`. */
static bool
match_at(const struct vocab *v, struct sv text, size_t at,
    struct vocab_match *ret)
{
	struct vocab_nodes now = { { VOCAB_TERMS }, 1 }, next, ends;
	struct word_reader r = { text, at };
	size_t end = at;
	bool found = false;
	struct word w;

	while (now.count > 0 && word_next(&r, text.len, &w) &&
	    (w.start == at || w.start - end <= VOCAB_GAP)) {
		next.count = 0;
		for (size_t i = 0; i < now.count; i++)
			vocab_step(v, VOCAB_TERMS, now.items[i], &w, &next);
		if (next.count == 0)
			break;
		end = w.end;
		ends = those(v, &next, vocab_ends);
		if (ends.count > 0) {
			*ret = (struct vocab_match){ at, end, ends };
			found = true;
		}
		now = those(v, &next, vocab_goes_on);
	}
	return found;
}

/* Where the last `count` words before byte `at` begin, and `at` itself. */
static size_t
words_before(struct sv text, size_t at, unsigned count,
    size_t starts[VOCAB_MAX_WORDS])
{
	size_t reach = (size_t)count * BACK_MAX, n = 0;
	struct word_reader r = { text, at > reach ? at - reach : 0 };
	struct word w;

	if (word_letter_before(text, r.at) && word_letter_after(text, r.at) &&
	    r.at < at)
		(void)word_next(&r, at, &w);
	while (count > 0 && word_next(&r, at, &w)) {
		if (n == count) {
			for (size_t i = 1; i < n; i++)
				starts[i - 1] = starts[i];
			n--;
		}
		starts[n++] = w.start;
	}
	starts[n++] = at;
	return n;
}

bool
vocab_match(const struct vocab *v, struct sv text, size_t at, unsigned back,
    struct vocab_match *ret)
{
	size_t starts[VOCAB_MAX_WORDS];
	size_t count = words_before(text, at, back, starts);

	for (size_t i = 0; i < count; i++)
		if (match_at(v, text, starts[i], ret) && ret->end > at)
			return true;
	return false;
}

bool
vocab_pair(const struct vocab *v, uint32_t node,
    const struct vocab_pair **at)
{
	uint32_t next = *at == NULL ? v->nodes[node].pairs : (*at)->next;

	if (next == NO_PAIR)
		return false;
	*at = &v->pairs[next];
	return true;
}
