#define _XOPEN_SOURCE 700
#include "tests/tap/tmpdir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES = 512, OPEN_MAX_DIRS = 16 };

char *
tmpdir_new(void)
{
	const char *base = getenv("TMPDIR");
	char *path = malloc(PATH_BYTES);

	if (path == NULL)
		abort();
	(void)snprintf(path, PATH_BYTES, "%s/exeat-test-XXXXXX",
	    base != NULL ? base : ".");
	if (mkdtemp(path) == NULL) {
		perror(path);
		exit(99);
	}
	return path;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
tmpdir_free(char *path)
{
	(void)nftw(path, remove_one, OPEN_MAX_DIRS, FTW_DEPTH | FTW_PHYS);
	free(path);
}
