/*
 * An HTTP/1 message head after parsing: what http1.h fills and everybody else
 * reads.
 */
#ifndef PROXY_HTTP1_TYPES_H
#define PROXY_HTTP1_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "proxy/http1_field.h"

enum http1_method {
	HTTP1_M_OTHER,		/* a sound method that has no name here */
	HTTP1_M_GET,
	HTTP1_M_HEAD,
	HTTP1_M_POST,
	HTTP1_M_PUT,
	HTTP1_M_DELETE,
	HTTP1_M_CONNECT,
	HTTP1_M_OPTIONS,
	HTTP1_M_TRACE,
	HTTP1_M_PATCH
};

/* RFC 9112 §3.2. */
enum http1_form {
	HTTP1_ORIGIN,		/* /path?query */
	HTTP1_ABSOLUTE,		/* http://host/path?query */
	HTTP1_AUTHORITY,	/* CONNECT host:port */
	HTTP1_ASTERISK,		/* OPTIONS * */
};

/* RFC 9112 §6.3. */
enum http1_framing {
	HTTP1_NO_BODY,
	HTTP1_LENGTH,
	HTTP1_CHUNKED,
	HTTP1_UNTIL_CLOSE,
};

struct http1_head {
	/* Request. */
	enum http1_method method;
	struct sv method_text;
	enum http1_form form;
	struct sv target;	/* as it stands in the request line */
	struct sv path;		/* path and query; empty for CONNECT and "*" */
	struct sv authority;	/* host[:port] as received; 1.0: may be empty */
	struct sv host;		/* of authority, without brackets */
	uint16_t port;		/* of authority, 0 if it names none */
	bool is_https;		/* absolute form with the scheme https */
	bool expects_continue;

	/* Response. */
	unsigned status;
	struct sv reason;

	/* Both. */
	unsigned minor;		/* HTTP/1.minor */
	const struct http1_field *fields;
	size_t nfields;
	uint64_t present;	/* HTTP1_BIT() of each known field there is */
	enum http1_framing framing;
	uint64_t content_length; /* with HTTP1_LENGTH */
	bool keep_alive;	/* the connection may be used again */
};

/* First field called `id` / `name`, or NULL. */
const struct http1_field *http1_find(const struct http1_head *head,
    enum http1_id id);
const struct http1_field *http1_find_name(const struct http1_head *head,
    struct sv name);

/* Is `s` a sound path with query, in origin form? A sound host[:port]? */
bool http1_is_path(struct sv s);
bool http1_is_authority(struct sv s);

#endif
