/*
 * Error codes of the whole program, and messages for people.
 *
 * Fallible functions return 0 or one of these negative codes. Where a person
 * must act on the failure, the function also fills a struct errinfo that says
 * where, what, and what would be right.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

#include "base/attr.h"

enum err {
	ERR_OK = 0,
	ERR_NOMEM = -1,		/* memory ran out */
	ERR_INVAL = -2,		/* argument outside the function's contract */
	ERR_SYNTAX = -3,	/* bytes do not follow the format */
	ERR_RANGE = -4,		/* number does not fit or is out of range */
	ERR_LIMIT = -5,		/* a configured limit would be exceeded */
	ERR_NOTFOUND = -6,	/* no such thing */
	ERR_EXISTS = -7,	/* already there */
	ERR_CONFLICT = -8,	/* contradicts what is already there */
	ERR_IO = -9,		/* the operating system refused or failed */
	ERR_CORRUPT = -10,	/* stored data does not verify */
	ERR_AUTH = -11,		/* authentication or a signature failed */
	ERR_DENIED = -12,	/* policy or privilege forbids it */
	ERR_UNSUPPORTED = -13,	/* understood, but not something we do */
	ERR_FULL = -14,		/* queue, map or disk is full */
	ERR_AGAIN = -15,	/* would block; try again when ready */
	ERR_CLOSED = -16,	/* the peer closed or is gone */
	ERR_TIMEOUT = -17,	/* took longer than allowed */
	ERR_CRYPTO = -18,	/* the cryptographic library failed */
	ERR_TLS = -19,		/* TLS handshake or record failure */
	ERR_TRUNCATED = -20,	/* input ended in the middle */
	ERR_STATE = -21,	/* not allowed in the present state */
};

/* A message for a person. `line` and `column` count from 1; 0 is unknown. */
struct errinfo {
	char file[256];
	unsigned line;
	unsigned column;
	char text[512];
};

/* Return the constant English name of `code`; never NULL. */
const char *err_text(int code);

/* Clear `ei`. NULL is allowed here and in all calls below. */
void errinfo_reset(struct errinfo *ei);

/* Set the file and position that later messages point at. Copies `file`. */
void errinfo_at(struct errinfo *ei, const char *file, unsigned line,
    unsigned column);

/* Set the text and return `code`, so that failing is one statement. */
int errinfo_set(struct errinfo *ei, int code, const char *fmt, ...)
    PRINTF(3, 4);

/* Like errinfo_set(), with strerror(errno) appended. */
int errinfo_errno(struct errinfo *ei, int code, const char *fmt, ...)
    PRINTF(3, 4);

/* Write `file:line:column: text` to `out` of `size` bytes; always ends it. */
void errinfo_format(const struct errinfo *ei, char *out, size_t size);

/*
 * State what cannot happen. Stays on in production: prints the expression and
 * aborts. Never for anything about input.
 */
#define ASSERT(e) ((e) ? (void)0 : err_assert_failed(#e, __FILE__, __LINE__))

void err_assert_failed(const char *expr, const char *file, int line) NORETURN;

#endif
