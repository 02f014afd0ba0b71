/*
 * Three sieves, each for what the one before let through:
 *
 * 1. the first five bytes by sets of base/heads.h, many places together;
 * 2. the first four, letters of ASCII small, as a hash;
 * 3. the literals of that hash one by one, eight bytes and then all.
 *
 * Literals of less than four bytes have hashes of three, and lists by the first
 * one. Of one of two bytes the hashes with all that may follow are known in 2,
 * of one of a single byte all are.
 */
#include "base/needles.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/mem.h"

enum {
	FOLD = 0x20,		/* letters small; other bytes may change too */
	FOUR = 4,
	EIGHT = 8,
	KNOWN_BITS = 14,	/* of the hashes in 2 */
	LISTS = 1 << 12,	/* by the same hash */
	SHORTS = 32		/* lists by the first byte */
};

struct entry {
	uint64_t start, mask;	/* its first bytes, folded; which count */
	struct sv text;
	uint32_t next;		/* entry + 1, or 0 */
	unsigned flags;
};

/* Which hashes are known. */
struct known {
	uint64_t bits[(1 << KNOWN_BITS) / 64];
};

struct needles {
	struct heads heads;
	struct known longs, shorts;
	uint32_t lists[LISTS], short_lists[SHORTS];
	struct entry *entries;
};

/* The first four bytes at `p`, folded, the first one as lowest. */
static inline uint32_t
head_of(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	return v | FOLD * UINT32_C(0x01010101);
}

/* Eight of them; zeros, folded, behind the text. */
static inline uint64_t
start_of(struct sv text, size_t at)
{
	char bytes[EIGHT] = { 0 };
	size_t rest = text.len - at;
	uint64_t v;

	if (rest >= EIGHT)
		memcpy(&v, text.ptr + at, sizeof(v));
	else
		memcpy(&v, memcpy(bytes, text.ptr + at, rest), sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v | FOLD * UINT64_C(0x0101010101010101);
}

static inline uint32_t
hash_long(uint32_t head)
{
	return head * UINT32_C(0x9e3779b1) >> (32 - KNOWN_BITS);
}

/* Of three bytes. */
static inline uint32_t
hash_short(uint32_t head)
{
	return hash_long(head << 8);
}

static void
add_known(struct known *k, uint32_t hash)
{
	k->bits[hash / 64] |= UINT64_C(1) << hash % 64;
}

static inline uint64_t
is_known(const struct known *k, uint32_t hash)
{
	return k->bits[hash / 64] >> hash % 64 & 1;
}

/* All that a literal of less than four bytes may be the beginning of. */
static void
add_short(struct known *k, uint32_t start, size_t len)
{
	if (len == 1)
		memset(k->bits, UINT8_MAX, sizeof(k->bits));
	else if (len == FOUR - 1)
		add_known(k, hash_short(start));
	else
		for (uint32_t c = 0; c <= UINT8_MAX; c++)
			add_known(k, hash_short(start | (c | FOLD) << 16));
}

static void
add_entry(struct needles *n, size_t i, const struct needle *needle)
{
	struct entry *e = &n->entries[i];
	size_t len = needle->text.len;
	uint32_t *list;

	e->text = needle->text;
	e->flags = needle->flags;
	e->mask = len < EIGHT ? (UINT64_C(1) << 8 * len) - 1 : UINT64_MAX;
	e->start = start_of(needle->text, 0) & e->mask;
	if (len < FOUR) {
		list = &n->short_lists[e->start % SHORTS];
		add_short(&n->shorts, (uint32_t)e->start, len);
	} else {
		list = &n->lists[hash_long((uint32_t)e->start) % LISTS];
		add_known(&n->longs, hash_long((uint32_t)e->start));
	}
	e->next = *list;
	*list = (uint32_t)i + 1;
}

static int
fill_heads(struct heads *h, const struct needle *items, size_t count)
{
	struct heads_word *words = mem_calloc(count + 1, sizeof(*words));
	int err;

	if (words == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		words[i] = (struct heads_word){ .text = items[i].text,
			.caseless = (items[i].flags & NEEDLE_CASELESS) != 0,
			.apart = (items[i].flags & NEEDLE_APART) != 0,
			.ends = (items[i].flags & NEEDLE_ENDS) != 0 };
	err = heads_fill(h, words, count);
	mem_free(words);
	return err;
}

int
needles_new(const struct needle *items, size_t count, struct needles **ret,
    size_t *ret_bad)
{
	struct needles *n = mem_calloc(1, sizeof(*n));
	struct entry *entries = mem_calloc(count + 1, sizeof(*entries));

	ASSERT(count < UINT32_MAX);
	if (n == NULL || entries == NULL) {
		mem_free(n);
		mem_free(entries);
		return ERR_NOMEM;
	}
	n->entries = entries;
	for (size_t i = 0; i < count; i++) {
		if (items[i].text.len == 0 || memchr(items[i].text.ptr, '\0',
		    items[i].text.len) != NULL) {
			needles_free(n);
			*ret_bad = i;
			return ERR_SYNTAX;
		}
		add_entry(n, i, &items[i]);
	}
	if (fill_heads(&n->heads, items, count) != 0) {
		needles_free(n);
		return ERR_NOMEM;
	}
	*ret = n;
	return 0;
}

void
needles_free(struct needles *n)
{
	if (n == NULL)
		return;
	mem_free(n->entries);
	mem_free(n);
}

/*
 * Those whose bytes are known, without a branch to be foreseen; not in place,
 * or the next load would wait for each store.
 */
static size_t
keep_known(const struct needles *n, const char *p, const uint16_t *places,
    size_t count, uint16_t *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t head = head_of(p + places[i]);

		out[kept] = places[i];
		kept += is_known(&n->longs, hash_long(head)) |
		    is_known(&n->shorts, hash_short(head));
	}
	return kept;
}

/* What is being searched. */
struct search {
	const struct needles *needles;
	struct sv text;
	const struct needles_sink *sink;
};

static inline bool
ends_at(struct sv text, size_t at)
{
	return at < text.len && memchr(HEADS_ENDS, text.ptr[at],
	    sizeof(HEADS_ENDS) - 1) != NULL;
}

/* Is it this one, of which the first eight bytes are right but for case? */
static bool
is_at(const struct entry *e, struct sv text, size_t at)
{
	struct sv here = sv_slice(text, at, at + e->text.len);

	if ((e->flags & NEEDLE_APART) != 0 && at > 0 &&
	    ascii_is_letter((unsigned char)text.ptr[at - 1]))
		return false;
	if ((e->flags & NEEDLE_ENDS) != 0 && !ends_at(text, at + e->text.len))
		return false;
	return (e->flags & NEEDLE_CASELESS) != 0 ?
	    sv_eq_nocase(here, e->text) : sv_eq(here, e->text);
}

static bool
look_in_list(const struct search *s, uint32_t entry, uint64_t start,
    size_t at)
{
	while (entry != 0) {
		const struct entry *e = &s->needles->entries[entry - 1];

		if (((e->start ^ start) & e->mask) == 0 &&
		    is_at(e, s->text, at) && !s->sink->hit(s->sink->ctx,
		    entry - 1, at + e->text.len))
			return false;
		entry = e->next;
	}
	return true;
}

static bool
look_at(const struct search *s, size_t at)
{
	const struct needles *n = s->needles;
	uint64_t start = start_of(s->text, at);
	uint32_t list = n->lists[hash_long((uint32_t)start) % LISTS];
	uint32_t shorts = n->short_lists[start % SHORTS];

	return look_in_list(s, list, start, at) &&
	    (shorts == 0 || look_in_list(s, shorts, start, at));
}

/* How many of the bytes from `from` on may be read so many at once. */
static inline size_t
readable(struct sv text, size_t from)
{
	return text.len - from < HEADS_BYTES ? 0 :
	    text.len - from - (HEADS_BYTES - 1);
}

static bool
find_in(enum wide wide, const struct search *s, size_t from, size_t len)
{
	uint16_t places[HEADS_ROOM], known[HEADS_ROOM];
	size_t ahead = readable(s->text, from), kept;
	size_t count = heads_find_as(wide, &s->needles->heads, s->text, from,
	    len, places);

	/* Nothing is read behind the text. */
	for (kept = count; kept > 0 && places[kept - 1] >= ahead; kept--)
		;
	len = keep_known(s->needles, s->text.ptr + from, places, kept, known);
	for (size_t i = 0; i < len; i++)
		if (!look_at(s, from + known[i]))
			return false;
	for (; kept < count; kept++)
		if (!look_at(s, from + places[kept]))
			return false;
	return true;
}

bool
needles_find_in(const struct needles *n, struct sv text, size_t from,
    size_t len, const struct needles_sink *sink)
{
	const struct search s = { n, text, sink };

	ASSERT(len <= NEEDLES_SLICE && from + len <= text.len);
	return find_in(wide_best(), &s, from, len);
}

bool
needles_find_as(enum wide wide, const struct needles *n, struct sv text,
    const struct needles_sink *sink)
{
	const struct search s = { n, text, sink };

	for (size_t at = 0; at < text.len; at += NEEDLES_SLICE) {
		size_t rest = text.len - at;

		if (!find_in(wide, &s, at, rest < NEEDLES_SLICE ? rest :
		    NEEDLES_SLICE))
			return false;
	}
	return true;
}

bool
needles_find(const struct needles *n, struct sv text,
    const struct needles_sink *sink)
{
	return needles_find_as(wide_best(), n, text, sink);
}
