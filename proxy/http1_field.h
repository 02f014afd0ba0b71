/*
 * Header fields of HTTP/1 messages, as http1.h reads and http1_write.h writes
 * them, and which of them are known by name.
 */
#ifndef PROXY_HTTP1_FIELD_H
#define PROXY_HTTP1_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

/* Fields that somebody here treats by name; fewer than 64, for masks. */
enum http1_id {
	HTTP1_ID_NONE,		/* any other field */
	HTTP1_ID_HOST,
	HTTP1_ID_CONTENT_LENGTH,
	HTTP1_ID_TRANSFER_ENCODING,
	HTTP1_ID_CONNECTION,
	HTTP1_ID_KEEP_ALIVE,
	HTTP1_ID_PROXY_CONNECTION,
	HTTP1_ID_TE,
	HTTP1_ID_TRAILER,
	HTTP1_ID_UPGRADE,
	HTTP1_ID_HTTP2_SETTINGS,
	HTTP1_ID_EXPECT,
	HTTP1_ID_PROXY_AUTHENTICATE,
	HTTP1_ID_PROXY_AUTHORIZATION,
	HTTP1_ID_AUTHORIZATION,
	HTTP1_ID_API_KEY,
	HTTP1_ID_X_API_KEY,
	HTTP1_ID_X_GOOG_API_KEY,
	HTTP1_ID_COOKIE,
	HTTP1_ID_SET_COOKIE,
	HTTP1_ID_CONTENT_TYPE,
	HTTP1_ID_CONTENT_ENCODING,
	HTTP1_ID_CONTENT_RANGE,
	HTTP1_ID_CONTENT_LOCATION,
	HTTP1_ID_CONTENT_MD5,
	HTTP1_ID_CONTENT_DIGEST,
	HTTP1_ID_REPR_DIGEST,
	HTTP1_ID_DIGEST,
	HTTP1_ID_SIGNATURE,
	HTTP1_ID_SIGNATURE_INPUT,
	HTTP1_ID_ETAG,
	HTTP1_ID_LAST_MODIFIED,
	HTTP1_ID_ACCEPT,
	HTTP1_ID_ACCEPT_ENCODING,
	HTTP1_ID_ACCEPT_RANGES,
	HTTP1_ID_RANGE,
	HTTP1_ID_IF_RANGE,
	HTTP1_ID_IF_MATCH,
	HTTP1_ID_IF_NONE_MATCH,
	HTTP1_ID_LOCATION,
	HTTP1_ID_ORIGIN,
	HTTP1_ID_REFERER,
	HTTP1_ID_SEC_FETCH_SITE,
	HTTP1_ID_USER_AGENT,
	HTTP1_ID_ALT_SVC,
	HTTP1_ID_SERVER,
	HTTP1_ID_DATE,
	HTTP1_ID_VIA,
	HTTP1_ID_FORWARDED,
	HTTP1_ID_X_FORWARDED_FOR,
	HTTP1_ID_X_FORWARDED_HOST,
	HTTP1_ID_X_FORWARDED_PROTO,
	HTTP1_ID_RETRY_AFTER,
	HTTP1_ID_CACHE_CONTROL,
	HTTP1_IDS
};

#define HTTP1_BIT(id)	((uint64_t)1 << (id))

/* Both are sound: `name` a token, `value` trimmed and free of controls. */
struct http1_field {
	struct sv name;
	struct sv value;
	enum http1_id id;
};

/* The id of a field name in any case, or HTTP1_ID_NONE. */
enum http1_id http1_field_id(struct sv name);

/* The name in lower case; empty for HTTP1_ID_NONE. */
struct sv http1_field_name(enum http1_id id);

/* How many bytes at the front of `s` are those of a token? */
size_t http1_token_len(struct sv s);

/* A byte of a token? */
bool http1_is_tchar(unsigned char c);

/* Is `s` a token of RFC 9110 §5.6.2, not empty? A value without controls? */
bool http1_is_token(struct sv s);
bool http1_is_value(struct sv s);

#endif
