/*
 * A hash table with chains, and every entry in one of two lists, the newest
 * first: *once* for texts that came one time, *again* for those found since.
 * Room is made at the end of `once`; `again` takes at most SHARE of the bytes,
 * what it has too much of goes back to the front of `once`. So a flood of new
 * texts does not push out the conversations that go on.
 */
#include "inspect/history.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "inspect/engine.h"

enum {
	SHARE_OF = 4,		/* `again`: three of four bytes */
	BYTES_A_BUCKET = 512,
	OVERHEAD = 16,		/* of the allocator, for one entry */
	LARGEST = 8		/* an entry takes at most an eighth */
};

enum list_kind { ONCE, AGAIN };

struct entry {
	struct history_key key;
	struct entry *chain;		/* in its bucket */
	struct entry *newer, *older;	/* in its list */
	enum list_kind list;
	size_t count, nweak;
	bool has_table;
	struct finding items[];		/* count of them, then nweak */
};

struct list {
	struct entry *newest, *oldest;
	size_t bytes;
};

struct history {
	struct keyhash *hash;
	struct entry **buckets;
	size_t nbuckets;		/* a power of two */
	size_t max_bytes;
	struct list lists[2];
	size_t entries;
	uint64_t hits, misses;
};

int
history_new(size_t max_bytes, struct history **ret)
{
	struct history *h = mem_calloc(1, sizeof(*h));
	int err;

	if (h == NULL)
		return ERR_NOMEM;
	h->nbuckets = 1;
	while (h->nbuckets < max_bytes / BYTES_A_BUCKET)
		h->nbuckets *= 2;
	h->max_bytes = max_bytes;
	h->buckets = mem_calloc(h->nbuckets, sizeof(*h->buckets));
	err = h->buckets == NULL ? ERR_NOMEM : keyhash_new(&h->hash);
	if (err != 0) {
		history_free(h);
		return err;
	}
	*ret = h;
	return 0;
}

void
history_free(struct history *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < NELEMS(h->lists); i++)
		for (struct entry *e = h->lists[i].newest, *next; e != NULL;
		    e = next) {
			next = e->older;
			mem_free(e);
		}
	keyhash_free(h->hash);
	mem_free(h->buckets);
	mem_free(h);
}

int
history_key(struct history *h, struct sv text, struct sv label,
    struct history_key *ret)
{
	uint64_t len = label.len;
	const struct sv parts[] = { sv_make(&len, sizeof(len)), label, text };

	return keyhash_parts(h->hash, parts, NELEMS(parts), ret->hash);
}

int
history_key_of(struct history *h, struct sv owner, struct sv text,
    struct history_key *ret)
{
	/* No label is that long. */
	const uint64_t len = UINT64_MAX;
	const struct sv parts[] = { sv_make(&len, sizeof(len)), owner, text };

	return keyhash_parts(h->hash, parts, NELEMS(parts), ret->hash);
}

struct history *
history_of(const struct detect_engine *engine)
{
	return engine->history;
}

static struct entry **
bucket_of(struct history *h, const struct history_key *key)
{
	uint64_t number;

	memcpy(&number, key->hash, sizeof(number));
	return &h->buckets[number & (h->nbuckets - 1)];
}

static size_t
bytes_of(size_t count)
{
	return sizeof(struct entry) + count * sizeof(struct finding) +
	    OVERHEAD;
}

static void
unlink_entry(struct history *h, struct entry *e)
{
	struct list *l = &h->lists[e->list];

	if (e->newer != NULL)
		e->newer->older = e->older;
	else
		l->newest = e->older;
	if (e->older != NULL)
		e->older->newer = e->newer;
	else
		l->oldest = e->newer;
	l->bytes -= bytes_of(e->count + e->nweak);
}

static void
link_entry(struct history *h, struct entry *e, enum list_kind kind)
{
	struct list *l = &h->lists[kind];

	e->list = kind;
	e->newer = NULL;
	e->older = l->newest;
	if (l->newest != NULL)
		l->newest->newer = e;
	else
		l->oldest = e;
	l->newest = e;
	l->bytes += bytes_of(e->count + e->nweak);
}

static void
forget(struct history *h, struct entry *e)
{
	struct entry **at = bucket_of(h, &e->key);

	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	unlink_entry(h, e);
	h->entries--;
	mem_free(e);
}

/* Move to the front of `again`; what is too much there goes back. */
static void
promote(struct history *h, struct entry *e)
{
	struct list *again = &h->lists[AGAIN];
	size_t most = h->max_bytes / SHARE_OF * (SHARE_OF - 1);

	unlink_entry(h, e);
	link_entry(h, e, AGAIN);
	while (again->bytes > most && again->oldest != e) {
		struct entry *old = again->oldest;

		unlink_entry(h, old);
		link_entry(h, old, ONCE);
	}
}

static struct entry *
look_up(struct history *h, const struct history_key *key)
{
	struct entry *e = *bucket_of(h, key);

	while (e != NULL && memcmp(e->key.hash, key->hash,
	    sizeof(key->hash)) != 0)
		e = e->chain;
	return e;
}

bool
history_find(struct history *h, const struct history_key *key,
    struct history_content *ret)
{
	struct entry *e = look_up(h, key);

	if (e == NULL) {
		h->misses++;
		return false;
	}
	h->hits++;
	promote(h, e);
	*ret = (struct history_content){ e->items, e->items + e->count,
		e->count, e->nweak, e->has_table };
	return true;
}

static void
copy(struct finding *to, const struct finding *from, size_t count)
{
	if (count > 0)
		memcpy(to, from, count * sizeof(*to));
}

void
history_keep(struct history *h, const struct history_key *key,
    const struct history_content *found)
{
	struct entry **bucket = bucket_of(h, key), *e;
	size_t bytes, count = found->count + found->nweak;

	if (count > h->max_bytes / LARGEST / sizeof(struct finding) ||
	    look_up(h, key) != NULL)
		return;
	bytes = bytes_of(count);
	if (bytes > h->max_bytes)
		return;
	while (h->lists[ONCE].bytes + h->lists[AGAIN].bytes + bytes >
	    h->max_bytes)
		forget(h, h->lists[ONCE].oldest != NULL ?
		    h->lists[ONCE].oldest : h->lists[AGAIN].oldest);
	e = mem_alloc(sizeof(*e) + count * sizeof(struct finding));
	if (e == NULL)
		return;
	e->key = *key;
	e->count = found->count;
	e->nweak = found->nweak;
	e->has_table = found->has_table;
	copy(e->items, found->items, found->count);
	copy(e->items + found->count, found->weak, found->nweak);
	e->chain = *bucket;
	*bucket = e;
	h->entries++;
	link_entry(h, e, ONCE);
}

struct history_counts
history_counts(const struct history *h)
{
	return (struct history_counts){ h->hits, h->misses, h->entries,
		h->lists[ONCE].bytes + h->lists[AGAIN].bytes };
}
