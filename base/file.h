/*
 * Files: read whole, replaced atomically, made durable. Messages name the
 * path and the system's reason.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

/*
 * Append all of `path` to `b`, whose maximum bounds the size. "-" is standard
 * input. ERR_NOTFOUND, ERR_IO, ERR_LIMIT, ERR_NOMEM.
 */
int file_read(const char *path, struct buf *b, struct errinfo *ei) MUST_USE;

/*
 * Write `s` to a new file beside `path` with `mode`, sync it, rename it over
 * `path` and sync the folder: after a crash the old or the new is there.
 */
int file_replace(const char *path, struct sv s, mode_t mode,
    struct errinfo *ei) MUST_USE;

/* The same, but ERR_EXISTS if `path` is already there. */
int file_create(const char *path, struct sv s, mode_t mode,
    struct errinfo *ei) MUST_USE;

/* Write all of `s` to `fd`, going on after short writes and EINTR. */
int file_write_all(int fd, struct sv s) MUST_USE;

/* Make the folder `path` and its parents with `mode`; existing is fine. */
int file_mkdirs(const char *path, mode_t mode, struct errinfo *ei) MUST_USE;

/*
 * Write `relative` as seen from the folder of the file `from` into `out`
 * (absolute paths stay). ERR_LIMIT if it does not fit.
 */
int file_beside(const char *from, struct sv relative, char *out, size_t size)
    MUST_USE;

#endif
