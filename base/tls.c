#include "base/tls.h"

#include <errno.h>
#include <limits.h>
#define ERR_STATE openssl_err_state	/* a type of theirs, a code of ours */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
#include <string.h>
#include <sys/socket.h>

#include "base/addr.h"
#include "base/mem.h"
#include "base/tls_private.h"

enum { HOST_BYTES = 256 };

struct tls {
	SSL *ssl;
	struct tls_context *ctx;
	SSL_SESSION *offered;	/* newest from the server, or NULL */
	const char *error;	/* constant text */
	bool wants_write;
};

struct tls_session {
	SSL_SESSION *session;
};

/* The descriptor is the stream's data. */
static int
fd_of(BIO *bio)
{
	return (int)(intptr_t)BIO_get_data(bio);
}

static int
stream_read(BIO *bio, char *to, int size)
{
	ssize_t n;

	BIO_clear_retry_flags(bio);
	do
		n = recv(fd_of(bio), to, (size_t)size, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		BIO_set_retry_read(bio);
	return (int)n;
}

static int
stream_write(BIO *bio, const char *from, int size)
{
	ssize_t n;

	BIO_clear_retry_flags(bio);
	do
		n = send(fd_of(bio), from, (size_t)size, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		BIO_set_retry_write(bio);
	return (int)n;
}

static long
stream_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	(void)bio;
	(void)num;
	(void)ptr;
	return cmd == BIO_CTRL_FLUSH;
}

struct bio_method_st *
tls_private_bio(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "exeat socket");

	if (m == NULL)
		return NULL;
	if (BIO_meth_set_read(m, stream_read) != 1 ||
	    BIO_meth_set_write(m, stream_write) != 1 ||
	    BIO_meth_set_ctrl(m, stream_ctrl) != 1) {
		BIO_meth_free(m);
		return NULL;
	}
	return m;
}

int
tls_private_keep(SSL *ssl, SSL_SESSION *session)
{
	struct tls *tls = SSL_get_app_data(ssl);

	if (tls == NULL)
		return 0;
	SSL_SESSION_free(tls->offered);
	tls->offered = session;
	return 1;
}

static int
new_tls(struct tls_context *ctx, int fd, struct tls **ret_tls)
{
	struct tls *tls = mem_calloc(1, sizeof(*tls));
	BIO *bio = NULL;

	if (tls == NULL)
		return ERR_NOMEM;
	tls->error = "";
	tls->ctx = ctx;
	ctx->refs++;
	ERR_clear_error();
	tls->ssl = SSL_new(ctx->ssl);
	if (tls->ssl != NULL)
		bio = BIO_new(ctx->bio);
	if (bio == NULL) {
		tls_free(tls);
		return ERR_NOMEM;
	}
	BIO_set_data(bio, (void *)(intptr_t)fd);
	BIO_set_init(bio, 1);
	SSL_set_bio(tls->ssl, bio, bio);
	(void)SSL_set_app_data(tls->ssl, tls);
	*ret_tls = tls;
	return 0;
}

int
tls_new_server(struct tls_context *ctx, int fd, struct tls **ret_tls)
{
	int err = new_tls(ctx, fd, ret_tls);

	if (err == 0)
		SSL_set_accept_state((*ret_tls)->ssl);
	return err;
}

/* Verify for `host`, and send it as SNI if it is a name. */
static int
expect_host(SSL *ssl, struct sv host)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	char text[HOST_BYTES];
	struct addr addr;
	enum addr_host kind = addr_host_kind(host, &addr);

	if (host.len >= sizeof(text) || kind == ADDR_HOST_BAD)
		return ERR_INVAL;
	memcpy(text, host.ptr, host.len);
	text[host.len] = '\0';
	if (kind != ADDR_HOST_NAME)
		return X509_VERIFY_PARAM_set1_ip(param, addr.ip,
		    kind == ADDR_HOST_IPV4 ? 4 : 16) == 1 ? 0 : ERR_NOMEM;
	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (X509_VERIFY_PARAM_set1_host(param, text, host.len) != 1 ||
	    SSL_set_tlsext_host_name(ssl, text) != 1)
		return ERR_NOMEM;
	return 0;
}

int
tls_new_client(struct tls_context *ctx, int fd, struct sv host,
    struct tls_session *session, struct tls **ret_tls)
{
	struct tls *tls;
	int err = new_tls(ctx, fd, &tls);

	if (err != 0)
		return err;
	SSL_set_connect_state(tls->ssl);
	err = expect_host(tls->ssl, host);
	if (err != 0) {
		tls_free(tls);
		return err;
	}
	/* One that cannot be used is only a full handshake more. */
	if (session != NULL)
		(void)SSL_set_session(tls->ssl, session->session);
	*ret_tls = tls;
	return 0;
}

void
tls_free(struct tls *tls)
{
	if (tls == NULL)
		return;
	/* Without this the library would spoil the session for reuse. */
	if (tls->ssl != NULL)
		SSL_set_shutdown(tls->ssl,
		    SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_SESSION_free(tls->offered);
	SSL_free(tls->ssl);
	tls_private_unref(tls->ctx);
	mem_free(tls);
}

static void
note_reason(struct tls *tls, const char *otherwise)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	tls->error = reason == NULL ? otherwise : reason;
}

/* A library failure: of the certificate, of the end, or of the protocol. */
static int
translate_failure(struct tls *tls)
{
	unsigned long e = ERR_peek_error();
	long verdict = SSL_get_verify_result(tls->ssl);

	if (verdict != X509_V_OK) {
		tls->error = X509_verify_cert_error_string(verdict);
		return ERR_AUTH;
	}
	note_reason(tls, "broken TLS");
	if (ERR_GET_LIB(e) == ERR_LIB_SSL &&
	    ERR_GET_REASON(e) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return ERR_TRUNCATED;
	return ERR_GET_REASON(e) == ERR_R_MALLOC_FAILURE ? ERR_NOMEM : ERR_TLS;
}

/* What a call that returned `result` <= 0 means. */
static int
translate(struct tls *tls, int result)
{
	int kind = SSL_get_error(tls->ssl, result);
	int err = ERR_TLS;

	tls->wants_write = kind == SSL_ERROR_WANT_WRITE;
	switch (kind) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return ERR_AGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return ERR_CLOSED;
	case SSL_ERROR_SYSCALL:
		tls->error = "the connection broke";
		err = ERR_TRUNCATED;
		break;
	default:	/* the library's own numbers */
		err = translate_failure(tls);
		break;
	}
	ERR_clear_error();
	return err;
}

int
tls_handshake(struct tls *tls)
{
	int result, err;

	ERR_clear_error();
	result = SSL_do_handshake(tls->ssl);
	if (result == 1)
		return 0;
	err = translate(tls, result);
	return err == ERR_TRUNCATED ? ERR_CLOSED : err;
}

int
tls_read(struct tls *tls, void *to, size_t size, size_t *ret_len)
{
	int result;

	ERR_clear_error();
	result = SSL_read_ex(tls->ssl, to, size, ret_len);
	return result == 1 ? 0 : translate(tls, result);
}

bool
tls_has_pending(const struct tls *tls)
{
	return SSL_has_pending(tls->ssl) == 1;
}

bool
tls_release(struct tls *tls)
{
	return SSL_free_buffers(tls->ssl) == 1;
}

int
tls_write(struct tls *tls, struct sv data, size_t *ret_len)
{
	int result;

	ERR_clear_error();
	result = SSL_write_ex(tls->ssl, data.ptr, data.len, ret_len);
	return result == 1 ? 0 : translate(tls, result);
}

int
tls_shutdown(struct tls *tls)
{
	int result, err;

	ERR_clear_error();
	if ((SSL_get_shutdown(tls->ssl) & SSL_SENT_SHUTDOWN) != 0)
		return 0;
	result = SSL_shutdown(tls->ssl);
	if (result >= 0)
		return 0;
	err = translate(tls, result);
	return err == ERR_AGAIN ? ERR_AGAIN : ERR_TLS;
}

bool
tls_wants_write(const struct tls *tls)
{
	return tls->wants_write;
}

const char *
tls_error_text(const struct tls *tls)
{
	return tls->error;
}

const char *
tls_version(const struct tls *tls)
{
	return SSL_get_version(tls->ssl);
}

struct sv
tls_server_name(const struct tls *tls)
{
	const char *name = SSL_get_servername(tls->ssl,
	    TLSEXT_NAMETYPE_host_name);

	return name == NULL ? SV("") : sv_cstr(name);
}

struct sv
tls_alpn(const struct tls *tls)
{
	const unsigned char *name;
	unsigned len;

	SSL_get0_alpn_selected(tls->ssl, &name, &len);
	return len == 0 ? SV("") : sv_make(name, len);
}

bool
tls_was_resumed(const struct tls *tls)
{
	return SSL_session_reused(tls->ssl) == 1;
}

struct tls_session *
tls_take_session(struct tls *tls)
{
	struct tls_session *s;

	if (tls->offered == NULL || !SSL_SESSION_is_resumable(tls->offered))
		return NULL;
	s = mem_alloc(sizeof(*s));
	if (s == NULL)
		return NULL;
	s->session = tls->offered;
	tls->offered = NULL;
	return s;
}

void
tls_session_free(struct tls_session *session)
{
	if (session == NULL)
		return;
	SSL_SESSION_free(session->session);
	mem_free(session);
}

int
tls_peer_sha256(const struct tls *tls, uint8_t ret[32])
{
	X509 *cert = SSL_get0_peer_certificate(tls->ssl);
	unsigned len = 32;

	if (cert == NULL)
		return ERR_NOTFOUND;
	return X509_digest(cert, EVP_sha256(), ret, &len) == 1 ? 0 :
	    ERR_CRYPTO;
}
