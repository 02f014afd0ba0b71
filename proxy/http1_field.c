#include "proxy/http1_field.h"

#include "base/ascii.h"
#include "base/scan.h"

/* tchar of RFC 9110 §5.6.2. */
static const uint8_t tchars[256] = {
	['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1,
	['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1,
	['`'] = 1, ['|'] = 1, ['~'] = 1,
	ASCII_DIGITS(1), ASCII_CAPITALS(1), ASCII_SMALLS(1),
};

static const struct sv names[HTTP1_IDS] = {
	[HTTP1_ID_HOST] = SV_INIT("host"),
	[HTTP1_ID_CONTENT_LENGTH] = SV_INIT("content-length"),
	[HTTP1_ID_TRANSFER_ENCODING] = SV_INIT("transfer-encoding"),
	[HTTP1_ID_CONNECTION] = SV_INIT("connection"),
	[HTTP1_ID_KEEP_ALIVE] = SV_INIT("keep-alive"),
	[HTTP1_ID_PROXY_CONNECTION] = SV_INIT("proxy-connection"),
	[HTTP1_ID_TE] = SV_INIT("te"),
	[HTTP1_ID_TRAILER] = SV_INIT("trailer"),
	[HTTP1_ID_UPGRADE] = SV_INIT("upgrade"),
	[HTTP1_ID_HTTP2_SETTINGS] = SV_INIT("http2-settings"),
	[HTTP1_ID_EXPECT] = SV_INIT("expect"),
	[HTTP1_ID_PROXY_AUTHENTICATE] = SV_INIT("proxy-authenticate"),
	[HTTP1_ID_PROXY_AUTHORIZATION] = SV_INIT("proxy-authorization"),
	[HTTP1_ID_AUTHORIZATION] = SV_INIT("authorization"),
	[HTTP1_ID_API_KEY] = SV_INIT("api-key"),
	[HTTP1_ID_X_API_KEY] = SV_INIT("x-api-key"),
	[HTTP1_ID_X_GOOG_API_KEY] = SV_INIT("x-goog-api-key"),
	[HTTP1_ID_COOKIE] = SV_INIT("cookie"),
	[HTTP1_ID_SET_COOKIE] = SV_INIT("set-cookie"),
	[HTTP1_ID_CONTENT_TYPE] = SV_INIT("content-type"),
	[HTTP1_ID_CONTENT_ENCODING] = SV_INIT("content-encoding"),
	[HTTP1_ID_CONTENT_RANGE] = SV_INIT("content-range"),
	[HTTP1_ID_CONTENT_LOCATION] = SV_INIT("content-location"),
	[HTTP1_ID_CONTENT_MD5] = SV_INIT("content-md5"),
	[HTTP1_ID_CONTENT_DIGEST] = SV_INIT("content-digest"),
	[HTTP1_ID_REPR_DIGEST] = SV_INIT("repr-digest"),
	[HTTP1_ID_DIGEST] = SV_INIT("digest"),
	[HTTP1_ID_SIGNATURE] = SV_INIT("signature"),
	[HTTP1_ID_SIGNATURE_INPUT] = SV_INIT("signature-input"),
	[HTTP1_ID_ETAG] = SV_INIT("etag"),
	[HTTP1_ID_LAST_MODIFIED] = SV_INIT("last-modified"),
	[HTTP1_ID_ACCEPT] = SV_INIT("accept"),
	[HTTP1_ID_ACCEPT_ENCODING] = SV_INIT("accept-encoding"),
	[HTTP1_ID_ACCEPT_RANGES] = SV_INIT("accept-ranges"),
	[HTTP1_ID_RANGE] = SV_INIT("range"),
	[HTTP1_ID_IF_RANGE] = SV_INIT("if-range"),
	[HTTP1_ID_IF_MATCH] = SV_INIT("if-match"),
	[HTTP1_ID_IF_NONE_MATCH] = SV_INIT("if-none-match"),
	[HTTP1_ID_LOCATION] = SV_INIT("location"),
	[HTTP1_ID_ORIGIN] = SV_INIT("origin"),
	[HTTP1_ID_REFERER] = SV_INIT("referer"),
	[HTTP1_ID_SEC_FETCH_SITE] = SV_INIT("sec-fetch-site"),
	[HTTP1_ID_USER_AGENT] = SV_INIT("user-agent"),
	[HTTP1_ID_ALT_SVC] = SV_INIT("alt-svc"),
	[HTTP1_ID_SERVER] = SV_INIT("server"),
	[HTTP1_ID_DATE] = SV_INIT("date"),
	[HTTP1_ID_VIA] = SV_INIT("via"),
	[HTTP1_ID_FORWARDED] = SV_INIT("forwarded"),
	[HTTP1_ID_X_FORWARDED_FOR] = SV_INIT("x-forwarded-for"),
	[HTTP1_ID_X_FORWARDED_HOST] = SV_INIT("x-forwarded-host"),
	[HTTP1_ID_X_FORWARDED_PROTO] = SV_INIT("x-forwarded-proto"),
	[HTTP1_ID_RETRY_AFTER] = SV_INIT("retry-after"),
	[HTTP1_ID_CACHE_CONTROL] = SV_INIT("cache-control"),
};

/* Where slot_of() puts each name; no two share a slot. */
static const uint8_t slots[256] = {
	[1] = HTTP1_ID_SEC_FETCH_SITE,
	[24] = HTTP1_ID_ACCEPT,
	[29] = HTTP1_ID_ACCEPT_ENCODING,
	[30] = HTTP1_ID_DIGEST,
	[32] = HTTP1_ID_EXPECT,
	[35] = HTTP1_ID_CONTENT_ENCODING,
	[38] = HTTP1_ID_REPR_DIGEST,
	[39] = HTTP1_ID_TE,
	[42] = HTTP1_ID_IF_NONE_MATCH,
	[53] = HTTP1_ID_HTTP2_SETTINGS,
	[55] = HTTP1_ID_RANGE,
	[56] = HTTP1_ID_SERVER,
	[57] = HTTP1_ID_X_FORWARDED_PROTO,
	[58] = HTTP1_ID_REFERER,
	[60] = HTTP1_ID_X_FORWARDED_HOST,
	[82] = HTTP1_ID_PROXY_CONNECTION,
	[88] = HTTP1_ID_LAST_MODIFIED,
	[97] = HTTP1_ID_SET_COOKIE,
	[106] = HTTP1_ID_ORIGIN,
	[121] = HTTP1_ID_ALT_SVC,
	[143] = HTTP1_ID_API_KEY,
	[144] = HTTP1_ID_CONTENT_LENGTH,
	[149] = HTTP1_ID_ACCEPT_RANGES,
	[151] = HTTP1_ID_ETAG,
	[152] = HTTP1_ID_AUTHORIZATION,
	[153] = HTTP1_ID_PROXY_AUTHENTICATE,
	[156] = HTTP1_ID_CONTENT_DIGEST,
	[160] = HTTP1_ID_FORWARDED,
	[161] = HTTP1_ID_VIA,
	[164] = HTTP1_ID_PROXY_AUTHORIZATION,
	[165] = HTTP1_ID_IF_RANGE,
	[168] = HTTP1_ID_IF_MATCH,
	[173] = HTTP1_ID_KEEP_ALIVE,
	[178] = HTTP1_ID_RETRY_AFTER,
	[182] = HTTP1_ID_TRAILER,
	[183] = HTTP1_ID_TRANSFER_ENCODING,
	[185] = HTTP1_ID_UPGRADE,
	[187] = HTTP1_ID_SIGNATURE,
	[193] = HTTP1_ID_COOKIE,
	[198] = HTTP1_ID_HOST,
	[201] = HTTP1_ID_X_API_KEY,
	[205] = HTTP1_ID_DATE,
	[208] = HTTP1_ID_USER_AGENT,
	[212] = HTTP1_ID_SIGNATURE_INPUT,
	[219] = HTTP1_ID_CONTENT_TYPE,
	[220] = HTTP1_ID_X_FORWARDED_FOR,
	[221] = HTTP1_ID_CONTENT_RANGE,
	[226] = HTTP1_ID_CONNECTION,
	[227] = HTTP1_ID_X_GOOG_API_KEY,
	[230] = HTTP1_ID_CACHE_CONTROL,
	[238] = HTTP1_ID_LOCATION,
	[245] = HTTP1_ID_CONTENT_MD5,
	[252] = HTTP1_ID_CONTENT_LOCATION,
};

/* Letters fold together; other bytes are compared exactly afterwards. */
static unsigned
slot_of(struct sv name)
{
	unsigned first = (unsigned char)name.ptr[0] | 0x20;
	unsigned middle = (unsigned char)name.ptr[name.len / 2] | 0x20;
	unsigned last = (unsigned char)name.ptr[name.len - 1] | 0x20;

	return ((unsigned)name.len * 2 + first * 2 + middle * 30 + last) & 255;
}

enum http1_id
http1_field_id(struct sv name)
{
	enum http1_id id;

	if (name.len == 0)
		return HTTP1_ID_NONE;
	id = (enum http1_id)slots[slot_of(name)];
	return sv_eq_nocase(name, names[id]) ? id : HTTP1_ID_NONE;
}

struct sv
http1_field_name(enum http1_id id)
{
	return names[id];
}

size_t
http1_token_len(struct sv s)
{
	size_t i = 0;

	while (i < s.len && tchars[(unsigned char)s.ptr[i]])
		i++;
	return i;
}

bool
http1_is_tchar(unsigned char c)
{
	return tchars[c] != 0;
}

bool
http1_is_token(struct sv s)
{
	return s.len > 0 && http1_token_len(s) == s.len;
}

bool
http1_is_value(struct sv s)
{
	return scan_http_text(s.ptr, s.len) == s.len;
}
