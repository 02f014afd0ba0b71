/*
 * Words are runs of letters and of bytes >= 0x80. The first eight bytes, in
 * lower case, tell most of them to be none of ours (base/probe.h), and are the
 * key that others are looked for by; a run with characters beyond Latin letters
 * is folded one by one.
 *
 * A word passes if one of three keys is known:
 *
 *   8 bytes  whole words, filled up with zeros, and beginnings of 8 and more
 *   6 bytes  beginnings of 6 and 7 bytes ("diabet*")
 *   4 bytes  beginnings of 4 and 5
 *
 * Where all terms of a key have words beside it, those must be there, as far as
 * their first letters, their heads, tell: "member" is a common word, and "member
 * of the party" is not. Asked for are up to two words on either side, and one
 * beyond `...`. Which of these a term has is its shape, a set of bits: a key
 * has a set of shapes, and the key with the heads of a shape is hashed into
 * bits of one set for all. Nor does "national" pass for "nationalist": of long
 * words the three letters behind the eighth are of a set too, and of another
 * where the word is a term alone.
 *
 * Most keys have no entry in the table: a Bloom filter says so, and a set of an
 * entry itself says of most words beside one that no shape begins with them, so
 * that little is fetched from memory for nothing. Whoever has words from
 * elsewhere asks for many at once; the table is on its way when it is looked
 * at.
 */
#include "inspect/terms/vocab_filter.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/probe.h"
#include "inspect/terms/vocab_letter.h"
#include "inspect/words/word.h"

enum {
	KEY = 8,
	EDGE = 3,		/* letters of a long word behind its eighth */
	ROOM_FIRST = 64,
	BEYOND = VOCAB_SIDES * VOCAB_BESIDE,	/* heads of a shape, and one */
	SHAPE_HEADS = BEYOND + VOCAB_SIDES,	/* of either side beyond them */
	NEAR_WORDS = 1 << 13,	/* of 64 bits: what stands beside keys */
	KEY_WORDS = 1 << 12,	/* of 64 bits: keys that have entries */
	AHEAD = 12,		/* words whose keys are fetched ahead */
	LATIN_FIRST = 0xc3,	/* first bytes of Latin letters of two bytes */
	LATIN_LAST = 0xc5
};

/* All terms of a key. */
struct entry {
	uint64_t bytes;		/* 0: free */
	uint64_t shapes;	/* bit n: some have shape n, which is not 0 */
	uint32_t rest;		/* how the word may go on behind eight bytes */
	uint32_t alone;		/* and where nothing must stand beside it */
	uint32_t firsts;	/* first heads of shapes, by first_bit() */
	uint8_t count;		/* of bytes that must agree: 4, 6 or 8 */
	uint8_t back;
};

/* Bytes of keys; but for the first they are of words that go on. */
static const uint8_t counts[] = { KEY, 6, 4 };

/* The bit of no letters. */
#define NO_REST	UINT32_C(1)

struct vocab_filter {
	struct probe probe;
	struct vocab_letters letters;
	uint64_t near[NEAR_WORDS];
	uint64_t keys[KEY_WORDS];
	struct entry *entries;	/* by their hashes */
	size_t nentries, cap;	/* a power of two */
};

static uint64_t
first_bytes(uint64_t key, unsigned bytes)
{
	return bytes >= KEY ? key : key & ((UINT64_C(1) << 8 * bytes) - 1);
}

/* The lowest byte is the first one, on any machine. */
static uint64_t
load(const char *p, size_t len)
{
	uint64_t key = 0;

	for (size_t i = 0; i < len && i < KEY; i++)
		key |= (uint64_t)(unsigned char)p[i] << 8 * i;
	return key;
}

/* Which bit of a set stands for so few letters, or none (NO_REST)? */
static uint32_t
edge_bit(uint32_t letters)
{
	return UINT32_C(1) << (letters * UINT32_C(0x9e3779b1) >> 27);
}

static uint32_t
edge_of(const char *letters, size_t len)
{
	uint32_t edge = 0;

	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_letter((unsigned char)letters[i]))
			return VOCAB_FILTER_ANY;
		edge |= (uint32_t)(unsigned char)letters[i] << 8 * i;
	}
	return edge_bit(edge);
}

/* How a folded word goes on behind its first eight bytes. */
static uint32_t
rest_of(const char *folded, size_t len, bool wild)
{
	if (len <= KEY)
		return wild ? VOCAB_FILTER_ANY : NO_REST;
	len -= KEY;
	return wild && len < EDGE ? VOCAB_FILTER_ANY :
	    edge_of(folded + KEY, len < EDGE ? len : EDGE);
}

struct vocab_key
vocab_filter_key(const char *folded, size_t len, bool wild, unsigned back)
{
	unsigned count = !wild || len >= 8 ? 8 : len >= 6 ? 6 : 4;

	return (struct vocab_key){ .bytes = first_bytes(load(folded, len),
		count), .rest = count < 8 || len < 8 ? VOCAB_FILTER_ANY :
		    rest_of(folded, len, wild),
		.beside = { { VOCAB_HEAD_ANY, VOCAB_HEAD_ANY },
		    { VOCAB_HEAD_ANY, VOCAB_HEAD_ANY } },
		.beyond = { VOCAB_HEAD_ANY, VOCAB_HEAD_ANY },
		.count = (uint8_t)count, .back = (uint8_t)back };
}

static inline uint64_t
hash_of(uint64_t key, unsigned count)
{
	return (key ^ key >> 29 ^ count) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline size_t
place_of(const struct vocab_filter *f, uint64_t hash)
{
	return (size_t)(hash >> 32) & (f->cap - 1);
}

/* Three bits of one number of f->keys stand for a key. */
static inline uint64_t
key_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) |
	    UINT64_C(1) << (hash >> 46 & 63);
}

/* May there be an entry of this key? Most have none. */
static inline bool
may_be_key(const struct vocab_filter *f, uint64_t hash)
{
	uint64_t bits = key_bits(hash);

	return (f->keys[(hash >> 32) % KEY_WORDS] & bits) == bits;
}

/* Where the key is, or the free place where it would be. */
static inline struct entry *
find(const struct vocab_filter *f, uint64_t key, unsigned count)
{
	size_t at = place_of(f, hash_of(key, count));

	while (f->entries[at].bytes != 0 && (f->entries[at].bytes != key ||
	    f->entries[at].count != count))
		at = (at + 1) & (f->cap - 1);
	return &f->entries[at];
}

/* Room for one more key, in a table that is never more than half full. */
static int
make_room(struct vocab_filter *f)
{
	struct entry *old = f->entries;
	size_t count = f->cap, more = count == 0 ? ROOM_FIRST : 2 * count;

	if (2 * f->nentries < count)
		return 0;
	f->entries = mem_calloc(more, sizeof(*f->entries));
	if (f->entries == NULL) {
		f->entries = old;
		return ERR_NOMEM;
	}
	f->cap = more;
	for (size_t i = 0; i < count; i++)
		if (old[i].bytes != 0)
			*find(f, old[i].bytes, old[i].count) = old[i];
	mem_free(old);
	return 0;
}

/*
 * A key with the heads that a shape says, those beside it, and perhaps one
 * beyond `...`, is a sum of products, so that it is summed up as heads are
 * read.
 */
static inline uint64_t
near_of(const struct entry *e, unsigned shape)
{
	return e->bytes * UINT64_C(0x9fb21c651e98df25) +
	    (shape << 4 | e->count) * UINT64_C(0xd6e8feb86659fd93);
}

static inline uint64_t
near_head(unsigned i, uint32_t head)
{
	static const uint64_t by[SHAPE_HEADS] = {
		UINT64_C(0xa0761d6478bd642f), UINT64_C(0xe7037ed1a0b428db),
		UINT64_C(0x8ebc6af09c88c6e3), UINT64_C(0x589965cc75374cc3),
		UINT64_C(0x1d8e4e27c47d124f), UINT64_C(0xeb44accab455d165)
	};

	return head * by[i];
}

/* What tells most heads beside a key from those that some shape begins with. */
static inline uint32_t
first_bit(uint64_t near)
{
	return UINT32_C(1) << (near >> 59);
}

/* Three bits of one number of f->near stand for it: `*ret_at` is which. */
static inline uint64_t
near_bits(uint64_t near, size_t *ret_at)
{
	uint64_t hash = (near ^ near >> 32) * UINT64_C(0xff51afd7ed558ccd);

	*ret_at = (size_t)(hash >> 32) % NEAR_WORDS;
	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) |
	    UINT64_C(1) << (hash >> 46 & 63);
}

static inline bool
is_near(const struct vocab_filter *f, uint64_t near)
{
	size_t at;
	uint64_t bits = near_bits(near, &at);

	return (f->near[at] & bits) == bits;
}

/* The shape of a key, and its heads. */
static unsigned
shape_of(const struct vocab_key *key, uint32_t heads[SHAPE_HEADS])
{
	unsigned shape = 0;

	memcpy(heads, key->beside, sizeof(key->beside));
	memcpy(heads + BEYOND, key->beyond, sizeof(key->beyond));
	/* One is enough. */
	if (heads[BEYOND] != VOCAB_HEAD_ANY)
		heads[BEYOND + 1] = VOCAB_HEAD_ANY;
	for (unsigned i = 0; i < SHAPE_HEADS; i++)
		shape |= (unsigned)(heads[i] != VOCAB_HEAD_ANY) << i;
	return shape;
}

static void
learn_shape(struct vocab_filter *f, struct entry *e, unsigned shape,
    const uint32_t heads[SHAPE_HEADS])
{
	uint64_t near = near_of(e, shape), bits;
	unsigned first = (unsigned)__builtin_ctz(shape);
	size_t at;

	if (first < BEYOND)
		e->firsts |= first_bit(near_head(first, heads[first]));
	for (unsigned i = 0; i < SHAPE_HEADS; i++)
		near += (shape >> i & 1) != 0 ? near_head(i, heads[i]) : 0;
	bits = near_bits(near, &at);
	f->near[at] |= bits;
	e->shapes |= UINT64_C(1) << shape;
}

static int
learn(struct vocab_filter *f, const struct vocab_key *key)
{
	uint32_t heads[SHAPE_HEADS];
	uint64_t hash = hash_of(key->bytes, key->count);
	unsigned shape = shape_of(key, heads);
	int err = make_room(f);
	struct entry *e;

	if (err != 0)
		return err;
	e = find(f, key->bytes, key->count);
	if (e->bytes == 0) {
		probe_add(&f->probe, key->bytes, key->count < KEY);
		e->bytes = key->bytes;
		e->count = key->count;
		f->keys[(hash >> 32) % KEY_WORDS] |= key_bits(hash);
		f->nentries++;
	}
	if (shape == 0)
		e->alone |= key->rest;
	else
		learn_shape(f, e, shape, heads);
	e->rest |= key->rest;
	e->back = key->back > e->back ? key->back : e->back;
	return 0;
}

int
vocab_filter_new(const struct vocab_key *items, size_t count,
    struct vocab_filter **ret)
{
	struct vocab_filter *f = mem_calloc(1, sizeof(*f));
	int err = f == NULL ? ERR_NOMEM : make_room(f);

	for (size_t i = 0; i < count && err == 0; i++)
		err = learn(f, &items[i]);
	if (err != 0) {
		vocab_filter_free(f);
		return err;
	}
	vocab_letters_init(&f->letters);
	f->probe.no_short = true;
	for (size_t i = 0; i < count; i++)
		if (items[i].bytes < 1 << 16)
			f->probe.no_short = false;
	*ret = f;
	return 0;
}

void
vocab_filter_free(struct vocab_filter *f)
{
	if (f == NULL)
		return;
	mem_free(f->entries);
	mem_free(f);
}

/* What one call of vocab_filter_run() works with. */
struct run {
	const struct vocab_filter *f;
	struct sv text;
	vocab_filter_fn *found;
	void *ctx;
};

/*
 * How the word at `at`, whose key has all eight bytes, goes on: its bit, or all
 * where that is not plain.
 */
static uint32_t
rest_at(struct sv text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t from = at + KEY;
	uint32_t edge = 0;

	/* Where letters are folded, bytes and letters are not the same. */
	if (text.len - at < KEY || word_count_range(word_load(text.ptr + at) |
	    WORD_CASE, 'a', 'z') < KEY)
		return VOCAB_FILTER_ANY;
	for (size_t i = from; i < text.len && i - from < EDGE &&
	    vocab_letter_in_run(text.ptr[i]); i++) {
		if (p[i] >= 0x80 || ascii_is_upper(p[i]))
			return VOCAB_FILTER_ANY;
		edge |= (uint32_t)(p[i] | 0x20) << 8 * (i - from);
	}
	return edge_bit(edge);
}

/* Does a word stand beyond, over a few others but no mark, that is near too? */
static bool
has_beyond(const struct vocab_filter *f, unsigned shape, uint64_t near,
    struct vocab_sides *s)
{
	enum vocab_side side = (shape >> BEYOND & 1) != 0 ? VOCAB_BEFORE :
	    VOCAB_BEHIND;
	bool beside = (shape >> side * VOCAB_BESIDE & 1) != 0;
	/* As many as may stand between, and what is beside the word. */
	unsigned most = VOCAB_SIDE_WORDS - (beside ? 0u : 1u);

	for (unsigned n = 0; n < most; n++) {
		uint32_t head = vocab_sides_head(s, side, n);

		if (head == VOCAB_HEAD_ANY)
			return true;
		if (head == VOCAB_HEAD_NONE || (vocab_sides_marked(s, side,
		    n) && (n > 0 || !beside)))
			return false;
		if (is_near(f, near + near_head(BEYOND + side, head)))
			return true;
	}
	return false;
}

/* Do words stand around as in a term of this shape? */
static bool
has_shape(const struct vocab_filter *f, const struct entry *e,
    unsigned shape, struct vocab_sides *s)
{
	uint64_t near = near_of(e, shape), one;
	bool first = true;

	for (unsigned rest = shape & ((1U << BEYOND) - 1); rest != 0;
	    rest &= rest - 1) {
		unsigned i = (unsigned)__builtin_ctz(rest);
		uint32_t head = vocab_sides_head(s, i < VOCAB_BESIDE ?
		    VOCAB_BEFORE : VOCAB_BEHIND, i % VOCAB_BESIDE);

		if (head == VOCAB_HEAD_ANY)
			return true;
		one = near_head(i, head);
		if (head == VOCAB_HEAD_NONE ||
		    (first && (e->firsts & first_bit(one)) == 0))
			return false;
		first = false;
		near += one;
	}
	return shape >> BEYOND == 0 ? is_near(f, near) :
	    has_beyond(f, shape, near, s);
}

/* Do words stand around as some term of `e` has them? */
static bool
stands_near(const struct vocab_filter *f, const struct entry *e,
    struct vocab_sides *s)
{
	for (uint64_t rest = e->shapes; rest != 0; rest &= rest - 1)
		if (has_shape(f, e, (unsigned)__builtin_ctzll(rest), s))
			return true;
	return false;
}

/* Few words come so far. */
static NOINLINE bool
passes(const struct vocab_filter *f, const struct entry *e,
    struct vocab_sides *s)
{
	uint32_t rest = e->rest == VOCAB_FILTER_ANY &&
	    (e->alone == 0 || e->alone == VOCAB_FILTER_ANY) ?
	    VOCAB_FILTER_ANY : rest_at(s->text, s->at);

	return (e->alone & rest) != 0 ||
	    ((e->rest & rest) != 0 && stands_near(f, e, s));
}

bool
vocab_filter_knows(const struct vocab_filter *f, struct sv text, size_t at,
    uint64_t word, unsigned *ret_back)
{
	size_t kinds = probe_has_stem(&f->probe, word) ? NELEMS(counts) : 1;
	struct vocab_sides s;
	bool found = false;

	s.text = sv_make(NULL, 0);
	*ret_back = 0;
	for (size_t i = 0; i < kinds; i++) {
		uint64_t key = first_bytes(word, counts[i]);
		const struct entry *e;

		if (!may_be_key(f, hash_of(key, counts[i])))
			continue;
		e = find(f, key, counts[i]);
		if (e->bytes == 0)
			continue;
		if (s.text.ptr == NULL)
			vocab_sides_init(&s, &f->letters, text, at);
		if (!passes(f, e, &s))
			continue;
		*ret_back = e->back > *ret_back ? e->back : *ret_back;
		found = true;
	}
	return found;
}

/* May there be an entry for a word? No branch: nobody can foretell. */
static ALWAYS_INLINE bool
may_know(const struct vocab_filter *f, uint64_t word)
{
	bool stem = probe_has_stem(&f->probe, word);
	bool ret = may_be_key(f, hash_of(word, KEY));

	for (unsigned i = 1; i < NELEMS(counts); i++)
		ret |= stem & may_be_key(f, hash_of(first_bytes(word,
		    counts[i]), counts[i]));
	return ret;
}

/* This word is asked for soon. */
static ALWAYS_INLINE void
expect(const struct vocab_filter *f, struct sv text,
    const struct vocab_asked *a)
{
	__builtin_prefetch(text.ptr + a->start);
	__builtin_prefetch(&f->entries[place_of(f, hash_of(a->word, KEY))]);
}

size_t
vocab_filter_choose(const struct vocab_filter *f, struct sv text,
    struct vocab_asked *items, size_t count)
{
	size_t left = 0, some = 0;
	unsigned back = 0;

	for (size_t i = 0; i < count; i++) {
		items[some] = items[i];
		some += !items[i].plain | may_know(f, items[i].word);
	}
	for (size_t i = 0; i < some && i < AHEAD; i++)
		expect(f, text, &items[i]);
	for (size_t i = 0; i < some; i++) {
		struct vocab_asked now = items[i];

		if (i + AHEAD < some)
			expect(f, text, &items[i + AHEAD]);
		if (now.plain && !vocab_filter_knows(f, text, now.start,
		    now.word, &back))
			continue;
		now.back = (uint8_t)back;
		items[left++] = now;
	}
	return left;
}

/* A word that begins with `key` stands at byte `at`. */
static bool
look_at_key(const struct run *r, uint64_t key, size_t at)
{
	unsigned back;

	return !vocab_filter_knows(r->f, r->text, at, key, &back) ||
	    r->found(r->ctx, at, back);
}

/* The words of a run that is not all ASCII. */
static bool
look_at_mixed(const struct run *r, size_t from, size_t end)
{
	size_t start = from, len = 0, at = from;
	uint64_t key = 0;
	struct vocab_letter c;

	while (at < end) {
		size_t bytes = vocab_letter_at(&r->f->letters, r->text, at, &c);

		if (c.kind == WORD_SEPARATOR) {
			if (len > 0 && !look_at_key(r, key, start))
				return false;
			len = 0;
			key = 0;
		} else if (c.kind == WORD_LETTER) {
			if (len == 0)
				start = at;
			if (len < KEY)
				key |= (uint64_t)c.bytes << 8 * len;
			len += c.len;
		}
		at += bytes;
	}
	return len == 0 || look_at_key(r, key, start);
}

/* The words of the run at byte `at`, whatever is in it. */
static NOINLINE bool
look_at_any(const struct run *r, size_t at)
{
	size_t end = at;

	while (end < r->text.len && vocab_letter_in_run(r->text.ptr[end]))
		end++;
	return look_at_mixed(r, at, end);
}

/*
 * The words of the run at byte `at`, which is one if it is all Latin letters of
 * one and two bytes.
 */
static bool
look_at_run(const struct run *r, size_t start)
{
	const unsigned char *p = (const unsigned char *)r->text.ptr;
	size_t at = start, len = 0;
	uint64_t key = 0;

	/* Most are short and in ASCII. */
	if (r->text.len - at > KEY) {
		key = word_load(r->text.ptr + at) |
		    UINT64_C(0x2020202020202020);
		len = word_count_range(key, 'a', 'z');
		key = first_bytes(key, (unsigned)len);
		at += len;
	}
	while (at < r->text.len) {
		struct vocab_letter c = { p[at] | 0x20, 1, WORD_LETTER };

		if (p[at] < 0x80 && (unsigned char)(c.bytes - 'a') >= 26)
			break;
		if (p[at] >= 0x80) {
			if (p[at] < LATIN_FIRST || p[at] > LATIN_LAST)
				return look_at_any(r, start);
			at += vocab_letter_at(&r->f->letters, r->text, at,
			    &c) - 1;
			if (c.kind != WORD_LETTER)
				return look_at_any(r, start);
		}
		if (len < KEY)
			key |= (uint64_t)c.bytes << 8 * len;
		len += c.len;
		at++;
	}
	return !probe_has(&r->f->probe, key) ||
	    look_at_key(r, key, start);
}

/* The key of the word at byte `at`, whose first bytes are ASCII. */
static uint64_t
read_plain(struct sv text, size_t at)
{
	char last[KEY] = { 0 };
	const char *p = text.ptr + at;
	uint64_t key;

	if (text.len - at < KEY) {
		memcpy(last, p, text.len - at);
		p = last;
	}
	key = word_load(p) | WORD_CASE;
	return first_bytes(key, (unsigned)word_count_range(key, 'a', 'z'));
}

/* The same for Latin letters of one and two bytes; 0 if there are others. */
static uint64_t
read_latin(const struct vocab_filter *f, struct sv text, size_t at)
{
	struct vocab_letter c = { 0, 0, WORD_LETTER };
	uint64_t key = 0;

	for (size_t len = 0; len < KEY; len += c.len) {
		uint64_t plain = read_plain(text, at);
		size_t n = plain == 0 ? 0 : (size_t)(71 -
		    __builtin_clzll(plain)) / 8;

		key |= plain << 8 * len;
		len += n;
		at += n;
		if (len >= KEY || at >= text.len ||
		    (unsigned char)text.ptr[at] < 0x80)
			break;
		at += vocab_letter_at(&f->letters, text, at, &c);
		if (c.kind != WORD_LETTER)
			return 0;
		key |= (uint64_t)c.bytes << 8 * len;
	}
	return key;
}

/* The word at byte `at`, which is one if it is all Latin letters. */
static bool
look_at_latin(const struct run *r, size_t at)
{
	uint64_t key = read_latin(r->f, r->text, at);

	if (key == 0)
		return look_at_run(r, at);
	return !probe_has(&r->f->probe, key) || look_at_key(r, key, at);
}

/* The words of a block at byte `at`, in turn. */
static bool
look_at_block(const struct run *r, size_t at, const struct probe_found *found)
{
	uint64_t rest = found->plain | found->latin | found->other;
	bool go_on = true;

	for (; rest != 0 && go_on; rest &= rest - 1) {
		size_t place = at + (size_t)__builtin_ctzll(rest);

		if ((found->plain & rest & -rest) != 0)
			go_on = look_at_key(r, read_plain(r->text, place),
			    place);
		else if ((found->latin & rest & -rest) != 0)
			go_on = look_at_latin(r, place);
		else
			go_on = look_at_run(r, place);
	}
	return go_on;
}

void
vocab_filter_run(const struct vocab_filter *f, struct sv text,
    vocab_filter_fn *found, void *ctx)
{
	const struct run r = { f, text, found, ctx };
	struct probe_found look[MASK_MAX_BLOCKS];
	char padded[2 * MASK_BLOCK] = { 0 };

	for (size_t at = 0; at < text.len; at += PROBE_SLICE) {
		size_t len = text.len - at < PROBE_SLICE ? text.len - at :
		    PROBE_SLICE;

		/* Bytes behind a short text spare it three copies. */
		if (text.len < MASK_BLOCK) {
			memcpy(padded, text.ptr, len);
			probe_slice(&f->probe, sv_make(padded,
			    sizeof(padded)), 0, MASK_BLOCK, look);
		} else {
			probe_slice(&f->probe, text, at, len, look);
		}
		for (size_t i = 0; i * MASK_BLOCK < len; i++)
			if (!look_at_block(&r, at + i * MASK_BLOCK, &look[i]))
				return;
	}
}

bool
vocab_filter_look(const struct vocab_filter *f, struct sv text, size_t from,
    size_t to, vocab_filter_fn *found, void *ctx)
{
	const struct run r = { f, text, found, ctx };

	while (from < to) {
		if (!vocab_letter_in_run(text.ptr[from])) {
			from++;
			continue;
		}
		if (!look_at_run(&r, from))
			return false;
		while (from < to && vocab_letter_in_run(text.ptr[from]))
			from++;
	}
	return true;
}

const struct probe *
vocab_filter_probe(const struct vocab_filter *f)
{
	return &f->probe;
}
