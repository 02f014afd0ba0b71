#define _GNU_SOURCE
#include "cli/exchange.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/tls.h"

enum {
	PIECE = 65536,
	NS_PER_US = 1000,
	NS_PER_MS = 1000000,
	US_PER_S = 1000000
};

/* One exchange under way. */
struct exchange {
	const struct exchange_peer *peer;
	int fd;
	struct tls *tls;	/* or NULL */
	int64_t end_ns;
	bool was_cut;		/* TLS ended without its own end */
	struct errinfo *ei;
};

static int
late(struct exchange *x)
{
	return errinfo_set(x->ei, ERR_TIMEOUT, "%s takes too long",
	    x->peer->who);
}

/* Let the next calls wait no longer than there is time. */
static int
set_wait(struct exchange *x)
{
	int64_t us = (x->end_ns - clock_mono_ns()) / NS_PER_US;
	struct timeval wait = { .tv_sec = us / US_PER_S,
		.tv_usec = us % US_PER_S };

	if (us <= 0)
		return late(x);
	if (setsockopt(x->fd, SOL_SOCKET, SO_RCVTIMEO, &wait,
	    sizeof(wait)) != 0 || setsockopt(x->fd, SOL_SOCKET, SO_SNDTIMEO,
	    &wait, sizeof(wait)) != 0)
		return errinfo_errno(x->ei, ERR_IO, "%s", x->peer->who);
	return 0;
}

static int
dial(struct exchange *x)
{
	const struct exchange_peer *peer = x->peer;
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(&peer->addr, &ss);
	char text[ADDR_TEXT_BYTES];
	int rc;

	addr_format(&peer->addr, text);
	x->fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (x->fd < 0)
		return errinfo_errno(x->ei, ERR_IO, "%s", text);
	rc = set_wait(x);
	if (rc == 0 && connect(x->fd, (struct sockaddr *)&ss, len) != 0)
		rc = errinfo_errno(x->ei, ERR_CLOSED,
		    "%s does not answer on %s", peer->who, text);
	return rc;
}

static int
fail_tls(struct exchange *x, int rc)
{
	return errinfo_set(x->ei, rc, "%s: %s", x->peer->who,
	    tls_error_text(x->tls)[0] != '\0' ? tls_error_text(x->tls) :
	    err_text(rc));
}

static int
open_tls(struct exchange *x)
{
	int rc = tls_new_client(x->peer->tls, x->fd, x->peer->host, NULL,
	    &x->tls);

	if (rc != 0)
		return errinfo_set(x->ei, rc, "%s: %s", x->peer->who,
		    err_text(rc));
	/*
	 * The socket blocks, so ERR_AGAIN says that TLS took what came, or
	 * that the time is up, which set_wait() finds.
	 */
	while ((rc = tls_handshake(x->tls)) == ERR_AGAIN) {
		rc = set_wait(x);
		if (rc != 0)
			return rc;
	}
	return rc == 0 ? 0 : fail_tls(x, rc);
}

static int
fail_errno(struct exchange *x, const char *what)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return late(x);
	return errinfo_errno(x->ei, ERR_IO, "%s %s", what, x->peer->who);
}

static int
send_all(struct exchange *x, struct sv rest)
{
	int rc = 0;

	while (rc == 0 && rest.len > 0) {
		size_t taken = 0;
		ssize_t n;

		rc = set_wait(x);
		if (rc == 0 && x->tls != NULL) {
			rc = tls_write(x->tls, rest, &taken);
			rc = rc == 0 || rc == ERR_AGAIN ? 0 :
			    fail_tls(x, rc);
		} else if (rc == 0) {
			n = send(x->fd, rest.ptr, rest.len, MSG_NOSIGNAL);
			rc = n < 0 ? fail_errno(x, "asking") : 0;
			taken = n < 0 ? 0 : (size_t)n;
		}
		rest = sv_slice(rest, taken, rest.len);
	}
	return rc;
}

static int
read_tls(struct exchange *x, char *to, size_t *ret_len)
{
	int rc;

	while ((rc = tls_read(x->tls, to, PIECE, ret_len)) == ERR_AGAIN) {
		rc = set_wait(x);
		if (rc != 0)
			return rc;
	}
	/* Many servers close without saying so: then a length must tell. */
	x->was_cut = rc == ERR_TRUNCATED;
	return rc == 0 || rc == ERR_CLOSED || rc == ERR_TRUNCATED ? 0 :
	    fail_tls(x, rc);
}

/* Read some; 0 bytes is the end. */
static int
read_some(struct exchange *x, char *to, size_t *ret_len)
{
	ssize_t n;
	int rc = set_wait(x);

	*ret_len = 0;
	if (rc != 0)
		return rc;
	if (x->tls != NULL)
		return read_tls(x, to, ret_len);
	n = recv(x->fd, to, PIECE, 0);
	if (n < 0)
		return fail_errno(x, "answer of");
	*ret_len = (size_t)n;
	return 0;
}

static int
fail_buf(struct exchange *x, const struct buf *b)
{
	int rc = buf_err(b);

	return errinfo_set(x->ei, rc, "answer of %s: %s", x->peer->who,
	    err_text(rc));
}

static int
receive(struct exchange *x, struct buf *answer)
{
	size_t n;
	int rc;

	do {
		char *at = buf_reserve(answer, PIECE);

		if (at == NULL)
			return fail_buf(x, answer);
		rc = read_some(x, at, &n);
		buf_grow(answer, n);
	} while (rc == 0 && n > 0);
	return rc;
}

/* What the fields of an answer say of its body. */
struct framing {
	bool has_length, in_chunks;
	uint64_t length;
};

static int
take_field(struct sv line, struct framing *ret)
{
	struct sv value = line, name = sv_cut(&value, ':');
	uint64_t length;

	if (sv_eq_nocase(name, SV("transfer-encoding")))
		ret->in_chunks = true;
	if (!sv_eq_nocase(name, SV("content-length")))
		return 0;
	if (value.ptr == NULL || num_u64(sv_trim(value), &length) != 0 ||
	    (ret->has_length && length != ret->length))
		return ERR_SYNTAX;
	ret->has_length = true;
	ret->length = length;
	return 0;
}

static int
take_fields(struct sv head, struct framing *ret)
{
	int rc = 0;

	*ret = (struct framing){ .has_length = false };
	while (rc == 0 && head.ptr != NULL) {
		ptrdiff_t end = sv_find(head, SV("\r\n"));
		size_t len = end < 0 ? head.len : (size_t)end;

		rc = take_field(sv_slice(head, 0, len), ret);
		head = end < 0 ? (struct sv){ NULL, 0 } :
		    sv_slice(head, len + 2, head.len);
	}
	return rc;
}

/* As long as it says, or as TLS vouches; nothing behind it is its own. */
static int
take_body(struct exchange *x, struct sv rest, const struct framing *f,
    struct buf *body)
{
	if (f->in_chunks)
		return errinfo_set(x->ei, ERR_UNSUPPORTED, "the answer of %s "
		    "is in chunks, which no request of HTTP/1.0 asks for",
		    x->peer->who);
	if (f->has_length ? rest.len < f->length : x->was_cut)
		return errinfo_set(x->ei, ERR_TRUNCATED, "the answer of %s "
		    "ends early: %zu bytes came", x->peer->who, rest.len);
	if (f->has_length)
		rest = sv_slice(rest, 0, (size_t)f->length);
	buf_add_sv(body, rest);
	return buf_err(body) != 0 ? fail_buf(x, body) : 0;
}

/* "HTTP/1.1 200 ...", fields, an empty line, the body. */
static int
take_apart(struct exchange *x, struct sv answer, struct buf *body,
    unsigned *ret_status)
{
	ptrdiff_t end = sv_find(answer, SV("\r\n\r\n"));
	struct framing framing;
	uint64_t status;
	int rc;

	if (end < 0 || !sv_starts(answer, SV("HTTP/1.")) ||
	    num_u64(sv_slice(answer, 9, 12), &status) != 0 ||
	    status > 599 ||
	    take_fields(sv_slice(answer, 0, (size_t)end), &framing) != 0)
		return errinfo_set(x->ei, ERR_SYNTAX,
		    "what answers there is not %s", x->peer->who);
	rc = take_body(x, sv_slice(answer, (size_t)end + 4, answer.len),
	    &framing, body);
	if (rc == 0)
		*ret_status = (unsigned)status;
	return rc;
}

int
exchange_once(const struct exchange_peer *peer, struct sv request,
    struct buf *body, unsigned *ret_status, struct errinfo *ei)
{
	struct exchange x = { .peer = peer, .fd = -1, .ei = ei,
		.end_ns = clock_mono_ns() +
		    (int64_t)peer->wait_ms * NS_PER_MS };
	struct buf answer;
	int rc = dial(&x);

	buf_init(&answer, peer->max_bytes + PIECE);
	if (rc == 0 && peer->tls != NULL)
		rc = open_tls(&x);
	if (rc == 0)
		rc = send_all(&x, request);
	if (rc == 0)
		rc = receive(&x, &answer);
	if (rc == 0)
		rc = take_apart(&x, buf_sv(&answer), body, ret_status);
	buf_done(&answer);
	tls_free(x.tls);
	if (x.fd >= 0)
		(void)close(x.fd);
	return rc;
}
