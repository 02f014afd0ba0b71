/*
 * proxy/keeper_wire: what is read and written again reads the same; nothing
 * that a peer says makes a reader go beyond the message.
 */
#include <stdint.h>

#include "base/err.h"
#include "proxy/keeper_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Only the bytes of a valid message must come out as they went in. */
static void
same(struct buf *out, struct sv in, int err)
{
	if (err == 0)
		ASSERT(buf_err(out) == 0 && sv_eq(buf_sv(out), in));
	buf_reset(out);
}

static void
check_small(struct sv in, struct buf *out)
{
	struct keeper_attach attach;
	struct keeper_attached attached;
	int err = keeper_read_attach(in, &attach);

	if (err == 0)
		keeper_write_attach(out, &attach);
	same(out, in, err);
	err = keeper_read_attached(in, &attached);
	if (err == 0)
		keeper_write_attached(out, &attached);
	same(out, in, err);
}

static void
check_requests(struct sv in, struct arena *a, struct buf *out)
{
	struct keeper_tokenise tokenise;
	struct keeper_resolve resolve;
	int err = keeper_read_tokenise(in, a, &tokenise);

	if (err == 0)
		keeper_write_tokenise(out, &tokenise);
	same(out, in, err);
	err = keeper_read_resolve(in, a, &resolve);
	if (err == 0)
		keeper_write_resolve(out, &resolve);
	same(out, in, err);
}

/* Answers have flags of which only some bits mean anything. */
static void
check_answers(struct sv in, struct arena *a, struct buf *out)
{
	struct keeper_tokenised tokenised, again;
	struct keeper_resolved resolved;

	if (keeper_read_tokenised(in, a, &tokenised) == 0) {
		keeper_write_tokenised(out, &tokenised);
		ASSERT(keeper_read_tokenised(buf_sv(out), a, &again) == 0);
		ASSERT(again.n == tokenised.n &&
		    again.nrows == tokenised.nrows &&
		    again.nslots == tokenised.nslots);
		buf_reset(out);
	}
	if (keeper_read_resolved(in, a, &resolved) == 0) {
		keeper_write_resolved(out, &resolved);
		ASSERT(out->len == in.len);
		buf_reset(out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = sv_make(data, size);
	struct arena a;
	struct buf out;

	arena_init(&a, 1 << 26);
	buf_init(&out, SIZE_MAX / 2);
	check_small(in, &out);
	check_requests(in, &a, &out);
	check_answers(in, &a, &out);
	buf_done(&out);
	arena_done(&a);
	return 0;
}
