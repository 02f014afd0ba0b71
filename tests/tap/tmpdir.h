/*
 * A folder for a test's files, under $TMPDIR or the build folder.
 */
#ifndef TESTS_TAP_TMPDIR_H
#define TESTS_TAP_TMPDIR_H

/* Make a new folder; its path is returned in memory owned by the caller. The
 * program ends if that fails. */
char *tmpdir_new(void);

/* Remove `path` with everything in it, and free `path`. */
void tmpdir_free(char *path);

#endif
