#define _GNU_SOURCE
#include "cli/ask.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/num.h"

enum {
	WAIT_S = 10,
	REQUEST_MAX = 2 << 20,
	ANSWER_MAX = 32 << 20,
	PIECE = 65536
};

/* Where to connect to for what is listened on. */
static int
find_address(const struct config *c, struct addr *ret, struct errinfo *ei)
{
	static const struct sv v4 = SV_INIT("127.0.0.1"), v6 = SV_INIT("::1");
	int rc = addr_parse_ip(c->admin.host, ret);

	if (rc == 0 && addr_class_of(ret) == ADDR_UNSPECIFIED)
		rc = addr_parse_ip(ret->family == ADDR_IPV6 ? v6 : v4, ret);
	if (rc != 0)
		return errinfo_set(ei, rc, "admin: %.*s is not an address",
		    SV_ARG(c->admin.host));
	ret->port = c->admin.port;
	return 0;
}

static int
dial(const struct addr *a, struct errinfo *ei)
{
	struct timeval wait = { .tv_sec = WAIT_S };
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(a, &ss);
	char text[ADDR_TEXT_BYTES];
	int fd;

	addr_format(a, text);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errinfo_errno(ei, ERR_IO, "%s", text);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) != 0 ||
	    connect(fd, (struct sockaddr *)&ss, len) != 0) {
		(void)errinfo_errno(ei, ERR_CLOSED,
		    "exeatd does not answer on %s", text);
		(void)close(fd);
		return ERR_CLOSED;
	}
	return fd;
}

static int
exchange(int fd, struct sv request, struct buf *answer, struct errinfo *ei)
{
	ssize_t n = send(fd, request.ptr, request.len, MSG_NOSIGNAL);
	char *at;

	if (n != (ssize_t)request.len)
		return errinfo_errno(ei, ERR_IO, "asking exeatd");
	do {
		at = buf_reserve(answer, PIECE);
		if (at == NULL)
			return errinfo_set(ei, buf_err(answer),
			    "answer of exeatd: %s", err_text(buf_err(answer)));
		n = recv(fd, at, PIECE, 0);
		if (n > 0)
			buf_grow(answer, (size_t)n);
	} while (n > 0);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return errinfo_set(ei, ERR_TIMEOUT, "exeatd takes too long");
	if (n < 0)
		return errinfo_errno(ei, ERR_IO, "answer of exeatd");
	return 0;
}

/* "HTTP/1.1 200 ...", fields, an empty line, the body until the end. */
static int
take_apart(struct sv answer, struct buf *body, unsigned *ret_status,
    struct errinfo *ei)
{
	ptrdiff_t end = sv_find(answer, SV("\r\n\r\n"));
	uint64_t status;

	if (end < 0 || !sv_starts(answer, SV("HTTP/1.")) ||
	    num_u64(sv_slice(answer, 9, 12), &status) != 0 ||
	    status > 599)
		return errinfo_set(ei, ERR_SYNTAX,
		    "what answers on the admin address is not exeatd");
	buf_add_sv(body, sv_slice(answer, (size_t)end + 4, answer.len));
	if (buf_err(body) != 0)
		return errinfo_set(ei, buf_err(body), "answer of exeatd: %s",
		    err_text(buf_err(body)));
	*ret_status = (unsigned)status;
	return 0;
}

/* Send `request` to the console at `a` and take its answer apart. */
static int
ask(const struct addr *a, struct sv request, struct buf *body,
    unsigned *ret_status, struct errinfo *ei)
{
	struct buf answer;
	int fd = dial(a, ei), rc;

	if (fd < 0)
		return fd;
	buf_init(&answer, ANSWER_MAX);
	rc = exchange(fd, request, &answer, ei);
	if (rc == 0)
		rc = take_apart(buf_sv(&answer), body, ret_status, ei);
	buf_done(&answer);
	(void)close(fd);
	return rc;
}

int
ask_console(const struct config *c, const char *path, struct buf *body,
    unsigned *ret_status, struct errinfo *ei)
{
	char host[ADDR_TEXT_BYTES];
	struct buf request;
	struct addr a;
	int rc = find_address(c, &a, ei);

	if (rc != 0)
		return rc;
	addr_format(&a, host);
	buf_init(&request, REQUEST_MAX);
	buf_addf(&request, "GET %s HTTP/1.1\r\nHost: %s\r\n"
	    "Connection: close\r\n\r\n", path, host);
	rc = buf_err(&request);
	if (rc == 0)
		rc = ask(&a, buf_sv(&request), body, ret_status, ei);
	buf_done(&request);
	return rc;
}

int
ask_order(const struct config *c, struct sv item, struct buf *body,
    unsigned *ret_status, struct errinfo *ei)
{
	char host[ADDR_TEXT_BYTES];
	struct buf request;
	struct addr a;
	int rc = find_address(c, &a, ei);

	if (rc != 0)
		return rc;
	addr_format(&a, host);
	buf_init(&request, REQUEST_MAX);
	buf_addf(&request, "POST /admin HTTP/1.1\r\nHost: %s\r\n"
	    "Content-Type: application/vnd.exeat.item\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n", host,
	    item.len);
	buf_add_sv(&request, item);
	rc = buf_err(&request);
	if (rc == 0)
		rc = ask(&a, buf_sv(&request), body, ret_status, ei);
	buf_done(&request);
	return rc;
}
