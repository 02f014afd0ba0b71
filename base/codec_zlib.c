#include "base/codec_zlib.h"

#include <limits.h>
#include <zlib.h>

#include "base/codec.h"
#include "base/err.h"
#include "base/mem.h"

enum phase {
	HEAD,		/* deflate: its first two bytes are awaited */
	BODY,
	BETWEEN		/* a member or the stream has ended */
};

struct codec_zlib {
	z_stream z;
	enum codec_zlib_kind kind;
	enum phase phase;
	unsigned char head[2];
	size_t nhead;
};

static void *
zlib_alloc(void *opaque, unsigned items, unsigned size)
{
	(void)opaque;
	return mem_calloc(items, size);
}

static void
zlib_release(void *opaque, void *p)
{
	(void)opaque;
	mem_free(p);
}

int
codec_zlib_new(enum codec_zlib_kind kind, struct codec_zlib **ret)
{
	struct codec_zlib *c = mem_calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	c->kind = kind;
	c->phase = kind == CODEC_ZLIB_GZIP ? BODY : HEAD;
	c->z.zalloc = zlib_alloc;
	c->z.zfree = zlib_release;
	if (inflateInit2(&c->z, 16 + MAX_WBITS) != Z_OK) {
		mem_free(c);
		return ERR_NOMEM;
	}
	*ret = c;
	return 0;
}

void
codec_zlib_free(struct codec_zlib *c)
{
	if (c == NULL)
		return;
	(void)inflateEnd(&c->z);
	mem_free_wiped(c, sizeof(*c));
}

/* Inflate the input that `c->z` points at until it is used up or ends. */
static int
run(struct codec_zlib *c, struct buf *out)
{
	struct codec_room room;
	int err, z;

	do {
		err = codec_room_open(&room, out);
		if (err != 0)
			return err;
		c->z.next_out = (unsigned char *)room.ptr;
		c->z.avail_out = (unsigned)room.len;
		z = inflate(&c->z, Z_NO_FLUSH);
		err = codec_room_close(&room, out,
		    room.len - c->z.avail_out);
		if (err != 0)
			return err;
		if (z == Z_STREAM_END) {
			c->phase = BETWEEN;
			return 0;
		}
		if (z == Z_MEM_ERROR)
			return ERR_NOMEM;
		if (z != Z_OK && z != Z_BUF_ERROR)
			return ERR_SYNTAX;
	} while (c->z.avail_in > 0 || c->z.avail_out == 0);
	return 0;
}

static int
feed_bytes(struct codec_zlib *c, const void *ptr, size_t len,
    struct buf *out)
{
	const unsigned char *p = ptr;
	unsigned piece;
	int err = 0;

	while (err == 0 && len > 0) {
		if (c->phase == BETWEEN) {
			if (c->kind != CODEC_ZLIB_GZIP)
				return ERR_SYNTAX;
			if (inflateReset(&c->z) != Z_OK)
				return ERR_SYNTAX;
			c->phase = BODY;
		}
		piece = len > UINT_MAX ? UINT_MAX : (unsigned)len;
		c->z.next_in = (unsigned char *)(uintptr_t)p;
		c->z.avail_in = piece;
		err = run(c, out);
		p += piece - c->z.avail_in;
		len -= piece - c->z.avail_in;
	}
	return err;
}

/* RFC 1950: method 8, window at most 32 KiB, check bits make 31 divide it. */
static bool
is_zlib_head(const unsigned char head[2])
{
	return (head[0] & 0x0f) == 8 && head[0] >> 4 <= 7 &&
	    (head[0] << 8 | head[1]) % 31 == 0;
}

int
codec_zlib_feed(struct codec_zlib *c, struct sv in, struct buf *out)
{
	int err;

	while (c->phase == HEAD && in.len > 0) {
		c->head[c->nhead++] = (unsigned char)in.ptr[0];
		in = sv_slice(in, 1, in.len);
		if (c->nhead < sizeof(c->head))
			continue;
		if (inflateReset2(&c->z, is_zlib_head(c->head) ? MAX_WBITS :
		    -MAX_WBITS) != Z_OK)
			return ERR_NOMEM;
		c->phase = BODY;
		err = feed_bytes(c, c->head, sizeof(c->head), out);
		if (err != 0)
			return err;
	}
	return feed_bytes(c, in.ptr, in.len, out);
}

bool
codec_zlib_is_done(const struct codec_zlib *c)
{
	return c->phase == BETWEEN;
}
