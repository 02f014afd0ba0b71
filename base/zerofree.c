/*
 * free() and realloc() that wipe what they release, for the whole process:
 * what OpenSSL, PCRE2 or libevent free is wiped as well. Linked into exeatd
 * itself and never into an archive, so that nothing else is changed.
 *
 * glibc lets a program bring its own and exports its own under names of
 * their own. Its tunable glibc.malloc.perturb does not do: blocks in the
 * thread cache keep their contents, and it fills new blocks too.
 *
 * Left out with sanitizers, which bring their own heap.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stddef.h>
#include <string.h>

#include "base/attr.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#if defined(__GLIBC__) && !defined(WITH_SANITIZERS)

void *__libc_malloc(size_t size);
void __libc_free(void *p);

EXPORTED void free(void *p);
void zerofree_release(void *p);
EXPORTED void *realloc(void *p, size_t size);
EXPORTED void *reallocarray(void *p, size_t count, size_t size);

void
free(void *p)
{
	if (p == NULL)
		return;
	explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
}

/* For base/mem.c: what is wiped already is not wiped again. */
void
zerofree_release(void *p)
{
	__libc_free(p);
}

void *
realloc(void *p, size_t size)
{
	size_t old;
	void *new;

	if (p == NULL)
		return __libc_malloc(size);
	if (size == 0) {
		free(p);
		return NULL;
	}
	old = malloc_usable_size(p);
	if (size <= old && size >= old / 2) {
		explicit_bzero((char *)p + size, old - size);
		return p;
	}
	new = __libc_malloc(size);
	if (new == NULL)
		return NULL;
	memcpy(new, p, size < old ? size : old);
	free(p);
	return new;
}

void *
reallocarray(void *p, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return realloc(p, bytes);
}

#else
/* ISO C wants something in every file. */
extern const char zerofree_left_out[];
const char zerofree_left_out[] = "zerofree";
#endif
