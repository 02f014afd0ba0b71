#include "base/codec_brotli.h"

#include <brotli/decode.h>

#include "base/codec.h"
#include "base/err.h"
#include "base/mem.h"

struct codec_brotli {
	BrotliDecoderState *state;
};

static void *
brotli_alloc(void *opaque, size_t size)
{
	(void)opaque;
	return mem_alloc(size);
}

static void
brotli_release(void *opaque, void *p)
{
	(void)opaque;
	mem_free(p);
}

int
codec_brotli_new(struct codec_brotli **ret)
{
	struct codec_brotli *c = mem_calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	c->state = BrotliDecoderCreateInstance(brotli_alloc, brotli_release,
	    NULL);
	if (c->state == NULL) {
		mem_free(c);
		return ERR_NOMEM;
	}
	*ret = c;
	return 0;
}

void
codec_brotli_free(struct codec_brotli *c)
{
	if (c == NULL)
		return;
	BrotliDecoderDestroyInstance(c->state);
	mem_free(c);
}

static int
failure(const struct codec_brotli *c)
{
	BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(c->state);

	return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
	    code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES ?
	    ERR_NOMEM : ERR_SYNTAX;
}

int
codec_brotli_feed(struct codec_brotli *c, struct sv in, struct buf *out)
{
	const uint8_t *next = (const uint8_t *)in.ptr;
	size_t avail = in.len;
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_SUCCESS;
	struct codec_room room;
	uint8_t *to;
	size_t left;
	int err;

	if (in.len == 0)
		return 0;
	do {
		if (BrotliDecoderIsFinished(c->state))
			return avail > 0 ? ERR_SYNTAX : 0;
		err = codec_room_open(&room, out);
		if (err != 0)
			return err;
		to = (uint8_t *)room.ptr;
		left = room.len;
		result = BrotliDecoderDecompressStream(c->state, &avail, &next,
		    &left, &to, NULL);
		err = codec_room_close(&room, out, room.len - left);
		if (err == 0 && result == BROTLI_DECODER_RESULT_ERROR)
			err = failure(c);
		if (err != 0)
			return err;
	} while (result != BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT);
	return 0;
}

bool
codec_brotli_is_done(const struct codec_brotli *c)
{
	return BrotliDecoderIsFinished(c->state) != 0;
}
