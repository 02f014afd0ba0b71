#include "inspect/answer/phrases.h"

#include <string.h>

#include "base/err.h"

void
phrases_init(struct phrases *p, struct arena *arena)
{
	*p = (struct phrases){ .arena = arena };
}

static size_t
bucket_of(const char *s)
{
	uint32_t x;

	memcpy(&x, s, sizeof(x));
	return (x * UINT32_C(2654435761)) >> 22;
}

int
phrases_add(struct phrases *p, struct sv text, struct sv value)
{
	const struct phrase *known;
	struct phrase *made;
	size_t b;

	ASSERT(text.len >= PHRASES_LEAST);
	if (p->buckets == NULL)
		p->buckets = arena_zalloc(p->arena, PHRASES_BUCKETS,
		    sizeof(struct phrase *));
	if (p->buckets == NULL)
		return ERR_NOMEM;
	known = phrases_find(p, text);
	if (known != NULL)
		return sv_eq(known->value, value) ? 0 : ERR_CONFLICT;
	made = arena_alloc(p->arena, sizeof(*made));
	if (made == NULL)
		return ERR_NOMEM;
	b = bucket_of(text.ptr);
	*made = (struct phrase){ text, value, p->buckets[b] };
	p->buckets[b] = made;
	p->begins[(unsigned char)text.ptr[0]] = true;
	p->count++;
	if (text.len > p->longest)
		p->longest = text.len;
	return 0;
}

const struct phrase *
phrases_at(const struct phrases *p, struct sv text, size_t at)
{
	const struct phrase *best = NULL, *i;
	struct sv rest = sv_slice(text, at, text.len);

	if (rest.len < PHRASES_LEAST || p->count == 0 ||
	    !p->begins[(unsigned char)rest.ptr[0]])
		return NULL;
	for (i = p->buckets[bucket_of(rest.ptr)]; i != NULL; i = i->next)
		if ((best == NULL || i->text.len > best->text.len) &&
		    sv_starts(rest, i->text))
			best = i;
	return best;
}

bool
phrases_may_begin(const struct phrases *p, struct sv text, size_t at)
{
	struct sv rest = sv_slice(text, at, text.len);
	size_t first = 0, last = PHRASES_BUCKETS;

	if (rest.len == 0 || rest.len >= p->longest ||
	    !p->begins[(unsigned char)rest.ptr[0]])
		return false;
	/* Too little to know the bucket: look into all. */
	if (rest.len >= PHRASES_LEAST) {
		first = bucket_of(rest.ptr);
		last = first + 1;
	}
	for (size_t b = first; b < last; b++)
		for (const struct phrase *i = p->buckets[b]; i != NULL;
		    i = i->next)
			if (i->text.len > rest.len &&
			    sv_starts(i->text, rest))
				return true;
	return false;
}

const struct phrase *
phrases_find(const struct phrases *p, struct sv text)
{
	if (p->count == 0 || text.len < PHRASES_LEAST)
		return NULL;
	for (const struct phrase *i = p->buckets[bucket_of(text.ptr)];
	    i != NULL; i = i->next)
		if (sv_eq(i->text, text))
			return i;
	return NULL;
}
