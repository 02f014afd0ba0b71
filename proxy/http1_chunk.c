#include "proxy/http1_chunk.h"

#include <stdbool.h>

#include "base/ascii.h"
#include "proxy/http1_field.h"

enum { MAX_DIGITS = 13 };	/* 2^52: no sum of sizes comes near 2^64 */

void
http1_chunk_init(struct http1_chunk *c, uint64_t max_bytes,
    uint32_t max_ext_bytes)
{
	*c = (struct http1_chunk){
		.state = HTTP1_C_SIZE,
		.bytes_left = max_bytes,
		.ext_left = max_ext_bytes,
	};
}

static enum http1_code
enter(struct http1_chunk *c, enum http1_chunk_state state)
{
	c->state = state;
	c->count = 0;
	return HTTP1_OK;
}

/* What may follow a size or a complete extension. */
static enum http1_code
after_item(struct http1_chunk *c, unsigned char b)
{
	if (b == '\r')
		return enter(c, HTTP1_C_SIZE_LF);
	if (b == ';')
		return enter(c, HTTP1_C_EXT_NAME);
	return HTTP1_BAD_CHUNK;
}

static enum http1_code
step_size(struct http1_chunk *c, unsigned char b)
{
	int value = ascii_hex_value(b);

	if (value < 0)
		return c->count == 0 ? HTTP1_BAD_CHUNK : after_item(c, b);
	if (++c->count > MAX_DIGITS)
		return HTTP1_CHUNK_TOO_LARGE;
	c->left = c->left << 4 | (unsigned)value;
	return HTTP1_OK;
}

static enum http1_code
end_size_line(struct http1_chunk *c, unsigned char b)
{
	if (b != '\n')
		return HTTP1_BARE_CR;
	if (c->left > c->bytes_left)
		return HTTP1_BODY_TOO_LARGE;
	c->bytes_left -= c->left;
	return enter(c, c->left == 0 ? HTTP1_C_LAST : HTTP1_C_DATA);
}

static enum http1_code
step_name(struct http1_chunk *c, unsigned char b)
{
	if (http1_is_tchar(b)) {
		c->count++;
		return HTTP1_OK;
	}
	if (c->count == 0)
		return HTTP1_BAD_CHUNK;
	return b == '=' ? enter(c, HTTP1_C_EXT_VALUE) : after_item(c, b);
}

/* No escapes: readers differ on them, and nobody needs one. */
static enum http1_code
step_quoted(struct http1_chunk *c, unsigned char b)
{
	if (b == '"')
		return enter(c, HTTP1_C_EXT_CLOSED);
	return b >= ' ' && b < 0x7f && b != '\\' ? HTTP1_OK :
	    HTTP1_BAD_CHUNK;
}

static enum http1_code
step_value(struct http1_chunk *c, unsigned char b)
{
	if (b == '"')
		return enter(c, HTTP1_C_EXT_QUOTED);
	return http1_is_tchar(b) ? enter(c, HTTP1_C_EXT_TOKEN) :
	    HTTP1_BAD_CHUNK;
}

/* Nothing but the end of the line: common readers trip over more. */
static enum http1_code
step_token(struct http1_chunk *c, unsigned char b)
{
	if (b == '\r')
		return enter(c, HTTP1_C_SIZE_LF);
	return http1_is_tchar(b) ? HTTP1_OK : HTTP1_BAD_CHUNK;
}

/* One byte that is not data. */
static enum http1_code
step(struct http1_chunk *c, unsigned char b)
{
	switch (c->state) {
	case HTTP1_C_SIZE:
		return step_size(c, b);
	case HTTP1_C_EXT_NAME:
		return step_name(c, b);
	case HTTP1_C_EXT_VALUE:
		return step_value(c, b);
	case HTTP1_C_EXT_TOKEN:
		return step_token(c, b);
	case HTTP1_C_EXT_QUOTED:
		return step_quoted(c, b);
	case HTTP1_C_EXT_CLOSED:
		return after_item(c, b);
	case HTTP1_C_SIZE_LF:
		return end_size_line(c, b);
	case HTTP1_C_DATA_CR:
		return b == '\r' ? enter(c, HTTP1_C_DATA_LF) :
		    HTTP1_BAD_CHUNK;
	case HTTP1_C_DATA_LF:
		return b == '\n' ? enter(c, HTTP1_C_SIZE) : HTTP1_BARE_CR;
	case HTTP1_C_DATA:
	case HTTP1_C_LAST:
		break;
	}
	return HTTP1_BAD_CHUNK;
}

static bool
in_extension(enum http1_chunk_state state)
{
	return state >= HTTP1_C_EXT_NAME && state <= HTTP1_C_EXT_CLOSED;
}

static enum http1_chunk_event
take_data(struct http1_chunk *c, struct sv *in, struct sv *ret_data)
{
	size_t len = in->len < c->left ? in->len : (size_t)c->left;

	*ret_data = sv_slice(*in, 0, len);
	*in = sv_slice(*in, len, in->len);
	c->left -= len;
	if (c->left == 0)
		c->state = HTTP1_C_DATA_CR;
	return HTTP1_CHUNK_DATA;
}

enum http1_chunk_event
http1_chunk_next(struct http1_chunk *c, struct sv *in, struct sv *ret_data,
    enum http1_code *ret_code)
{
	enum http1_code code = HTTP1_OK;

	while (in->len > 0 && c->state != HTTP1_C_LAST) {
		unsigned char b = (unsigned char)in->ptr[0];

		if (c->state == HTTP1_C_DATA)
			return take_data(c, in, ret_data);
		code = step(c, b);
		in->ptr++;
		in->len--;
		if (code == HTTP1_OK && in_extension(c->state) &&
		    c->ext_left-- == 0)
			code = HTTP1_CHUNK_EXT_TOO_LONG;
		if (code != HTTP1_OK) {
			*ret_code = code;
			return HTTP1_CHUNK_BAD;
		}
	}
	return c->state == HTTP1_C_LAST ? HTTP1_CHUNK_LAST : HTTP1_CHUNK_MORE;
}
