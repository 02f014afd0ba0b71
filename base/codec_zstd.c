#include "base/codec_zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

#include "base/codec.h"
#include "base/err.h"
#include "base/mem.h"

enum { WINDOW_LOG_MAX = 23 };	/* RFC 9659, 8 MiB */

struct codec_zstd {
	ZSTD_DCtx *ctx;
	bool frame_ended;
};

int
codec_zstd_new(struct codec_zstd **ret)
{
	struct codec_zstd *c = mem_calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	c->ctx = ZSTD_createDCtx();
	if (c->ctx == NULL || ZSTD_isError(ZSTD_DCtx_setParameter(c->ctx,
	    ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
		codec_zstd_free(c);
		return ERR_NOMEM;
	}
	*ret = c;
	return 0;
}

void
codec_zstd_free(struct codec_zstd *c)
{
	if (c == NULL)
		return;
	(void)ZSTD_freeDCtx(c->ctx);
	mem_free(c);
}

static int
translate(size_t result)
{
	switch (ZSTD_getErrorCode(result)) {
	case ZSTD_error_memory_allocation:
		return ERR_NOMEM;
	case ZSTD_error_frameParameter_windowTooLarge:
		return ERR_LIMIT;
	default:
		return ERR_SYNTAX;
	}
}

int
codec_zstd_feed(struct codec_zstd *c, struct sv in, struct buf *out)
{
	ZSTD_inBuffer from = { in.ptr, in.len, 0 };
	ZSTD_outBuffer to = { NULL, 0, 0 };
	struct codec_room room;
	size_t result;
	int err;

	if (in.len == 0)
		return 0;
	do {
		err = codec_room_open(&room, out);
		if (err != 0)
			return err;
		to = (ZSTD_outBuffer){ room.ptr, room.len, 0 };
		result = ZSTD_decompressStream(c->ctx, &to, &from);
		err = codec_room_close(&room, out, to.pos);
		if (err == 0 && ZSTD_isError(result))
			err = translate(result);
		if (err != 0)
			return err;
		c->frame_ended = result == 0;
	} while (from.pos < from.size ||
	    (to.pos == to.size && !c->frame_ended));
	return 0;
}

bool
codec_zstd_is_done(const struct codec_zstd *c)
{
	return c->frame_ended;
}
