/*
 * Restoring any bytes in any mode: the output must not depend on the split or
 * on having to wait, and what holds no token must come out as it went in.
 */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "inspect/body/dialect.h"
#include "inspect/answer/restore.h"
#include "tests/unit/inspect/toy_tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 1 << 24 };

static const char *const types[] = {
	"text/event-stream", "text/event-stream", "text/event-stream",
	"application/json", "text/plain", "text/html",
};

static void
feed(struct restorer *r, struct sv in, struct buf *out)
{
	int err = restore_feed(r, in, out);

	while (err == ERR_AGAIN)
		err = restore_feed(r, SV(""), out);
	ASSERT(err == 0);
}

static void
restore(struct sv in, unsigned kind, bool slow, size_t width, struct buf *out)
{
	struct toy toy = { .slow = slow };
	struct token_ops ops = toy_ops(&toy);
	struct restore_config config = {
		.ops = &ops,
		.content_type = sv_cstr(types[kind]),
		.max_event = 2000,
	};
	struct restorer *r;
	int err;

	if (kind < 2)
		config.dialect = dialect_by_name(kind == 0 ? SV("openai-chat") :
		    SV("anthropic-messages"));
	ASSERT(restore_new(&config, &r) == 0);
	for (size_t at = 0; at < in.len; at += width)
		feed(r, sv_slice(in, at, at + width), out);
	do
		err = restore_finish(r, out);
	while (err == ERR_AGAIN);
	ASSERT(err == 0);
	restore_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, cut;
	struct sv in;
	unsigned kind;
	size_t width;

	if (size < 2)
		return 0;
	kind = data[0] % NELEMS(types);
	width = 1 + data[1] % 64;
	in = sv_make(data + 2, size - 2);
	buf_init(&whole, OUT_MAX);
	buf_init(&cut, OUT_MAX);
	restore(in, kind, false, in.len + 1, &whole);
	restore(in, kind, true, width, &cut);
	ASSERT(sv_eq(buf_sv(&whole), buf_sv(&cut)));
	if (sv_find(in, SV("T")) < 0 && sv_find(in, SV("\\u")) < 0)
		ASSERT(sv_eq(buf_sv(&whole), in));
	buf_done(&whole);
	buf_done(&cut);
	return 0;
}
