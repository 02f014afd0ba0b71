#include "cli/ask.h"

#include "base/addr.h"
#include "cli/exchange.h"

enum {
	WAIT_MS = 10000,
	REQUEST_MAX = 2 << 20,
	ANSWER_MAX = 32 << 20
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

/* Send `request` to the console at `a` and take its answer apart. */
static int
ask(const struct addr *a, struct sv request, struct buf *body,
    unsigned *ret_status, struct errinfo *ei)
{
	const struct exchange_peer peer = { .who = "exeatd", .addr = *a,
		.wait_ms = WAIT_MS, .max_bytes = ANSWER_MAX };

	return exchange_once(&peer, request, body, ret_status, ei);
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
