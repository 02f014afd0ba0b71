/*
 * Three sieves, each for what the one before let through:
 *
 * 1. the first four bytes by sets of base/quads.h, many places together;
 * 2. a group of these, letters of ASCII small, as a hash: all four, or three
 *    where there are many literals of three or some of fewer bytes;
 * 3. the literals of that hash one by one, eight bytes and then all.
 *
 * Of a literal that lacks a byte of a group the hashes with all that may follow
 * are known in 2; if it lacks more, all are. For 3 these have their own lists.
 */
#include "base/needles.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/mem.h"

enum {
	FOLD = 0x20,		/* letters small; other bytes may change too */
	GROUP_MOST = 4,
	GROUP_LEAST = 3,
	FEW = 16,		/* shorter than the most */
	EIGHT = 8,
	KNOWN_BITS = 15,	/* of the hashes in 2 */
	LISTS = 1 << 12,	/* by the same hash */
	SHORTS = 32,		/* lists by the first byte */
	ALL_SETS = QUADS_TABLES * QUADS_SETS,
	ROUNDS = 3,		/* in which needles find their sets */
	PLACED_AGAIN = 2048	/* more are placed once, or it would last */
};

struct entry {
	uint64_t start, mask;	/* its first bytes, folded; which count */
	struct sv text;
	uint32_t next;		/* entry + 1, or 0 */
	unsigned flags;
};

struct needles {
	struct quads quads;
	unsigned group;		/* bytes that are hashed */
	uint64_t known[(1 << KNOWN_BITS) / 64];
	uint32_t lists[LISTS], shorts[SHORTS];
	struct entry *entries;
};

/* What the bytes of a set are at a place, by halves, as bits. */
struct spread {
	uint16_t low, high;
};

struct set {
	struct spread spreads[QUADS_BYTES];
	double cost;
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

/* Of the first bytes, all but `drop` bits of four. */
static inline uint32_t
hash_head(uint32_t head, unsigned drop)
{
	return (head << drop) * UINT32_C(0x9e3779b1) >> (32 - KNOWN_BITS);
}

static inline uint32_t
hash_of(const struct needles *n, uint32_t head)
{
	return hash_head(head, 8 * (GROUP_MOST - n->group));
}

static void
add_known(struct needles *n, uint32_t head)
{
	uint32_t hash = hash_of(n, head);

	n->known[hash / 64] |= UINT64_C(1) << hash % 64;
}

/* All that a literal of fewer bytes than a group may be the beginning of. */
static void
add_short(struct needles *n, uint32_t start, size_t len)
{
	if (len + 1 < n->group) {
		memset(n->known, UINT8_MAX, sizeof(n->known));
		return;
	}
	for (uint32_t c = 0; c <= UINT8_MAX; c++)
		add_known(n, start | (c | FOLD) << 8 * len);
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
	if (len < n->group) {
		list = &n->shorts[e->start % SHORTS];
		add_short(n, (uint32_t)e->start, len);
	} else {
		list = &n->lists[hash_of(n, (uint32_t)e->start) % LISTS];
		add_known(n, (uint32_t)e->start);
	}
	e->next = *list;
	*list = (uint32_t)i + 1;
}

/* How often letters stand in texts, in a thousand; roughly. */
static const unsigned char letters[26] = { 80, 15, 30, 40, 120, 20, 20, 50,
	70, 3, 10, 40, 25, 70, 70, 20, 2, 60, 60, 80, 30, 10, 20, 3, 20, 2 };

enum { OTHERS = 4, BLANKS = 160, ALL = 1000 };

/* What the small letters of one row of sixteen bytes add to their number. */
static unsigned
letters_of(unsigned low, unsigned first)
{
	unsigned sum = 0;

	for (; low != 0; low &= low - 1) {
		unsigned i = first + (unsigned)__builtin_ctz(low) - 'a';

		sum += i < sizeof(letters) ? letters[i] : OTHERS;
	}
	return sum;
}

/* How likely is a byte one of these? */
static double
likely(const struct spread *s)
{
	unsigned low = s->low, sum = 0;

	for (unsigned high = s->high; high != 0; high &= high - 1) {
		unsigned row = (unsigned)__builtin_ctz(high);

		if (row == 6 || row == 7)
			sum += letters_of(low, row << 4);
		else
			sum += OTHERS * (unsigned)__builtin_popcount(low);
	}
	if ((s->high & 1 << 2) != 0 && (low & 1) != 0)
		sum += BLANKS - OTHERS;
	return sum < ALL ? (double)sum / ALL : 1;
}

static void
spread_byte(struct spread *s, unsigned char c)
{
	s->low |= (uint16_t)(1U << (c & 15));
	s->high |= (uint16_t)(1U << (c >> 4));
}

static void
spread_needle(struct set *s, const struct needle *needle)
{
	bool caseless = (needle->flags & NEEDLE_CASELESS) != 0;

	for (unsigned i = 0; i < QUADS_BYTES; i++) {
		struct spread *spread = &s->spreads[i];
		unsigned char c;

		if (i >= needle->text.len) {
			*spread = (struct spread){ UINT16_MAX, UINT16_MAX };
			continue;
		}
		c = (unsigned char)needle->text.ptr[i];
		spread_byte(spread, c);
		if (caseless && ascii_is_letter(c))
			spread_byte(spread, c ^ FOLD);
	}
}

/* What a set lets through. */
static double
cost_of(const struct set *s)
{
	double cost = 1;

	for (unsigned i = 0; i < QUADS_BYTES; i++)
		cost *= likely(&s->spreads[i]);
	return cost;
}

/* The set with a needle more. */
static struct set
with(const struct set *set, const struct needle *needle)
{
	struct set s = *set;

	spread_needle(&s, needle);
	s.cost = cost_of(&s);
	return s;
}

/* What is being parted into sets. */
struct parting {
	const struct needle *items;
	size_t count;
	bool apart;			/* some are */
	unsigned char *where;		/* ALL_SETS: in none yet */
	struct set sets[ALL_SETS];
};

/* Put needle `i` into the set that lets through the fewest places more. */
static void
place(struct parting *p, size_t i)
{
	const struct needle *needle = &p->items[i];
	unsigned first = 0, last = ALL_SETS;
	struct set best = { 0 };
	double least = 0;

	if ((needle->flags & NEEDLE_APART) != 0)
		last = QUADS_SETS;
	else if (p->apart)
		first = QUADS_SETS;
	for (unsigned k = first; k < last; k++) {
		struct set more = with(&p->sets[k], needle);

		if (k > first && more.cost - p->sets[k].cost >= least)
			continue;
		least = more.cost - p->sets[k].cost;
		best = more;
		p->where[i] = (unsigned char)k;
	}
	p->sets[p->where[i]] = best;
}

/* Take needle `i` out of its set again. */
static void
take_out(struct parting *p, size_t i)
{
	unsigned k = p->where[i];

	p->where[i] = ALL_SETS;
	p->sets[k] = (struct set){ 0 };
	for (size_t other = 0; other < p->count; other++)
		if (p->where[other] == k)
			spread_needle(&p->sets[k], &p->items[other]);
	p->sets[k].cost = cost_of(&p->sets[k]);
}

/* The first ones did not know what would come: each is placed again. */
static int
part(struct needles *n, const struct needle *items, size_t count)
{
	struct parting p = { .items = items, .count = count,
		.apart = n->quads.apart };

	p.where = mem_alloc(count + 1);
	if (p.where == NULL)
		return ERR_NOMEM;
	memset(p.where, ALL_SETS, count + 1);
	for (size_t i = 0; i < count; i++)
		place(&p, i);
	for (size_t i = 0; i < ROUNDS * count && count <= PLACED_AGAIN; i++) {
		take_out(&p, i % count);
		place(&p, i % count);
	}
	for (size_t i = 0; i < count; i++)
		quads_add(&n->quads, p.where[i] / QUADS_SETS,
		    p.where[i] % QUADS_SETS, items[i].text,
		    (items[i].flags & NEEDLE_CASELESS) != 0);
	mem_free(p.where);
	return 0;
}

static unsigned
group_of(const struct needle *items, size_t count)
{
	size_t few = 0;

	for (size_t i = 0; i < count; i++) {
		if (items[i].text.len < GROUP_LEAST)
			return GROUP_LEAST;
		few += items[i].text.len < GROUP_MOST;
	}
	return few > FEW ? GROUP_LEAST : GROUP_MOST;
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
	n->group = group_of(items, count);
	for (size_t i = 0; i < count; i++) {
		if (items[i].text.len == 0 || memchr(items[i].text.ptr, '\0',
		    items[i].text.len) != NULL) {
			needles_free(n);
			*ret_bad = i;
			return ERR_SYNTAX;
		}
		add_entry(n, i, &items[i]);
		n->quads.apart |= (items[i].flags & NEEDLE_APART) != 0;
	}
	if (part(n, items, count) != 0) {
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
 * Those whose four bytes are known, without a branch to be foreseen; not in
 * place, or the next load would wait for each store.
 */
static size_t
keep_known(const struct needles *n, const char *p, const uint16_t *places,
    size_t count, uint16_t *out)
{
	unsigned drop = 8 * (GROUP_MOST - n->group);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t hash = hash_head(head_of(p + places[i]), drop);

		out[kept] = places[i];
		kept += n->known[hash / 64] >> hash % 64 & 1;
	}
	return kept;
}

/* What is being searched. */
struct search {
	const struct needles *needles;
	struct sv text;
	const struct needles_sink *sink;
};

/* Is it this one, of which the first eight bytes are right but for case? */
static bool
is_at(const struct entry *e, struct sv text, size_t at)
{
	struct sv here = sv_slice(text, at, at + e->text.len);

	if ((e->flags & NEEDLE_APART) != 0 && at > 0 &&
	    ascii_is_letter((unsigned char)text.ptr[at - 1]))
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
	uint32_t list = n->lists[hash_of(n, (uint32_t)start) % LISTS];
	uint32_t shorts = n->shorts[start % SHORTS];

	return look_in_list(s, list, start, at) &&
	    (shorts == 0 || look_in_list(s, shorts, start, at));
}

/* How many of the bytes from `from` on may be read four at once. */
static inline size_t
readable(struct sv text, size_t from)
{
	return text.len - from < QUADS_BYTES ? 0 :
	    text.len - from - (QUADS_BYTES - 1);
}

static bool
find_in(enum wide wide, const struct search *s, size_t from, size_t len)
{
	uint16_t places[QUADS_ROOM], known[QUADS_ROOM];
	size_t ahead = readable(s->text, from), kept;
	size_t count = quads_find_as(wide, &s->needles->quads, s->text, from,
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
