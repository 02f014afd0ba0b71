#include "base/tls.h"

#define ERR_STATE openssl_err_state	/* a type of theirs, a code of ours */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tls_private.h"

/* AEAD with forward secrecy only; TLS 1.3 has nothing else anyway. */
static const char ciphers_1_2[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

static const unsigned char alpn_http1[] = "\x08http/1.1";

/* Where distributions keep the bundle. The folder form is of no use: it would
 * be opened file by file after confinement. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/cert.pem",
};

static const unsigned char session_scope[] = "exeat";

/* Fill `ei` from the library's own complaint about `file`. */
static int
complain(struct errinfo *ei, int code, const char *file, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	errinfo_at(ei, file, 0, 0);
	code = errinfo_set(ei, code, "%s: %s", what,
	    reason == NULL ? "unknown error" : reason);
	ERR_clear_error();
	return code;
}

static int
pick_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *arg)
{
	unsigned char *picked;

	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&picked, out_len, alpn_http1,
	    sizeof(alpn_http1) - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = picked;
	return SSL_TLSEXT_ERR_OK;
}

static void
set_common(SSL_CTX *ssl)
{
	(void)SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT |
	    SSL_OP_CIPHER_SERVER_PREFERENCE);
	(void)SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_read_ahead(ssl, 1);
}

static struct tls_context *
new_context(const SSL_METHOD *method)
{
	struct tls_context *ctx = mem_calloc(1, sizeof(*ctx));

	if (ctx == NULL)
		return NULL;
	ctx->refs = 1;
	ctx->ssl = SSL_CTX_new(method);
	ctx->bio = tls_private_bio();
	if (ctx->ssl == NULL || ctx->bio == NULL ||
	    SSL_CTX_set_min_proto_version(ctx->ssl, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(ctx->ssl, ciphers_1_2) != 1) {
		tls_context_free(ctx);
		return NULL;
	}
	set_common(ctx->ssl);
	return ctx;
}

void
tls_private_unref(struct tls_context *ctx)
{
	if (--ctx->refs > 0)
		return;
	SSL_CTX_free(ctx->ssl);
	BIO_meth_free(ctx->bio);
	mem_free(ctx);
}

void
tls_context_free(struct tls_context *ctx)
{
	if (ctx != NULL)
		tls_private_unref(ctx);
}

static int
load_identity(SSL_CTX *ssl, const char *cert, const char *key,
    struct errinfo *ei)
{
	if (SSL_CTX_use_certificate_chain_file(ssl, cert) != 1)
		return complain(ei, ERR_TLS, cert,
		    "cannot use this file as a certificate chain");
	if (SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1)
		return complain(ei, ERR_TLS, key,
		    "cannot use this file as a private key");
	if (SSL_CTX_check_private_key(ssl) != 1)
		return complain(ei, ERR_TLS, key,
		    "the key does not belong to the certificate");
	return 0;
}

/* Ask clients for certificates of this authority. */
static int
load_client_ca(SSL_CTX *ssl, const char *file, struct errinfo *ei)
{
	STACK_OF(X509_NAME) *names;

	if (file == NULL)
		return 0;
	names = SSL_load_client_CA_file(file);
	if (names == NULL || SSL_CTX_load_verify_file(ssl, file) != 1) {
		sk_X509_NAME_pop_free(names, X509_NAME_free);
		return complain(ei, ERR_TLS, file,
		    "cannot use this file as certificate authorities");
	}
	SSL_CTX_set_client_CA_list(ssl, names);
	SSL_CTX_set_verify(ssl,
	    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return 0;
}

static int
set_tickets(SSL_CTX *ssl, struct sv keys, struct errinfo *ei)
{
	/* Sessions live in tickets, not in our memory. */
	(void)SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	(void)SSL_CTX_set_num_tickets(ssl, 1);
	(void)SSL_CTX_set_session_id_context(ssl, session_scope,
	    sizeof(session_scope) - 1);
	if (keys.len == 0)
		return 0;
	if (keys.len != TLS_TICKET_KEY_BYTES ||
	    SSL_CTX_set_tlsext_ticket_keys(ssl, (void *)(uintptr_t)keys.ptr,
	    TLS_TICKET_KEY_BYTES) != 1)
		return errinfo_set(ei, ERR_INVAL,
		    "ticket keys are %zu bytes, not %d", keys.len,
		    TLS_TICKET_KEY_BYTES);
	return 0;
}

int
tls_context_new_server(const struct tls_server_options *options,
    struct tls_context **ret_ctx, struct errinfo *ei)
{
	struct tls_context *ctx;
	int err;

	ERR_clear_error();
	ctx = new_context(TLS_server_method());
	if (ctx == NULL)
		return errinfo_set(ei, ERR_NOMEM, "cannot make a TLS context");
	SSL_CTX_set_alpn_select_cb(ctx->ssl, pick_alpn, NULL);
	err = load_identity(ctx->ssl, options->cert_file, options->key_file,
	    ei);
	if (err == 0)
		err = load_client_ca(ctx->ssl, options->client_ca_file, ei);
	if (err == 0)
		err = set_tickets(ctx->ssl, options->ticket_keys, ei);
	if (err != 0)
		tls_context_free(ctx);
	else
		*ret_ctx = ctx;
	return err;
}

/* The system's bundle, read now as a whole. */
static int
load_system_cas(SSL_CTX *ssl, struct errinfo *ei)
{
	const char *named = getenv("SSL_CERT_FILE");
	const char *file = named;

	for (size_t i = 0; file == NULL && i < NELEMS(bundles); i++)
		if (access(bundles[i], R_OK) == 0)
			file = bundles[i];
	if (file == NULL)
		return errinfo_set(ei, ERR_NOTFOUND,
		    "no bundle of certificate authorities: install "
		    "ca-certificates or set SSL_CERT_FILE");
	if (SSL_CTX_load_verify_file(ssl, file) != 1)
		return complain(ei, ERR_TLS, file,
		    "cannot use this file as certificate authorities");
	return 0;
}

static int
load_cas(SSL_CTX *ssl, const struct tls_client_options *options,
    struct errinfo *ei)
{
	int err = 0;

	if (options->ca_file != NULL &&
	    SSL_CTX_load_verify_file(ssl, options->ca_file) != 1)
		return complain(ei, ERR_TLS, options->ca_file,
		    "cannot use this file as certificate authorities");
	if (!options->no_system_cas)
		err = load_system_cas(ssl, ei);
	/* Those who bring their own may do without the system's. */
	if (err == ERR_NOTFOUND && options->ca_file != NULL)
		err = 0;
	return err;
}

int
tls_context_new_client(const struct tls_client_options *options,
    struct tls_context **ret_ctx, struct errinfo *ei)
{
	struct tls_context *ctx;
	int err;

	ERR_clear_error();
	ctx = new_context(TLS_client_method());
	if (ctx == NULL)
		return errinfo_set(ei, ERR_NOMEM, "cannot make a TLS context");
	SSL_CTX_set_verify(ctx->ssl, SSL_VERIFY_PEER, NULL);
	(void)SSL_CTX_set_session_cache_mode(ctx->ssl,
	    SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx->ssl, tls_private_keep);
	err = load_cas(ctx->ssl, options, ei);
	if (err == 0 && SSL_CTX_set_alpn_protos(ctx->ssl, alpn_http1,
	    sizeof(alpn_http1) - 1) != 0)
		err = ERR_NOMEM;
	if (err == 0 && options->cert_file != NULL)
		err = load_identity(ctx->ssl, options->cert_file,
		    options->key_file, ei);
	if (err != 0)
		tls_context_free(ctx);
	else
		*ret_ctx = ctx;
	return err;
}
