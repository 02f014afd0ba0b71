#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/mem.h"

enum { CHUNK_BYTES = 16 * 1024, CHUNK_MAX = 256 * 1024, VEC_START = 8 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;			/* bytes in data */
	size_t used;
	alignas(max_align_t) char data[];
};

void
arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){ .max = max };
}

void
arena_done(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		mem_free_wiped(c, sizeof(*c) + c->used);
	}
	arena_init(a, a->max);
}

/* Chunks double up to CHUNK_MAX; a larger piece gets a chunk of its own. */
static struct arena_chunk *
add_chunk(struct arena *a, size_t size)
{
	size_t want = CHUNK_BYTES, total;
	struct arena_chunk *c;

	if (a->chunks != NULL && a->chunks->size < CHUNK_MAX)
		want = a->chunks->size * 2;
	else if (a->chunks != NULL)
		want = CHUNK_MAX;
	if (want < size)
		want = size;
	if (!mem_add(want, sizeof(*c), &total))
		return NULL;
	if (total > a->max - a->used) {
		want = size;
		if (!mem_add(want, sizeof(*c), &total) ||
		    total > a->max - a->used)
			return NULL;
	}
	c = mem_alloc(total);
	if (c == NULL)
		return NULL;
	c->size = want;
	c->used = 0;
	c->next = a->chunks;
	a->chunks = c;
	a->used += total;
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	struct arena_chunk *c = a->chunks;
	size_t need;
	void *p;

	if (!mem_add(size == 0 ? 1 : size, mask, &need))
		return NULL;
	need &= ~mask;
	if (c == NULL || need > c->size - c->used)
		c = add_chunk(a, need);
	if (c == NULL)
		return NULL;
	p = c->data + c->used;
	c->used += need;
	return p;
}

void *
arena_zalloc(struct arena *a, size_t count, size_t size)
{
	size_t total;
	void *p;

	if (!mem_mul(count, size, &total))
		return NULL;
	p = arena_alloc(a, total);
	if (p != NULL)
		memset(p, 0, total);
	return p;
}

struct sv
arena_dup(struct arena *a, struct sv s)
{
	char *p = s.len == SIZE_MAX ? NULL : arena_alloc(a, s.len + 1);

	if (p == NULL)
		return (struct sv){ NULL, 0 };
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return (struct sv){ p, s.len };
}

struct sv
arena_dup_lower(struct arena *a, struct sv s)
{
	char *p = s.len == SIZE_MAX ? NULL : arena_alloc(a, s.len + 1);

	if (p == NULL)
		return (struct sv){ NULL, 0 };
	for (size_t i = 0; i < s.len; i++)
		p[i] = (char)ascii_to_lower(s.ptr[i]);
	p[s.len] = '\0';
	return (struct sv){ p, s.len };
}

int
arena_vec_grow(struct arena *a, void **items, size_t count, size_t *cap,
    size_t size)
{
	size_t more = *cap == 0 ? VEC_START : *cap * 2, bytes;
	char *p;

	if (!mem_mul(more, size, &bytes))
		return ERR_NOMEM;
	p = arena_alloc(a, bytes);
	if (p == NULL)
		return ERR_NOMEM;
	if (count > 0)
		memcpy(p, *items, count * size);
	memset(p + count * size, 0, bytes - count * size);
	*items = p;
	*cap = more;
	return 0;
}
