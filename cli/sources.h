/*
 * The files a command is asked to read: those named, and all in the folders
 * named, in the order of their names. Links inside of folders are not
 * followed.
 */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum { SOURCES_GLOBS = 64 };

/* Globs (fnmatch(3)) for what is in folders; all borrowed. */
struct sources {
	char *const *paths;		/* "-" is standard input */
	size_t npaths;
	const char *include[SOURCES_GLOBS];	/* none: every file */
	const char *exclude[SOURCES_GLOBS];	/* files and folders */
	size_t ninclude, nexclude;
};

/*
 * What is told of each: a file (`walked`: of a folder, not named by itself),
 * or why something is none. A false answer ends the walk.
 */
struct sources_sink {
	bool (*file)(void *ctx, const char *path, bool walked);
	bool (*skipped)(void *ctx, const char *path, const char *why);
	void *ctx;
};

/* Are there, or may there be, several sources? */
bool sources_are_many(const struct sources *s);

/*
 * Visit all of `s`. A glob with a slash is held against the path below the
 * folder, one without against the last part. ERR_NOTFOUND, ERR_IO: something
 * named cannot be read; the rest is visited all the same, and `ei` says what
 * was the first.
 */
int sources_each(const struct sources *s, const struct sources_sink *sink,
    struct errinfo *ei) MUST_USE;

#endif
