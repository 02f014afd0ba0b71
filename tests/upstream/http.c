#include "tests/upstream/http.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/tls.h"

enum { IN_MAX = 64 << 20, OUT_MAX = 128 << 20, PIECE = 64 << 10 };

void
http_init(struct http_conn *c, int fd, struct tls *tls)
{
	*c = (struct http_conn){ .fd = fd, .tls = tls };
	buf_init(&c->in, IN_MAX);
	buf_init(&c->out, OUT_MAX);
}

void
http_done(struct http_conn *c)
{
	buf_done(&c->in);
	buf_done(&c->out);
	tls_free(c->tls);
	(void)close(c->fd);
}

/* Wait for more bytes. */
static bool
receive(struct http_conn *c)
{
	char *to = buf_reserve(&c->in, PIECE);
	size_t len = 0;
	ssize_t n;

	if (to == NULL)
		return false;
	if (c->tls != NULL) {
		if (tls_read(c->tls, to, PIECE, &len) != 0)
			return false;
	} else {
		do
			n = recv(c->fd, to, PIECE, 0);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return false;
		len = (size_t)n;
	}
	buf_grow(&c->in, len);
	return true;
}

/* Send what was made. */
static void
flush(struct http_conn *c)
{
	struct sv rest = buf_sv(&c->out);
	size_t len;

	if (buf_err(&c->out) != 0)
		c->broken = true;
	if (c->tls == NULL && !c->broken)
		c->broken = file_write_all(c->fd, rest) != 0;
	while (c->tls != NULL && !c->broken && rest.len > 0) {
		c->broken = tls_write(c->tls, rest, &len) != 0;
		if (!c->broken)
			rest = sv_slice(rest, len, rest.len);
	}
	buf_reset(&c->out);
}

struct sv
http_header(const struct http_request *r, struct sv name)
{
	struct sv rest = r->head, line;
	ptrdiff_t colon;

	while (rest.ptr != NULL) {
		line = sv_cut(&rest, '\n');
		colon = sv_find_char(line, ':');
		if (colon >= 0 && sv_eq_nocase(sv_slice(line, 0,
		    (size_t)colon), name)) {
			line = sv_slice(line, (size_t)colon + 1, line.len);
			if (sv_ends(line, SV("\r")))
				line.len--;
			return sv_trim(line);
		}
	}
	return SV("");
}

/* Read the head at the front of `in`, which is complete. */
static bool
read_head(struct sv head, struct http_request *r, size_t *ret_body)
{
	struct sv rest = head, line = sv_cut(&rest, '\n'), length;
	uint64_t len = 0;

	*r = (struct http_request){ .head = rest };
	r->method = sv_cut(&line, ' ');
	if (line.ptr == NULL || rest.ptr == NULL)
		return false;
	r->target = sv_cut(&line, ' ');
	r->host = http_header(r, SV("host"));
	length = http_header(r, SV("content-length"));
	if (length.len > 0 && (num_u64(length, &len) != 0 || len > IN_MAX))
		return false;
	*ret_body = (size_t)len;
	return http_header(r, SV("transfer-encoding")).len == 0;
}

bool
http_read(struct http_conn *c, struct http_request *ret_request)
{
	size_t body = 0, head = 0;
	ptrdiff_t end;

	for (;;) {
		end = sv_find(buf_sv(&c->in), SV("\r\n\r\n"));
		if (end >= 0) {
			head = (size_t)end + 4;
			if (!read_head(sv_slice(buf_sv(&c->in), 0,
			    (size_t)end), ret_request, &body))
				return false;
			if (c->in.len - head >= body)
				break;
		}
		if (!receive(c))
			return false;
	}
	ret_request->body = sv_slice(buf_sv(&c->in), head, head + body);
	ret_request->size = head + body;
	return true;
}

void
http_next(struct http_conn *c, const struct http_request *request)
{
	buf_drop_front(&c->in, request->size);
}

static const char *
reason(unsigned status)
{
	switch (status) {
	case 200:
		return "OK";
	case 307:
		return "Temporary Redirect";
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 404:
		return "Not Found";
	case 429:
		return "Too Many Requests";
	}
	return status < 500 ? "Refused" : "Failed";
}

static void
add_head(struct http_conn *c, unsigned status, struct sv type)
{
	buf_addf(&c->out, "HTTP/1.1 %u %s\r\n", status, reason(status));
	buf_addf(&c->out, "Content-Type: %.*s\r\n", SV_ARG(type));
}

void
http_send(struct http_conn *c, unsigned status, struct sv type,
    struct sv location, struct sv body)
{
	add_head(c, status, type);
	if (location.len > 0)
		buf_addf(&c->out, "Location: %.*s\r\n", SV_ARG(location));
	buf_addf(&c->out, "Content-Length: %zu\r\n\r\n", body.len);
	buf_add_sv(&c->out, body);
	flush(c);
}

void
http_begin_chunks(struct http_conn *c, struct sv type)
{
	add_head(c, 200, type);
	buf_add_cstr(&c->out, "Transfer-Encoding: chunked\r\n\r\n");
	flush(c);
}

void
http_chunk(struct http_conn *c, struct sv data)
{
	if (data.len == 0)
		return;
	buf_addf(&c->out, "%zx\r\n", data.len);
	buf_add_sv(&c->out, data);
	buf_add_cstr(&c->out, "\r\n");
	flush(c);
}

void
http_end_chunks(struct http_conn *c)
{
	buf_add_cstr(&c->out, "0\r\n\r\n");
	flush(c);
}
