/*
 * inspect/body/decode: the first byte chooses the codings, the second where the
 * rest is cut in two; both ways of feeding give the same, within the limits.
 */
#include <stdint.h>

#include "base/err.h"
#include "inspect/body/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const lists[] = {
	"gzip", "deflate", "br", "zstd", "gzip, br", "zstd, deflate",
	"br, zstd, gzip", "identity",
};

static int
run(struct sv coding, struct sv body, size_t at, struct buf *out)
{
	const struct decode_limits limits = { 4 << 20, 100 };
	struct decode *d = NULL;
	int err;

	ASSERT(decode_new(coding, limits, &d) == 0);
	err = decode_feed(d, sv_slice(body, 0, at), out);
	if (err == 0)
		err = decode_feed(d, sv_slice(body, at, body.len), out);
	if (err == 0)
		err = decode_finish(d);
	decode_free(d);
	return err;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, split;
	struct sv coding, body;
	size_t at;
	int err;

	if (size < 2)
		return 0;
	coding = sv_cstr(lists[data[0] % NELEMS(lists)]);
	body = sv_make(data + 2, size - 2);
	at = body.len == 0 ? 0 : data[1] * body.len / 256;
	buf_init(&whole, 4 << 20);
	buf_init(&split, 4 << 20);
	err = run(coding, body, body.len, &whole);
	if (err == 0) {
		ASSERT(run(coding, body, at, &split) == 0);
		ASSERT(sv_eq(buf_sv(&whole), buf_sv(&split)));
	}
	buf_done(&split);
	buf_done(&whole);
	return 0;
}
