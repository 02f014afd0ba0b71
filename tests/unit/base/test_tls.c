/* TLS between two ends of a socket pair: verification, reading, resumption. */
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/tls.h"
#include "tests/tap/certs.h"
#include "tests/tap/tap.h"

enum { ROUNDS = 10000, CHUNK = 64 * 1024, IDLE_CONNS = 20,
	IDLE_BYTES = 24 * 1024 };

struct pair {
	int fds[2];
	struct tls *client;
	struct tls *server;
	int client_err;
	int server_err;
};

static struct certs certs;

static struct tls_context *
server_context(const char *name, const char *client_ca)
{
	struct tls_server_options o = {
		.cert_file = certs_path(&certs, name, ".pem"),
		.key_file = certs_path(&certs, name, ".key"),
		.client_ca_file = client_ca,
	};
	struct tls_context *ctx = NULL;
	struct errinfo ei = { .text = "" };

	if (tls_context_new_server(&o, &ctx, &ei) != 0)
		tap_diag("%s: %s", ei.file, ei.text);
	return ctx;
}

static struct tls_context *
client_context(const char *identity)
{
	struct tls_client_options o = {
		.no_system_cas = true,
		.ca_file = certs.ca,
	};
	struct tls_context *ctx = NULL;
	struct errinfo ei = { .text = "" };

	if (identity != NULL) {
		o.cert_file = certs_path(&certs, identity, ".pem");
		o.key_file = certs_path(&certs, identity, ".key");
	}
	if (tls_context_new_client(&o, &ctx, &ei) != 0)
		tap_diag("%s: %s", ei.file, ei.text);
	return ctx;
}

static void
pair_init(struct pair *p, struct tls_context *server,
    struct tls_context *client, const char *host, struct tls_session *session)
{
	memset(p, 0, sizeof(*p));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p->fds) != 0 ||
	    tls_new_server(server, p->fds[0], &p->server) != 0 ||
	    tls_new_client(client, p->fds[1], sv_cstr(host), session,
	    &p->client) != 0)
		tap_ok(false, "make a pair");
	p->client_err = p->server_err = ERR_AGAIN;
}

/* Both hands shake until neither can go on. */
static void
shake(struct pair *p)
{
	for (int i = 0; i < ROUNDS; i++) {
		if (p->client_err == ERR_AGAIN)
			p->client_err = tls_handshake(p->client);
		if (p->server_err == ERR_AGAIN)
			p->server_err = tls_handshake(p->server);
		if (p->client_err != ERR_AGAIN && p->server_err != ERR_AGAIN)
			break;
		if (p->client_err != ERR_AGAIN && p->client_err != 0)
			break;
	}
}

static void
pair_done(struct pair *p)
{
	tls_free(p->client);
	tls_free(p->server);
	(void)close(p->fds[0]);
	(void)close(p->fds[1]);
}

struct verify_case {
	const char *what;
	const char *cert;
	const char *host;
	int err;
};

static const struct verify_case verify_cases[] = {
	{ "the name", "good", "localhost", 0 },
	{ "the address", "good", "127.0.0.1", 0 },
	{ "the IPv6 address", "good", "::1", 0 },
	{ "a wildcard", "wild", "a.example.test", 0 },
	{ "a wildcard of two labels", "wild", "a.b.example.test", ERR_AUTH },
	{ "a partial wildcard", "wild", "barfoo.example2.test", ERR_AUTH },
	{ "another name", "good", "other.test", ERR_AUTH },
	{ "another address", "good", "127.0.0.2", ERR_AUTH },
	{ "an expired certificate", "old", "localhost", ERR_AUTH },
	{ "a self-signed certificate", "self", "localhost", ERR_AUTH },
	{ "the common name only", "cn.test", "cn.test", ERR_AUTH },
};

static void
test_verify(void)
{
	struct tls_context *client = client_context(NULL);

	for (size_t i = 0; i < NELEMS(verify_cases); i++) {
		const struct verify_case *c = &verify_cases[i];
		struct tls_context *server = server_context(c->cert, NULL);
		struct pair p;

		pair_init(&p, server, client, c->host, NULL);
		shake(&p);
		tap_is_int(p.client_err, c->err, "verify %s", c->what);
		if (c->err != 0)
			tap_ok(strlen(tls_error_text(p.client)) > 0, "says: %s",
			    tls_error_text(p.client));
		pair_done(&p);
		tls_context_free(server);
	}
	tls_context_free(client);
}

static void
test_facts(void)
{
	struct tls_context *server = server_context("good", NULL);
	struct tls_context *client = client_context(NULL);
	uint8_t digest[32] = { 0 }, zero[32] = { 0 };
	struct tls *bad;
	struct pair p;

	pair_init(&p, server, client, "localhost", NULL);
	tap_is_int(tls_new_client(client, 0, SV("127.1"), NULL, &bad),
	    ERR_INVAL, "no odd hosts");
	tls_context_free(server);
	tls_context_free(client);
	shake(&p);
	tap_ok(p.client_err == 0 && p.server_err == 0,
	    "connections keep their contexts");
	tap_is_sv(sv_cstr(tls_version(p.client)), SV("TLSv1.3"), "version");
	tap_is_sv(tls_server_name(p.server), SV("localhost"), "SNI");
	tap_is_sv(tls_alpn(p.client), SV("http/1.1"), "ALPN");
	tap_ok(tls_peer_sha256(p.client, digest) == 0 &&
	    memcmp(digest, zero, 32) != 0, "digest of the certificate");
	tap_is_int(tls_peer_sha256(p.server, digest), ERR_NOTFOUND,
	    "no certificate of the client");
	pair_done(&p);
}

/* Move `total` bytes from one end to the other; false if they differ. */
static bool
move_bytes(struct tls *from, struct tls *to, size_t total)
{
	static char out[CHUNK], in[CHUNK];
	size_t sent = 0, got = 0, n;

	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (char)(i * 7 + i / 251);
	while (got < total) {
		size_t at = sent % CHUNK, len = CHUNK - at;
		int err;

		if (len > total - sent)
			len = total - sent;
		if (len > 0 && tls_write(from, sv_make(out + at, len), &n) == 0)
			sent += n;
		err = tls_read(to, in, 1 + got % CHUNK, &n);
		if (err != 0 && err != ERR_AGAIN)
			return false;
		for (size_t i = 0; err == 0 && i < n; i++)
			if (in[i] != out[(got + i) % CHUNK])
				return false;
		got += err == 0 ? n : 0;
	}
	return true;
}

static void
test_stream(void)
{
	struct tls_context *server = server_context("good", NULL);
	struct tls_context *client = client_context(NULL);
	struct pair p;
	char in[16];
	size_t n;

	pair_init(&p, server, client, "localhost", NULL);
	shake(&p);
	tap_ok(move_bytes(p.client, p.server, 3000000), "to the server");
	tap_ok(move_bytes(p.server, p.client, 3000000), "to the client");
	tap_is_int(tls_read(p.client, in, sizeof(in), &n), ERR_AGAIN,
	    "nothing more");
	tap_ok(!tls_wants_write(p.client), "waits for reading");
	tap_is_int(tls_shutdown(p.server), 0, "say the end");
	tap_is_int(tls_read(p.client, in, sizeof(in), &n), ERR_CLOSED,
	    "hear it");
	tap_ok(move_bytes(p.client, p.server, 10), "the other way is open");
	(void)close(p.fds[1]);
	tap_is_int(tls_read(p.server, in, sizeof(in), &n), ERR_TRUNCATED,
	    "an end without a word");
	pair_done(&p);
	tls_context_free(server);
	tls_context_free(client);
}

static void
test_resume(void)
{
	struct tls_context *server = server_context("good", NULL);
	struct tls_context *client = client_context(NULL);
	struct tls_session *session;
	struct pair p;

	pair_init(&p, server, client, "localhost", NULL);
	shake(&p);
	tap_ok(move_bytes(p.server, p.client, 10), "read the ticket");
	session = tls_take_session(p.client);
	tap_ok(session != NULL && tls_take_session(p.client) == NULL,
	    "one session");
	pair_done(&p);
	pair_init(&p, server, client, "localhost", session);
	shake(&p);
	tap_ok(p.client_err == 0 && tls_was_resumed(p.client),
	    "resumed after its connection was dropped");
	pair_done(&p);
	pair_init(&p, server, client, "other.test", session);
	shake(&p);
	tap_is_int(p.client_err, ERR_AUTH,
	    "a session of another host helps nobody");
	pair_done(&p);
	tls_session_free(session);
	tls_context_free(server);
	tls_context_free(client);
}

static void
test_client_certificates(void)
{
	struct tls_context *server = server_context("good", certs.ca);
	struct tls_context *known = client_context("good");
	struct tls_context *nobody = client_context(NULL);
	uint8_t digest[32];
	struct pair p;

	pair_init(&p, server, known, "localhost", NULL);
	shake(&p);
	tap_is_int(p.server_err, 0, "with a certificate");
	tap_is_int(tls_peer_sha256(p.server, digest), 0, "its digest");
	pair_done(&p);
	pair_init(&p, server, nobody, "localhost", NULL);
	shake(&p);
	tap_ok(p.server_err != 0 && p.server_err != ERR_AGAIN,
	    "without: %s", tls_error_text(p.server));
	pair_done(&p);
	tls_context_free(server);
	tls_context_free(known);
	tls_context_free(nobody);
}

static void
test_garbage(void)
{
	struct tls_context *server = server_context("good", NULL);
	struct tls_context *client = client_context(NULL);
	struct pair p;

	pair_init(&p, server, client, "localhost", NULL);
	(void)!write(p.fds[1], "GET / HTTP/1.1\r\n\r\n", 18);
	tap_is_int(tls_handshake(p.server), ERR_TLS, "HTTP is no TLS");
	tap_ok(strlen(tls_error_text(p.server)) > 0, "says: %s",
	    tls_error_text(p.server));
	pair_done(&p);
	pair_init(&p, server, client, "localhost", NULL);
	(void)shutdown(p.fds[1], SHUT_WR);
	tap_is_int(tls_handshake(p.server), ERR_CLOSED, "an end at once");
	pair_done(&p);
	tls_context_free(server);
	tls_context_free(client);
}

static void
test_bad_files(void)
{
	struct tls_server_options o = { .cert_file = "/nonexistent",
		.key_file = "/nonexistent" };
	struct tls_client_options none = { .no_system_cas = true,
		.ca_file = "/nonexistent" };
	struct tls_context *ctx;
	struct errinfo ei = { .text = "" };

	tap_ok(tls_context_new_server(&o, &ctx, &ei) != 0 &&
	    strcmp(ei.file, "/nonexistent") == 0, "no file: %s", ei.text);
	o.cert_file = certs_path(&certs, "good", ".pem");
	o.key_file = certs_path(&certs, "wild", ".key");
	tap_ok(tls_context_new_server(&o, &ctx, &ei) != 0,
	    "another's key: %s", ei.text);
	tap_ok(tls_context_new_client(&none, &ctx, &ei) != 0,
	    "no authorities: %s", ei.text);
}

/* Idle connections of both kinds are small once their buffers are released. */
static void
test_idle_memory(void)
{
	static struct pair pairs[IDLE_CONNS];
	struct tls_context *server = server_context("good", NULL);
	struct tls_context *client = client_context(NULL);
	size_t before, after;
	int released = 0;

	pair_init(&pairs[0], server, client, "localhost", NULL);
	shake(&pairs[0]);
	(void)move_bytes(pairs[0].server, pairs[0].client, 100000);
	pair_done(&pairs[0]);
	before = mallinfo2().uordblks;
	for (size_t i = 0; i < IDLE_CONNS; i++) {
		pair_init(&pairs[i], server, client, "localhost", NULL);
		shake(&pairs[i]);
		(void)move_bytes(pairs[i].server, pairs[i].client, 100000);
		(void)move_bytes(pairs[i].client, pairs[i].server, 100000);
		released += tls_release(pairs[i].client);
		released += tls_release(pairs[i].server);
	}
	tap_is_int(released, 2 * IDLE_CONNS, "buffers released");
	after = mallinfo2().uordblks;
	if (after == 0)
		tap_skip(1, "this allocator does not count");
	else
		tap_ok((after - before) / IDLE_CONNS / 2 <= IDLE_BYTES,
		    "%zu bytes an idle end",
		    (after - before) / IDLE_CONNS / 2);
	for (size_t i = 0; i < IDLE_CONNS; i++)
		pair_done(&pairs[i]);
	tls_context_free(server);
	tls_context_free(client);
}

int
main(void)
{
	const struct certs_spec specs[] = {
		{ "good", "DNS:localhost,IP:127.0.0.1,IP:::1", false, false },
		{ "wild", "DNS:*.example.test,DNS:bar*.example2.test", false,
		    false },
		{ "old", "DNS:localhost", true, false },
		{ "self", "DNS:localhost", false, true },
		{ "cn.test", "DNS:elsewhere.test", false, false },
	};
	bool made = certs_init(&certs);

	for (size_t i = 0; made && i < NELEMS(specs); i++)
		made = certs_issue(&certs, &specs[i]);
	if (!tap_ok(made, "make certificates"))
		return tap_done();
	test_verify();
	test_facts();
	test_stream();
	test_resume();
	test_client_certificates();
	test_garbage();
	test_bad_files();
	test_idle_memory();
	certs_done(&certs);
	return tap_done();
}
