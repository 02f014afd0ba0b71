/*
 * A growing byte buffer that owns its memory, has a hard maximum given when it
 * is made, and is wiped when it is released.
 *
 * Its error is sticky: after a failed append the buffer keeps what it had,
 * every later append does nothing, and buf_err() says why. Writers therefore
 * append freely and check once at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

struct buf {
	char *ptr;
	size_t len;
	size_t cap;
	size_t max;
	int err;
};

/* Make `b` empty with room for at most `max` bytes; allocates nothing. */
void buf_init(struct buf *b, size_t max);

/* Wipe and release the memory; `b` may be used again afterwards. */
void buf_done(struct buf *b);

/* Wipe the contents and clear the error; keeps the memory. */
void buf_reset(struct buf *b);

/* 0, ERR_LIMIT or ERR_NOMEM: the first failure since init or reset. */
int buf_err(const struct buf *b) MUST_USE;

/* The contents; borrowed until the next append. */
static inline struct sv
buf_sv(const struct buf *b)
{
	return (struct sv){ b->ptr, b->len };
}

/*
 * Append a copy: bytes, text, a number, bytes in small hex digits, or what
 * printf(3) makes of it. The error is sticky (above).
 */
void buf_add(struct buf *b, const void *ptr, size_t len);
void buf_add_sv(struct buf *b, struct sv s);
void buf_add_char(struct buf *b, char c);
void buf_add_cstr(struct buf *b, const char *s);
void buf_add_u64(struct buf *b, uint64_t n);		/* decimal */
void buf_add_hex(struct buf *b, const void *ptr, size_t len);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/*
 * Make room for `len` more bytes and return where they go, or NULL (sticky
 * error). Commit what was written there with buf_grow().
 */
char *buf_reserve(struct buf *b, size_t len) MUST_USE;
void buf_grow(struct buf *b, size_t len);

/* Drop `len` bytes at the front (wiping their old place). */
void buf_drop_front(struct buf *b, size_t len);

/* Cut the contents to `len` bytes (wiping the rest). */
void buf_truncate(struct buf *b, size_t len);

#endif
