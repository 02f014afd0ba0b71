#include "base/wire.h"

#include <string.h>

#include "base/err.h"

void
wire_read_init(struct wire_reader *r, struct sv s)
{
	r->ptr = (const unsigned char *)s.ptr;
	r->left = s.len;
	r->err = 0;
}

/* The next `len` bytes, or NULL and the sticky error. */
static const unsigned char *
take(struct wire_reader *r, size_t len)
{
	const unsigned char *p = r->ptr;

	if (r->err != 0 || len > r->left) {
		r->err = ERR_TRUNCATED;
		return NULL;
	}
	r->ptr += len;
	r->left -= len;
	return p;
}

static uint64_t
take_int(struct wire_reader *r, size_t len)
{
	const unsigned char *p = take(r, len);
	uint64_t v = 0;

	if (p == NULL)
		return 0;
	for (size_t i = 0; i < len; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t
wire_read_u8(struct wire_reader *r)
{
	return (uint8_t)take_int(r, 1);
}

uint16_t
wire_read_u16(struct wire_reader *r)
{
	return (uint16_t)take_int(r, 2);
}

uint32_t
wire_read_u32(struct wire_reader *r)
{
	return (uint32_t)take_int(r, 4);
}

uint64_t
wire_read_u64(struct wire_reader *r)
{
	return take_int(r, 8);
}

struct sv
wire_read_bytes(struct wire_reader *r, size_t len)
{
	const unsigned char *p = take(r, len);

	return p == NULL ? SV("") : sv_make(p, len);
}

void
wire_read_copy(struct wire_reader *r, void *out, size_t len)
{
	const unsigned char *p = take(r, len);

	if (len == 0)
		return;
	if (p == NULL)
		memset(out, 0, len);
	else
		memcpy(out, p, len);
}

struct sv
wire_read_sv(struct wire_reader *r)
{
	return wire_read_bytes(r, wire_read_u32(r));
}

int
wire_read_end(const struct wire_reader *r)
{
	if (r->err != 0)
		return r->err;
	return r->left == 0 ? 0 : ERR_SYNTAX;
}

static void
write_int(struct buf *b, uint64_t v, size_t len)
{
	unsigned char tmp[8];

	for (size_t i = 0; i < len; i++)
		tmp[i] = (unsigned char)(v >> 8 * (len - 1 - i));
	buf_add(b, tmp, len);
}

void
wire_write_u8(struct buf *b, uint8_t v)
{
	write_int(b, v, 1);
}

void
wire_write_u16(struct buf *b, uint16_t v)
{
	write_int(b, v, 2);
}

void
wire_write_u32(struct buf *b, uint32_t v)
{
	write_int(b, v, 4);
}

void
wire_write_u64(struct buf *b, uint64_t v)
{
	write_int(b, v, 8);
}

void
wire_write_sv(struct buf *b, struct sv s)
{
	if (s.len > UINT32_MAX) {
		b->err = b->err != 0 ? b->err : ERR_LIMIT;
		return;
	}
	wire_write_u32(b, (uint32_t)s.len);
	buf_add_sv(b, s);
}
