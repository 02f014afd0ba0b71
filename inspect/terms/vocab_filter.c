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
 * Where all terms of a key have a word before it, or behind it, one that ends,
 * or begins, as theirs must be there: "time" is a common word, and "part time"
 * is not. Nor does "national" pass for "nationalist": of long words the three
 * letters behind the eighth are of a set too. Words that capitals inside may
 * divide are not looked at so closely.
 */
#include "inspect/terms/vocab_filter.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/probe.h"
#include "base/utf8.h"
#include "inspect/words/word.h"
#include "inspect/words/word_fold.h"

enum {
	KEY = 8,
	KINDS = 3,
	EDGE = 3,		/* letters of a word beside another */
	TWO_FIRST = 0xc2,	/* first bytes of characters of two bytes */
	TWO_COUNT = 30,
	TWO_CONTINUED = 64,
	LATIN_FIRST = 0xc3,	/* of these, those of Latin letters */
	LATIN_LAST = 0xc5
};

/* A character, folded; the lowest of `bytes` is the first. */
struct folded {
	uint32_t bytes;
	uint8_t len;
	uint8_t kind;		/* enum word_kind */
};

/* Keys by their hashes: the number of one plus one; 0: free. */
struct table {
	uint32_t *slots;
	size_t mask;
};

/* The bit of no letters. */
#define NO_REST	UINT64_C(1)

struct vocab_filter {
	struct probe probe;
	struct folded two[TWO_COUNT * TWO_CONTINUED];
	struct vocab_key *keys;
	size_t nkeys;
	struct table tables[KINDS];
};

static uint64_t
first_bytes(uint64_t key, unsigned bytes)
{
	return bytes >= KEY ? key : key & ((UINT64_C(1) << 8 * bytes) - 1);
}

static unsigned
kind_of(unsigned bytes)
{
	return bytes == 8 ? 0 : bytes == 6 ? 1 : 2;
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
static uint64_t
edge_bit(uint32_t letters)
{
	return UINT64_C(1) << (letters * UINT32_C(0x9e3779b1) >> 26);
}

static uint64_t
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

uint64_t
vocab_filter_end(const char *folded, size_t len)
{
	size_t n = len < EDGE ? len : EDGE;

	return edge_of(folded + len - n, n);
}

uint64_t
vocab_filter_begin(const char *folded, size_t len, bool wild)
{
	return wild && len < EDGE ? VOCAB_FILTER_ANY :
	    edge_of(folded, len < EDGE ? len : EDGE);
}

/* How a folded word goes on behind its first eight bytes. */
static uint64_t
rest_of(const char *folded, size_t len, bool wild)
{
	if (len <= KEY)
		return wild ? VOCAB_FILTER_ANY : NO_REST;
	return vocab_filter_begin(folded + KEY, len - KEY, wild);
}

struct vocab_key
vocab_filter_key(const char *folded, size_t len, bool wild, unsigned back)
{
	unsigned count = !wild || len >= 8 ? 8 : len >= 6 ? 6 : 4;

	return (struct vocab_key){ .bytes = first_bytes(load(folded, len),
		count), .before = VOCAB_FILTER_ANY, .behind = VOCAB_FILTER_ANY,
		.rest = count < 8 || len < 8 ? VOCAB_FILTER_ANY :
		    rest_of(folded, len, wild), .count = (uint8_t)count,
		.back = (uint8_t)back };
}

static size_t
slot_of(const struct table *t, uint64_t key)
{
	return (size_t)((key ^ key >> 29) * UINT64_C(0x9e3779b97f4a7c15) >>
	    32) & t->mask;
}

/* Of two keys what both allow. */
static inline void
join(struct vocab_key *key, const struct vocab_key *other)
{
	key->before |= other->before;
	key->behind |= other->behind;
	key->rest |= other->rest;
	key->back = other->back > key->back ? other->back : key->back;
}

/* Where `key` is, or the free place where it would be. */
static inline uint32_t *
find(const struct vocab_filter *f, unsigned kind, uint64_t key)
{
	const struct table *t = &f->tables[kind];
	size_t at = slot_of(t, key);

	while (t->slots[at] != 0 && f->keys[t->slots[at] - 1].bytes != key)
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

/* Is `key` known? Then its own is joined to `ret`. */
static inline bool
knows(const struct vocab_filter *f, unsigned kind, uint64_t key,
    struct vocab_key *ret)
{
	uint32_t number = *find(f, kind, key);

	if (number == 0)
		return false;
	join(ret, &f->keys[number - 1]);
	return true;
}

static void
learn(struct vocab_filter *f, const struct vocab_key *key)
{
	uint32_t *slot = find(f, kind_of(key->count), key->bytes);

	if (*slot != 0) {
		join(&f->keys[*slot - 1], key);
		return;
	}
	probe_add(&f->probe, key->bytes, key->count < KEY);
	f->keys[f->nkeys++] = *key;
	*slot = (uint32_t)f->nkeys;
}

static struct folded
fold(uint32_t code)
{
	char out[WORD_FOLD_MAX] = { 0 };
	struct folded ret = { 0, 0, WORD_SEPARATOR };
	size_t len = 0;

	ret.kind = (uint8_t)word_fold(code, out, &len);
	if (ret.kind == WORD_LETTER) {
		ret.len = (uint8_t)len;
		ret.bytes = (uint32_t)load(out, len);
	}
	return ret;
}

/* Room for all keys, and for twice as many of each kind in its table. */
static int
make_room(struct vocab_filter *f, const struct vocab_key *items, size_t count)
{
	size_t counts[KINDS] = { 0 };

	for (size_t i = 0; i < count; i++)
		counts[kind_of(items[i].count)]++;
	f->keys = mem_calloc(count + 1, sizeof(*f->keys));
	if (f->keys == NULL)
		return ERR_NOMEM;
	for (unsigned k = 0; k < KINDS; k++) {
		size_t size = 64;

		while (size < counts[k] * 2)
			size *= 2;
		f->tables[k].mask = size - 1;
		f->tables[k].slots = mem_calloc(size,
		    sizeof(*f->tables[k].slots));
		if (f->tables[k].slots == NULL)
			return ERR_NOMEM;
	}
	return 0;
}

int
vocab_filter_new(const struct vocab_key *items, size_t count,
    struct vocab_filter **ret)
{
	struct vocab_filter *f = mem_calloc(1, sizeof(*f));

	if (f == NULL)
		return ERR_NOMEM;
	if (make_room(f, items, count) != 0) {
		vocab_filter_free(f);
		return ERR_NOMEM;
	}
	for (uint32_t i = 0; i < TWO_COUNT * TWO_CONTINUED; i++)
		f->two[i] = fold(0x80 + i);
	f->probe.no_short = true;
	for (size_t i = 0; i < count; i++) {
		learn(f, &items[i]);
		if (items[i].bytes < 1 << 16)
			f->probe.no_short = false;
	}
	*ret = f;
	return 0;
}

void
vocab_filter_free(struct vocab_filter *f)
{
	if (f == NULL)
		return;
	for (unsigned k = 0; k < KINDS; k++)
		mem_free(f->tables[k].slots);
	mem_free(f->keys);
	mem_free(f);
}

static bool
in_run(unsigned char c)
{
	return c >= 0x80 || ascii_is_letter(c);
}

/* One character of any script, folded, and its bytes. */
static inline size_t
fold_at(const struct vocab_filter *f, struct sv text, size_t at,
    struct folded *ret)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;
	uint32_t code;
	size_t bytes;

	if (p[0] < 0x80) {
		*ret = (struct folded){ p[0] | 0x20, 1, WORD_LETTER };
		return 1;
	}
	if (p[0] >= TWO_FIRST && p[0] < TWO_FIRST + TWO_COUNT &&
	    text.len - at > 1 && (p[1] & 0xc0) == 0x80) {
		*ret = f->two[(p[0] - TWO_FIRST) * TWO_CONTINUED +
		    (p[1] & 0x3f)];
		return 2;
	}
	*ret = (struct folded){ 0, 0, WORD_SEPARATOR };
	bytes = utf8_decode(sv_make(p, text.len - at), &code);
	if (bytes == 0)
		return 1;
	*ret = fold(code);
	return bytes;
}

/* What one call of vocab_filter_run() works with. */
struct run {
	const struct vocab_filter *f;
	struct sv text;
	vocab_filter_fn *found;
	void *ctx;
};

static bool
is_capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* May a word that ends as one of `ends` stand before byte `at`? */
static bool
may_follow(struct sv text, size_t at, uint64_t ends)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t end = at;
	uint32_t edge = 0;

	while (end > 0 && !in_run(p[end - 1]))
		if (at - end-- == VOCAB_GAP)
			return false;
	for (size_t i = end; i > 0 && end - i < EDGE && in_run(p[i - 1]);
	    i--) {
		/* A word may begin with a capital. */
		if (p[i - 1] >= 0x80 || (i < end && is_capital(p[i])))
			return true;
		edge = edge << 8 | p[i - 1] | 0x20;
	}
	return end > 0 && (ends & edge_bit(edge)) != 0;
}

/*
 * Where the word at `at` ends; SIZE_MAX if that is not all letters of ASCII, or
 * if capitals inside may divide it.
 */
static size_t
simple_end(struct sv text, size_t at)
{
	size_t end = at + 1;
	int small = end < text.len ? text.ptr[end] & 0x20 : 0x20;

	if (small == 0 && (text.ptr[at] & 0x20) != 0)
		return SIZE_MAX;
	for (; end < text.len && in_run((unsigned char)text.ptr[end]); end++)
		if ((unsigned char)text.ptr[end] >= 0x80 ||
		    (text.ptr[end] & 0x20) != small)
			return SIZE_MAX;
	return end;
}

/* May a word that begins as one of `begins` stand behind that at `at`? */
static bool
may_lead(struct sv text, size_t at, uint64_t begins)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t end = simple_end(text, at), from = end;
	uint32_t edge = 0;

	if (end == SIZE_MAX)
		return true;
	while (from < text.len && !in_run(p[from]))
		if (from++ - end == VOCAB_GAP)
			return false;
	for (size_t i = from; i < text.len && i - from < EDGE &&
	    in_run(p[i]); i++) {
		if (p[i] >= 0x80 || (i > from && is_capital(p[i])))
			return true;
		edge |= (uint32_t)(p[i] | 0x20) << 8 * (i - from);
	}
	return from < text.len && (begins & edge_bit(edge)) != 0;
}

/* May the word at `at`, whose key has all eight bytes, go on as it does? */
static bool
may_go_on(struct sv text, size_t at, uint64_t rests)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t from = at + KEY;
	uint32_t edge = 0;

	/* Where letters are folded, bytes and letters are not the same. */
	for (size_t i = at; i < from; i++)
		if (i >= text.len || !ascii_is_letter(p[i]))
			return true;
	for (size_t i = from; i < text.len && i - from < EDGE && in_run(p[i]);
	    i++) {
		if (p[i] >= 0x80 || is_capital(p[i]))
			return true;
		edge |= (uint32_t)(p[i] | 0x20) << 8 * (i - from);
	}
	return (rests & edge_bit(edge)) != 0;
}

bool
vocab_filter_knows(const struct vocab_filter *f, struct sv text, size_t at,
    uint64_t word, unsigned *ret_back)
{
	struct vocab_key key = { .before = 0 };
	bool known = knows(f, 0, word, &key);

	if (probe_has_stem(&f->probe, word)) {
		known |= knows(f, 1, first_bytes(word, 6), &key);
		known |= knows(f, 2, first_bytes(word, 4), &key);
	}
	*ret_back = key.back;
	if (!known)
		return false;
	return (key.rest == VOCAB_FILTER_ANY ||
	    may_go_on(text, at, key.rest)) &&
	    (key.before == VOCAB_FILTER_ANY ||
	    may_follow(text, at, key.before)) &&
	    (key.behind == VOCAB_FILTER_ANY ||
	    may_lead(text, at, key.behind));
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
	struct folded c;

	while (at < end) {
		size_t bytes = fold_at(r->f, r->text, at, &c);

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

	while (end < r->text.len && in_run((unsigned char)r->text.ptr[end]))
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
		struct folded c = { p[at] | 0x20, 1, WORD_LETTER };

		if (p[at] < 0x80 && (unsigned char)(c.bytes - 'a') >= 26)
			break;
		if (p[at] >= 0x80) {
			if (p[at] < LATIN_FIRST || p[at] > LATIN_LAST)
				return look_at_any(r, start);
			at += fold_at(r->f, r->text, at, &c) - 1;
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
	struct folded c = { 0, 0, WORD_LETTER };
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
		at += fold_at(f, text, at, &c);
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
	const unsigned char *p = (const unsigned char *)text.ptr;

	while (from < to) {
		if (!in_run(p[from])) {
			from++;
			continue;
		}
		if (!look_at_run(&r, from))
			return false;
		while (from < to && in_run(p[from]))
			from++;
	}
	return true;
}

const struct probe *
vocab_filter_probe(const struct vocab_filter *f)
{
	return &f->probe;
}
