/*
 * vault/token: text in pieces gives the tokens of text whole, nothing that may
 * become a token is let go, and escaping is undone exactly.
 */
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "vault/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Mark what was found: "<XQ...>". */
static void
drain(struct buf *held, struct buf *out, bool last)
{
	size_t at, len, keep;

	while (token_find(buf_sv(held), &at, &len)) {
		buf_add(out, held->ptr, at);
		buf_add_char(out, '<');
		buf_add(out, held->ptr + at, len);
		buf_add_char(out, '>');
		buf_drop_front(held, at + len);
	}
	keep = last ? held->len : token_tail(buf_sv(held));
	ASSERT(held->len - keep < TOKEN_MAX_LEN);
	buf_add(out, held->ptr, keep);
	buf_drop_front(held, keep);
}

static void
in_pieces(struct sv text, size_t step, struct buf *out)
{
	struct buf held;

	buf_init(&held, SIZE_MAX / 2);
	while (text.len > 0) {
		size_t n = step < text.len ? step : text.len;

		buf_add(&held, text.ptr, n);
		drain(&held, out, false);
		text = sv_slice(text, n, text.len);
	}
	drain(&held, out, true);
	buf_done(&held);
}

static void
check_escapes(struct sv text)
{
	char more[TOKEN_MAX_LEN], back[TOKEN_MAX_LEN];
	size_t at, len, n, m;

	while (token_find(text, &at, &len)) {
		struct sv found = sv_slice(text, at, at + len);

		if (token_escape(found, more, &n) == 0) {
			ASSERT(token_find(sv_make(more, n), &at, &m));
			ASSERT(at == 0 && m == n);
			ASSERT(token_unescape(sv_make(more, n), back, &m) == 0);
			ASSERT(sv_eq(sv_make(back, m), found));
		}
		text = sv_slice(text, (size_t)(found.ptr - text.ptr) + len,
		    text.len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = sv_make(data, size);
	struct buf whole, pieces;

	buf_init(&whole, SIZE_MAX / 2);
	in_pieces(text, size, &whole);
	for (size_t step = 1; step <= 40 && step <= size;
	    step += step / 8 + 1) {
		buf_init(&pieces, SIZE_MAX / 2);
		in_pieces(text, step, &pieces);
		ASSERT(sv_eq(buf_sv(&whole), buf_sv(&pieces)));
		buf_done(&pieces);
	}
	check_escapes(text);
	buf_done(&whole);
	return 0;
}
