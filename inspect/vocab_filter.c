/*
 * Words are runs of letters and of bytes >= 0x80. The first four bytes tell
 * most of them to be none of ours (base/probe.h). Of others in ASCII the first
 * eight bytes, in lower case, are the key; a run with other characters is
 * folded one by one.
 *
 * A word passes if one of three keys is known:
 *
 *   8 bytes  whole words, filled up with zeros, and beginnings of 8 and more
 *   6 bytes  beginnings of 6 and 7 bytes ("diabet*")
 *   4 bytes  beginnings of 4 and 5
 *
 * Bitmaps answer most words, a table of the exact keys the rest. Where all terms
 * of a key have a word before it, or behind it, one that ends, or begins, as
 * theirs must be there: "time" is a common word, and "part time" is not.
 */
#include "inspect/vocab_filter.h"

#include <string.h>

#include "base/mem.h"
#include "base/probe.h"
#include "base/utf8.h"
#include "inspect/word.h"
#include "inspect/word_fold.h"

enum {
	KEY = 8,
	KINDS = 3,
	MAP_BITS = 16,
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

struct vocab_filter {
	struct probe probe;	/* of the first four bytes */
	uint64_t map[KINDS][(1 << MAP_BITS) / 64];
	struct folded two[TWO_COUNT * TWO_CONTINUED];
	struct vocab_key *slots[KINDS];	/* bytes 0: free */
	size_t mask[KINDS];
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

struct vocab_key
vocab_filter_key(const char *folded, size_t len, bool wild, unsigned back)
{
	unsigned count = !wild || len >= 8 ? 8 : len >= 6 ? 6 : 4;

	return (struct vocab_key){ first_bytes(load(folded, len), count),
		VOCAB_FILTER_ANY, VOCAB_FILTER_ANY, (uint8_t)count,
		(uint8_t)back };
}

static bool
is_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

uint32_t
vocab_filter_letter(char letter)
{
	unsigned char c = (unsigned char)letter;

	return is_letter(c) ? UINT32_C(1) << ((c | 0x20) - 'a') :
	    VOCAB_FILTER_ANY;
}

static uint64_t
mix(uint64_t key)
{
	return (key ^ key >> 29) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Of two keys what both allow. */
static inline void
join(struct vocab_key *key, const struct vocab_key *other)
{
	key->before |= other->before;
	key->behind |= other->behind;
	key->back = other->back > key->back ? other->back : key->back;
}

/* Is `key` known? Then its own is joined to `ret`. */
static inline bool
knows(const struct vocab_filter *f, unsigned kind, uint64_t key,
    struct vocab_key *ret)
{
	uint64_t hash = mix(key);
	size_t bit = (size_t)(hash >> (64 - MAP_BITS));
	size_t at = (size_t)(hash >> 20) & f->mask[kind];

	if ((f->map[kind][bit / 64] >> (bit % 64) & 1) == 0)
		return false;
	while (f->slots[kind][at].bytes != 0 &&
	    f->slots[kind][at].bytes != key)
		at = (at + 1) & f->mask[kind];
	if (f->slots[kind][at].bytes != key)
		return false;
	join(ret, &f->slots[kind][at]);
	return true;
}

static void
learn(struct vocab_filter *f, const struct vocab_key *key)
{
	unsigned kind = kind_of(key->count);
	uint64_t hash = mix(key->bytes);
	size_t bit = (size_t)(hash >> (64 - MAP_BITS));
	size_t at = (size_t)(hash >> 20) & f->mask[kind];
	struct vocab_key *slot;

	f->map[kind][bit / 64] |= UINT64_C(1) << (bit % 64);
	probe_add(&f->probe, (uint32_t)key->bytes);
	while (f->slots[kind][at].bytes != 0 &&
	    f->slots[kind][at].bytes != key->bytes)
		at = (at + 1) & f->mask[kind];
	slot = &f->slots[kind][at];
	if (slot->bytes == 0)
		*slot = *key;
	else
		join(slot, key);
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

int
vocab_filter_new(const struct vocab_key *items, size_t count,
    struct vocab_filter **ret)
{
	struct vocab_filter *f = mem_calloc(1, sizeof(*f));
	size_t size = 64;

	if (f == NULL)
		return ERR_NOMEM;
	while (size < count * 2)
		size *= 2;
	for (unsigned k = 0; k < KINDS; k++) {
		f->mask[k] = size - 1;
		f->slots[k] = mem_calloc(size, sizeof(*f->slots[k]));
		if (f->slots[k] == NULL) {
			vocab_filter_free(f);
			return ERR_NOMEM;
		}
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
		mem_free(f->slots[k]);
	mem_free(f);
}

static bool
in_run(unsigned char c)
{
	return c >= 0x80 || is_letter(c);
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

/* May a word that ends in one of `letters` stand before byte `at`? */
static bool
may_follow(struct sv text, size_t at, uint32_t letters)
{
	for (size_t i = at; i > 0 && at - i <= VOCAB_GAP; i--)
		if (in_run((unsigned char)text.ptr[i - 1]))
			return (letters &
			    vocab_filter_letter(text.ptr[i - 1])) != 0;
	return false;
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

/* May a word that begins with one of `letters` stand behind that at `at`? */
static bool
may_lead(struct sv text, size_t at, uint32_t letters)
{
	size_t end = simple_end(text, at);

	if (end == SIZE_MAX)
		return true;
	for (size_t i = end; i < text.len && i - end <= VOCAB_GAP; i++)
		if (in_run((unsigned char)text.ptr[i]))
			return (letters &
			    vocab_filter_letter(text.ptr[i])) != 0;
	return false;
}

bool
vocab_filter_knows(const struct vocab_filter *f, struct sv text, size_t at,
    uint64_t word, unsigned *ret_back)
{
	struct vocab_key key = { .before = 0 };
	bool known = knows(f, 0, word, &key);

	known |= knows(f, 1, first_bytes(word, 6), &key);
	known |= knows(f, 2, first_bytes(word, 4), &key);
	*ret_back = key.back;
	return known && (key.before == VOCAB_FILTER_ANY ||
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
	return !probe_has(&r->f->probe, (uint32_t)key) ||
	    look_at_key(r, key, start);
}

void
vocab_filter_run(const struct vocab_filter *f, struct sv text,
    vocab_filter_fn *found, void *ctx)
{
	const struct run r = { f, text, found, ctx };
	uint64_t look[MASK_MAX_BLOCKS];
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
			for (; look[i] != 0; look[i] &= look[i] - 1)
				if (!look_at_run(&r, at + i * MASK_BLOCK +
				    (size_t)__builtin_ctzll(look[i])))
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
