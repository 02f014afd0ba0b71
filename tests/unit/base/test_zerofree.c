/*
 * Linked with base/zerofree.c as exeatd is: what the heap gives again must
 * not show what was there before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/tap/tap.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#ifndef WITH_SANITIZERS
enum { TIMES = 50 };

static const size_t sizes[] = { 64, 100, 1000, 5000, 40000, 100000 };

/* Fill blocks, give them back one way or the other, look at new ones. */
static bool
shows_old(size_t size, bool by_realloc)
{
	static char *blocks[TIMES];
	bool shows = false;
	char old[32];

	memset(old, 0x5a, sizeof(old));
	for (size_t i = 0; i < TIMES; i++) {
		blocks[i] = malloc(size);
		if (blocks[i] == NULL)
			return true;
		memset(blocks[i], 0x5a, size);
	}
	for (size_t i = 0; i < TIMES; i++) {
		char *larger = NULL;

		if (by_realloc)
			larger = realloc(blocks[i], 3 * size);
		if (larger != NULL)
			memset(larger, 0, 3 * size);
		blocks[i] = by_realloc ? larger : (free(blocks[i]), NULL);
	}
	for (size_t i = 0; i < TIMES; i++)
		free(blocks[i]);
	for (size_t i = 0; i < TIMES; i++) {
		blocks[i] = mem_alloc(size);
		/* A word alone may be the heap's own. */
		for (size_t k = 0; k + sizeof(old) <= size; k += sizeof(old))
			shows |= memcmp(blocks[i] + k, old, sizeof(old)) == 0;
	}
	for (size_t i = 0; i < TIMES; i++)
		mem_free(blocks[i]);
	return shows;
}
#endif

static void
test_realloc(void)
{
	char *p = realloc(NULL, 100);
	bool same = true;

	for (int i = 0; i < 100; i++)
		p[i] = (char)i;
	p = realloc(p, 100000);
	for (int i = 0; i < 100; i++)
		same &= p[i] == (char)i;
	p = realloc(p, 70);
	for (int i = 0; i < 70; i++)
		same &= p[i] == (char)i;
	tap_ok(same, "realloc keeps the contents");
	free(p);
}

int
main(void)
{
#ifdef WITH_SANITIZERS
	tap_skip(1, "left out with sanitizers");
#else
	for (size_t i = 0; i < NELEMS(sizes); i++) {
		tap_ok(!shows_old(sizes[i], false), "free wipes %zu bytes",
		    sizes[i]);
		tap_ok(!shows_old(sizes[i], true), "realloc wipes %zu bytes",
		    sizes[i]);
	}
#endif
	test_realloc();
	return tap_done();
}
