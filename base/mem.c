#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

/* Of programs whose free() wipes: the heap's own free(). */
WEAK void zerofree_release(void *p);

void *
mem_alloc(size_t size)
{
	if (fault_hit(FAULT_ALLOC))
		return NULL;
	return malloc(size == 0 ? 1 : size);
}

void *
mem_calloc(size_t count, size_t size)
{
	if (fault_hit(FAULT_ALLOC))
		return NULL;
	return calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
}

void
mem_free(void *p)
{
	free(p);
}

void
mem_wipe(void *p, size_t size)
{
	if (size > 0)
		explicit_bzero(p, size);
}

void
mem_free_wiped(void *p, size_t size)
{
	if (p == NULL)
		return;
	mem_wipe(p, size);
	if (zerofree_release != NULL)
		zerofree_release(p);
	else
		free(p);
}

char *
mem_strdup(const char *s)
{
	size_t size = strlen(s) + 1;
	char *p = mem_alloc(size);

	if (p != NULL)
		memcpy(p, s, size);
	return p;
}

bool
mem_add(size_t a, size_t b, size_t *ret)
{
	size_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*ret = sum;
	return true;
}

bool
mem_mul(size_t a, size_t b, size_t *ret)
{
	size_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*ret = product;
	return true;
}
