#include "base/codec.h"

#include "base/err.h"

enum { PIECE_MIN = 4096, PIECE_MAX = 256 * 1024 };

int
codec_room_open(struct codec_room *r, struct buf *out)
{
	size_t left = out->max - out->len, want = out->cap - out->len;

	if (buf_err(out) != 0)
		return buf_err(out);
	if (left == 0) {
		r->ptr = &r->spare;
		r->len = 1;
		return 0;
	}
	if (want < PIECE_MIN)
		want = PIECE_MIN;
	if (want > PIECE_MAX)
		want = PIECE_MAX;
	r->len = want < left ? want : left;
	r->ptr = buf_reserve(out, r->len);
	return r->ptr == NULL ? buf_err(out) : 0;
}

int
codec_room_close(struct codec_room *r, struct buf *out, size_t written)
{
	if (r->ptr == &r->spare)
		return written > 0 ? ERR_LIMIT : 0;
	buf_grow(out, written);
	return 0;
}
