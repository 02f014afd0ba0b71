/*
 * TLS on a non-blocking socket: the only user of libssl. A context holds
 * certificates and policy, a struct tls one connection. No call blocks: what
 * cannot go on returns ERR_AGAIN, and tls_wants_write() says which readiness
 * to wait for.
 *
 * TLS >= 1.2, no compression, no renegotiation, plaintext buffers wiped and
 * released when idle. Servers speak http/1.1 (ALPN) and hand out tickets;
 * clients verify chain, name or address, and time, always.
 */
#ifndef BASE_TLS_H
#define BASE_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct tls;
struct tls_context;
struct tls_session;

enum { TLS_TICKET_KEY_BYTES = 80 };

struct tls_server_options {
	const char *cert_file;	/* PEM chain, leaf first */
	const char *key_file;
	const char *client_ca_file; /* NULL: clients bring no certificate */
	struct sv ticket_keys;	/* TLS_TICKET_KEY_BYTES that all workers share,
				 * so that each resumes what any began;
				 * or empty */
};

struct tls_client_options {
	bool no_system_cas;	/* trust ca_file only */
	const char *ca_file;	/* further PEM authorities, or NULL */
	const char *cert_file;	/* identity towards the server, or NULL */
	const char *key_file;
};

/*
 * Read the files (before confinement) and make a context; returns owned.
 * `ei` names the file and what is wrong with it. ERR_IO, ERR_TLS, ERR_NOMEM.
 */
int tls_context_new_server(const struct tls_server_options *options,
    struct tls_context **ret_ctx, struct errinfo *ei) MUST_USE;
int tls_context_new_client(const struct tls_client_options *options,
    struct tls_context **ret_ctx, struct errinfo *ei) MUST_USE;

/* Connections keep their context alive. */
void tls_context_free(struct tls_context *ctx);

/* The server's side of a connection on `fd`, which stays the caller's. */
int tls_new_server(struct tls_context *ctx, int fd, struct tls **ret_tls)
    MUST_USE;

/*
 * The client's side: the certificate must be for `host`, a name (also sent as
 * SNI) or an IP literal without brackets. `session` to resume, or NULL.
 */
int tls_new_client(struct tls_context *ctx, int fd, struct sv host,
    struct tls_session *session, struct tls **ret_tls) MUST_USE;

/* Release; sends nothing. NULL is allowed. */
void tls_free(struct tls *tls);

/* 0 when done, ERR_AGAIN, ERR_CLOSED, ERR_AUTH (certificate), ERR_TLS. */
int tls_handshake(struct tls *tls) MUST_USE;

/*
 * Read at most `size` bytes. 0 with `*ret_len` >= 1, ERR_AGAIN, ERR_CLOSED
 * (the peer said so), ERR_TRUNCATED (it vanished without saying), ERR_TLS.
 */
int tls_read(struct tls *tls, void *to, size_t size, size_t *ret_len) MUST_USE;

/* Did bytes arrive that were not read yet? Read before waiting for more. */
bool tls_has_pending(const struct tls *tls);

/*
 * Give back the buffers for records, which come again when they are needed.
 * False, and nothing changed, in the midst of a record. What was read is wiped
 * in them already.
 */
bool tls_release(struct tls *tls);

/*
 * Write some of `data`; `*ret_len` >= 1 were taken. After ERR_AGAIN call again
 * with the same bytes at the front, at the same place or another.
 */
int tls_write(struct tls *tls, struct sv data, size_t *ret_len) MUST_USE;

/* Say that no more will be written. 0, ERR_AGAIN, ERR_TLS. */
int tls_shutdown(struct tls *tls) MUST_USE;

/* After ERR_AGAIN: wait until the socket is writable, not readable? */
bool tls_wants_write(const struct tls *tls);

/* What went wrong, for people; empty if nothing did. Borrowed from `tls`. */
const char *tls_error_text(const struct tls *tls);

/* Facts after the handshake. Borrowed from `tls`. */
const char *tls_version(const struct tls *tls);		/* "TLSv1.3" */
struct sv tls_server_name(const struct tls *tls);	/* SNI, or empty */
struct sv tls_alpn(const struct tls *tls);		/* or empty */
bool tls_was_resumed(const struct tls *tls);

/*
 * Take the newest session that the server offered, NULL if there is none;
 * returns owned. Use it once, for the same host, context and identity.
 */
struct tls_session *tls_take_session(struct tls *tls);
void tls_session_free(struct tls_session *session);

/* SHA-256 of the peer's certificate (DER). ERR_NOTFOUND if it sent none. */
int tls_peer_sha256(const struct tls *tls, uint8_t ret[32]) MUST_USE;

#endif
