/*
 * What tls_context.c and tls.c share: a context and its library objects.
 */
#ifndef BASE_TLS_PRIVATE_H
#define BASE_TLS_PRIVATE_H

#include <stddef.h>

#include "base/attr.h"

struct bio_method_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;

struct tls_context {
	struct ssl_ctx_st *ssl;
	struct bio_method_st *bio;
	size_t refs;		/* the owner's and one for each connection */
};

/* Sockets as the library's byte streams, without SIGPIPE. NULL: no memory. */
struct bio_method_st *tls_private_bio(void) MUST_USE;

/* The library hands over a session for the client's connection `ssl`; 1 when
 * it was taken. */
int tls_private_keep(struct ssl_st *ssl, struct ssl_session_st *session);

/* One user less; the last one releases the context and its objects. */
void tls_private_unref(struct tls_context *ctx);

#endif
